"""Files that were damaged, or made to do harm: refused by name, in bounded time and memory."""

import io
import resource
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
import xlwt

from pipeline.intake.files import archives, isolated
from pipeline.intake.files import xlsx as xlsx_module
from pipeline.intake.files.formats import Format
from pipeline.intake.files.sheets import read_sheets
from pipeline.intake.files.unreadable import UnreadableError
from tests.unit.made_files import lines, ods, ods_of, only, repacked, xls, xlsb, xlsx

ROWS = [["đơn vị", "a1", "b"], ["Mường Chà", 4.0, "Hài lòng"], ["Tủa Chùa", 0.85, "x"], ["", 99.0, "4"]]
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
BEGIN, END = f"<worksheet {SPACE}><sheetData>".encode(), b"</sheetData></worksheet>"


def refused(content: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        lines(content)
    return caught.value.problem


def streamed(content: bytes, ending: str, pieces: Iterable[bytes]) -> bytes:
    """A ZIP archive with one part so large that it is written piece by piece."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            with new.open(part, "w", force_zip64=True) as file:
                file.writelines(pieces if part.endswith(ending) else [old.read(part)])
    return out.getvalue()


@pytest.mark.parametrize("make", [xlsx, xls])
def test_one_cell_in_the_last_corner_costs_nothing(make: Callable[..., bytes]) -> None:
    corner = (1_048_575, 16_383) if make is xlsx else (65_535, 255)
    content = make([["x"]], row=corner[0], column=corner[1])
    read = only(content)
    assert (len(read), len(read[-1]), read[-1][-1]) == (corner[0] + 1, corner[1] + 1, "x")


CELL = '<table:table-cell office:value-type="string"%s><text:p>x</text:p></table:table-cell>'


def test_rows_and_cells_that_ods_repeats_cost_nothing() -> None:
    blank = '<table:table-row table:number-rows-repeated="%d"><table:table-cell/></table:table-row>'
    far = '<table:table-cell table:number-columns-repeated="16383"/>'
    read = only(
        ods_of(f"{blank % 1_048_575}<table:table-row>{far}{CELL % ''}</table:table-row>{blank % 10**30}")
    )
    assert (len(read), len(read[-1])) == (1_048_576, 16_384)
    assert (
        refused(ods_of(f"{blank % 1_048_576}<table:table-row>{CELL % ''}</table:table-row>"))
        == "oversized-file"
    )
    wide = CELL % ' table:number-columns-repeated="16385"'
    assert refused(ods_of(f"<table:table-row>{wide}</table:table-row>")) == "oversized-file"
    assert refused(ods_of(blank % -1)) == "damaged-file"


def test_filled_rows_that_ods_repeats_without_end_are_refused() -> None:
    wide = CELL % ' table:number-columns-repeated="16384"'
    content = ods_of(f'<table:table-row table:number-rows-repeated="1000000">{wide}</table:table-row>')
    sheets = read_sheets(io.BytesIO(content), Format.ODS)
    widths = map(len, next(sheets).rows)
    with pytest.raises(UnreadableError, match="oversized-file"):
        Counter(widths)


@pytest.mark.parametrize("ending", ["sheet1.xml", "sharedStrings.xml", "styles.xml"])
def test_a_part_that_unpacks_to_gigabytes_is_refused(monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    monkeypatch.setattr(archives, "LARGEST_CONTENT", 50 * 1024**2)
    assert refused(streamed(xlsx(ROWS), ending, [b" " * 1024**2] * 60)) == "oversized-file"
    assert refused(streamed(ods(ROWS), "content.xml", [b" " * 1024**2] * 60)) == "oversized-file"
    assert refused(streamed(xlsb(ROWS), "sheet1.bin", [b" " * 1024**2] * 60)) == "oversized-file"


@pytest.mark.slow
def test_a_bomb_of_five_gigabytes_is_refused_in_little_memory() -> None:
    content = streamed(xlsx(ROWS), "sheet1.xml", (b" " * 1024**2 for _ in range(5000)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refused(content) == "oversized-file"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


@pytest.mark.parametrize(
    "pieces",
    [
        [b"<row>", *[b"<c/>" * 250_000] * 10, b"</row>"],
        [b"<row><c t='str'><v>", *[b"x" * 1024**2] * 9, b"</v></c></row>"],
        [b"<row><c t='str'><v>", *[b"x" * 1024**2] * 2, b"</v></c></row>"],
        [b"<row x='", *[b"x" * 1024**2] * 9, b"'/>"],
    ],
)
def test_a_row_or_a_cell_larger_than_any_is_refused(pieces: list[bytes]) -> None:
    assert refused(streamed(xlsx(ROWS), "sheet1.xml", [BEGIN, *pieces, END])) == "oversized-file"


def test_more_distinct_texts_than_memory_should_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_module, "LARGEST_TEXTS", 100)
    assert refused(xlsx(ROWS)) == "oversized-file"


def test_elements_inside_one_another_without_end_are_damage() -> None:
    assert refused(repacked(xlsx(ROWS), {"sheet1.xml": BEGIN + b"<a>" * 100_000})) == "damaged-file"


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
ENTITIES = (
    f'<!DOCTYPE x [<!ENTITY l0 "l">{LAUGHS}]>',
    '<!DOCTYPE x [<!ENTITY l11 SYSTEM "file:///etc/hostname">]>',
)


@pytest.mark.parametrize("entities", ENTITIES, ids=["laughs", "outside"])
@pytest.mark.parametrize("attribute", [False, True])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_sheet_that_defines_entities_is_refused(entities: str, attribute: bool, encoding: str) -> None:
    cell = '<c t="&l11;"><v>4</v></c>' if attribute else '<c t="str"><v>&l11;</v></c>'
    sheet = f"{entities}{BEGIN.decode()}<row>{cell}</row>{END.decode()}"
    assert refused(repacked(xlsx(ROWS), {"sheet1.xml": sheet.encode(encoding)})) == "damaged-file"


@pytest.mark.parametrize("entities", ENTITIES, ids=["laughs", "outside"])
@pytest.mark.parametrize("part", ["sharedStrings.xml", "workbook.xml", "styles.xml", "workbook.xml.rels"])
def test_no_part_of_a_workbook_may_define_entities(entities: str, part: str) -> None:
    def define(content: bytes) -> bytes:
        return entities.encode() + content.partition(b"?>")[2].strip()

    assert refused(repacked(xlsx(ROWS), {f"/{part}": define})) == "damaged-file"
    assert refused(repacked(ods(ROWS), {"content.xml": define})) == "damaged-file"


def test_a_name_that_leads_out_of_the_archive_leads_nowhere(tmp_path: Path) -> None:
    def lead_out(content: bytes) -> bytes:
        return content.replace(b"worksheets/sheet1.xml", b"../../../../etc/hostname")

    assert refused(repacked(xlsx(ROWS), {"workbook.xml.rels": lead_out})) == "damaged-file"
    out = io.BytesIO(xlsx(ROWS))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("../../outside.xml", "<x/>")
    assert len(only(out.getvalue())) == 4
    assert not list(tmp_path.parent.glob("outside.xml"))


def test_sizes_that_the_archive_lies_about_hide_nothing() -> None:
    content = bytearray(repacked(xlsx(ROWS), {}))
    whole = only(bytes(content))
    at = content.index(b"xl/worksheets/sheet1.xml", content.index(b"PK\1\2")) - 46 + 24
    content[at : at + 4] = (10**9).to_bytes(4, "little")
    assert only(bytes(content)) == whole
    content[at : at + 4] = (100).to_bytes(4, "little")
    assert refused(bytes(content)) == "damaged-file"


@pytest.mark.parametrize("part", ["sheet1.xml", "sharedStrings.xml"])
def test_a_part_that_is_cut_is_damage(part: str) -> None:
    assert (
        refused(repacked(xlsx(ROWS), {part: lambda content: content[: len(content) // 2]})) == "damaged-file"
    )
    assert refused(repacked(ods(ROWS), {"content.xml": lambda content: content[:-200]})) == "damaged-file"
    assert refused(repacked(xlsb(ROWS), {"sheet1.bin": lambda content: content[:-30]})) == "damaged-file"


def test_the_rows_before_the_damage_come_out_first() -> None:
    rows = b"".join(b"<row><c><v>%d</v></c></row>" % number for number in range(20_000))
    content = repacked(xlsx(ROWS), {"sheet1.xml": BEGIN + rows + b"<row"})
    sheets = read_sheets(io.BytesIO(content), Format.XLSX)
    read = iter(next(sheets).rows)
    assert [next(read)[0] for _ in range(3)] == ["0", "1", "2"]
    with pytest.raises(UnreadableError, match="damaged-file"):
        list(read)


def test_an_ods_with_a_password_is_protected() -> None:
    def encrypt(manifest: bytes) -> bytes:
        return manifest.replace(b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>")

    assert refused(repacked(ods(ROWS), {"manifest.xml": encrypt})) == "protected-file"


def test_a_cell_of_xlsb_in_the_column_of_four_million_is_damage() -> None:
    assert len(only(xlsb([["x"]], column=16_383))[0]) == 16_384
    assert refused(xlsb([["x"]], column=16_384)) == "damaged-file"
    assert refused(xlsb([["x"]], column=4_000_000)) == "damaged-file"


def looped_xls() -> bytes:
    """A compound file whose table of sectors leads from each sector to itself."""
    content = bytearray(xls(ROWS))
    first = int.from_bytes(content[0x4C:0x50], "little")
    for sector in range(2, 120):
        at = 512 * (first + 1) + 4 * sector
        content[at : at + 4] = sector.to_bytes(4, "little")
    return bytes(content)


def test_a_compound_file_that_turns_in_a_circle_is_ended() -> None:
    assert refused(looped_xls()) in ("oversized-file", "damaged-file")


def test_a_library_that_needs_too_much_memory_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    # The library holds all cells between the two, some 500 MB.
    sheet.write(0, 0, "x")
    sheet.write(65_535, 255, "x")
    out = io.BytesIO()
    book.save(out)
    monkeypatch.setattr(isolated, "LARGEST_MEMORY", 400 * 1024**2)
    assert len(only(xls(ROWS))) == 4
    assert refused(out.getvalue()) == "oversized-file"


def test_a_library_that_never_returns_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "endless.py"
    program.write_text(
        "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))\nwhile True:\n    pass\n"
    )
    monkeypatch.setattr(isolated, "_PROGRAM", program)
    assert refused(xls(ROWS)) == "damaged-file"


def test_a_process_that_ends_without_a_word_is_damage(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "silent.py"
    program.write_text('print(\'{"sheet": "a", "number": 1, "column": 0}\')\nprint("[1, [4]]")\n')
    monkeypatch.setattr(isolated, "_PROGRAM", program)
    sheets = read_sheets(io.BytesIO(xls(ROWS)), Format.XLS)
    rows = iter(next(sheets).rows)
    assert next(rows) == ["4"]
    with pytest.raises(UnreadableError, match="damaged-file"):
        next(rows)
