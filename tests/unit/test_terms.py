"""Whatever stands in a table of results can be explained, in both languages."""

import pytest

from pipeline.intake.screening import REASONS as OF_SCREENING
from pipeline.measure.quality.coefficient import REASONS as OF_QUALITY
from pipeline.present.explain import UnknownCodeError, explanation
from schemas.labels import DIRECTIONS, REASONS, RELIABILITIES, VERDICTS
from schemas.language import LANGUAGES, Language
from schemas.problems import PROBLEMS
from schemas.questionnaire import FORMULAS, MISSING_CODES
from schemas.tables import CHANGES, COMPARISON, DECOMPOSITION, ESTIMATES, FUNNEL, RESPONDENTS
from schemas.terms import TERMS
from tests.unit.made_tables import SIPAS

PLACES = {
    *("period", "unit", "unit_name", "kind", "item", "dimension", "level", "formula", "simulated"),
    *("earlier", "basis", "variable", "value", "n", "share"),
}
"""Columns that say which row it is."""

MEASURES = {
    *("alpha", "alpha_standardised", "omega", "item_total", "item_total_overall"),
    *("alpha_without", "alpha_without_overall", "straight_lining"),
    *("driver", "r_squared", "r_squared_of_criteria"),
    *(f"missing_{kind}" for kind in MISSING_CODES),
}


def test_every_verdict_label_and_reason_is_explained():
    assert TERMS.keys() >= {*VERDICTS, *DIRECTIONS, *RELIABILITIES, *REASONS, *OF_QUALITY, *OF_SCREENING}


@pytest.mark.parametrize(
    "schema",
    [ESTIMATES, COMPARISON, DECOMPOSITION, CHANGES, FUNNEL, RESPONDENTS],
    ids=["est", "cmp", "dec", "chg", "fun", "res"],
)
def test_every_column_of_figures_is_explained(schema):
    assert set(schema.columns) - PLACES <= TERMS.keys()


def test_every_measure_of_quality_is_explained():
    assert TERMS.keys() >= MEASURES


def test_no_word_means_two_things():
    assert not TERMS.keys() & {*PROBLEMS, *FORMULAS}
    assert not TERMS.keys() & {*SIPAS.codes, *(dimension.code for dimension in SIPAS.dimensions)}


@pytest.mark.parametrize("reasons", [REASONS, OF_QUALITY, OF_SCREENING])
def test_a_reason_is_called_as_where_it_is_given(reasons):
    assert {code: TERMS[code].title for code in reasons} == dict(reasons)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("term", TERMS)
def test_a_term_has_a_title_and_a_meaning_of_one_or_two_sentences(term, code):
    say = Language(code)
    title, meaning = explanation(term, [SIPAS], say)
    assert title == f"{term}: {say(TERMS[term].title)}"
    assert meaning.strip() == say(TERMS[term].meaning)
    assert meaning.endswith(".")
    assert meaning.count(". ") <= 1


@pytest.mark.parametrize("term", TERMS)
def test_a_term_is_translated(term):
    vi = Language("vi")
    assert vi(TERMS[term].title) != TERMS[term].title
    assert vi(TERMS[term].meaning) != TERMS[term].meaning


def test_a_word_that_is_nearly_right_is_suggested():
    with pytest.raises(UnknownCodeError, match="not_distinguishable"):
        explanation("not-distinguishable", [SIPAS], Language("en"))


def test_the_verdict_of_the_letter_is_explained():
    (title, meaning) = explanation("not_distinguishable", [SIPAS], Language("vi"))
    assert title == "not_distinguishable: chưa phân biệt được"
    assert "không có nghĩa là hai mức bằng nhau" in meaning
