"""Covariances as they might have come out in other samples of the same size."""

import numpy as np

from pipeline.measure.quality.moments import Column, Matrix

SEED = 20190
DRAWS = 500


def drawn_covariances(covariance: Matrix, n: Column, draws: int = DRAWS) -> Matrix:
    """Covariances [draws × K × K] of normal samples in which n_j people answered criterion j.

    Whoever answered a criterion is taken to have answered all that more people answered, so that pairs of
    criteria rest on the smaller number; without missing answers these are Wishart matrices. The random
    numbers are always the same. `LinAlgError` where `covariance` is not positive definite.
    """
    random = np.random.default_rng(SEED)
    order = np.argsort(-n, kind="stable")
    people = np.floor(n[order]).astype(int)
    root = np.linalg.cholesky(covariance[np.ix_(order, order)])
    more = people - np.append(people[1:], 0)
    total = np.zeros((draws, len(n), len(n)))
    for j in np.flatnonzero(more):
        own = slice(0, j + 1)
        part = root[own, own] @ _standard_factor(random, draws, int(j) + 1, int(more[j]))
        total[:, own, own] += part @ np.swapaxes(part, 1, 2)
    total /= np.minimum.outer(people, people)
    back = np.argsort(order)
    return np.asarray(total[:, back[:, None], back], np.float64)


def _standard_factor(random: np.random.Generator, draws: int, k: int, n: int) -> Matrix:
    """Matrices A with A A' = Σ z z' over n standard normal z of length k; Bartlett's where n is large."""
    if n <= k:
        return random.standard_normal((draws, k, n))
    factor = np.tril(random.standard_normal((draws, k, k)), -1)
    factor[:, range(k), range(k)] = np.sqrt(random.chisquare(n - np.arange(k), (draws, k)))
    return factor
