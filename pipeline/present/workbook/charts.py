"""Excel's own charts: ranking, dimensions, answers, contributions; each with its figures."""

import math
from collections.abc import Iterator, Sequence
from functools import partial

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart

from pipeline.present.charts.dimension_rows import dimension_rows, finding
from pipeline.present.charts.levels import level_colours, levels_upwards
from pipeline.present.charts.theme import INK, PAPER, SIMULATED, ink_on
from pipeline.present.context import Context
from pipeline.present.criterion_rows import CriterionRow, criterion_rows
from pipeline.present.numbers import count, percent, points
from pipeline.present.results import Results
from pipeline.present.unit_rows import Standing, number, standings
from pipeline.present.workbook import chart_looks as looks
from pipeline.present.workbook.chart_sheet import Area, Block, NativeChart
from pipeline.present.workbook.looks import GAP_FORMAT
from pipeline.present.workbook.words import brief, brief_names, unit_name, word

_PER_CENT = {"min": 0, "max": 100, "major_unit": 20, "num_format": "0"}
_CROWD = 25
"""From so many units on their names are short and their figures left out."""

_SMALL = 6
"""A share below that many per cent has no room for its figure."""


def charts(results: Results, context: Context) -> list[NativeChart]:
    """The charts for which there are figures."""
    return [*_ranking(results, context), *_dimensions(results, context), *_of_unit(results, context)]


def _titled(text: str, context: Context) -> str:
    return f"{text} · {SIMULATED}" if context.simulated else text


def _ranking(results: Results, context: Context) -> Iterator[NativeChart]:
    say = context.say
    placed = [row for row in standings(results.comparison, results.estimates, context) if row.ranked]
    if not placed:
        return
    own = next((row for row in placed if row.own), None)
    longest = 24 if len(placed) > _CROWD else 40
    names = brief_names([row.unit for row in placed], context, longest)
    block = Block(
        title=_titled(_place(placed, own, context), context),
        heads=(
            *(
                say("Unit"),
                say("Other units") if own else say("Index (%)"),
                _own_name(context),
                say("Median (%)"),
            ),
            *(say("up to the interval's end"), say("down to the interval's end")),
        ),
        kind="index",
        rows=[
            (
                name,
                math.nan if row.own else row.index,
                row.index if row.own else math.nan,
                row.median,
                row.interval[1] - row.index,
                row.index - row.interval[0],
            )
            for name, row in zip(names, placed, strict=True)
        ],
    )
    yield NativeChart(
        block,
        say("Overall index of the published units, per cent; lines: 95 % intervals"),
        block.title,
        partial(_draw_ranking, own=own is not None, crowded=len(placed) > _CROWD, axis=say("Index (%)")),
    )


def _own_name(context: Context) -> str:
    return brief(unit_name(context.focus, context), 40) if context.focus else context.say("Own unit")


def _place(placed: Sequence[Standing], own: Standing | None, context: Context) -> str:
    """Where the own unit stands; without one, which unit is the highest."""
    say, shown = context.say, own or placed[0]
    values = {
        "unit": brief(shown.name),
        "rank": f"{shown.rank:.0f}",
        "n": len(placed),
        "index": percent(shown.index, say),
    }
    if shown.verdict:
        verdict = word(shown.verdict, context)
        return say(
            "{unit}: rank {rank} of {n}, {index} %; to the median: {verdict}", **values, verdict=verdict
        )
    return say("{unit}: rank {rank} of {n}, {index} %", **values)


def _draw_ranking(book: Workbook, area: Area, *, own: bool, crowded: bool, axis: str) -> Chart:
    chart, line = book.add_chart({"type": "column"}), book.add_chart({"type": "line"})
    shown = ((1, looks.OTHER, INK), (2, looks.OWN, PAPER)) if own else ((1, looks.OTHER, INK),)
    for at, look, ink in shown:
        written = {} if crowded else {"data_labels": looks.labels("0.0", color=ink, position="inside_base")}
        chart.add_series(
            {
                **area.series(at),
                **look,
                **written,
                "overlap": 100,
                "gap": 40,
                "y_error_bars": looks.intervals(area, 4, 5),
            }
        )
    line.add_series({**area.series(3), **looks.MEDIAN_LINE})
    chart.combine(line)
    size, turned = (7.0, -90) if crowded else (9.0, -45)
    looks.name_axes_upright(
        *(chart, area, {**_PER_CENT, "name": axis}),
        {"name": "", "num_font": looks.font(size, rotation=turned), "interval_unit": 1},
    )
    return chart


def _dimensions(results: Results, context: Context) -> Iterator[NativeChart]:
    say = context.say
    rows = dimension_rows(results.comparison, results.estimates, context)
    if not any(math.isfinite(value) for row in rows for value in (row.own, row.median, row.best)):
        return
    block = Block(
        title=_titled(finding(rows, context), context),
        heads=(say("Dimension"), _own_name(context), say("Median (%)"), say("Best (%)")),
        kind="index",
        rows=[(row.label, row.own, row.median, row.best) for row in rows],
    )
    yield NativeChart(
        block,
        say("Indices of the dimensions, per cent: own unit, median and best of the published units"),
        block.title,
        partial(_draw_dimensions, own=context.focus is not None, axis=say("Index (%)")),
    )


def _draw_dimensions(book: Workbook, area: Area, *, own: bool, axis: str) -> Chart:
    chart = book.add_chart({"type": "bar"})
    for at, look in ((1, looks.OWN), (2, looks.MEDIAN), (3, looks.BEST)):
        if at > 1 or own:
            chart.add_series(
                {
                    **area.series(at),
                    **look,
                    "gap": 60,
                    "data_labels": looks.labels("0.00"),
                }
            )
    looks.name_axes(chart, area, {**_PER_CENT, "name": axis}, {"name": ""})
    return chart


def _of_unit(results: Results, context: Context) -> Iterator[NativeChart]:
    """The charts about the focus unit."""
    if context.focus is None:
        return
    rows = criterion_rows(results, context, context.focus)
    yield from _answers([row for row in rows if row.answers > 0], context)
    own = results.comparison
    own = own[(own["unit"] == context.focus) & (own["kind"] == "overall")]
    gap = next((number(cell) for cell in own["gap_to_median"]), math.nan)
    yield from _contributions(results, [row for row in rows if math.isfinite(row.to_median)], gap, context)


def _answers(rows: Sequence[CriterionRow], context: Context) -> Iterator[NativeChart]:
    known = [row for row in rows if math.isfinite(row.index)]
    if not known:
        return
    say, scale = context.say, context.questionnaire.scale
    lowest = min(known, key=lambda row: row.index)
    title = say(
        "{unit}: lowest criterion is {code} with {index} %",
        unit=_own_name(context),
        code=lowest.code,
        index=percent(lowest.index, say),
    )
    upwards = levels_upwards(scale)
    order = [scale.levels.index(level) for level in upwards]
    block = Block(
        title=_titled(title, context),
        heads=(say("Criterion"), *(brief(level.label.within(say.code), 40) for level in upwards)),
        kind="share",
        rows=[
            (
                say(
                    "{criterion} (n = {n})",
                    criterion=brief(f"{row.code} {row.text}", 58),
                    n=count(row.answers, say),
                ),
                *(row.shares[at] for at in order),
            )
            for row in rows
        ],
    )
    yield NativeChart(
        block,
        say("Answers to each criterion, per cent of each level, not weighted; n: answers"),
        block.title,
        partial(
            _draw_answers, shares=[[row.shares[at] for row in rows] for at in order], axis=say("Answers (%)")
        ),
    )


def _draw_answers(book: Workbook, area: Area, *, shares: Sequence[Sequence[float]], axis: str) -> Chart:
    chart = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for at, (colour, own) in enumerate(zip(level_colours(len(shares)), shares, strict=True), start=1):
        narrow = [{"delete": True} if share < _SMALL else None for share in own]
        chart.add_series(
            {
                **area.series(at),
                "gap": 30,
                "fill": {"color": colour},
                "border": {"color": PAPER, "width": 0.5},
                "data_labels": looks.labels("0", 8, ink_on(colour), custom=narrow),
            }
        )
    values = {"num_format": "0%", "name": axis, "min": 0, "max": 1, "major_unit": 0.2}
    looks.name_axes(chart, area, values, {"name": "", "num_font": looks.font(8), "interval_unit": 1})
    return chart


def _contributions(
    results: Results, rows: Sequence[CriterionRow], gap: float, context: Context
) -> Iterator[NativeChart]:
    if not rows:
        return
    say, table = context.say, results.decomposition
    ends = {
        str(row["item"]): (number(row["to_median_low"]), number(row["to_median_high"]))
        for row in table[table["unit"] == context.focus].to_dict("records")
    }
    lowest = min(rows, key=lambda row: row.to_median)
    title = say(
        "{unit}: gap to the median {gap} points; the lowest contribution is that of {code} ({points})",
        unit=_own_name(context),
        gap=points(gap, say),
        code=lowest.code,
        points=points(lowest.to_median, say),
    )
    block = Block(
        title=_titled(title, context),
        heads=(
            *(say("Criterion"), say("Contribution to the gap to the median")),
            *(say("up to the interval's end"), say("down to the interval's end")),
        ),
        kind="gap",
        rows=[
            (
                brief(f"{row.code} {row.text}", 60),
                row.to_median,
                ends[row.code][1] - row.to_median,
                row.to_median - ends[row.code][0],
            )
            for row in sorted(rows, key=lambda row: row.to_median)
        ],
    )
    yield NativeChart(
        block,
        say("Contribution of each criterion to the gap to the median, points, with 95 % intervals"),
        block.title,
        partial(
            _draw_contributions,
            reached=[v for row in rows for v in (row.to_median, *ends[row.code]) if math.isfinite(v)],
            axis=say("points"),
        ),
    )


def _draw_contributions(book: Workbook, area: Area, *, reached: Sequence[float], axis: str) -> Chart:
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {
            **area.series(1),
            **looks.OWN,
            "gap": 40,
            "x_error_bars": looks.intervals(area, 2, 3),
        }
    )
    place = {"name": "", "label_position": "low", "num_font": looks.font(8), "interval_unit": 1}
    # Excel takes the bars alone into account, not their intervals.
    low, high = math.floor(min(*reached, 0) * 10) / 10, math.ceil(max(*reached, 0) * 10) / 10
    values = {"num_format": GAP_FORMAT, "name": axis, "min": low, "max": high}
    looks.name_axes(chart, area, values, place)
    chart.set_legend({"none": True})
    return chart
