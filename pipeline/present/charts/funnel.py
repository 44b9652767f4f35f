"""The funnel: every unit's overall index against its effective sample size, with control limits."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.funnel_labels import Labels, boxes_of, label_points
from pipeline.present.charts.funnel_points import LIMITS, Funnel, Point, funnel_of
from pipeline.present.charts.placing import Ground
from pipeline.present.charts.scale import Scale
from pipeline.present.charts.sheet import Sheet, describe, open_sheet
from pipeline.present.charts.sizes import Sizes
from pipeline.present.charts.theme import HEAD, NOTE, WIDTH, Mark, Type
from pipeline.present.context import Context
from pipeline.present.numbers import count, percent
from schemas.language import later

_LEFT, _RIGHT = 0.95, WIDTH - 2.75
_TOP, _BOTTOM = 0.25, 9.25
_AXIS = 0.85
_TO_NAME = 0.3
"""From the end of a line to its name."""

_OUTSIDE = Mark("D", theme.INK, theme.PAPER, theme.INK, 5.0, 0.5)
_LINES: Mapping[str, tuple[str, str, tuple[float, ...] | None]] = {
    "high_998": (later("99.8 % limit"), theme.QUIET, (5, 2)),
    "high_95": (later("95 % limit"), theme.QUIET, (1.2, 1.5)),
    "centre": (later("median {value}"), theme.MEDIAN.edge, None),
    "low_95": (later("95 % limit"), theme.QUIET, (1.2, 1.5)),
    "low_998": (later("99.8 % limit"), theme.QUIET, (5, 2)),
}
"""Name, colour and dashes (lengths of stroke and gap in widths of the line) of each line."""

_OWN = {
    "": later("{unit} lies inside the limits"),
    "above_95": later("{unit} lies above the 95 % limit"),
    "above_998": later("{unit} lies above the 99.8 % limit"),
    "below_95": later("{unit} lies below the 95 % limit"),
    "below_998": later("{unit} lies below the 99.8 % limit"),
}
"""What the title says of the own unit."""


@dataclass(frozen=True)
class _Plot:
    """The scales of index (upwards) and size."""

    index: Scale
    sizes: Sizes

    @classmethod
    def of(cls, shown: Funnel) -> "_Plot":
        limits = shown.lines[list(LIMITS)].to_numpy(np.float64).ravel()
        index = Scale.spanning([*(p.index for p in shown.points), *limits.tolist()], _BOTTOM, _TOP)
        sizes = [point.n_effective for point in shown.points]
        return cls(index, Sizes.spanning(sizes, _LEFT, _RIGHT))

    def place(self, point: Point) -> tuple[float, float]:
        return self.sizes.x(point.n_effective), self.index.x(point.index)

    def line(self, shown: Funnel, name: str) -> tuple[list[float], list[float]]:
        sizes, values = shown.lines["n_effective"], shown.lines[name]
        return [self.sizes.x(size) for size in sizes], [self.index.x(value) for value in values]


def draw_funnel(funnel: pd.DataFrame, context: Context) -> Figure:
    """Units by effective sample size and index between the control limits; those outside have their names.

    Where the names find no room beside their marks, numbers stand there and the names below the plot.
    """
    shown = funnel_of(funnel, context)
    plot = _Plot.of(shown)
    labels = _labelled(shown, plot)
    words = (_title(shown, context), _subtitle(shown, context))
    sheet = open_sheet(words, 1, _BOTTOM + _AXIS + labels.height, context, _notes(shown, context))
    _draw_axes(sheet, plot, context)
    _draw_lines(sheet, shown, plot)
    _name_lines(sheet, shown, plot, context)
    labels.draw(sheet, _BOTTOM + _AXIS)
    for point in sorted(shown.points, key=lambda point: (point.own, bool(point.outside))):
        sheet.mark(*plot.place(point), _mark(point))
    return sheet.figure


def describe_funnel(funnel: pd.DataFrame, context: Context) -> str:
    """The text that stands for the funnel where it cannot be seen."""
    shown, say = funnel_of(funnel, context), context.say
    median = percent(shown.centre, say)
    sentences = [
        say("Funnel plot of {n} units around the median {value}%.", n=len(shown.points), value=median)
    ]
    if not len(shown.lines):
        sentences = [say("Overall index and effective sample size of {n} units.", n=len(shown.points))]
    for side, text in (("above", later("Above the limits: {units}.")), ("below", later("Below: {units}."))):
        names = [f"{p.name} ({percent(p.index, say)}%)" for p in shown.outside if p.outside.startswith(side)]
        if names:
            sentences.append(say(text, units="; ".join(names)))
    return describe(_title(shown, context).replace("\n", " "), " ".join(sentences), context)


def _mark(point: Point) -> Mark:
    return theme.OWN if point.own else _OUTSIDE if point.outside else theme.OTHER


def _labelled(shown: Funnel, plot: _Plot) -> Labels:
    """The own unit and those outside the limits; labels keep off marks, and where they can off lines."""
    own = [shown.own] if shown.own else []
    points = [*own, *(point for point in shown.outside if not point.own)]
    marks = [(*plot.place(point), _mark(point)) for point in shown.points]
    lines = [np.column_stack(plot.line(shown, name)) for name in LIMITS]
    frame = (_LEFT, _TOP, _RIGHT, _BOTTOM)
    ground = Ground(frame, boxes_of(marks), np.concatenate(lines).reshape(-1, 2))
    return label_points([(point, *plot.place(point)) for point in points], ground)


def _draw_axes(sheet: Sheet, plot: _Plot, context: Context) -> None:
    say = context.say
    sheet.write_head(0, [say("Index (%)")], HEAD, "left")
    for tick in plot.index.ticks:
        y = plot.index.x(tick)
        sheet.line((_LEFT, _RIGHT), (y, y), theme.GRID, 0.6)
        sheet.write(_LEFT - 0.15, y, plot.index.label(tick, say), NOTE, "right")
    sheet.line((_LEFT, _RIGHT), (_BOTTOM, _BOTTOM), theme.PALE, 0.8)
    for tick in plot.sizes.ticks:
        x = plot.sizes.x(tick)
        sheet.line((x, x), (_BOTTOM, _BOTTOM + 0.08), theme.PALE, 0.8)
        sheet.write(x, _BOTTOM + 0.24, count(tick, say), NOTE, "center")
    text = later("Effective sample size (logarithmic scale)")
    if not plot.sizes.logarithmic:
        text = later("Effective sample size")
    sheet.write((_LEFT + _RIGHT) / 2, _BOTTOM + 0.6, say(text), HEAD, "center")


def _draw_lines(sheet: Sheet, shown: Funnel, plot: _Plot) -> None:
    for name, (_, colour, dashes) in _LINES.items():
        sheet.axes.plot(
            *plot.line(shown, name), color=colour, linewidth=1.1, linestyle=(0, dashes) if dashes else "-",
            marker="", solid_capstyle="butt", dash_capstyle="butt", clip_on=False, zorder=2,
        )  # fmt: skip


def _name_lines(sheet: Sheet, shown: Funnel, plot: _Plot, context: Context) -> None:
    """The names of the lines right of their ends, moved apart where these are close."""
    if not len(shown.lines):
        return
    ends = [plot.line(shown, name)[1][-1] for name in LIMITS]
    for name, y, end in zip(LIMITS, _apart(ends, NOTE.pitch), ends, strict=True):
        text, colour, _ = _LINES[name]
        bold = name == "centre"
        type_ = Type(NOTE.size, bold, theme.MEDIAN.ink if bold else NOTE.ink)
        sheet.line((_RIGHT + 0.04, _RIGHT + _TO_NAME - 0.06), (end, y), colour, 0.5)
        label = context.say(text, value=percent(shown.centre, context.say))
        sheet.write(_RIGHT + _TO_NAME, y, label, type_)


def _apart(heights: list[float], pitch: float) -> list[float]:
    """Heights in the same order downwards, at least `pitch` apart, in the frame of the plot."""
    moved = [*heights]
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + pitch)
    moved[-1] = min(moved[-1], _BOTTOM)
    for i in range(len(moved) - 2, -1, -1):
        moved[i] = min(moved[i], moved[i + 1] - pitch)
    return moved


def _title(shown: Funnel, context: Context) -> str:
    say, n = context.say, len(shown.points)
    if not n:
        return say("No unit has a published index with a standard error")
    if not len(shown.lines):
        return say("{n} units are too few for control limits", n=n)
    far = sum(point.far for point in shown.points)
    near = len(shown.outside) - far
    text = later("{far} of {n} units outside the 99.8 % limits, {near} more outside 95 %")
    if not shown.outside:
        text = later("All {n} units lie inside the control limits")
    elif not near:
        text = later("{far} of {n} units outside the 99.8 % limits")
    elif not far:
        text = later("{near} of {n} units outside the 95 % limits, none outside 99.8 %")
    found = say(text, far=far, near=near, n=n)
    if shown.own is None:
        return f"{found};\n{say('{unit} is not shown', unit=shown.absent)}" if shown.absent else found
    return f"{found};\n{say(_OWN[shown.own.outside], unit=shown.own.name)}" if shown.outside else found


def _subtitle(shown: Funnel, context: Context) -> str:
    say = context.say
    responses = sum(point.respondents for point in shown.points if math.isfinite(point.respondents))
    text = later(
        "Overall satisfaction index by effective sample size: {n} units, {responses} valid responses."
    )
    sentences = say(text, n=len(shown.points), responses=count(responses, say))
    if not len(shown.lines):
        return sentences
    lines = later("Dotted lines hold 95 %, dashed 99.8 % of units that differ by chance alone.")
    if shown.spread:
        lines = later(
            "Dotted lines hold 95 %, dashed 99.8 % of units that differ by chance and no more than usual."
        )
    return f"{sentences}\n{say(lines)}"


def _notes(shown: Funnel, context: Context) -> list[str]:
    say = context.say
    notes = [say("Effective sample size: so many independent yes-or-no answers would be as precise.")]
    if len(shown.lines):
        notes.append(say("Of units that differ no more than usual, 1 in 20 lies outside the 95 % limits."))
    if shown.left_out:
        text = later(
            "Units not shown (below the publishing threshold, withheld or without a standard error): {n}."
        )
        notes.append(say(text, n=shown.left_out))
    return notes
