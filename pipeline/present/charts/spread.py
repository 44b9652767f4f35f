"""The range of all units in each dimension, from the lowest to the highest, with the own unit in it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Self

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.dimension_rows import DimensionRow, dimension_rows, with_known_focus
from pipeline.present.charts.scale import Scale, draw_grid
from pipeline.present.charts.sheet import Sheet, describe, open_sheet
from pipeline.present.charts.theme import HEAD, NOTE, TEXT, WIDTH, Mark, Type, clean
from pipeline.present.context import Context
from pipeline.present.numbers import count, percent
from pipeline.present.signs import figure, label_notes
from schemas.language import Language, later

_LABEL, _AXIS = 3.4, 0.42
_PADDING = 0.24
_RANGE = 7.5
"""Points: how thick a range is drawn."""

_MOST_LINES = 5
_BOLD = Type(TEXT.size, bold=True)


@dataclass(frozen=True)
class _Column:
    """A column right of the plot: its head with its mark, and of each row a number and the lines below it."""

    width: float
    mark: Mark | None
    head: Sequence[str]
    cells: Sequence[tuple[str, Sequence[str]]]

    @classmethod
    def of(cls, width: float, head: str, cells: Sequence[tuple[str, str]], mark: Mark | None = None) -> Self:
        """A column with texts wrapped to its width."""
        lines = _head_type(mark).wrap(head, width - (0.45 if mark else 0.1))
        below = [_shortened(NOTE.wrap(text, width - 0.15)) for _, text in cells]
        numbers = [number for number, _ in cells]
        return cls(width, mark, _shortened(lines), list(zip(numbers, below, strict=True)))


def draw_spread(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Figure:
    """Lowest unit, median and highest unit of each dimension, and the focus unit where there is one.

    Units are those that are published, on the level of the focus unit; indices are in percent.
    """
    context = with_known_focus(context, comparison)
    rows = dimension_rows(comparison, estimates, context)
    columns = _columns(rows, context)
    cells = zip(*(column.cells for column in columns), strict=True)
    tops = list(accumulate(map(_height, rows, cells), initial=0.0))
    sheet = open_sheet(
        (_title(rows, context), _subtitle(rows, context)),
        max(len(column.head) for column in columns),
        tops[-1] + _AXIS,
        context,
        _notes(rows, context),
    )
    rights = [WIDTH - distance for distance in accumulate((one.width for one in columns[:0:-1]), initial=0.0)]
    label = min(_LABEL, _BOLD.widest(row.label for row in rows))
    left, right = label + 0.5, WIDTH - sum(column.width for column in columns) - 0.15
    scale = Scale.spanning([end for row in rows for end in _shown(row)], left, right)
    draw_grid(sheet, scale, [(0, tops[-1])], context.say)
    for row, top in zip(rows, tops, strict=False):
        _draw_row(sheet, row, top, scale, context)
    for column, edge in zip(columns, rights[::-1], strict=True):
        _draw_column(sheet, column, edge, rows, tops)
    return sheet.figure


def describe_spread(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> str:
    """The text that stands for the chart of the ranges where it cannot be seen."""
    context = with_known_focus(context, comparison)
    rows, say = dimension_rows(comparison, estimates, context), context.say
    text = later("{item}: lowest {lowest}, median {median}, highest {highest}")
    if context.focus:
        text = later("{item}: own {own}, lowest {lowest}, median {median}, highest {highest}")
    told = [
        say(
            text,
            item=row.label,
            own=figure(row.own, row.reliability, say),
            lowest=_of_unit(figure(row.lowest, row.lowest_label, say), row.lowest_unit),
            median=percent(row.median, say),
            highest=_of_unit(figure(row.best, row.best_label, say), row.best_units),
        )
        for row in rows
    ]
    return describe(_title(rows, context), "; ".join(told) + ".", context)


def _of_unit(number: str, unit: str) -> str:
    return f"{number} ({unit})" if unit else number


def _shortened(lines: Sequence[str]) -> Sequence[str]:
    """The first lines of a name in a narrow column, with a sign where it goes on."""
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "…"]


def _head_type(mark: Mark | None) -> Type:
    """The type of a column's head, in the colour of its mark."""
    return Type(HEAD.size, mark is theme.OWN, mark.ink if mark else HEAD.ink)


def _columns(rows: Sequence[DimensionRow], context: Context) -> list[_Column]:
    say, columns = context.say, []
    if context.focus is not None:
        own = [(figure(row.own, row.reliability, say), _interval(row, say)) for row in rows]
        name = context.short_names.get(context.focus, context.focus)
        columns.append(_Column.of(2.3, name, own, theme.OWN))
    lowest = [(figure(row.lowest, row.lowest_label, say), row.lowest_unit) for row in rows]
    median = [(percent(row.median, say), "") for row in rows]
    highest = [(figure(row.best, row.best_label, say), row.best_units) for row in rows]
    return [
        *columns,
        _Column.of(2.1, say("Lowest"), lowest),
        _Column.of(1.6, say("Median"), median, theme.MEDIAN),
        _Column.of(2.1, say("Highest"), highest),
    ]


def _interval(row: DimensionRow, say: Language) -> str:
    low, high = (percent(end, say) for end in row.interval)
    return f"[{low}; {high}]" if all(map(math.isfinite, row.interval)) else ""


def _height(row: DimensionRow, cells: Sequence[tuple[str, Sequence[str]]]) -> float:
    """The height of a row: that of its label or of its highest cell."""
    label = (len(_BOLD.wrap(row.label, _LABEL)) - 1) * TEXT.pitch + NOTE.pitch
    return TEXT.pitch + max(label, *(len(below) * NOTE.pitch for _, below in cells)) + 2 * _PADDING


def _middle(top: float) -> float:
    """The height at which the marks and the numbers of a row stand."""
    return top + _PADDING + TEXT.pitch / 2


def _shown(row: DimensionRow) -> tuple[float, ...]:
    return row.own, *row.interval, row.median, row.lowest, row.best


def _draw_row(sheet: Sheet, row: DimensionRow, top: float, scale: Scale, context: Context) -> None:
    """The label of a row, its range, the median, and the own unit with its interval."""
    if top > 0:
        sheet.line((0, WIDTH), (top, top), theme.INK if row.overall else theme.GRID, 0.8)
    y, lines = _middle(top), _BOLD.wrap(row.label, _LABEL)
    for i, line in enumerate(lines):
        sheet.write(0, y + i * TEXT.pitch, line, _BOLD if row.overall else TEXT)
    if math.isfinite(row.n):
        n = context.say("n = {n}", n=count(row.n, context.say))
        sheet.write(0, y + (len(lines) - 0.5) * TEXT.pitch + NOTE.pitch / 2, n, NOTE)
    if math.isfinite(row.lowest + row.best):
        sheet.line((scale.x(row.lowest), scale.x(row.best)), (y, y), theme.PALE, _RANGE)
    if all(map(math.isfinite, row.interval)):
        sheet.line((scale.x(row.interval[0]), scale.x(row.interval[1])), (y, y), theme.OWN.face, 1.3)
    sheet.mark(scale.x(row.median), y, theme.MEDIAN)
    sheet.mark(scale.x(row.own), y, theme.OWN)


def _draw_column(
    sheet: Sheet, column: _Column, right: float, rows: Sequence[DimensionRow], tops: Sequence[float]
) -> None:
    """A column that ends at `right`: its head with its mark, then a number a row."""
    lines, type_ = column.head, _head_type(column.mark)
    sheet.write_head(right, lines, type_, "right")
    if column.mark:
        mark_y = -0.1 - (len(lines) - 0.5) * type_.pitch
        sheet.mark(right - type_.width(lines[0]) - 0.2, mark_y, column.mark)
    for row, (number, below), top in zip(rows, column.cells, tops, strict=False):
        y, own = _middle(top), column.mark is theme.OWN
        in_row = Type(TEXT.size, row.overall or own, theme.OWN.ink if own else theme.INK)
        sheet.write(right, y, number, in_row, "right")
        for i, line in enumerate(below):
            sheet.write(right, y + TEXT.pitch / 2 + (i + 0.5) * NOTE.pitch, line, NOTE, "right")


def _title(rows: Sequence[DimensionRow], context: Context) -> str:
    """The dimension in which the units lie furthest apart, and the own unit in it."""
    say = context.say
    known = [row for row in rows if not row.overall and math.isfinite(row.lowest + row.best)]
    if not known:
        return say("No range by dimension: fewer than two published units")
    widest = max(known, key=lambda row: row.best - row.lowest)
    text = later("Units lie furthest apart in {dimension}:\nfrom {lowest}% to {highest}%")
    if math.isfinite(widest.own):
        text = later("Units lie furthest apart in {dimension}: from {lowest}% to {highest}%;\n{unit}: {own}%")
    return say(
        text,
        dimension=widest.label,
        lowest=percent(widest.lowest, say),
        highest=percent(widest.best, say),
        unit=clean(context.unit_names.get(context.focus or "", context.focus or "")),
        own=percent(widest.own, say),
    )


def _subtitle(rows: Sequence[DimensionRow], context: Context) -> str:
    say, n = context.say, len(rows[-1].units)
    told = [say("Satisfaction index in percent.")]
    if n > 1:
        told.append(say("Grey: from the lowest to the highest of {n} published units.", n=n))
    if any(math.isfinite(end) for row in rows for end in row.interval):
        told.append(say("Thin line and square brackets: 95 % interval."))
    chance = say("Part of each range is chance: its ends are picked among many samples.")
    return " ".join(told) + (f"\n{chance}" if n > 1 else "")


def _notes(rows: Sequence[DimensionRow], context: Context) -> list[str]:
    """Whether the own unit is outside of the ranges, and what the signs mean."""
    say = context.say
    outside = [row.label for row in rows if row.reliability == "not_published"]
    labels = {label for row in rows for label in (row.lowest_label, row.best_label, row.reliability)}
    text = later("The own unit is not published and no part of the range in: {dimensions}.")
    notes = [say(text, dimensions=", ".join(outside))] if outside else []
    return [*notes, *label_notes(labels, say)]
