"""A text in an answer cell is read as what it says, or not at all."""

import pickle
import re
import time
import unicodedata
from collections.abc import Callable
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.coding.answers import RULES, UNREAD, Answer, AnswerReader
from pipeline.intake.files.legacy import legacy_readings
from schemas.questionnaire import Level, Missing, Scale, load_questionnaire
from schemas.responses import CONTRADICTION, OUTSIDE_SCALE, UNKNOWN_LABEL
from schemas.text import bare, fold
from schemas.toml import Text
from tests.conftest import ROOT

BLANK, NOT_APPLICABLE, DONT_KNOW, REFUSED = -1, -2, -3, -4


def level(code: int, vi: str, en: str, *aliases: str) -> Level:
    return Level(code=code, value=0, label=Text(vi=vi, en=en), aliases=aliases)


SCALE = Scale(
    levels=(
        level(1, "Rất không hài lòng", "Very dissatisfied"),
        level(2, "Không hài lòng", "Dissatisfied", "Chưa hài lòng"),
        level(3, "Bình thường", "Neutral"),
        level(4, "Hài lòng", "Satisfied", "Đồng ý (hài lòng)"),
        level(5, "Rất hài lòng", "Very satisfied"),
    ),
    missing=(
        Missing(kind="not_applicable", texts=("không áp dụng", "N/A", "-")),
        Missing(kind="dont_know", texts=("99", "không biết", "don't know")),
        Missing(kind="refused", texts=("98", "-1", "từ chối trả lời")),
    ),
)
READER = AnswerReader(SCALE)
SIPAS = load_questionnaire(ROOT / "schemas" / "questionnaires" / "sipas-2017.toml").scale
# "Đạt" (passed) and "Đắt" (expensive) are the same letters without accents.
RATED = AnswerReader(Scale(levels=(level(1, "Đắt", "Expensive"), level(2, "Đạt", "Passed"))))


def decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def without_accents(text: str) -> str:
    plain = decomposed(text.replace("đ", "d").replace("Đ", "D"))
    return "".join(sign for sign in plain if not unicodedata.combining(sign))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("4", 4),
        (" 4 ", 4),
        ("\t4\r\n", 4),
        ("Hài lòng", 4),
        ("Rất không hài lòng", 1),
        ("Very dissatisfied", 1),
        ("Chưa hài lòng", 2),
        ("Đồng ý (hài lòng)", 4),
        ("N/A", NOT_APPLICABLE),
        ("-", NOT_APPLICABLE),
        ("99", DONT_KNOW),
        ("-1", REFUSED),
        ("", BLANK),
        (" \u00a0\u200b", BLANK),
        (" " * 1000, BLANK),
    ],
)
def test_what_the_questionnaire_says_is_read_as_it_stands(text: str, code: int) -> None:
    assert READER.read(text) == Answer(code, "")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("HÀI LÒNG", 4),
        ("RẤT  HÀI LÒNG", 5),
        ("rất\u00a0hài\nlòng", 5),
        ("Rất hài\u200b lòng", 5),
        (decomposed("Không hài lòng"), 2),
        ("Hài lòng.", 4),
        ("“Hài lòng”", 4),
        ("rất_hài_lòng", 5),
        ("don’t know", DONT_KNOW),
        ("không biết.", DONT_KNOW),
        ("n/a", NOT_APPLICABLE),
    ],
)
def test_another_spelling_is_told(text: str, code: int) -> None:
    assert READER.read(text) == Answer(code, "spelling")


@pytest.mark.parametrize("text", ["4.0", "4,0", "4.00", "4.0000", "4.", "04", "４", "４．０", "4\u00a0"])
@pytest.mark.parametrize("around", ["{}", "{} điểm", "Mức {}", "muc {}", "điểm: {}", "{}/5", "{} / 5 điểm"])
def test_a_number_is_read_in_its_other_forms(text: str, around: str) -> None:
    assert READER.read(around.format(text)) == Answer(4, "number")


@pytest.mark.parametrize(
    "text",
    [
        *("6", "0", "4.5", "4,5", "4.000", "4,000", "+4", "−4", "-4", "1e1", "4e0", "40%", "4.0.0"),
        *("25.10.2019", "4/4", "4/10", "6/5", "6 điểm", "mức 0", "99 điểm", "99/5", "9" * 150, "43763"),
        *("45",),
    ],
)
def test_a_number_that_is_no_level_is_outside_the_scale(text: str) -> None:
    assert READER.read(text) == Answer(OUTSIDE_SCALE)


@pytest.mark.parametrize("text", ["99.0", "099", "９９", "98,0"])
def test_numbers_that_are_kinds_of_missing_are_read_in_their_other_forms(text: str) -> None:
    assert READER.read(text).code in (DONT_KNOW, REFUSED)
    assert READER.read(text).rule == "number"


@pytest.mark.parametrize(
    "text",
    [
        *("4. Hài lòng", "4 - hài lòng", "4) hai long", "4: Satisfied", "(4) Hài lòng", "[4] hài lòng"),
        *("4.Hài lòng", "4 Hài lòng", "4_hai_long", "4 – Hài lòng", "4=Hài lòng", "4/ Hài lòng"),
        *("04 - Hài lòng", "4, Hài lòng", "Hài lòng (4)", "Hài lòng - 4", "Hài lòng: 4", "Hài lòng [4]"),
        *("hai long 4", "Hài lòng (4 điểm)", "4 điểm - Hài lòng", "Mức 4: Hài lòng", "４－Hài lòng"),
        *("4 - Đồng ý (hài lòng)",),
    ],
)
def test_a_code_with_its_own_label_is_read(text: str) -> None:
    assert READER.read(text) == Answer(4, "code-and-label")
    assert READER.read(text).said == (4, 4)


def test_a_kind_of_missing_with_its_own_number_is_read() -> None:
    assert READER.read("99 - Không biết") == Answer(DONT_KNOW, "code-and-label")
    assert READER.read("từ chối trả lời (98)") == Answer(REFUSED, "code-and-label")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1 - Rất hài lòng", (1, 5)),
        ("5. rat khong hai long", (5, 1)),
        ("Hài lòng (2)", (2, 4)),
        ("4 - Không biết", (4, DONT_KNOW)),
        ("98 - Không biết", (REFUSED, DONT_KNOW)),
        ("6 - Hài lòng", (OUTSIDE_SCALE, 4)),
        ("0 - Rất không hài lòng", (OUTSIDE_SCALE, 1)),
    ],
)
def test_a_code_with_another_label_is_a_contradiction(text: str, said: tuple[int, int]) -> None:
    assert READER.read(text) == Answer(CONTRADICTION)
    assert READER.read(text).said == said


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *(("rat hai long", 5), ("KHONG HAI LONG", 2), ("Rất hai long", 5), ("Rât hài lòng", 5)),
        *(("dong y (hai long)", 4), ("rat_hai_long", 5), ("khong-biet", DONT_KNOW), ("binh thuong.", 3)),
    ],
)
def test_labels_are_read_without_accents(text: str, code: int) -> None:
    assert READER.read(text) == Answer(code, "accents")


def test_only_missing_accents_are_forgiven() -> None:
    assert [RATED.read(text).code for text in ("Đạt", "Đắt", "đat", "dat", "đăt", "dạt")] == [
        *(2, 1),
        *(UNKNOWN_LABEL, UNKNOWN_LABEL),
        *(1, 2),
    ]
    assert READER.read("hải lòng").code == UNKNOWN_LABEL
    assert RATED.read("2 - dat").code == UNKNOWN_LABEL


@pytest.mark.parametrize(
    "text",
    [
        *("rất tốt", "Không, hài lòng", "(Không) hài lòng", "Không - hài lòng", "không / hài lòng"),
        *("Hài lòng?", "4 - Tuyệt", "tuyệt (4)", "★★★★", "4 sao", "4 ⭐", "4️⃣", "👍", "①", "⁵", "4²", "1½"),
        *("(4)", "٤", "4\0", "#N/A", "#REF!", "4;5", "4 5", "4, 5", "4 - 5", "4-4", "4 hoặc 5"),
        *("2019-04-05", "4-thg5", "5/4/2019", "mục 4", "Hài lòng 4/5", "1 - Hài lòng - 4", "4 4 hài lòng"),
        *("-4 - Hài lòng", "4.5 hài lòng", "4 4", "'4", '="4"', "nan", "…", "..", "Nguyễn Văn Bình"),
        *("hài lòng " * 30, "4" * 300, "x" * 1_000_000),
    ],
)
def test_what_is_not_known_is_no_answer(text: str) -> None:
    assert READER.read(text) == Answer(UNKNOWN_LABEL)


@pytest.mark.parametrize("text", ["RÊt hµi lßng", "Raát haøi loøng", "RAÁT HAØI LOØNG", "5 - RÊt hµi lßng"])
def test_letters_of_the_old_fonts_are_read(text: str) -> None:
    assert READER.read(text) == Answer(5, "legacy")


def test_accents_are_not_left_out_in_an_old_font_as_well() -> None:
    assert READER.read("RÊt hµi long") == Answer(UNKNOWN_LABEL)


def test_a_contradiction_in_letters_of_an_old_font_is_one() -> None:
    assert READER.read("1 - RÊt hµi lßng") == Answer(CONTRADICTION)


def test_the_own_table_wins_over_everything() -> None:
    reader = AnswerReader(
        SCALE, {"Tuyệt vời": 5, "KHL": "not_applicable", "hài lòng": 2, "???": "unreadable"}
    )
    assert reader.read("TUYỆT  VỜI") == Answer(5, "own")
    assert reader.read("tuyet voi") == Answer(5, "accents")
    assert reader.read("5 - tuyệt vời") == Answer(5, "code-and-label")
    assert reader.read("khl") == Answer(NOT_APPLICABLE, "own")
    assert reader.read("Hài lòng") == reader.read("HÀI LÒNG") == Answer(2, "own")
    assert reader.read("???") == Answer(OUTSIDE_SCALE, "own")
    assert READER.read("Hài lòng").code == 4


def test_a_scale_turned_round_by_the_own_table_is_turned_round_in_every_form() -> None:
    reader = AnswerReader(SCALE, {str(code): 6 - code for code in range(1, 6)})
    forms = ("1", "1.0", "01", "１", "1/5", "mức 1", "1 - Rất hài lòng", "Rất hài lòng", "rat hai long (1)")
    assert {reader.read(text).code for text in forms} == {5}
    assert reader.read("1 - Rất không hài lòng").code == CONTRADICTION


def test_a_denominator_needs_a_scale_from_1_without_gaps() -> None:
    gaps = AnswerReader(Scale(levels=(level(1, "a b", "c"), level(2, "d e", "f"), level(4, "g h", "i"))))
    assert gaps.read("2").code == 2
    assert gaps.read("2/3").code == gaps.read("2/4").code == OUTSIDE_SCALE


def test_labels_longer_than_any_cell_are_still_read() -> None:
    label = "rất " * 80 + "hài lòng"
    assert AnswerReader(Scale(levels=(level(1, "x", "y"), level(2, label, "z")))).read(label).code == 2


def test_the_nearest_label_is_a_suggestion_for_unknown_texts_only() -> None:
    assert READER.nearest("hai lonq") == READER.nearest("4 - hai lonq") == "Hài lòng"
    assert READER.nearest("Rất hài lòng lắm") == "Rất hài lòng"
    assert [
        READER.nearest(text) for text in ("6", "Hài lòng", "1 - Hài lòng", "Nguyễn Văn An", "x" * 999)
    ] == [""] * 5


def test_what_was_read_before_changes_nothing() -> None:
    reader = AnswerReader(SCALE)
    for i in range(10_000):
        reader.read(f"text {i}")
    assert reader.read("rat hai long") == READER.read("rat hai long")
    assert len(pickle.dumps(reader)) < len(pickle.dumps([f"text {i}" for i in range(10_000)]))
    assert pickle.loads(pickle.dumps(reader)).read("4 - hai long").code == 4


@pytest.mark.parametrize("piece", ["( ", "1 ", "a1", "9", "a ", "- ", "4 - ", "ệ", "\u0323", "hài lòng "])
def test_no_text_takes_long(piece: str) -> None:
    texts = [(piece * 200)[:199] + chr(ord("a") + i) for i in range(26)]
    start = time.perf_counter()
    for text in texts:
        AnswerReader.read(READER, text)
        READER.nearest(text)
    assert time.perf_counter() - start < 1


DECLARED = {text: code for text, code in SIPAS.code_by_text.items() if text}
LETTERS = [text for text in DECLARED if any(map(str.isalpha, text))]
CHANGES = [str.upper, str.title, decomposed, "  {} ".format, "\u00a0{}\u00a0".format, "\u200b{}".format]
WIDER = [partial(re.sub, " ", gap) for gap in ("  ", "\u00a0", "\n", "\u2009")]


@given(
    text=st.sampled_from(sorted(DECLARED)), changes=st.lists(st.sampled_from([*CHANGES, *WIDER]), max_size=4)
)
def test_a_declared_text_survives_case_spaces_and_normal_forms(
    text: str, changes: list[Callable[[str], str]]
) -> None:
    changed = text
    for change in changes:
        changed = change(changed)
    assert AnswerReader(SIPAS).read(changed).code == DECLARED[text]


@given(text=st.sampled_from(sorted(LETTERS)), data=st.data())
def test_a_label_survives_the_loss_of_any_of_its_accents(text: str, data: st.DataObject) -> None:
    lost = data.draw(st.sets(st.integers(0, len(text) - 1)))
    changed = "".join(without_accents(c) if i in lost else c for i, c in enumerate(text))
    assert AnswerReader(SIPAS).read(changed).code == DECLARED[text]


PIECES = st.sampled_from(
    [
        *(*DECLARED, *map(str, range(12)), "không", "rất", "hài", "long", "điểm", "mức", "５", "²", "①", "½"),
        *" .,-+()[]/:;=_%'\"*?!…e",
        *("\u00a0", "\u200b", "\u0301", "\0"),
    ]
)
CELLS = st.one_of(
    st.text(max_size=30), st.lists(PIECES, max_size=6).map("".join), st.text("0123456789.,-/ ", max_size=8)
)


@given(CELLS)
def test_no_text_is_read_as_a_level_that_its_digits_or_words_do_not_name(text: str) -> None:
    answer = READER.read(text)
    assert answer.code in (1, 2, 3, 4, 5, BLANK, NOT_APPLICABLE, DONT_KNOW, REFUSED, *UNREAD)
    assert answer.rule in ("", *RULES)
    assert not (answer.rule and answer.code in UNREAD)
    if answer.code > 0:
        digits = {int(run) for run in re.findall(r"[0-9]+", fold(text))} - {0}
        labels = [bare(label) for label, code in SCALE.code_by_text.items() if code == answer.code]
        texts = (text, *(converted for _, converted in legacy_readings(text)))
        words = "|".join(label for label in labels if not label.isdecimal())
        named = any(re.search(rf"\b({words})\b", bare(each)) for each in texts)
        assert named or answer.code in digits
        assert digits <= {answer.code, 5}
        assert not any(c.isnumeric() and not c.isdecimal() for c in text) or not digits


@given(
    st.integers(min_value=0),
    st.sampled_from(["{}", "{}.0", "{},0", "0{}", "{} điểm", "mức {}", "{}/5", "{}."]),
)
def test_a_number_beside_the_scale_never_becomes_a_level(number: int, form: str) -> None:
    code = READER.read(form.format(number)).code
    assert code == number if 1 <= number <= 5 else code < 0


@given(
    st.integers(0, 120), st.sampled_from(sorted(LETTERS)), st.sampled_from(["{} - {}", "{}. {}", "({}) {}"])
)
def test_a_code_and_a_label_are_read_only_where_they_agree(number: int, label: str, form: str) -> None:
    code = AnswerReader(SIPAS).read(form.format(number, label)).code
    means = SIPAS.code_by_text.get(str(number))
    agree = means == DECLARED[label] or (means is None and DECLARED[label] < 0)
    assert code == (DECLARED[label] if agree else CONTRADICTION)


@given(CELLS)
def test_reading_depends_on_the_text_alone(text: str) -> None:
    assert AnswerReader(SCALE).read(text) == READER.read(text) == READER.read(f" {text}\t")


def test_a_kind_of_missing_may_have_a_number_of_its_own_and_a_level_may_not() -> None:
    reading = READER.read("97 - Không biết")
    assert (reading.code, reading.rule) == (DONT_KNOW, "code-and-label")
    assert READER.read("4 - Không biết").code == CONTRADICTION
    assert READER.read("97 - Hài lòng").code == CONTRADICTION
