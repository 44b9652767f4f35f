"""The rows of one sheet of an XLSX workbook, and what stands in their cells."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import IO

from lxml import etree
from openpyxl.utils.datetime import from_excel

from pipeline.intake.files.cells import Rows, cell_text, clean, written_number
from pipeline.intake.files.markup import local_name, stream_elements

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""What a sheet of any spreadsheet program holds."""

_LONGEST_POSITION, _LONGEST_DATE = 12, 32
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})", re.ASCII)
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_", re.ASCII)
_BOOLEANS = {"1": "TRUE", "0": "FALSE", "true": "TRUE", "false": "FALSE"}


@dataclass(frozen=True)
class RowReader:
    """Reads rows: `texts` are the shared texts, `durations` the styles of dates and times among the cells."""

    texts: list[str]
    durations: dict[str, bool]
    epoch: datetime

    def rows(self, content: IO[bytes]) -> Rows:
        """The number of each row and its cells from column A; raises `ValueError` for rows out of order."""
        last = 0
        for element in stream_elements(content, "row", "sheetData"):
            if local_name(element) == "sheetData":
                return
            space = element.tag.rpartition("}")[0] + "}"
            number = _row_number(element, last)
            if not last < number <= MOST_ROWS:
                raise ValueError(f"row {number} follows row {last}")
            last = number
            yield number, self._cells(element, f"{space}c", f"{space}v")

    def _cells(self, row: etree._Element, tag: str, value_tag: str) -> list[str]:
        cells: list[str] = []
        for cell in row.iterchildren(tag):
            reference = cell.get("r")
            column = len(cells) if reference is None else _column(reference.rstrip("0123456789"))
            text = self._text(cell, value_tag)
            if column == len(cells):
                cells.append(text)
            elif column > len(cells):
                cells += [""] * (column - len(cells))
                cells.append(text)
            elif cells[column]:
                raise ValueError(f"two cells are {reference}")
            else:
                cells[column] = text
        if len(cells) > MOST_COLUMNS:
            raise ValueError(f"{len(cells)} cells in a row")
        return cells

    def _text(self, cell: etree._Element, value_tag: str) -> str:
        kind = cell.get("t")
        if kind == "inlineStr":
            return "".join(string_text(part) for part in cell if local_name(part) == "is")
        value = _value(cell, value_tag)
        if not value:
            return ""
        if kind == "s":
            return self.texts[_position(value)]
        if kind not in (None, "n"):
            return _other(kind, value)
        duration = self.durations.get(cell.get("s", "0"))
        if duration is None or len(value) > _LONGEST_DATE:
            return written_number(value)
        return _date(value, self.epoch, duration)


def _value(cell: etree._Element, tag: str) -> str | None:
    """What the value of a cell is written as: it stands last, behind the formula."""
    if not len(cell):
        return None
    last = cell[-1]
    return last.text if last.tag == tag else next((part.text for part in cell if part.tag == tag), None)


def string_text(element: etree._Element) -> str:
    """The text of a string: of its runs one after another, without the reading aids of phonetic runs."""
    if len(element) == 1 and local_name(element[0]) == "t":
        return _unescaped(element[0].text or "")
    texts = []
    for part in element.iter():
        if local_name(part) == "t" and part.text:
            parent = part.getparent()
            if parent is None or local_name(parent) != "rPh":
                texts.append(part.text)
    return _unescaped("".join(texts))


def _unescaped(text: str) -> str:
    r"""The text without the escapes by which XML holds control characters.

    >>> _unescaped("a_x000D_b"), _unescaped("_x005F_x000D_")
    ('a b', '_x000D_')
    """
    if "_x" in text:
        text = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return clean(text)


def _row_number(row: etree._Element, last: int) -> int:
    if number := row.get("r"):
        return _position(number)
    first = row[0].get("r", "") if len(row) else ""
    found = _REFERENCE.fullmatch(first)
    return int(found[2]) if found else last + 1


def _position(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < _LONGEST_POSITION):
        raise ValueError(f"{text!r} is no position")
    return int(text)


@lru_cache(maxsize=MOST_COLUMNS)
def _column(letters: str) -> int:
    """The position of a column by its letters, from 0.

    >>> _column("A"), _column("AA"), _column("XFD")
    (0, 26, 16383)
    """
    position = 0
    for letter in letters[:4]:
        position = 26 * position + "ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(letter) + 1
    if len(letters) > 3 or not 1 <= position <= MOST_COLUMNS:
        raise ValueError(f"{letters!r} is no column")
    return position - 1


@lru_cache(maxsize=16384)
def _date(value: str, epoch: datetime, duration: bool) -> str:
    """A serial date as text; a number that is no date in the calendar stays a number."""
    try:
        moment = from_excel(float(value), epoch, timedelta=duration)
    except (ValueError, OverflowError):
        return written_number(value)
    return cell_text(moment)


def _other(kind: str, value: str) -> str:
    if kind == "b":
        return _BOOLEANS.get(value, clean(value))
    if kind == "d":
        return _iso_date(value)
    return _unescaped(value)


def _iso_date(value: str) -> str:
    try:
        return cell_text(datetime.fromisoformat(value))
    except ValueError:
        return clean(value)
