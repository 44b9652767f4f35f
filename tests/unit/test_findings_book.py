"""The workbook a survey team corrects its file by: whole, in order, and harmless whatever the file held."""

import unicodedata
import zipfile
from io import BytesIO
from pathlib import PurePosixPath

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from pipeline.present.context import Context
from pipeline.present.findings_book import book_name, findings_book, needs_book
from pipeline.present.sheets import MOST_UNITS, cell_text
from schemas.findings import Finding
from schemas.language import Language, LanguageCode
from schemas.questionnaire import load_questionnaire
from tests.conftest import ROOT

SOURCE = "raw/2019/tuan-giao.xlsx"
QUESTIONNAIRE = load_questionnaire(ROOT / "schemas" / "questionnaires" / "sipas-2017.toml")
COLUMNS = ["code", "severity", "source", "line", "column", "value", "message", "expected", "action", "n"]
ROWS = {"read": 1840, "accepted": 1800, "rejected": 40}
Rows = list[list[object]]


def context(language: LanguageCode = "en") -> Context:
    return Context(
        Language(language), QUESTIONNAIRE, "2019", "Tỉnh Điện Biên", {}, {}, None, "Made up.", simulated=True
    )


def found(code: str, line: int | None = None, n: int = 1, **more: str) -> tuple[Finding, int]:
    values = (("nearest", ""), ("scale", "1-5"), ("meaning", "5"), ("rule", "no accents"), ("kind", "XLSX"))
    place = {"source": SOURCE, "column": "", "value": "", "sheet": "", **more}
    return Finding(code, line=line, values=values, **place), n


def table(*findings: tuple[Finding, int]) -> pd.DataFrame:
    say = Language("en")
    rows = [
        (
            *(f.code, f.problem.severity, f.source, f.line, f.column, f.value, f.message(say)),
            *(f.expected(say), f.action(say), n, f.sheet, f.found(say)),
        )
        for f, n in findings
    ]
    return pd.DataFrame(rows, columns=[*COLUMNS, "sheet", "found"]).astype({"line": "Int64", "n": "int64"})


EXAMPLE = table(
    found("code-outside-scale", 9, column="3.4", value="6", sheet="B"),
    found("unknown-unit", 41, column="Đơn vị", value="Huyện Tuan Giáo", sheet="B"),
    found("normalised", 7, n=10, column="3.4", value="rat hai long", sheet="B"),
    found("code-outside-scale", 7, column="1.1", value="0", sheet="B"),
    found("normalised", 3, n=5, column="3.4", value="rat hai long", sheet="B"),
    found("unknown-unit", 5, column="Đơn vị", value="?", sheet="A"),
    found("damaged-file"),
    found("unknown-unit", 2, column="Đơn vị", value="X", source="raw/2019/other.csv"),
)


def sheets(content: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def told(content: bytes) -> str:
    return "\n".join(str(cell) for cells in sheets(content)["Read first"] for cell in cells)


def test_errors_come_first_then_warnings_each_by_sheet_and_line() -> None:
    head, *rows = sheets(findings_book(EXAMPLE, ROWS, SOURCE, context()))["List of problems"]
    assert head[:7] == ["No.", "Severity", "Problem", "File", "Sheet", "Line", "Column"]
    assert head[7:] == ["Found", "Expected", "What to do", "Cases"]
    assert [(cells[0], cells[1], cells[4], cells[5]) for cells in rows] == [
        (1, "error", "", ""),
        (2, "error", "B", 41),
        (3, "error", "A", 5),
        (4, "warning", "B", 7),
        (5, "warning", "B", 9),
    ]
    assert rows[1][2:4] == ["Unknown unit", "tuan-giao.xlsx"]
    assert rows[1][6:8] == ["Đơn vị", 'got "Huyện Tuan Giáo"']
    assert rows[3][8:] == [
        "a level of the scale 1-5, or a blank",
        "Look at the form and correct the cell. The answer was left out.",
        1,
    ]


def test_notes_that_say_the_same_are_one_row_on_their_own_sheet() -> None:
    head, *rows = sheets(findings_book(EXAMPLE, ROWS, SOURCE, context()))["Notes"]
    assert head[-2:] == ["Cases", "First line"]
    assert [cells[4:6] + cells[7:] for cells in rows] == [
        ["3.4", '"rat hai long" was read as 5 (no accents)', 15, 3]
    ]


def test_the_first_page_tells_the_file_its_rows_and_how_often_each_problem_was_met() -> None:
    content = findings_book(EXAMPLE, ROWS, SOURCE, context())
    page = sheets(content)["Read first"]
    assert ["File", SOURCE] in [cells[:2] for cells in page]
    assert ["Rows", "1,840 rows read = 1,800 accepted + 40 rejected"] in [cells[:2] for cells in page]
    counts = [cells for cells in page if cells[0] in ("error", "warning", "note") and cells[2] != ""]
    assert [(cells[0], str(cells[1]).split(".")[0], cells[2]) for cells in counts] == [
        ("error", "Unknown unit", 2),
        ("error", "Damaged file", 1),
        ("warning", "Answer outside the scale", 2),
        ("note", "Cell read by a rule", 15),
    ]
    for text in ("SIMULATED DATA", "Made up.", "Tỉnh Điện Biên, period 2019", "personal"):
        assert text in told(content)


def test_the_workbook_speaks_vietnamese() -> None:
    vietnamese = sheets(findings_book(EXAMPLE, ROWS, SOURCE, context("vi")))
    assert list(vietnamese) == ["Đọc trước", "Danh sách lỗi", "Ghi chú"]
    assert vietnamese["Danh sách lỗi"][1][1] == "lỗi"


def test_the_same_input_gives_the_same_bytes() -> None:
    content = findings_book(EXAMPLE, ROWS, SOURCE, context())
    assert content == findings_book(EXAMPLE, ROWS, SOURCE, context())
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert parts.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2


def test_a_file_with_notes_alone_or_without_any_needs_no_workbook_but_may_have_one() -> None:
    assert needs_book(EXAMPLE)
    assert needs_book(table(found("code-outside-scale", 2)))
    assert not needs_book(table(found("normalised", 2)))
    assert not needs_book(table())
    clean = findings_book(table(), ROWS, SOURCE, context())
    assert list(sheets(clean)) == ["Read first", "List of problems"]
    assert "read as it stands there" in told(clean)


def test_more_rows_than_are_listed_are_counted() -> None:
    many = table(*(found("unknown-unit", line, value="X") for line in range(2, 9)))
    content = findings_book(many, ROWS, SOURCE, context(), limit=5)
    assert len(sheets(content)["List of problems"]) == 1 + 5
    assert "2 more findings are in findings.csv only" in told(content)
    assert "findings.csv" not in told(findings_book(many, ROWS, SOURCE, context(), limit=7))
    notes = table(*(found("normalised", line, column=str(line)) for line in range(2, 9)))
    assert "6 more findings" in told(findings_book(notes, ROWS, SOURCE, context(), limit=1))


def test_a_sheet_is_made_to_be_filtered_and_printed() -> None:
    book = openpyxl.load_workbook(BytesIO(findings_book(EXAMPLE, ROWS, SOURCE, context())))
    sheet = book["List of problems"]
    assert sheet.auto_filter.ref == "A1:K6"
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("&F", "Page &P of &N")
    assert all(sheet.cell(2, at).alignment.wrap_text for at in (3, 8, 9, 10))


def test_columns_are_as_wide_as_their_texts_within_bounds_and_rows_as_high() -> None:
    texts = ("short", "a longer text of the file", "word " * 100, "x" * 5000)
    findings = table(*(found("unknown-unit", i) for i in range(2, 6))).assign(found=texts)
    wide = openpyxl.load_workbook(BytesIO(findings_book(findings, ROWS, SOURCE, context())))
    slim = openpyxl.load_workbook(BytesIO(findings_book(findings.head(2), ROWS, SOURCE, context())))
    assert slim["List of problems"].column_dimensions["H"].width == pytest.approx(26, abs=1)
    assert wide["List of problems"].column_dimensions["H"].width == pytest.approx(36, abs=1)
    heights = [wide["List of problems"].row_dimensions[i].height for i in range(2, 6)]
    assert heights[0] == heights[1] < 60 < heights[2] < heights[3] <= 409


HOSTILE = [
    "=cmd|'/C calc'!A0",
    "{=1+1}",
    "@SUM(A1)",
    "-1+1",
    "https://example.org/",
    "mailto:a@b.c",
    "\x00\x1b[31m\x07",
    "_x0041_",
    "<b>&amp;</b>",
    "\u202egnp.exe",
    "x" * 40_000,
    "😀" * 20_000,
    "3.4",
]


def test_no_text_of_a_file_becomes_a_formula_a_link_or_a_number() -> None:
    cases = [found("unknown-unit", i, column=text, value=text) for i, text in enumerate(HOSTILE, start=2)]
    findings = table(*cases).assign(found=HOSTILE)
    content = findings_book(findings, ROWS, SOURCE, context())
    rows = sheets(content)["List of problems"][1:]
    assert [cells[7] for cells in rows] == [cell_text(text) for text in HOSTILE]
    assert [cells[6] for cells in rows] == [cell_text(text) for text in HOSTILE]
    with zipfile.ZipFile(BytesIO(content)) as parts:
        xml = b"".join(parts.read(name) for name in parts.namelist())
        assert not any("rels" in name and b'Target="http' in parts.read(name) for name in parts.namelist())
    assert b"<f>" not in xml
    assert b"hyperlink" not in xml
    sheet = openpyxl.load_workbook(BytesIO(content))["List of problems"]
    assert [sheet.cell(row, 8).quotePrefix for row in range(2, 6)] == [True, False, True, True]


@given(st.text(st.characters(exclude_categories=())))
@example("a\ud800b")
@settings(max_examples=200)
def test_a_cell_holds_nothing_that_could_be_obeyed_and_no_more_than_fits(text: str) -> None:
    shown = cell_text(text * 300)
    assert shown.isprintable() or all(c.isspace() or c.isprintable() for c in shown)
    assert len(shown.encode("utf-16-le")) <= 2 * MOST_UNITS
    assert cell_text(shown) == shown


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("raw/2019/tuan-giao.csv", "tuan-giao.csv.findings.xlsx"),
        ("raw/2019/Huyện Tuần Giáo (1).xlsx", "Huyện Tuần Giáo (1).xlsx.findings.xlsx"),
        ("raw/2019/đợt 2/khao_sat.csv", "đợt 2__khao_sat.csv.findings.xlsx"),
    ],
)
def test_a_usual_name_stays_as_it_is(source: str, name: str) -> None:
    assert book_name(source, "raw/2019/") == name


PARTS = ["raw", "2019", "..", ".", "", "con", "NUL.csv", "a", "_a", "a_", "a__b", "COM¹", "-a", "a."]
NAMES = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=12),
    st.text("aA/_.~-\\:é\u0301 ", max_size=8),
    st.lists(st.sampled_from(PARTS)).map("/".join),
    st.text("ạ", min_size=100, max_size=300),
)
PORTS = {f"{port}{i}" for port in ("com", "lpt") for i in range(10)}


@given(NAMES)
@example("raw/2019/sub/../huyện Tuần Giáo (1).csv")
@example("CON .csv")
@example("x" * 500)
@settings(max_examples=500)
def test_every_name_is_allowed_on_every_system(source: str) -> None:
    name = book_name(source)
    assert name == PurePosixPath(name).name == unicodedata.normalize("NFC", name)
    assert name.endswith(".xlsx")
    assert len(name.encode()) <= 200
    assert not set(name) & set('<>:"/\\|?*')
    assert name.isprintable()
    stem = unicodedata.normalize("NFKC", name).split(".")[0].strip().casefold()
    assert stem not in {
        "con",
        "prn",
        "aux",
        "nul",
        *(f"{port}{i}" for port in ("com", "lpt") for i in range(10)),
    }
    assert name[0] not in " .-~"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("raw/2019/a.csv", "a.csv"),
        ("raw/2019/a/b.csv", "raw/2019/a__b.csv"),
        ("raw/2019/a_/b.csv", "raw/2019/a/_b.csv"),
        ("raw/2019/é.csv", "raw/2019/e\u0301.csv"),
        ("raw/2019/a:b.csv", "raw/2019/a?b.csv"),
        ("raw/2019/a/../b.csv", "raw/2019/a/b.csv"),
        (f"raw/2019/{'x' * 300}.csv", f"raw/2019/{'x' * 301}.csv"),
        ("raw/2019/con.csv", "raw/2019/_con.csv"),
    ],
)
def test_sources_that_look_alike_have_names_of_their_own(one: str, other: str) -> None:
    assert book_name(one, "raw/2019/") != book_name(other, "raw/2019/")


@given(st.lists(NAMES, min_size=2, max_size=30, unique=True), st.sampled_from(["", "raw/", "raw/2019/"]))
@settings(max_examples=300)
def test_no_two_sources_have_the_same_name(sources: list[str], folder: str) -> None:
    assert len({book_name(source, folder) for source in sources}) == len(sources)
