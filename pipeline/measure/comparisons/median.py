"""Gaps to the median of the units, with intervals that know that the median is estimated too."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc

from pipeline.measure.estimates.intervals import COVERAGE, Column, t_quantile, wilson_bound

Whole = npt.NDArray[np.int64]
Strata = npt.NDArray[np.uint16]

SEED = 2019
MOST_DRAWS, FEWEST_DRAWS = 2**13, 2**11
VALUES_AT_ONCE = 2**22
TIE_DIGITS = 11
"""Shares that agree to so many decimals (nine of a percent) are tied, as in `compare`."""


@dataclass(frozen=True)
class Gaps:
    """Gap of each unit to the median of the units, with its intervals, in the unit of the shares.

    `low` and `high` are the interval of the nominal coverage 1 - alpha; `low_equivalence` and
    `high_equivalence` that of 1 - 2 alpha, which two one-sided tests of equivalence need. All [U]; NaN where
    there is none.
    """

    gap: Column
    low: Column
    high: Column
    low_equivalence: Column
    high_equivalence: Column


def gaps_to_median(share: Column, n_effective: Column, df: Column, coverage: float = COVERAGE) -> Gaps:
    """How far each unit lies from the median of all units, and how far it may lie.

    gap_u = share_u - median(share). The interval holds the percentiles alpha/2 and 1 - alpha/2 of
    theta_u - median(theta) over joint draws of the units' confidence distributions (`wilson_bound`, a random
    t put in), so the median moves with the unit that is part of it; it is widened to the gap where it
    would leave it out. Shares are from 0 to 1, [U]; units are independent. A unit without share is left out
    of the median. One without effective sample size or df has no interval, and in the median its share
    may be anything from 0 to 1. The draws are a scrambled Sobol sequence of fixed seed, given to the units
    in the order of their shares: the order of the rows does not matter, nor does chance.
    Source: confidence distributions, Xie & Singh (2013); their scrambling, Matousek (1998).

    Raises ValueError where a share is outside 0 to 1, and for more units than Sobol sequences have
    dimensions (21201).
    """
    if np.any((share < -1e-9) | (share > 1 + 1e-9)):
        raise ValueError("a share is a number from 0 to 1")
    known = np.flatnonzero(~np.isnan(share))
    gap, ends = np.full(len(share), np.nan), np.full((4, len(share)), np.nan)
    if len(known):
        gap[known] = share[known] - np.median(share[known])
        gap[np.abs(gap) < 10.0**-TIE_DIGITS] = 0
        ends[:, known] = _ends(share[known], n_effective[known], df[known], 1 - coverage)
        ends[:, ~((n_effective > 0) & (df > 0))] = np.nan
    return Gaps(
        gap,
        low=np.minimum(ends[0], gap),
        high=np.maximum(ends[3], gap),
        low_equivalence=np.minimum(ends[1], gap),
        high_equivalence=np.maximum(ends[2], gap),
    )


def _ends(share: Column, n_effective: Column, df: Column, alpha: float) -> Column:
    """The percentiles alpha/2, alpha, 1 - alpha and 1 - alpha/2 of every unit's drawn gaps, [4, U]."""
    alike = _alike(share, n_effective, df)
    order = np.argsort(alike, kind="stable")
    drawn = _drawn(share[order], n_effective[order], df[order])
    blocks = np.array_split(drawn, max(1, drawn.size // VALUES_AT_ONCE), axis=1)
    median = np.concatenate([np.median(block, axis=0) for block in blocks])
    at = [alpha / 2, alpha, 1 - alpha, 1 - alpha / 2]
    ends = np.array([np.quantile(row - median, at, method="hazen") for row in drawn])
    # Units with the same numbers get the same interval, though their draws differ.
    means = [np.bincount(alike[order], end) / np.bincount(alike) for end in ends.T]
    return np.array(means)[:, alike]


def _alike(share: Column, n_effective: Column, df: Column) -> Whole:
    """The place of each unit in the order of share, n_effective and df; the same where all three agree.

    The numbers are rounded, as the order of adding changes their last digits.
    """
    numbers = [np.round(share, TIE_DIGITS), np.round(n_effective, 6), np.round(df, 6)]
    _, place = np.unique(np.nan_to_num(np.column_stack(numbers)), axis=0, return_inverse=True)
    return place.astype(np.int64)


def _drawn(share: Column, n_effective: Column, df: Column) -> Column:
    """Shares as plausible as the data make them, by unit and draw."""
    strata = _strata(len(share))
    drawn = np.empty(strata.shape)
    for u, own in enumerate(strata):
        if n_effective[u] > 0 and df[u] > 0:
            quantile = _quantiles(float(df[u]), len(own))[own]
            drawn[u] = wilson_bound(share[u : u + 1], n_effective[u : u + 1], quantile)
        else:
            drawn[u] = (own + 0.5) / len(own)
    return drawn


@lru_cache(maxsize=4)
def _strata(units: int) -> Strata:
    """Which stratum of its distribution each draw takes, by unit and draw.

    In every coordinate a scrambled Sobol sequence of 2^m points has one in each of 2^m equal strata: the
    draws of a unit alone are its quantiles in another order. Fewer draws for very many units bound memory.
    """
    draws = max(FEWEST_DRAWS, min(MOST_DRAWS, VALUES_AT_ONCE >> (units - 1).bit_length()))
    points = qmc.Sobol(units, rng=SEED).random_base2(draws.bit_length() - 1)
    return np.ascontiguousarray((points * draws).astype(np.uint16).T)


@lru_cache(maxsize=512)
def _quantiles(df: float, draws: int) -> Column:
    """Student's t in the middle of each stratum."""
    return t_quantile((np.arange(draws) + 0.5) / draws, np.array([df]))
