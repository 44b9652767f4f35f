"""The criteria of one unit, a row each: levels, index, median, best unit, rank, contribution."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from pipeline.present.context import Context
from pipeline.present.results import Results
from pipeline.present.unit_rows import number

Group = Literal["above_90", "80_to_90", "below_80", ""]


@dataclass(frozen=True)
class CriterionRow:
    """One criterion; indices, shares and their bounds in percent, gaps and contributions in points.

    Numbers are NaN and texts empty where there are none. `shares` are those of the levels of the scale, from
    the lowest up, among the `answers`; they are not weighted. `best_units` are codes.
    """

    code: str
    text: str
    dimension: str
    answers: float
    shares: tuple[float, ...]
    index: float
    interval: tuple[float, float]
    reliability: str
    median: float
    gap_to_median: float
    gap_interval: tuple[float, float]
    verdict: str
    best: float
    best_units: tuple[str, ...]
    gap_to_best: float
    rank: float
    rank_set: tuple[float, float]
    n_units: float
    to_median: float
    to_best: float

    @property
    def group(self) -> Group:
        """Where the index lies: above 90, from 80 to 90, below 80; "" where there is none.

        The groups are those of the official reports, by the unrounded index.
        """
        if not math.isfinite(self.index):
            return ""
        return "above_90" if self.index > 90 else "80_to_90" if self.index >= 80 else "below_80"


def criterion_rows(results: Results, context: Context, unit: str) -> list[CriterionRow]:
    """Every criterion of the questionnaire as `unit` stands in it; the overall item is none of them."""
    estimates = _own(results.estimates, unit)
    comparison = _own(results.comparison, unit)
    parts = {row["item"]: row for row in _records(results.decomposition, unit)}
    counts = results.counts[results.counts["unit"] == unit]
    levels = {
        (str(criterion), str(code)): number(n)
        for criterion, code, n in zip(counts["criterion"], counts["code"], counts["n"], strict=True)
    }
    told = {code: {**own, **comparison.get(code, {})} for code, own in estimates.items()}
    return [
        _row(told.get(code, {}), parts.get(code, {}), levels, code, context)
        for code in context.questionnaire.rated
    ]


def _records(table: pd.DataFrame, unit: str) -> list[dict[Any, Any]]:
    return table[table["unit"] == unit].to_dict("records")


def _own(table: pd.DataFrame, unit: str) -> dict[str, dict[Any, Any]]:
    return {row["item"]: row for row in _records(table[table["kind"] == "criterion"], unit)}


def _row(
    told: Mapping[str, Any],
    part: Mapping[str, Any],
    levels: Mapping[tuple[str, str], float],
    code: str,
    context: Context,
) -> CriterionRow:
    criterion = next(one for one in context.questionnaire.criteria if one.code == code)
    counts = [levels.get((code, str(level.code)), math.nan) for level in context.questionnaire.scale.levels]
    answers = sum(counts)

    def of(name: str) -> float:
        return number(told.get(name, math.nan))

    return CriterionRow(
        code=code,
        text=criterion.text.within(context.say.code),
        dimension=criterion.dimension or "",
        answers=answers,
        shares=tuple(100 * n / answers if answers else math.nan for n in counts),
        index=of("index"),
        interval=(of("ci_low"), of("ci_high")),
        reliability=str(told.get("reliability", "")),
        median=of("median"),
        gap_to_median=of("gap_to_median"),
        gap_interval=(of("gap_to_median_low"), of("gap_to_median_high")),
        verdict=str(told.get("verdict", "")),
        best=of("best"),
        best_units=tuple(unit for unit in str(told.get("best_units", "")).split(";") if unit),
        gap_to_best=of("gap_to_best"),
        rank=of("rank"),
        rank_set=(of("rank_low"), of("rank_high")),
        n_units=of("n_units"),
        to_median=number(part.get("to_median", math.nan)),
        to_best=number(part.get("to_best", math.nan)),
    )
