"""The dimensions of one unit against the median and the best unit: a table with a dumbbell plot in it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.dimension_rows import DimensionRow, dimension_rows, finding, with_known_focus
from pipeline.present.charts.scale import Scale, draw_grid
from pipeline.present.charts.sheet import Sheet, describe, open_sheet
from pipeline.present.charts.theme import HEAD, NOTE, TEXT, WIDTH, Mark, Type
from pipeline.present.context import Context
from pipeline.present.numbers import count, percent, points
from pipeline.present.signs import figure, label_notes
from schemas.language import Language, later
from schemas.terms import TERMS

_AXIS = 0.42
_LABEL = 3.4
_PADDING = 0.3
_BELOW = 0.2
"""How far below its mark the interval is drawn: dots of other units would hide it."""

_BOLD = Type(TEXT.size, bold=True)
_OFFICIAL = later("Official positions; sampling error is not considered.")


@dataclass(frozen=True)
class _Column:
    """A column right of the plot; `cell` gives a row's number and the small texts below it."""

    width: float
    mark: Mark | None
    head: str
    type_: Type
    cell: Callable[[DimensionRow], tuple[str, ...]]


def draw_dimensions(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Figure:
    """The focus unit's dimensions with median and best unit; without a focus, the range of the units."""
    context = with_known_focus(context, comparison)
    rows = dimension_rows(comparison, estimates, context)
    columns = _columns(rows, context)
    heads = [HEAD.wrap(column.head, column.width - (0.4 if column.mark else 0)) for column in columns]
    tops = list(accumulate((_height(row, columns) for row in rows), initial=0.0))
    words = (finding(rows, context), _subtitle(rows, context))
    notes = list(label_notes(_labels(rows, context), context.say))
    sheet = open_sheet(words, max(len(lines) for lines in heads), tops[-1] + _AXIS, context, notes)
    rights = _right_edges(columns)
    scale = Scale.spanning(_shown(rows), _label_width(rows) + 0.5, rights[0] - columns[0].width - 0.1)
    draw_grid(sheet, scale, [(0, tops[-1])], context.say)
    for column, right, head in zip(columns, rights, heads, strict=True):
        _draw_head(sheet, column, right, head)
    for row, y in zip(rows, tops, strict=False):
        _draw_row(sheet, row, y, scale, context)
        for column, right in zip(columns, rights, strict=True):
            _draw_cell(sheet, row, column, right, y)
    return sheet.figure


def describe_dimensions(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> str:
    """The text that stands for the dimensions chart where it cannot be seen."""
    context = with_known_focus(context, comparison)
    rows, say = dimension_rows(comparison, estimates, context), context.say
    own = [say(_own_text(row), **_values(row, context)) for row in rows]
    units = [say("{item} {lowest} to {best} (median {median})", **_values(row, context)) for row in rows]
    return describe(finding(rows, context), "; ".join(own if context.focus else units) + ".", context)


def _labels(rows: Sequence[DimensionRow], context: Context) -> set[str]:
    """The labels of the indices that are shown."""
    own = {row.reliability for row in rows} if context.focus else {row.lowest_label for row in rows}
    return own | {row.best_label for row in rows}


def _own_text(row: DimensionRow) -> str:
    if row.verdict:
        return later("{item} {value} (median {median}: {verdict}; highest {best})")
    return later("{item} {value} (median {median}, highest {best})")


def _values(row: DimensionRow, context: Context) -> dict[str, str]:
    numbers = {"lowest": row.lowest, "median": row.median, "best": row.best}
    words = {
        "item": row.label,
        "value": figure(row.own, row.reliability, context.say),
        "verdict": _verdict(row, context),
    }
    return words | {name: percent(value, context.say) for name, value in numbers.items()}


def _verdict(row: DimensionRow, context: Context) -> str:
    return context.say(TERMS[row.verdict].title) if row.verdict else ""


def _columns(rows: Sequence[DimensionRow], context: Context) -> list[_Column]:
    say = context.say
    median = _Column(1.55, theme.MEDIAN, say("Median"), TEXT, lambda row: (percent(row.median, say),))
    best = _Column(
        2.1,
        theme.BEST,
        say("Highest"),
        TEXT,
        lambda row: (figure(row.best, row.best_label, say), row.best_units),
    )
    if context.focus is None:
        lowest = _Column(
            2.1,
            None,
            say("Lowest"),
            TEXT,
            lambda row: (figure(row.lowest, row.lowest_label, say), row.lowest_unit),
        )
        return [lowest, median, best]
    name = context.short_names.get(context.focus, context.focus)
    type_ = Type(TEXT.size, bold=True, ink=theme.OWN.ink)
    gap_width = 2.55 if _has_intervals(rows) else 1.4
    return [
        _Column(2.1, theme.OWN, name, type_, lambda row: _own(row, context)),
        median,
        _Column(gap_width, None, say("Gap to\nmedian\n(points)"), TEXT, lambda row: _gap(row, context)),
        best,
    ]


def _has_intervals(rows: Sequence[DimensionRow]) -> bool:
    return any(math.isfinite(end) for row in rows for end in (row.gap_interval[0], row.interval[0]))


def _own(row: DimensionRow, context: Context) -> tuple[str, ...]:
    own = figure(row.own, row.reliability, context.say)
    return own, _brackets(row.interval, percent, context)


def _gap(row: DimensionRow, context: Context) -> tuple[str, ...]:
    gap = points(row.gap, context.say)
    return gap, _brackets(row.gap_interval, points, context), _verdict(row, context)


def _brackets(
    interval: tuple[float, float], written: Callable[[float, Language], str], context: Context
) -> str:
    """An interval in brackets, "" where it is not known."""
    low, high = (written(end, context.say) for end in interval)
    return f"[{low}; {high}]" if all(math.isfinite(end) for end in interval) else ""


def _right_edges(columns: Sequence[_Column]) -> list[float]:
    from_right = accumulate((column.width for column in columns[:0:-1]), initial=0.0)
    return [WIDTH - distance for distance in from_right][::-1]


def _label_width(rows: Sequence[DimensionRow]) -> float:
    return min(_LABEL, _BOLD.widest(row.label for row in rows))


def _height(row: DimensionRow, columns: Sequence[_Column]) -> float:
    """The height of a row: that of its label or of its highest cell."""
    cells = [len(_below(column, row)) * NOTE.pitch for column in columns]
    label = (len(_BOLD.wrap(row.label, _LABEL)) - 1) * TEXT.pitch + NOTE.pitch
    return TEXT.pitch + max(label, *cells) + _PADDING


def _below(column: _Column, row: DimensionRow) -> tuple[str, ...]:
    """The lines of small text below the number of a cell."""
    texts = column.cell(row)[1:]
    return tuple(line for text in texts if text for line in NOTE.wrap(text, column.width - 0.1))


def _shown(rows: Sequence[DimensionRow]) -> list[float]:
    return [value for row in rows for value in (row.own, *row.interval, row.median, row.best, *row.units)]


def _draw_head(sheet: Sheet, column: _Column, right: float, lines: Sequence[str]) -> None:
    type_ = Type(HEAD.size, column.type_.bold, column.mark.ink if column.mark else HEAD.ink)
    sheet.write_head(right, lines, type_, "right")
    if column.mark:
        y = -0.1 - (len(lines) - 0.5) * type_.pitch
        sheet.mark(right - type_.width(lines[0]) - 0.2, y, column.mark)


def _draw_row(sheet: Sheet, row: DimensionRow, top: float, scale: Scale, context: Context) -> None:
    if top > 0:
        sheet.line((0, WIDTH), (top, top), theme.INK if row.overall else theme.GRID, 0.8)
    y = top + (_PADDING + TEXT.pitch) / 2
    lines = _BOLD.wrap(row.label, _LABEL)
    for i, line in enumerate(lines):
        sheet.write(0, y + i * TEXT.pitch, line, _BOLD if row.overall else TEXT)
    if context.focus:
        n = context.say("n = {n}", n=count(row.n, context.say))
        sheet.write(0, y + (len(lines) - 0.5) * TEXT.pitch + NOTE.pitch / 2, n, NOTE)
    _draw_marks(sheet, row, y, scale)


def _draw_marks(sheet: Sheet, row: DimensionRow, y: float, scale: Scale) -> None:
    if row.units:
        sheet.line((scale.x(row.lowest), scale.x(row.best)), (y, y), theme.PALE, 0.8)
    for value in row.units:
        sheet.mark(scale.x(value), y, theme.CROWD)
    if math.isfinite(row.own) and math.isfinite(row.median):
        sheet.line((scale.x(row.median), scale.x(row.own)), (y, y), theme.GAP, 3)
    if all(math.isfinite(end) for end in row.interval):
        low, high = (scale.x(end) for end in row.interval)
        sheet.line((low, high), (y + _BELOW, y + _BELOW), theme.OWN.face, 1.5)
    for value, mark in ((row.best, theme.BEST), (row.median, theme.MEDIAN), (row.own, theme.OWN)):
        sheet.mark(scale.x(value), y, mark)


def _draw_cell(sheet: Sheet, row: DimensionRow, column: _Column, right: float, top: float) -> None:
    y = top + (_PADDING + TEXT.pitch) / 2
    text = column.cell(row)[0]
    type_ = Type(TEXT.size, column.type_.bold or row.overall, column.type_.ink)
    sheet.write(right, y, text, type_, "right")
    for i, line in enumerate(_below(column, row)):
        sheet.write(right, y + TEXT.pitch / 2 + (i + 0.5) * NOTE.pitch, line, NOTE, "right")


def _subtitle(rows: Sequence[DimensionRow], context: Context) -> str:
    say, overall = context.say, rows[-1]
    if context.focus is None:
        text = later("Satisfaction index by dimension in percent; each pale dot is one of {n} units.")
        return f"{say(text, n=len(overall.units))}\n{say(_OFFICIAL)}"
    text = later(
        "Satisfaction index by dimension in percent, {n} valid responses. Pale dots are the other units."
    )
    if not math.isfinite(overall.n):
        text = later("Satisfaction index by dimension in percent. Pale dots are the other units.")
    shown = say(text, n=count(overall.n, say))
    intervals = later("Bar and square brackets: 95 % interval; verdicts are adjusted for their number.")
    return f"{shown}\n" + say(intervals if _has_intervals(rows) else _OFFICIAL)
