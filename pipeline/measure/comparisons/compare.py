"""The verb `compare`: every unit beside the median unit and the best unit (official part)."""

import numpy as np
import pandas as pd

from schemas.questionnaire import Thresholds
from schemas.tables import COMPARISON, checked

UNITS_TO_COMPARE = 2
DIGITS = 9
"""Indices that agree to so many decimals of a percent are tied: they differ by the order of adding only."""


def compare(estimates: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """Median, best unit, gaps and rank for each unit and item.

    Compared are the published units of one level of administration. The median is the unweighted median of
    their unrounded indices, the unit itself included, an even number giving the mean of the middle two; it is
    refused below `thresholds.median_from` units. The best unit is the highest, with all that tie with it.
    Ranks are standard competition ranks (1 2 2 4). Gaps are index minus median, index minus best, in
    percentage points. Units that are not published get no rank, but their index stays beside the median.
    Columns as in `processed/README.md`; interval columns are empty until variances are estimated.
    """
    parts = [
        _compared(group, thresholds) for _, group in estimates.groupby(["level", "kind", "item"], sort=False)
    ]
    table = pd.concat(parts or [_compared(estimates, thresholds)]).sort_index()
    table = table.assign(
        **dict.fromkeys(("gap_to_median_low", "gap_to_median_high"), np.nan),
        verdict="",
        **{name: pd.array([pd.NA] * len(table), "Int64") for name in ("rank_low", "rank_high")},
    )
    return checked(table, COMPARISON)


def _compared(group: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """One item of the units of one level."""
    published = group.loc[group["reliability"] != "not_published", "index"].round(DIGITS)
    n = len(published)
    comparable = n >= UNITS_TO_COMPARE
    exact = group["index"]
    median = float(exact[published.index].median()) if n >= thresholds.median_from else np.nan
    best = float(exact[published.index].max()) if comparable else np.nan
    tied = published.index[published == published.max()] if comparable else published.index[:0]
    ranks = published.rank(method="min", ascending=False).astype("Int64") if comparable else None
    too_few = "" if n >= thresholds.median_from else "too_few_units"
    return group.assign(
        median=median,
        gap_to_median=exact - median,
        best_units=";".join(group.loc[tied, "unit"]),
        best=best,
        gap_to_best=exact - best,
        rank=ranks.reindex(group.index) if ranks is not None else pd.array([pd.NA] * len(group), "Int64"),
        n_units=n,
        reason=group["reason"].where(group["reason"] != "", too_few),
    )
