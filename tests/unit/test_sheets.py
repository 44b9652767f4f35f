"""What stands in a sheet is what comes out, in every format, on its line and in its column."""

import io
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.intake.files.cells import cell_text
from pipeline.intake.files.sheets import read_sheets
from tests.unit.made_files import (
    Rows,
    converted,
    kind_of,
    lines,
    ods,
    ods_cell,
    ods_of,
    only,
    sheet_of,
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


values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(-1e9, 1e9).map(lambda number: round(number, 4)),
    st.dates(date(1901, 1, 1)),
    st.text(st.characters(exclude_categories=["C"]), max_size=20).filter(lambda text: text[:1] != "="),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(values, max_size=6), min_size=1, max_size=6))
def test_what_openpyxl_writes_is_read_back(rows: list[list[object]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    expected = [[cell_text(value) for value in row] for row in rows]  # type: ignore[arg-type]
    for row in expected:
        while row and not row[-1]:
            row.pop()
    while expected and not expected[-1]:
        expected.pop()
    assert only(out.getvalue()) == expected


MEASURE = """
import re, sys
from pathlib import Path
from pipeline.intake.files.formats import Format
from pipeline.intake.files.sheets import read_sheets
with open(sys.argv[1], "rb") as file:
    read = sum(1 for sheet in read_sheets(file, Format(sys.argv[2])) for row in sheet.rows)
print(read, *re.findall(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text()))
"""


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["XLSX", "ODS"])
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the system does not tell its peaks")
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, kind: str) -> None:
    peaks = list[int]()
    for rows in (2_000, 40_000):
        cells = "<c><v>4</v></c>" * 25 if kind == "XLSX" else ods_cell("float", 'office:value="4"')
        place = tmp_path / f"{rows}"
        place.write_bytes(sheet_of(f"<row>{cells}</row>" * rows) if kind == "XLSX" else ods_of(cells * rows))
        command = [sys.executable, "-c", MEASURE, str(place), kind]
        measured = subprocess.run(command, check=True, capture_output=True, text=True)
        read, peak = map(int, measured.stdout.split())
        assert read == rows
        peaks.append(peak)
    assert peaks[1] - peaks[0] < 4_000
