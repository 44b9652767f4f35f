"""What the gap of a unit consists of: its additive split over the criteria, with intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.measure.estimates.design import Design
from pipeline.measure.estimates.formulas import Item
from pipeline.measure.estimates.intervals import COVERAGE, t_quantile
from pipeline.measure.estimates.precision import degrees_of_freedom
from pipeline.measure.estimates.totals import Parts, Totals
from pipeline.measure.estimates.variance import Linearised, covariances, linearised_parts

Column = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Composition:
    """What an index of U units consists of, by its C criteria, in percent.

    `covariance` [U × 2C × 2C] is that of what each criterion adds, 100 · share · rate, and of 100 · share;
    `df` [U] are the degrees of freedom of the index.
    """

    parts: Parts
    covariance: npt.NDArray[np.float64]
    df: Column

    @classmethod
    def of(cls, totals: Totals, design: Design, item: Item) -> "Composition":
        """The composition of an index of all units of the totals."""
        linearised = Linearised(linearised_parts(totals, item), item.own)
        return cls(
            totals.parts(item),
            covariances(linearised, totals, design),
            degrees_of_freedom(totals, design, [item])[:, 0].astype(np.float64),
        )


@dataclass(frozen=True)
class Split:
    """The gap of each unit to a reference, by criterion, in percentage points, each array [U × C].

    The contributions of a unit add up to its gap; `low` and `high` are the ends of an interval for each.
    """

    contribution: Matrix
    low: Matrix
    high: Matrix


def split_gaps(composition: Composition, references: Sequence[int]) -> Split:
    """The gap of every unit to the mean of the reference units (places among the units), by criterion.

    Against one reference r, criterion c of unit u contributes
    share_uc (rate_uc − m) − share_rc (rate_rc − m), m = (index_u + index_r) / 2: by how much more the
    criterion lifts u above their common level than it lifts r. Over the criteria this adds up to
    index_u − index_r, whatever the formula, since the shares of a unit add up to 1; shares that differ (more
    people gave feedback) count as far as the criterion is better or worse than the rest. Against several
    references, as the two in the middle of an even number of units, it is the mean. Intervals are of t with
    variances by linearisation and Satterthwaite's degrees of freedom; which units are the references is taken
    as given. Source: Kitagawa (1955), the split of a difference between two rates, written for criteria.
    """
    parts = composition.parts
    own = 100 * parts.share * parts.rate
    contribution, k = np.zeros(own.shape), np.zeros(own.shape)
    alpha, mu = np.zeros(len(own)), np.zeros(len(own))
    variance, squares = np.zeros(own.shape), np.zeros(own.shape)
    for reference in references:
        # A unit is not compared with itself: against two references, half its gap is to the other.
        weight = np.where(np.arange(len(own)) == reference, 0, 1 / len(references))
        m = (parts.index + parts.index[reference]) / 2
        shares = (parts.share - parts.share[reference]) * weight[:, np.newaxis]
        contribution += weight[:, np.newaxis] * (own - own[reference]) - m[:, np.newaxis] * shares
        alpha, mu, k = alpha + weight, mu + weight * m, k + shares / 2
        place = np.full(len(own), reference)
        side = _variance(composition, place, (weight, weight * m, -shares / 2))
        variance += side
        squares += _shared(side**2, composition.df[reference])
    side = _variance(composition, np.arange(len(own)), (alpha, mu, k))
    variance += side
    squares += _shared(side**2, composition.df[:, np.newaxis])
    df = np.divide(variance**2, squares, out=np.full(own.shape, np.inf), where=squares > 0)
    half = t_quantile((1 + COVERAGE) / 2, df) * np.sqrt(variance)
    return Split(contribution, contribution - half, contribution + half)


def _shared(square: Matrix, df: float | Matrix) -> Matrix:
    """`square / df`, and 0 where there is nothing to share: what was surveyed whole has no variance."""
    return np.asarray(np.divide(square, df, out=np.zeros(square.shape), where=square > 0))


def _variance(
    composition: Composition, units: npt.NDArray[np.intp], factors: tuple[Column, Column, Matrix]
) -> Matrix:
    """The variance of α a_c − μ s_c − k_c index, by criterion c, of the units at some places.

    a_c is what a criterion adds to the index, s_c its share; `factors` are α and μ by unit, k by criterion.
    """
    alpha, mu, k = factors[0][:, np.newaxis], factors[1][:, np.newaxis] / 100, factors[2]
    n = k.shape[1]
    covariance = composition.covariance[units]
    added, across, shares = covariance[:, :n, :n], covariance[:, :n, n:], covariance[:, n:, n:]
    with_index = added.sum(axis=2)
    index = with_index.sum(axis=1)[:, np.newaxis]
    own = alpha**2 * _diagonal(added) + mu**2 * _diagonal(shares) + k**2 * index
    crossed = -alpha * mu * _diagonal(across) - alpha * k * with_index + mu * k * across.sum(axis=1)
    return np.asarray(np.maximum(own + 2 * crossed, 0))


def _diagonal(matrices: npt.NDArray[np.float64]) -> Matrix:
    return np.asarray(np.einsum("ucc->uc", matrices))
