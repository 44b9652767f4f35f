"""Each interviewer of a unit against the others who worked there: the tests, or why there is none."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from pipeline.intake.screening.effort import mark_impossible_speed, mark_straight_lines
from pipeline.intake.screening.interviews import Interviews, Numbers
from pipeline.intake.screening.relabelling import STAGES, Chance, chance_of_lead, chance_of_share, ways
from pipeline.intake.screening.similarity import Neighbours, find_neighbours, leads
from schemas.language import later

Test = Literal["near_duplicates", "straight_lining", "speed"]

LEVEL = 0.05
"""The share of false flags among the flags of one test that is accepted."""

REASONS: Mapping[str, str] = {
    "interviewer_unknown": later("no interviewer is named"),
    "few_interviews": later("fewer than five interviews that can be compared"),
    "alone_in_unit": later("no other interviewer worked in the unit"),
    "alone_in_areas": later("no other interviewer worked in the same areas"),
    "few_others": later("too few interviews of others to compare with"),
}
"""Why an interviewer is not compared."""

_FROM = 5
_LISTED = 10
_STANDS_OUT = 0.01
_NOISE = 1e-9


@dataclass(frozen=True)
class Result:
    """One test of one interviewer in one unit.

    `chance` is None where he is not compared, for the `reason`; `places` are interviews to look at first,
    given where the p-value alone is low enough for a flag.
    """

    unit: str
    interviewer: str
    n_interviews: int
    test: Test
    within: str
    chance: Chance | None = None
    places: tuple[str, ...] = ()
    reason: str = ""


Compared = tuple[Chance, tuple[str, ...]]
Compare = Callable[[Interviews, Sequence[int]], dict[int, Compared]]


def compare_interviewers(interviews: Interviews, timed: bool) -> Iterator[Result]:
    """Each interviewer of a unit with every test; that of speed only where interviews are `timed`."""
    yield from _results("near_duplicates", interviews, interviews, _compare_leads)
    yield from _results("straight_lining", interviews, mark_straight_lines(interviews), _compare_shares)
    if timed:
        yield from _results("speed", interviews, mark_impossible_speed(interviews), _compare_shares)


def _results(test: Test, interviews: Interviews, judged: Interviews, compare: Compare) -> Iterator[Result]:
    reasons = [_obstacle(judged, who) for who in range(len(interviews.names))]
    found = compare(judged, [who for who, reason in enumerate(reasons) if not reason])
    for who, (name, reason) in enumerate(zip(interviews.names, reasons, strict=True)):
        chance, places = found.get(who, (None, ()))
        n = interviews.number_of(who)
        yield Result(interviews.unit, name, n, test, interviews.within, chance, places, reason)
    if interviews.unnamed:
        reason = "interviewer_unknown"
        yield Result(interviews.unit, "", interviews.unnamed, test, interviews.within, reason=reason)


def _obstacle(judged: Interviews, who: int) -> str:
    """Why an interviewer cannot be compared; "" where he can.

    Where there are fewer than 20 ways to hand out the interviews, no p-value can be as low as the level.
    """
    if judged.number_of(who) < _FROM:
        return "few_interviews"
    if judged.number_of(who) == len(judged):
        return "alone_in_unit"
    pool = judged.shared()
    if pool.number_of(who) < _FROM:
        return "alone_in_areas"
    return "few_others" if ways(pool, who) < math.log(1 / LEVEL) - _NOISE else ""


def _compare_shares(judged: Interviews, everybody: Sequence[int]) -> dict[int, Compared]:
    pool = judged.shared()
    found: dict[int, Compared] = {}
    for who in everybody:
        own = pool.at(pool.marked & (pool.interviewer == who))
        found[who] = _with_places(chance_of_share(pool, who), own, np.arange(len(own)))
    return found


def _compare_leads(interviews: Interviews, everybody: Sequence[int]) -> dict[int, Compared]:
    """Each interviewer among all, and again without the others who stand out; the larger p-value counts.

    Copies are close to each other and to nothing else. Handed out at random they break up what belongs
    together, so that the honest colleagues of a copier seem to keep together more than chance allows.
    """
    found = _leads_among(interviews, everybody, STAGES[:1])
    standing_out = frozenset(who for who in everybody if _stands_out(found[who]))
    for others in {standing_out - {who} for who in everybody}:
        same = [who for who in everybody if standing_out - {who} == others]
        rest = interviews.without(others)
        alone = {who for who in same if _obstacle(rest, who)}
        again = [who for who in same if who not in alone and (others or who in standing_out)]
        compared = _leads_among(rest, again, STAGES)
        compared |= _leads_among(interviews, sorted(alone & standing_out), STAGES)
        found |= {who: new for who, new in compared.items() if _counts(new, found[who])}
    return found


def _counts(new: Compared, old: Compared) -> bool:
    return _stands_out(old) or new[0].p_value > old[0].p_value


def _stands_out(compared: Compared) -> bool:
    return compared[0].p_value <= _STANDS_OUT


def _leads_among(
    interviews: Interviews, everybody: Sequence[int], stages: Sequence[int]
) -> dict[int, Compared]:
    if not everybody:
        return {}
    pool = interviews.shared()
    near = find_neighbours(pool)
    return {
        who: _with_places(chance_of_lead(pool, who, near, stages), pool, _closest(pool, who, near))
        for who in everybody
    }


def _closest(pool: Interviews, who: int, near: Neighbours) -> Numbers:
    """An interviewer's interviews that lead, those with the highest match first."""
    own = pool.interviewer == who
    rows: Numbers = np.flatnonzero(own)
    rows = rows[leads(near, own[np.newaxis], rows[np.newaxis])[0] > 0]
    return np.take(rows, np.argsort(-near.match[rows, 0], kind="stable"))


def _with_places(chance: Chance, pool: Interviews, rows: Numbers) -> Compared:
    shown = rows[:_LISTED] if chance.p_value <= LEVEL else rows[:0]
    return chance, tuple(pool.places[shown].tolist())
