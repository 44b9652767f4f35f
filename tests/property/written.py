"""A table as a file in one of the formats that offices send, written by the libraries concerned."""

import csv
import html
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import xlsxwriter
import xlwt

from tests.property.mutations import Chance
from tests.property.tables import Table
from tests.shapes.encodings import _as_windows_has_it, to_vni
from tests.unit.made_files import ods

Rows = Sequence[Sequence[str]]

LONGEST_CELL = 32_767
"""Spreadsheets hold no longer text."""


@dataclass(frozen=True)
class Written:
    """A file, its ending, and its rows where it is known which of them stands in which line."""

    data: bytes
    ending: str
    rows: Rows | None = None


def _as_text(table: Table, chance: Chance) -> Written:
    delimiter = chance.choice((",", ",", ",", ";", "\t", "|"))
    end = chance.choice(("\n", "\r\n"))
    if chance.random() < 0.3:
        # As programs write that know nothing of quotation marks.
        if any({delimiter, '"', "\n", "\r"} & set(cell) for row in table.lines for cell in row):
            table.doubt_all()
        text = "".join(delimiter.join(row) + end for row in table.lines)
    else:
        out = io.StringIO()
        quoting = chance.choice((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))
        csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(table.lines)
        text = out.getvalue()
    return Written(_encoded(text, chance), chance.choice(("csv", "csv", "txt", "tsv", "CSV")))


def _encoded(text: str, chance: Chance) -> bytes:
    encoding = chance.choice(("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1258", "vni", "utf-32"))
    match encoding:
        case "cp1258":
            return _as_windows_has_it(text).encode("cp1258", "replace")
        case "vni":
            return _in_vni(text).encode("cp1252", "replace")
    return text.encode(encoding, "surrogatepass")


def _in_vni(text: str) -> str:
    """In VNI as far as its letters go."""
    written = []
    for letter in text:
        try:
            written.append(to_vni(letter))
        except (KeyError, ValueError):
            written.append("?")
    return "".join(written)


def _as_xlsx(table: Table, chance: Chance) -> Written:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "strings_to_numbers": chance.random() < 0.5}
    with xlsxwriter.Workbook(out, {**options, "strings_to_formulas": chance.random() < 0.5}) as book:
        sheet = book.add_worksheet(chance.choice(("Sheet1", "Dữ liệu", "Lò Thị Xuyến", "0987651234")))
        rows = [_cut(row) for row in table.lines]
        for line, row in enumerate(rows):
            sheet.write_row(line, 0, row)
        if chance.random() < 0.2:
            book.add_worksheet("Hướng dẫn").write(0, 0, "Mỗi phiếu một dòng")
    return Written(out.getvalue(), "xlsx", rows)


def _cut(row: Sequence[str]) -> list[str]:
    return [cell.encode("utf-8", "replace").decode()[:LONGEST_CELL] for cell in row]


def _as_xls(table: Table, chance: Chance) -> Written:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    rows = [_cut(row)[:250] for row in table.lines]
    for line, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(
                line, column, int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 9 else cell
            )
    out = io.BytesIO()
    book.save(out)
    return Written(out.getvalue(), chance.choice(("xls", "csv")), rows)


def _as_ods(table: Table, chance: Chance) -> Written:
    rows = [
        ["".join(sign for sign in cell if sign.isprintable()) for cell in _cut(row)] for row in table.lines
    ]
    # Writing this format is slow, so its tables stay narrow.
    rows = [row[:60] for row in rows]
    return Written(ods([row or [""] for row in rows], "Sheet1"), "ods", rows)


def _as_page(table: Table, chance: Chance) -> Written:
    escape: Callable[[str], str] = html.escape if chance.random() < 0.7 else str
    if escape is str:
        table.doubt_all()
    rows = [_cut(row) for row in table.lines]
    lines = ("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    page = f'<html><head><meta charset="utf-8"></head><body><table>{"".join(lines)}</table></body></html>'
    return Written(
        page.encode("utf-8"), chance.choice(("xls", "html")), rows if escape is html.escape else None
    )


WRITERS = (*[_as_text] * 14, *[_as_xlsx] * 4, _as_page, _as_page, _as_ods)
SLOW_WRITERS = (_as_xls,)


def written(table: Table, chance: Chance) -> Written:
    """The table in some format; formats that are read in a process of their own come rarely."""
    return chance.choice(SLOW_WRITERS if chance.random() < 0.02 else WRITERS)(table, chance)
