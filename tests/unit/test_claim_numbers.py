"""Every number in a sentence of the letter is in the tables, by a reading that is not the program's own."""

from dataclasses import replace

import pytest

from pipeline.present.claims.claims import claims
from pipeline.present.claims.proposals import proposals
from schemas.language import LANGUAGES, LanguageCode
from tests.unit.made_results import example_context, example_results, made_context, made_results
from tests.unit.told_claims import (
    UPWARDS,
    assert_from_tables,
    change,
    changed,
    said,
    suppressed,
    without_verdicts,
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("judged", [True, False])
@pytest.mark.parametrize("focus", ["tuan-giao", "muong-lay", "dien-bien", "muong-nhe", None])
def test_every_number_is_in_the_tables(language: LanguageCode, judged: bool, focus: str | None) -> None:
    context = replace(example_context(language), focus=focus)
    if not judged:
        context = without_verdicts(context)
    found = claims(example_results(), context)
    assert len(found) > 20
    assert_from_tables(found, example_results(), context)
    assert_from_tables(
        [one.gain for one in proposals(example_results(), context)], example_results(), context
    )


def test_a_number_that_is_in_no_table_is_found() -> None:
    results, context = example_results(), example_context()
    own = next(claim for claim in claims(results, context) if claim.id == "overall.rank")
    assert_from_tables([own], results, context)
    for sentence in (
        own.sentence.replace("5/10", "4/10"),
        own.sentence + " 7",
        own.sentence.replace("8", ""),
    ):
        with pytest.raises(AssertionError):
            assert_from_tables([replace(own, sentence=sentence)], results, context)


@pytest.mark.parametrize("focus", ["u03", "u04", None])
def test_every_number_is_in_the_tables_of_made_units(focus: str | None) -> None:
    results, context = made_results(12), replace(made_context(12), focus=focus)
    assert_from_tables(claims(results, context), results, context)


@pytest.mark.slow
@pytest.mark.parametrize("focus", ["u03", "u27", None])
def test_every_number_is_in_the_tables_of_seventy_units(focus: str | None) -> None:
    results, context = made_results(70), replace(made_context(70, "en"), focus=focus)
    assert_from_tables(claims(results, context), results, context)


def test_a_suppressed_dimension_is_told_without_figures() -> None:
    results = suppressed(example_results(), "tuan-giao", "feedback")
    context = example_context()
    found = claims(results, context)
    assert_from_tables(found, results, context)
    told = {claim.id: claim.sentence for claim in found}
    assert told["dimensions.feedback.unpublished"] == (
        "Nội dung “Tiếp nhận, giải quyết góp ý, phản ánh, kiến nghị”: không công bố chỉ số (quá ít người "
        "trả lời nên có thể bị nhận ra)."
    )
    assert not [name for name in told if name.startswith("dimensions.feedback.") and "unpub" not in name]
    assert "18 tiêu chí" in told["criteria.range"]
    assert "77,88" not in " ".join(told.values())
    assert "criteria.to_best" not in told
    assert "overall.index" in told
    assert proposals(results, context) == []


def test_changes_are_told_as_the_samples_allow() -> None:
    rows = (
        UPWARDS,
        change(
            "access",
            "dimension",
            85.69,
            index_before=84.0,
            change=1.69,
            change_low=-3.0,
            change_high=6.0,
            verdict="not_distinguishable",
        ),
        change("results", "dimension", 89.26, index_before=80.0, breaks="criteria"),
        change("procedures", "dimension", 84.0, index_before=90.0, change=-6.0, reason="below_publish_from"),
        change(
            "feedback", "dimension", 77.88, index_before=80.0, change=-2.12, reason="single_sampling_unit"
        ),
    )
    results, context = changed(*rows), example_context("en")
    assert_from_tables(claims(results, context), results, context)
    told = {name: text for name, text in said(results, context).items() if name.startswith("change")}
    assert told == {
        "change.overall": "Compared with the year 2018 (80.00%), the overall index rose by 6.14 percentage "
        "points, a statistically significant change; "
        "95 % interval of the change: +2.10 to +10.20 percentage points.",
        "change.overall.rank": "The official rank was 7 in the year 2018; "
        "it is now 5/10 (95 % interval: rank 3 to rank 8).",
        "change.access": "Compared with the year 2018 (84.00%), the official change of dimension “Access to "
        "the service” is +1.69 percentage points; at this sample size the two periods are not "
        "distinguishable; 95 % interval of the change: −3.00 to +6.00 percentage points.",
        "change.results": "No comparison of dimension “Service result” with the year 2018 is made, because "
        "what was measured differs: other criteria in the dimension.",
        "change.feedback": "Compared with the year 2018 (80.00%), the official change of dimension “Feedback "
        "and complaints” is −2.12 percentage points.",
    }
    quiet = said(results, without_verdicts(context))
    assert "the official change of the overall index is +6.14 percentage points;" in quiet["change.overall"]


def test_a_change_that_is_none_once_all_are_taken_together() -> None:
    row = {**UPWARDS, "verdict": "not_distinguishable"}
    sentence = said(changed(row), example_context("en"))["change.overall"]
    assert "adjusted for the number of comparisons the two periods are not distinguishable" in sentence
    assert "rose" not in sentence


def test_two_units_have_no_median_and_no_verdict() -> None:
    results, context = made_results(2), made_context(2)
    told = said(results, context)
    assert told["overall.gap_to_median"] == (
        "Chưa so sánh với trung vị (quá ít đơn vị được công bố để tính trung vị)."
    )
    assert_from_tables(claims(results, context), results, context)
