"""Critical values of families of comparisons between units, by draws of the units' errors.

Most draws cannot settle a critical value, as none of their differences is great enough. Bounds that cost
little tell which, and only the rest need all their differences; the value is what all draws would give.
"""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special
from scipy.stats import qmc

Column = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]
Marks = npt.NDArray[np.bool_]
Draws = npt.NDArray[np.float32]

DRAWS, MANY = 8_192, 128
"""Draws up to so many units, half as many beyond; powers of 2, as Sobol points need it."""
BATCH = 1_024
SEED = 2024
ALIKE = 1.04
"""Units whose standard errors differ by less than this factor are bounded together."""
AT_ONCE = 2**16
"""Numbers worked on at once: they stay in the cache of the processor."""


@dataclass(frozen=True)
class Errors:
    """Draws [D, U] of the errors of units in ascending order of their standard errors `se` [U].

    Units with standard errors alike make a group: `least` [G] is the smallest standard error of a group,
    `lowest` and `highest` [G, D] are its extreme errors.
    """

    se: Column
    draws: Draws
    least: Column
    lowest: Draws
    highest: Draws


@dataclass(frozen=True)
class Comparisons:
    """The comparisons of one unit with `others`.

    `upper` is true where the estimate of the unit is not below that of the other, `distance` how far apart
    the two are in standard errors of their difference. `factor` turns the error of the other less that of the
    unit into such standard errors, upwards: positive where it goes the way of the estimates.
    """

    unit: int
    others: slice | Places
    upper: Marks
    distance: Column
    factor: Draws

    def within(self, critical: float) -> "Comparisons":
        """Without the others that are farther away."""
        near = np.flatnonzero(self.distance <= critical)
        return Comparisons(self.unit, near, self.upper[near], self.distance[near], self.factor[near])


def draw_errors(se: Column, df: Column) -> Errors:
    """Errors of units: se times a normal number or, where df is finite, one of Student's t.

    `se` [U] ascends; `df` [U] are degrees of freedom. The draws are the same in every call. The last ones are
    kept, as the next call is often about the same units.
    """
    return _errors(se.tobytes(), df.tobytes())


@lru_cache(maxsize=1)
def _errors(se_bytes: bytes, df_bytes: bytes) -> Errors:
    se, df = np.frombuffer(se_bytes), np.frombuffer(df_bytes)
    draws = _normal(len(se)) * se.astype(np.float32)
    few = np.flatnonzero(np.isfinite(df))
    half = (df[few] / 2).astype(np.float32)[:, None]
    shape = (len(draws) // BATCH, len(few), BATCH)
    gamma = np.random.default_rng(SEED).standard_gamma(half, shape, np.float32)
    draws[:, few] /= np.sqrt(gamma / half).transpose(0, 2, 1).reshape(len(draws), len(few))
    if not len(se):
        return Errors(se, draws, se, draws.T, draws.T)
    _, first = np.unique(np.floor(np.log(se / se[0]) / np.log(ALIKE)), return_index=True)
    lowest, highest = (
        np.ascontiguousarray(extreme.reduceat(draws, first, axis=1).T) for extreme in (np.minimum, np.maximum)
    )
    return Errors(se, draws, se[first], lowest, highest)


@lru_cache(maxsize=2)
def _normal(units: int) -> Draws:
    """Normal numbers from scrambled Sobol points, which fill space more evenly than random ones do."""
    draws = DRAWS if units <= MANY else DRAWS // 2
    if not units:
        return np.zeros((draws, 0), np.float32)
    points = qmc.Sobol(units, rng=np.random.default_rng(SEED)).random(draws)
    inside = 0.5 + (1 - 1e-10) * (points - 0.5)
    return special.ndtri(inside).astype(np.float32)


def comparisons_of(unit: int, others: int, x: Column, se: Column) -> Comparisons:
    """The comparisons of a unit with the first so many; one with itself, always 0, changes nothing."""
    difference = x[unit] - x[:others]
    error = np.hypot(se[unit], se[:others])
    factor = (np.where(difference >= 0, -1, 1) / error).astype(np.float32)
    return Comparisons(unit, slice(others), difference >= 0, np.abs(difference) / error, factor)


def critical_value(errors: Errors, family: list[Comparisons], coverage: float, *, stepdown: bool) -> float:
    """The critical value of a family of comparisons, with `stepdown` that of its last step.

    It is the smallest value that at least `coverage` of the draws do not exceed, in standard errors of a
    difference. The family holds both directions of every pair. A step rejects the upward directions above
    the value, and the next family is without them. The downward ones always stay, so no later value is below
    theirs alone: draws in which the whole family is below it need not be looked at again, nor those in which
    they are above the present one.
    Source: Mogstad, Romano, Shaikh & Wilhelm (2024); step-down: Romano & Wolf (2005).
    """
    exceeding = len(errors.draws) - math.ceil(coverage * len(errors.draws)) + 1
    kept, upwards, downwards = _extreme_draws(errors, family, exceeding, stepdown=stepdown)
    greatest = np.maximum(upwards, downwards)
    critical = _nth_greatest(greatest, exceeding)
    if not stepdown:
        return critical
    floor, left = _nth_greatest(downwards, exceeding), sum(len(row.distance) for row in family)
    while True:
        near = [row.within(critical) for row in family]
        if left == (left := sum(len(row.distance) for row in near)):
            return critical
        unsettled = np.flatnonzero((greatest >= floor) & (downwards < critical))
        upwards, _ = _greatest(errors.draws, kept[unsettled], near)
        greatest[unsettled] = np.maximum(upwards, downwards[unsettled])
        critical = _nth_greatest(greatest, exceeding)


def _extreme_draws(
    errors: Errors, family: list[Comparisons], exceeding: int, *, stepdown: bool
) -> tuple[Places, Draws, Draws]:
    """The draws that can settle the critical value, with their greatest differences (see `_greatest`).

    The value is the `exceeding`-th greatest. Left out are draws whose bound is not above that value of what
    always stays in the family. As many are tried as usually suffice, then more.
    """
    bounds = _own_bounds(errors, family[0].unit) if len(family) == 1 else _all_bounds(errors)
    many = int((2.5 if stepdown else 1.5) * exceeding)
    while True:
        many = min(many, len(bounds))
        ascending = np.argpartition(bounds, len(bounds) - many)
        left_out, kept = np.split(ascending, [len(bounds) - many])
        kept.sort()
        upwards, downwards = _greatest(errors.draws, kept, family)
        staying = downwards if stepdown else np.maximum(upwards, downwards)
        if not len(left_out) or _nth_greatest(staying, exceeding) >= bounds[left_out].max():
            return kept, upwards, downwards
        many *= 2


def _own_bounds(errors: Errors, unit: int) -> Draws:
    """In each draw a bound of the greatest difference of one unit from all others, in standard errors."""
    own = np.ascontiguousarray(errors.draws[:, unit])
    return _bounds(errors, float(errors.se[unit]), own, own)


def _all_bounds(errors: Errors) -> Draws:
    """In each draw a bound of the greatest difference of any two units, in standard errors."""
    groups = zip(errors.least, errors.lowest, errors.highest, strict=True)
    bounds = [_bounds(errors, float(least), lowest, highest) for least, lowest, highest in groups]
    return np.asarray(np.max(bounds, axis=0))


def _bounds(errors: Errors, se: float, low: Draws, high: Draws) -> Draws:
    """Bounds of the differences of units of at least this `se`, whose errors go from `low` to `high`."""
    # A little more than the inverse, so that rounding cannot take a bound below what it bounds.
    factor = ((1 + 1e-5) / np.hypot(se, errors.least)).astype(np.float32)[:, None]
    reach = np.maximum(errors.highest - low, high - errors.lowest)
    reach *= factor
    return np.asarray(reach.max(axis=0))


def _greatest(draws: Draws, kept: Places, family: list[Comparisons]) -> Draws:
    """The greatest differences in each kept draw, in standard errors: upwards, downwards [2, kept].

    Upwards is the direction of the estimates, the one that may turn out significant.
    """
    greatest = np.full((2, len(kept)), -np.inf, np.float32)
    step = max(1, AT_ONCE // draws.shape[1])
    for start in range(0, len(kept), step):
        batch = draws[kept[start : start + step]]
        upwards, downwards = greatest[:, start : start + step]
        for row in family:
            if len(row.factor):
                differences = batch[:, row.others] - batch[:, row.unit, None]
                differences *= row.factor
                np.maximum(upwards, differences.max(axis=1), out=upwards)
                np.maximum(downwards, -differences.min(axis=1), out=downwards)
    return greatest


def _nth_greatest(values: Draws, n: int) -> float:
    return float(np.partition(values, len(values) - n)[len(values) - n])
