"""The texts of the page by the keys under which template and script ask for them."""

from collections.abc import Mapping

from schemas.language import later

_FRAME = {
    "title": later("{administration}: satisfaction with public services, {period}"),
    "skip": later("Skip to the content"),
    "language": later("Language"),
    "dark": later("Dark"),
    "print": later("Print"),
    "no_script": later(
        "This page needs JavaScript, which is switched off here. It asks nothing of a network."
    ),
    "period": later("Period"),
    "questionnaire": later("Questionnaire"),
    "provenance": later("Provenance"),
    "responses": later("Responses"),
    "responses_of_units": later("{n} accepted, of {units} units"),
    "choose": later("Unit"),
    "sections": later("Parts of this page"),
    "nothing": later("There are no figures for this period."),
    "figures_table": later("Figures of the chart as a table"),
    "download": later("Download as CSV"),
    "scroll": later("{title}: table, can be scrolled"),
}

_CARD = {
    "overall": later("Overall index"),
    "interval": later("95 % interval: {low} to {high}"),
    "gap_to_median": later("Gap to the median"),
    "gap_to_best": later("Gap to the best unit"),
    "median_is": later("median {value}"),
    "rank": later("Rank"),
    "rank_of": later("{rank} of {n}"),
    "rank_set": later("ranks that the sample leaves open: {set}"),
    "official": later("Official gap; sampling error is not considered."),
    "is_best": later("This is the best unit."),
    "may_be_best": later("May be the best unit as far as the sample can tell."),
    "not_ranked": later("not ranked"),
    "adjusted": later(
        "Verdicts (95 %) are adjusted for the number of comparisons of their kind: {overall} of overall "
        "indices, {dimension} of dimensions, {criterion} of criteria. What cannot be told apart need not be "
        "equal."
    ),
}

_CHARTS = {
    "dimensions": later("Dimensions"),
    "dimensions_what": later("Index by dimension in percent. The bar below a dot is its 95 % interval."),
    "dimensions_found": later("Above the median: {above}; below: {below}; cannot be told apart: {open}."),
    "dimensions_official": later("Officially above the median: {above} of {n}."),
    "dimensions_alt": later(
        "Dot plot of the dimensions of {unit}. {finding} The table below has its figures."
    ),
    "dimension": later("Dimension"),
    "own": later("this unit"),
    "median": later("median"),
    "best": later("best unit"),
    "others": later("other units"),
    "unranked_mark": later("not ranked"),
    "ranking": later("All units"),
    "ranking_what": later(
        "Overall index in percent with 95 % interval; the line is the median. Click a dot or a name to "
        "choose a unit."
    ),
    "ranking_alt": later(
        "Dot plot of {n} units from {first} ({highest}) to {last} ({lowest}). "
        "The table below has its figures."
    ),
    "contributions": later("What the gap consists of"),
    "contributions_what": later(
        "What each criterion contributes to the gap of the overall index, in percentage points with 95 % "
        "interval; the contributions add up to the gap."
    ),
    "contributions_alt": later(
        "Bars of the contributions of the criteria of {unit}. The table below has its figures."
    ),
    "against": later("Compared with"),
    "contribution": later("Contribution"),
    "no_contributions": later("There are no contributions: {reasons}"),
    "not_compared": later("the unit is not compared"),
    "and_others": later("{unit} and {n} others"),
    "named_value": later("{name}: {value}"),
}

_CRITERIA = {
    "criteria": later("Criteria"),
    "criterion": later("Criterion"),
    "code": later("Code"),
    "answers": later("Answer structure"),
    "n": later("n"),
    "index": later("Index"),
    "median_head": later("Median"),
    "best_head": later("Best"),
    "gap": later("Gap"),
    "verdict": later("Verdict"),
    "to_median": later("Contribution to the gap to the median"),
    "search": later("Search"),
    "group": later("Group"),
    "all": later("All"),
    "above_90": later("above 90"),
    "80_to_90": later("80 to 90"),
    "below_80": later("below 80"),
    "group_size": later("{group} ({n})"),
    "shown": later("{shown} of {n} criteria are shown."),
    "share_of_level": later("{level}: {share}%"),
    "label": later("Reliability"),
    "first_rank": later("First rank that the sample leaves open"),
    "last_rank": later("Last rank that the sample leaves open"),
    "low_end": later("lower end of the interval"),
    "high_end": later("upper end of the interval"),
    "answers_below": later("Colours: share of the answers, not weighted."),
}

_WHAT_IF = {
    "what_if": later("What if"),
    "what_if_what": later(
        "Move a slider to see what a better criterion would be worth, all else equal. It says nothing of the "
        "cost, nor of how to bring it about. Rank sets are only in the tables."
    ),
    "raised": later("{from} → {to}%"),
    "slider": later("{code} {text}: rise in percentage points"),
    "one_point": later("one point more adds {value}"),
    "pays_most": later("pays most: number {n}"),
    "then_overall": later("Overall index then"),
    "then_gap": later("Gap to the median then"),
    "then_rank": later("Rank then"),
    "now": later("now {value}"),
    "reset": later("Reset all"),
    "no_what_if": later("There is nothing to move: {reasons}"),
}

_QUALITY = {
    "quality": later("Responses and quality"),
    "count": later("Count"),
    "this_unit": later("This unit"),
    "all_units": later("All units together"),
    "issued": later("Forms issued"),
    "returned": later("Forms returned"),
    "read": later("Rows read"),
    "accepted": later("Accepted responses"),
    "rejected": later("Rejected rows"),
    "answers_given": later("Answers given"),
    "blank": later("blank"),
    "not_applicable": later("not applicable"),
    "dont_know": later("don't know"),
    "refused": later("refused"),
    "not_eligible": later("not eligible"),
    "unreadable": later("unreadable"),
    "measure": later("Measure"),
    "alpha_of": later("Alpha: {item}"),
    "omega_of": later("Omega: {item}"),
    "straight_lining": later("Same level for all criteria (% of responses)"),
}

_CHANGES = {
    "changes": later("Change over time"),
    "changes_what": later("Change of the index in percentage points with 95 % interval."),
    "item": later("Item"),
    "since": later("Compared with period"),
    "before": later("Before"),
    "change": later("Change"),
    "rank_before": later("Rank before"),
    "up": later("risen"),
    "down": later("fallen"),
    "breaks": later("No series: {reasons}"),
}

_NOTES = {
    "glossary": later("Words and signs"),
    "care": later("Indices in brackets are to be used with care: imprecise, or many answers are missing."),
    "withheld": later("×: withheld, so that nobody's answers can be recognised."),
    "unpublished": later(
        "Not published: too few responses. The figure has no rank and is no part of median and best unit."
    ),
    "no_data": later("–: no figure."),
    "offline": later("This file works without a network; nothing is sent anywhere."),
}

WORDING: Mapping[str, str] = {
    **_FRAME, **_CARD, **_CHARTS, **_CRITERIA, **_WHAT_IF, **_QUALITY, **_CHANGES, **_NOTES
}  # fmt: skip

GLOSSARY = (
    *("index", "ci_low", "n_respondents", "reliable", "use_with_care", "not_published", "suppressed"),
    *("median", "gap_to_median", "above", "below", "not_distinguishable", "n_units"),
    *("best", "gap_to_best", "level_with_best", "rank", "rank_low"),
    *("to_median", "share", "effort_rank", "alpha", "omega", "straight_lining"),
)
"""The words of the tables that the page explains."""
