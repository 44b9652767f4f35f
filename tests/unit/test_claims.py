"""The sentences of the letter: what they say of a unit, of all units, and of those that are not published."""

import csv
from dataclasses import replace

import pytest

from pipeline.present.claims.claims import claims
from pipeline.present.claims.proposals import proposals
from schemas.language import LANGUAGES, LanguageCode
from tests.conftest import ROOT
from tests.unit.made_results import example_context, example_results, made_context, made_results
from tests.unit.told_claims import UPWARDS, changed, numbers, said, without_verdicts

UP, DOWN, REMARK = "cao hơn trung vị", "thấp hơn trung vị", "chưa đủ cơ sở để phân biệt"


def test_the_printed_figures_of_tuan_giao_are_all_said() -> None:
    path = ROOT.parent / "shared" / "data" / "tuan-giao" / "published-2019.csv"
    if not path.exists():
        pytest.skip("the published figures are not on this machine")
    with path.open(encoding="utf-8-sig", newline="") as file:
        published = {row["item"]: row["printed"] for row in csv.DictReader(file) if row["section"] == "sipas"}
    text = " ".join(said(example_results(), example_context()).values())
    assert {name for name, figure in published.items() if figure not in text} == set()
    assert len(published) == 11


def test_the_letter_of_tuan_giao_says_no_more_than_its_sample() -> None:
    told = said(example_results(), example_context())
    assert told["overall.index"].endswith(
        "đạt 86,14% (khoảng tin cậy 95%: từ 83,39% đến 88,50%; 180 người trả lời)."
    )
    assert told["overall.gap_to_median"] == (
        "So với trung vị của 10 đơn vị (86,09%), chênh lệch chính thức là +0,05 điểm %; chưa đủ cơ sở để "
        "phân biệt với trung vị ở cỡ mẫu này; khoảng tin cậy 95% của chênh lệch từ −2,20 đến +1,96 điểm %."
    )
    assert told["overall.gap_to_best"] == (
        "So với đơn vị có chỉ số cao nhất theo số liệu chính thức là thị xã Mường Lay (99,39%), chỉ số này "
        "thấp hơn 13,25 điểm %, chênh lệch có ý nghĩa thống kê; khoảng tin cậy 95% của chênh lệch "
        "từ −16,07 đến −10,81 điểm %."
    )
    assert told["overall.rank"] == (
        "Thứ hạng theo số liệu chính thức: hạng 5/10 (khoảng tin cậy 95%: từ hạng 3 đến hạng 8)."
    )
    assert told["dimensions.counts"] == (
        "Theo số liệu chính thức, 4/5 nội dung có chênh lệch dương và 1/5 nội dung có chênh lệch âm so với "
        "trung vị; ở cỡ mẫu này, chưa đủ cơ sở để phân biệt nội dung nào với trung vị."
    )
    assert told["criteria.groups"] == (
        "Trong 22 tiêu chí có 1 tiêu chí đạt trên 90%, 17 tiêu chí đạt từ 80% đến 90%, "
        "4 tiêu chí đạt dưới 80%."
    )
    assert told["basis.forms"] == "Số phiếu phát ra 190, thu về 184, hợp lệ 180."
    assert UP not in " ".join(told.values())
    assert DOWN not in " ".join(told.values())


def test_the_same_in_english() -> None:
    told = said(example_results(), example_context("en"))
    assert told["overall.gap_to_median"] == (
        "The official gap to the median of the 10 units (86.09%) is +0.05 percentage points; at this sample "
        "size it is not distinguishable from the median; "
        "95 % interval of the gap: −2.20 to +1.96 percentage points."
    )
    assert told["criteria.range"] == (
        "The indices of the 22 criteria range from 75.00% (criterion 5.4 “Notifies outcome in time”) "
        "to 90.56% (3.1 “Polite manner”)."
    )


def test_another_cell_makes_another_sentence() -> None:
    table = example_results().comparison.copy()
    row = (table["unit"] == "tuan-giao") & (table["kind"] == "overall")
    table.loc[row, "gap_to_median"] = 0.06
    other = said(replace(example_results(), comparison=table), example_context())["overall.gap_to_median"]
    assert "+0,06 điểm %" in other
    assert "+0,05 điểm %" not in other


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("focus", ["tuan-giao", "dien-bien", "muong-lay", "muong-nhe", None])
def test_without_verdicts_the_figures_stay_and_the_words_go(
    language: LanguageCode, focus: str | None
) -> None:
    context = replace(example_context(language), focus=focus)
    told = said(example_results(), context)
    quiet = said(example_results(), without_verdicts(context))
    text = " ".join(quiet.values())
    for words in ("cao hơn", "thấp hơn", "phân biệt", "ý nghĩa thống kê", "ngang mức"):
        assert words not in text
    for words in ("higher", "lower than", "distinguishable", "significant", "level with"):
        assert words not in text
    same = [name for name in quiet if name.endswith(("index", "gap_to_median", "rank", "median"))]
    for name in same:
        assert numbers(quiet[name]) == numbers(told[name])
    if focus == "muong-nhe" and language == "vi":
        assert "chênh lệch chính thức là −8,21 điểm %;" in quiet["overall.gap_to_median"]


def test_a_letter_about_all_units() -> None:
    told = said(example_results(), replace(example_context(), focus=None))
    assert told["overall.above"] == (
        "Có 3/10 đơn vị có chỉ số cao hơn trung vị với chênh lệch có ý nghĩa thống kê: thị xã Mường Lay "
        "(+13,30 điểm %); thành phố Điện Biên Phủ (+7,21 điểm %); huyện Điện Biên (+3,61 điểm %)."
    )
    assert told["overall.not_distinguishable"] == (
        "Có 5/10 đơn vị chưa phân biệt được với trung vị ở cỡ mẫu này."
    )
    assert told["dimensions.lowest_median"] == (
        "Nội dung có trung vị thấp nhất là “Tiếp nhận, giải quyết góp ý, phản ánh, kiến nghị” (76,73%)."
    )
    assert "2.196 phiếu hợp lệ tại 10 đơn vị" in told["opening.survey"]


def test_units_level_with_the_best_are_told() -> None:
    results, context = made_results(12), replace(made_context(12), focus=None)
    level = results.comparison.query(
        "kind == 'dimension' and item == 'feedback' and level_with_best == 'yes'"
    )
    assert len(level) > 1
    sentence = said(results, context)["dimensions.feedback.highest"]
    assert f"{len(level)} đơn vị (kể cả đơn vị này) chưa phân biệt được với mức cao nhất" in sentence
    assert "phân biệt" not in said(results, without_verdicts(context))["dimensions.feedback.highest"]


@pytest.mark.parametrize("focus", ["u04", "zzz"])
def test_a_unit_that_is_not_published_has_no_figure(focus: str) -> None:
    results, context = made_results(12), replace(made_context(12), focus=focus)
    found = claims(results, context)
    assert [claim.id for claim in found] == [
        *("opening.survey", "opening.provenance", "opening.simulated"),
        *("overall.unpublished", "basis.publishing"),
    ]
    assert {cell.table for claim in found for cell in claim.cells} == {"settings"}
    assert proposals(results, context) == []


def test_what_is_to_be_used_with_care_is_told_with_the_reason() -> None:
    told = said(example_results(), replace(example_context(), focus="muong-nhe"))
    assert told["dimensions.feedback.care"] == (
        "Chỉ số này cần được sử dụng thận trọng: khoảng tin cậy rộng hơn ngưỡng dùng thận trọng."
    )
    assert told["basis.criteria.use_with_care.wide_interval"].startswith("Có 4 tiêu chí mà chỉ số cần")


def test_ids_are_unique_and_places_in_their_order() -> None:
    found = claims(changed(UPWARDS), example_context())
    assert len({claim.id for claim in found}) == len(found)
    places = list(dict.fromkeys(claim.place for claim in found))
    assert places == ["opening", "overall", "dimensions", "criteria", "change", "basis"]


HOSTILE = (
    "Xã <script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "{{7*7}} ${x} {unit} %s",
    "Xã \u202egnouM\u202c\n\tẢng\x00 9",
    "Xã " + "rất dài " * 40 + "12,5",
    "2019",
)


@pytest.mark.parametrize("focus", ["u00", "u01", "u02", "u03", "u05", None])
def test_hostile_names_stay_names_on_one_line(focus: str | None) -> None:
    results = made_results(7, HOSTILE)
    context = replace(made_context(7, names=HOSTILE), focus=focus, provenance="a\nb {{7*7}} 12,34 cao hơn")
    found = claims(results, context)
    for sentence in [
        *(claim.sentence for claim in found),
        *(p.gain.sentence for p in proposals(results, context)),
    ]:
        assert sentence.isprintable()
        assert "\u202e" not in sentence
    text = " ".join(claim.sentence for claim in found)
    assert "a b {{7*7}} 12,34 cao hơn" in text
    if focus == "u02":
        assert "{{7*7}} ${x} {unit} %s" in text
    if focus == "u03":
        assert "xã gnouM Ảng 9" in text
