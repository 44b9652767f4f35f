"""Sheets of an Excel workbook: a page to read and a list to filter, set up for A4, never a formula."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from textwrap import wrap
from typing import Any

import pandas as pd
from rich.cells import cell_len
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from pipeline.present.problems import plain
from schemas.language import Language

MOST_UNITS = 32_767
"""So many UTF-16 units fit into a cell."""

FORMULA_STARTS = ("=", "+", "-", "@")

CREATED = datetime(2000, 1, 1)
"""A fixed moment, so that the same input gives the same bytes."""

BORDER, HEAD_FILL = "#BFBFBF", "#DDE6EE"
_FILLS = {"error": "#F8D3CD", "warning": "#FFF0C2", "note": "#E4F0F8"}
FONT = {"font_name": "Arial", "font_size": 10}
_HEADINGS = {"title", "section"}
_FILTER_BUTTON, _JUDGED, _SIGNS_A_DIGIT = 3, 2000, 1.1
_LINE, _MARGIN, _HIGHEST = 13.0, 3.0, 409.0
"""Points: a line of text, what a row has above and below it, and the highest row that Excel knows."""


@dataclass(frozen=True)
class Column:
    """A column of a list: the field it shows, its name, what it means, how wide it may grow (signs)."""

    field: str
    name: str
    meaning: str
    widest: int


def cell_text(text: str) -> str:
    """`text` as a cell may hold it: signs that could be obeyed are marked, what is too long is cut."""
    shown = plain(text)
    if len(shown) <= MOST_UNITS // 2 or len(units := shown.encode("utf-16-le")) <= 2 * MOST_UNITS:
        return shown
    return units[: 2 * (MOST_UNITS - 1)].decode("utf-16-le", errors="ignore") + "…"


def set_up_page(sheet: Worksheet, say: Language, mark: str = "") -> None:
    """Set a sheet up for A4 paper: below stand the file's name, `mark`, and the page's number."""
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
    middle = f"&C{mark}" if mark else ""
    sheet.set_footer(f"&L&F{middle}&R{say('Page {page} of {pages}', page='&P', pages='&N')}")


def height_of(lines: int) -> float:
    """The height of a row of so many lines in points."""
    return min(_HIGHEST, lines * _LINE + _MARGIN)


class Book:
    """A workbook in the making; `content` closes it and is its bytes."""

    def __init__(self, title: str) -> None:
        self._stream = BytesIO()
        # Rows go to a file on the disk one by one, so that a long list takes no memory.
        self._book = Workbook(self._stream, {"constant_memory": True})
        self._book.set_properties({"title": title, "created": CREATED})
        frame = {**FONT, "valign": "top", "border": 1, "border_color": BORDER}
        wrapped = {**frame, "text_wrap": True}
        self._styles: dict[str, Format] = {
            name: self._book.add_format(look)
            for name, look in {
                "title": {**FONT, "bold": True, "font_size": 14},
                "section": {**FONT, "bold": True, "font_size": 11, "valign": "bottom"},
                "label": {**FONT, "bold": True, "valign": "top", "text_wrap": True},
                "body": {**FONT, "valign": "top", "text_wrap": True},
                "head": {**wrapped, "bold": True, "bg_color": HEAD_FILL, "valign": "vcenter"},
                "text": wrapped,
                # Excel would take such a text for a formula when somebody edits its cell.
                "quoted": {**wrapped, "quote_prefix": True},
                "number": {**frame, "num_format": "#,##0", "align": "center"},
                "line": {**frame, "num_format": "0", "align": "center"},
                **{name: {**wrapped, "bg_color": fill} for name, fill in _FILLS.items()},
            }.items()
        }

    def content(self) -> bytes:
        """The finished workbook."""
        self._book.close()
        return self._stream.getvalue()

    def add_page(
        self, name: str, widths: Sequence[int], rows: Iterable[Sequence[tuple[str, Any]]], say: Language
    ) -> None:
        """A sheet to read: rows of cells, each the name of a style and a text or a number."""
        sheet = self._sheet(name, say)
        sheet.hide_gridlines(2)
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        for i, cells in enumerate(rows):
            self._write_row(sheet, i, [cell for _, cell in cells], [style for style, _ in cells], widths)

    def add_list(
        self, name: str, columns: Sequence[Column], table: pd.DataFrame, fills: Sequence[str], say: Language
    ) -> None:
        """A sheet with a list: a header that stays, a filter, columns as wide as their texts.

        `fills` names for each row the style of the column `severity`.
        """
        sheet = self._sheet(name, say)
        sheet.set_landscape()
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        sheet.autofilter(0, 0, len(table), len(columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:Z{len(table) + 1}"})
        names = [say(column.name) for column in columns]
        cells = [table[column.field] for column in columns]
        widths = [_width(*column) for column in zip(names, cells, [c.widest for c in columns], strict=True)]
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        self._write_row(sheet, 0, names, ["head"] * len(names), [width - _FILTER_BUTTON for width in widths])
        severity = [column.field for column in columns].index("severity")
        styles = ["line" if column.field == "line" else "" for column in columns]
        for i, (fill, *row) in enumerate(zip(fills, *(c.tolist() for c in cells), strict=True), start=1):
            styles[severity] = fill
            self._write_row(sheet, i, row, styles, widths)

    def _sheet(self, name: str, say: Language) -> Worksheet:
        """A new sheet that is as wide as a page."""
        sheet = self._book.add_worksheet(name)
        sheet.fit_to_pages(1, 0)
        set_up_page(sheet, say)
        return sheet

    def _write_row(
        self, sheet: Worksheet, i: int, cells: Sequence[Any], styles: Sequence[str], widths: Sequence[int]
    ) -> None:
        """A row as high as its texts need: not every program that opens a workbook works that out itself."""
        texts = [(cell, width) for cell, width in zip(cells, widths, strict=False) if isinstance(cell, str)]
        lines = 2 if styles[0] in _HEADINGS else max((lines_of(*text) for text in texts), default=1)
        sheet.set_row(i, height_of(lines))
        for at, (cell, style) in enumerate(zip(cells, styles, strict=True)):
            self._write(sheet, i, at, cell, style)

    def _write(self, sheet: Worksheet, row: int, at: int, cell: Any, style: str) -> None:
        if isinstance(cell, str):
            usual = "quoted" if cell.startswith(FORMULA_STARTS) else "text"
            sheet.write_string(row, at, cell, self._styles[style or usual])
        elif pd.isna(cell):
            sheet.write_blank(row, at, None, self._styles["text"])
        else:
            sheet.write_number(row, at, cell, self._styles[style or "number"])


@lru_cache(maxsize=10_000)
def lines_of(text: str, width: int) -> int:
    """How many lines a text takes in a column of this width, which is counted in digits."""
    return len(wrap(text[:_JUDGED], max(1, int(_SIGNS_A_DIGIT * width))))


def _width(name: str, cells: "pd.Series[Any]", widest: int) -> int:
    """The width that shows the longest text of a column, at most `widest`, and the header with its button."""
    longest = max((cell_len(str(cell)[:widest]) for cell in cells.unique()), default=0)
    return min(widest, max(longest + 1, cell_len(name) + _FILTER_BUTTON))
