"""How well criteria measure one thing together: Cronbach's alpha, and each criterion beside the others."""

import numpy as np
from scipy import special

from pipeline.measure.quality.coefficient import FEWEST, NORMAL, Coefficient, below_one, obstacle, refused
from pipeline.measure.quality.moments import NO_VARIANCE, Matrix, Moments, harmonic_mean

ROUNDING = 1e-12
"""So far a correlation of 1 may be off by the order of adding."""


def alpha(moments: Moments) -> Coefficient:
    """Cronbach's alpha of the sum of the criteria: k / (k - 1) · (1 - Σ c_jj / Σ c_jk).

    c are the pairwise-complete covariances, k the number of criteria. The interval is Feldt's: (1 - alpha) /
    (1 - estimate) follows F with n - 1 and (n - 1)(k - 1) degrees of freedom, n being the effective number of
    respondents over the kurtosis of the answers. Refused below two criteria, where one has no variance, and
    where too few answered two of them. Sources: Cronbach (1951); Feldt (1965); Feldt, Woodruff & Salih
    (1987).
    """
    reason = obstacle(moments)
    if reason:
        return refused(reason, moments.n)
    return _with_feldt_interval(_alpha(moments.covariance), len(moments.items), moments)


def standardised_alpha(moments: Moments) -> Coefficient:
    """Alpha of the standardised criteria: k r / (1 + (k - 1) r), r the mean correlation.

    Interval by the delta method (`below_one`); refused as `alpha` is.
    """
    reason = obstacle(moments)
    if reason:
        return refused(reason, moments.n)
    k = len(moments.items)
    total = float(moments.correlation.sum())
    gradient = np.full((k, k), k / (k - 1) * k / total**2)
    return below_one(_alpha(moments.correlation), gradient, moments)


def item_total(moments: Moments) -> dict[str, Coefficient]:
    """The correlation of each criterion with the sum of the others, c_j· / √(c_jj · Σ c of the others).

    Interval by Fisher's z with n - 3, where n is what a complete table of as much information would have
    (`_equivalent_n`), over the kurtosis. Refused as `alpha` is, and where the covariances give no correlation
    from -1 to 1. Source: the corrected item-total correlation of Nunnally & Bernstein (1994).
    """
    reason = obstacle(moments)
    if reason:
        return dict.fromkeys(moments.items, refused(reason, moments.n))
    return {item: _with_the_others(j, moments) for j, item in enumerate(moments.items)}


def alpha_without(moments: Moments) -> dict[str, Coefficient]:
    """Alpha of the criteria that are left without each one, with its interval; as `alpha`."""
    return {
        item: alpha(moments.of([other for other in moments.items if other != item])) for item in moments.items
    }


def _alpha(covariance: Matrix) -> float:
    k = len(covariance)
    return float(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))


def _with_feldt_interval(value: float, k: int, moments: Moments) -> Coefficient:
    df = moments.n / moments.heaviness - 1
    # F below its 97.5 % point bounds alpha from below: a large F is a small alpha.
    upper, lower = (float(special.fdtri(df, df * (k - 1), p)) for p in (0.025, 0.975))
    return Coefficient(value, 1 - (1 - value) * lower, 1 - (1 - value) * upper, moments.n)


def _with_the_others(j: int, moments: Moments) -> Coefficient:
    """The correlation of criterion `j` with the sum of the others."""
    covariance = moments.covariance
    others = np.arange(len(covariance)) != j
    among = np.ix_(others, others)
    own, shared, rest = covariance[j, j], covariance[j, others].sum(), covariance[among].sum()
    n_shared, n_rest = harmonic_mean(moments.pairs[j, others]), harmonic_mean(moments.pairs[among])
    value = float(shared / np.sqrt(own * rest)) if rest > NO_VARIANCE else np.inf
    if abs(value) > 1 - ROUNDING:
        if abs(value) > 1 + ROUNDING:
            return refused("not_positive_definite", n_shared)
        exact = float(np.sign(value))
        return Coefficient(exact, exact, exact, n_shared)
    n = _equivalent_n(value, n_shared, float(moments.pairs[j, j]), n_rest) / moments.heaviness
    if n < FEWEST:
        return refused("too_few_pairs", n_shared)
    spread, z = NORMAL / np.sqrt(n - 3), np.arctanh(value)
    return Coefficient(value, float(np.tanh(z - spread)), float(np.tanh(z + spread)), n_shared)


def _equivalent_n(value: float, n_shared: float, n_own: float, n_rest: float) -> float:
    """The size of a complete table whose correlation r varies as much as one put together from three parts.

    Its covariance rests on `n_shared` respondents, its variances on `n_own` and `n_rest`. The normal variance
    of log r is the sum of the terms below, two parts sharing as many respondents as the smaller one has; in a
    complete table it is (1 - r²)² / (n r²).
    """
    if n_shared == n_own == n_rest:
        return n_shared
    square = value**2
    variance = (
        (square + 1) / n_shared
        + square * (0.5 / n_own + 0.5 / n_rest)
        - 2 * square * (1 / max(n_shared, n_own) + 1 / max(n_shared, n_rest))
        + square**2 / max(n_own, n_rest)
    )
    return (1 - square) ** 2 / variance
