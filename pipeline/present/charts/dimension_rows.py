"""The dimensions of a chart, one row each: the own index, the median, the best and the lowest unit."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from pipeline.present.charts.theme import clean
from pipeline.present.context import Context
from pipeline.present.numbers import percent
from pipeline.present.unit_rows import FIGURE, peers
from schemas.language import later


@dataclass(frozen=True)
class DimensionRow:
    """One dimension, or the overall index; numbers are NaN and texts empty where there are none.

    `reliability`, `best_label` and `lowest_label` are labels of reliability.
    """

    label: str
    overall: bool
    n: float
    own: float
    interval: tuple[float, float]
    reliability: str
    ranked: bool
    gap: float
    gap_interval: tuple[float, float]
    verdict: str
    median: float
    best: float
    best_label: str
    best_units: str
    lowest: float
    lowest_label: str
    lowest_unit: str
    units: tuple[float, ...]


def with_known_focus(context: Context, comparison: pd.DataFrame) -> Context:
    """The context without its focus unit where that is not among the compared units."""
    return context if context.focus in set(comparison["unit"]) else replace(context, focus=None)


def items(context: Context) -> Iterator[tuple[str, str, str]]:
    """Kind, item and label of every dimension, as in the questionnaire, then of the overall index."""
    for dimension in context.questionnaire.dimensions:
        yield "dimension", dimension.code, clean(dimension.short.within(context.say.code))
    yield "overall", "overall", context.say("Overall index")


def of_item(comparison: pd.DataFrame, kind: str, item: str) -> pd.DataFrame:
    """The rows of one item, a unit each."""
    return comparison[(comparison["kind"] == kind) & (comparison["item"] == item)]


def first(cells: "pd.Series[float]") -> float:
    """The first number of a column, NaN where there is none."""
    return next((float(cell) for cell in cells.dropna()), math.nan)


def dimension_rows(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> list[DimensionRow]:
    """Every dimension as the focus unit stands in it, and the overall index last."""
    compared = peers(comparison, estimates, context)
    sizes = estimates[[*FIGURE, "n_respondents", "ci_low", "ci_high"]]
    compared = compared.merge(sizes, on=FIGURE, how="left")
    return [_row(of_item(compared, kind, item), kind, label, context) for kind, item, label in items(context)]


def _row(units: pd.DataFrame, kind: str, label: str, context: Context) -> DimensionRow:
    own = units[units["unit"] == context.focus]
    ranked = units[units["rank"].notna() & units["index"].notna()].sort_values("index", kind="stable")
    return DimensionRow(
        label=label,
        overall=kind == "overall",
        n=first(own["n_respondents"]),
        own=first(own["index"]),
        interval=(first(own["ci_low"]), first(own["ci_high"])),
        reliability=next(iter(own["reliability"]), ""),
        ranked=bool(own["rank"].notna().any()),
        gap=first(own["gap_to_median"]),
        gap_interval=(first(own["gap_to_median_low"]), first(own["gap_to_median_high"])),
        verdict=next(iter(own["verdict"]), ""),
        median=first(units["median"]),
        best=first(units["best"]),
        best_label=next(iter(ranked["reliability"][::-1]), ""),
        best_units=_name_units(units["best_units"].dropna(), context),
        lowest=first(ranked["index"]),
        lowest_label=next(iter(ranked["reliability"]), ""),
        lowest_unit=_name_units(ranked["unit"], context),
        units=tuple(ranked["index"]),
    )


def _name_units(cells: "pd.Series[str]", context: Context) -> str:
    """The short names of the units in the first cell; of more than two, the first and how many others."""
    codes = [code for code in next(iter(cells), "").split(";") if code]
    names = [clean(context.short_names.get(code, code)) for code in codes]
    if len(names) > 2:
        return context.say("{unit} and {n} others", unit=names[0], n=len(names) - 1)
    return ", ".join(names)


def finding(rows: Sequence[DimensionRow], context: Context) -> str:
    """What the dimensions say first: which can be told from the median, and which is the lowest."""
    dimensions = [row for row in rows if not row.overall]
    if context.focus is None:
        return _finding_without_focus(dimensions, context)
    say, unit = context.say, clean(context.unit_names.get(context.focus, context.focus))
    known = [row for row in dimensions if math.isfinite(row.own)]
    if not known:
        return say("{unit}: no figures by dimension", unit=unit)
    lowest = min(known, key=lambda row: row.own)
    values = {"unit": unit, "dimension": lowest.label, "value": percent(lowest.own, say)}
    if not any(row.ranked for row in known):
        return say("{unit} is not ranked;\nlowest in {dimension} ({value}%)", **values)
    compared = [row for row in known if row.ranked and math.isfinite(row.gap)]
    if not compared:
        return say("{unit}: lowest in {dimension} ({value}%)", **values)
    text, counts = _place(compared)
    return say(text, **values, **counts)


def _place(rows: Sequence[DimensionRow]) -> tuple[str, dict[str, int]]:
    """Words and numbers for where dimensions lie: by the verdicts where there are any, else officially."""
    verdicts = Counter(row.verdict for row in rows)
    above, below = verdicts["above"], verdicts["below"]
    if verdicts[""] == len(rows):
        text = later("{unit}: {above} of {n} dimensions above the median,\nlowest in {dimension} ({value}%)")
        return text, {"above": sum(row.gap > 0 for row in rows), "n": len(rows)}
    if not above and not below:
        text = later("{unit}: no dimension can be told from the median,\nlowest in {dimension} ({value}%)")
        return text, {}
    text = later(
        "{unit}: {above} dimensions above the median, {below} below, {open} that cannot be told apart;\n"
        "lowest in {dimension} ({value}%)"
    )
    return text, {"above": above, "below": below, "open": len(rows) - above - below}


def _finding_without_focus(dimensions: Sequence[DimensionRow], context: Context) -> str:
    known = [row for row in dimensions if math.isfinite(row.lowest)]
    if not known:
        return context.say("No figures by dimension")
    row = min(known, key=lambda row: row.lowest)
    values = {"dimension": row.label, "unit": row.lowest_unit, "value": percent(row.lowest, context.say)}
    return context.say("Lowest of all: {dimension} in {unit} ({value}%)", **values)
