"""Verdicts on gaps: above, below or not distinguishable; equivalent; smallest gap that would be found."""

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import stats

from pipeline.measure.estimates.intervals import COVERAGE, Column

Texts = npt.NDArray[np.str_]
Adjustment = Literal["holm", "fdr"]

NO_GAP = 1e-9
"""Gaps below this are none: they come from the order of adding."""


def p_values(
    gap: Column,
    low: Column,
    high: Column,
    coverage: float = COVERAGE,
    df: Column | float = np.inf,
) -> Column:
    """The two-sided p of "the gap is 0", consistent with the interval of the gap.

    p = 2 P(t_df < -t). With q the t quantile of the interval, `near` the length of its side towards 0 and
    `far` that of the other, t is where a bound that is `near` away at t = q reaches 0:
    |gap| = near t/q where near <= far, else |gap| = (near + far)/2 t/q + (near - far)/2 (t/q)^2, which bends
    as Wilson's interval does beside 0 and 1. So p >= 1 - coverage where the interval holds 0, and <= where
    it does not. No gap gives 1; a gap with an interval of no width gives 0; NaN stays NaN. `gap`, `low` and
    `high` in one unit, [U]; `df` the degrees of freedom of each unit's interval, infinite for the normal.
    """
    quantile = stats.t.ppf((1 + coverage) / 2, df)
    size = np.abs(gap)
    near, far = np.where(gap > 0, gap - low, high - gap), np.where(gap > 0, high - gap, gap - low)
    slope = np.where((near > 0) & (near <= far), near, (near + far) / 2)
    bend = np.maximum(near - far, 0) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        times = 2 * size / (slope + np.sqrt(slope**2 + 4 * bend * size))
    p = 2 * stats.t.sf(times * quantile, df)
    allowed = 1 - coverage
    bounded = np.where((low <= 0) & (high >= 0), np.maximum(p, allowed), np.minimum(p, allowed))
    return np.where(np.isnan(gap + low + high), np.nan, np.where(size < NO_GAP, 1, bounded))


def adjusted(p: Column, how: Adjustment) -> Column:
    """The p values, adjusted for the number of comparisons; NaN is left out of it and stays NaN.

    "holm": with p sorted upwards, the largest so far of (m - i + 1) p_i, at most 1; the probability of any
    false verdict is at most alpha (Holm 1979). "fdr": the expected share of false verdicts among
    those given (Benjamini & Hochberg 1995). Raises ValueError for another adjustment.
    """
    if how not in ("holm", "fdr"):
        raise ValueError(f"unknown adjustment {how!r}")
    result = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    if how == "fdr" and len(known):
        result[known] = stats.false_discovery_control(p[known], method="bh")
    elif how == "holm":
        ranked = known[np.argsort(p[known], kind="stable")]
        steps = np.arange(len(ranked), 0, -1) * p[ranked]
        result[ranked] = np.minimum(np.maximum.accumulate(steps), 1)
    return result


def verdicts(gap: Column, p_adjusted: Column, alpha: float = 1 - COVERAGE) -> Texts:
    """What may be said of each gap: "above", "below", "not_distinguishable"; "" where nothing is known.

    A direction is named where p < alpha.
    """
    known = ~np.isnan(gap + p_adjusted)
    found = known & (p_adjusted < alpha)
    conditions = [found & (gap > 0), found & (gap < 0), known]
    return np.select(conditions, ["above", "below", "not_distinguishable"], default="")


def equivalent(low_equivalence: Column, high_equivalence: Column, within: float) -> Texts:
    """Whether a gap is shown to be smaller than `within` either way: "yes", "no"; "" where nothing is known.

    Two one-sided tests at level alpha: the interval of coverage 1 - 2 alpha lies inside -within to within,
    all in one unit. "no" means not shown. Raises ValueError unless `within` is positive. Source: Schuirmann
    (1987).
    """
    if not within > 0:
        raise ValueError("equivalence needs a positive limit")
    known = ~np.isnan(low_equivalence + high_equivalence)
    inside = (low_equivalence > -within) & (high_equivalence < within)
    return np.select([known & inside, known], ["yes", "no"], default="")


def detectable(
    low: Column, high: Column, coverage: float = COVERAGE, power: float = 0.8, comparisons: int = 1
) -> Column:
    """The smallest true gap that intervals of this width would tell from 0 with about the given power.

    (z_a + z_power) (high - low) / (2 z_q), q = (1 + coverage) / 2, a = 1 - (1 - q) / comparisons; in the unit
    of `low` and `high`. `comparisons` is the number of verdicts that are adjusted together: the first step of
    Holm. NaN stays NaN.
    """
    beyond = (1 - coverage) / 2
    needed = stats.norm.isf(beyond / comparisons) + stats.norm.ppf(power)
    return np.asarray(needed * (high - low) / (2 * stats.norm.isf(beyond)), np.float64)
