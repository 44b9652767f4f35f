"""Intervals of an index: Wilson's, on the effective sample size, with the t quantile of the design."""

import numpy as np
import numpy.typing as npt
from scipy import stats

Column = npt.NDArray[np.float64]

COVERAGE = 0.95
"""The nominal coverage of every interval and rank set."""


def t_quantile(probability: float | Column, df: Column) -> Column:
    """The quantile of Student's t; NaN where there are no degrees of freedom."""
    # Many indices, few different numbers of respondents: the quantile is slow to compute.
    known, place = np.unique(np.where(df > 0, df, np.nan), return_inverse=True)
    if isinstance(probability, float):
        return np.asarray(np.asarray(stats.t.ppf(probability, known))[place].reshape(np.shape(df)))
    return np.asarray(stats.t.ppf(probability, known[place].reshape(np.shape(df))), np.float64)


def wilson_bound(share: Column, n_effective: Column, quantile: Column) -> Column:
    """The end of Wilson's interval at a quantile: below `share` where it is negative, above where positive.

    It solves `(share - x) / sqrt(x (1 - x) / n) = -quantile` for x. All shares are from 0 to 1; so is the
    result, and it lies inside even where `share` is 0 or 1. As a function of the quantile it is the
    *confidence distribution* of the share: put in a random t, it gives values as plausible as the data make
    them, and its 2.5 and 97.5 % points are the interval of the table. Source: Wilson (1927), with the
    effective sample size of Korn & Graubard (1998) and the t quantile of the design.

    >>> bound = wilson_bound(np.array([1.0]), np.array([100.0]), np.array([-1.96]))
    >>> round(float(bound[0]), 4)
    0.963
    """
    square = quantile**2 / n_effective
    middle = share + square / 2
    spread = np.abs(quantile) * np.sqrt((share * (1 - share) + square / 4) / n_effective)
    return np.asarray(np.clip((middle + np.sign(quantile) * spread) / (1 + square), 0, 1), np.float64)
