"""All units and all dimensions in one table, each cell shaded by its index."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present import theme
from pipeline.present.chart_units import UnitTable, draw_units
from pipeline.present.context import Context
from pipeline.present.dimension_rows import first, items, of_item
from pipeline.present.figures import Sheet, describe, open_sheet
from pipeline.present.numbers import percent
from pipeline.present.scale import Scale
from pipeline.present.theme import HEAD, NOTE, WIDTH, Type
from pipeline.present.unit_rows import is_best, number, peers, standings
from schemas.language import later

_APART = 0.12
_SEAM = 0.015
_KEY = 0.85
_KEY_STEP = 0.8


@dataclass(frozen=True)
class _Column:
    """A dimension, or the overall index: its median, the units' indices, who is ranked, who is best."""

    label: str
    overall: bool
    median: float
    index: Mapping[str, float]
    ranked: frozenset[str]
    best: frozenset[str]


@dataclass(frozen=True)
class _Cells:
    """Where the cells lie: the left edges of the columns, their width; how they are shaded and written."""

    lefts: Sequence[float]
    width: float
    shade: Scale
    size: float

    @classmethod
    def beside(cls, table: UnitTable, columns: Sequence[_Column]) -> "_Cells":
        """Cells in the room to the right of the units' names."""
        left = table.edges[-1] + 0.3
        width = (WIDTH - left - _APART) / len(columns)
        lefts = [left + i * width + (_APART if column.overall else 0) for i, column in enumerate(columns)]
        shown = [value for column in columns for value in (column.median, *column.index.values())]
        fitting = (width - 0.1) / Type(1, bold=True).width("100,00")
        return cls(lefts, width, Scale.spanning(shown, 0, 1), min(table.size, fitting))


def draw_heatmap(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Figure:
    """Units by overall index with the index of every dimension; the last row is the median."""
    table = UnitTable(standings(comparison, estimates, context), context)
    columns = _columns(comparison, estimates, context)
    cells = _Cells.beside(table, columns)
    type_ = _head_type(columns, cells.width - 0.1)
    heads = [type_.wrap(column.label, cells.width - 0.1) for column in columns]
    bottom = table.bottom() + _APART + table.least
    words = (_title(columns, context), _subtitle(context))
    sheet = open_sheet(words, max(len(lines) for lines in heads), bottom + _KEY, context)
    draw_units(sheet, table)
    name = Type(table.size, bold=True, ink=theme.MEDIAN.ink)
    sheet.mark(table.edges[0] - 0.1, bottom - table.least / 2, theme.MEDIAN)
    sheet.write(table.edges[1], bottom - table.least / 2, context.say("Median"), name)
    for column, left, head in zip(columns, cells.lefts, heads, strict=True):
        sheet.write_head(left + cells.width / 2, head, type_, "center")
        _draw_column(sheet, table, cells, column, left)
    for row, top, height in zip(table.standings, table.tops, table.heights, strict=True):
        if row.own:
            sheet.frame(cells.lefts[0], top, WIDTH - cells.lefts[0], height, theme.OWN.face)
    _draw_key(sheet, cells, bottom + 0.25, context)
    if any(column.index.keys() - column.ranked for column in columns):
        sheet.write(table.edges[1], bottom + 0.36, context.say("Not shaded: not ranked"), NOTE)
    return sheet.figure


def describe_heatmap(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> str:
    """The text that stands for the heat map where it cannot be seen."""
    rows, columns = standings(comparison, estimates, context), _columns(comparison, estimates, context)
    text = later("Table of {n} units by {k} dimensions, shaded from the lowest to the highest index.")
    detail = context.say(text, n=len(rows), k=len(columns) - 1)
    return describe(_title(columns, context), detail, context)


def _columns(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> list[_Column]:
    columns, compared = [], peers(comparison, estimates, context)
    for kind, item, label in items(context):
        units = of_item(compared, kind, item)
        columns.append(
            _Column(
                label=label,
                overall=kind == "overall",
                median=first(units["median"]),
                index=dict(zip(units["unit"], units["index"].map(number), strict=True)),
                ranked=frozenset(units.loc[units["rank"].notna(), "unit"]),
                best=frozenset(row["unit"] for row in units.to_dict("records") if is_best(row)),
            )
        )
    return columns


def _head_type(columns: Sequence[_Column], width: float) -> Type:
    """The type in which the longest word of the heads fits into a column, not smaller than 5 points."""
    widest = HEAD.widest(word for column in columns for word in column.label.split())
    return Type(max(5.0, HEAD.size * min(1.0, width / widest)), ink=HEAD.ink)


def _draw_column(sheet: Sheet, table: UnitTable, cells: _Cells, column: _Column, left: float) -> None:
    say = table.context.say
    for row, top, height in zip(table.standings, table.tops, table.heights, strict=True):
        value = column.index.get(row.unit, math.nan)
        shade = _shade(cells.shade, value) if row.unit in column.ranked else None
        type_ = Type(cells.size, bool(shade) and (row.own or column.overall), theme.QUIET)
        _draw_cell(sheet, (left, top, cells.width, height), percent(value, say), type_, shade)
        if row.unit in column.best:
            sheet.mark(left + 0.12, top + 0.13, theme.BEST_FLAG)
    place = (left, table.bottom() + _APART, cells.width, table.least)
    type_ = Type(cells.size, bold=True, ink=theme.QUIET)
    _draw_cell(sheet, place, percent(column.median, say), type_, _shade(cells.shade, column.median))


def _draw_cell(
    sheet: Sheet, place: tuple[float, float, float, float], text: str, type_: Type, shade: str | None
) -> None:
    left, top, width, height = place
    if shade:
        sheet.box(left + _SEAM, top + _SEAM, width - 2 * _SEAM, height - 2 * _SEAM, shade)
        type_ = replace(type_, ink=theme.ink_on(shade))
    sheet.write(left + width / 2, top + height / 2, text, type_, "center")


def _shade(scale: Scale, value: float) -> str | None:
    """The shade of the class between two ticks of the scale that `value` lies in, its lower end included."""
    if not math.isfinite(value):
        return None
    below = math.ceil((scale.high - value) / scale.step) - 1
    return theme.SHADES[max(0, below)]


def _draw_key(sheet: Sheet, cells: _Cells, y: float, context: Context) -> None:
    """The shades from the lowest to the highest class, with the values at their ends."""
    ticks = cells.shade.ticks
    left = WIDTH - 0.4 - (len(ticks) - 1) * _KEY_STEP
    for i, tick in enumerate(ticks):
        x, shade = left + i * _KEY_STEP, _shade(cells.shade, tick)
        if shade and tick < cells.shade.high:
            sheet.box(x, y, _KEY_STEP, 0.22, shade)
        sheet.write(x, y + 0.4, cells.shade.label(tick, context.say), NOTE, "center")


def _title(columns: Sequence[_Column], context: Context) -> str:
    known = [column for column in columns if not column.overall and math.isfinite(column.median)]
    if not known:
        return context.say("Satisfaction index by unit and dimension")
    lowest, highest = min(known, key=_median), max(known, key=_median)
    return context.say(
        "{lowest} has the lowest median ({low}%),\n{highest} the highest ({high}%)",
        lowest=lowest.label,
        low=percent(lowest.median, context.say),
        highest=highest.label,
        high=percent(highest.median, context.say),
    )


def _median(column: _Column) -> float:
    return column.median


def _subtitle(context: Context) -> str:
    return context.say(
        "Satisfaction index in percent; units from the highest overall index down.\n"
        "A triangle marks the highest unit of a column."
    )
