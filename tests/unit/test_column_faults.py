"""A column is refused where its cells as a whole cannot be trusted, and only there."""

import time
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.coding.answers import AnswerReader
from pipeline.intake.coding.column_faults import ColumnFault, column_fault, listed_examples
from pipeline.intake.coding.legends import legend_fault
from schemas.problems import PROBLEMS
from schemas.questionnaire import Level, Questionnaire, Scale, load_questionnaire
from schemas.toml import Text
from tests.conftest import ROOT

SIPAS, KANSAS = (
    load_questionnaire(ROOT / "schemas" / "questionnaires" / f"{name}.toml")
    for name in ("sipas-2017", "kcmo-2021")
)
SCALE = SIPAS.scale
READER = AnswerReader(SCALE)
LABELS = ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"]


def found(
    counts: dict[str, int],
    limit: float = 2,
    reader: AnswerReader = READER,
    show: Callable[[str], str] = str,
) -> str | None:
    fault = column_fault(counts, reader, SCALE, limit, show)
    assert fault is None or fault.code in PROBLEMS
    return fault.code if fault else None


def fault(counts: dict[str, int], limit: float = 2, show: Callable[[str], str] = str) -> ColumnFault:
    result = column_fault(counts, READER, SCALE, limit, show)
    assert result is not None
    return result


def legend(*texts: str, reader: AnswerReader = READER) -> str | None:
    result = legend_fault(texts, reader, SCALE)
    return result.code if result else None


@pytest.mark.parametrize(
    "counts",
    [
        {},
        {"": 100},
        {"": 100, "x": 0},
        {"4": 50, "5": 50, "": 900},
        {"Hài lòng": 50, "rat hai long": 50},
        {"4 - Hài lòng": 50, "5 - Rất hài lòng": 50, "99 - Không biết": 5},
        {"không áp dụng": 50},
        {"không áp dụng": 30, "99": 20, "": 3},
        {"không áp dụng": 99, "x": 1},
        {"4": 1, "x": 1},
        {"4": 98, "x": 1, "6": 1},
        {"4 - Hài lòng": 500, "1 - Rất hài lòng": 1},
        {"4 - Hài lòng": 500, "1 - Rất hài lòng": 1, "5 - Hài lòng": 1},
        {"4": 500, "2 - Rất hài lòng": 1},
        {"Hài lòng": 500, "1 - Rất hài lòng": 1},
        {"Hài lòng": 500, "1 - Rất hài lòng": 1, "5 - Hài lòng": 1},
        {"4": 500, "3 - Bình thường": 20},
    ],
)
def test_a_column_with_few_bad_cells_is_kept(counts: dict[str, int]) -> None:
    assert found(counts) is None


@pytest.mark.parametrize(
    "counts",
    [
        {"1 - Rất hài lòng": 50, "5. Rất không hài lòng": 3},
        {"1 - Rất hài lòng": 50, "2 - Hài lòng": 30, "3 - Bình thường": 20},
        {"1 - Rất hài lòng": 50, "3 - Bình thường": 20, "99 - Không biết": 1},
        {"1 - RAT HAI LONG": 2},
        {"Rất hài lòng (1)": 2, "x": 50},
        {"1": 300, "2": 200, "1 - Rất hài lòng": 1},
        {"1: Very satisfied": 10, "5: Very dissatisfied": 10, "4": 100},
        {"1 - RÊt hµi lßng": 5, "2 - Hµi lßng": 5},
    ],
)
def test_a_column_in_which_1_is_the_best_is_refused(counts: dict[str, int]) -> None:
    assert found(counts, limit=100) == "reversed-scale"


def test_a_reversed_scale_is_told_with_examples_and_what_is_best() -> None:
    told = dict(fault({"2 - Hài lòng": 3, "1 - Rất hài lòng": 12, "3 - Bình thường": 90, "4": 7}).values)
    assert told == {"examples": '"1 - Rất hài lòng" (12), "2 - Hài lòng" (3)', "best": "5 = Rất hài lòng"}


@pytest.mark.parametrize(
    "counts",
    [
        {"1 - Rất hài lòng": 50, "5 - Rất hài lòng": 50},
        {"1 - Rất hài lòng": 50, "3 - Hài lòng": 2},
        {"0 - Rất không hài lòng": 9, "4 - Rất hài lòng": 9},
        {"3 - Hài lòng": 40, "4 - Rất hài lòng": 40, "1 - Rất không hài lòng": 40, "2 - Không hài lòng": 40},
        {"4 - Hài lòng": 97, "5 - Hài lòng": 3},
        {"4": 5000, "2 - Rất hài lòng": 2},
        {"5 - Không biết": 20, "4": 80},
        {"Hài lòng": 97, "5 - Hài lòng": 3},
    ],
)
def test_a_column_whose_labels_contradict_its_codes_is_refused(counts: dict[str, int]) -> None:
    assert found(counts) == "contradicting-labels"


def test_the_middle_of_the_scale_does_not_show_its_direction() -> None:
    assert found({"3 - Bình thường": 50, "1 - Rất hài lòng": 50}) == "reversed-scale"
    assert found({"3 - Bình thường": 50, "3 - Hài lòng": 50}) == "contradicting-labels"
    assert found({"3 - Bình thường": 50, "98 - Không biết": 50}) == "contradicting-labels"


def test_a_questionnaire_in_which_1_is_the_best_has_no_reversed_scale() -> None:
    levels = (("Tốt", "Good", 1), ("Kém", "Bad", 0))
    scale = Scale(
        levels=tuple(
            Level(code=i, value=Fraction(value), label=Text(vi=vi, en=en))
            for i, (vi, en, value) in enumerate(levels, 1)
        )
    )
    reader = AnswerReader(scale)
    assert column_fault({"1 - Tốt": 9, "2 - Kém": 9}, reader, scale, 2, str) is None
    turned = column_fault({"2 - Tốt": 9, "1 - Kém": 9}, reader, scale, 2, str)
    assert turned is not None
    assert turned.code == "contradicting-labels"


@pytest.mark.parametrize(
    "counts",
    [
        {"x": 1},
        {"Nguyễn Văn A": 1, "Trần Thị B": 1},
        {"6": 40, "7": 60, "": 5},
        {"2019-10-25": 100},
        {"không áp dụng": 50, "6": 50},
        {"2 - Rất hài lòng": 1},
        {"x": 5, "4": 0},
    ],
)
def test_a_column_without_one_answer_is_refused(counts: dict[str, int]) -> None:
    assert found(counts) == "no-valid-answer"


def test_a_column_without_one_answer_is_told_with_its_filled_cells() -> None:
    assert fault({"6": 40, "không áp dụng": 10, "": 7}).values == (("n", "50"), ("scale", "1-5"))


@pytest.mark.parametrize(
    ("counts", "limit", "refused"),
    [
        ({"4": 98, "6": 2}, 2, False),
        ({"4": 97, "6": 3}, 2, True),
        ({"4": 98, "6": 1, "x": 1}, 2, False),
        ({"4": 97, "6": 1, "x": 1, "4 - Rất hài lòng": 1}, 2, True),
        ({"4": 97, "6": 3, "": 900}, 2, True),
        ({"4": 40, "99": 57, "6": 3}, 2, True),
        ({"4": 9, "6": 1}, 0, False),
        ({"4": 997, "6": 3}, 0, True),
        ({"4": 998, "6": 2}, 0, False),
        ({"4": 997, "6": 3}, 0.3, False),
        ({"4": 1, "6": 99}, 99, False),
        ({"4": 1, "6": 99}, 100, False),
    ],
)
def test_a_column_is_refused_from_more_than_the_limit_on(
    counts: dict[str, int], limit: float, refused: bool
) -> None:
    assert found(counts, limit) == ("too-many-unknown" if refused else None)


def test_too_many_unknown_cells_are_told_with_their_share_and_the_most_frequent() -> None:
    told = dict(fault({"4": 690, "6": 12, "hai lonq": 83, "x": 1, "": 9}, limit=2.5).values)
    assert told == {
        "n": "96",
        "total": "786",
        "share": "12.2",
        "limit": "2.5",
        "examples": '"hai lonq" (83, "Hài lòng"?), "6" (12), "x" (1)',
    }


def test_words_of_the_own_table_are_not_unknown() -> None:
    counts = {"4": 50, "???": 40, "Tuyệt": 10, "(trống)": 5}
    own = AnswerReader(SCALE, {"???": "unreadable", "Tuyệt": 5, "(trống)": "blank"})
    assert found(counts) == "too-many-unknown"
    assert found(counts, reader=own) is None


def test_a_scale_turned_round_by_the_own_table_is_no_fault() -> None:
    counts = {"1 - Rất hài lòng": 50, "2": 50, "5. Rất không hài lòng": 3}
    own = AnswerReader(SCALE, {str(code): 6 - code for code in range(1, 6)})
    assert found(counts) == "reversed-scale"
    assert found(counts, reader=own) is None


def test_examples_show_what_may_be_shown_and_no_more_than_five() -> None:
    counts = {f"Nguyễn Văn {i}": i for i in range(1, 300)}
    assert listed_examples(counts, READER, lambda _: "[…]").startswith('"[…]" (')
    assert "Nguyễn" not in listed_examples(counts, READER, lambda _: "[…]")
    assert listed_examples(counts, READER, str).count("(") == 5
    assert listed_examples({}, READER, str) == ""


def test_examples_do_not_depend_on_the_order_of_the_rows() -> None:
    texts = ["b", "a", "d", "c", "f", "e", "g"]
    assert listed_examples(dict.fromkeys(texts, 1), READER, str) == listed_examples(
        dict.fromkeys(sorted(texts), 1), READER, str
    )


@given(
    st.dictionaries(
        st.sampled_from(
            ["", "4", "1", "99", "x", "6", "1 - Rất hài lòng", "4 - Hài lòng", "Hài lòng", "Hài lòng (2)"]
        ),
        st.integers(0, 30),
    ),
    st.sampled_from([0, 2, 50, 100]),
)
def test_a_kept_column_has_few_bad_cells_and_a_fault_can_be_told(
    counts: dict[str, int], limit: float
) -> None:
    result = column_fault(counts, READER, SCALE, limit, str)
    codes = {text: READER.read(text).code for text in counts}
    filled = sum(n for text, n in counts.items() if codes[text] != -1)
    bad = sum(n for text, n in counts.items() if codes[text] <= -6)
    if result is None:
        assert bad <= 1 or bad <= limit * filled / 100
    else:
        assert bad
        problem = PROBLEMS[result.code]
        for template in (problem.found, problem.expected, problem.action):
            assert "{" not in template.format_map(dict(result.values))


REVERSED = [
    "1 = Rất hài lòng … 5 = Rất không hài lòng",
    "Thang điểm: 1 - Rất hài lòng, 2 - Hài lòng, 3 - Bình thường, 4 - Không hài lòng, 5 - Rất không hài lòng",
    "(1: Rất hài lòng; 2: Hài lòng; 3: Bình thường)",
    "1. Rất hài lòng 2. Hài lòng 3. Bình thường 4. Không hài lòng",
    "1/ RẤT HÀI LÒNG 5/ RẤT KHÔNG HÀI LÒNG",
    "Từ 1 (Rất hài lòng) đến 5 (Rất không hài lòng)",
    "từ rất hài lòng (1) đến rất không hài lòng (5)",
    "Rất hài lòng 1 Hài lòng 2 Bình thường 3",
    "1 Rất hài lòng 2 Hài lòng 3 Bình thường 4 Không hài lòng",
    "Rất hài lòng: 1 điểm; Hài lòng: 2 điểm; Bình thường: 3 điểm",
    "Mức 1: Rất hài lòng\nMức 5: Rất không hài lòng",
    "1 la rat hai long, 5 la rat khong hai long",
    "1 = Very satisfied to 5 = Very dissatisfied (99 = don't know)",
]


@pytest.mark.parametrize("text", REVERSED)
def test_a_legend_in_which_1_is_the_best_is_reversed(text: str) -> None:
    assert legend("PHIẾU KHẢO SÁT", text, "Ngày 25/10/2019") == "reversed-scale"


@pytest.mark.parametrize("text", REVERSED)
def test_the_same_legend_the_right_way_round_agrees(text: str) -> None:
    own = AnswerReader(SCALE, {str(code): 6 - code for code in range(1, 6)})
    assert legend(text, reader=own) is None


@pytest.mark.parametrize(
    "texts",
    [
        ["1 = Rất hài lòng", "Ghi chú", "5 = Rất không hài lòng"],
        ["1", "Rất hài lòng", "2", "Hài lòng"],
        ["Rất hài lòng", "1", "Hài lòng", "2", ""],
        ["Câu 1 [1. Rất hài lòng]", "Câu 1 [2. Hài lòng]"],
    ],
)
def test_a_legend_may_be_spread_over_cells(texts: list[str]) -> None:
    assert legend(*texts) == "reversed-scale"


@pytest.mark.parametrize(
    "text",
    [
        "0 = Rất không hài lòng; 4 = Rất hài lòng",
        "1 = Rất không hài lòng, 2 = Không hài lòng, 3 = Hài lòng, 4 = Rất hài lòng",
        "4 = Hài lòng, 5 = Không biết",
        "1 = Rất hài lòng, 2 = Không hài lòng",
    ],
)
def test_a_legend_of_another_scale_contradicts(text: str) -> None:
    assert legend(text) == "contradicting-labels"


@pytest.mark.parametrize(
    "texts",
    [
        [", ".join(f"{code} = {label}" for code, label in enumerate(LABELS, 1))],
        [" ".join(f"{label} ({code})" for code, label in enumerate(LABELS, 1))],
        [f"{code}. {label}" for code, label in enumerate(LABELS, 1)],
        [cell for code, label in enumerate(LABELS, 1) for cell in (str(code), label)],
        ["Thang điểm: 5 - Rất hài lòng"],
        ["1 = Rất hài lòng"],
        ["1 = Rất tốt … 5 = Rất kém"],
        ["98 = Không biết, 99 = Từ chối trả lời"],
        ["Đánh giá mức độ hài lòng (1-5)", "Mức độ không hài lòng (2-5)"],
        ["1. Hài lòng về tiếp cận", "2. Không hài lòng về thủ tục", "5.1. Hài lòng", "5.2. Bình thường"],
        ["1. Hài lòng", "2. Hài lòng", "3. Hài lòng"],
        ["Rất không hài lòng 1 Không hài lòng 2 Bình thường"],
        ["Hài lòng (1-5), không hài lòng (1-5)"],
        ["Rất hài lòng: 12; Hài lòng: 30; Bình thường: 1"],
        ["Số phiếu rất hài lòng: 1; số phiếu hài lòng: 2", "Rất hài lòng 1%; hài lòng 2%"],
        ["Rất hài lòng: 1 phiếu, Hài lòng: 2 phiếu", "1.1 hài lòng, 2/1/2019 rất hài lòng"],
        [],
        [""],
    ],
)
def test_texts_that_agree_or_say_nothing_of_the_scale_are_no_fault(texts: list[str]) -> None:
    assert legend(*texts) is None


@pytest.mark.parametrize("questionnaire", [SIPAS, KANSAS])
def test_the_questions_of_the_questionnaires_are_no_legends(questionnaire: Questionnaire) -> None:
    questions = [text for c in questionnaire.criteria for text in (c.code, c.text.vi, c.text.en, *c.aliases)]
    numbered = [f"{i}. {text}" for i, text in enumerate(questions, 1)]
    reader = AnswerReader(questionnaire.scale)
    assert legend_fault([*questions, *numbered], reader, questionnaire.scale) is None


def test_labels_are_not_mixed_up_in_a_legend() -> None:
    labels = (
        ("Kém", "Bad"),
        ("Đắt", "Dear"),
        ("Đạt", "Good"),
        ("Đồng ý (một phần)", "Part"),
        ("Đồng ý", "Yes"),
    )
    levels = [
        Level(code=i, value=Fraction(i, 5), label=Text(vi=vi, en=en)) for i, (vi, en) in enumerate(labels, 1)
    ]
    scale = Scale(levels=tuple(levels))
    reader = AnswerReader(scale)
    assert legend_fault(["1 = Kém, 2 = Đắt, 3 = Đạt"], reader, scale) is None
    assert legend_fault(["1 = Kém, 4 = Đồng ý (một phần), 5 = Đồng ý"], reader, scale) is None


def test_a_legend_fault_tells_the_pairs() -> None:
    result = legend_fault([REVERSED[0]], READER, SCALE)
    assert result is not None
    assert dict(result.values) == {
        "examples": '"1 = rất hài lòng", "5 = rất không hài lòng"',
        "best": "5 = Rất hài lòng",
    }


@pytest.mark.parametrize(
    "piece",
    [
        "1 = hài lòng, 2 = ",
        "1",
        "rất ",
        "rất không ",
        "1 = ",
        " = ",
        "5 rất hài lòng; ",
        "ặ\u0323",
        "ﷺ",
        "\n",
        "(1) (",
    ],
)
def test_a_million_signs_take_bounded_time(piece: str) -> None:
    start = time.perf_counter()
    legend_fault([piece * (1_000_000 // len(piece))], READER, SCALE)
    legend_fault([piece] * 300_000, READER, SCALE)
    assert time.perf_counter() - start < 5
