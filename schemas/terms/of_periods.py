"""The words of `changes.csv`, `funnel.csv` and `respondents.csv`."""

from collections.abc import Mapping

from schemas.language import later
from schemas.terms.term import Term

_DIRECTIONS = {
    "up": Term(
        later("has risen"),
        later("Both samples show at 95 % that the index rose, adjusted for all comparisons."),
    ),
    "down": Term(
        later("has fallen"),
        later("Both samples show at 95 % that the index fell, adjusted for all comparisons."),
    ),
}

_CHANGES = {
    "index_before": Term(
        later("index in the earlier period"), later("The index that the period compared with had.")
    ),
    **dict.fromkeys(
        ("change", "change_low", "change_high"),
        Term(
            later("change since the earlier period"),
            later("Index less index before, in percentage points, with its 95 % interval."),
        ),
    ),
    "rank_before": Term(
        later("rank in the earlier period"), later("The official rank in the period compared with.")
    ),
    "rank_change": Term(
        later("change of rank"),
        later("Rank before less rank now: positive where the unit moved up."),
    ),
    "breaks": Term(
        later("break of the series"),
        later("What was measured otherwise in the earlier period. Nothing is then called a change."),
    ),
}

_LIMITS = {
    **dict.fromkeys(
        ("low_95", "high_95"),
        Term(
            later("control limits, 95 %"),
            later("Between them lie about 95 % of units that differ no more than is usual between units."),
        ),
    ),
    **dict.fromkeys(
        ("low_998", "high_998"),
        Term(
            later("control limits, 99.8 %"),
            later("Between them lie about 99.8 % of units that differ no more than is usual between units."),
        ),
    ),
    "centre": Term(later("centre of the funnel"), later("The median of the published units of the level.")),
    "z": Term(
        later("distance from the centre"),
        later("In standard deviations that count both chance and the usual spread between units."),
    ),
    "dispersion": Term(
        later("dispersion"),
        later("About 1 where units differ by chance alone, more where they truly differ."),
    ),
    "between": Term(
        later("spread between units"),
        later("The standard deviation between units on the scale of the arcsine, which the limits count."),
    ),
    "outside": Term(
        later("outside of which limits"),
        later("The control limits that the unit lies outside of; empty where it lies inside."),
    ),
}

_RESPONDENTS = {
    "target": Term(
        later("target share"),
        later("The share of the population to which the weights of the respondents are fitted."),
    ),
}

OF_PERIODS: Mapping[str, Term] = {**_DIRECTIONS, **_CHANGES, **_LIMITS, **_RESPONDENTS}
