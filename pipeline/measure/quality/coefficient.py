"""A coefficient that never travels without its interval, or without the reason why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import special

from pipeline.measure.quality.moments import NO_VARIANCE, Column, Matrix, Moments
from schemas.language import later

FEWEST = 10.0
"""So many respondents any pair of criteria needs, after the corrections for weights and kurtosis."""

NORMAL = float(special.ndtri(0.975))

REASONS: Mapping[str, str] = {
    "too_few_criteria": later("too few criteria for this measure"),
    "too_few_pairs": later(
        "too few respondents answered the criteria together, or nearly all answered alike"
    ),
    "no_variance": later("all answers to a criterion count the same"),
    "no_answers": later("no answer to the item"),
    "not_positive_definite": later("the answers to the criteria contradict one another"),
    "improper_factor": later("one common factor does not fit the criteria"),
}
"""Why a measure of the questionnaire has no value."""


@dataclass(frozen=True)
class Coefficient:
    """A value with its 95 % interval and the (effective) number of respondents behind it.

    Where it cannot be computed, value, low and high are NaN and `reason` is a key of `REASONS`.
    """

    value: float
    low: float
    high: float
    n: float
    reason: str = ""


def refused(reason: str, n: float) -> Coefficient:
    """A coefficient that has a reason instead of a value."""
    return Coefficient(np.nan, np.nan, np.nan, n, reason)


def coefficients(value: Column, low: Column, high: Column, n: Column) -> list[Coefficient]:
    """Coefficients from their columns; without a reason, since all have values."""
    columns = (column.tolist() for column in (value, low, high, n))
    return [Coefficient(*row) for row in zip(*columns, strict=True)]


def obstacle(moments: Moments, fewest_items: int = 2) -> str:
    """Why nothing can be said of the criteria together; "" where something can."""
    if len(moments.items) < fewest_items:
        return "too_few_criteria"
    if moments.pairs.min() < 2:
        return "too_few_pairs"
    if np.diagonal(moments.covariance).min() < NO_VARIANCE:
        return "no_variance"
    if min(moments.covariance.sum(), moments.correlation.sum()) < NO_VARIANCE:
        return "not_positive_definite"
    return "too_few_pairs" if moments.pairs.min() / moments.heaviness < FEWEST else ""


def below_one(value: float, gradient: Matrix, moments: Moments) -> Coefficient:
    """A coefficient up to 1 that is a smooth function of the correlations, with its delta-method interval.

    `gradient` [K × K] is the symmetric G of d value = Σ G_jk d r_jk. The variance of normal covariances gives
    var = 2 tr(G S G S) / n, S being the correlations and the diagonal of G what makes the coefficient free of
    the units, G_jj = -Σ_k≠j G_jk r_jk; n is the effective number over the kurtosis. The interval is symmetric
    for log(1 - value). Sources: van Zyl, Neudecker & Nel (2000); Bonett (2002) for the logarithm.
    """
    correlation = moments.correlation
    free = gradient - np.diag(np.diagonal(gradient))
    free -= np.diag((free * correlation).sum(axis=1))
    step = free @ correlation
    variance = 2 * float(np.sum(step * step.T)) * moments.heaviness / moments.n
    if value >= 1:
        return Coefficient(value, value, value, moments.n)
    spread = np.exp(NORMAL * np.sqrt(max(variance, 0.0)) / (1 - value))
    return Coefficient(value, 1 - (1 - value) * spread, 1 - (1 - value) / spread, moments.n)
