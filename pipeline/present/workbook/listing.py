"""A sheet with a list: a title, a head that stays, a filter, rows, and notes below."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from rich.cells import cell_len
from xlsxwriter.worksheet import Worksheet

from pipeline.present.charts.theme import SIMULATED
from pipeline.present.context import Context
from pipeline.present.sheets import cell_text, height_of, lines_of, set_up_page
from pipeline.present.workbook.cells import Value, lines_for, write_across, write_text, write_value
from pipeline.present.workbook.looks import Kind, Looks
from schemas.language import Language

_PORTRAIT = 100
"""So many digits fit beside each other on a portrait page; a wider sheet is turned."""

_NARROWEST, _WIDEST = 60, 150
"""Signs: how wide titles and notes are taken to be, at least and at most."""

_WIDTHS: dict[Kind, int] = {"count": 8, "rank": 6, "moved": 7, "share": 7}
_USUAL = 8
_INDENT, _BOLD = 1.5, 0.9
"""Digits that a cell keeps free before its text; how much of a width bold letters leave."""


@dataclass(frozen=True)
class Column:
    """A column: its head, what its cells are, the band of heads it stands under.

    A column of texts is as wide as they are, at most `widest` signs.
    """

    head: str
    kind: Kind = "text"
    band: str = ""
    widest: int = 40


@dataclass(frozen=True)
class Row:
    """The cells of a row; `fill` colours the cells at `filled`, all where that is None."""

    cells: tuple[Value, ...]
    fill: str = ""
    filled: tuple[int, ...] | None = None
    bold: bool = False

    def fill_at(self, at: int) -> str:
        """The colour behind a cell."""
        return self.fill if self.filled is None or at in self.filled else ""


@dataclass(frozen=True)
class Listing:
    """A sheet with a list.

    `shows` says on the first sheet what it is for. `below` are rows under the list that no filter or sorting
    touches; `fixed` columns stay when the sheet is moved sideways.
    """

    name: str
    shows: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    below: Sequence[Row] = ()
    notes: Sequence[str] = ()
    fixed: int = 1
    widths: Sequence[int] = field(init=False)

    def __post_init__(self) -> None:
        rows = [*self.rows, *self.below]
        widths = [_width(column, [row.cells[at] for row in rows]) for at, column in enumerate(self.columns)]
        object.__setattr__(self, "widths", widths)

    @property
    def head(self) -> int:
        """The line of the head, 0 the first."""
        return 3 if any(column.band for column in self.columns) else 2

    def write(self, sheet: Worksheet, looks: Looks, context: Context) -> None:
        """Write the list on an empty sheet."""
        self._set_up(sheet, context.say)
        last = len(self.columns) - 1
        width = min(_WIDEST, max(_NARROWEST, sum(self.widths)))
        write_across(sheet, 0, (0, last), self.title, looks, "title", width)
        write_across(sheet, 1, (0, last), subtitle(context), looks, "subtitle", width)
        self._write_heads(sheet, looks)
        rows = [*self.rows, *self.below]
        for line, row in enumerate(rows, start=self.head + 1):
            self._write_row(sheet, line, row, looks)
        for line, note in enumerate([*self.notes, *source(context)], start=self.head + len(rows) + 2):
            write_across(sheet, line, (0, last), note, looks, "note", width)

    def _set_up(self, sheet: Worksheet, say: Language) -> None:
        for at, width in enumerate(self.widths):
            sheet.set_column(at, at, width)
        set_up_page(sheet, say)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        if sum(self.widths) > _PORTRAIT:
            sheet.set_landscape()
        sheet.freeze_panes(self.head + 1, self.fixed)
        sheet.repeat_rows(0, self.head)
        sheet.autofilter(self.head, 0, self.head + len(self.rows), len(self.columns) - 1)
        sheet.ignore_errors({"number_stored_as_text": f"A1:AZ{self.head + len(self.rows) + 2}"})

    def _write_heads(self, sheet: Worksheet, looks: Looks) -> None:
        for band, group in groupby(enumerate(self.columns), key=lambda pair: pair[1].band):
            places = [at for at, _ in group]
            if band:
                across = sum(self.widths[at] for at in places)
                write_across(sheet, self.head - 1, (places[0], places[-1]), band, looks, "band", across)
        for at, column in enumerate(self.columns):
            write_text(sheet, (self.head, at), column.head, looks, "head")
        # One line more than the texts need, in which the buttons of the filter stand.
        lines = (lines_of(c.head, width - 1) for c, width in zip(self.columns, self.widths, strict=True))
        sheet.set_row(self.head, height_of(max(lines) + 1))
        self._set_band(sheet)

    def _set_band(self, sheet: Worksheet) -> None:
        bands = [
            (
                column.band,
                sum(w for c, w in zip(self.columns, self.widths, strict=True) if c.band == column.band),
            )
            for column in self.columns
        ]
        if any(band for band, _ in bands):
            sheet.set_row(self.head - 1, height_of(max(lines_of(band, width) for band, width in bands)))

    def _write_row(self, sheet: Worksheet, line: int, row: Row, looks: Looks) -> None:
        lines = 1
        for at, (value, column) in enumerate(zip(row.cells, self.columns, strict=True)):
            write_value(sheet, (line, at), value, column.kind, looks, row.fill_at(at), row.bold)
            if isinstance(value, str):
                width = (self.widths[at] - _INDENT) * (_BOLD if row.bold else 1)
                lines = max(lines, lines_for(cell_text(value), width))
        sheet.set_row(line, height_of(lines))


def _width(column: Column, cells: Sequence[Value]) -> int:
    """The width of a column: that of its kind, or that of its texts and of the longest word of its head."""
    words = max(map(cell_len, column.head.split()), default=0) + 1
    if column.kind != "text":
        usual = max(words, _WIDTHS.get(column.kind, _USUAL))
        return max(usual, 11 if any(isinstance(cell, str) and len(cell) > 1 for cell in cells) else 0)
    longest = max((cell_len(cell[: column.widest]) for cell in cells if isinstance(cell, str)), default=0)
    return min(column.widest, max(longest + 2, words, 6))


def subtitle(context: Context) -> str:
    """Whose figures a sheet holds, and that they are simulated where they are."""
    of = context.say(
        "{administration}, period {period}", administration=context.administration, period=context.period
    )
    return f"{of} · {SIMULATED}" if context.simulated else of


def source(context: Context) -> list[str]:
    """Where the figures are from, as a note."""
    return [context.say("Source: {source}", source=context.provenance)] if context.provenance else []
