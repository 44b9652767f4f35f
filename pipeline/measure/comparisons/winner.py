"""The winner's curse: the best unit was picked for being highest, so on average it is lower than it looks."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from pipeline.measure.comparisons.scale import DIGITS
from pipeline.measure.estimates.intervals import COVERAGE, Column

SHARE_OF_PROJECTION = 0.1
"""The part of the allowed error that goes to the projection interval, as Andrews et al. advise."""

HALVINGS = 60
"""Halvings of an interval of ten standard errors; a double cannot tell more apart."""


@dataclass(frozen=True, slots=True)
class Gaps:
    """Intervals of the gaps to the best unit, in percentage points, from -100 to 100; shape (units,)."""

    low: Column
    high: Column


@dataclass(frozen=True, slots=True)
class _Levels:
    """Probabilities that give the low end and the high end, and the limit of both in standard errors."""

    low: float
    high: float
    limit: float


def gaps_to_best(x: Column, low_se: Column, high_se: Column, coverage: float = COVERAGE) -> Gaps:
    """Interval of the true gap mu_u - mu_b of every unit u to the unit b that came out highest.

    The estimates are independent and normal. Let d = x_u - x_b, s^2 its variance and c = var(x_b) / s^2.
    Given what is independent of d, unit b is in front exactly while d <= 0 and, for every other unit v,
        d <= d observed + (x_b - x_v) / c.
    So d is a normal cut off above, and the interval has the gaps for which the observed d lies between the
    quantiles of that distribution, in its hybrid form (see `_shift`). The high end counts the errors that
    face each other, s^2 = high_se[u]^2 + low_se[b]^2, the low end the other two. Where the lead of unit b is
    very small the hybrid interval can lie above d as a whole; it is then widened down to d.

    `x` in percent, `low_se` and `high_se` in percentage points, shape (units,), at least one unit, no NaN;
    larger is better. Standard errors are taken as known: of a t interval give the half-widths over the
    *normal* quantile, so that few degrees of freedom still count. A single best unit has [0, 0]. If several
    tie for the best, each of them is compared with the most precise of the others, and tied units cut
    nothing off. The coverage holds for a unit named beforehand, not for one picked by its place in the list.
    Sources: Andrews, Kitagawa & McCloskey (2024); Lee, Sun, Sun & Taylor (2016); the sides: Newcombe (1998).

    >>> gaps = gaps_to_best(np.array([90.0, 60.0]), np.array([3.0, 3.0]), np.array([4.0, 4.0]))
    >>> [round(float(end), 2) for end in (gaps.low[1], gaps.high[1])]
    [-39.8, -20.2]
    """
    x = np.round(x, DIGITS)
    gap = x - x.max()
    best = _best_for_each(x, low_se, high_se)
    levels = _levels(coverage, len(x) - 1)
    s, room = _contrast(gap, low_se, high_se[best])
    low = gap + s * np.minimum(_shift(room, levels.low, levels.limit), 0)
    s, room = _contrast(gap, high_se, low_se[best])
    high = gap + s * _shift(room, levels.high, levels.limit)
    itself = best == np.arange(len(x))
    return Gaps(*(np.where(itself, 0.0, np.clip(end, -100, 100)) for end in (low, high)))


def best_value(
    x: Column, low_se: Column, high_se: Column, coverage: float = COVERAGE
) -> tuple[float, float, float]:
    """What the best unit is truly worth: median-unbiased estimate, low and high end, in percent, 0 to 100.

    As in `gaps_to_best`, for x_b itself: given the other estimates, unit b is in front while x_b >= x_v, so
    x_b is a normal cut off below at the second highest. The estimate is the value for which the observed x_b
    is the median of that distribution. Where the whole interval is below x_b, it is widened up to x_b. Of
    units that tie, the most precise is taken. Arguments as in `gaps_to_best`.
    Source: Andrews, Kitagawa & McCloskey (2024), hybrid estimate and hybrid interval.

    >>> [round(value, 2) for value in best_value(np.array([80.0, 79.0]), np.full(2, 3.0), np.full(2, 3.0))]
    [74.68, 70.97, 85.2]
    """
    x = np.round(x, DIGITS)
    best = np.lexsort((high_se, low_se, -x))[:1]
    lead = _lead(x - x.max())[best]
    levels = _levels(coverage, len(x))
    # The cut is below x, as it is above in -x: a shift of -x upwards is one of x downwards.
    room_below, room_above = _ratio(lead, low_se[best]), _ratio(lead, high_se[best])
    middle = x[best] - low_se[best] * _shift(room_below, 0.5, levels.limit)
    low = x[best] - low_se[best] * _shift(room_below, levels.high, levels.limit)
    high = x[best] - high_se[best] * np.minimum(_shift(room_above, levels.low, levels.limit), 0)
    estimate, low_end, high_end = (float(value) for value in np.clip([middle, low, high], 0, 100).ravel())
    return estimate, low_end, high_end


def _best_for_each(x: Column, low_se: Column, high_se: Column) -> npt.NDArray[np.intp]:
    """The row of the best unit to compare each unit with: of tied ones the most precise but itself."""
    order = np.lexsort((high_se, low_se, -x))
    best = np.full(len(x), order[0])
    if len(x) > 1 and x[order[1]] == x[order[0]]:
        best[order[0]] = order[1]
    return best


def _lead(gap: Column) -> Column:
    """How far the highest unit is above the next one, leaving out each unit in turn, and all tied ones."""
    below = np.where(gap == 0, np.inf, -gap)
    first, second = np.sort(np.append(below, [np.inf, np.inf]))[:2]
    return np.asarray(np.where(below == first, second, first), np.float64)


def _contrast(gap: Column, unit_se: Column, best_se: Column) -> tuple[Column, Column]:
    """The standard error s of each gap, and how far it could rise, in s, before another unit is in front.

    The lead over a third unit, divided by c s = best_se^2 / s, is in units of s too.
    """
    s = np.hypot(unit_se, best_se)
    own = _ratio(np.where(gap == 0, np.inf, -gap), s)
    others = _ratio(_lead(gap), best_se * _ratio(best_se, s, where_zero=0.0))
    return s, np.minimum(own, others)


def _ratio(value: Column, unit: Column, where_zero: float = np.inf) -> Column:
    """`value / unit`, and `where_zero` where the unit is 0."""
    result = np.divide(value, unit, out=np.full(value.shape, where_zero), where=unit > 0)
    return np.asarray(result, np.float64)


def projection_limit(coverage: float, contrasts: int) -> float:
    """The limit of the projection interval, which holds for whatever unit is in front, in standard errors.

    A tenth of the allowed error goes to it. It is the quantile of the largest of so many independent
    |normal|: exact for the values of the units and, by the inequality of Sidak (1967), never too small for
    contrasts.
    """
    projection = (1 - coverage) * SHARE_OF_PROJECTION
    return -float(ndtri((1 - (1 - projection) ** (1 / max(contrasts, 1))) / 2))


def _levels(coverage: float, contrasts: int) -> _Levels:
    """The levels of the hybrid interval: what the projection interval leaves of the error, on both sides."""
    projection = (1 - coverage) * SHARE_OF_PROJECTION
    tail = (1 - coverage - projection) / (1 - projection) / 2
    return _Levels(1 - tail, tail, projection_limit(coverage, contrasts))


def _shift(room: Column, level: float, limit: float) -> Column:
    """How many standard errors above the estimate the true value is, if P(estimate or less) = `level`.

    If the true value is t above the estimate, the estimate was drawn from a normal around the true value, cut
    to [-limit, min(room - t, limit)]. So t solves
        (Phi(-t) - Phi(-limit)) / (Phi(min(room - t, limit)) - Phi(-limit)) = level.
    The left side falls from 1 at -limit to 0 at limit: the root is bracketed, and no tail is beyond a double.
    """
    low, high = np.full(room.shape, -limit), np.full(room.shape, limit)
    floor = ndtr(-limit)
    for _ in range(HALVINGS):
        t = (low + high) / 2
        too_low = ndtr(-t) - floor > level * (ndtr(np.minimum(room - t, limit)) - floor)
        low, high = np.where(too_low, t, low), np.where(too_low, high, t)
    return np.asarray((low + high) / 2, np.float64)
