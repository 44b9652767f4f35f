"""The focus unit's gaps of the overall index split into criteria: a table with two bar plots in it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.contribution_rows import Part, Split, finding, splits_of
from pipeline.present.charts.lines import lines_of
from pipeline.present.charts.sheet import Sheet, describe, open_sheet
from pipeline.present.charts.theme import HEAD, NOTE, TEXT, WIDTH, Type
from pipeline.present.context import Context
from pipeline.present.numbers import points
from schemas.language import Language, later

_CODE, _TEXT, _DIMENSION = 1.1, 4.9, 1.6
_NUMBER = 1.15
_BETWEEN = 0.35
_AXIS = 0.45
_BAR = 0.24
_HIGHEST = 16.5
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
_MOST_STEPS = 7
_FITS = ((7.5, 3), (7, 3), (6.5, 3), (6.5, 2), (6, 2), (5.5, 2), (5, 2), (5, 1))
"""Sizes of type and most lines of a text, tried until the rows fit on a page."""

_MARKS = {"median": replace(theme.MEDIAN, size=9.0), "best": replace(theme.BEST, size=6.5)}
_FILLED, _HOLLOW = theme.GAP, theme.PAPER


@dataclass(frozen=True)
class _Panel:
    """The plot of one gap between `left` and `right` (centimetres), numbers to the right of it."""

    split: Split
    low: float
    high: float
    step: float
    left: float
    right: float

    def x(self, value: float) -> float:
        """The place of a contribution."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    @property
    def edge(self) -> float:
        """The right edge of the numbers."""
        return self.right + _NUMBER

    @property
    def ticks(self) -> list[float]:
        """The round values to label."""
        return [self.low + self.step * i for i in range(round((self.high - self.low) / self.step) + 1)]


@dataclass(frozen=True)
class _Rows:
    """The criteria from the top down, their texts and dimensions in lines of one size of type."""

    parts: Sequence[Part]
    size: float
    most: int

    @property
    def type_(self) -> Type:
        """The type of texts and numbers."""
        return Type(self.size)

    @property
    def small(self) -> Type:
        """The type of the dimensions."""
        return Type(min(NOTE.size, self.size), ink=NOTE.ink)

    @cached_property
    def code(self) -> float:
        """The width of the codes."""
        return min(_CODE, self.type_.widest(part.code for part in self.parts)) + 0.15

    @cached_property
    def cells(self) -> list[tuple[tuple[float, tuple[str, ...], Type], ...]]:
        """Left edge, lines and type of code, text and dimension of each row."""
        return [tuple(self._cells(part)) for part in self.parts]

    def _cells(self, part: Part) -> Iterator[tuple[float, tuple[str, ...], Type]]:
        yield 0.0, lines_of(self.type_, part.code, self.code - 0.1, self.most), self.type_
        yield self.code, lines_of(self.type_, part.text, _TEXT, self.most), self.type_
        left = self.code + _TEXT + 0.15
        yield left, lines_of(self.small, part.dimension, _DIMENSION, self.most), self.small

    @cached_property
    def heights(self) -> list[float]:
        """The height of each row."""
        lines = ([len(lines) * type_.pitch for _, lines, type_ in cells] for cells in self.cells)
        return [max(_BAR, *heights) + 0.12 for heights in lines]

    @property
    def right(self) -> float:
        """Where the plots may begin."""
        return self.code + _TEXT + 0.15 + _DIMENSION + 0.1


def has_contributions(decomposition: pd.DataFrame, comparison: pd.DataFrame, context: Context) -> bool:
    """Whether a gap of the focus unit is split into criteria; without that there is nothing to draw."""
    return bool(splits_of(decomposition, comparison, context))


def draw_contributions(decomposition: pd.DataFrame, comparison: pd.DataFrame, context: Context) -> Figure:
    """What each criterion contributes to the focus unit's gaps to the median and the best unit.

    Raises ValueError where no gap of the unit is split (`has_contributions`).
    """
    splits = splits_of(decomposition, comparison, context)
    if not splits:
        raise ValueError(f"no gap of unit {context.focus} is split")
    rows = _rows(splits)
    panels = _panels(splits, rows.right)
    heads = [lines_of(HEAD, _head(one.split, context), one.edge - one.left - 0.3, 3) for one in panels]
    tops = list(accumulate(rows.heights, initial=0.0))
    words = finding(splits, _is_ranked(comparison, context), context), _subtitle(splits, comparison, context)
    height = tops[-1] + _AXIS + _foot(splits)
    sheet = open_sheet(words, max(len(lines) for lines in heads), height, context, _notes(splits, context))
    _draw_labels(sheet, rows, tops, context)
    for panel, head in zip(panels, heads, strict=True):
        sheet.mark(panel.left + 0.1, -0.1 - (len(head) - 0.5) * HEAD.pitch, _MARKS[panel.split.against])
        sheet.write_head(panel.left + 0.3, head, HEAD, "left")
        _draw_grid(sheet, panel, tops[-1], context.say)
        for part, top, row in zip(rows.parts, tops, rows.heights, strict=False):
            _draw_part(sheet, panel, panel.split.parts[part.code], top + row / 2, rows, context.say)
        _draw_gap(sheet, panel, tops[-1] + _AXIS, context.say)
    _draw_foot(sheet, tops[-1] + _AXIS, context)
    return sheet.figure


def describe_contributions(decomposition: pd.DataFrame, comparison: pd.DataFrame, context: Context) -> str:
    """The text that stands for the contributions where they cannot be seen."""
    splits = splits_of(decomposition, comparison, context)
    if not splits:
        raise ValueError(f"no gap of unit {context.focus} is split")
    title = finding(splits, _is_ranked(comparison, context), context)
    return describe(title, " ".join(_told(split, context.say) for split in splits), context)


def _told(split: Split, say: Language) -> str:
    text = later("Gap to {other} {gap} points, by criterion: {parts}.")
    told = "; ".join(f"{part.code} {points(part.value, say)}" for part in split.in_order)
    return say(text, other=split.other, gap=points(split.gap, say), parts=told)


def _is_ranked(comparison: pd.DataFrame, context: Context) -> bool:
    own = (comparison["unit"] == context.focus) & (comparison["kind"] == "overall")
    return bool(comparison.loc[own, "rank"].notna().any())


def _rows(splits: Sequence[Split]) -> _Rows:
    """The criteria, the largest part of the last gap first, in the largest type that fits on a page."""
    parts = splits[-1].in_order
    fitting = (_Rows(parts, size, most) for size, most in _FITS)
    return next((rows for rows in fitting if sum(rows.heights) <= _HIGHEST), _Rows(parts, *_FITS[-1]))


def _panels(splits: Sequence[Split], left: float) -> list[_Panel]:
    """The plots side by side; a point has the same length in both."""
    reach = [_reach(split) for split in splits]
    for step in _STEPS:
        ends = [(math.floor(low / step), math.ceil(high / step)) for low, high in reach]
        ends = [(low, max(high, low + 1)) for low, high in ends]
        if sum(high - low for low, high in ends) <= _MOST_STEPS:
            break
    room = WIDTH - left - len(splits) * _NUMBER - (len(splits) - 1) * _BETWEEN
    width = room / sum(high - low for low, high in ends)
    panels = []
    for split, (low, high) in zip(splits, ends, strict=True):
        panel = _Panel(split, low * step, high * step, step, left, left + (high - low) * width)
        panels.append(panel)
        left = panel.edge + _BETWEEN
    return panels


def _reach(split: Split) -> tuple[float, float]:
    """From where to where the contributions and their intervals go, zero included."""
    shown = [value for part in split.parts.values() for value in (part.value, *part.interval)]
    known = [0.0, *(value for value in shown if math.isfinite(value))]
    return min(known), max(known)


def _head(split: Split, context: Context) -> str:
    if split.against == "median":
        return context.say("Points to the median")
    return context.say("Points to the highest, {unit}", unit=split.other)


def _draw_labels(sheet: Sheet, rows: _Rows, tops: Sequence[float], context: Context) -> None:
    sheet.write_head(0, [context.say("Criterion")], HEAD, "left")
    sheet.write_head(rows.code + _TEXT + 0.15, [context.say("Dimension")], HEAD, "left")
    for cells, top, height in zip(rows.cells, tops, rows.heights, strict=False):
        if top > 0:
            sheet.line((0, WIDTH), (top, top), theme.GRID, 0.5)
        for left, lines, type_ in cells:
            sheet.write_lines(left, top + height / 2, lines, type_)


def _draw_grid(sheet: Sheet, panel: _Panel, bottom: float, say: Language) -> None:
    digits = 2 if panel.step < 0.1 else 1 if panel.step < 1 else 0
    for tick in panel.ticks:
        zero = abs(tick) < panel.step / 2
        x = panel.x(tick)
        sheet.line((x, x), (0, bottom), theme.INK if zero else theme.GRID, 0.8 if zero else 0.6)
        sheet.write(x, bottom + 0.2, points(tick, say, digits), NOTE, "center")


def _draw_part(sheet: Sheet, panel: _Panel, part: Part, y: float, rows: _Rows, say: Language) -> None:
    if not math.isfinite(part.value):
        sheet.write(panel.edge, y, points(part.value, say), rows.type_, "right")
        return
    left, right = sorted((panel.x(0), panel.x(part.value)))
    sheet.box(left, y - _BAR / 2, right - left, _BAR, _HOLLOW if part.open else _FILLED)
    sheet.frame(left, y - _BAR / 2, right - left, _BAR, theme.OWN.face)
    if part.sampled:
        low, high = (panel.x(end) for end in part.interval)
        sheet.line((low, high), (y, y), theme.INK, 1.0)
    type_ = Type(rows.size, ink=theme.QUIET if part.open else theme.INK)
    sheet.write(panel.edge, y, points(part.value, say), type_, "right")


def _foot(splits: Sequence[Split]) -> float:
    """The height of the row of the gaps, with their intervals where there are any."""
    return 0.5 + (NOTE.pitch if any(math.isfinite(sum(split.interval)) for split in splits) else 0.0)


def _draw_foot(sheet: Sheet, top: float, context: Context) -> None:
    sheet.line((0, WIDTH), (top, top), theme.INK, 0.8)
    sheet.write(
        0, top + 0.25, context.say("Overall index: gap, sum of the parts"), Type(TEXT.size, bold=True)
    )


def _draw_gap(sheet: Sheet, panel: _Panel, top: float, say: Language) -> None:
    split = panel.split
    sheet.write(panel.edge, top + 0.25, points(split.gap, say), Type(TEXT.size, bold=True), "right")
    if math.isfinite(sum(split.interval)):
        low, high = (points(end, say) for end in split.interval)
        sheet.write(panel.edge, top + 0.4 + NOTE.pitch / 2, f"[{low}; {high}]", NOTE, "right")


def _subtitle(splits: Sequence[Split], comparison: pd.DataFrame, context: Context) -> str:
    say = context.say
    own = (comparison["unit"] == context.focus) & (comparison["kind"] == "overall")
    n = comparison.loc[own, "n_units"].dropna()
    text = later(
        "What each criterion contributes to the gap of the overall index, in points; {n} units compared."
    )
    shown = say(text, n=int(n.iloc[0]) if len(n) else 0)
    if not any(split.sampled for split in splits):
        return f"{shown}\n" + say("Official positions; sampling error is not considered.")
    return f"{shown}\n" + say(
        "Line: 95 % interval. Hollow bar: the interval contains zero, so it cannot be told from zero."
    )


def _notes(splits: Sequence[Split], context: Context) -> list[str]:
    say, notes = context.say, []
    if any(split.sampled for split in splits):
        notes.append(
            say("Intervals hold for each criterion by itself: of 20 about one misses the true value.")
        )
    if any(math.isfinite(sum(split.interval)) for split in splits):
        notes.append(say("Square brackets: 95 % interval of the gap."))
    if any(split.rounded_otherwise for split in splits):
        notes.append(say("Parts are rounded one by one and need not add up to the printed gap."))
    return [" ".join(notes)] if notes else []
