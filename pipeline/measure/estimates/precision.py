"""How precise each index is: standard error, degrees of freedom, effective sample size, interval."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.measure.estimates.design import Design
from pipeline.measure.estimates.formulas import Item
from pipeline.measure.estimates.intervals import COVERAGE, t_quantile, wilson_bound
from pipeline.measure.estimates.totals import Totals
from pipeline.measure.estimates.variance import (
    ROUNDING,
    Linearised,
    covariances,
    linearised_index,
    respondent_squares,
)

Matrix = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Column = npt.NDArray[np.float64]


LEAST_LEFT = 1e-6
"""A unit that was surveyed whole counts as if so little had been left out, and not nothing."""


@dataclass(frozen=True)
class Precision:
    """The precision of I indices of U units, each array [U × I]; NaN where there is no estimate.

    `se`, `low`, `high` in percent; `df` degrees of freedom, −1 where nobody answered; `n_effective` that many
    independent yes-or-no answers would give the same standard error; `deff` is the design effect.
    """

    se: Matrix
    df: Counts
    deff: Matrix
    n_effective: Matrix
    low: Matrix
    high: Matrix


def precision(
    totals: Totals, design: Design, items: Sequence[Item], index: Matrix, answered: Counts
) -> Precision:
    """The precision of indices (`index` [U × I], percent) that `answered` people answered.

    The degrees of freedom are the sampling units with an answer less the strata with one. The effective
    sample size is p (1 − p) / var (Korn & Graubard 1998), held back where few people speak against the rest,
    and the number of people where all answers are the same, so that no interval closes on a sample. The
    interval is Wilson's with the t quantile. The design effect compares with a simple random sample, with
    replacement, of as many respondents with an answer.
    """
    variance, simple = _variances(totals, design, items, answered)
    df = degrees_of_freedom(totals, design, items)
    criteria = np.array([len(item.criteria) for item in items])
    n_effective = _effective(index, variance, answered, criteria, totals, design)
    alone = (df <= 0) & ~_taken_whole(design)[:, np.newaxis]
    variance = np.where(alone, np.nan, variance)
    p, no_df = index / 100, np.where(df > 0, df, np.nan)
    low, high = (
        100 * wilson_bound(p, n_effective, t_quantile((1 + side * COVERAGE) / 2, no_df)) for side in (-1, 1)
    )
    exact = _taken_whole(design)[:, np.newaxis] & (variance == 0)
    deff = np.divide(variance, simple, out=np.full(variance.shape, np.nan), where=simple > 0)
    return Precision(
        se=np.sqrt(variance),
        df=df,
        deff=deff,
        n_effective=n_effective,
        low=np.where(exact, index, low),
        high=np.where(exact, index, high),
    )


def _variances(
    totals: Totals, design: Design, items: Sequence[Item], answered: Counts
) -> tuple[Matrix, Matrix]:
    """The design variances of indices, and those of simple random samples of as many people."""
    variance = np.full((len(totals.tally.units), len(items)), np.nan)
    squares = np.zeros_like(variance)
    for own in (False, True):
        places = [i for i, item in enumerate(items) if item.own == own]
        if places:
            coefficients = np.stack([linearised_index(totals, items[i]) for i in places], axis=1)
            linearised = Linearised(coefficients, own)
            variance[:, places] = np.einsum("ujj->uj", covariances(linearised, totals, design))
            squares[:, places] = respondent_squares(linearised, totals)
    weight = np.stack([_weight(totals, item) for item in items], axis=1)
    simple = np.divide(weight * squares, answered - 1, out=np.zeros_like(variance), where=answered > 1)
    # Nobody differs: what is left of the sum is rounding.
    simple[simple * answered < ROUNDING] = 0
    return variance, simple


def _weight(totals: Totals, item: Item) -> Column:
    """The sum of the weights of those who answered some criterion of an item, by unit."""
    if item.kind == "criterion" or len(item.criteria) == 1:
        weight: Column = totals.denominators(item)[:, 0]
        return weight
    reached = totals.tally.of_units("reached_weight").astype(np.float64)
    place = totals.dimensions.index(item.item) if item.kind == "dimension" else -1
    return np.asarray(reached[:, place])


def degrees_of_freedom(totals: Totals, design: Design, items: Sequence[Item]) -> Counts:
    """Sampling units with an answer to an item less strata with one [U × I]; −1 where there is none."""
    tally = totals.tally
    if design.clustered:
        answered = tally.layout.answered
        given = np.zeros((design.n_psus, len(tally.layout.criteria)))
        np.add.at(given, design.psu_of_cluster, tally.cluster_sums[:, answered])
        own = [given[:, tally.layout.positions(item.criteria)].any(axis=1) for item in items]
        by_stratum = np.zeros((len(design.strata), len(items)), np.int64)
        np.add.at(by_stratum, design.stratum_of_psu, np.stack(own, axis=1))
    else:
        by_stratum = np.zeros((len(design.strata), len(items)), np.int64)
        np.add.at(by_stratum, design.stratum_of_group, totals.people(items))
    df = np.zeros((len(tally.units), len(items)), np.int64)
    np.add.at(df, design.unit_of_stratum, by_stratum - (by_stratum > 0))
    none = np.zeros_like(df)
    np.add.at(none, design.unit_of_stratum, by_stratum)
    return np.where(none == 0, -1, df)


def _effective(
    index: Matrix, variance: Matrix, answered: Counts, criteria: Counts, totals: Totals, design: Design
) -> Matrix:
    """The effective sample size on which the interval rests.

    With n people asked k criteria, r = p (1 - p) / var / n says how much more than one person's word a
    person's answers tell. Where few speak against the rest, r shows too much. With s sampling units (people
    or PSUs) they are m = √(n s) min(p, 1 - p) voices, between so many people and so many PSUs; r is drawn
    towards √(k s / n), and not below 1, with the weight 1 / (1 + m), where it is above that.
    """
    p = index / 100
    left = _share_left(design)[:, np.newaxis]
    people = answered / kish_factor(totals)[:, np.newaxis] / left
    each = np.broadcast_to(criteria, p.shape).astype(np.float64)
    simple = np.divide(p * (1 - p) * 100**2, variance, out=np.full(p.shape, np.nan), where=variance > 0)
    ratio = np.divide(simple, people, out=np.full(p.shape, np.nan), where=people > 0)
    ratio = np.minimum(ratio, each / left)
    sampled = np.minimum(_sampled(design)[:, np.newaxis], answered)
    against = np.sqrt(answered * sampled) * np.minimum(p, 1 - p)
    own = against / (1 + against)
    expected = np.sqrt(np.divide(each * sampled, answered, out=np.ones(p.shape), where=answered > 0))
    drawn = ratio**own * np.minimum(ratio, np.maximum(expected, 1)) ** (1 - own)
    effective = people * np.where(variance == 0, 1, drawn)
    return np.where((people > 0) & ~np.isnan(variance), effective, np.nan)


def _sampled(design: Design) -> Counts:
    """The number of sampling units, by unit."""
    n = np.zeros(len(design.tally.units), np.int64)
    np.add.at(n, design.unit_of_stratum, design.sampled)
    return n


def _share_left(design: Design) -> Column:
    """What was left out of the sample, over the strata of each unit; 1 where they were small parts."""
    n = np.zeros((len(design.tally.units), 2))
    np.add.at(n, design.unit_of_stratum, np.stack([design.sampled, design.sampled * design.left_out], axis=1))
    return np.asarray(np.maximum(n[:, 1] / n[:, 0], LEAST_LEFT))


def _taken_whole(design: Design) -> npt.NDArray[np.bool_]:
    """Units in which everybody was surveyed."""
    left = np.zeros(len(design.tally.units))
    np.maximum.at(left, design.unit_of_stratum, design.left_out)
    return np.asarray(left == 0)


def kish_factor(totals: Totals) -> Column:
    """By how much unequal weights raise the variance, by unit: n Σ w² / (Σ w)²; 1 without weights.

    It overstates where weights go along with the answers. Source: Kish (1965).
    """
    tally = totals.tally
    one = tally.layout.one
    n, weight, square = (
        np.bincount(tally.unit_of_group, of_group, len(tally.units))
        for of_group in (tally.respondents, tally.sums[:, one], tally.squares[:, one, one])
    )
    factor = np.divide(n * square, weight**2, out=np.ones(len(n)), where=weight > 0)
    return np.asarray(factor)
