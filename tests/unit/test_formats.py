"""What a file is by its content, whatever its name says."""

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.files.formats import ENDINGS, Format, is_renamed, recognise_format
from pipeline.intake.files.unreadable import UnreadableError
from schemas.language import Language
from schemas.problems import PROBLEMS
from tests.unit.made_files import converted, kind_of, ods, repacked, sav, xls, xlsb, xlsx

ROWS = [["đơn vị", "a1"], ["Mường Chà", 4]]
TEXT = "đơn vị,a1\nMường Chà,4\n"
TABLE = "<table><tr><td>a</td></tr></table>"


def refused(content: bytes, name: str = "survey") -> tuple[str, dict[str, str]]:
    with pytest.raises(UnreadableError) as caught:
        kind_of(content, name)
    return caught.value.problem, dict(caught.value.values)


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def compound(stream: str) -> bytes:
    """An OLE file whose one stream is called like this."""
    old, new = "Workbook".encode("utf-16-le"), stream.encode("utf-16-le")
    whole = xls(ROWS)
    at = whole.index(old + bytes(64 - len(old)))
    entry = new + bytes(64 - len(new)) + bytes([len(new) + 2, 0])
    return whole[:at] + entry + whole[at + 66 :]


def protected_xls() -> bytes:
    """A workbook with the record of a weak encryption in the place of one that does not matter."""
    whole = xls(ROWS)
    at = whole.index(b"\xe1\x00\x02\x00")
    return whole[:at] + b"\x2f\x00\x02\x00\x00\x00" + whole[at + 6 :]


def test_each_format_is_known_by_its_content(tmp_path: Path) -> None:
    assert kind_of(xlsx(ROWS)) is Format.XLSX
    assert kind_of(xls(ROWS)) is Format.XLS
    assert kind_of(xlsb(ROWS)) is Format.XLSB
    assert kind_of(ods(ROWS)) is Format.ODS
    assert kind_of(sav(tmp_path)) is Format.SAV
    assert kind_of(sav(tmp_path, compress=True)) is Format.SAV
    assert kind_of(TEXT.encode()) is Format.TEXT


def test_the_file_is_read_from_its_beginning_wherever_it_was_left() -> None:
    file = io.BytesIO(xlsx(ROWS))
    file.seek(100)
    assert recognise_format(file, "a.csv") is Format.XLSX


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("blanks", ["", "\n\n", " \r\n\t"])
def test_text_and_pages_are_told_apart_in_every_encoding(encoding: str, blanks: str) -> None:
    assert kind_of((blanks + TEXT).encode(encoding)) is Format.TEXT
    assert kind_of((blanks + f"<html><body>{TABLE}").encode(encoding)) is Format.HTML


@pytest.mark.parametrize(
    "page",
    [
        f"<!DOCTYPE html>\n{TABLE}",
        f"<!-- saved -->\n<?php ?><HTML xmlns:x='urn:x'>{TABLE}</HTML>",
        TABLE.upper(),
        f'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C">\n<html xmlns="x">{TABLE}</html>',
        f"<meta charset=utf-8><style>td {{}}</style>{TABLE}",
        f"<b>Báo cáo</b>{TABLE}",
        "<table border=1>",
    ],
)
def test_a_page_is_known_by_its_first_element(page: str) -> None:
    assert kind_of(page.encode(), "baocao.xls") is Format.HTML


@pytest.mark.parametrize(
    "text",
    [
        "<id>,unit\n1,a\n",
        "<p>Ông/bà có hài lòng?</p>,unit\n4,a\n",
        "[1.1],[1.2]\n4,5\n",
        "{id},unit\n1,a\n",
        "PKZ,unit\n",
        "MZ,unit\n1,2\n",
        "BM01,BM02\n1,2\n",
        "PAR1,PAR2\n1,2\n",
        "GIF,unit\n",
        "ID;Phường\n1;a\n",
        "#,unit\n1,a\n",
        "a",
    ],
)
def test_a_table_that_begins_like_something_else_is_text(text: str) -> None:
    assert kind_of(text.encode()) is Format.TEXT
    assert kind_of(text.encode("utf-16")) is Format.TEXT


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "PDF"),
        (b"\n%PDF-1.4", "PDF"),
        (b"{\\rtf1\\ansi", "RTF"),
        (b"\x89PNG\r\n\x1a\n\0\0", "PNG"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "JPEG"),
        (b"BM\x36\x10\0\0\0\0\0\0\x36\0", "BMP"),
        (b"Rar!\x1a\x07\x01\0", "RAR"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "7-Zip"),
        (b"\x1f\x8b\x08\0", "GZIP"),
        (b"SQLite format 3\0\x10\0", "SQLite"),
        (b"PAR1\x15\x04\x15", "Parquet"),
        (b"\0\1\0\0Standard ACE DB\0", "Access (ACCDB)"),
        (b"MZ\x90\0\3\0\0\0", "EXE"),
        (b"\x7fELF\2\1\1\0", "ELF"),
        (b"\t\x08\x08\0\0\5\x10\0", "Excel 5"),
        (b"\x03\x77\x0a\x19\1\0\0\0\x61\0\x20\0" + bytes(40), "DBF"),
        (b'{"rows": [1]}', "JSON"),
        (b'[\n {"id": 1}\n]', "JSON"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><data/>', "XML"),
        (b'<data xmlns="urn:x"><row/></data>', "XML"),
        (b'<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>', "XML 2003"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n", "MHTML"),
        (b"From: <Saved by Microsoft>\nContent-Type: multipart/related;\n", "MHTML"),
        (archive(word__document="x"), "Word (DOCX)"),
        (archive(ppt__presentation="x"), "PowerPoint (PPTX)"),
        (archive(readme="x"), "ZIP"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "ODT"),
        (archive(mimetype="application/epub+zip"), "ZIP"),
        (compound("WordDocument"), "Word (DOC)"),
        (compound("PowerPoint Document"), "PowerPoint (PPT)"),
        (compound("Contents"), "OLE"),
    ],
)
def test_every_other_known_kind_is_refused_by_its_name(content: bytes, kind: str) -> None:
    assert refused(content, "survey.xlsx") == ("unread-file", {"kind": kind, "endings": ENDINGS})


@pytest.mark.slow
@pytest.mark.parametrize("to", ["pdf", "fods"])
def test_what_libreoffice_saves_in_other_formats_is_refused(tmp_path: Path, to: str) -> None:
    kinds = {"pdf": "PDF", "fods": "XML"}
    assert refused(converted(xlsx(ROWS), "a.xlsx", to, tmp_path))[1]["kind"] == kinds[to]


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 100_000, b"\n\r\n \t" * 30_000, "\ufeff\r\n".encode("utf-16")]
)
def test_nothing_but_blanks_is_an_empty_file(content: bytes) -> None:
    assert refused(content) == ("empty-file", {})


def test_text_behind_many_blanks_is_text() -> None:
    assert kind_of(b"\n" * 200_000 + TEXT.encode()) is Format.TEXT


def test_protected_files_are_refused_as_such(tmp_path: Path) -> None:
    encrypted = bytearray(xlsx(ROWS))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        encrypted[encrypted.index(mark) + offset] |= 1
    assert refused(bytes(encrypted))[0] == "protected-file"
    assert refused(compound("EncryptedPackage"))[0] == "protected-file"
    assert refused(protected_xls())[0] == "protected-file"
    assert refused(b"\x1c\0\0\0\0\0\0\0ENCRYPTEDSAV" + bytes(16))[0] == "protected-file"
    assert kind_of(xls(ROWS)) is Format.XLS


@pytest.mark.parametrize("kept", [60, 500, -40])
def test_a_file_that_is_cut_off_is_damaged(kept: int) -> None:
    assert refused(xlsx(ROWS)[:kept], "a.xlsx") == ("damaged-file", {"kind": "XLSX"})
    assert refused(xlsx(ROWS)[:kept], "a.csv") == ("damaged-file", {"kind": "ZIP"})
    assert refused(xls(ROWS)[:60], "a.xls") == ("damaged-file", {"kind": "XLS"})


def test_a_list_of_parts_without_end_is_refused_before_it_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for part in range(70_000):
            made.writestr(zipfile.ZipInfo(f"xl/{part:060}"), b"")
    assert refused(out.getvalue())[0] == "oversized-file"


def test_the_names_of_parts_may_be_written_otherwise() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(ROWS))) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.namelist():
            new.writestr(part.replace("/", "\\"), old.read(part))
    assert kind_of(out.getvalue()) is Format.XLSX


@pytest.mark.parametrize(
    ("name", "kind", "renamed"),
    [
        ("a.csv", Format.TEXT, False),
        ("a.TXT", Format.TEXT, False),
        ("a.csv", Format.XLSX, True),
        ("a.xls", Format.HTML, True),
        ("a.xls", Format.XLSX, True),
        ("a.xlsm", Format.XLSX, False),
        ("a.zsav", Format.SAV, False),
        ("a.htm", Format.HTML, False),
        ("a.ods", Format.ODS, False),
        ("a.xlsb", Format.XLSB, False),
        ("a.dat", Format.XLSX, False),
        ("a", Format.HTML, False),
    ],
)
def test_a_name_promises_a_format_or_nothing(name: str, kind: Format, renamed: bool) -> None:
    assert is_renamed(name, kind) is renamed


@given(st.binary(max_size=300))
def test_any_bytes_are_a_format_or_refused(content: bytes) -> None:
    for beginning in (b"", b"PK\3\4", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<", b"\xff\xfe"):
        refusal = None
        try:
            assert kind_of(beginning + content) in Format
        except UnreadableError as error:
            refusal = error
        if refusal is not None:
            assert "{" not in Language("en")(PROBLEMS[refusal.problem].found, **dict(refusal.values))


def test_a_part_with_another_content_than_its_checksum_is_found_by_reading_only() -> None:
    assert kind_of(repacked(xlsx(ROWS), {"sheet1.xml": b"<"})) is Format.XLSX
