"""The words of `estimates.csv`: labels, reasons, columns."""

from collections.abc import Mapping

from schemas.labels import REASONS
from schemas.language import later
from schemas.terms.term import Term

_LABELS = {
    "reliable": Term(
        later("reliable"),
        later("Enough respondents and answers, and an interval within the threshold."),
    ),
    "use_with_care": Term(
        later("use with care"),
        later("The figure is published and ranked, but it is imprecise or many answers are missing."),
    ),
    "not_published": Term(
        later("not published"),
        later("The figure is in the tables, but has no rank and is no part of median and best unit."),
    ),
    "suppressed": Term(
        later("withheld"),
        later("The figure is shown nowhere: it would tell how a handful of people answered."),
    ),
}

_MEANINGS = {
    "below_publish_from": later("The threshold is publish_from in [thresholds]."),
    "no_answers": later("Nobody gave an answer that counts, so there is no figure."),
    "criterion_without_answers": later(
        "Without one of its criteria it would be the index of another questionnaire; so it is empty."
    ),
    "single_sampling_unit": later("One respondent or PSU does not show how much they differ."),
    "few_degrees_of_freedom": later(
        "Standard error and interval are rough themselves; the threshold is care_df in [thresholds]."
    ),
    "wide_interval": later("The threshold in percentage points is care_width in [thresholds]."),
    "many_missing": later(
        "Counted are the answers asked for; the threshold in per cent is care_missing in [thresholds]."
    ),
    "suppressed_small": later("The threshold is suppress_below in [thresholds]."),
    "suppressed_complementary": later(
        "Sums over criteria and units are known, so one withheld figure alone could be computed from them."
    ),
    "too_few_units": later("The threshold is median_from in [thresholds]."),
}

_COLUMNS = {
    "n_respondents": Term(
        later("respondents behind the figure"),
        later("Those with at least one answer to the item; a figure is judged by them, not by answers."),
    ),
    "n_answers": Term(
        later("answers behind the figure"),
        later(
            "Levels of the scale that were given to the criteria of the item; missing answers are left out."
        ),
    ),
    "index": Term(
        later("satisfaction index"),
        later("Per cent of what could be reached; it is rounded only where it is printed."),
    ),
    "reliability": Term(
        later("how far a figure can be trusted"),
        later("One of reliable, use_with_care, not_published and suppressed; the column reason says why."),
    ),
    "reason": Term(
        later("why a figure has its label"),
        later("Codes joined by a semicolon; each of them can be explained by itself."),
    ),
    "se": Term(
        later("standard error of the index"),
        later("How far indices of repeated samples would typically lie apart, in percentage points."),
    ),
    **dict.fromkeys(
        ("ci_low", "ci_high"),
        Term(
            later("95 % interval of the index"),
            later("Of intervals that are computed so, 95 in 100 hold the true index of all people served."),
        ),
    ),
    "n_effective": Term(
        later("effective sample size"),
        later("So many independent yes-or-no answers would be as precise as this index is."),
    ),
    "deff": Term(
        later("design effect"),
        later("The variance as a multiple of that of a simple random sample of as many people."),
    ),
    "df": Term(
        later("degrees of freedom"),
        later("Respondents or PSUs less strata. Below about 8, standard errors and intervals are rough."),
    ),
    "kish": Term(
        later("Kish's factor"),
        later("What unequal weights alone would multiply the variance by; 1 where all weights are equal."),
    ),
    "weighting": Term(
        later("where the weights come from"),
        later("none: no weights; equal: all the same; column: from the file; raked: fitted to [raking]."),
    ),
}

OF_ESTIMATES: Mapping[str, Term] = {
    **_LABELS,
    **{code: Term(REASONS[code], meaning) for code, meaning in _MEANINGS.items()},
    **_COLUMNS,
}
