"""Variances of indices by linearisation, from the tally alone."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from pipeline.measure.estimates.design import Design
from pipeline.measure.estimates.formulas import Item
from pipeline.measure.estimates.totals import Totals
from pipeline.measure.tallies.tally import Array

Column = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

Cube = npt.NDArray[np.float64]

ROUNDING = 1e-8
"""A variance (in percent², times the number of respondents) below this is rounding, and 0."""


@dataclass(frozen=True)
class Linearised:
    """J functions of the totals of each of U units, near the estimates: z = `coefficients` · x of a response.

    `coefficients` is [U × J × P]; where `own`, x counts each answer as one of its respondent's own (1 / m).
    A function's value in the sample moves by Σ w z, so its variance is that of the total Σ w z.
    """

    coefficients: npt.NDArray[np.float64]
    own: bool


def linearised_index(totals: Totals, item: Item) -> Matrix:
    """The coefficients [U × P] of an index in percent: its derivatives by the totals N_c and D_c.

    ∂/∂N_c = 100 W_b / (ΣW · D_b), ∂/∂D_c = −100 W_b R_b / (ΣW · D_b), R_b = N_b / D_b of the block b of c.
    """
    above, below = totals.numerators(item), totals.denominators(item)
    layout = totals.tally.layout
    places = np.array(layout.positions(item.criteria))
    coefficients, start = np.zeros((len(above), layout.size)), 0
    for weight, codes in item.blocks:
        own = slice(start, start + len(codes))
        whole = below[:, own].sum(axis=1)
        step = np.divide(100 * weight / item.weight, whole, out=np.full(len(whole), np.nan), where=whole > 0)
        rate = above[:, own].sum(axis=1) * step
        rate = np.divide(rate, whole, out=np.full(len(whole), np.nan), where=whole > 0)
        coefficients[:, layout.values.start + places[own]] = step[:, np.newaxis] / layout.denominator
        coefficients[:, layout.answered.start + places[own]] = -rate[:, np.newaxis]
        start = own.stop
    return coefficients


def linearised_parts(totals: Totals, item: Item) -> npt.NDArray[np.float64]:
    """The coefficients [U × 2C × P] of what an index consists of by its C criteria, in percent.

    First what each criterion adds, 100 · share_c · rate_c = 100 W_b N_c / (ΣW · D_b), then 100 · share_c =
    100 W_b D_c / (ΣW · D_b), D_b = Σ_c D_c over the block of c. They add up to the index, and to 100.
    """
    above, below = totals.numerators(item), totals.denominators(item)
    layout = totals.tally.layout
    places = np.array(layout.positions(item.criteria))
    n = len(places)
    coefficients, start = np.zeros((len(above), 2 * n, layout.size)), 0
    for weight, codes in item.blocks:
        own = np.arange(start, start + len(codes))
        whole = below[:, own].sum(axis=1)[:, np.newaxis]
        step = np.divide(100 * weight / item.weight, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
        answers = layout.answered.start + places[own]
        for first, part in ((0, above), (n, below)):
            drop = -part[:, own] * np.divide(step, whole, out=np.full(whole.shape, np.nan), where=whole > 0)
            coefficients[:, (first + own)[:, np.newaxis], answers] = drop[:, :, np.newaxis]
        coefficients[:, own, layout.values.start + places[own]] = step / layout.denominator
        coefficients[:, n + own, answers] += step
        start += len(codes)
    return coefficients


def covariances(linearised: Linearised, totals: Totals, design: Design) -> npt.NDArray[np.float64]:
    """The design covariances [U × J × J]: Σ_h (1 − f_h) n_h / (n_h − 1) Σ_i (z_hi − z̄_h)(z_hi − z̄_h)'.

    z_hi is Σ w z within sampling unit i (a respondent or a PSU) of stratum h, f_h the sampling fraction. NaN
    for a unit with a stratum of a single sampling unit (a lonely PSU), unless nothing was left out there.
    Reference: R `survey` (svyrecvar, `lonely.psu = "fail"`; Lumley 2004), strata = unit × stratum.
    """
    within = (_within_psus if design.clustered else _within_respondents)(linearised, totals, design)
    n, left_out = design.sampled.astype(np.float64), design.left_out
    scale = np.divide(n, n - 1, out=np.full(n.shape, np.nan), where=n > 1)
    strata = np.where(left_out == 0, 0, left_out * scale)[:, np.newaxis, np.newaxis] * within
    strata[left_out == 0] = 0
    total = np.zeros((len(totals.tally.units), *strata.shape[1:]))
    np.add.at(total, design.unit_of_stratum, strata)
    people = totals.tally.of_units("respondents")[:, np.newaxis, np.newaxis]
    total[np.abs(total) * people < ROUNDING] = 0
    return total


def respondent_squares(linearised: Linearised, totals: Totals) -> Matrix:
    """Σ w z² over the respondents of each unit [U × J]."""
    products = _summed(totals.tally.products, linearised, totals, totals.tally.unit_of_group, squared=True)
    coefficients = linearised.coefficients
    return np.asarray(np.einsum("ujp,ujp->uj", coefficients @ products, coefficients))


def _within_respondents(linearised: Linearised, totals: Totals, design: Design) -> Cube:
    """Σ (z − z̄)(z − z̄)' over the respondents of each stratum [H × J × J]."""
    tally, places = totals.tally, design.stratum_of_group
    coefficients = linearised.coefficients[design.unit_of_stratum]
    squares = coefficients @ _summed(tally.squares, linearised, totals, places, squared=True)
    squares = squares @ coefficients.transpose(0, 2, 1)
    sums = np.einsum("hjp,hp->hj", coefficients, _summed(tally.sums, linearised, totals, places))
    return np.asarray(squares - np.einsum("hi,hj->hij", sums, sums / design.sampled[:, np.newaxis]))


def _within_psus(linearised: Linearised, totals: Totals, design: Design) -> Cube:
    """Σ (z − z̄)(z − z̄)' over the PSUs of each stratum, z summed within each PSU [H × J × J]."""
    tally, n = totals.tally, len(design.strata)
    place = {group: i for i, group in enumerate(tally.groups)}
    groups = np.array([place[cluster.group] for cluster in tally.clusters], np.intp)
    factor = totals.own_factor[groups] if linearised.own else np.ones(len(groups))
    coefficients = linearised.coefficients[tally.unit_of_group[groups]]
    sums = np.einsum("hjp,hp->hj", coefficients, tally.cluster_sums * factor[:, np.newaxis])
    by_psu = np.zeros((design.n_psus, sums.shape[1]))
    np.add.at(by_psu, design.psu_of_cluster, sums)
    mean = np.zeros((n, sums.shape[1]))
    np.add.at(mean, design.stratum_of_psu, by_psu)
    around = by_psu - (mean / design.sampled[:, np.newaxis])[design.stratum_of_psu]
    within = np.zeros((n, sums.shape[1], sums.shape[1]))
    np.add.at(within, design.stratum_of_psu, np.einsum("hi,hj->hij", around, around))
    return within


def _summed(
    array: Array,
    linearised: Linearised,
    totals: Totals,
    places: Places,
    squared: bool = False,
) -> npt.NDArray[np.float64]:
    """An array by group of the tally added up at places; own answers by their factor."""
    if not len(places):
        return np.zeros(array.shape)
    groups = np.arange(len(places))
    factor = totals.own_factor ** (2 if squared else 1) if linearised.own else np.ones(len(groups))
    adding = sparse.csr_array((factor, (places, groups)))
    return np.asarray(adding @ array.reshape(len(groups), -1)).reshape(-1, *array.shape[1:])
