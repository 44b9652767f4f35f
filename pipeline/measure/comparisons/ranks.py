"""Ranks with their uncertainty: confidence sets, the units level with the best, critical values.

The method is that of Mogstad, Romano, Shaikh & Wilhelm (2024), "Inference for Ranks with Applications to
Mobility across Neighbourhoods and Academic Achievement across Countries", Review of Economic Studies 91(1).
Units are compared in pairs; one critical value makes all comparisons of a family right together; the rank of
a unit cannot be better than 1 + the number of units significantly above it, nor worse than U - the number
significantly below it.

In all functions `x` [U] are estimates of independent units (larger is better), `se` [U] their standard errors
in the unit of `x`, `df` [U] their degrees of freedom (infinity: normal; left out: all normal). The true rank
of a unit is 1 + the number of units whose true value is greater. Errors are drawn inside, always the same
ones, for the units in an order of their values: the order in which they are given has no say.
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.measure.comparisons.critical import (
    Column,
    Comparisons,
    Errors,
    Marks,
    Places,
    comparisons_of,
    critical_value,
    draw_errors,
)
from pipeline.measure.estimates.intervals import COVERAGE

Counts = npt.NDArray[np.int64]
Values = TypeVar("Values", Counts, Column)


@dataclass(frozen=True)
class RankSets:
    """For each unit the best (`low`) and the worst (`high`) rank that the data leave open, [U] each."""

    low: Counts
    high: Counts


@dataclass(frozen=True)
class _Units:
    """Units in an order of their values, with their errors.

    `order` is where each stood when given, `twin` the first unit of the same values.
    """

    x: Column
    errors: Errors
    order: Places
    twin: Places


def rank_sets(
    x: Column,
    se: Column,
    *,
    simultaneous: bool,
    stepdown: bool = True,
    coverage: float = COVERAGE,
    df: Column | None = None,
) -> RankSets:
    """The two-sided confidence set of every unit's rank.

    With A the number of units significantly above unit j and B the number significantly below it, the set of
    j is 1 + A ... U - B. Marginal: the family of j is its own U - 1 comparisons, and the set of a unit picked
    beforehand holds its true rank with probability `coverage`. Simultaneous: the family is all pairs, and all
    sets together hold all true ranks with probability `coverage`. `stepdown` tests what the first step left
    open again, with a smaller critical value; its sets are never wider.

    Shapes: `x`, `se`, `df` [U]; result twice [U], empty where U = 0 and 1 ... 1 where U = 1. Raises
    ValueError where the shapes differ, `x` or `se` is not finite, `se` or `df` is not positive, or `coverage`
    is not between 0 and 1. Source: Mogstad et al. (2024), section 3; step-down: Romano & Wolf (2005),
    Econometrica 73(4).

    >>> sets = rank_sets(np.array([80.0, 82.0, 95.0]), np.array([2.0, 2.0, 2.0]), simultaneous=True)
    >>> sets.low.tolist(), sets.high.tolist()
    ([2, 2, 1], [3, 3, 1])
    """
    if simultaneous:
        return sets_from(significantly_above(x, se, stepdown=stepdown, coverage=coverage, df=df))
    units = _units(x, se, df, coverage)
    n = len(units.x)
    low, high = np.ones(n, np.int64), np.full(n, n, np.int64)
    for unit in range(n if n > 1 else 0):
        row, critical = _own(units, unit, coverage, stepdown=stepdown)
        apart = row.distance > critical
        low[unit] += np.count_nonzero(apart & ~row.upper)
        high[unit] -= np.count_nonzero(apart & row.upper)
    return RankSets(_as_given(units, low), _as_given(units, high))


def significantly_above(
    x: Column, se: Column, *, stepdown: bool = True, coverage: float = COVERAGE, df: Column | None = None
) -> Marks:
    """Which units are significantly above which, all pairs judged together.

    Element [i, j] is true where x_i - x_j > c sqrt(se_i² + se_j²), c being the critical value of the last
    step; with probability `coverage` every true element is a pair whose true values differ in that direction.
    Shape [U, U]. Raises as `rank_sets`. Source: Mogstad et al. (2024), section 3.
    """
    units = _units(x, se, df, coverage)
    n = len(units.x)
    above = np.zeros((n, n), np.bool_)
    pairs = [comparisons_of(unit, unit, units.x, units.errors.se) for unit in range(1, n)]
    if pairs:
        critical = critical_value(units.errors, pairs, coverage, stepdown=stepdown)
        for row in pairs:
            apart = row.distance > critical
            first, others = units.order[row.unit], units.order[: row.unit]
            above[first, others[apart & row.upper]] = True
            above[others[apart & ~row.upper], first] = True
    return above


def sets_from(above: Marks) -> RankSets:
    """The simultaneous rank sets that follow from `significantly_above` [U, U]; two columns [U]."""
    return RankSets(1 + above.sum(axis=0), len(above) - above.sum(axis=1))


def level_with_best(
    x: Column, se: Column, *, stepdown: bool = True, coverage: float = COVERAGE, df: Column | None = None
) -> Marks:
    """The confidence set for the best unit: every unit that no other is significantly above.

    It holds all truly best units with probability `coverage`. Over all pairs the one-sided family, taking
    each pair in both directions, is the two-sided one: these are the units whose simultaneous rank set begins
    at 1. Shape [U], never all false where U > 0. Raises as `rank_sets`. Source: Mogstad et al. (2024), the
    projection confidence set for the tau-best, with tau = 1.
    """
    above = significantly_above(x, se, stepdown=stepdown, coverage=coverage, df=df)
    return np.asarray(~above.any(axis=0))


def critical_values(x: Column, se: Column, *, coverage: float = COVERAGE, df: Column | None = None) -> Column:
    """Each unit's own critical value, that of its marginal two-sided comparisons in a single step, [U].

    It is the smallest c_j for which P(|Z_j - Z_k| <= c_j sqrt(se_j² + se_k²) for all k) reaches `coverage`,
    Z being the errors. It depends on the errors alone: `x` only settles which of the units with the same `se`
    and `df` has which draws. NaN where U = 1: there is nothing to compare. Raises as `rank_sets`.
    Source: Mogstad et al. (2024), section 3.
    """
    units = _units(x, se, df, coverage)
    own = np.full(len(units.x), np.nan)
    for unit in range(len(own) if len(own) > 1 else 0):
        _, own[unit] = _own(units, unit, coverage, stepdown=False)
    return _as_given(units, own)


def _units(x: Column, se: Column, df: Column | None, coverage: float) -> _Units:
    """The units by standard error, then degrees of freedom, then estimate, with draws of their errors."""
    df = np.full(len(x), np.inf) if df is None else df
    _refuse(x, se, df, coverage)
    order = np.lexsort((x, df, se))
    values = np.stack([se, df, x], dtype=np.float64)[:, order]
    new = np.append(True, (values[:, 1:] != values[:, :-1]).any(axis=0))[: len(order)]
    twin = np.flatnonzero(new)[np.cumsum(new) - 1]
    return _Units(values[2], draw_errors(values[0], values[1]), order, twin)


def _refuse(x: Column, se: Column, df: Column, coverage: float) -> None:
    if not (x.ndim == 1 and x.shape == se.shape == df.shape):
        raise ValueError(
            f"the shapes of x, se and df are {x.shape}, {se.shape}, {df.shape}; one and the same is needed"
        )
    if not (np.isfinite(x).all() and np.isfinite(se).all() and (se > 0).all() and (df > 0).all()):
        raise ValueError("x must be finite, se positive and finite, df positive")
    if not 0 < coverage < 1:
        raise ValueError(f"coverage is {coverage}; it must lie between 0 and 1")


def _own(units: _Units, unit: int, coverage: float, *, stepdown: bool) -> tuple[Comparisons, float]:
    """The comparisons of one unit with all, and their critical value."""
    row = comparisons_of(unit, len(units.x), units.x, units.errors.se)
    return row, critical_value(units.errors, [row], coverage, stepdown=stepdown)


def _as_given(units: _Units, found: Values) -> Values:
    """What was found, in the order in which the units were given; the same for units of the same values."""
    result = np.empty_like(found)
    result[units.order] = found[units.twin]
    return result
