"""The sentences of the letter: every number is in the tables, and nothing is said that they do not hold."""

import csv
import operator
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pandas as pd
import pytest

from pipeline.present.context import Context
from pipeline.present.letter.claim import Claim, claims_table
from pipeline.present.letter.claims import claims
from pipeline.present.letter.proposals import proposals
from pipeline.present.results import Results
from schemas.language import LANGUAGES, LanguageCode
from schemas.tables import CHANGES, types
from tests.conftest import ROOT
from tests.unit.made_results import example_context, example_results, made_context, made_results

KEYS = {
    "estimates": ["unit", "kind", "item"],
    "comparison": ["unit", "kind", "item"],
    "decomposition": ["unit", "item"],
    "changes": ["earlier", "unit", "kind", "item"],
    "accounting": ["unit"],
}
SIGNS = {"=": operator.eq, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
SOURCE = re.compile(r"(\w+)(?:\.csv)?\[(.*?)\]\.(.+)")
WHOLE = re.compile(r"^settings|(count|sum)\(|\.(n_|issued|returned|accepted)|rank(_before|_low|_high)?$")
UP, DOWN, REMARK = "cao hơn trung vị", "thấp hơn trung vị", "chưa đủ cơ sở để phân biệt"


def without_verdicts(context: Context) -> Context:
    return replace(context, letter=context.letter.model_copy(update={"verdicts": False}))


def said(results: Results, context: Context) -> dict[str, str]:
    return {claim.id: claim.sentence for claim in claims(results, context)}


def number_of(results: Results, context: Context, source: str) -> float:
    """A figure by its source as `claims.csv` writes it, read in another way than the program reads it."""
    name, keys, column = SOURCE.fullmatch(source).groups()
    if name == "settings":
        return getattr(context.thresholds, column)
    rows = getattr(results, name)
    for key, value in zip(KEYS[name], keys.split(", "), strict=True):
        any_of = results.comparison["unit"] if key == "unit" else rows[key]
        rows = rows[rows[key].isin(any_of) if value == "*" else rows[key] == value]
    if "kind" in rows and "criterion" in keys:
        rows = rows[rows["item"].isin(context.questionnaire.rated)]
    if counted := re.fullmatch(r"(count|sum)\((.+)\)", column):
        if counted[1] == "sum":
            return rows[counted[2]].sum()
        for part in counted[2].split(" and "):
            left, sign, right = part.split(" ")
            if sign == "has":
                rows = rows[[right in cell.split(";") for cell in rows[left]]]
            elif rows[left].dtype == "str":
                rows = rows[rows[left] == right]
            else:
                rows = rows[SIGNS[sign](rows[left].astype("float64"), float(right))]
        return len(rows)
    (cell,) = rows[column]
    return float(cell)


def printed(value: float, language: LanguageCode, decimals: int) -> str:
    """Digits of a number as that language prints them, without a sign."""
    noise = Decimal(repr(float(value))).quantize(Decimal("1e-9"), ROUND_HALF_EVEN)
    rounded = abs(noise.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
    english = f"{rounded:,}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:[.,]\d+)*", text))


def names(context: Context) -> Iterator[str]:
    """What has numbers and is no figure, in the capitals of the registry or not."""
    code = context.say.code
    questionnaire = context.questionnaire
    yield from (f"{one.code} “{one.text.within(code)}”" for one in questionnaire.criteria)
    yield from context.unit_names.values()
    yield from (context.provenance.rstrip("."), questionnaire.name.within(code))
    yield from ("năm 2019", "năm 2018", "the year 2019", "the year 2018")


def assert_from_tables(found: list[Claim], results: Results, context: Context) -> None:
    texts = sorted(names(context), key=len, reverse=True)
    rows = claims_table(found)
    for row in rows.to_dict("records"):
        sentence = row["sentence"]
        for text in texts:
            sentence = re.sub(re.escape(text), " ", sentence, flags=re.IGNORECASE)
        sentence = re.sub(r"\b(95|80|90) ?%", " ", sentence)
        sources = [source for source in re.split(r"; (?=\w+(?:\.csv)?\[)", row["source_cells"]) if source]
        expected = Counter()
        for source in sources:
            value = number_of(results, context, source)
            expected[printed(value, context.say.code, 0 if WHOLE.search(source) else 2)] += 1
        assert numbers(sentence) == expected, row


def suppressed(results: Results, unit: str, item: str) -> Results:
    """The tables with the dimension `item` of a unit suppressed, and its criteria."""
    gone = [item, *(code for code in results.decomposition["item"].unique() if code.startswith("5."))]
    changed = {}
    for name in ("estimates", "comparison"):
        table = getattr(results, name).copy()
        rows = (table["unit"] == unit) & table["item"].isin(gone)
        floats = [column for column in table if table[column].dtype in ("float64", "Int64")]
        for column in floats:
            if column != "n_units":
                table.loc[rows, column] = pd.NA
        table.loc[rows, "reason"] = "suppressed_small"
        for column in ("verdict", "level_with_best"):
            if column in table:
                table.loc[rows, column] = ""
        if "reliability" in table:
            table.loc[rows, "reliability"] = "suppressed"
        changed[name] = table
    decomposition = results.decomposition.copy()
    own = decomposition["unit"] == unit
    empty = [column for column in decomposition if decomposition[column].dtype in ("float64", "Int64")]
    for column in empty:
        decomposition.loc[own, column] = pd.NA
    return replace(results, **changed, decomposition=decomposition)


def change(item: str, kind: str, now: float, **cells: object) -> dict[str, object]:
    empty = dict.fromkeys(types(CHANGES))
    texts = {name: "" for name, dtype in types(CHANGES).items() if dtype == "str"}
    own = {"period": "2019", "earlier": "2018", "basis": "previous", "unit": "tuan-giao", "kind": kind}
    return {**empty, **texts, **own, "item": item, "index": now, "simulated": True, **cells}


def changed(*rows: dict[str, object]) -> Results:
    return replace(example_results(), changes=pd.DataFrame(rows).astype(types(CHANGES)))


UPWARDS = change(
    "overall",
    "overall",
    86.14,
    index_before=80.0,
    change=6.14,
    change_low=2.1,
    change_high=10.2,
    verdict="up",
    rank_before=7,
    rank=5,
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


@pytest.mark.parametrize("focus", ["u03", "u04", None])
def test_every_number_is_in_the_tables_of_made_units(focus: str | None) -> None:
    results, context = made_results(12), replace(made_context(12), focus=focus)
    assert_from_tables(claims(results, context), results, context)


@pytest.mark.slow
@pytest.mark.parametrize("focus", ["u03", "u27", None])
def test_every_number_is_in_the_tables_of_seventy_units(focus: str | None) -> None:
    results, context = made_results(70), replace(made_context(70, "en"), focus=focus)
    assert_from_tables(claims(results, context), results, context)


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


def test_what_is_to_be_used_with_care_is_told_with_the_reason() -> None:
    told = said(example_results(), replace(example_context(), focus="muong-nhe"))
    assert told["dimensions.feedback.care"] == (
        "Chỉ số này cần được sử dụng thận trọng: khoảng tin cậy rộng hơn ngưỡng dùng thận trọng."
    )
    assert told["basis.criteria.use_with_care.wide_interval"].startswith("Có 4 tiêu chí mà chỉ số cần")


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
    results = made_results(12, HOSTILE)
    context = replace(made_context(12, names=HOSTILE), focus=focus, provenance="a\nb {{7*7}} 12,34 cao hơn")
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


def test_two_units_have_no_median_and_no_verdict() -> None:
    results, context = made_results(2), made_context(2)
    told = said(results, context)
    assert told["overall.gap_to_median"] == (
        "Chưa so sánh với trung vị (quá ít đơn vị được công bố để tính trung vị)."
    )
    assert_from_tables(claims(results, context), results, context)
