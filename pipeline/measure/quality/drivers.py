"""Drivers: how much of what people think overall goes with each dimension, or with each criterion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.measure.quality.coefficient import Coefficient, coefficients, refused
from pipeline.measure.quality.draws import drawn_covariances
from pipeline.measure.quality.importance import relative_weights, shapley
from pipeline.measure.quality.moments import NO_VARIANCE, Column, Matrix, Moments, correlation_of, mean_scores

MOST_SUBSETS = 8
"""Up to so many predictors all subsets are gone through."""

PER_PREDICTOR = 5
"""So many effective respondents each predictor needs at least."""

KEPT = 0.9
"""So large a part of the drawn tables has to be possible at least."""

SINGULAR = 1e-9
"""An eigenvalue of correlations below it is zero but for rounding."""


@dataclass(frozen=True)
class Drivers:
    """The part of R² that goes with each predictor, in percent of R²; and R² itself, from 0 to 1."""

    shares: Mapping[str, Coefficient]
    r_squared: Coefficient


def drivers(moments: Moments, outcome: str, predictors: Mapping[str, Sequence[str]]) -> Drivers:
    """The relative importance of predictors for an outcome, each predictor being the mean of its criteria.

    Up to eight predictors it is Shapley's value of R² (`shapley`), beyond that the relative weights
    (`relative_weights`). Intervals run from the 2.5 to the 97.5 % point over drawn covariances
    (`drawn_covariances`, with the effective numbers of respondents over the kurtosis), widened by how far
    these stray on average, and contain the value. Refused where too few answered two criteria, where a
    predictor or the outcome has no variance, and where the covariances, or more than a tenth of those drawn,
    are not positive definite.
    """
    criteria = [criterion for group in predictors.values() for criterion in group]
    own = moments.of([*criteria, outcome])
    fewest = float(own.pairs.min())
    if fewest / own.heaviness < PER_PREDICTOR * len(predictors):
        return _refused("too_few_pairs", predictors, fewest)
    blocks = _blocks([*predictors.values(), [outcome]])
    scores = mean_scores(own.covariance, blocks)
    # The harmonic mean of the numbers of respondents behind each pair of scores.
    shared = np.asarray(1 / mean_scores(1 / own.pairs, blocks), np.float64)
    reason, drawn = _drawn(scores, _independent(shared) / own.heaviness)
    if reason:
        return _refused(reason, predictors, fewest)
    return _with_intervals(list(predictors), scores, drawn, shared)


def _blocks(groups: Sequence[Sequence[str]]) -> list[list[int]]:
    """The places of the criteria of each group when all groups stand one after another."""
    places = iter(range(sum(len(group) for group in groups)))
    return [[next(places) for _ in group] for group in groups]


def _independent(shared: Matrix) -> Column:
    """How many people answered for each score, fewer where the answers for two scores overlap less."""
    own = np.diagonal(shared)
    apart = ~np.eye(len(own), dtype=bool)
    overlap = (shared / np.minimum.outer(own, own))[apart].mean()
    return np.asarray(own * min(1.0, float(overlap)), np.float64)


def _drawn(scores: Matrix, n: Column) -> tuple[str, Matrix]:
    """The possible ones of the drawn covariances; with the reason where there are none, or too few."""
    if np.diagonal(scores).min() < NO_VARIANCE:
        return "no_variance", scores[None]
    if not _positive_definite(scores):
        return "not_positive_definite", scores[None]
    drawn = drawn_covariances(scores, n)
    possible = drawn[_positive_definite(drawn)]
    return "" if len(possible) >= KEPT * len(drawn) else "not_positive_definite", possible


def _positive_definite(covariance: Matrix) -> npt.NDArray[np.bool_]:
    return np.asarray(np.linalg.eigvalsh(correlation_of(covariance))[..., 0] > SINGULAR)


def _refused(reason: str, predictors: Mapping[str, Sequence[str]], n: float) -> Drivers:
    return Drivers(dict.fromkeys(predictors, refused(reason, n)), refused(reason, n))


def _with_intervals(names: Sequence[str], scores: Matrix, drawn: Matrix, shared: Matrix) -> Drivers:
    """Importance from the covariances, with intervals from those drawn."""
    importance = shapley if len(names) <= MOST_SUBSETS else relative_weights
    values, others = (_shares_and_total(importance(covariance)) for covariance in (scores, drawn))
    low, high = np.quantile(others, [0.025, 0.975], axis=0)
    # Samples make shares more alike than they are, and R² larger: it strayed here, and once before, when the
    # respondents were drawn. Shares are moved back only where this widens the interval.
    strayed = others.mean(axis=0) - values
    down, up = np.maximum(strayed, 0), np.minimum(strayed, 0)
    down[-1] = up[-1] = 2 * strayed[-1]
    top = np.append(np.full(len(names), 100.0), 1.0)
    ends = np.clip(np.minimum(low - down, values), 0, top), np.clip(np.maximum(high - up, values), 0, top)
    *shares, r_squared = coefficients(values, *ends, np.append(shared[:-1, -1], shared.min()))
    return Drivers(dict(zip(names, shares, strict=True)), r_squared)


def _shares_and_total(parts: Matrix) -> Matrix:
    """Parts of R² [... × p] in percent of their sum, and the sum behind them."""
    total = parts.sum(axis=-1, keepdims=True)
    return np.concatenate([100 * parts / total, total], axis=-1)
