"""The claim gate: no forged sentence passes."""

from dataclasses import replace

import pytest

from pipeline.present.claims.claim import Claim
from pipeline.present.claims.claims import claims
from pipeline.present.claims.conditions import Condition, conditions_of
from pipeline.present.claims.gate import ClaimError, checked
from pipeline.present.context import Context
from pipeline.present.results import Results
from schemas.language import LANGUAGES, LanguageCode
from tests.unit.made_results import example_context, example_results
from tests.unit.told_claims import OVERALL, OWN, claimed, with_cells, without_verdicts

ABOVE = {
    "verdict": "above",
    "gap_to_median": 3.0,
    "gap_to_median_low": 1.0,
    "gap_to_median_high": 5.0,
}


def refused(claim: Claim, context: Context, results: Results | None = None) -> str:
    with pytest.raises(ClaimError) as error:
        checked([claim], results or example_results(), context)
    return str(error.value)


def test_the_highest_unit_is_told_with_those_level_with_it() -> None:
    context = replace(example_context("en"), focus="muong-lay")
    alone = claimed("overall.gap_to_best", context)
    assert alone.sentence == (
        "Officially this is the highest index of the 10 units, and no other unit is level with it."
    )
    both = claimed("overall.gap_to_best", context, with_cells("dien-bien-phu", level_with_best="yes"))
    assert both.sentence == (
        "Officially this is the highest index of the 10 units; at this sample size 2 units, this one "
        "included, are not distinguishable from the highest: Mường Lay town; Điện Biên Phủ city."
    )
    assert "the remark is missing" in refused(
        replace(alone, test=f"comparison.csv[{', '.join(('muong-lay', *OVERALL[1:]))}].rank = 1"),
        context,
        with_cells("dien-bien-phu", level_with_best="yes"),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_true_claims_pass_again(language: LanguageCode) -> None:
    context = example_context(language)
    found = claims(example_results(), context)
    assert checked(found, example_results(), context) == found


def test_a_wrong_number_in_the_sentence_is_refused() -> None:
    context = example_context()
    own = claimed("overall.index", context)
    faults = refused(replace(own, sentence=own.sentence.replace("86,14", "86,41")), context)
    assert faults == "overall.index: 86,14 is not in the sentence\noverall.index: 86,41 has no source"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hạng 5/10", "hạng 4/10"),
        ("từ hạng 3 ", "từ hạng 2 "),
        ("hạng 5/10 (khoảng tin cậy 95%: từ hạng 3 đến hạng 8)", "hạng 5/10"),
        ("95%", "99%"),
        ("hạng 5/10", "hạng 5/10 (2019)"),
    ],
)
def test_every_number_needs_its_cell(old: str, new: str) -> None:
    own = claimed("overall.rank", example_context())
    assert old in own.sentence
    assert "overall.rank: " in refused(
        replace(own, sentence=own.sentence.replace(old, new)), example_context()
    )


def test_a_cell_that_is_not_so_is_refused() -> None:
    context = example_context()
    own = claimed("overall.index", context)
    first, *rest = own.cells
    value = replace(own, cells=(replace(first, value=86.0), *rest))
    assert "is 86.14" in refused(value, context)
    printed = replace(own, sentence=own.sentence.replace("86,14", "86,15"))
    assert "printed 86,15" in refused(
        replace(printed, cells=(replace(first, printed="86,15"), *rest)), context
    )
    nowhere = replace(own, cells=(replace(first, keys=(OWN, "overall", "none")), *rest))
    assert "no such cell: comparison.csv[tuan-giao, overall, none].index" in refused(nowhere, context)


def test_tables_that_changed_meanwhile_are_noticed() -> None:
    own = claimed("overall.gap_to_median", example_context())
    assert "is 0.06" in refused(own, example_context(), with_cells(gap_to_median=0.06))


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("vi", "chênh lệch chính thức là +0,05", "cao hơn trung vị +0,05"),
        ("vi", "So với trung vị", "Vượt trung vị"),
        ("vi", "So với trung vị", "Thấp hơn trung vị"),
        ("vi", "; chưa đủ cơ sở để phân biệt với trung vị ở cỡ mẫu này", ", có ý nghĩa thống kê"),
        ("vi", "So với trung vị", "Là mức tốt nhất so với trung vị"),
        ("en", "The official gap to the median", "The gap above the median"),
        ("en", "is +0.05 percentage points", "is better than it by 0.05 percentage points"),
        ("en", "is +0.05", "rose by +0.05"),
    ],
)
def test_words_that_the_verdict_does_not_allow_are_refused(
    language: LanguageCode, old: str, new: str
) -> None:
    context = example_context(language)
    own = claimed("overall.gap_to_median", context)
    assert old in own.sentence
    assert "is not what the tables allow" in refused(
        replace(own, sentence=own.sentence.replace(old, new)), context
    )


def test_the_remark_cannot_be_left_out() -> None:
    own = claimed("overall.gap_to_median", example_context())
    silent = own.sentence.replace("; chưa đủ cơ sở để phân biệt với trung vị ở cỡ mẫu này", "")
    assert "the remark is missing" in refused(replace(own, sentence=silent), example_context())


def test_above_cannot_be_said_as_below() -> None:
    context, results = example_context(), with_cells(**ABOVE)
    own = claimed("overall.gap_to_median", context, results)
    assert '"thấp hơn" is not' in refused(
        replace(own, sentence=own.sentence.replace("cao hơn", "thấp hơn")), context, results
    )


def test_a_gap_cannot_lose_its_sign() -> None:
    own = claimed("overall.gap_to_median", example_context())
    (cell,) = (cell for cell in own.cells if cell.column == "gap_to_median_low")
    bare = tuple(replace(one, printed="2,20") if one == cell else one for one in own.cells)
    forged = replace(own, sentence=own.sentence.replace("−2,20", "2,20"), cells=bare)
    assert "has lost its sign" in refused(forged, example_context())


def test_a_test_that_does_not_hold_or_is_none_is_refused() -> None:
    own = claimed("overall.gap_to_median", example_context())
    other = replace(own, test=own.test.replace("not_distinguishable", "above"))
    assert "not so: comparison.csv[tuan-giao, overall, overall].verdict = above" in refused(
        other, example_context()
    )
    assert "a test that cannot be made" in refused(replace(own, test="quite sure"), example_context())
    missing = replace(own, test="comparison.csv[tuan-giao, overall, none].verdict = above")
    assert "a test that cannot be made" in refused(missing, example_context())


def test_an_extreme_needs_an_official_place() -> None:
    context = example_context()
    own = claimed("criteria.lowest", context)
    assert '"thấp nhất" is not' in refused(replace(own, test=""), context)
    best = claimed("overall.gap_to_best", context)
    other = " and ".join(part for part in best.test.split(" and ") if "best_units" not in part)
    assert '"cao nhất" is not' in refused(replace(best, test=other), context)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("overall.index", "huyện Tuần Giáo", "thị xã Mường Lay"),
        ("overall.gap_to_best", "thị xã Mường Lay", "thành phố Điện Biên Phủ"),
        ("dimensions.access.index", "“Tiếp cận dịch vụ”", "“Thủ tục hành chính”"),
    ],
)
def test_another_name_is_a_stranger(name: str, old: str, new: str) -> None:
    own = claimed(name, example_context())
    assert old in own.sentence
    assert f"{new} is named" in refused(
        replace(own, sentence=own.sentence.replace(old, new)), example_context()
    )


def test_a_figure_of_another_unit_is_refused() -> None:
    other = claimed("overall.index", replace(example_context(), focus="muong-lay"))
    forged = replace(other, sentence=other.sentence.replace("thị xã Mường Lay", "huyện Tuần Giáo"))
    assert "a figure of muong-lay" in refused(forged, example_context())


def test_no_verdict_passes_where_they_are_switched_off() -> None:
    context = example_context()
    for name in ("overall.gap_to_median", "overall.gap_to_best", "dimensions.counts", "criteria.judged"):
        assert "is not what the tables allow" in refused(claimed(name, context), without_verdicts(context))


def test_denials_need_their_count() -> None:
    context = replace(example_context(), focus=None)
    none = with_cells(verdict="not_distinguishable", kind="overall", unit="muong-nhe")
    none = replace(none, comparison=none.comparison.replace({"verdict": {"below": "not_distinguishable"}}))
    denied = claimed("overall.below", context, none)
    assert (
        denied.sentence
        == "Không có đơn vị nào có chỉ số thấp hơn trung vị với chênh lệch có ý nghĩa thống kê."
    )
    assert "not so: " in refused(denied, context)
    assert "is not what" in refused(replace(denied, test=""), context, none)


def test_all_faults_are_told_at_once() -> None:
    context = example_context()
    found = claims(example_results(), context)
    forged = [replace(claim, sentence=claim.sentence + " 7") for claim in found[:3]]
    with pytest.raises(ClaimError) as error:
        checked([*forged, *found[3:]], example_results(), context)
    assert len(str(error.value).splitlines()) == 3


def test_a_sentence_is_one_line() -> None:
    own = claimed("opening.simulated", example_context())
    for sentence in ("", "a\nb", "a\u202eb"):
        assert "not a sentence on one line" in refused(replace(own, sentence=sentence), example_context())


def test_a_test_is_read_as_it_was_printed() -> None:
    conditions = [
        Condition("comparison.csv", OVERALL, "verdict", "=", "above"),
        Condition("comparison.csv", (OWN, "criterion", "*"), "count(index >= 80 and index <= 90)", "=", "17"),
        Condition("comparison.csv", OVERALL, "gap_to_best_high", "<", "0"),
    ]
    assert conditions_of(" and ".join(map(str, conditions))) == conditions
