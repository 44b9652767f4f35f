"""The units of a chart: their overall index, its interval and their place, the best first."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.present.charts.theme import clean
from pipeline.present.context import Context
from pipeline.present.numbers import NO_DATA

FIGURE = ["unit", "kind", "item"]
"""The columns that tell the figures of a period apart."""


@dataclass(frozen=True)
class Standing:
    """A unit's overall index and its place; a number is NaN where there is none."""

    unit: str
    name: str
    own: bool
    n: float
    index: float
    interval: tuple[float, float]
    median: float
    gap: float
    gap_interval: tuple[float, float]
    best: bool
    rank: float
    rank_set: tuple[float, float]
    reliability: str
    verdict: str
    level_with_best: bool

    @property
    def ranked(self) -> bool:
        """Whether the unit is ranked; it is not below the publishing threshold or without data."""
        return math.isfinite(self.rank)

    @property
    def place(self) -> str:
        """The rank, with the ranks that the sample leaves open where they are known."""
        if not self.ranked:
            return NO_DATA
        return f"{self.rank:.0f} ({self.open_ranks})" if self.open_ranks else f"{self.rank:.0f}"

    @property
    def open_ranks(self) -> str:
        """The first and the last rank of the confidence set, "" where it is not known."""
        return span_of_ranks(*self.rank_set)


def span_of_ranks(low: float, high: float) -> str:
    """Ranks from `low` to `high`, "" where they are not known.

    >>> span_of_ranks(3, 8), span_of_ranks(1, 1), span_of_ranks(math.nan, math.nan)
    ('3–8', '1', '')
    """
    if not math.isfinite(low + high):
        return ""
    return f"{low:.0f}–{high:.0f}" if low < high else f"{low:.0f}"


def peers(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> pd.DataFrame:
    """The rows of the units on the focus unit's level; without a focus, on the level of most units.

    Each has its label of reliability beside it.
    """
    levels = dict(zip(estimates["unit"], estimates["level"], strict=True))
    usual = next((level for level, _ in Counter(levels.values()).most_common(1)), "")
    level = levels.get(context.focus or "", usual)
    rows = comparison[comparison["unit"].map(levels) == level]
    labelled: pd.DataFrame = rows.merge(estimates[[*FIGURE, "reliability"]], on=FIGURE, how="left")
    return labelled


def is_best(row: Mapping[Any, Any]) -> bool:
    """Whether the unit of a row of the comparison is the best one, or tied with it."""
    return row["unit"] in str(row["best_units"]).split(";")


def standings(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> list[Standing]:
    """The units from the highest overall index down, those without a rank last."""
    sizes = estimates.loc[estimates["kind"] == "overall", ["unit", "n_respondents", "ci_low", "ci_high"]]
    compared = peers(comparison, estimates, context)
    overall = compared[compared["kind"] == "overall"].merge(sizes, on="unit", how="left")
    rows = [_standing(row, context) for row in overall.to_dict("records")]
    return sorted(rows, key=_order)


def _order(row: Standing) -> tuple[bool, float, str]:
    return not row.ranked, -row.index if math.isfinite(row.index) else math.inf, row.name


def _standing(row: Mapping[Any, Any], context: Context) -> Standing:
    unit = str(row["unit"])
    return Standing(
        unit=unit,
        name=clean(context.unit_names.get(unit, unit)),
        own=unit == context.focus,
        n=number(row["n_respondents"]),
        index=number(row["index"]),
        interval=(number(row["ci_low"]), number(row["ci_high"])),
        median=number(row["median"]),
        gap=number(row["gap_to_median"]),
        gap_interval=(number(row["gap_to_median_low"]), number(row["gap_to_median_high"])),
        best=is_best(row),
        rank=number(row["rank"]),
        rank_set=(number(row["rank_low"]), number(row["rank_high"])),
        reliability=str(row["reliability"]),
        verdict=str(row["verdict"]),
        level_with_best=row["level_with_best"] == "yes",
    )


def number(cell: Any) -> float:
    """A cell of a table as a float; NaN where it is empty."""
    return math.nan if pd.isna(cell) else float(cell)
