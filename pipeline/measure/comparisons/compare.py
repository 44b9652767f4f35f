"""The verb `compare`: every unit beside the median unit, the best unit and all others."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtr, ndtri

from pipeline.measure.comparisons.median import gaps_to_median
from pipeline.measure.comparisons.ranks import rank_sets, sets_from, significantly_above
from pipeline.measure.comparisons.scale import DIGITS, stabilised
from pipeline.measure.comparisons.tiers import tiers_from
from pipeline.measure.comparisons.verdicts import adjusted, detectable, equivalent, p_values, verdicts
from pipeline.measure.comparisons.winner import best_value, gaps_to_best, projection_limit
from pipeline.measure.estimates.intervals import COVERAGE, t_quantile, wilson_bound
from schemas.labels import UNPUBLISHED
from schemas.questionnaire import Thresholds
from schemas.settings import Comparing
from schemas.tables import COMPARISON, checked

UNITS_TO_COMPARE = 2

Column = npt.NDArray[np.float64]

_EMPTY: Mapping[str, Any] = {
    **dict.fromkeys(
        ("gap_to_median_low", "gap_to_median_high", "gap_to_best_low", "gap_to_best_high"), np.nan
    ),
    **dict.fromkeys(
        ("p_value", "p_adjusted", "detectable", "best_corrected", "best_low", "best_high"), np.nan
    ),
    **dict.fromkeys(("verdict", "equivalent", "level_with_best"), ""),
    **dict.fromkeys(("rank_low", "rank_high", "rank_low_simultaneous", "rank_high_simultaneous"), pd.NA),
    "tier": pd.NA,
}


def compare(
    estimates: pd.DataFrame, thresholds: Thresholds, comparing: Comparing | None = None
) -> pd.DataFrame:
    """Median, best unit, gaps, rank and verdict for each unit and item, with their uncertainty.

    Compared are the published units of one level of administration. The median is the unweighted median of
    their unrounded indices, the unit itself included, an even number giving the mean of the middle two; it is
    refused below `thresholds.median_from` units. The best unit is the highest, with all that tie with it.
    Ranks are standard competition ranks (1 2 2 4). Gaps are index minus median, index minus best, in
    percentage points. Units that are not published get no rank, but their index stays beside the median.

    Intervals of gaps, rank sets and verdicts are given to the published units that have a standard error. The
    verdict is adjusted for all units and items of one kind and level, which a reader sees in one table.
    Columns as in `processed/README.md`.
    """
    comparing = comparing or Comparing()
    parts: list[pd.DataFrame] = [
        _uncertain(_official(group, thresholds), comparing)
        for _, group in estimates.groupby(["level", "kind", "item"], sort=False)
    ]
    table = pd.concat(parts or [_official(estimates, thresholds).assign(**_EMPTY)]).sort_index()
    return checked(_judged(table, comparing), COMPARISON)


def _official(group: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """The official figures of one item of the units of one level."""
    published = group.loc[~group["reliability"].isin(UNPUBLISHED), "index"].round(DIGITS)
    n = len(published)
    comparable = n >= UNITS_TO_COMPARE
    exact = group["index"]
    median = float(exact[published.index].median()) if n >= thresholds.median_from else np.nan
    best = float(exact[published.index].max()) if comparable else np.nan
    tied = published.index[published == published.max()] if comparable else published.index[:0]
    ranks = published.rank(method="min", ascending=False).astype("Int64") if comparable else None
    too_few = "" if n >= thresholds.median_from else "too_few_units"
    own = group["reason"].where(group["reliability"].isin(UNPUBLISHED), "")
    own = own.where((own != "") | _known(group), "single_sampling_unit")
    return group.assign(
        median=median,
        gap_to_median=exact - median,
        best_units=";".join(group.loc[tied, "unit"]),
        best=best,
        gap_to_best=exact - best,
        rank=ranks.reindex(group.index) if ranks is not None else pd.array([pd.NA] * len(group), "Int64"),
        n_units=n,
        reason=own.where(own != "", too_few),
    )


def _known(group: pd.DataFrame) -> "pd.Series[bool]":
    """Where there is a standard error to compare with."""
    return group["n_effective"].notna() & (group["df"].astype("Float64") > 0).fillna(value=False)


def _uncertain(group: pd.DataFrame, comparing: Comparing) -> pd.DataFrame:
    """What is known of gaps and ranks of one item of the units of one level."""
    group = group.assign(**_EMPTY)
    rows = group[~group["reliability"].isin(UNPUBLISHED) & _known(group)]
    if len(rows) < UNITS_TO_COMPARE:
        return group
    columns = {**_against_best(rows), **_among_all(rows)}
    if rows["median"].notna().all():
        published = group[~group["reliability"].isin(UNPUBLISHED)]
        columns |= _against_median(published, published.index.isin(rows.index), comparing)
    for name, values in columns.items():
        group[name] = pd.Series(list(values), rows.index, dtype=object).reindex(
            group.index, fill_value=_EMPTY[name]
        )
    return group


def _numbers(rows: pd.DataFrame, *names: str) -> Iterator[Column]:
    for name in names:
        yield rows[name].to_numpy(np.float64)


def _against_median(
    published: pd.DataFrame, known: npt.NDArray[np.bool_], comparing: Comparing
) -> dict[str, npt.NDArray[np.generic]]:
    """Of the units with a standard error; the others are units of the median all the same."""
    share, n_effective, df, gap = _numbers(published, "index", "n_effective", "df", "gap_to_median")
    gaps = gaps_to_median(share / 100, n_effective, df)
    low, high = np.minimum(100 * gaps.low, gap), np.maximum(100 * gaps.high, gap)
    columns: dict[str, npt.NDArray[np.generic]] = {
        "gap_to_median_low": low,
        "gap_to_median_high": high,
        "p_value": p_values(gap, low, high, df=df),
    }
    if comparing.equivalence is not None:
        ends = 100 * gaps.low_equivalence, 100 * gaps.high_equivalence
        columns["equivalent"] = equivalent(*ends, comparing.equivalence)
    return {name: values[known] for name, values in columns.items()}


def _against_best(rows: pd.DataFrame) -> dict[str, npt.NDArray[np.generic]]:
    """Nothing where the best unit has no standard error."""
    if str(rows["best_units"].iloc[0]).split(";")[0] not in set(rows["unit"]):
        return {}
    index, low, high = _numbers(rows, "index", "ci_low", "ci_high")
    # Over the normal quantile, so that few degrees of freedom still count.
    z = ndtri((1 + COVERAGE) / 2)
    low_se, high_se = (index - low) / z, (high - index) / z
    gaps = gaps_to_best(index, low_se, high_se)
    floor, ceiling = _farthest(rows)
    corrected, best_low, best_high = best_value(index, low_se, high_se)
    n = len(rows)
    return {
        "gap_to_best_low": np.maximum(gaps.low, np.minimum(floor, rows["gap_to_best"])),
        "gap_to_best_high": np.minimum(gaps.high, np.maximum(ceiling, rows["gap_to_best"])),
        "best_corrected": np.full(n, corrected),
        "best_low": np.full(n, best_low),
        "best_high": np.full(n, best_high),
    }


def _farthest(rows: pd.DataFrame) -> tuple[Column, Column]:
    """How far the gap to the best may go: the ends of both units' intervals at the projection's level.

    Errors near 0 and 100 % are no straight lines, and the hybrid interval draws them out as if they were.
    """
    share, n_effective, df = _numbers(rows, "index", "n_effective", "df")
    t = t_quantile(ndtr(projection_limit(COVERAGE, len(rows))), df)
    low, high = (100 * wilson_bound(share / 100, n_effective, side * t) for side in (-1, 1))
    best = int(np.argmax(share))
    own = np.arange(len(rows)) == best
    return np.where(own, 0, low - high[best]), np.where(own, 0, high - low[best])


def _among_all(rows: pd.DataFrame) -> dict[str, npt.NDArray[np.generic]]:
    index, n_effective, df, rank = _numbers(rows, "index", "n_effective", "df", "rank")
    x, se = stabilised(index / 100, n_effective)
    own = rank_sets(x, se, simultaneous=False, df=df)
    above = significantly_above(x, se, df=df)
    all_at_once = sets_from(above)
    # Published units without a standard error are in the official ranking, and could stand anywhere.
    unknown = int(rows["n_units"].iloc[0]) - len(rows)
    return {
        "rank_low": np.minimum(own.low, rank).astype(np.int64),
        "rank_high": np.maximum(own.high + unknown, rank).astype(np.int64),
        "rank_low_simultaneous": np.minimum(all_at_once.low, rank).astype(np.int64),
        "rank_high_simultaneous": np.maximum(all_at_once.high + unknown, rank).astype(np.int64),
        "level_with_best": np.where(above.any(axis=0), "no", "yes"),
        "tier": tiers_from(above, x, se),
    }


def _judged(table: pd.DataFrame, comparing: Comparing) -> pd.DataFrame:
    """The verdicts, adjusted within each level and kind."""
    parts = []
    for _, group in table.groupby(["level", "kind"], sort=False):
        p = adjusted(group["p_value"].to_numpy(np.float64), comparing.adjust)
        gap, low, high = _numbers(group, "gap_to_median", "gap_to_median_low", "gap_to_median_high")
        n = max(int(np.isfinite(p).sum()), 1)
        found = detectable(low, high, comparisons=n)
        parts.append(group.assign(p_adjusted=p, verdict=verdicts(gap, p), detectable=found))
    return _same_verdict(pd.concat(parts).sort_index()) if parts else table


def _same_verdict(table: pd.DataFrame) -> pd.DataFrame:
    """The table with one verdict for one figure: the named formula that is official is the overall index."""
    judged = ["p_adjusted", "verdict", "detectable"]
    overall = table[table["kind"] == "overall"].set_index("unit")
    official = (table["kind"] == "formula") & (table["item"] == table["unit"].map(overall["formula"]))
    table.loc[official, judged] = overall.loc[table.loc[official, "unit"], judged].to_numpy()
    return table
