"""McDonald's omega: the part of the variance of a score that one common factor explains."""

import numpy as np
from scipy import optimize

from pipeline.measure.quality.coefficient import Coefficient, below_one, obstacle, refused
from pipeline.measure.quality.moments import Column, Matrix, Moments

FEWEST_CRITERIA = 3
"""The loadings of two criteria are not determined by their one correlation."""

CONVERGED = 1e-9
"""So near to 0 the slope of the squared residuals has to come."""

FLAT = 1e-6
"""A curvature below it leaves some loading undetermined."""


def omega(moments: Moments) -> Coefficient:
    """McDonald's omega total of the standardised criteria: 1 - Σ (1 - l_j²) / Σ r_jk.

    r are the pairwise-complete correlations, l the loadings of one factor (`one_factor`). Interval by the
    delta method, the loadings being an implicit function of the correlations. Refused as alpha is, below
    three criteria, and where a loading reaches 1 or is not determined. Least squares do not need positive
    definite correlations. Sources: McDonald (1999); Revelle & Zinbarg (2009), as R's `psych::omega`.
    """
    reason = obstacle(moments, FEWEST_CRITERIA)
    if reason:
        return refused(reason, moments.n)
    correlation = moments.correlation
    loadings = one_factor(correlation)
    if not np.abs(loadings).max() < 1:
        return refused("improper_factor", moments.n)
    curvature = _curvature(correlation, loadings)
    if np.linalg.eigvalsh(curvature)[0] < FLAT:
        return refused("improper_factor", moments.n)
    unique, total = float(np.sum(1 - loadings**2)), float(correlation.sum())
    through = np.outer(np.linalg.solve(curvature, 2 * loadings / total), loadings)
    return below_one(1 - unique / total, (through + through.T) / 2 + unique / total**2, moments)


def one_factor(correlation: Matrix) -> Column:
    """The loadings [K] that minimise the squared residuals Σ_j<k (r_jk - l_j l_k)² (minres).

    There F_j = Σ_k≠j (r_jk - l_j l_k) l_k = 0. Their sum is not negative; NaN where the search does not end.
    Source: Harman & Jones (1966).
    """

    def slope(loadings: Column) -> Column:
        squares = loadings**2
        return np.asarray(correlation @ loadings - loadings * (1 + squares.sum() - squares), np.float64)

    def slope_of_slope(loadings: Column) -> Matrix:
        return -_curvature(correlation, loadings)

    roots, vectors = np.linalg.eigh(correlation)
    start = vectors[:, -1] * np.sqrt(roots[-1])
    loadings = optimize.root(slope, start, jac=slope_of_slope, tol=1e-13).x
    if not np.abs(slope(loadings)).max() < CONVERGED:
        return np.full(len(correlation), np.nan)
    return np.asarray(loadings * (1 if loadings.sum() >= 0 else -1), np.float64)


def _curvature(correlation: Matrix, loadings: Column) -> Matrix:
    """H of d l = H⁻¹ (d r) l: how the loadings follow the correlations.

    F being 0 (see `one_factor`), H is -dF/dl: H_jj = Σ_k≠j l_k² and H_jk = 2 l_j l_k - r_jk.
    """
    curvature = 2 * np.outer(loadings, loadings) - correlation
    np.fill_diagonal(curvature, np.sum(loadings**2) - loadings**2)
    return np.asarray(curvature, np.float64)
