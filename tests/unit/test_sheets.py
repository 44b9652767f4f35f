"""What stands in a sheet is what comes out, in every format, on its line and in its column."""

import io
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.files import spss
from pipeline.intake.files.cells import cell_text, clean, number_text, written_number
from pipeline.intake.files.sheets import read_sheets
from pipeline.intake.files.unreadable import UnreadableError
from tests.unit.made_files import (
    Rows,
    converted,
    kind_of,
    lines,
    ods,
    only,
    repacked,
    sav,
    xls,
    xlsb,
    xlsx,
)

NFC = "Huyện Tuần Giáo rất hài lòng"
NFD = unicodedata.normalize("NFD", NFC)
SURVEY = [
    ["đơn vị", "a1", "mã"],
    [NFC, 4, "001"],
    [NFD, 0.85, "4.0"],
    [],
    [" a\xa0 b ", 43763.5, "2019-10-25"],
]
READ = [
    ["đơn vị", "a1", "mã"],
    [NFC, "4", "001"],
    [NFD, "0.85", "4.0"],
    [],
    [" a\xa0 b ", "43763.5", "2019-10-25"],
]
Make = Callable[[Rows], bytes]


@pytest.mark.parametrize("make", [xlsx, xls, xlsb, ods])
def test_texts_numbers_and_blank_rows_come_out_as_they_are(make: Make) -> None:
    assert lines(make(SURVEY)) == {"Dữ liệu": READ}


@pytest.mark.parametrize("make", [xlsx, xls, xlsb])
def test_a_sheet_that_begins_at_b3_keeps_its_lines_and_columns(make: Callable[..., bytes]) -> None:
    assert only(make([["a", 1], ["b", 2]], row=2, column=1)) == [[], [], ["", "a", "1"], ["", "b", "2"]]


@pytest.mark.slow
@pytest.mark.parametrize("to", ["xls", "ods", "xlsx"])
def test_libreoffice_saves_the_same_rows(tmp_path: Path, to: str) -> None:
    saved = converted(xlsx(SURVEY), "made.xlsx", to, tmp_path)
    assert lines(saved) == {"Dữ liệu": READ}


@pytest.mark.slow
def test_libreoffice_opens_the_xlsb_that_the_tests_write(tmp_path: Path) -> None:
    assert only(converted(xlsb(SURVEY), "made.xlsb", "xlsx", tmp_path)) == READ


@pytest.mark.slow
def test_libreoffice_turns_csv_into_sheets_and_pages(tmp_path: Path) -> None:
    text = "unit,a1,note\nMuong Cha,4,x\nTua Chua,0.85,\n"
    read = [["unit", "a1", "note"], ["Muong Cha", "4", "x"], ["Tua Chua", "0.85"]]
    for to in ("xlsx", "xls", "ods", "html"):
        assert only(converted(text.encode(), "made.csv", to, tmp_path)) == read


def test_openpyxl_and_pandas_write_what_is_read() -> None:
    out = io.BytesIO()
    frame = pd.DataFrame({"unit": [NFC, None], "a1": [4.0, float("nan")], "n": [2**53, 7]})
    frame.to_excel(out, index=False, engine="openpyxl")
    assert only(out.getvalue()) == [["unit", "a1", "n"], [NFC, "4", "9007199254740992"], ["", "", "7"]]


def typed_xlsx() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        day, moment, clock, length = (
            book.add_format({"num_format": shape})
            for shape in ("[$-42A]dd/mm/yyyy;@", "d/m/yy h:mm", "hh:mm:ss", "[h]:mm:ss")
        )
        money = book.add_format({"num_format": '#,##0 [$đ-42A];"ngày" 0'})
        sheet.write_datetime(0, 0, datetime(2019, 10, 25), day)
        sheet.write_datetime(0, 1, datetime(2019, 10, 25, 10, 11, 12), moment)
        sheet.write_datetime(0, 2, time(10, 11, 12), clock)
        sheet.write_number(0, 3, 1.5, length)
        sheet.write_number(0, 4, 4000, money)
        sheet.write_number(0, 5, 1e9, day)
        sheet.write_boolean(1, 0, True)
        sheet.write_formula(1, 1, "=2+2", None, 4)
        sheet.write_formula(1, 2, '="a"&"b"', None, "ab")
        sheet.write_formula(1, 3, "=NA()", None, "#N/A")
        sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
        sheet.write_rich_string(2, 0, book.add_format({"bold": True}), "Hài ", "lòng")
        sheet.write_string(2, 1, "a\r\nb\tc")
        sheet.merge_range(3, 0, 3, 4, "Báo cáo")
    return out.getvalue()


TYPED = [
    ["2019-10-25", "2019-10-25 10:11:12", "10:11:12", "36:00:00", "4000", "1000000000"],
    ["TRUE", "4", "ab", "#N/A", "#DIV/0!"],
    ["Hài lòng", "a b c"],
    ["Báo cáo"],
]


def test_dates_errors_formulas_and_merged_titles_become_what_is_seen() -> None:
    assert only(typed_xlsx()) == TYPED


@pytest.mark.slow
@pytest.mark.parametrize("to", ["xls", "ods"])
def test_other_formats_agree_on_dates_and_errors(tmp_path: Path, to: str) -> None:
    read = only(converted(typed_xlsx(), "made.xlsx", to, tmp_path))
    assert read[0][:5] == TYPED[0][:5]
    assert read[1][3:] == TYPED[1][3:]
    assert read[3] == TYPED[3]


def test_workbooks_whose_days_count_from_1904_say_the_same_dates() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    book.active.append([date(2019, 10, 25), datetime(2019, 10, 25, 10, 11, 12)])
    out = io.BytesIO()
    book.save(out)
    assert only(out.getvalue()) == [["2019-10-25", "2019-10-25 10:11:12"]]


def test_hidden_sheets_are_read_and_charts_are_not() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("một").write(0, 0, "a")
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=một!$A$1:$A$2"})
        book.add_chartsheet("biểu đồ").set_chart(chart)
        for name, hide in (("ẩn", "hide"), ("rất ẩn", "very_hidden")):
            sheet = book.add_worksheet(name)
            sheet.write(1, 0, name)
            getattr(sheet, hide)()
    file = io.BytesIO(out.getvalue())
    read = [
        (sheet.number, sheet.name, list(sheet.rows)) for sheet in read_sheets(file, kind_of(out.getvalue()))
    ]
    assert read == [(1, "một", [["a"]]), (3, "ẩn", [(), ["ẩn"]]), (4, "rất ẩn", [(), ["rất ẩn"]])]


@pytest.mark.parametrize("make", [xlsx, xls, xlsb, ods])
def test_a_sheet_may_be_left_for_the_next(make: Make) -> None:
    content = make(SURVEY)
    sheets = read_sheets(io.BytesIO(content), kind_of(content))
    first = next(sheets)
    assert next(iter(first.rows)) == READ[0]
    assert list(sheets) == []


@pytest.mark.parametrize("make", [xlsx, xls, xlsb, ods])
def test_rows_that_are_asked_for_too_late_are_not_silently_none(make: Make) -> None:
    content = make(SURVEY)
    (sheet,) = read_sheets(io.BytesIO(content), kind_of(content))
    with pytest.raises(RuntimeError):
        list(sheet.rows)
    sheet = next(read_sheets(io.BytesIO(content), kind_of(content)))
    with pytest.raises(RuntimeError):
        list(sheet.rows)


SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_of(rows: str) -> bytes:
    """A workbook whose sheet is this markup, as other programs write it."""
    return repacked(xlsx([["a"]]), {"sheet1.xml": f"<worksheet {SPACE}><sheetData>{rows}".encode() + END})


END = b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ("<row><c><v>4.0</v></c><c t='b'><v>0</v></c></row>", [["4", "FALSE"]]),
        ("<row r='2'><c r='C2' t='inlineStr'><is><t>x</t></is></c></row>", [[], ["", "", "x"]]),
        ("<row><c r='A3'><v>1</v></c></row>", [[], [], ["1"]]),
        ("<row><c t='d'><v>2019-10-25T00:00:00</v></c></row>", [["2019-10-25"]]),
        ("<row><c t='str'><f>A1</f><v>x_x000D_y</v></c></row>", [["x y"]]),
        ("<row><c><f>1+1</f></c><c><v>2</v></c></row>", [["", "2"]]),
        (
            "<row><c><v>1234567890123456789</v></c><c><v>1E-7</v></c></row>",
            [["1234567890123456789", "0.0000001"]],
        ),
        ("<row><c t='e'><v>#N/A</v></c><c><v>NaN</v></c></row>", [["#N/A", "NaN"]]),
        (
            "<row><c t='inlineStr'><is><r><t>a</t></r><r><t>b</t></r><rPh><t>c</t></rPh></is></c></row>",
            [["ab"]],
        ),
        ("<row r='1048576'><c r='A1048576' s='0'/></row>", []),
        ("<row><c t='s'><v>0</v></c><c t='s'/></row>", [["a"]]),
    ],
)
def test_xlsx_of_other_programs_is_read(rows: str, read: list[list[str]]) -> None:
    assert only(sheet_of(rows)) == read


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='2'/><row r='1'><c><v>1</v></c></row>",
        "<row r='1'/><row r='1'/>",
        "<row r='1048577'/>",
        "<row><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row>",
        "<row><c r='XFE1'><v>1</v></c></row>",
        "<row><c t='s'><v>7</v></c></row>",
        "<row><c t='s'><v>-1</v></c></row>",
        "<row><c t='s'><v>x</v></c></row>",
    ],
)
def test_xlsx_whose_cells_have_no_place_is_damaged(rows: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        only(sheet_of(rows))
    assert (caught.value.problem, caught.value.values) == ("damaged-file", (("kind", "XLSX"),))


def test_a_wrong_dimension_hides_no_row() -> None:
    def lie(sheet: bytes) -> bytes:
        return sheet.replace(b'<dimension ref="A1:C5"/>', b'<dimension ref="A1"/>')

    content = repacked(xlsx(SURVEY), {"sheet1.xml": lie})
    assert lie(b'<dimension ref="A1:C5"/>') != b'<dimension ref="A1:C5"/>'
    assert only(content) == READ


def test_strict_workbooks_are_read_like_the_others() -> None:
    def strict(part: bytes) -> bytes:
        office = b"http://schemas.openxmlformats.org/"
        main = part.replace(
            office + b"spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        )
        return main.replace(office + b"officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/")

    assert lines(repacked(xlsx(SURVEY), {".xml": strict, ".rels": strict})) == {"Dữ liệu": READ}


def test_ten_thousand_columns_are_read() -> None:
    names = [f"q{number}" for number in range(10_000)]
    assert only(xlsx([names, names])) == [names, names]
    assert only(sheet_of(f"<row>{'<c><v>4</v></c>' * 10_000}</row>")) == [["4"] * 10_000]


def test_spss_values_keep_code_and_label(tmp_path: Path) -> None:
    read = [["unit", "a1"], ["Mường Chà", "4 - Hài lòng"], ["Tủa Chùa", "99 - Không có ý kiến"]]
    assert lines(sav(tmp_path)) == {"": [*read]}
    assert only(sav(tmp_path, variable_value_labels=None))[1:] == [["Mường Chà", "4"], ["Tủa Chùa", "99"]]


def test_spss_dates_times_and_long_files_are_read(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame(
        {
            "ngay": [date(2019, 10, 25)] * 12_000,
            "luc": [datetime(2019, 10, 25, 10, 11, 12)] * 12_000,
            "gio": [time(10, 11, 12)] * 12_000,
            "n": range(12_000),
        }
    )
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"))
    read = only((tmp_path / "a.sav").read_bytes())
    assert read[1] == ["2019-10-25", "2019-10-25 10:11:12", "10:11:12", "0"]
    assert [row[3] for row in read[1:]] == [str(number) for number in range(12_000)]


def test_spss_without_its_library_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = sav(tmp_path)
    monkeypatch.setattr(spss, "find_spec", lambda _: None)
    with pytest.raises(UnreadableError) as caught:
        only(content)
    assert caught.value.problem == "needs-extra"
    assert dict(caught.value.values) == {"kind": "SPSS", "library": "hailong[spss]"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.0, "4"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.3333333333333333"),
        (100.0, "100"),
        (2.5e-7, "0.00000025"),
        (1e16, "10000000000000000"),
        (1000000000000001.0, "1000000000000001"),
        (12345678901234567890, "12345678901234567890"),
        (True, "TRUE"),
        (datetime(2019, 10, 25, 23, 59, 59, 999_700), "2019-10-26"),
        (datetime(2019, 10, 25, 10, 11, 12, 345_000), "2019-10-25 10:11:12"),
        (time(10, 11, 11, 999_999), "10:11:12"),
        (timedelta(hours=-1, minutes=-30), "-1:30:00"),
        (None, ""),
        ("a\0\x1f\r\nb\u2028c\ud800", "a b c\ufffd"),
    ],
)
def test_a_typed_cell_has_one_text(value: object, text: str) -> None:
    assert cell_text(value) == text  # type: ignore[arg-type]


def test_a_cell_longer_than_any_answer_is_refused() -> None:
    assert clean("x" * 1024 * 1024)
    with pytest.raises(UnreadableError, match="oversized-file"):
        clean("x" * (1024 * 1024 + 1))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_never_changed_by_more_than_the_noise_of_its_last_digits(number: float) -> None:
    text = number_text(number)
    assert "e" not in text.lower()
    assert float(text) == pytest.approx(number, rel=1e-14, abs=0)
    assert float(text) == number or len(text.strip("-0.").replace(".", "")) <= 12


@given(st.integers())
def test_whole_numbers_are_exact(number: int) -> None:
    assert written_number(str(number)) == str(number)


@given(st.text())
def test_a_text_is_one_line_that_can_be_saved(text: str) -> None:
    made = clean(text)
    assert len((made + "x").splitlines()) == 1
    assert made.encode().decode() == made
    assert clean(made) == made
    assert text.isprintable() <= (made == text)
