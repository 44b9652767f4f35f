"""What chance alone does: the interviews of a unit handed out again to its interviewers, at random."""

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln
from scipy.stats import hypergeom

from pipeline.intake.screening.interviews import Interviews, Mask, Numbers
from pipeline.intake.screening.similarity import Neighbours, leads

STAGES = (999, 9_999, 99_999)
"""Random ways at which it is asked whether more are needed for a p-value this small."""

ENOUGH = 10
"""Ways at least as extreme as the observed one after which no more are drawn."""

Areas = Sequence[tuple[Numbers, int]]

_SEED = 20190704
_CELLS = 2_000_000
_MOST = 200_000_000
_NOISE = 1e-9


@dataclass(frozen=True)
class Chance:
    """A statistic of `n` interviews, its mean under chance, and how often chance reaches it."""

    n: int
    statistic: float
    expected: float
    p_value: float


def ways(interviews: Interviews, interviewer: int) -> float:
    """The number of ways to hand out an interviewer's interviews within the areas, as a natural logarithm."""
    own, all_ = _by_area(interviews, interviewer)
    return float(np.sum(gammaln(all_ + 1) - gammaln(own + 1) - gammaln(all_ - own + 1)))


def chance_of_lead(
    interviews: Interviews, interviewer: int, near: Neighbours, stages: Sequence[int] = STAGES
) -> Chance:
    """The mean lead of an interviewer's interviews, in points, against random ways to hand them out.

        p = (1 + ways with a mean lead as high) / (1 + ways drawn)
    In each way he gets as many interviews of each area as he has. At least 999 ways are drawn; up to 99,999
    (in large units fewer) where fewer than ten reach the observed lead. This p-value is never too small,
    neither by the number of draws (Phipson & Smyth 2010) nor by when they stop: to stop early yields a p of
    11/1,000 or more, and to go on takes a p of at most 10/1,000. The ways depend on the answers in each area
    and on how many of them are his; the order of rows and all names change nothing.
    """
    own = interviews.interviewer == interviewer
    observed = _mean_lead(near, own[np.newaxis], np.flatnonzero(own)[np.newaxis])[0]
    areas = _areas(interviews, interviewer)
    random = np.random.default_rng([_SEED, *_fingerprint(interviews, areas)])
    drawn, reached, total = 0, 0, 0.0
    for stage in stages:
        if drawn and (reached >= ENOUGH or stage * len(interviews) > _MOST):
            break
        for mask, members in _draw(len(interviews), areas, stage - drawn, random):
            means = _mean_lead(near, mask, members)
            reached += int((means >= observed - _NOISE).sum())
            total += float(means.sum())
        drawn = stage
    return Chance(int(own.sum()), float(observed), total / drawn, (1 + reached) / (1 + drawn))


def chance_of_share(interviews: Interviews, interviewer: int) -> Chance:
    """The share of an interviewer's interviews that are marked, in percent, and its exact p-value.

    P(X >= x) for the sum X, over the areas, of hypergeometric numbers: of the n interviews of an area, of
    which s are marked, as many are drawn as he has there. Expected is Σ own · s / n.
    """
    own, all_ = _by_area(interviews, interviewer)
    hits = np.bincount(interviews.area[interviews.marked], minlength=len(all_))
    worked = np.flatnonzero(own)
    # sums of decimals depend on their order, which the names of areas must not decide
    worked = worked[np.lexsort((own[worked], hits[worked], all_[worked]))]
    law = np.ones(1)
    for area in worked:
        law = np.convolve(law, hypergeom.pmf(np.arange(own[area] + 1), all_[area], hits[area], own[area]))
    found = int(interviews.marked[interviews.interviewer == interviewer].sum())
    expected = float(np.sum(own[worked] * hits[worked] / all_[worked]))
    n = int(own.sum())
    return Chance(n, 100 * found / n, 100 * expected / n, min(1.0, float(law[found:].sum())))


def _mean_lead(near: Neighbours, own: Mask, members: Numbers) -> npt.NDArray[np.float64]:
    """The mean lead of each way, in points; summed from the lowest up, whatever the order of rows."""
    means: npt.NDArray[np.float64] = 100 * np.sort(leads(near, own, members), axis=1).mean(axis=1)
    return means


def _by_area(interviews: Interviews, interviewer: int) -> tuple[Numbers, Numbers]:
    """Of each area, how many interviews are his own, and how many there are."""
    size = int(interviews.area.max(initial=-1)) + 1
    own = interviews.area[interviews.interviewer == interviewer]
    return np.bincount(own, minlength=size), np.bincount(interviews.area, minlength=size)


def _areas(interviews: Interviews, interviewer: int) -> Areas:
    """The areas where he worked: the interviews of each, and how many are his.

    Answers decide the order of interviews and of areas, and the number of his that of areas with the same
    answers. What is still level then can change places without a change of any lead.
    """
    own, _ = _by_area(interviews, interviewer)
    areas = []
    for area in np.flatnonzero(own):
        rows = np.flatnonzero(interviews.area == area)
        areas.append((rows[np.lexsort(interviews.answers[rows].T)], int(own[area])))
    return sorted(areas, key=lambda found: (interviews.answers[found[0]].tobytes(), found[1]))


def _fingerprint(interviews: Interviews, areas: Areas) -> Iterator[int]:
    """Numbers made from the answers, to seed the draws.

    With the same draws in every unit of a size, what they are off by would add up over the survey.
    """
    for rows, m in areas:
        yield from (m, zlib.crc32(interviews.answers[rows].tobytes()))


def _draw(n: int, areas: Areas, number: int, random: np.random.Generator) -> Iterator[tuple[Mask, Numbers]]:
    """So many random ways, some at a time: which of n interviews are his (ways × n), and their list."""
    step = max(1, _CELLS // n)
    for start in range(0, number, step):
        size = min(step, number - start)
        mask = np.zeros((size, n), np.bool_)
        for rows, m in areas:
            np.put_along_axis(mask, rows[_subsets(len(rows), m, size, random)], values=True, axis=1)
        yield mask, np.nonzero(mask)[1].reshape(size, -1)


def _subsets(n: int, m: int, size: int, random: np.random.Generator) -> Numbers:
    """So many random subsets of m of the n first numbers (size × m).

    Each number carries a random key before it, so that no two are equal and every processor finds the same.
    """
    keys = random.integers(0, 2**44, (size, n), dtype=np.uint64) << np.uint64(20)
    chosen = np.partition(keys | np.arange(n, dtype=np.uint64), m - 1, axis=1)[:, :m]
    return (chosen & np.uint64(2**20 - 1)).astype(np.int64)
