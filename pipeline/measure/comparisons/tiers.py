"""Tiers: units in groups whose highest unit is significantly above all that come later."""

import numpy as np

from pipeline.measure.comparisons.critical import Column, Marks
from pipeline.measure.comparisons.ranks import Counts, significantly_above
from pipeline.measure.estimates.intervals import COVERAGE


def tiers(x: Column, se: Column, *, coverage: float = COVERAGE, df: Column | None = None) -> Counts:
    """The tier of every unit; tier 1 holds the highest unit.

    A tier begins with the highest unit that has none yet (of equal ones the one with the smallest standard
    error) and takes all units without a tier that are not significantly below it, all pairs being judged
    together, step-down. With probability `coverage` the first unit of every tier is truly above every unit of
    all later tiers; about two units of one tier, or two that begin none, nothing is said.

    `x` are estimates of independent units, larger is better; `se` their standard errors; `df` their degrees
    of freedom (left out: normal). Shapes [U]; the result, [U], counts from 1 without gaps. Raises ValueError
    as `ranks.rank_sets`. Source: the pairs are those of Mogstad, Romano, Shaikh & Wilhelm (2024), the
    grouping is this program's own.

    >>> tiers(np.array([70.0, 95.0, 72.0, 94.0]), np.full(4, 2.0)).tolist()
    [2, 1, 2, 1]
    """
    return tiers_from(significantly_above(x, se, coverage=coverage, df=df), x, se)


def tiers_from(above: Marks, x: Column, se: Column) -> Counts:
    """The tiers of `tiers` that follow from `ranks.significantly_above` [U, U]."""
    tier = np.zeros(len(x), np.int64)
    for unit in np.lexsort((se, -x)):
        if not tier[unit]:
            tier[(tier == 0) & ~above[unit]] = tier.max() + 1
    return tier
