"""The ranking of the units by their overall index: a table with a dot plot in it."""

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.scale import Scale, draw_grid
from pipeline.present.charts.sheet import Sheet, describe, open_sheet
from pipeline.present.charts.theme import HEAD, WIDTH, Mark, Type
from pipeline.present.charts.unit_table import UnitTable, draw_units
from pipeline.present.context import Context
from pipeline.present.numbers import percent, points
from pipeline.present.signs import ARROWS, figure, sign_notes
from pipeline.present.unit_rows import Standing, standings
from schemas.language import later

_AXIS = 0.42
_NUMBER = 1.35
_ARROW = 0.35
_GAP_EDGE = WIDTH - _ARROW
_INDEX_EDGE = _GAP_EDGE - _NUMBER - 0.35
_WORDS = {
    "above": later("{unit} is number {place} of {n} with {index}%,\n{gap} points above the median"),
    "below": later("{unit} is number {place} of {n} with {index}%,\n{gap} points below the median"),
    "not_distinguishable": later(
        "{unit} is number {place} of {n} with {index}%;\ngap to the median {gap} points: cannot be told apart"
    ),
    "": later("{unit} is number {place} of {n} with {index}%;\nofficial gap to the median {gap} points"),
}
"""The title by the verdict on the unit."""


def draw_ranking(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Figure:
    """Units by overall index, with intervals where known; the median is a line, the focus unit is marked."""
    table = UnitTable(standings(comparison, estimates, context), context)
    heads, words = _heads(context), (_title(table.standings, context), _subtitle(table.standings, context))
    height = table.bottom() + _AXIS
    sheet = open_sheet(words, max(len(lines) for lines in heads), height, context, _notes(table))
    draw_units(sheet, table)
    for x, lines in zip((_INDEX_EDGE, _GAP_EDGE), heads, strict=True):
        sheet.write_head(x, lines, HEAD, "right")
    shown = [value for row in table.standings for value in (row.index, row.median, *row.interval)]
    scale = Scale.spanning(shown, table.edges[-1] + 0.45, _INDEX_EDGE - _NUMBER - 0.1)
    draw_grid(sheet, scale, table.spans, context.say)
    _draw_median(sheet, table, scale)
    for i, row in enumerate(table.standings):
        _draw_row(sheet, row, table.middle(i), table.type_of(row), scale, context)
    return sheet.figure


def describe_ranking(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> str:
    """The text that stands for the ranking where it cannot be seen."""
    rows = standings(comparison, estimates, context)
    ranked = [row for row in rows if row.ranked]
    if not ranked:
        return describe(_title(rows, context), "", context)
    text = later("Dot plot of the {n} ranked units, from {first} ({highest}%) down to {last} ({lowest}%).")
    sentence = context.say(
        text,
        n=len(ranked),
        first=ranked[0].name,
        highest=percent(ranked[0].index, context.say),
        last=ranked[-1].name,
        lowest=percent(ranked[-1].index, context.say),
    )
    return describe(_title(rows, context), sentence, context)


def _heads(context: Context) -> list[Sequence[str]]:
    texts = (context.say("Index (%)"), context.say("Gap to\nmedian\n(points)"))
    return [HEAD.wrap(text, width) for text, width in zip(texts, (_NUMBER, _NUMBER), strict=True)]


def _draw_median(sheet: Sheet, table: UnitTable, scale: Scale) -> None:
    median = next((row.median for row in table.standings if math.isfinite(row.median)), math.nan)
    if not math.isfinite(median):
        return
    x = scale.x(median)
    type_ = Type(HEAD.size, bold=True, ink=theme.MEDIAN.ink)
    say = table.context.say
    label = say("median {value}", value=percent(median, say))
    half = type_.width(label) / 2
    sheet.line((x, x), (-0.08, table.bottom(ranked=True)), theme.MEDIAN.edge, 1.2)
    place = min(max(x, scale.left - 0.2 + half), scale.right + 0.2 - half)
    sheet.write_head(place, [label], type_, "center")


def _draw_row(sheet: Sheet, row: Standing, y: float, type_: Type, scale: Scale, context: Context) -> None:
    mark = _mark(row)
    sheet.line((scale.left, scale.right), (y, y), theme.GRID, 0.6)
    if all(math.isfinite(end) for end in row.interval):
        low, high = (scale.x(end) for end in row.interval)
        sheet.line((low, high), (y, y), mark.edge if mark.face == theme.PAPER else mark.face, 1.3)
    if math.isfinite(row.index):
        sheet.mark(scale.x(row.index), y, mark)
    index = figure(row.index, row.reliability, context.say)
    # A closing bracket hangs over the edge, so that the digits stand below one another.
    hanging = type_.width(")") if index.endswith(")") else 0.0
    sheet.write(_INDEX_EDGE + hanging, y, index, type_, "right")
    sheet.write(_GAP_EDGE, y, points(row.gap, context.say), type_, "right")
    if row.verdict in ARROWS:
        sheet.write(WIDTH, y, ARROWS[row.verdict], type_, "right")


def _mark(row: Standing) -> Mark:
    if row.own:
        return theme.OWN
    if not row.ranked:
        return theme.UNRANKED
    return theme.BEST if row.best else theme.OTHER


def _notes(table: UnitTable) -> list[str]:
    rows, say = table.standings, table.context.say
    return [*table.notes, *sign_notes({row.reliability for row in rows}, {row.verdict for row in rows}, say)]


def _title(rows: Sequence[Standing], context: Context) -> str:
    own = next((row for row in rows if row.own), None)
    if own is None or not own.ranked:
        return _title_without_own(rows, own, context)
    n = str(sum(row.ranked for row in rows))
    values = {
        "unit": own.name,
        "place": f"{own.rank:.0f}",
        "n": f"{n} ({own.open_ranks})" if own.open_ranks else n,
        "index": percent(own.index, context.say),
    }
    if not math.isfinite(own.gap):
        return context.say("{unit} is number {place} of {n} with {index}%", **values)
    signed = own.verdict not in ("above", "below")
    gap = points(own.gap, context.say) if signed else percent(abs(own.gap), context.say)
    return context.say(_WORDS[own.verdict], **values, gap=gap)


def _title_without_own(rows: Sequence[Standing], own: Standing | None, context: Context) -> str:
    if own is not None:
        return context.say("{unit} is not ranked", unit=own.name)
    first = next((row for row in rows if row.ranked), None)
    if first is None:
        return context.say("No unit is ranked")
    values = {"unit": first.name, "index": percent(first.index, context.say)}
    if not math.isfinite(first.median):
        return context.say("Highest: {unit} with {index}%", **values)
    level = sum(row.level_with_best for row in rows)
    text = later("Highest: {unit} with {index}%;\nmedian of the {n} units {median}%")
    if level > 1:
        text = later(
            "Highest: {unit} with {index}%, {others} more may be the best;\nmedian of the {n} units {median}%"
        )
    return context.say(
        text,
        **values,
        others=level - 1,
        n=sum(row.ranked for row in rows),
        median=percent(first.median, context.say),
    )


def _subtitle(rows: Sequence[Standing], context: Context) -> str:
    say = context.say
    shown = say("Overall satisfaction index by unit, in percent.")
    if any(math.isfinite(row.interval[0]) for row in rows):
        shown += " " + say("Bars: 95 % interval of the index.")
    elif not any(math.isfinite(row.gap_interval[0]) for row in rows):
        return f"{shown}\n" + say("Official positions; sampling error is not considered.")
    own = next((row for row in rows if row.own), None)
    if own is None or not math.isfinite(own.gap_interval[0]):
        return shown
    low, high = (points(end, say) for end in own.gap_interval)
    text = later("95 % interval of the gap to the median: {low} to {high} points.")
    return f"{shown}\n" + say(text, low=low, high=high)
