"""Second moments of the answers to several criteria, as far as people answered both of two."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]
Column = npt.NDArray[np.float64]

NO_VARIANCE = 1e-12
"""A variance below it is zero but for rounding: all values lie between 0 and 1."""


@dataclass(frozen=True)
class Moments:
    """Sums over respondents for every pair of the K criteria `items`.

    With w the weight, v the value of an answer (0 to 1; 0 where missing) and a = 1 where there is an answer:
    `both` [K × K] is Σ w a_j a_k, `first` [K × K] is Σ w v_j a_k, and `cross` [K × K] is Σ w v_j v_k.
    `kish` is Σ w² / Σ w, which is Kish's factor where the weights have mean 1, and 1 without weights:
    `both / kish` respondents, drawn without weights, would have told as much. `kurtosis` [K] is the relative
    kurtosis of each criterion (see `relative_kurtosis`); left empty, the answers count as normal.
    """

    items: tuple[str, ...]
    both: Matrix
    first: Matrix
    cross: Matrix
    kish: float = 1.0
    kurtosis: tuple[float, ...] = ()

    @cached_property
    def pairs(self) -> Matrix:
        """How many respondents answered both criteria: the effective number, [K × K]."""
        return np.asarray(self.both / self.kish, np.float64)

    @cached_property
    def covariance(self) -> Matrix:
        """The covariances over those who answered both criteria, [K × K]; NaN below two respondents.

        Means are of the same respondents, and the divisor is n - 1 (n: the effective number), as in R's
        `cov(use = "pairwise")` and, with weights, `cov.wt`. Where nobody left out an answer, no coefficient
        depends on the divisor.
        """
        n = np.where(self.pairs > 1, self.pairs, np.nan)
        both = np.where(self.both > 0, self.both, np.nan)
        means = self.first / both
        return np.asarray((self.cross / both - means * means.T) * n / (n - 1), np.float64)

    @cached_property
    def correlation(self) -> Matrix:
        """The covariances divided by the standard deviations of all answers; NaN where one is 0."""
        return correlation_of(self.covariance)

    @cached_property
    def n(self) -> float:
        """The number of respondents behind a coefficient: the harmonic mean of `pairs` over all pairs."""
        k = len(self.items)
        return harmonic_mean(self.pairs[~np.eye(k, dtype=bool)] if k > 1 else self.pairs)

    @cached_property
    def heaviness(self) -> float:
        """The mean relative kurtosis, at least 1: so many respondents tell as much as one normal one.

        For elliptical distributions this is exact for all that does not depend on the units of measurement
        (Browne 1984); for skewed answers it is a correction in the right direction.
        """
        known = [kurtosis for kurtosis in self.kurtosis if not np.isnan(kurtosis)]
        return max(1.0, float(np.mean(known))) if known else 1.0

    def of(self, items: Sequence[str]) -> "Moments":
        """The moments of some of the criteria, in the order given."""
        at = [self.items.index(item) for item in items]
        part = np.ix_(at, at)
        return replace(
            self,
            items=tuple(items),
            both=self.both[part],
            first=self.first[part],
            cross=self.cross[part],
            kurtosis=tuple(self.kurtosis[j] for j in at) if self.kurtosis else (),
        )


def harmonic_mean(n: Matrix) -> float:
    """The harmonic mean of numbers of respondents: what variances go down with; 0 where one of them is 0."""
    return float(n.size / np.sum(1 / n)) if n.size and n.min() > 0 else 0.0


def correlation_of(covariance: Matrix) -> Matrix:
    """The correlations of covariances [... × K × K]; NaN beside a criterion without variance."""
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    deviation = np.sqrt(np.where(variance > NO_VARIANCE, variance, np.nan))
    return np.asarray(covariance / (deviation[..., :, None] * deviation[..., None, :]), np.float64)


def relative_kurtosis(counts: Matrix, values: Column) -> tuple[float, ...]:
    """The fourth central moment of each criterion over that of a normal one: m₄ / (3 m₂²).

    `counts` [K × L] are answers by level, `values` [L] what the levels count for. 1 for a normal criterion;
    for a share p of satisfied people (1 - 3pq) / (3pq), q = 1 - p. NaN where all answers are worth the same.

    >>> relative_kurtosis(np.array([[10.0, 90.0]]), np.array([0.0, 1.0]))[0]  # 0.73 / 0.27
    2.70370370370370...
    """
    n = counts.sum(axis=1, keepdims=True)
    shares = counts / np.where(n > 0, n, np.nan)
    deviations = values - (shares @ values)[:, None]
    second, fourth = ((shares * deviations**power).sum(axis=1) for power in (2, 4))
    return tuple(float(x) for x in fourth / (3 * np.where(second > NO_VARIANCE, second, np.nan) ** 2))


def mean_scores(matrix: Matrix, blocks: Sequence[Sequence[int]]) -> Matrix:
    """The covariances of mean scores, each the mean of the criteria at some places.

    A covariance of sums is the sum of the covariances, so the score is that of a respondent who answered all
    of its criteria.
    """
    weights = np.zeros((len(blocks), len(matrix)))
    for row, places in enumerate(blocks):
        weights[row, list(places)] = 1 / len(places)
    return np.asarray(weights @ matrix @ weights.T, np.float64)
