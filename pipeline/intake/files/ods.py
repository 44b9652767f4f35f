"""ODS row by row, in memory that does not grow with the rows.

python-calamine was tried instead: it reads errors (#N/A) as blank cells, and holds every sheet in memory with
all its repeated rows.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby, repeat
from operator import itemgetter
from typing import IO, BinaryIO

from lxml import etree

from pipeline.intake.files.archives import Archive
from pipeline.intake.files.cells import Rows, cell_text, clean, written_number
from pipeline.intake.files.markup import local_name, stream_elements
from pipeline.intake.files.unreadable import UnreadableError
from pipeline.intake.files.xlsx_cells import MOST_COLUMNS, MOST_ROWS

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE, _OFFICE, _TEXT = (f"{{{_NAMES}{name}:1.0}}" for name in ("table", "office", "text"))
_KIND_IN_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
_DURATION = re.compile(r"P(?:(\d+)D)?T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?", re.ASCII)
_LONGEST_SPACE = 100


def read_ods(file: BinaryIO) -> Iterator[tuple[str, int, Rows]]:
    """Name, position and numbered rows of each sheet.

    Raises `UnreadableError`, or what `zipfile` and `lxml` raise, for a damaged or a hostile file.
    """
    archive = Archive(file)
    archive.check()
    _refuse_protected(archive)
    with archive.open("content.xml") as content:
        number = 0
        for table, rows in groupby(_rows_of_tables(content), itemgetter(0)):
            if table is not None:
                number += 1
                yield table.get(f"{_TABLE}name", ""), number, _numbered(row for _, row in rows)


def _refuse_protected(archive: Archive) -> None:
    if "META-INF/manifest.xml" not in archive:
        return
    with archive.open("META-INF/manifest.xml") as content:
        if any(True for _ in stream_elements(content, "encryption-data")):
            raise UnreadableError("protected-file")


def _rows_of_tables(content: IO[bytes]) -> Iterator[tuple[etree._Element | None, etree._Element]]:
    """Each row with its sheet, or with None where it stands in a copy of another file, which links keep."""
    current, sheet = None, None
    # Styles are looked at to forget them: they stand before the first row, and some files have thousands.
    for element in stream_elements(content, "table-row", "style"):
        table = next(element.iterancestors(f"{_TABLE}table"), None)
        if table is not None and table is not current:
            current, sheet = table, table if _is_sheet(table) else None
        if table is not None:
            yield sheet, element


def _is_sheet(table: etree._Element) -> bool:
    parent = table.getparent()
    within = parent is not None and parent.tag == f"{_OFFICE}spreadsheet"
    return within and table.find(f"{_TABLE}table-source") is None


def _numbered(rows: Iterator[etree._Element]) -> Rows:
    last = 0
    for row in rows:
        times = _times(row, "rows")
        cells = _cells(row)
        if cells:
            if last + times > MOST_ROWS:
                raise UnreadableError("oversized-file", limit=f"{MOST_ROWS} × {MOST_COLUMNS}")
            yield from zip(range(last + 1, last + times + 1), repeat(cells), strict=False)
        last += times


def _times(element: etree._Element, what: str) -> int:
    times = int(element.get(f"{_TABLE}number-{what}-repeated", "1"))
    if times < 1:
        raise ValueError(f"{what} repeated {times} times")
    return times


def _cells(row: etree._Element) -> list[str]:
    """The cells up to the last that is filled."""
    cells: list[str] = []
    blanks = 0
    for cell in row.iterchildren(f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
        text, times = _text(cell), _times(cell, "columns")
        if not text:
            blanks += times
        elif len(cells) + blanks + times > MOST_COLUMNS:
            raise UnreadableError("oversized-file", limit=f"{MOST_ROWS} × {MOST_COLUMNS}")
        else:
            cells += [""] * blanks + [text] * times
            blanks = 0
    return cells


def _text(cell: etree._Element) -> str:
    kind = cell.get(f"{_OFFICE}value-type")
    match kind:
        case "float" | "percentage" | "currency":
            return written_number(cell.get(f"{_OFFICE}value", ""))
        case "boolean":
            return cell.get(f"{_OFFICE}boolean-value", "").upper()
        case "date":
            return _moment(cell.get(f"{_OFFICE}date-value", ""))
        case "time":
            return _moment(cell.get(f"{_OFFICE}time-value", ""))
    stated = cell.get(f"{_OFFICE}string-value")
    if stated is None or cell.get(_KIND_IN_CALC) == "error":
        stated = "\n".join(_content(part) for part in cell.iterchildren(f"{_TEXT}p"))
    return clean(stated)


def _moment(value: str) -> str:
    """A date, a time or a duration in ISO 8601 as text; what is none stays as it is.

    >>> _moment("2019-10-25T10:11:12"), _moment("PT36H00M00S"), _moment("32767-12-31")
    ('2019-10-25 10:11:12', '36:00:00', '32767-12-31')
    """
    try:
        if duration := _DURATION.fullmatch(value):
            days, hours, minutes, seconds = (float(number or 0) for number in duration.groups())
            return cell_text(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds))
        return cell_text(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        return clean(value)


def _content(part: etree._Element) -> str:
    """The text of a paragraph with its spaces and breaks, without the notes at its margin."""
    texts = [part.text or ""]
    for inner in part:
        match local_name(inner):
            case "s":
                texts.append(" " * min(int(inner.get(f"{_TEXT}c", "1")), _LONGEST_SPACE))
            case "tab" | "line-break":
                texts.append("\n")
            case "annotation" | "note" | "ruby-text":
                pass
            case _:
                texts.append(_content(inner))
        texts.append(inner.tail or "")
    return "".join(texts)
