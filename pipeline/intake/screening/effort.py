"""Interviews without effort: the same level throughout, or faster than anyone can ask."""

from dataclasses import replace

import numpy as np

from pipeline.intake.screening.interviews import Interviews

_FEWEST = 3
_PART_OF_MEDIAN = 1 / 3
_SECONDS = 1.0


def mark_straight_lines(interviews: Interviews) -> Interviews:
    """The interviews that can be judged, marked where all rated criteria have the same level.

    Judged are interviews with a level for at least half of the rated criteria, and at least three.
    """
    answers = interviews.answers[:, interviews.rated]
    given = answers > 0
    judged = given.sum(axis=1) >= max(_FEWEST, len(interviews.rated) / 2)
    highest = answers.max(axis=1, initial=0)
    same = ((answers == highest[:, np.newaxis]) | ~given).all(axis=1)
    return replace(interviews, marked=same).at(judged)


def mark_impossible_speed(interviews: Interviews) -> Interviews:
    """The interviews whose duration is known, marked where it is impossibly short.

    That is less than a third of the median of the unit's interviews, or less than a second for each answer.
    """
    timed = interviews.at(~np.isnan(interviews.minutes))
    if not len(timed):
        return timed
    seconds = _SECONDS * (timed.answers > 0).sum(axis=1)
    limit = np.maximum(_PART_OF_MEDIAN * np.median(timed.minutes), seconds / 60)
    return replace(timed, marked=timed.minutes < limit)
