"""The words of `comparison.csv`: verdicts and columns."""

from collections.abc import Mapping

from schemas.language import later
from schemas.terms.term import Term

_VERDICTS = {
    "above": Term(
        later("above the median"),
        later("The sample shows at 95 % that the unit lies above the median, adjusted for all comparisons."),
    ),
    "below": Term(
        later("below the median"),
        later("The sample shows at 95 % that the unit lies below the median, adjusted for all comparisons."),
    ),
    "not_distinguishable": Term(
        later("cannot be told apart"),
        later(
            "The sample does not show whether the unit lies above or below the median. "
            "The official gap stays as it is; it does not say that the two are equal."
        ),
    ),
}

_MEDIAN = {
    **dict.fromkeys(
        ("median", "median_units"),
        Term(
            later("median of the units"),
            later("The index in the middle of the published units of one level, the unit itself included."),
        ),
    ),
    "n_units": Term(
        later("units that are compared"),
        later("The published units of the level: what median, best unit and ranks are made of."),
    ),
    "gap_to_median": Term(
        later("official gap to the median"),
        later("Index minus median in percentage points, without regard to sampling error."),
    ),
    **dict.fromkeys(
        ("gap_to_median_low", "gap_to_median_high"),
        Term(
            later("95 % interval of the gap to the median"),
            later("It takes into account that the median is estimated too, and that the unit is part of it."),
        ),
    ),
    "verdict": Term(
        later("what the sample says of the gap to the median"),
        later("One of above, below and not_distinguishable; empty where there is no interval."),
    ),
    "p_value": Term(
        later("p-value of the gap to the median"),
        later("How often a gap at least so large would come by chance if there were none, from 0 to 1."),
    ),
    "p_adjusted": Term(
        later("p-value, adjusted for the number of comparisons"),
        later("A verdict needs less than 0.05. Adjusted over all units and items of one kind and level."),
    ),
    "detectable": Term(
        later("smallest detectable gap"),
        later("A true gap of so many points would be found in four of five surveys of this size."),
    ),
    "equivalent": Term(
        later("equivalent to the median"),
        later("yes: the gap is shown to be smaller than equivalence in [comparison]; no: this is not shown."),
    ),
}

_BEST = {
    **dict.fromkeys(
        ("best", "best_units", "best_unit"),
        Term(
            later("best unit"), later("The highest published index of the level, and the units that have it.")
        ),
    ),
    "gap_to_best": Term(
        later("official gap to the best unit"),
        later("Index minus highest index in percentage points, without regard to sampling error."),
    ),
    **dict.fromkeys(
        ("gap_to_best_low", "gap_to_best_high"),
        Term(
            later("95 % interval of the gap to the best unit"),
            later("It takes into account that a unit picked for being highest looks better than it is."),
        ),
    ),
    **dict.fromkeys(
        ("best_corrected", "best_low", "best_high"),
        Term(
            later("what the best unit is likely to be worth"),
            later("Its index and 95 % interval, corrected for having been picked as the highest of many."),
        ),
    ),
    "level_with_best": Term(
        later("level with the best"),
        later("yes: no unit is shown to be above this one, so it may be the best; no: some unit is."),
    ),
}

_RANKS = {
    "rank": Term(
        later("official rank"),
        later("Place among the published units of the level; units that tie share it (1 2 2 4)."),
    ),
    **dict.fromkeys(
        ("rank_low", "rank_high"),
        Term(
            later("ranks that the sample leaves open"),
            later("With 95 % confidence the true rank of this unit is one of them."),
        ),
    ),
    **dict.fromkeys(
        ("rank_low_simultaneous", "rank_high_simultaneous"),
        Term(
            later("ranks that the sample leaves open, for all units at once"),
            later("With 95 % confidence the true rank of every unit is one of its own."),
        ),
    ),
    "tier": Term(
        later("tier"),
        later("The first unit of a tier is shown to be above every unit of later tiers; 1 is the highest."),
    ),
}

OF_COMPARISONS: Mapping[str, Term] = {**_VERDICTS, **_MEDIAN, **_BEST, **_RANKS}
