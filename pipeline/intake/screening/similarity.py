"""Which interviews of a unit are closest to each other, and by how much those of one interviewer lead."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.intake.screening.interviews import Interviews, Mask, Numbers
from schemas.questionnaire import MISSING_CODES

NEIGHBOURS = 200
"""The closest interviews that are kept of each; see `leads`."""

_POWER = 4

_CELLS = 4_000_000
"""Pairs of interviews that are held in memory at once."""

_SAYS_NOTHING = [MISSING_CODES[kind] for kind in ("blank", "not_eligible", "unreadable")]


@dataclass(frozen=True)
class Neighbours:
    """The closest other interviews of each of n, closest first: `who` and their `match` (n × k, 0 to 1)."""

    who: Numbers
    match: npt.NDArray[np.float64]


def find_neighbours(interviews: Interviews) -> Neighbours:
    """The up to `NEIGHBOURS` closest other interviews of each.

    The match of two interviews is the share of criteria with the same answer, among those to which either
    has one:
        match = same / max(compared, K / 2)
    "Not applicable", "don't know" and "refused" are answers: somebody chose them. Blank, not eligible and
    unreadable are none: that both left the same page empty, or that a rule skipped it, says nothing of
    copying; where one has an answer and the other none, they differ. The K / 2 keeps two interviews that are
    almost empty from matching in full. Returns n × min(n - 1, `NEIGHBOURS`).
    Source of the match: Kuriakose & Robbins (2016).
    """
    n, k = interviews.answers.shape
    empty = np.isin(interviews.answers, _SAYS_NOTHING)
    chosen = [interviews.answers == code for code in np.unique(interviews.answers[~empty])]
    kept = min(n - 1, NEIGHBOURS)
    who, match = np.empty((n, kept), np.int64), np.empty((n, kept))
    for start in range(0, n, max(1, _CELLS // n)):
        rows = np.arange(start, min(n, start + max(1, _CELLS // n)))
        # whole numbers far below 2**24: exact in float32, in whatever order they are added
        same = sum((_pairs(cells, rows) for cells in chosen), start=np.zeros((len(rows), n), np.float32))
        compared = k - _pairs(empty, rows)
        matches = same.astype(np.float64) / np.maximum(compared, k / 2)
        matches[np.arange(len(rows)), rows] = -1
        who[rows] = _largest(matches, kept)
        match[rows] = np.take_along_axis(matches, who[rows], axis=1)
    return Neighbours(who, match)


def _pairs(cells: Mask, rows: Numbers) -> npt.NDArray[np.float32]:
    """In how many columns both the interviews `rows` and each of all have the mark (rows × n)."""
    marks = cells.astype(np.float32)
    return marks[rows] @ marks.T


def _largest(values: npt.NDArray[np.float64], k: int) -> Numbers:
    """The columns of the k largest values of each row, largest first."""
    columns = np.argpartition(-values, min(k, values.shape[1] - 1), axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(values, columns, axis=1), axis=1, kind="stable")
    return np.take_along_axis(columns, order, axis=1)


def leads(near: Neighbours, own: Mask, members: Numbers) -> npt.NDArray[np.float64]:
    """By how much each member is closer to one of his own than to anybody else's (b × m, 0 to 1).

        lead = max(0, a - b) · a^4, a and b the highest match with his own and with another's
    The power keeps leads between distant interviews small: without it, an honest interviewer of unusual
    people, far from everybody and a little nearer to each other, would stand out.
    `own` (b × n) tells which interviews are his in each of b ways to hand them out, `members` (b × m) lists
    the same. Where all neighbours kept are his own, the last of them stands in for the closest of the others.
    """
    n, last = own.shape[1], near.who.shape[1] - 1
    lead = np.zeros(members.size)
    cell, who = np.arange(members.size), members.ravel()
    row = np.repeat(np.arange(len(own)) * n, members.shape[1])
    for step in range(last + 1):
        mine = own.ravel()[row + near.who[who, step]]
        cell, who, row = cell[mine], who[mine], row[mine]
        if not len(cell):
            break
        best = near.match[who, 0]
        lead[cell] = (best - near.match[who, min(step + 1, last)]) * best**_POWER
    return lead.reshape(members.shape)
