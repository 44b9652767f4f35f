"""Measures proposed: the criteria in which a point pays most, those below 80 % first."""

from dataclasses import replace

import pytest

from pipeline.present.claims.gate import ClaimError, checked
from pipeline.present.claims.proposals import MOST, proposals
from pipeline.present.results import Results
from schemas.documents import Letter
from tests.unit.made_results import example_context, example_results, made_context, made_results

OWN = "tuan-giao"


def with_cells(unit: str = OWN, items: tuple[str, ...] = (), **cells: object) -> Results:
    table = example_results().decomposition.copy()
    rows = table["unit"] == unit
    if items:
        rows &= table["item"].isin(items)
    for name, value in cells.items():
        table.loc[rows, name] = value
    return replace(example_results(), decomposition=table)


def items(results: Results, focus: str | None = OWN) -> list[str]:
    return [one.item for one in proposals(results, replace(example_context("en"), focus=focus))]


def test_those_below_eighty_come_first_then_where_most_is_gained() -> None:
    assert items(example_results()) == ["2.5", "5.3", "1.3", "2.1", "2.2"]
    own = example_results().decomposition.query("unit == @OWN and at_median_gain > 0")
    weak = own[own["index"] < 80].sort_values("effort_rank")["item"].tolist()
    others = own[own["index"] >= 80].sort_values("effort_rank")["item"].tolist()
    assert items(example_results()) == (weak + others)[:MOST]


def test_the_gain_is_a_claim_on_the_what_if_table() -> None:
    first = proposals(example_results(), example_context())[0]
    assert first.criterion == (
        "Thời hạn giải quyết (từ ngày hồ sơ được tiếp nhận đến ngày trả kết quả) là đúng quy định"
    )
    assert first.gain.id == "measures.2.5"
    assert first.gain.sentence == (
        f"Nếu đưa tiêu chí 2.5 “{first.criterion}” từ 78,89% lên 86,71% (mức trung vị của các đơn vị) và các "
        "tiêu chí khác giữ nguyên thì chỉ số chung tăng 0,41 điểm %, đạt 86,55%; thứ hạng khi đó là 5 "
        "(khoảng tin cậy 95%: từ hạng 3 đến hạng 8)."
    )
    assert [cell.source for cell in first.gain.cells][:2] == [
        "decomposition.csv[tuan-giao, 2.5].index",
        "decomposition.csv[tuan-giao, 2.5].at_median_raised_to",
    ]
    assert (first.do, first.lead, first.by) == ("", "", "")


def test_the_same_in_english() -> None:
    assert proposals(example_results(), example_context("en"))[0].gain.sentence == (
        "If criterion 2.5 “Time limit as prescribed” is brought from 78.89% to 86.71%, the median of the "
        "units, and all else stays as it is, the overall index rises by 0.41 percentage points to 86.55%; "
        "the rank would be 5 (95 % interval: rank 3 to rank 8)."
    )


def test_what_gains_nothing_is_not_proposed() -> None:
    assert "5.3" not in items(with_cells(items=("5.3",), at_median_gain=0.004))
    assert "5.3" in items(with_cells(items=("5.3",), at_median_gain=0.006))


def test_above_the_median_everywhere_the_lowest_are_raised() -> None:
    results = with_cells(at_median_gain=0.0)
    assert items(results) == ["5.4", "5.3", "5.2", "2.5", "5.1"]
    sentence = proposals(results, example_context("en"))[0].gain.sentence
    assert sentence.startswith(
        "If criterion 5.4 “Notifies outcome in time” is brought from 75.00% to 80.00% and"
    )
    assert "median" not in sentence


def test_the_office_says_what_is_done_by_whom_and_by_when() -> None:
    measure = {"do": "Niêm yết\nthời hạn \u202e", "lead": "Phòng Nội vụ", "by": "Quý I/2020"}
    letter = Letter.model_validate({"measures": {"2.5": measure}})
    first, second, *_ = proposals(example_results(), replace(example_context(), letter=letter))
    assert (first.do, first.lead, first.by) == ("Niêm yết thời hạn", "Phòng Nội vụ", "Quý I/2020")
    assert (second.do, second.lead, second.by) == ("", "", "")


def test_without_verdicts_the_same_is_proposed() -> None:
    context = example_context()
    quiet = replace(context, letter=Letter(verdicts=False))
    assert proposals(example_results(), quiet) == proposals(example_results(), context)


def test_nobody_and_the_unpublished_have_no_proposals() -> None:
    assert items(example_results(), None) == []
    assert items(example_results(), "zzz") == []
    assert proposals(made_results(12), replace(made_context(12), focus="u04")) == []


def test_without_a_median_the_lowest_are_raised() -> None:
    results, context = made_results(2), made_context(2, "en")
    found = proposals(results, context)
    assert len(found) == MOST
    own = results.decomposition.query("unit == 'u00'").sort_values("index", kind="stable")
    assert [one.item for one in found] == own["item"].head(MOST).tolist()


@pytest.mark.parametrize(
    ("old", "new"), [("0.41", "0.42"), ("rises by", "falls by"), ("86.55%", "86.55%, above")]
)
def test_a_forged_gain_is_refused(old: str, new: str) -> None:
    context = example_context("en")
    gain = proposals(example_results(), context)[0].gain
    with pytest.raises(ClaimError, match=r"measures\.2\.5"):
        checked([replace(gain, sentence=gain.sentence.replace(old, new))], example_results(), context)
