"""Relative importance: how much of the variance of an outcome each predictor explains.

Covariances are [..., p + 1, p + 1], the outcome last; leading axes hold many tables at once. The results
[..., p] add up to R² of the regression on all predictors.
"""

from math import comb

import numpy as np

from pipeline.measure.quality.moments import Matrix, correlation_of


def shapley(covariance: Matrix) -> Matrix:
    """The gain in R² by each predictor, averaged over all orders in which predictors may enter (LMG).

    Σ over the subsets M without j of 1 / (p · C(p - 1, |M|)) · (R²(M with j) - R²(M)), exactly, by going
    through all 2^p subsets. Sources: Lindeman, Merenda & Gold (1980); Grömping (2007); Shapley (1953).
    """
    p = covariance.shape[-1] - 1
    gains = np.zeros((*covariance.shape[:-2], p))
    # What is left of the covariances when some predictors are held constant, and which ones those are.
    waiting: list[tuple[Matrix, tuple[int, ...]]] = [(covariance, ())]
    while waiting:
        left, held = waiting.pop()
        free = [j for j in range(p) if j not in held]
        for j in free:
            gain = left[..., j, p] ** 2 / left[..., j, j] / covariance[..., p, p]
            gains[..., j] += gain / (p * comb(p - 1, len(held)))
            if j > max(held, default=-1) and len(free) > 1:
                waiting.append((_held_constant(left, j), (*held, j)))
    return gains


def _held_constant(covariance: Matrix, j: int) -> Matrix:
    """The covariances that are left when `j` is held constant: C - c_j c_j' / c_jj."""
    column = covariance[..., :, j, None]
    return np.asarray(covariance - column * covariance[..., j, None, :] / covariance[..., j, j, None, None])


def relative_weights(covariance: Matrix) -> Matrix:
    """Each predictor's part of R² by way of the nearest uncorrelated predictors: Σ_k (R^½)_jk² β_k².

    R are the correlations of the predictors, r those with the outcome, β = R^-½ r. For many predictors,
    where all subsets are too many. Sources: Genizi (1993); Johnson (2000), which are the same.
    """
    p = covariance.shape[-1] - 1
    correlation = correlation_of(covariance)
    roots, vectors = np.linalg.eigh(correlation[..., :p, :p])
    lengths = np.sqrt(roots)[..., None, :]
    transposed = np.swapaxes(vectors, -1, -2)
    half, inverse = (vectors * lengths) @ transposed, (vectors / lengths) @ transposed
    beta = inverse @ correlation[..., :p, p:]
    return np.asarray((half**2 @ beta**2)[..., 0], np.float64)
