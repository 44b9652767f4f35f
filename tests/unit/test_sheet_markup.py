"""XLSX and ODS as other programs write them: the markup of one sheet, and what is read of it."""

import pytest

from pipeline.intake.files.unreadable import UnreadableError
from tests.unit.made_files import lines, ods_cell, ods_of, only, repacked, sheet_of, xlsx

SURVEY = [["đơn vị", "a1"], ["Mường Chà", 4]]
READ = [["đơn vị", "a1"], ["Mường Chà", "4"]]


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
        return sheet.replace(b'<dimension ref="A1:B2"/>', b'<dimension ref="A1"/>')

    content = repacked(xlsx(SURVEY), {"sheet1.xml": lie})
    assert lie(b'<dimension ref="A1:B2"/>') != b'<dimension ref="A1:B2"/>'
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


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (ods_cell("boolean", 'office:boolean-value="true"', "ĐÚNG"), "TRUE"),
        (ods_cell("currency", 'office:value="4000.50"', "4.000,5 đ"), "4000.5"),
        (ods_cell("percentage", 'office:value="0.85"', "85%"), "0.85"),
        (ods_cell("time", 'office:time-value="PT10H11M12.123456S"', "x"), "10:11:12"),
        (ods_cell("date", 'office:date-value="2019-10-25T10:11:12.35"', "x"), "2019-10-25 10:11:12"),
        (ods_cell("string", 'office:string-value="" calcext:value-type="error"', "#N/A"), "#N/A"),
        (ods_cell("string", 'office:string-value="ab"', "cd"), "ab"),
        (ods_cell("string", "", 'a<text:s text:c="2"/>b<text:tab/>c<text:span>d</text:span>e'), "a  b cde"),
        (ods_cell("string", "", "a</text:p><text:p>b"), "a b"),
        (ods_cell("string", "", "a<office:annotation><text:p>ghi chú</text:p></office:annotation>"), "a"),
        (f"<table:table-header-rows>{ods_cell('string', '', 'a')}</table:table-header-rows>", "a"),
        (f"<table:table-row-group>{ods_cell('string', '', 'a')}</table:table-row-group>", "a"),
    ],
)
def test_cells_of_ods_become_what_is_seen(row: str, text: str) -> None:
    assert only(ods_of(row)) == [[text]]


def test_copies_of_other_files_in_an_ods_are_no_sheets() -> None:
    rows = ods_cell("float", 'office:value="1"') * 2
    link = f'<table:table table:name="x"><table:table-source/>{rows}</table:table>'
    assert lines(ods_of(ods_cell("string", "", "a"), before=link)) == {"Dữ liệu": [["a"]]}
