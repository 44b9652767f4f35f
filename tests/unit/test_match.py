"""Which column of a file is which column of the questionnaire: the headers that offices really send."""

import csv
import random
import time
import unicodedata
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipeline.intake.columns.match import match_columns, recognised
from pipeline.intake.columns.spelling import spellings
from pipeline.intake.read import Header
from schemas.findings import Finding
from schemas.language import Language
from schemas.problems import PROBLEMS
from schemas.questionnaire import Criterion, Dimension, Questionnaire, load_questionnaire
from schemas.text import bare
from schemas.toml import Text
from tests.conftest import ROOT, SHARED

SMALL = settings(derandomize=True, deadline=None, max_examples=300)

SIPAS = load_questionnaire(ROOT / "schemas" / "questionnaires" / "sipas-2017.toml")
KANSAS = load_questionnaire(ROOT / "schemas" / "questionnaires" / "kcmo-2021.toml")
QUESTIONS = {criterion.code: criterion.text.vi for criterion in SIPAS.criteria}
SEATS = QUESTIONS["1.1"]


@cache
def sipas_2023() -> Questionnaire:
    """The edition of 2023 with its letters, as far as its questions are public."""
    if not (SHARED / "sipas" / "criteria.csv").is_file():
        pytest.skip("the folder of public data is not beside the project")
    with (SHARED / "sipas" / "criteria.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["framework"] == "2023"]
    dimensions = {row["dimension_no"][-1].lower(): row["dimension_vi"] for row in rows}
    return Questionnaire(
        code="sipas-2023",
        name=Text(vi="SIPAS 2023", en="SIPAS 2023"),
        source="the folder of public data",
        years={"first": 2023, "last": 2024},
        formula="pooled_answers",
        scale=SIPAS.scale,
        dimensions=tuple(
            Dimension(code=code, name=Text(vi=name, en=name), short=Text(vi=name, en=name))
            for code, name in dimensions.items()
        ),
        criteria=tuple(
            Criterion(
                code=row["criterion"].lower(),
                dimension=row["dimension_no"][-1].lower(),
                text=Text(vi=row["text_vi"], en=row["text_en"]),
            )
            for row in rows
        ),
    )


def match(*names: str, questionnaire: Questionnaire = SIPAS, **more):
    return match_columns(
        Header(names, 2), "a.csv", questionnaire, more.pop("renamed", {}), more.pop("required", ()), **more
    )


def could_be(header: str, questionnaire: Questionnaire = SIPAS) -> tuple[str, ...]:
    """The columns that one header could be."""
    reading = spellings(questionnaire).read(header)
    return reading.columns if reading else ()


def codes(findings: tuple[Finding, ...], without: str = "missing-column") -> list[str]:
    return [finding.code for finding in findings if finding.code != without]


def found(findings: tuple[Finding, ...], code: str) -> list[Finding]:
    return [finding for finding in findings if finding.code == code]


# What a header means ------------------------------------------------------------------------------------

CODES_OF_SIPAS = {
    "1.1": "1.1",
    " 1.1 ": "1.1",
    "１.１": "1.1",
    "Ｑ１．１": "1.1",
    "1.1.": "1.1",
    "1,1": "1.1",
    "1-1": "1.1",
    "1_1": "1.1",
    "_1_1": "1.1",
    "1.01": "1.1",
    "(1.1)": "1.1",
    "[1.1]": "1.1",
    "#1.1": "1.1",
    "Q1.1": "1.1",
    "q1_1": "1.1",
    "Q1.1*": "1.1",
    "c1_1": "1.1",
    "X1.1": "1.1",
    "Câu 1.1": "1.1",
    unicodedata.normalize("NFD", "Câu 1.1:"): "1.1",
    "CÂU HỎI SỐ 1.1": "1.1",
    "cau_1_1": "1.1",
    "TC 1.1": "1.1",
    "Tiêu chí 3.4": "3.4",
    "tieuchi3.4": "3.4",
    "Mục 5.4": "5.4",
    "group_a/1_1": "1.1",
    "group_a/q1_1": "1.1",
    "khao_sat/nhom_1/_1_1": "1.1",
    "group_a.q1_1": "1.1",
    "group_a.1_1": "1.1",
    "nhom1-q1_1": "1.1",
    "A[1.1]": "1.1",
    "q[1_1]": "1.1",
    "q01[SQ001]": "1.1",
    "Q1[SQ004]": "1.4",
    "q03_SQ006": "3.6",
    "q1_1[SQ001]": "1.1",
    "1.1[SQ001]": "1.1",
}

WITH_THE_QUESTION = {
    f"1.1. {SEATS}": "1.1",
    f"1.1 {SEATS}": "1.1",
    f"Câu 1.1: {SEATS}": "1.1",
    f"Câu 1.1 - {SEATS} *": "1.1",
    f"Q1.1_{SEATS}": "1.1",
    f"1.1.{SEATS}": "1.1",
    f"X1.1..{SEATS.replace(' ', '.')}": "1.1",
    f"1.1. {SEATS[:40]}": "1.1",
    "1.1. Chỗ ngồi": "1.1",
    "1.1 cho ngoi cho": "1.1",
    "1.4. Mức độ dễ sử dụng của trang thiết bị": "1.4",
    "Câu 3.1. Thái độ của công chức": "3.1",
    "2.4 Phí, lệ phí": "2.4",
    "I. Tiếp cận dịch vụ/1.1. " + SEATS: "1.1",
    "Nhóm 3/3.2. " + QUESTIONS["3.2"]: "3.2",
    "Q1. Tiếp cận dịch vụ [1.1. " + SEATS + "]": "1.1",
    f"{SEATS} (1.1)": "1.1",
    f"{SEATS} [1.1]": "1.1",
}

QUESTIONS_ALONE = {
    SEATS: "1.1",
    SEATS.upper(): "1.1",
    bare(SEATS): "1.1",
    unicodedata.normalize("NFD", SEATS): "1.1",
    SEATS.replace(" ", "\u00a0"): "1.1",
    SEATS.replace(" và ", "\nvà\n"): "1.1",
    SEATS.replace(" ", "_"): "1.1",
    SEATS + " *": "1.1",
    SEATS + "?": "1.1",
    "1. " + SEATS: "1.1",
    "Câu 12. " + SEATS: "1.1",
    "a) " + QUESTIONS["3.1"]: "3.1",
    SEATS + "2": "1.1",
    SEATS + " (1: Rất không hài lòng - 5: Rất hài lòng)": "1.1",
    SEATS[:64]: "1.1",
    SEATS[:48] + "...": "1.1",
    bare(SEATS)[:40]: "1.1",
    SEATS.replace("đủ", "đũ").replace("trả", "trã"): "1.1",
    SEATS.replace("tiếp nhận", "tiêp nhân"): "1.1",
    SEATS.replace("ngồi chờ", "ngòi chờ"): "1.1",
    "Waiting area has enough seats": "1.1",
    "waiting area has enough seat": "1.1",
    "Kết quả đúng qui định": "4.1",
    "Phí, lệ phí phải nộp đúng quy định": "2.4",
    "Thời hạn giải quyết là đúng quy định": "2.5",
    "Công chức có thái độ giao tiếp lịch sự?": "3.1",
    "Trang thiết bị phục vụ người dân tổ chức hiện đaị": "1.3",
    "Trang thiết bị phục vụ người dân, tổ chức rất dễ sử dụng": "1.4",
    f"Anh/chị đánh giá thế nào về {SEATS[0].lower()}{SEATS[1:]}": "1.1",
    f"Ông (bà) cho biết mức độ hài lòng của mình: {SEATS}": "1.1",
    f"Ông/bà có hài lòng hay không về {SEATS}": "1.1",
    f"Anh/chị đánh giá như thế nào về các nội dung sau đây? [{SEATS}]": "1.1",
    f"Q1. Tiếp cận [{SEATS}]": "1.1",
    f"{'Xin ông bà cho biết ý kiến ' * 20}[{SEATS}]": "1.1",
    f"2. Thủ tục hành chính [{QUESTIONS['4.3']}]": "4.3",
    f"Tiếp cận dịch vụ/{SEATS}": "1.1",
    f"{SEATS} [Mức độ hài lòng]": "1.1",
}

NAMES_OF_COLUMNS = {
    "respondent": "respondent",
    "Mã phiếu": "respondent",
    "ma_phieu": "respondent",
    "SO PHIEU": "respondent",
    "Đơn vị": "unit",
    "Đơn vị *": "unit",
    "ĐƠN VỊ:": "unit",
    "don_vi": "unit",
    "1. Đơn vị": "unit",
    "thong_tin/don_vi": "unit",
    "Thông tin chung [Đơn vị]": "unit",
    "Ngày khảo sát (dd/mm/yyyy)": "date",
    "trong so": "weight",
}

CODES_OF_2023 = {
    "A1": "a1",
    "a_1": "a1",
    "A.1": "a1",
    "A01": "a1",
    "QA1": "a1",
    "qa1": "a1",
    "Q_A1": "a1",
    "Câu A1": "a1",
    "Tiêu chí C3": "c3",
    "C1": "c1",
    "II.A1": "a1",
    "II.A.1": "a1",
    "A[A1]": "a1",
    "A[SQ001]": "a1",
    "E_SQ003": "e3",
    "group_c/C2": "c2",
    "A1. Điểm phục vụ HCC có biển hiệu, hướng dẫn rõ ràng, dễ tìm": "a1",
    "Đủ ghế ngồi chờ, bàn viết": "a2",
    "Kết quả có thông tin đầy đủ và chính xác": "d2",
    "TTHC [Công chức yêu cầu nộp hồ sơ đúng quy định]": "b2",
}

CODES_OF_KANSAS = {
    "q3_01": "q3_01",
    "Q3_1": "q3_01",
    "Q3.1": "q3_01",
    "3.01": "q3_01",
    "Câu 3.1": "q3_01",
    "q3[SQ001]": "q3_01",
    "Q17-4": "q17_04",
    "Question 15.5": "q15_05",
    "services/q3_16": "q3_16",
    "Police services": "q3_01",
    "How satisfied are you with police services?": "q3_01",
    "Ratings [Ease of utilizing 311 services via phone]": "q17_01",
    "_id": "respondent",
}


@pytest.mark.parametrize(
    ("header", "column"),
    (CODES_OF_SIPAS | WITH_THE_QUESTION | QUESTIONS_ALONE | NAMES_OF_COLUMNS).items(),
)
def test_a_header_is_recognised_by_what_it_says(header: str, column: str) -> None:
    assert could_be(header) == (column,)


@pytest.mark.parametrize(("header", "column"), CODES_OF_2023.items())
def test_a_header_of_the_edition_with_letters_is_recognised(header: str, column: str) -> None:
    assert could_be(header, sipas_2023()) == (column,)


@pytest.mark.parametrize(("header", "column"), CODES_OF_KANSAS.items())
def test_a_header_of_another_framework_is_recognised(header: str, column: str) -> None:
    assert could_be(header, KANSAS) == (column,)


@pytest.mark.parametrize(
    "form",
    [
        "{text}",
        "{text} *",
        "{number}. {text}",
        "Câu {number}: {text}",
        "{code} {text}",
        "Câu {code}. {text}",
        "Nhóm/{code}. {text}",
        "Đánh giá chung [{text}]",
        "Anh/chị đánh giá thế nào về {text}?",
        "Mức độ hài lòng đối với: {text}",
    ],
)
@pytest.mark.parametrize("edition", ["2017", "2023", "kansas"])
def test_every_question_is_recognised_however_it_is_framed(form: str, edition: str) -> None:
    questionnaire = {"2017": lambda: SIPAS, "2023": sipas_2023, "kansas": lambda: KANSAS}[edition]()
    for number, criterion in enumerate(questionnaire.criteria, start=40):
        for text in (criterion.text.vi, criterion.text.en):
            header = form.format(text=text, code=criterion.code.upper(), number=number)
            assert could_be(header, questionnaire) == (criterion.code,), header


SEVERAL = {
    "Trang thiết bị phục vụ người dân, tổ chức": ("1.2", "1.3", "1.4"),
    "Trang thiết bị phục vụ người dân, tổ chứ": ("1.2", "1.3", "1.4"),
    "Trang thiết bị phục vụ người dân, tổ chức đầy đủ, hiện đại": ("1.2", "1.3"),
    "Thủ tục hành chính được niêm yết công khai": ("2.1", "2.2"),
    "Kết quả có thông tin": ("4.2", "4.3"),
    f"2.1. {SEATS}": ("1.1", "2.1"),
    "1.2. Trang thiết bị hiện đại": ("1.2", "1.3"),
    f"{QUESTIONS['1.3']} [1.1]": ("1.1", "1.3"),
}


@pytest.mark.parametrize(("header", "columns"), SEVERAL.items())
def test_a_header_that_fits_several_names_them_all(header: str, columns: tuple[str, ...]) -> None:
    assert set(could_be(header)) >= set(columns)
    assert len(could_be(header)) == len(columns)


NOTHING = [
    "",
    "*",
    "1",
    "5",
    "11",
    "1.1.2",
    "2.1.3",
    "1.1_2",
    "nhom1.1_2",
    "q1_1_khac",
    "q1_1_reason",
    "1.1[other]",
    "1.1[comment]",
    "1/1/2019",
    "01-01-2019",
    "2019-10-25",
    "0912 345 678",
    "1.1 %",
    "q1_1/5",
    "Phiên bản 1.1",
    "v1.1",
    "A1",
    "C1",
    "6.1",
    "Q06[SQ001]",
    "1.1. Giới tính",
    "5.2 Dân tộc",
    "2.1. Số lần đi lại",
    "1.1 Thời gian chờ",
    "1.1. Họ và tên",
    "1.1. Độ tuổi của ông bà",
    "Giới tính",
    "Tiếp cận dịch vụ",
    "Thủ tục hành chính",
    "Góp ý",
    "Kết quả",
    "Trang thiết bị",
    "Tăng",
    "Tên đơn vị",
    "Ý kiến khác",
    "Kết quả không đúng quy định",
    "4.1. Kết quả không đúng quy định",
    "Thành phần hồ sơ phải nộp là quá nhiều",
    "Có bố trí hộp thư tiếp nhận góp ý, phản ánh, kiến nghị",
    "Thủ tục hành chính được niêm yết công khai đơn giản",
    "Công chức kê khai hồ sơ tận tình, chu đáo",
    "Công chức chưa tuân thủ đúng quy định trong giải quyết công việc",
    f"Lý do không hài lòng: {SEATS}",
    f"Vì sao? {SEATS}",
    f"Mức độ quan trọng [{SEATS}]",
    f"{SEATS} [Ý kiến khác]",
    f"{SEATS} (lý do)",
    "KẾT QUẢ KHẢO SÁT MỨC ĐỘ HÀI LÒNG CỦA NGƯỜI DÂN ĐỐI VỚI SỰ PHỤC VỤ CỦA CƠ QUAN HÀNH CHÍNH NĂM 2019",
    "start.date",
    "\x00" * 50,
    "(" * 5000,
    "[" * 5000 + "]" * 5000,
    "/" * 5000,
    ": " * 5000,
]


@pytest.mark.parametrize("header", NOTHING)
def test_other_headers_are_nothing_of_the_questionnaire(header: str) -> None:
    assert could_be(header) == ()


def coded(*codes: str) -> Questionnaire:
    """The questionnaire with other codes for its first criteria."""
    raw = SIPAS.model_dump()
    criteria = [c | {"code": code} for c, code in zip(raw["criteria"], codes, strict=False)]
    return Questionnaire.model_validate(raw | {"criteria": criteria})


def test_a_bare_number_is_no_code_written_otherwise() -> None:
    """A row of answers above which the header is missing must not be taken for one."""
    letters = coded("q1", "q2", "q3")
    assert could_be("Q1", letters) == could_be("Câu 1", letters) == ("q1",)
    assert could_be("1", letters) == ()


def test_the_choices_of_a_question_are_no_codes() -> None:
    numbers = coded("1", "2", "3")
    assert could_be("1", numbers) == could_be("Q1", numbers) == could_be("nhom/q1", numbers) == ("1",)
    assert could_be("dich_vu/1", numbers) == could_be("q4/2", numbers) == could_be("X1", numbers) == ()


def test_a_spelling_of_two_codes_is_that_of_none() -> None:
    twins = coded("1.1", "1_1", "2.1")
    assert could_be("1.1", twins) == ("1.1",)
    assert could_be("1-1", twins) == could_be("Q1.1", twins) == ()
    assert could_be("2-1", twins) == ("2.1",)


def test_one_other_word_tells_long_questions_apart() -> None:
    raw, frame = (
        SIPAS.model_dump(),
        f"{SEATS} và trả lời {{}} cho người dân đến làm thủ tục hành chính tại đây",
    )
    texts = [frame.format(word) for word in ("nhanh chóng", "đúng hẹn")]
    criteria = [c | {"text": {"vi": text, "en": ""}} for c, text in zip(raw["criteria"], texts, strict=False)]
    questionnaire = Questionnaire.model_validate(raw | {"criteria": criteria})
    for criterion, text in zip(questionnaire.criteria, texts, strict=True):
        assert could_be(text.replace("người", "ngưởii"), questionnaire) == (criterion.code,)
    assert could_be(frame.format("").replace("người", "ngưởii"), questionnaire) == ("1.1", "1.2")


# What is said of a file ---------------------------------------------------------------------------------


def test_codes_and_aliases_need_no_remark() -> None:
    done = match("Mã phiếu", "Đơn vị", *SIPAS.codes, required=("respondent", "unit"))
    assert done.findings == ()
    assert done.positions == {"respondent": 0, "unit": 1} | {code: i for i, code in enumerate(SIPAS.codes, 2)}


def test_what_is_recognised_otherwise_is_noted_with_its_rule() -> None:
    done = match("Q1.1", SEATS, "x")
    assert [finding.values for finding in found(done.findings, "duplicate-column")] == [()]
    (note,) = found(match("Câu 1.1", "x").findings, "similar-column")
    assert note.column == "Câu 1.1"
    assert dict(note.values)["canonical"] == "1.1"
    assert "read as column 1.1 (the code or the name, written otherwise)" in note.message(Language("en"))


def test_two_columns_of_one_criterion_are_a_duplicate_whatever_they_were_recognised_by() -> None:
    done = match("1.1", SEATS, "1.2")
    assert done.positions == {"1.2": 2}
    assert [(f.column, f.value) for f in found(done.findings, "duplicate-column")] == [("1.1", "1, 2")]


def test_an_ambiguous_header_is_not_read_and_its_criteria_are_not_missing() -> None:
    done = match("Trang thiết bị phục vụ người dân, tổ chức", "1.1")
    assert done.positions == {"1.1": 1}
    (finding,) = found(done.findings, "ambiguous-column")
    assert dict(finding.values) == {"candidates": '"1.2", "1.3", "1.4"'}
    missing = {finding.column for finding in found(done.findings, "missing-column")}
    assert missing == set(SIPAS.codes) - {"1.1", "1.2", "1.3", "1.4"}


def test_an_ambiguous_header_is_one_too_many_where_each_candidate_has_its_own_column() -> None:
    done = match("Trang thiết bị phục vụ người dân, tổ chức", "1.2", "1.3", "1.4")
    assert codes(done.findings) == ["unexpected-column"]


def test_columns_in_survey_toml_settle_an_ambiguous_header() -> None:
    header = "Trang thiết bị phục vụ người dân, tổ chức"
    done = match(header, "1.1", renamed={"1.3": header})
    assert done.positions == {"1.3": 0, "1.1": 1}
    assert codes(done.findings) == []
    assert {f.column for f in found(done.findings, "missing-column")} >= {"1.2", "1.4"}


def test_a_renamed_column_has_its_header_only() -> None:
    done = match("1.1", SEATS, "Câu hỏi A", renamed={"1.1": "câu  hỏi a"})
    assert done.positions == {"1.1": 2}
    assert codes(done.findings) == ["unexpected-column"] * 2


def test_a_file_without_the_header_that_columns_names_is_read_by_its_own() -> None:
    """`[columns]` is for all files of a period; here it was written for another one."""
    done = match("Câu 1.1", "1.2", renamed={"1.1": "Câu hỏi A", "1.2": "Câu hỏi B", "1.3": "Câu hỏi C"})
    assert done.positions == {"1.1": 0, "1.2": 1}
    notes = found(done.findings, "header-not-found")
    assert [(note.column, dict(note.values)["named"]) for note in notes] == [
        ("Câu 1.1", "Câu hỏi A"),
        ("1.2", "Câu hỏi B"),
    ]
    assert {note.problem.severity for note in notes} == {"note"}
    assert "1.3" in {finding.column for finding in found(done.findings, "missing-column")}
    assert codes(match("Câu hỏi A", "1.2", renamed={"1.1": "Câu hỏi A"}).findings) == []


def test_two_ordinary_headers_in_place_of_a_renamed_one_are_a_duplicate() -> None:
    done = match("1.1", SEATS, renamed={"1.1": "Câu hỏi A"})
    assert done.positions == {}
    assert codes(done.findings) == ["duplicate-column"]


def test_a_header_given_to_one_column_is_not_the_ordinary_one_of_another() -> None:
    done = match("1.1", "x", renamed={"1.1": "Câu hỏi A", "1.2": "1.1"})
    assert done.positions == {"1.2": 0}


def test_a_header_that_could_only_be_renamed_columns_is_none_of_them() -> None:
    header = "Trang thiết bị phục vụ người dân, tổ chức"
    done = match(header, "1.1", "a", "b", "c", renamed={"1.2": "a", "1.3": "b", "1.4": "c"})
    assert codes(done.findings) == ["unexpected-column"]


def test_a_renamed_date_is_not_replaced_by_that_of_a_tool() -> None:
    renamed = {"date": "Ngày nào"}
    assert match("end", "1.1", "Ngày nào", renamed=renamed).positions == {"date": 2, "1.1": 1}
    elsewhere = match("end", "1.1", renamed=renamed)
    assert elsewhere.positions == {"date": 0, "1.1": 1}
    assert codes(elsewhere.findings) == ["similar-column", "header-not-found"]


def test_a_header_of_invisible_signs_is_that_of_no_column() -> None:
    assert match("", "1.1", renamed={"unit": "\u200b"}).positions == {"1.1": 1}


def test_a_code_may_be_given_to_another_column() -> None:
    done = match("1.1", "x", renamed={"1.2": "1.1"})
    assert done.positions == {"1.2": 0}
    assert "1.1" in {finding.column for finding in found(done.findings, "missing-column")}


def test_a_single_column_refuses_the_file() -> None:
    done = match("respondent;unit;1.1")
    assert done.refused == "one-column"
    assert [finding.value for finding in done.findings] == ["respondent;unit;1.1"]
    assert match("Lò Văn A").findings[0].value == "[8 ký tự/characters]"


def test_the_line_of_the_header_and_the_sheet_stand_in_every_finding() -> None:
    header = Header(("1.1", "Câu 1.2", "", "Khác", "1.1", "Kết quả có thông tin"), 6, 5)
    done = match_columns(header, "a.xlsx", SIPAS, {}, sheet="Tờ 1")
    expected = {
        "unexpected-column",
        "blank-column-name",
        "duplicate-column",
        "missing-column",
        "ambiguous-column",
        "similar-column",
    }
    assert {finding.code for finding in done.findings} == expected
    assert {(finding.source, finding.sheet, finding.line) for finding in done.findings} == {
        ("a.xlsx", "Tờ 1", 5)
    }


def test_personal_data_are_named_instead_of_unexpected() -> None:
    done = match("1.1", "Họ tên", "", "Khác", personal={1: "name", 2: "phone"})
    personal = [(f.column, dict(f.values)["kind"]) for f in found(done.findings, "personal-data")]
    assert personal == [("Họ tên", "names of persons"), ("3", "telephone numbers")]
    assert codes(done.findings) == ["personal-data", "personal-data", "unexpected-column"]


def test_every_finding_can_be_said_in_both_languages() -> None:
    done = match("1.1", "Câu 1.2", "", "Khác", "1.1", "Kết quả có thông tin", "Tên", personal={6: "name"})
    for finding in done.findings:
        assert finding.code in PROBLEMS
        assert "{" not in finding.message(Language("en")) + finding.message(Language("vi"))


# Nothing personal is shown ------------------------------------------------------------------------------


def test_the_first_respondent_is_not_shown_where_the_header_is_missing() -> None:
    done = match("Lò Văn A", "Huyện Tuần Giáo", "0912345678", "5", "4")
    assert {finding.column[:1] for finding in found(done.findings, "unexpected-column")} == {"["}


def test_a_respondents_text_is_not_shown_where_one_of_it_happens_to_be_a_header() -> None:
    done = match("1.1", "Lò Văn Ánh", "a.b@example.org", "số 5 tổ 3", "0912345678", "Nghề nghiệp")
    shown = [finding.column for finding in found(done.findings, "unexpected-column")]
    assert shown[-1] == "Nghề nghiệp"
    assert all(text.startswith("[") for text in shown[:-1])


def test_long_headers_are_cut_where_they_are_shown() -> None:
    done = match(f"Anh/chị đánh giá thế nào? [{SEATS}]", "x" * 10_000, "1.2")
    assert all(len(finding.column) <= 60 for finding in done.findings)
    assert len(done.headers["1.1"]) <= 60


def test_ten_thousand_columns_of_one_meaning_make_a_short_finding() -> None:
    (finding,) = found(match(*["1.1"] * 10_000).findings, "duplicate-column")
    assert len(finding.value) < 100


# Survey tools -------------------------------------------------------------------------------------------

KOBO = [
    *("start", "end", "today", "deviceid", "thong_tin/don_vi"),
    *(f"nhom_{code[0]}/_{code.replace('.', '_')}" for code in SIPAS.codes),
    *("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status", "_submitted_by"),
    *("__version__", "_tags", "meta/rootUuid", "_index"),
]
LIMESURVEY = [
    *("Response ID", "Date submitted", "Last page", "Start language", "Seed", "Date started"),
    *("Date last action", "Đơn vị"),
    *(f"Q{code[0]}. Đánh giá [{question}]" for code, question in QUESTIONS.items()),
    "Total time",
]
LIMESURVEY_CODES = [
    *("id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "don_vi"),
    *(f"q0{code[0]}[SQ00{code[2]}]" for code in SIPAS.codes),
    *("interviewtime", "groupTime12", "q01Time"),
]
GOOGLE = [
    "Dấu thời gian",
    "Đơn vị",
    *(f"Anh/chị đánh giá thế nào về các nội dung sau? [{question}]" for question in QUESTIONS.values()),
]
MICROSOFT = [
    *("ID", "Thời gian bắt đầu", "Thời gian hoàn thành", "Thời gian sửa đổi lần cuối"),
    "1. Đơn vị",
    *(f"{i}. {question}" for i, question in enumerate(QUESTIONS.values(), start=2)),
]


@pytest.mark.parametrize(
    ("names", "respondent", "day"),
    [
        (KOBO, "_id", "today"),
        (LIMESURVEY, "Response ID", "Date submitted"),
        (LIMESURVEY_CODES, "id", "submitdate"),
        (GOOGLE, None, "Dấu thời gian"),
        (MICROSOFT, "ID", "Thời gian hoàn thành"),
    ],
    ids=["kobo", "limesurvey", "limesurvey-codes", "google", "microsoft"],
)
def test_an_export_is_read_whole(names: list[str], respondent: str | None, day: str) -> None:
    done = match(*names)
    assert done.positions.keys() >= {*SIPAS.codes, "unit"}
    assert done.positions.get("respondent") == (names.index(respondent) if respondent else None)
    assert names[done.positions["date"]] == day
    left = [finding.column for finding in done.findings if finding.code != "similar-column"]
    assert left == (["_submitted_by"] if names is KOBO else [])


def test_headers_of_tools_count_only_where_no_other_column_is_there() -> None:
    done = match("_id", "Mã phiếu", "end", "Ngày", "1.1")
    assert done.positions == {"respondent": 1, "date": 3, "1.1": 4}
    assert codes(done.findings) == []
    settled = match("_id", "_uuid", "1.1", renamed={"respondent": "_uuid"})
    assert settled.positions == {"respondent": 1, "1.1": 2}


def test_the_same_header_of_a_tool_twice_is_a_duplicate() -> None:
    done = match("_id", "1.1", "_id", "_uuid")
    assert "respondent" not in done.positions
    assert codes(done.findings) == ["duplicate-column"]


def test_numbers_of_subquestions_count_only_where_they_fit_throughout() -> None:
    """LimeSurvey numbers them itself: with a question more at the front all are shifted by one."""
    shifted = [f"q0{int(code[0]) + 1}[SQ00{code[2]}]" for code in SIPAS.codes]
    done = match("id", *shifted)
    assert done.positions.keys() == {"respondent"}
    assert len(found(done.findings, "missing-column")) == len(SIPAS.codes)


def test_a_grid_of_a_tool_that_is_no_criterion_disturbs_nothing() -> None:
    done = match(*LIMESURVEY_CODES, "q07[SQ001]", "q07[SQ002]")
    assert done.positions.keys() >= set(SIPAS.codes)


# The row of the header ----------------------------------------------------------------------------------


def test_the_header_is_the_row_that_names_most() -> None:
    title = "KẾT QUẢ KHẢO SÁT SIPAS NĂM 2019: " + "; ".join(QUESTIONS.values())
    rows = [
        [title, *[""] * 25],
        [title] * 26,
        ["Phiếu", "Đơn vị", "Tiếp cận dịch vụ", "", "", "", "Thủ tục hành chính", *[""] * 10],
        ["Mã phiếu", "Đơn vị", *QUESTIONS.values()],
        ["TG-001", "Huyện Tuần Giáo", *"5454545454545454545454"],
        ["1", "Huyện Tuần Giáo", *["4 - Hài lòng"] * 22],
    ]
    counts = [recognised(row, SIPAS, {}) for row in rows]
    assert counts[3] == 24
    assert max(counts[:3] + counts[4:]) <= 1


def test_a_renamed_header_counts_as_named() -> None:
    assert recognised(["Phiếu", "Địa bàn"], SIPAS, {"respondent": "Phiếu", "unit": "Địa bàn"}) == 2


# Laws ---------------------------------------------------------------------------------------------------

EDITIONS = st.sampled_from([SIPAS, KANSAS])


@st.composite
def mutated(draw: st.DrawFn) -> tuple[Questionnaire, Criterion, str]:
    """A question with up to three slips, or with a word lost, doubled or moved."""
    questionnaire = draw(EDITIONS)
    criterion = draw(st.sampled_from(questionnaire.criteria))
    text = draw(st.sampled_from([criterion.text.vi, criterion.text.en]))
    words = text.split()
    at = draw(st.integers(0, len(words) - 1))
    match draw(st.sampled_from(["slips", "lost", "doubled", "moved", "cut"])):
        case "lost":
            del words[at]
        case "doubled":
            words.insert(at, words[at])
        case "moved":
            words.insert(at, words.pop())
        case "cut":
            return questionnaire, criterion, text[: draw(st.integers(1, len(text)))]
        case _:
            letters = list(text)
            for _ in range(draw(st.integers(1, 3))):
                letters[draw(st.integers(0, len(letters) - 1))] = draw(st.sampled_from("aăâeêioôơuưdđ .,hnt"))
            return questionnaire, criterion, "".join(letters)
    return questionnaire, criterion, " ".join(words)


@SMALL
@given(mutated(), st.sampled_from(["{}", "1. {}", "Đánh giá [{}]", "nhom/{}"]))
def test_a_question_with_slips_is_never_another_one(case, form) -> None:
    questionnaire, criterion, text = case
    assert (
        could_be(form.format(text), questionnaire) in ((), (criterion.code,))
        or len(could_be(form.format(text), questionnaire)) > 1
    )


@SMALL
@given(mutated(), st.data())
def test_a_code_before_another_question_is_never_taken_for_that_code(case, data) -> None:
    questionnaire, criterion, text = case
    assume(could_be(text, questionnaire) == (criterion.code,) and not text[:1].isdecimal())
    other = data.draw(st.sampled_from([code for code in questionnaire.codes if code != criterion.code]))
    columns = could_be(f"{other}. {text}", questionnaire)
    assert len(columns) != 1


@SMALL
@given(st.sampled_from([KOBO, LIMESURVEY, LIMESURVEY_CODES, GOOGLE, MICROSOFT]), st.randoms())
def test_no_header_depends_on_where_the_others_stand(names: list[str], chance: random.Random) -> None:
    whole = {column: names[at] for column, at in match(*names).positions.items()}
    fewer = [name for name in names if chance.random() < 0.7] + ["Nghề nghiệp", "Khác"]
    chance.shuffle(fewer)
    now = {column: fewer[at] for column, at in match(*fewer).positions.items()}
    tools = {"respondent", "date"}
    assert {c: n for c, n in now.items() if c not in tools} == {
        c: n for c, n in whole.items() if c not in tools and n in fewer
    }
    assert all(now[column] == name for column, name in whole.items() if column in tools and name in fewer)


@SMALL
@given(st.lists(st.text(max_size=60), min_size=2, max_size=20))
def test_any_header_is_judged_and_every_column_told_once(names: list[str]) -> None:
    done = match(*names)
    assert done.width == len(names)
    assert all(0 <= position < len(names) for position in done.positions.values())
    assert recognised(names, SIPAS, {}) >= len(done.positions)


@pytest.mark.parametrize(
    "name",
    [
        lambda i: f"q{i}",
        lambda i: f"Câu hỏi số {i} về thái độ của công chức trong giải quyết công việc",
        lambda i: f"{SEATS} {i}x",
        lambda i: f"1.1 {i} " + ". ".join(SEATS.split()),
    ],
    ids=["codes", "questions", "alike", "sentences"],
)
def test_ten_thousand_columns_take_a_moment(name) -> None:
    names = [name(i) for i in range(10_000)]
    spellings.cache_clear()
    start = time.process_time()
    match(*names)
    assert time.process_time() - start < 10
