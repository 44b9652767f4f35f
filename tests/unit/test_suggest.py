"""The table `[columns]` that is proposed for a file: right, ready to paste, and honest about its guesses."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.intake.columns.match import match_columns
from pipeline.intake.columns.suggest import suggest_columns
from pipeline.intake.read import Header
from schemas.language import Language
from schemas.period import Period
from schemas.questionnaire import load_questionnaire
from schemas.responses import CANONICAL_COLUMNS
from schemas.settings import Survey, SurveySettings, check_survey, read_settings
from schemas.text import fold
from schemas.units import load_units
from tests.conftest import ROOT

SMALL = settings(derandomize=True, deadline=None, max_examples=60)
EN = Language("en")

SIPAS = load_questionnaire(ROOT / "schemas" / "questionnaires" / "sipas-2017.toml")
UNITS = load_units(ROOT / "schemas" / "units" / "dien-bien.toml")
SURVEY = Survey(
    Period.parse("2019"), SurveySettings(questionnaire="sipas-2017", units="dien-bien"), SIPAS, UNITS
)
QUESTIONS = {criterion.code: criterion.text.vi for criterion in SIPAS.criteria}


def suggested(names: list[str], rows: list[list[str]] | None = None, survey: Survey = SURVEY) -> str:
    return suggest_columns(Header(tuple(names), 2), rows or [], survey, EN)


def table(text: str) -> dict[str, str]:
    return tomllib.loads(text)["columns"]


def line(text: str, column: str) -> str:
    """The line of a column, commented out or not."""
    key = column if column in CANONICAL_COLUMNS else f'"{column}"'
    (found,) = [own for own in text.splitlines() if own.removeprefix("# ").startswith(f"{key} = ")]
    return found


def test_every_column_has_a_line_and_the_recognised_ones_stand_as_they_are() -> None:
    text = suggested(["Mã phiếu", "Đơn vị", "Câu 1.1", *QUESTIONS.values()][:6])
    assert table(text) == {
        "respondent": "Mã phiếu",
        "unit": "Đơn vị",
        "1.2": QUESTIONS["1.2"],
        "1.3": QUESTIONS["1.3"],
    }
    for column in (*CANONICAL_COLUMNS, *SIPAS.codes):
        if column != "1.1":
            assert line(text, column)
    assert line(text, "respondent") == 'respondent = "Mã phiếu"'
    assert line(text, "1.2") == f'"1.2" = "{QUESTIONS["1.2"]}"  # the text of the question'
    assert line(text, "5.4") == '# "5.4" = "…"'


def test_columns_that_claim_the_same_are_left_to_a_person() -> None:
    text = suggested(["Mã phiếu", "Đơn vị", "Câu 1.1", QUESTIONS["1.1"]])
    assert "1.1" not in table(text)
    claims = [own for own in text.splitlines() if own.startswith('# "1.1" = ')]
    assert claims == [
        '# "1.1" = "Câu 1.1"  # one of several columns that could be it',
        f'# "1.1" = "{QUESTIONS["1.1"]}"  # one of several columns that could be it',
    ]


def test_an_ambiguous_header_is_offered_to_each_of_its_columns() -> None:
    header = "Trang thiết bị phục vụ người dân, tổ chức"
    text = suggested(["1.1", header])
    assert line(text, "1.3") == f'# "1.3" = "{header}"  # the header could also be 1.2, 1.4'
    assert "1.3" not in table(text)


CELLS = [
    ["TG-001", "Huyện Tuần Giáo", "25/10/2019", "Nữ", "5"],
    ["TG-002", "H. Mường Chà", "26/10/2019", "Nam", "4"],
    ["MC-001", "Thị xã Mường Lay", "27/10/2019", "Nam", "5"],
    ["MC-002", "Nơi khác", "28/10/2019", "", "3"],
]


def test_unit_date_and_respondent_are_guessed_from_what_the_cells_hold() -> None:
    text = suggested(["Số", "Nơi giải quyết", "Hôm nào", "Giới tính", "1.1"], CELLS)
    assert table(text) == {"respondent": "Số", "unit": "Nơi giải quyết", "date": "Hôm nào", "1.1": "1.1"}
    assert line(text, "unit").endswith("# a guess: 75 % of the cells are units")
    assert line(text, "date").endswith("# a guess: 100 % of the cells are days of the period")
    assert line(text, "respondent").endswith("# a guess: every cell holds another code")


def test_two_columns_of_units_are_left_to_a_person() -> None:
    rows = [["", "Huyện Tuần Giáo", "Huyện Mường Chà", "5"]] * 20 + [["", "", "Nơi khác", "5"]]
    text = suggested(["Mã phiếu", "Nơi cư trú", "Nơi làm thủ tục", "1.1"], rows)
    assert "unit" not in table(text)
    assert [own.split("  # ")[0] for own in text.splitlines() if own.startswith("# unit = ")] == [
        '# unit = "Nơi cư trú"',
        '# unit = "Nơi làm thủ tục"',
    ]


def test_days_outside_the_period_are_no_guess_at_the_date() -> None:
    rows = [[row[0], row[1], f"{day}/3/1975", f"{day}/3/2019"] for day, row in enumerate(CELLS, start=10)]
    text = suggested(["Mã phiếu", "Đơn vị", "Ngày cấp thẻ", "Lúc nào"], rows)
    assert table(text)["date"] == "Lúc nào"


def test_personal_data_are_proposed_for_nothing() -> None:
    rows = [["0912345678", "Lò Văn An"], ["0987654321", "Lò Thị Hoa"], ["0912345679", "Vừ A Dính"]]
    assert table(suggested(["Số", "Ai"], rows)) == {}


def test_a_header_a_little_like_a_question_is_a_guess() -> None:
    text = suggested(["1.1", "Công chức tuân thủ quy định khi làm việc", "Kê khai hồ sơ tận tình"])
    guesses = table(text)
    assert guesses["3.6"] == "Công chức tuân thủ quy định khi làm việc"
    assert "# a guess: the header is a little like the question" in line(text, "3.6")
    assert len(set(guesses.values())) == len(guesses)


def test_a_header_as_like_one_question_as_another_is_no_guess() -> None:
    assert table(suggested(["1.1", "Niêm yết công khai thủ tục hành chính"])) == {"1.1": "1.1"}


def test_a_guess_is_never_read_by_itself() -> None:
    names = ("1.1", "Công chức tuân thủ quy định khi làm việc", "Nơi giải quyết")
    assert match_columns(Header(names, 2), "a.csv", SIPAS, {}).positions == {"1.1": 0}


HEADERS = [
    'Ông "bà" nói gì',
    "C:\\so\\lieu",
    "a\tb\x01c\x7f",
    "Câu 1.1\nđiểm",
    "# = [x]",
    "'''",
    '"""',
    "\u200b",
    "\ufeff1.2",
    "…",
    "Trọng số",
    "x" * 300,
    f"{'Xin ông bà cho biết ' * 12}[{QUESTIONS['1.3']}]",
    "Tầng",
    "tầng ",
]


@pytest.mark.parametrize("header", HEADERS)
def test_any_header_can_be_pasted(header: str, tmp_path: Path) -> None:
    rows = [[unit.name.vi, "5", "x"] for unit in UNITS.units]
    settings_of(suggested([header, "1.1", "2.5"], rows), tmp_path)


def test_a_header_that_cannot_stand_in_the_table_is_named_by_its_column() -> None:
    text = suggested(["1.1", "1.2", f"{'Đánh giá ' * 120}[{QUESTIONS['1.3']}]"])
    assert line(text, "1.3").startswith('# "1.3" = "…"  # recognised in column 3;')


def settings_of(text: str, folder: Path) -> Survey:
    """The survey whose settings hold the proposal, as the program itself loads them."""
    project, period = folder / "hailong.toml", folder / "survey.toml"
    project.write_text('questionnaire = "sipas-2017"\nunits = "dien-bien"\n', encoding="utf-8")
    period.write_text(
        f"simulated = true\n\n{text}\n[dates]\nfirst = 2019-01-01\nlast = 2019-12-31\n", "utf-8"
    )
    loaded = read_settings(project, period, "survey.toml")
    return check_survey(Survey(SURVEY.period, loaded, SIPAS, UNITS), "survey.toml")


NAMES = st.one_of(
    st.sampled_from(
        [*QUESTIONS.values(), *SIPAS.codes, *CANONICAL_COLUMNS, *HEADERS, "Mã phiếu", "_id", "end"]
    ),
    st.text(max_size=40),
)


@SMALL
@given(st.lists(NAMES, min_size=2, max_size=30), st.data())
def test_the_program_accepts_what_it_proposed_and_reads_the_same(tmp_path_factory, names, data) -> None:
    cell = st.sampled_from(["5", "Huyện Tuần Giáo", "25/10/2019", "TG-001", "TG-002", "", "có"])
    rows = data.draw(st.lists(st.lists(cell, max_size=len(names)), max_size=5))
    header = Header(tuple(names), 2)
    survey = settings_of(suggest_columns(header, rows, SURVEY), tmp_path_factory.mktemp("project"))
    before = match_columns(header, "a.csv", SIPAS, {})
    after = match_columns(header, "a.csv", SIPAS, survey.settings.columns)
    assert all(after.positions[column] == at for column, at in before.positions.items())
    settled = survey.settings.columns
    assert {column for column in settled if column in after.positions} == settled.keys()
    again = suggest_columns(header, rows, survey)
    assert table(again).items() >= settled.items()
    assert len({fold(text) for text in table(again).values()}) == len(table(again))


def test_the_remarks_are_in_the_language_of_the_survey() -> None:
    names = Header(("Mã phiếu", QUESTIONS["1.1"]), 2)
    vietnamese = suggest_columns(names, [], SURVEY)
    assert table(vietnamese) == table(suggest_columns(names, [], SURVEY, EN))
    assert SURVEY.settings.languages[0] == "vi"


def test_units_that_ended_before_the_period_are_units_all_the_same() -> None:
    later = Survey(Period.parse("2026"), SURVEY.settings, SIPAS, UNITS)
    assert later.first > date(2025, 6, 30)
    rows = [[unit.name.vi, "5"] for unit in UNITS.units]
    assert table(suggested(["Nơi", "1.1"], rows, later))["unit"] == "Nơi"
