"""The one table of wordings: what may be said of a gap or a change, by what the sample can tell.

`""` stands where nothing was tested or the office must not print verdicts: figures only. `many` is a gap
whose own interval does not hold 0 and that is still not told apart once all comparisons are taken together.
"""

from collections.abc import Mapping
from typing import Literal

from schemas.language import later

Wording = Literal["above", "below", "not_distinguishable", "many", ""]

MEDIAN: Mapping[Wording, str] = {
    "above": later(
        "It is higher than the median of the {n} units ({median}%) by {gap} percentage points, "
        "a statistically significant gap{interval}."
    ),
    "below": later(
        "It is lower than the median of the {n} units ({median}%) by {gap} percentage points, "
        "a statistically significant gap{interval}."
    ),
    "not_distinguishable": later(
        "The official gap to the median of the {n} units ({median}%) is {gap} percentage points; "
        "at this sample size it is not distinguishable from the median{interval}."
    ),
    "many": later(
        "The official gap to the median of the {n} units ({median}%) is {gap} percentage points; "
        "adjusted for the number of comparisons it is not distinguishable from the median "
        "at this sample size{interval}."
    ),
    "": later(
        "The official gap to the median of the {n} units ({median}%) is {gap} percentage points{interval}."
    ),
}

BEST: Mapping[Wording, str] = {
    "below": later(
        "It is lower than the index of {best}, officially the highest ({index}%), by {gap} percentage "
        "points, a statistically significant gap{interval}."
    ),
    "not_distinguishable": later(
        "The official gap to {best}, officially the highest ({index}%), is {gap} percentage points; "
        "at this sample size the two are not distinguishable{interval}."
    ),
    "many": later(
        "The official gap to {best}, officially the highest ({index}%), is {gap} percentage points; "
        "taking all units together, this unit is not distinguishable from the highest "
        "at this sample size{interval}."
    ),
    "": later(
        "The official gap to {best}, officially the highest ({index}%), is {gap} percentage points{interval}."
    ),
}

HIGHEST: Mapping[Wording, str] = {
    "not_distinguishable": later(
        "Officially this is the highest index of the {n} units; at this sample size {level} units, "
        "this one included, are not distinguishable from the highest: {names}."
    ),
    "above": later(
        "Officially this is the highest index of the {n} units, and no other unit is level with it."
    ),
    "": later("Officially this is the highest index of the {n} units."),
}
"""The unit itself has the highest index, alone or with others."""

LEVEL: Mapping[Wording, str] = {
    "not_distinguishable": later(
        "; at this sample size {level} units are not distinguishable from the highest: {names}"
    ),
    "above": later(", and no other unit is level with it"),
    "": "",
}
"""What follows the name of the highest unit."""

CHANGE: Mapping[Wording, str] = {
    "above": later(
        "Compared with {period} ({before}%), {item} rose by {gap} percentage points, "
        "a statistically significant change{interval}."
    ),
    "below": later(
        "Compared with {period} ({before}%), {item} fell by {gap} percentage points, "
        "a statistically significant change{interval}."
    ),
    "not_distinguishable": later(
        "Compared with {period} ({before}%), the official change of {item} is {gap} percentage points; "
        "at this sample size the two periods are not distinguishable{interval}."
    ),
    "many": later(
        "Compared with {period} ({before}%), the official change of {item} is {gap} percentage points; "
        "adjusted for the number of comparisons the two periods are not distinguishable "
        "at this sample size{interval}."
    ),
    "": later(
        "Compared with {period} ({before}%), the official change of {item} is {gap} percentage points"
        "{interval}."
    ),
}


def wording_of(verdict: str, interval: tuple[float, float]) -> Wording:
    """The wording for a verdict of `comparison.csv` or `changes.csv` on a gap with this interval.

    >>> wording_of("up", (0.5, 2.0)), wording_of("not_distinguishable", (0.1, 2.0))
    ('above', 'many')
    """
    if verdict in ("above", "up"):
        return "above"
    if verdict in ("below", "down"):
        return "below"
    if verdict != "not_distinguishable":
        return ""
    return "many" if interval[0] > 0 or interval[1] < 0 else "not_distinguishable"


def wording_to_best(level_with_best: str, interval: tuple[float, float]) -> Wording:
    """The wording for the gap to the best unit: below it only where both tests say so.

    These are the interval of the gap and the set of all units that may be the best one.

    >>> wording_to_best("no", (-9.0, -2.0)), wording_to_best("yes", (-9.0, -2.0))
    ('below', 'many')
    """
    low, high = interval
    if not level_with_best or not low <= high:
        return ""
    if high >= 0:
        return "not_distinguishable"
    return "below" if level_with_best == "no" else "many"
