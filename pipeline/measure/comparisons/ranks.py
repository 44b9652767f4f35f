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

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy import special
from scipy.stats import qmc

from pipeline.measure.estimates.intervals import COVERAGE

Column = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Places = npt.NDArray[np.intp]
Marks = npt.NDArray[np.bool_]
Draws = npt.NDArray[np.float32]
Values = TypeVar("Values", Counts, Column)

BATCHES, BATCH = 8, 1_024
DRAWS = BATCHES * BATCH
"""A power of 2, as Sobol points need it."""
SEED = 2024
ALIKE = 1.04
"""Units whose standard errors differ by less than this factor are bounded together."""
AT_ONCE = 2**16
"""Numbers worked on at once: they stay in the cache of the processor."""


@dataclass(frozen=True)
class RankSets:
    """For each unit the best (`low`) and the worst (`high`) rank that the data leave open, [U] each."""

    low: Counts
    high: Counts


@dataclass(frozen=True)
class _Errors:
    """Draws of the units' errors [DRAWS, U], the units by standard error.

    Units with standard errors alike make a group: `least` [G] is the smallest standard error of a group,
    `lowest` and `highest` [G, DRAWS] are its extreme errors.
    """

    draws: Draws
    least: Column
    lowest: Draws
    highest: Draws


@dataclass(frozen=True)
class _Units:
    """Units in an order of their values, with their errors.

    `order` is where each stood when given, `twin` the first unit of the same values.
    """

    x: Column
    se: Column
    errors: _Errors
    order: Places
    twin: Places


@dataclass(frozen=True)
class _Row:
    """The comparisons of one unit with `others`.

    `upper` is where the unit is above the other, `distance` how far apart the two are in standard errors of
    their difference. `factor` turns the error of the other less that of the unit into such standard errors,
    positive in the direction of the estimates.
    """

    unit: int
    others: slice | Places
    upper: Marks
    distance: Column
    factor: Draws

    def within(self, critical: float) -> "_Row":
        """Without the others that are farther away."""
        near = np.flatnonzero(self.distance <= critical)
        return _Row(self.unit, near, self.upper[near], self.distance[near], self.factor[near])


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
        row = _row(units, unit, n)
        critical = _critical(units.errors, [row], _own_bounds(units, unit), coverage, stepdown=stepdown)
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
    rows = [_row(units, unit, unit) for unit in range(1, n)]
    if rows:
        critical = _critical(units.errors, rows, _all_bounds(units), coverage, stepdown=stepdown)
        for row in rows:
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
    n = len(own)
    for unit in range(n if n > 1 else 0):
        row, bounds = _row(units, unit, n), _own_bounds(units, unit)
        own[unit] = _critical(units.errors, [row], bounds, coverage, stepdown=False)
    return _as_given(units, own)


def _units(x: Column, se: Column, df: Column | None, coverage: float) -> _Units:
    """The units by standard error, then degrees of freedom, then estimate, with draws of their errors."""
    df = np.full(len(x), np.inf) if df is None else df
    _refuse(x, se, df, coverage)
    order = np.lexsort((x, df, se))
    values = np.stack([se, df, x])[:, order]
    new = np.append(True, (values[:, 1:] != values[:, :-1]).any(axis=0))[: len(order)]
    twin = np.flatnonzero(new)[np.cumsum(new) - 1]
    return _Units(values[2], values[0], _errors(values[0].tobytes(), values[1].tobytes()), order, twin)


def _refuse(x: Column, se: Column, df: Column, coverage: float) -> None:
    if not (x.ndim == 1 and x.shape == se.shape == df.shape):
        raise ValueError(
            f"the shapes of x, se and df are {x.shape}, {se.shape}, {df.shape}; one and the same is needed"
        )
    if not (np.isfinite(x).all() and np.isfinite(se).all() and (se > 0).all() and (df > 0).all()):
        raise ValueError("x must be finite, se positive and finite, df positive")
    if not 0 < coverage < 1:
        raise ValueError(f"coverage is {coverage}; it must lie between 0 and 1")


@lru_cache(maxsize=1)
def _errors(se_bytes: bytes, df_bytes: bytes) -> _Errors:
    """Errors: se times a normal number or, where df is finite, one of Student's t.

    Kept for the next call, which is often about the same units.
    """
    se, df = np.frombuffer(se_bytes), np.frombuffer(df_bytes)
    draws = _normal(len(se)) * se.astype(np.float32)
    few = np.flatnonzero(np.isfinite(df))
    half = (df[few] / 2).astype(np.float32)[:, None]
    gamma = np.random.default_rng(SEED).standard_gamma(half, (BATCHES, len(few), BATCH), np.float32)
    draws[:, few] /= np.sqrt(gamma / half).transpose(0, 2, 1).reshape(DRAWS, len(few))
    if not len(se):
        return _Errors(draws, se, draws.T, draws.T)
    _, first = np.unique(np.floor(np.log(se / se[0]) / np.log(ALIKE)), return_index=True)
    lowest, highest = (
        np.ascontiguousarray(extreme.reduceat(draws, first, axis=1).T)
        for extreme in (np.minimum, np.maximum)
    )
    return _Errors(draws, se[first], lowest, highest)


@lru_cache(maxsize=2)
def _normal(units: int) -> Draws:
    """Normal numbers from scrambled Sobol points, which fill space more evenly than random ones do."""
    if not units:
        return np.zeros((DRAWS, 0), np.float32)
    points = qmc.Sobol(units, rng=np.random.default_rng(SEED)).random(DRAWS)
    inside = 0.5 + (1 - 1e-10) * (points - 0.5)
    return special.ndtri(inside).astype(np.float32)


def _row(units: _Units, unit: int, others: int) -> _Row:
    """The comparisons of a unit with the first so many; one with itself, always 0, changes nothing."""
    difference = units.x[unit] - units.x[:others]
    error = np.hypot(units.se[unit], units.se[:others])
    factor = (np.where(difference >= 0, -1, 1) / error).astype(np.float32)
    return _Row(unit, slice(others), difference >= 0, np.abs(difference) / error, factor)


def _own_bounds(units: _Units, unit: int) -> Draws:
    """In each draw a bound of the greatest difference of one unit from all others, in standard errors."""
    own = units.errors.draws[:, unit]
    return _bounds(units.errors, float(units.se[unit]), own, own)


def _all_bounds(units: _Units) -> Draws:
    """In each draw a bound of the greatest difference of any two units, in standard errors."""
    errors = units.errors
    groups = zip(errors.least, errors.lowest, errors.highest, strict=True)
    bounds = [_bounds(errors, float(least), lowest, highest) for least, lowest, highest in groups]
    return np.asarray(np.max(bounds, axis=0))


def _bounds(errors: _Errors, se: float, low: Draws, high: Draws) -> Draws:
    """Bounds of the differences of units of at least this `se`, whose errors go from `low` to `high`."""
    # A little more than the inverse, so that rounding cannot take a bound below what it bounds.
    factor = ((1 + 1e-5) / np.hypot(se, errors.least)).astype(np.float32)[:, None]
    bounds = np.empty_like(low)
    step = max(1, AT_ONCE // len(factor))
    for start in range(0, len(low), step):
        part = slice(start, start + step)
        reach = np.maximum(errors.highest[:, part] - low[part], high[part] - errors.lowest[:, part])
        reach *= factor
        bounds[part] = reach.max(axis=0)
    return bounds


def _critical(
    errors: _Errors, rows: list[_Row], bounds: Draws, coverage: float, *, stepdown: bool
) -> float:
    """The critical value of a family of comparisons, of its last step.

    The family holds both directions of every pair. A step rejects the upward directions above the critical
    value, and the next family is without them. The downward ones always stay, so no later critical value is
    below theirs alone, and draws in which the whole family is below it need not be looked at again; nor
    those in which they are above the present one.
    """
    exceeding = DRAWS - math.ceil(coverage * DRAWS) + 1
    draws, upwards, downwards = _extreme(errors.draws, rows, bounds, exceeding, stepdown=stepdown)
    family = np.maximum(upwards, downwards)
    critical = _nth_greatest(family, exceeding)
    if not stepdown:
        return critical
    least, left = _nth_greatest(downwards, exceeding), sum(len(row.distance) for row in rows)
    while True:
        near = [row.within(critical) for row in rows]
        if left == (left := sum(len(row.distance) for row in near)):
            return critical
        open_ = np.flatnonzero((family >= least) & (downwards < critical))
        family[open_] = np.maximum(_greatest(draws[open_], near)[0], downwards[open_])
        critical = _nth_greatest(family, exceeding)


def _extreme(
    draws: Draws, rows: list[_Row], bounds: Draws, exceeding: int, *, stepdown: bool
) -> tuple[Draws, Draws, Draws]:
    """The draws that can settle the critical value, with their greatest differences (see `_greatest`).

    The value is the `exceeding`-th greatest. Draws are left out if their bound is below that of what always
    stays in the family; as many are tried as usually suffice, then more.
    """
    many = int((2.5 if stepdown else 1.5) * exceeding)
    while True:
        many = min(many, DRAWS)
        by_bound = np.argpartition(bounds, DRAWS - many)
        kept = draws[by_bound[DRAWS - many :]]
        upwards, downwards = _greatest(kept, rows)
        staying = downwards if stepdown else np.maximum(upwards, downwards)
        if many == DRAWS or _nth_greatest(staying, exceeding) >= bounds[by_bound[: DRAWS - many]].max():
            return kept, upwards, downwards
        many *= 2


def _greatest(draws: Draws, rows: list[_Row]) -> Draws:
    """The greatest difference of all pairs in each draw, in standard errors: upwards, downwards [2, draws].

    Upwards is the direction of the estimates, the one that may turn out significant.
    """
    greatest = np.full((2, len(draws)), -np.inf, np.float32)
    step = max(1, AT_ONCE // draws.shape[1])
    for start in range(0, len(draws), step):
        batch, (upwards, downwards) = draws[start : start + step], greatest[:, start : start + step]
        for row in rows:
            if len(row.factor):
                differences = batch[:, row.others] - batch[:, row.unit, None]
                differences *= row.factor
                np.maximum(upwards, differences.max(axis=1), out=upwards)
                np.maximum(downwards, -differences.min(axis=1), out=downwards)
    return greatest


def _nth_greatest(values: Draws, n: int) -> float:
    return float(np.partition(values, len(values) - n)[len(values) - n])


def _as_given(units: _Units, found: Values) -> Values:
    """What was found, in the order in which the units were given; the same for units of the same values."""
    result = np.empty_like(found)
    result[units.order] = found[units.twin]
    return result
