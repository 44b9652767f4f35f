"""All units and all criteria in one table, each cell shaded by its index."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.cells import (
    APART,
    KEY,
    NO_CELL,
    Cell,
    Column,
    cell_of,
    draw_key,
    fill_cell,
    frame_own,
    name_median,
    shade_of,
)
from pipeline.present.charts.criteria_heads import LEAST, CriteriaHeads, CriteriaTexts, Group
from pipeline.present.charts.criteria_words import detail_of, dimension_of, subtitle_of, texts_of, title_of
from pipeline.present.charts.dimension_rows import first, of_item
from pipeline.present.charts.scale import Scale
from pipeline.present.charts.sheet import Sheet, describe, open_sheet
from pipeline.present.charts.theme import CM_PER_POINT, HEAD, NOTE, WIDTH, Type, clean
from pipeline.present.charts.unit_table import UnitTable
from pipeline.present.context import Context
from pipeline.present.numbers import percent
from pipeline.present.signs import WITHHELD, figure, label_notes
from pipeline.present.unit_rows import number, peers, standings
from schemas.language import Language

_NAME = 0.25
_INSET = 0.03
_BETWEEN = 0.07
_WIDEST_NAME, _WIDEST_WRAPPED = 5.0, 3.7
"""Centimetres of a name in low rows, which a second line would double, and in others."""

_LOW = 0.5
"""Centimetres; lower rows have no room for the sign of the best unit above the number."""

_HIGHEST = 19.0
"""Centimetres of the body with which the chart still fits on a page."""


@dataclass(frozen=True)
class _Layout:
    """Where the columns lie, the overall index last; how cells are shaded and written, the best marked."""

    lefts: Sequence[float]
    width: float
    overall_width: float
    shade: Scale
    size: float
    flag: float

    @classmethod
    def beside(cls, table: UnitTable, columns: Sequence[Column]) -> "_Layout":
        """Columns to the right of the units' names."""
        overall = _overall_width(table, columns[-1])
        left = _NAME + _name_width(table) + 0.2
        dimensions = [dimension_of(column.label, table.context) for column in columns[:-1]]
        gaps = [_BETWEEN if one != other else 0.0 for one, other in pairwise(dimensions)]
        width = (WIDTH - left - APART - overall - sum(gaps)) / len(dimensions)
        shown = [column.median for column in columns]
        shown += [cell.value for column in columns for cell in column.cells.values()]
        layout = cls(
            lefts=[*accumulate((width + gap for gap in gaps), initial=left), WIDTH - overall],
            width=width,
            overall_width=overall,
            shade=Scale.spanning(shown, 0, 1),
            size=table.size,
            flag=2.4 if table.least < _LOW else 3.4,
        )
        return replace(layout, size=layout._largest(columns[:-1], table.context.say))

    def _largest(self, columns: Sequence[Column], say: Language) -> float:
        """The largest type in which every number fits its cell that can be written there at all."""
        regular, bold = Type(1), Type(1, bold=True)
        widths = [
            regular.width(text) for text in {cell.text for one in columns for cell in one.cells.values()}
        ]
        widths += [bold.width(text) for text in {_whole(one.median, "", say) for one in columns}]
        return min([self.size, *(self.room / width for width in widths if self.room >= LEAST * width)])

    @property
    def room(self) -> float:
        """The width that a number may take."""
        return self.width - 2 * _INSET

    def fits(self, text: str, bold: bool = False) -> bool:
        """Whether a number can be written into a cell."""
        return Type(self.size, bold).width(text) <= self.room + 1e-9


@dataclass(frozen=True)
class _Rows(UnitTable):
    """The rows of the units; names are narrower and rows lower than elsewhere, for the cells and the head."""

    @cached_property
    def least(self) -> float:
        return min(0.62, max(0.23, 16.8 / max(1, len(self.standings))))

    @cached_property
    def names(self) -> list[tuple[str, ...]]:
        width = _WIDEST_NAME if self.least < _LOW else _WIDEST_WRAPPED
        return [self.type_of(row).wrap(row.name, width) for row in self.standings]


def draw_criteria_heatmap(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Figure:
    """Units by overall index with the index of every criterion; the last row is the median."""
    table = _Rows(standings(comparison, estimates, context), context)
    columns = _columns(comparison, estimates, context)
    layout = _Layout.beside(table, columns)
    heads = CriteriaHeads(_groups(layout, columns, context), layout.width)
    texts = CriteriaTexts(list(texts_of(context).items()))
    bottom = table.bottom() + APART + table.least
    told = bottom + KEY + texts.height <= _HIGHEST
    words = title_of(columns, context), subtitle_of(table.standings, columns, context)
    height = bottom + KEY + (texts.height + 0.15 if told else 0)
    sheet = open_sheet(words, heads.lines, height, context, _notes(layout, columns, told, context))
    heads.draw(sheet)
    _draw_names(sheet, table)
    for left, column in zip(layout.lefts, columns, strict=True):
        _draw_column(sheet, table, layout, column, left)
    frame_own(sheet, table, layout.lefts[0])
    draw_key(sheet, layout.shade, bottom + 0.25, context)
    if not all(cell.ranked for column in columns for cell in column.cells.values()):
        sheet.write(_NAME, bottom + 0.36, context.say("Not shaded: not ranked"), NOTE)
    if told:
        texts.draw(sheet, bottom + KEY + 0.15)
    return sheet.figure


def describe_criteria_heatmap(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> str:
    """The text that stands for the heat map where it cannot be seen."""
    rows, columns = standings(comparison, estimates, context), _columns(comparison, estimates, context)
    return describe(title_of(columns, context), detail_of(rows, columns, context), context)


def _columns(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> list[Column]:
    """The criteria by their codes, dimension by dimension, and the overall index last."""
    compared = peers(comparison, estimates, context)
    items = [("criterion", code, code) for code in texts_of(context)]
    columns = []
    for kind, item, label in [*items, ("overall", "overall", context.say("Overall index"))]:
        units = of_item(compared, kind, item)
        cells = {row["unit"]: _cell(row, context.say) for row in units.to_dict("records")}
        columns.append(Column(label, kind == "overall", first(units["median"]), cells))
    return columns


def _cell(row: Mapping[Any, Any], say: Language) -> Cell:
    written = figure if row["kind"] == "overall" else _whole
    return cell_of(row, written(number(row["index"]), str(row["reliability"]), say))


def _whole(value: float, reliability: str, say: Language) -> str:
    """An index in whole percent: in brackets where it is to be used with care, a cross where withheld."""
    if reliability == "suppressed":
        return WITHHELD
    text = percent(value, say, digits=0)
    return f"({text})" if reliability == "use_with_care" else text


def _name_width(table: UnitTable) -> float:
    names = (
        table.type_of(row).widest(lines) for row, lines in zip(table.standings, table.names, strict=True)
    )
    least = Type(table.size, bold=True).width(table.context.say("Median"))
    return max(HEAD.width(table.heads[1]), least, *names)


def _overall_width(table: UnitTable, column: Column) -> float:
    numbers = (percent(column.median, table.context.say), *(cell.text for cell in column.cells.values()))
    return max(Type(table.size, bold=True).widest(numbers), HEAD.widest(column.label.split())) + 0.2


def _groups(layout: _Layout, columns: Sequence[Column], context: Context) -> list[Group]:
    groups, lefts = [], dict(zip((column.label for column in columns), layout.lefts, strict=True))
    for dimension in context.questionnaire.dimensions:
        codes = context.questionnaire.criteria_of(dimension.code)
        label = clean(dimension.short.within(context.say.code))
        groups.append(Group(label, lefts[codes[0]], lefts[codes[-1]] + layout.width, codes))
    return [*groups, Group(columns[-1].label, layout.lefts[-1], WIDTH, ())]


def _draw_names(sheet: Sheet, table: UnitTable) -> None:
    sheet.write_head(_NAME, [table.heads[1]], HEAD, "left")
    for i, row in enumerate(table.standings):
        if row.own:
            sheet.box(0, table.tops[i], WIDTH, table.heights[i], theme.BAND)
        sheet.write_lines(_NAME, table.middle(i), table.names[i], table.type_of(row))
    if not all(row.ranked for row in table.standings):
        y = table.bottom(ranked=True)
        text = table.context.say("Not ranked: below the publishing threshold, withheld or without data")
        sheet.line((0, WIDTH), (y + 0.08, y + 0.08), theme.PALE, 0.6)
        sheet.write(_NAME, y + 0.34, text, NOTE)
    name_median(sheet, table, 0.1, _NAME)


def _draw_column(sheet: Sheet, table: UnitTable, layout: _Layout, column: Column, left: float) -> None:
    size, width = (table.size, layout.overall_width) if column.overall else (layout.size, layout.width)
    for row, top, height in zip(table.standings, table.tops, table.heights, strict=True):
        cell = column.cells.get(row.unit, NO_CELL)
        shade = shade_of(layout.shade, cell.value) if cell.ranked else None
        type_ = Type(size, bool(shade) and column.overall, theme.QUIET)
        text, aside = _text(cell, column, layout), 0.0
        half = layout.flag * CM_PER_POINT / 2 + _INSET
        if cell.best and text and height < _LOW:
            aside = 2 * half - _INSET
            type_ = replace(type_, size=max(LEAST, min(size, size * (width - aside) / type_.width(text))))
        _draw_cell(sheet, (left, top, width, height), text, type_, shade, aside)
        if cell.best:
            sheet.mark(left + half, top + half + 0.02, replace(theme.BEST_FLAG, size=layout.flag))
    say = table.context.say
    median = percent(column.median, say) if column.overall else _whole(column.median, "", say)
    place = (left, table.bottom() + APART, width, table.least)
    text = median if column.overall or layout.fits(median, bold=True) else ""
    _draw_cell(sheet, place, text, Type(size, True, theme.QUIET), shade_of(layout.shade, column.median))


def _text(cell: Cell, column: Column, layout: _Layout) -> str:
    """What is written into a cell: its number where that fits, a cross where it is withheld."""
    fits = column.overall or cell.reliability == "suppressed" or layout.fits(cell.text)
    return cell.text if fits else ""


def _draw_cell(
    sheet: Sheet,
    place: tuple[float, float, float, float],
    text: str,
    type_: Type,
    shade: str | None,
    aside: float = 0.0,
) -> None:
    """A cell at left edge, top, width and height; its text in the middle of what lies right of `aside`."""
    left, top, width, height = place
    if shade:
        fill_cell(sheet, left, top, width, height, shade)
        type_ = replace(type_, ink=theme.ink_on(shade))
    if text:
        sheet.write(left + (width + aside) / 2, top + height / 2, text, type_, "center")


def _notes(layout: _Layout, columns: Sequence[Column], told: bool, context: Context) -> list[str]:
    cells = [(cell, column) for column in columns for cell in column.cells.values()]
    notes = list(label_notes({cell.reliability for cell, _ in cells}, context.say))
    if any(_text(cell, column, layout) != cell.text for cell, column in cells):
        notes.append(context.say("Where a number does not fit, the shade stands alone."))
    if not told:
        notes.append(context.say("Codes of the criteria as in the questionnaire."))
    return [" ".join(notes)] if notes else []
