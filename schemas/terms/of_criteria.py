"""The words of `decomposition.csv` and `quality.csv`: columns, measures, reasons."""

from collections.abc import Mapping

from schemas.language import later
from schemas.questionnaire import MISSING_CODES
from schemas.terms.term import Term

_EFFORT = {
    "share": Term(
        later("weight of the criterion in the overall index"),
        later("One point more in the criterion adds so many per cent of a point to the overall index."),
    ),
    **dict.fromkeys(
        ("to_median", "to_median_low", "to_median_high", "to_best", "to_best_low", "to_best_high"),
        Term(
            later("what the criterion contributes to the gap"),
            later("Percentage points with their 95 % interval; over all criteria they add up to the gap."),
        ),
    ),
    **dict.fromkeys(
        (
            f"{case}_{name}"
            for case in ("at_median", "plus")
            for name in ("raised_to", "gain", "overall", "gap_to_median", "rank", "rank_low", "rank_high")
        ),
        Term(
            later("what if the criterion were better"),
            later(
                "The criterion is raised to its median (at_median) or by some points (plus), all else equal."
            ),
        ),
    ),
    "effort_rank": Term(
        later("where a point pays most"),
        later("1 is the criterion in which one point more raises the overall index most."),
    ),
}

_MEASURES = {
    "alpha": Term(
        later("Cronbach's alpha"),
        later("How far criteria that belong together agree, up to 1; more criteria alone raise it."),
    ),
    "alpha_standardised": Term(
        later("Cronbach's alpha of correlations"),
        later("Alpha as if all criteria varied equally."),
    ),
    "omega": Term(
        later("McDonald's omega"),
        later("The part of the variance of the sum that comes from one common factor, up to 1."),
    ),
    **dict.fromkeys(
        ("item_total", "item_total_overall"),
        Term(
            later("item-total correlation"),
            later("Of the criterion with the sum of the others; near 0 it measures something else."),
        ),
    ),
    **dict.fromkeys(
        ("alpha_without", "alpha_without_overall"),
        Term(
            later("alpha without the criterion"),
            later("Where it is higher than alpha, the criterion agrees little with the others."),
        ),
    ),
    **dict.fromkeys(
        (f"missing_{kind}" for kind in MISSING_CODES),
        Term(later("missing answers of one kind"), later("Per cent of all respondents, by criterion.")),
    ),
    "driver": Term(
        later("driver of overall satisfaction"),
        later("Per cent of R² that goes with a dimension or criterion; going together is not causing."),
    ),
    **dict.fromkeys(
        ("r_squared", "r_squared_of_criteria"),
        Term(
            later("explained part of overall satisfaction"),
            later("The part of the variance that all dimensions or criteria explain together, from 0 to 1."),
        ),
    ),
}

_REASONS = {
    "too_few_criteria": Term(
        later("too few criteria for this measure"),
        later("Alpha needs two criteria, omega three."),
    ),
    "too_few_pairs": Term(
        later("too few respondents answered the criteria together, or nearly all answered alike"),
        later("At least ten respondents, and five for each driver, after the corrections."),
    ),
    "no_variance": Term(
        later("all answers to a criterion count the same"),
        later("What does not vary cannot go together with anything."),
    ),
    "not_positive_definite": Term(
        later("the answers to the criteria contradict one another"),
        later(
            "Pairs of criteria were answered by different people, and their correlations do not fit together."
        ),
    ),
    "improper_factor": Term(
        later("one common factor does not fit the criteria"),
        later("Omega supposes a single factor that all criteria have in common."),
    ),
}

OF_CRITERIA: Mapping[str, Term] = {**_EFFORT, **_MEASURES, **_REASONS}
