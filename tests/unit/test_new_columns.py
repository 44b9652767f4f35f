"""Interviewers, durations and margins: optional columns that are kept, and nobody's name with them."""

import math
import random
from collections import Counter
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.intake import Batch, join_batches, read_responses
from pipeline.intake.coding.margins import SPELLED, MarginReader
from pipeline.intake.coding.minutes import read_minutes
from pipeline.intake.columns.match import match_columns
from pipeline.intake.columns.spelling import spellings
from pipeline.intake.marks import Marks, ingredient, marks_of
from pipeline.intake.read import Header
from pipeline.intake.showing import shower, shown_interviewer, shown_place
from pipeline.storage.outputs import Outputs
from pipeline.storage.project import Project
from schemas.language import Language
from schemas.period import Period
from schemas.questionnaire import RESERVED, Columns, load_questionnaire
from schemas.responses import CANONICAL_COLUMNS, NO_VALUE, OTHER_VALUE
from schemas.settings import Margin, Survey
from tests.conftest import ROOT, change_cell

SMALL = settings(derandomize=True, deadline=None, max_examples=40)
PERIOD = Period.parse("2019")
SIPAS, KANSAS = (
    load_questionnaire(ROOT / "schemas" / "questionnaires" / f"{name}.toml")
    for name in ("sipas-2017", "kcmo-2021")
)
HEADER = ["respondent", "unit", *SIPAS.codes]
GENDER = """
[raking.gender]
column = "Giới tính"
shares = { "Nam" = 49, "Nữ" = 51 }
"""
GENDERS = Margin(column="Giới tính", shares={"Nam": 49, "Nữ": 51})
MARKS = marks_of({"interviewer": [("ĐTV", {"Lò Văn An"})]}, 1)


def row(respondent: str, *extra: str, unit: str = "tuan-giao") -> list[str]:
    return [respondent, unit, *["4"] * len(SIPAS.codes), *extra]


def text(extra: list[str], *rows: list[str]) -> str:
    return "".join(",".join(cells) + "\n" for cells in [[*HEADER, *extra], *rows])


def project(folder: Path, survey: str = "", **files: str) -> Project:
    raw = folder / "raw" / "2019"
    raw.mkdir(parents=True)
    (folder / "hailong.toml").write_text('questionnaire = "sipas-2017"\nunits = "dien-bien"\n')
    (raw / "survey.toml").write_text(survey, encoding="utf-8")
    for name, content in files.items():
        (raw / f"{name}.csv").write_text(content, encoding="utf-8")
    return Project(folder)


def read_all(made: Project) -> Batch:
    return join_batches(read_responses(made.sources(PERIOD), made.survey(PERIOD)))


def read(folder: Path, survey: str = "", **files: str) -> Batch:
    return read_all(project(folder, survey, **files))


def codes(batch: Batch) -> Counter[str]:
    counts: Counter[str] = Counter()
    for finding, n in batch.found:
        counts[finding.code] += n
    return counts


def written(batch: Batch) -> str:
    """All that a batch would write: responses, rejected rows, findings."""
    tables = (batch.accepted, batch.rejected, batch.findings(Language("vi")))
    return "\n".join(table.to_csv() for table in tables)


# Headers ------------------------------------------------------------------------------------------------

HEADERS = {
    "interviewer": "interviewer",
    "Interviewer": "interviewer",
    "Điều tra viên": "interviewer",
    "ĐIỀU TRA VIÊN": "interviewer",
    "dieu_tra_vien": "interviewer",
    "ĐTV": "interviewer",
    "Mã ĐTV": "interviewer",
    "Người phỏng vấn": "interviewer",
    "Enumerator": "interviewer",
    "minutes": "minutes",
    "Thời lượng (phút)": "minutes",
    "thoi luong phut": "minutes",
    "Số phút": "minutes",
    "Duration (minutes)": "minutes",
}


@pytest.mark.parametrize(("header", "column"), HEADERS.items())
def test_the_headers_of_the_new_columns(header: str, column: str) -> None:
    assert match_columns(Header((header, "1.1"), 2), "a.csv", SIPAS, {}, ()).positions[column] == 0


@pytest.mark.parametrize(
    "header",
    [
        "Họ tên điều tra viên",
        "interviewer_name",
        "duration",
        "Duration (in seconds)",
        "Số phút chờ",
        "Thời gian",
    ],
)
def test_other_headers_are_not_the_new_columns(header: str) -> None:
    reading = spellings(SIPAS).read(header)
    assert reading is None or not {"interviewer", "minutes"} & set(reading.columns)


def test_every_canonical_column_may_have_aliases_and_no_criterion_its_name() -> None:
    assert tuple(Columns.model_fields) == CANONICAL_COLUMNS
    assert set(CANONICAL_COLUMNS) <= set(RESERVED)
    assert match_columns(Header(("Enumerator", "id"), 2), "a", KANSAS, {}, ()).positions["interviewer"] == 0


# Minutes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "minutes"), [("12", 12), (" 12,5 ", 12.5), ("0", 0), ("7.25", 7.25), ("600", 600), ("1e2", 100)]
)
def test_minutes_are_numbers_of_0_or_more(cell: str, minutes: float) -> None:
    assert read_minutes(cell) == minutes


@pytest.mark.parametrize(
    "cell", ["-1", "1:30", "0:25:00", "25 phút", "1e9", "nan", "inf", "1.234,5", "x", "+5"]
)
def test_anything_else_is_unreadable_and_a_blank_is_none(cell: str) -> None:
    assert read_minutes(cell) == -1
    assert math.isnan(read_minutes("  "))


@SMALL
@given(st.integers(0, 99_999), st.sampled_from(".,"))
def test_point_and_comma_say_the_same(hundredths: int, sign: str) -> None:
    assert read_minutes(f"{hundredths / 100:.2f}".replace(".", sign)) == hundredths / 100


# Margins ------------------------------------------------------------------------------------------------


def test_a_value_is_recognised_by_its_folded_spelling_and_nothing_nearly_like_it() -> None:
    reader = MarginReader(GENDERS)
    assert [reader.read(cell) for cell in ("Nam", " NỮ ", "nam", "", " ", "Nu", "Nam giới", "1")] == [
        *(0, 1, 0, NO_VALUE, NO_VALUE),
        *(OTHER_VALUE, OTHER_VALUE, OTHER_VALUE),
    ]
    assert [reader.rule(cell) for cell in ("Nam", "nam", "x")] == ["", SPELLED, ""]


def test_values_of_a_margin_are_shown_where_nobody_can_be_in_them(tmp_path: Path) -> None:
    show = shower("margin_gender", project(tmp_path, GENDER).survey(PERIOD))
    assert [show(cell) for cell in ("NAM", "khác", "Không trả lời", "3", "x", "-")] == [
        *("NAM", "khác", "Không trả lời", "3", "x", "-"),
    ]
    for secret in ("Lò Văn An", "0912345678", "Khánh", "Nam " * 100):
        assert "ký tự" in show(secret)


# Marks --------------------------------------------------------------------------------------------------

CODES = {
    "DTV-01": "DTV-01",
    "ĐTV 07": "ĐTV 07",
    "dtv7": "DTV7",
    "A3": "A3",
    "b": "B",
    "TG-001": "TG-001",
    "MA-01": "MA-01",
    "007": "007",
    "3.0": "3",
    " 12 ": "12",
    "１２": "12",
    "": "",
    "  ": "",
}


@pytest.mark.parametrize(("cell", "code"), CODES.items())
def test_the_code_of_an_interviewer_is_stored(cell: str, code: str) -> None:
    assert shown_interviewer(cell, MARKS) == code


NAMES = [
    *("Lò Văn An", "Vàng A Sùng", "Lê Thu Hà", "Hoa", "An", "KN", "Lan1", "Hoa85", "NguyenVanDung", "n.v.an"),
    *("Ms. Hoa", "0912345678", "0912 345 678", "012345678", "hoa@vidu.vn", "01 Lan", "Tổ 3", "x" * 300),
]


@pytest.mark.parametrize("cell", NAMES)
def test_any_other_text_of_an_interviewer_has_a_mark(cell: str) -> None:
    mark = shown_interviewer(cell, MARKS)
    assert mark.startswith("#")
    assert len(mark) == 13
    assert cell.strip() not in mark


def test_spellings_share_a_mark_and_different_texts_do_not() -> None:
    marks = {shown_interviewer(cell, MARKS) for cell in NAMES}
    assert len(marks) == len(NAMES)
    assert shown_interviewer("lò  văn AN ", MARKS) == shown_interviewer("Lò Văn An", MARKS)


def test_a_mark_cannot_be_tried_without_the_other_names() -> None:
    """The key comes from all texts: with one interview more every mark is another one."""
    names = Counter({"Lò Văn An": 20, "Lê Thu Hà": 31})
    texts = {"interviewer": [("ĐTV", set(names))]}
    own = marks_of(texts, ingredient(names)).mark("Lò Văn An")
    assert own == marks_of(texts, ingredient(names)).mark("Lò Văn An")
    for other in (names + Counter(["Lê Thu Hà"]), Counter({"Lò Văn An": 20})):
        assert marks_of(texts, ingredient(other)).mark("Lò Văn An") != own
    assert Marks().mark("Lò Văn An") != own


@SMALL
@given(st.lists(st.sampled_from(NAMES)), st.randoms())
def test_no_order_of_rows_or_files_changes_the_key(names: list[str], chance: random.Random) -> None:
    shuffled = names[:]
    chance.shuffle(shuffled)
    at = chance.randint(0, len(names))
    parts = ingredient(Counter(shuffled[:at])) + ingredient(Counter(shuffled[at:]))
    assert parts % 2**512 == ingredient(Counter(names))


PLACES = [
    *("Bản Nà Sáy", "bản Nà Tấu", "Xã Quài Tở", "Thôn 7", "Tổ 3", "Tổ dân phố 12", "Khu phố Him Lam"),
    *("Chợ Bản Phủ", "Bản Nà Sáy, xã Quài Tở", "Phường Mường Thanh", "TDP 5", "Thị trấn Tuần Giáo"),
    *("Mường Pồn", "Ma Thì Hồ", "Vàng Đán", "Lao Xả Phình", "Hừa Ngài", "Bản Vàng Lếch", "Bản Phình A"),
    *("Bộ phận Một cửa UBND huyện", "PSU-01", "12.0", "đô thị", "Vùng cao", "Đội 4, xã Thanh An"),
    *("Nhà văn hóa bản Lọng", "Bà Rịa", "Anh Sơn", "Bí thư chi bộ Bản Co Sáng", "Trưởng bản"),
]
PERSONS = [
    *("Trưởng bản Vàng A Sùng", "Vàng A Sùng", "vàng a sùng", "Vang A Sung", "Bản Nà Sáy - Vàng A Sùng"),
    *("Hộ ông Lò Văn An", "Ông Lê Thu", "Bà Quàng Thu Hà", "Già làng Sùng A Páo", "Tổ trưởng Lê Hà"),
    *("Trưởng thôn Giàng Sùng", "Trưởng bản Páo", "01. Giàng A Páo", "0912345678"),
    *("Số nhà 7, tổ 3, phường Him Lam", "chủ hộ: Lò Thị Hoa"),
]
BARE_NAMES = {"Lê Thu Hà", "Hoàng Mai", "Quàng Thu", "Phạm Hồng Thái", "Trần Minh Đức", "Khánh"}


@pytest.mark.parametrize("place", PLACES)
def test_an_ordinary_place_stays_in_clear(place: str) -> None:
    assert shown_place(place, "psu", MARKS) == place


@pytest.mark.parametrize("person", PERSONS)
def test_a_place_called_by_a_person_has_a_mark(person: str) -> None:
    assert shown_place(person, "psu", MARKS).startswith("#")


def persons(*tables: set[str], header: str = "Cụm") -> frozenset[str]:
    return marks_of({"psu": [(header, texts) for texts in tables]}, 0).persons


def test_a_column_of_names_is_one_of_persons_and_a_column_of_places_is_not() -> None:
    assert persons(BARE_NAMES) == persons(BARE_NAMES, set(PLACES)) == {"psu"}
    assert persons({"Ông Khánh", "Bà Lan", "Chị Hoa", "Anh Tuấn"}) == {"psu"}
    assert persons({"Lê Thu Hà", "Trần Minh Đức"}) == {"psu"}
    assert persons({"Lê Thu Hà"}, {"Trần Minh Đức", ""}) == {"psu"}
    assert persons({"Páo"}, header="Họ tên") == {"psu"}
    assert persons(set(PLACES)) == persons({f"{i}" for i in range(99)}) == persons({""}) == frozenset()
    assert persons({"Phường Trần Phú", "Phố Lê Lợi", "Đường Hoàng Văn Thụ"}) == frozenset()


def test_in_a_column_of_persons_codes_and_places_that_say_so_stay_in_clear() -> None:
    marks = marks_of({"psu": [("Cụm", BARE_NAMES)]}, 0)
    assert [shown_place(cell, "psu", marks) for cell in ("TG-01", "Bản Nà Sáy", "", "7")] == [
        *("TG-01", "Bản Nà Sáy", "", "7"),
    ]
    for name in (*BARE_NAMES, "Páo", "To Lan Anh"):
        assert shown_place(name, "psu", marks).startswith("#")
        assert not shown_place("Nà Tấu", "stratum", marks).startswith("#")


# Whole files --------------------------------------------------------------------------------------------

A = text(
    ["Điều tra viên", "Thời lượng (phút)", "giới tính", "psu"],
    row("a1", "Lò Văn An", '"12,5"', "nam", "Trưởng bản Vàng A Sùng"),
    row("a2", "LÒ VĂN  AN", "0", "Nữ", "Bản Nà Sáy"),
    row("a3", "ĐTV 01", "25 phút", "Lan", "Bản Nà Sáy"),
    row("a4", "", "", "", ""),
    row("a5", "Lò Văn An", "7", "Nữ", "vàng a sùng", unit="nowhere"),
)
B = text(["Giới tính", "psu"], row("b1", "Nữ", "Trưởng bản Vàng A Sùng"))
KEPT = ["respondent", "psu", "interviewer", "minutes", "margin_gender"]


def kept(batch: Batch) -> list[list[str]]:
    """What is kept beside the answers, each mark by the order in which it comes first."""
    table = batch.accepted[KEPT].astype("str").fillna("nan")
    texts = pd.unique(table.to_numpy().ravel())
    known = {mark: f"#{i}" for i, mark in enumerate(text for text in texts if text.startswith("#"))}
    return table.replace(known).to_numpy().tolist()


EXPECTED = [
    ["a1", "#0", "#1", "12.5", "Nam"],
    ["a2", "Bản Nà Sáy", "#1", "0.0", "Nữ"],
    ["a3", "Bản Nà Sáy", "ĐTV 01", "nan", ""],
    ["a4", "@raw/2019/a.csv:5", "", "nan", ""],
    ["b1", "#0", "", "nan", "Nữ"],
]


def test_the_new_columns_are_read_from_files_with_and_without_them(tmp_path: Path) -> None:
    batch = read(tmp_path, GENDER, a=A, b=B)
    assert kept(batch) == EXPECTED
    assert batch.accepted["margin_gender"].cat.categories.tolist() == ["", "Nam", "Nữ"]
    assert batch.accepted["minutes"].dtype == "float64"
    refused = batch.rejected.iloc[0]
    assert refused["interviewer"] == batch.accepted["interviewer"][0]
    assert refused[["minutes", "margin_gender"]].tolist() == ["7", "Nữ"]
    assert codes(batch) == {
        "marked-texts": 3,
        "normalised": 2,
        "unknown-margin-value": 1,
        "unreadable-minutes": 1,
        "missing-psu": 1,
        "unknown-unit": 1,
    }
    for secret in ("Lò Văn An", "LÒ VĂN", "Sùng", "Lan", "vàng a"):
        assert secret not in written(batch)


@pytest.mark.parametrize(
    ("line", "column", "value"),
    [
        (3, "Điều tra viên", "Lò Văn Anh"),
        (4, "giới tính", "NAM"),
        (3, "Thời lượng (phút)", "1"),
        (2, "psu", "x"),
    ],
)
def test_one_cell_more_or_less_is_seen(tmp_path: Path, line: int, column: str, value: str) -> None:
    """The sister of the test above: the same files with one cell changed."""
    made = project(tmp_path, GENDER, a=A.replace('"12,5"', "12.5"), b=B)
    assert kept(read_all(made)) == EXPECTED
    change_cell(tmp_path / "raw" / "2019" / "a.csv", line, column, value)
    assert kept(read_all(made)) != EXPECTED


def test_what_no_file_has_is_not_kept(tmp_path: Path) -> None:
    batch = read(tmp_path, a=text([], row("a1")))
    assert not {"interviewer", "minutes", "psu", "margin_gender"} & set(batch.accepted.columns)
    assert batch.accepted.columns.tolist() == ["respondent", "unit", *SIPAS.codes, "source", "line"]
    assert {"interviewer", "minutes"} <= set(batch.rejected.columns)
    assert not codes(batch)


def test_a_file_without_the_column_of_a_margin_is_told_and_its_rows_are_kept(tmp_path: Path) -> None:
    batch = read(tmp_path, GENDER, a=text(["Giới tính"], row("a1", "Nam")), b=text([], row("b1")))
    assert batch.accepted["margin_gender"].tolist() == ["Nam", ""]
    (finding,) = [finding for finding, _ in batch.found]
    assert (finding.code, finding.source, finding.column) == ("missing-margin", "raw/2019/b.csv", "Giới tính")
    assert finding.problem.severity == "error"


def test_a_margin_with_two_columns_is_read_from_neither(tmp_path: Path) -> None:
    batch = read(tmp_path, GENDER, a=text(["Giới tính", "GIỚI TÍNH"], row("a1", "Nam", "Nam")))
    assert batch.accepted["margin_gender"].tolist() == [""]
    assert codes(batch) == {"duplicate-column": 1}


def test_weights_may_be_raked_to_the_strata(tmp_path: Path) -> None:
    raking = '[raking.area]\ncolumn = "Tầng"\nshares = { "Đô thị" = 1, "Nông thôn" = 3 }\n'
    batch = read(tmp_path, raking, a=text(["Tầng"], row("a1", "đô thị"), row("a2", "Nông thôn")))
    assert batch.accepted["stratum"].tolist() == ["đô thị", "Nông thôn"]
    assert batch.accepted["margin_area"].tolist() == ["Đô thị", "Nông thôn"]


BLANKS = text(
    ["psu", "Tầng"],
    row("a1", "p1", "đô thị"),
    row("a2", "  ", ""),
    row("a3", "", "đô thị"),
    row("a4", "\u200b", "đô thị"),
    row("a5", "p1", "đô thị"),
    row("a6", "", "", unit="nowhere"),
)


def test_a_blank_psu_is_a_sampling_unit_of_its_own_and_a_blank_stratum_is_told(tmp_path: Path) -> None:
    """Lines 3 to 5 name no PSU, line 5 by an invisible sign; line 7 is refused and counts for nothing."""
    batch = read(tmp_path, a=BLANKS)
    at = "@raw/2019/a.csv"
    assert batch.accepted["psu"].tolist() == ["p1", f"{at}:3", f"{at}:4", f"{at}:5", "p1"]
    assert batch.accepted["stratum"].tolist() == ["đô thị", "", "đô thị", "đô thị", "đô thị"]
    assert codes(batch) == {"missing-psu": 3, "missing-stratum": 1, "unknown-unit": 1}
    told = [finding for finding, _ in batch.found if finding.code.startswith("missing")]
    assert [(finding.line, finding.column) for finding in told] == [
        *((3, "psu"), (4, "psu"), (5, "psu"), (3, "Tầng")),
    ]
    assert {finding.problem.severity for finding in told} == {"warning"}


def test_one_filled_psu_makes_one_sampling_unit_less(tmp_path: Path) -> None:
    """The sister of the test above: the PSU of line 3 is known."""
    batch = read(tmp_path, a=BLANKS.replace(",  ,", ",p1,", 1))
    assert batch.accepted["psu"].tolist()[:2] == ["p1", "p1"]
    assert codes(batch)["missing-psu"] == 2


def test_a_file_without_the_psus_of_another_has_a_sampling_unit_for_each_respondent(tmp_path: Path) -> None:
    batch = read(tmp_path, a=text(["psu"], row("a1", "p1")), b=text([], row("b1"), row("b2")))
    assert batch.accepted["psu"].tolist() == ["p1", "@raw/2019/b.csv:2", "@raw/2019/b.csv:3"]
    assert codes(batch) == {"missing-column": 1}


def test_where_no_psu_is_named_there_are_none_and_it_is_told(tmp_path: Path) -> None:
    batch = read(tmp_path, a=text(["psu"], row("a1", ""), row("a2", " ")), b=text(["psu"], row("b1", "")))
    assert "psu" not in batch.accepted
    assert codes(batch) == {"missing-psu": 3}


@SMALL
@given(st.text(max_size=20) | st.sampled_from(PLACES), st.text(max_size=20))
def test_no_text_is_stored_as_the_psu_of_a_respondent_without_one(before: str, behind: str) -> None:
    assert "@" not in shown_place(f"{before}@{behind}", "psu", MARKS)


WEIGHTS = {
    "0": "0",
    "-1.5": "-1.5",
    "1e400": "1e400",
    "0.00000000000000000": "0.00000000000000000",
    "0.857142857142857142857142857": "0.857142857142857142857142857",
    "0912345678": "[10 ký tự/characters]",
    "-0912.345678": "[12 ký tự/characters]",
    "123456789012": "[12 ký tự/characters]",
    "Lò Văn An": "[9 ký tự/characters]",
}


@pytest.mark.parametrize(("cell", "shown"), WEIGHTS.items())
def test_a_refused_weight_is_shown_where_it_is_a_plain_number(tmp_path: Path, cell: str, shown: str) -> None:
    batch = read(tmp_path, a=text(["weight"], row("a1", cell), row("a2", "2.6885610871512586")))
    assert batch.accepted["weight"].tolist() == [2.6885610871512586]
    (finding,) = [finding for finding, _ in batch.found]
    assert (finding.code, finding.line, finding.value) == ("invalid-weight", 2, shown)
    assert batch.rejected["weight"].tolist() == [shown]


def test_a_weight_in_full_precision_with_a_comma_is_told_as_it_was_read(tmp_path: Path) -> None:
    batch = read(tmp_path, a=text(["weight"], row("a1", '"2,6885610871512586"')))
    (told,) = batch.findings(Language("en"))["found"]
    assert told == '"2,6885610871512586" was read as 2.6885610871512586 (decimal comma)'


def test_values_that_a_margin_has_not_are_counted_exactly(tmp_path: Path) -> None:
    rows = [row(f"a{i}", "Khác" if i % 2 else "Nam") for i in range(2600)]
    batch = read(tmp_path, GENDER, a=text(["Giới tính"], *rows))
    assert codes(batch) == {"unknown-margin-value": 1300}
    assert len(batch.found) == 1001
    told = batch.findings(Language("en"))["message"][0]
    assert 'got "Khác"; expected one of "Nam", "Nữ"' in told


def test_neither_files_nor_the_order_of_rows_change_a_mark(tmp_path: Path) -> None:
    names = ["Lò Văn An", "Lê Thu Hà", "DTV-01", "Giàng A Páo", "Lê Thu Hà"]
    rows = [row(f"a{i}", name) for i, name in enumerate(names)]
    whole = read(tmp_path / "whole", a=text(["ĐTV"], *rows))
    parts = read(tmp_path / "parts", a=text(["ĐTV"], *rows[:1:-1]), b=text(["Người phỏng vấn"], *rows[:2]))
    one, other = (
        batch.accepted.set_index("respondent")["interviewer"].sort_index() for batch in (whole, parts)
    )
    assert one.tolist() == other.tolist()
    assert one.nunique() == 4


def test_a_header_of_one_file_leaves_the_others_as_they_are(tmp_path: Path) -> None:
    renamed = '[columns]\ninterviewer = "Cán bộ A"\n"1.1" = "Câu hỏi A"\n'
    other = text(["Cán bộ A"], row("a1", "DTV-01")).replace("1.1", "Câu hỏi A", 1)
    batch = read(tmp_path, renamed, a=other, b=text(["ĐTV"], row("b1", "DTV-02")))
    assert batch.accepted["interviewer"].tolist() == ["DTV-01", "DTV-02"]
    assert batch.accepted["1.1"].tolist() == [4, 4]
    notes = {(finding.source, finding.column) for finding, _ in batch.found}
    assert codes(batch) == {"header-not-found": 2}
    assert notes == {("raw/2019/b.csv", "ĐTV"), ("raw/2019/b.csv", "1.1")}


def test_batches_with_and_without_the_columns_make_one_table_of_responses(tmp_path: Path) -> None:
    made = project(tmp_path, GENDER, a=A, b=B)
    survey: Survey = made.survey(PERIOD)
    sources = made.sources(PERIOD)
    with Outputs(tmp_path, survey, [source.name for source in sources]) as outputs:
        for batch in read_responses(sources, survey):
            outputs.add_rows(batch.source, batch.accepted, batch.rejected)
        outputs.commit({})
    stored = pq.read_table(tmp_path / "processed" / "2019" / "responses.parquet").to_pandas()
    assert stored["minutes"].tolist()[:2] == [12.5, 0.0]
    assert stored["interviewer"].tolist()[2:] == ["ĐTV 01", "", ""]
    assert stored["margin_gender"].astype("str").tolist() == ["Nam", "Nữ", "", "", "Nữ"]
    rejected = (tmp_path / "processed" / "2019" / "rejected.csv").read_text(encoding="utf-8-sig")
    assert rejected.splitlines()[0].endswith(",margin_gender,sheet")
