"""The sheet to try improvements on: wished indices in, overall index, gap and rank out, by live formulas."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pipeline.present.charts.theme import BAND
from pipeline.present.context import Context
from pipeline.present.results import Results
from pipeline.present.sheets import height_of, set_up_page
from pipeline.present.unit_rows import Standing, number, standings
from pipeline.present.workbook.cells import exact, lines_for, write_across, write_text, write_value
from pipeline.present.workbook.listing import source, subtitle
from pipeline.present.workbook.looks import Kind, Looks
from pipeline.present.workbook.words import brief, item_name, unit_name
from schemas.language import Language, later

_WIDTHS = (6, 52, 11, 11, 11, 11, 13, 13, 12, 3, 34, 13)
_NUMBER, _TEXT, _NOW, _MEDIAN, _BEST, _SHARE, _WISH, _THEN, _GAIN, _, _UNIT, _PEER = range(len(_WIDTHS))
_RESULTS = 4
"""The line of the head above the results."""

_ONE_PAGE = 30
"""So many rows are still to be read where they are printed on one page."""

_HOW = later(
    "Write the index you would like for a criterion into a yellow cell (0 to 100); an empty cell means: as "
    "it is now. The results above, the gains and the place among the units are computed anew at once."
)
_LIMITS = later(
    "Only the official figures move, all else equal; the gains of several criteria are added up. The sheet "
    "says what an improvement would be worth, not what it costs. All but the yellow cells is locked, without "
    "a password."
)


@dataclass(frozen=True)
class WhatIf:
    """The sheet of the focus unit.

    `rows` are its rows of the decomposition that have an index and a share; `medians` and `bests` are those
    of the criteria by code. `own` is where the unit stands, `ranked` the published units of its level.
    """

    name: str
    shows: str
    rows: Sequence[Mapping[Any, Any]]
    medians: Mapping[str, float]
    bests: Mapping[str, float]
    own: Standing
    ranked: Sequence[Standing]

    @property
    def lines(self) -> list[tuple[str, int]]:
        """The results that can be told, each with its line."""
        names = ["overall"]
        if math.isfinite(self.own.median):
            names += ["median", "gap"]
        if self.own.ranked:
            names.append("rank")
        return [(name, line) for line, name in enumerate(names, start=_RESULTS + 1)]

    @property
    def head(self) -> int:
        """The line of the head of the criteria."""
        return _RESULTS + len(self.lines) + 4

    @property
    def _longest(self) -> int:
        return max(len(self.rows), len(self.ranked))

    def write(self, sheet: Worksheet, looks: Looks, context: Context) -> None:
        """Write the sheet on an empty one."""
        say = context.say
        self._set_up(sheet, say)
        unit = brief(self.own.name, 120)
        write_across(
            sheet, 0, (0, _PEER), say("{unit}: try improvements", unit=unit), looks, "title", sum(_WIDTHS)
        )
        write_across(sheet, 1, (0, _PEER), subtitle(context), looks, "subtitle", sum(_WIDTHS))
        self._write_results(sheet, looks, say)
        for line, note in ((self.head - 2, _HOW), (self.head - 1, _LIMITS)):
            write_across(sheet, line, (0, _GAIN), say(note), looks, "note", sum(_WIDTHS[: _GAIN + 1]))
        self._write_criteria(sheet, looks, context)
        self._write_units(sheet, looks, context)
        for line, note in enumerate(source(context), start=self.head + self._longest + 2):
            write_across(sheet, line, (0, _PEER), note, looks, "note", sum(_WIDTHS))

    def _set_up(self, sheet: Worksheet, say: Language) -> None:
        for at, width in enumerate(_WIDTHS):
            sheet.set_column(at, at, width)
        set_up_page(sheet, say)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 1 if self._longest <= _ONE_PAGE else 0)
        sheet.hide_gridlines(2)
        sheet.freeze_panes(self.head + 1, 2)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _then(self, name: str) -> str:
        """The cell of a result with the wishes in it."""
        return _cell(dict(self.lines)[name], _MEDIAN)

    def _write_results(self, sheet: Worksheet, looks: Looks, say: Language) -> None:
        heads = (say("Result"), say("Now"), say("With the wishes"), say("Change"))
        for at, head in zip((_TEXT, _NOW, _MEDIAN, _BEST), heads, strict=True):
            write_text(sheet, (_RESULTS, at), head, looks, "head")
        sheet.set_row(_RESULTS, height_of(2))
        labels = {
            "overall": say("Overall index (%)"),
            "median": say("Median of the units (%)"),
            "gap": say("Gap to the median (points)"),
            "rank": say("Rank among {n} units", n=len(self.ranked)),
        }
        own = self.own
        now = {"overall": own.index, "median": own.median, "gap": own.gap, "rank": own.rank}
        kinds: dict[str, Kind] = {"overall": "index", "median": "index", "gap": "gap", "rank": "rank"}
        for name, line in self.lines:
            write_text(sheet, (line, _TEXT), labels[name], looks)
            write_value(sheet, (line, _NOW), now[name], kinds[name], looks, "", bold=True)
            formula, value = self._formula(name), exact(now[name])
            sheet.write_formula(line, _MEDIAN, formula, looks.of(kinds[name], BAND, bold=True), value)
            before, then = _cell(line, _NOW), _cell(line, _MEDIAN)
            # A rank that gets smaller is a gain.
            change = f"={before}-{then}" if name == "rank" else f"=ROUND({then}-{before},9)"
            sheet.write_formula(line, _BEST, change, looks.of("moved" if name == "rank" else "gap"), 0)

    def _formula(self, name: str) -> str:
        first, last = self.head + 1, self.head + len(self.rows)
        share, then, now = (_range(first, last, at) for at in (_SHARE, _THEN, _NOW))
        units = _range(first, self.head + len(self.ranked), _PEER)
        if name == "overall":
            overall = f"{_cell(dict(self.lines)[name], _NOW)}+SUMPRODUCT({share},{then}-{now})/100"
            return f"=ROUND(MAX(0,MIN(100,{overall})),9)"
        if name == "median":
            return f"=ROUND(MEDIAN({units}),9)"
        if name == "gap":
            return f"=ROUND({self._then('overall')}-{self._then('median')},9)"
        # COUNTIF would turn the number into a text first, and lose digits on which a tie depends.
        return f"=1+SUMPRODUCT(--(ROUND({units},9)>{self._then('overall')}))"

    def _write_criteria(self, sheet: Worksheet, looks: Looks, context: Context) -> None:
        say = context.say
        heads = (
            *(say("No."), say("Criterion"), say("Index now (%)"), say("Median (%)"), say("Best (%)")),
            *(say("Weight (%)"), say("Wished index (%)"), say("Index then (%)"), say("Gain (points)")),
        )
        _write_heads(sheet, self.head, heads, looks, 0)
        for i, row in enumerate(self.rows, start=1):
            line, item = self.head + i, str(row["item"])
            text = f"{item} {item_name('criterion', item, context)}"
            cells = (i, text, row["index"], self.medians.get(item), self.bests.get(item), row["share"])
            kinds: tuple[Kind, ...] = ("rank", "text", "index", "index", "index", "share")
            for at, (cell, kind) in enumerate(zip(cells, kinds, strict=True)):
                write_value(sheet, (line, at), cell, kind, looks, "", bold=False)
            now, wish, then = (_cell(line, at) for at in (_NOW, _WISH, _THEN))
            sheet.write_blank(line, _WISH, None, looks.of("wish"))
            value = exact(row["index"])
            sheet.write_formula(line, _THEN, f"=IF(ISNUMBER({wish}),{wish},{now})", looks.of("index"), value)
            gain = f"=ROUND({_cell(line, _SHARE)}*({then}-{now})/100,9)"
            sheet.write_formula(line, _GAIN, gain, looks.of("gap"), 0)
        self._limit(sheet, say)
        self._set_heights(sheet, context)

    def _set_heights(self, sheet: Worksheet, context: Context) -> None:
        """Make each row as high as the text of its criterion and the name of its unit need."""
        texts = [f"{row['item']} {item_name('criterion', str(row['item']), context)}" for row in self.rows]
        names = [self._unit(row, context) for row in self.ranked]
        for line, (text, name) in enumerate(zip_longest(texts, names, fillvalue=""), start=self.head + 1):
            lines = max(lines_for(text, _WIDTHS[_TEXT] - 2), lines_for(name, _WIDTHS[_UNIT] - 4))
            sheet.set_row(line, height_of(lines))

    def _unit(self, row: Standing, context: Context) -> str:
        return brief(unit_name(row.unit, context), 80)

    def _limit(self, sheet: Worksheet, say: Language) -> None:
        sheet.data_validation(
            *(self.head + 1, _WISH, self.head + len(self.rows), _WISH),
            {
                "validate": "decimal",
                "criteria": "between",
                "minimum": 0,
                "maximum": 100,
                "ignore_blank": True,
                "input_title": say("Wished index"),
                "input_message": say("0 to 100 per cent; empty: as it is now"),
                "error_title": say("Wished index"),
                "error_message": say("An index lies between 0 and 100 per cent."),
            },
        )

    def _write_units(self, sheet: Worksheet, looks: Looks, context: Context) -> None:
        say = context.say
        if not self.ranked:
            return
        _write_heads(sheet, self.head, (say("Published units"), say("Overall index (%)")), looks, _UNIT)
        for line, row in enumerate(self.ranked, start=self.head + 1):
            fill = BAND if row.own else ""
            write_value(sheet, (line, _UNIT), self._unit(row, context), "text", looks, fill, bold=row.own)
            if row.own:
                look = looks.of("index", BAND, bold=True)
                sheet.write_formula(line, _PEER, f"={self._then('overall')}", look, exact(row.index))
            else:
                write_value(sheet, (line, _PEER), row.index, "index", looks, "", bold=False)


def what_if(results: Results, context: Context) -> WhatIf | None:
    """The sheet of the focus unit; None without one, or where its overall index is not split by criteria."""
    say = context.say
    placed = standings(results.comparison, results.estimates, context)
    own = next((row for row in placed if row.own), None)
    rows = [
        row
        for row in results.decomposition[results.decomposition["unit"] == context.focus].to_dict("records")
        if math.isfinite(number(row["index"]) + number(row["share"]))
    ]
    if own is None or not rows or not math.isfinite(own.index):
        return None
    beside = results.comparison
    beside = beside[(beside["unit"] == context.focus) & (beside["kind"] == "criterion")]
    return WhatIf(
        name=say("Try improvements"),
        shows=say("Write wished indices into the yellow cells; overall index, gap and rank follow"),
        rows=rows,
        medians=_by_item(beside, "median"),
        bests=_by_item(beside, "best"),
        own=own,
        ranked=[row for row in placed if row.ranked],
    )


def _by_item(table: pd.DataFrame, name: str) -> dict[str, float]:
    return {str(item): number(cell) for item, cell in zip(table["item"], table[name], strict=True)}


def _write_heads(sheet: Worksheet, line: int, heads: Sequence[str], looks: Looks, start: int) -> None:
    for at, head in enumerate(heads, start=start):
        write_text(sheet, (line, at), head, looks, "head")
    sheet.set_row(line, height_of(2))


def _cell(line: int, at: int) -> str:
    return str(xl_rowcol_to_cell(line, at, row_abs=True, col_abs=True))


def _range(first: int, last: int, at: int) -> str:
    return f"{_cell(first, at)}:{_cell(last, at)}"
