"""The index of one unit from period to period: a small plot for the overall index and for each dimension."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from string import ascii_lowercase

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.scale import Scale
from pipeline.present.charts.sheet import Sheet, describe, open_sheet
from pipeline.present.charts.theme import NOTE, TEXT, WIDTH, Type, clean
from pipeline.present.charts.year_panels import Change, Panel, Point, panels
from pipeline.present.context import Context
from pipeline.present.numbers import count, percent, points
from pipeline.present.signs import figure, label_notes
from schemas.labels import BREAKS
from schemas.language import later

ARROWS = {"up": "↑", "down": "↓"}

_COLUMNS, _BETWEEN = 2, 0.6
_PANEL = (WIDTH - (_COLUMNS - 1) * _BETWEEN) / _COLUMNS
_AXIS, _LETTERS, _PERIODS = 0.85, 0.28, 0.42
_ABOVE, _BELOW = 0.42, 0.35
_PLOTS, _HIGHEST, _LOWEST = 15.5, 3.0, 1.5
_APART = 0.12
_FEW = 6
_DOT = replace(theme.OWN, size=4.5)
"""Smaller than elsewhere, so that short intervals stand out of it."""
"""So many indices can be written into a plot."""

_NAME, _CHANGE = Type(TEXT.size, bold=True), Type(7)

_TITLES = {
    "up": later("{unit}: {index}%,\n{change} points more than in {earlier}"),
    "down": later("{unit}: {index}%,\n{change} points less than in {earlier}"),
    "not_distinguishable": later(
        "{unit}: {index}%;\nchange since {earlier} {change} points: cannot be told from none"
    ),
    "": later("{unit}: {index}%;\nofficial change since {earlier} {change} points"),
}
"""The title by the verdict on the change of the overall index."""


@dataclass(frozen=True)
class _Plots:
    """The scale that all plots share, from the bottom (`scale.left`) up, and the letters of the breaks.

    `crowded` where indices have no room in the plots.
    """

    scale: Scale
    letters: Mapping[tuple[str, ...], str]
    crowded: bool
    context: Context

    @property
    def height(self) -> float:
        """The height of a plot in centimetres."""
        return self.scale.left

    @property
    def below_head(self) -> float:
        """The height of a panel without its head."""
        return _ABOVE + self.height + _LETTERS + _PERIODS + _BELOW + (NOTE.pitch if self.crowded else 0)


def has_years(history: pd.DataFrame, series: pd.DataFrame, context: Context) -> bool:
    """Whether there is an earlier period in which the focus unit has indices."""
    own = history[history["unit"] == context.focus]
    return len(series) > 0 and own["period"].nunique() > 1


def draw_years(history: pd.DataFrame, changes: pd.DataFrame, context: Context) -> Figure:
    """The focus unit's indices over the periods with intervals; broken where periods are no series.

    `history` holds the estimates of all periods, `changes` what changed between them: two periods are joined
    where it has a row without breaks for them.
    """
    shown = panels(history, changes, context)
    rows = [shown[i : i + _COLUMNS] for i in range(0, len(shown), _COLUMNS)]
    plots = _plots(shown, len(rows), context)
    heads = [max(_head_height(panel, context) for panel in row) for row in rows]
    tops = list(accumulate((head + plots.below_head for head in heads), initial=0.0))
    words = (_title(shown, context), _subtitle(shown, context))
    sheet = open_sheet(words, 0, tops[-1], context, list(_notes(shown, plots)))
    for row, top, head in zip(rows, tops, heads, strict=False):
        for i, panel in enumerate(row):
            left = i * (_PANEL + _BETWEEN)
            _draw_head(sheet, panel, left, top, context)
            _draw_plot(sheet, panel, left, top + head + _ABOVE, plots)
    return sheet.figure


def describe_years(history: pd.DataFrame, changes: pd.DataFrame, context: Context) -> str:
    """The text that stands for the chart of years where it cannot be seen."""
    shown, say = panels(history, changes, context), context.say
    parts = []
    for panel in shown:
        values = ", ".join(
            f"{point.period} {figure(point.index, point.reliability, say)}" for point in panel.points
        )
        told = "; ".join(_change_text(change, context) for change in panel.changes)
        parts.append(f"{panel.label}: {values}" + (f" ({told})" if told else ""))
    return describe(_title(shown, context), ". ".join(parts), context)


def _plots(shown: Sequence[Panel], rows: int, context: Context) -> _Plots:
    values = [value for panel in shown for point in panel.points for value in (point.index, *point.interval)]
    height = min(_HIGHEST, max(_LOWEST, _PLOTS / max(1, rows)))
    broken = dict.fromkeys(point.breaks for panel in shown for point in panel.points if point.breaks)
    letters = {reasons: ascii_lowercase[i % 26] for i, reasons in enumerate(broken)}
    crowded = max((len(panel.points) for panel in shown), default=0) > _FEW
    return _Plots(Scale.spanning(values, height, 0.0), letters, crowded, context)


def _head_height(panel: Panel, context: Context) -> float:
    changes = _change_lines(panel, context)
    return 0.2 + len(_name_lines(panel)) * _NAME.pitch + len(changes) * _CHANGE.pitch


def _name_lines(panel: Panel) -> tuple[str, ...]:
    return _NAME.wrap(panel.label, _PANEL)


def _change_lines(panel: Panel, context: Context) -> list[str]:
    texts = [_change_text(change, context) for change in panel.changes]
    return [line for text in texts for line in _CHANGE.wrap(text, _PANEL)]


def _change_text(change: Change, context: Context) -> str:
    """The change since an earlier period, its arrow and its interval; or why there is none."""
    say = context.say
    if change.breaks:
        text = later("Not comparable with {earlier}: {reason}")
        return say(text, earlier=change.earlier, reason=_reasons(change.breaks, context))
    values = {"earlier": change.earlier, "change": points(change.points, say)}
    written = say("Since {earlier}: {change} points", **values)
    if all(math.isfinite(end) for end in change.interval):
        low, high = (points(end, say) for end in change.interval)
        written += f" [{low}; {high}]"
    return f"{written} {ARROWS.get(change.verdict, '')}".strip()


def _reasons(breaks: Sequence[str], context: Context) -> str:
    return "; ".join(context.say.word(BREAKS[code]) for code in breaks)


def _draw_head(sheet: Sheet, panel: Panel, left: float, top: float, context: Context) -> None:
    y = top + 0.2
    for lines, type_ in ((_name_lines(panel), _NAME), (_change_lines(panel, context), _CHANGE)):
        for line in lines:
            sheet.write(left, y + type_.pitch / 2, line, type_)
            y += type_.pitch


def _draw_plot(sheet: Sheet, panel: Panel, left: float, top: float, plots: _Plots) -> None:
    """The points of a panel between their period names; `top` is the height of the highest tick."""
    start, end = left + _AXIS, left + _PANEL
    _draw_ticks(sheet, start, end, top, plots)
    step = (end - start) / len(panel.points)
    places = [start + (i + 0.5) * step for i in range(len(panel.points))]
    for i in range(1, len(places)):
        before, point = panel.points[i - 1 : i + 1]
        xs = (places[i - 1], places[i])
        if point.joined and math.isfinite(before.index + point.index):
            ys = (top + plots.scale.x(before.index), top + plots.scale.x(point.index))
            sheet.line(xs, ys, theme.GAP, 3)
        elif point.breaks:
            _draw_break(sheet, sum(xs) / 2, top, plots.height, plots.letters[point.breaks])
    for x, point in zip(places, panel.points, strict=True):
        _draw_point(sheet, x, top, point, plots.scale)
    _write_values(sheet, panel, places, step, top, plots)


def _write_values(
    sheet: Sheet, panel: Panel, places: Sequence[float], step: float, top: float, plots: _Plots
) -> None:
    """The periods below the plot, and the indices above their intervals; of many, below the periods."""
    below = top + plots.height + _LETTERS + _PERIODS / 2
    values = [figure(point.index, point.reliability, plots.context.say) for point in panel.points]
    periods = [point.period for point in panel.points]
    for i in _legible([*values, *periods], step, len(panel.points)):
        point, room = panel.points[i], NOTE.widest((values[i], periods[i])) / 2
        x = min(places[i], places[-1] + step / 2 - room)
        y = below + NOTE.pitch if plots.crowded else _above(point, top, plots)
        sheet.write(x, below, periods[i], NOTE, "center")
        sheet.write(x, y, values[i], Type(NOTE.size, ink=theme.OWN.ink), "center")


def _above(point: Point, top: float, plots: _Plots) -> float:
    """The height of the index above its interval; at the bottom where there is none."""
    ends = [value for value in (point.index, point.interval[1]) if math.isfinite(value)]
    return top + plots.scale.x(max(ends)) - 0.24 if ends else top + plots.height - 0.2


def _legible(texts: Sequence[str], step: float, n: int) -> range:
    """Which of `n` places have room for any of the texts beside one another, the last one among them."""
    every = max(1, math.ceil((NOTE.widest(texts) + _APART) / step))
    return range((n - 1) % every, n, every)


def _draw_ticks(sheet: Sheet, start: float, end: float, top: float, plots: _Plots) -> None:
    scale = plots.scale
    every = math.ceil(NOTE.pitch / (plots.height / (len(scale.ticks) - 1)))
    for tick in scale.ticks[:: -every or None]:
        y = top + scale.x(tick)
        sheet.line((start, end), (y, y), theme.GRID, 0.6)
        sheet.write(start - 0.12, y, scale.label(tick, plots.context.say), NOTE, "right")


def _draw_break(sheet: Sheet, x: float, top: float, height: float, letter: str) -> None:
    """A dashed line between two periods that are no series, with the letter of the reason below it."""
    dash = 0.12
    for i in range(round(height / dash)):
        if i % 2 == 0:
            sheet.line((x, x), (top + i * dash, top + (i + 1) * dash), theme.QUIET, 1.0)
    sheet.write(x, top + height + _LETTERS / 2, letter, Type(NOTE.size, bold=True), "center")


def _draw_point(sheet: Sheet, x: float, top: float, point: Point, scale: Scale) -> None:
    if all(math.isfinite(end) for end in point.interval):
        low, high = (top + scale.x(end) for end in point.interval)
        sheet.line((x, x), (low, high), theme.OWN.face, 1.3)
    if math.isfinite(point.index):
        sheet.mark(x, top + scale.x(point.index), _DOT)


def _previous(shown: Sequence[Panel]) -> Change | None:
    """The change of the overall index since the period before."""
    overall = next((panel for panel in shown if panel.overall), None)
    return (
        next((change for change in overall.changes if change.basis == "previous"), None) if overall else None
    )


def _title(shown: Sequence[Panel], context: Context) -> str:
    say, unit = context.say, clean(context.unit_names.get(context.focus or "", context.focus or ""))
    if not shown:
        return say("No figures by period")
    change, last = _previous(shown), shown[0].points[-1]
    values = {"unit": unit, "index": figure(last.index, last.reliability, say)}
    if change is not None and change.breaks and math.isfinite(last.index):
        reason = _reasons(change.breaks, context)
        text = later("{unit}: {index}%;\nnot comparable with {earlier} ({reason})")
        return say(text, **values, earlier=change.earlier, reason=reason)
    if change is None or not math.isfinite(change.points):
        return say("{unit}: satisfaction index by period", unit=unit)
    signed = change.verdict not in ARROWS
    told = points(change.points, say) if signed else percent(abs(change.points), say)
    return say(_TITLES[change.verdict], **values, change=told, earlier=change.earlier)


def _subtitle(shown: Sequence[Panel], context: Context) -> str:
    if not shown:
        return ""
    say, last = context.say, shown[0].points[-1]
    first = min(panel.points[0].period for panel in shown)
    text = later("Satisfaction index in percent from {first} to {last}, overall and by dimension")
    written = say(text, first=first, last=last.period)
    if math.isfinite(last.n):
        text = later("{shown}; {n} valid responses in {period}")
        written = say(text, shown=written, n=count(last.n, say), period=last.period)
    lines = [f"{written}."]
    if any(math.isfinite(point.interval[0]) for panel in shown for point in panel.points):
        lines.append(say("Bars and square brackets: 95 % interval."))
    return "\n".join(lines)


def _notes(shown: Sequence[Panel], plots: _Plots) -> Iterator[str]:
    """What the signs of the chart mean, as far as they are there."""
    say = plots.context.say
    if any(change.verdict for panel in shown for change in panel.changes):
        yield say(
            "↑ ↓: the index is shown to have risen, fallen (95 %, adjusted for the number of comparisons); "
            "no arrow: cannot be told from no change."
        )
    for reasons, letter in plots.letters.items():
        text = later("{letter}: before and after cannot be compared ({reason}).")
        yield say(text, letter=letter, reason=_reasons(reasons, plots.context))
    pairs = [pair for panel in shown for pair in zip(panel.points, panel.points[1:], strict=False)]
    if any(not after.joined and not after.breaks for _, after in pairs):
        yield say("No line: nothing is known of whether the two periods can be compared.")
    yield from label_notes({point.reliability for panel in shown for point in panel.points}, say)
