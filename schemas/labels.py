"""What the tables say in words: kinds of items, labels of reliability, verdicts, reasons."""

from collections.abc import Mapping
from typing import Literal, get_args

from schemas.language import later

Kind = Literal["criterion", "dimension", "overall", "formula"]
Reliability = Literal["reliable", "use_with_care", "not_published", "suppressed"]
RELIABILITIES: tuple[Reliability, ...] = get_args(Reliability)
UNPUBLISHED: tuple[Reliability, ...] = ("not_published", "suppressed")
"""Of units with such an index no rank, median or best unit is made."""

REASONS: Mapping[str, str] = {
    "below_publish_from": later("fewer respondents than the publishing threshold"),
    "no_answers": later("no answer to the item"),
    "criterion_without_answers": later("a criterion of the item was asked and has no answer"),
    "single_sampling_unit": later("a stratum with a single respondent or PSU: no standard error"),
    "few_degrees_of_freedom": later("too few respondents or PSUs for a trustworthy interval"),
    "wide_interval": later("the interval is wider than the threshold for use with care"),
    "many_missing": later("more answers are missing than the threshold for use with care"),
    "suppressed_small": later("so few respondents that they might be recognised"),
    "suppressed_complementary": later("withheld so that a suppressed figure cannot be found by subtraction"),
    "too_few_units": later("too few published units for a median"),
}
"""Why an index is not published, to be used with care, or not compared."""

VERDICTS = ("above", "below", "not_distinguishable")
"""Where a unit stands to the median unit, as far as its sample can tell."""

OUTSIDE = ("above_998", "above_95", "below_95", "below_998")
"""Which control limits of the funnel a unit lies outside of."""

BASES = ("previous", "year_before")
"""What a period is compared with: the one before, or the same one of the year before."""

DIRECTIONS = ("up", "down", "not_distinguishable")
"""How an index changed, as far as both samples can tell."""

BREAKS: Mapping[str, str] = {
    "framework": later("another questionnaire"),
    "formula": later("another formula of the overall index"),
    "scale": later("other levels of the answers, or other values of them"),
    "criteria": later("other criteria in the dimension"),
}
"""Why two periods are no series: what differs is no change of satisfaction."""
