"""Small files of every format, really written by the libraries and programs concerned."""

import io
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from pipeline.intake.files.formats import Format, recognise_format
from pipeline.intake.files.sheets import read_sheets

Rows = Sequence[Sequence[object]]


def lines(content: bytes, name: str = "survey") -> dict[str, list[list[str]]]:
    """The rows of each sheet of a file, as the pipeline would ask for them."""
    file = io.BytesIO(content)
    kind = recognise_format(file, name)
    return {sheet.name: [list(row) for row in sheet.rows] for sheet in read_sheets(file, kind)}


def kind_of(content: bytes, name: str = "survey") -> Format:
    return recognise_format(io.BytesIO(content), name)


def only(content: bytes) -> list[list[str]]:
    """The rows of the one sheet of a file."""
    (rows,) = lines(content).values()
    return rows


def xlsx(rows: Rows, name: str = "Dữ liệu", row: int = 0, column: int = 0) -> bytes:
    """By XlsxWriter, from a cell on."""
    xlsxwriter = pytest.importorskip("xlsxwriter")
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet(name)
        for at, cells in enumerate(rows, start=row):
            sheet.write_row(at, column, cells)
    return out.getvalue()


def xls(rows: Rows, name: str = "Dữ liệu", row: int = 0, column: int = 0) -> bytes:
    """By xlwt, from a cell on."""
    xlwt = pytest.importorskip("xlwt")
    out = io.BytesIO()
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(name)
    for at, cells in enumerate(rows, start=row):
        for to, cell in enumerate(cells, start=column):
            sheet.write(at, to, cell)
    book.save(out)
    return out.getvalue()


def ods(rows: Rows, name: str = "Dữ liệu") -> bytes:
    """By odfpy, through pandas."""
    pandas = pytest.importorskip("pandas")
    pytest.importorskip("odf")
    out = io.BytesIO()
    width = max(map(len, rows))
    full = [[*row, *[None] * (width - len(row))] for row in rows]
    with pandas.ExcelWriter(out, engine="odf") as book:
        pandas.DataFrame(full).to_excel(book, sheet_name=name, index=False, header=False)
    return out.getvalue()


def sav(tmp_path: Path, compress: bool = False, **options: object) -> bytes:
    """By pyreadstat: two variables, the second with labels and a value that the user calls missing."""
    pyreadstat = pytest.importorskip("pyreadstat")
    pandas = pytest.importorskip("pandas")
    place = tmp_path / "made.sav"
    frame = pandas.DataFrame({"unit": ["Mường Chà", "Tủa Chùa", ""], "a1": [4.0, 99.0, None]})
    given = {
        "variable_value_labels": {"a1": {4: "Hài lòng", 99: "Không có ý kiến"}},
        "missing_ranges": {"a1": [99]},
    }
    pyreadstat.write_sav(frame, str(place), compress=compress, **{**given, **options})
    return place.read_bytes()


def converted(content: bytes, name: str, to: str, folder: Path) -> bytes:
    """By LibreOffice, where it is installed; `to` is an ending, with a filter behind a colon if need be."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    source = folder / name
    source.write_bytes(content)
    # One profile for all tests of a session: making one takes longer than a conversion.
    profile = f"-env:UserInstallation={(folder.parent / 'libreoffice').as_uri()}"
    out = folder / "out"
    command = [program, profile, "--headless", "--convert-to", to, "--outdir", str(out), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (out / source.with_suffix(f".{to.partition(':')[0]}").name).read_bytes()


def repacked(content: bytes, parts: Mapping[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """A ZIP archive with other contents in the parts whose names end like this."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            for ending, other in parts.items():
                if part.filename.endswith(ending):
                    data = other if isinstance(other, bytes) else other(data)
            new.writestr(part.filename, data)
    return out.getvalue()


_SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_of(rows: str) -> bytes:
    """A workbook whose sheet is this markup, as other programs write it."""
    return repacked(xlsx([["a"]]), {"sheet1.xml": f"<worksheet {_SPACE}><sheetData>{rows}".encode() + _END})


_END = b"</sheetData></worksheet>"


def ods_of(rows: str, before: str = "") -> bytes:
    """A spreadsheet whose rows are this markup."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(f'xmlns:{name}="{space}{name}:1.0"' for name in ("office", "table", "text"))
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f"<office:document-content {names} {calc}><office:body><office:spreadsheet>{before}"
        f'<table:table table:name="Dữ liệu">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return repacked(ods([["a"]]), {"content.xml": content.encode()})


def ods_cell(kind: str, value: str = "", text: str = "") -> str:
    return (
        f'<table:table-row><table:table-cell office:value-type="{kind}" {value}>'
        f"<text:p>{text}</text:p></table:table-cell></table:table-row>"
    )


def _record(code: int, content: bytes = b"") -> bytes:
    head = bytes([code]) if code < 128 else bytes([code & 127 | 128, code >> 7])
    size, length = bytearray(), len(content)
    while True:
        size.append(length & 127 | (128 if length > 127 else 0))
        length >>= 7
        if not length:
            return head + bytes(size) + content


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def _cell(column: int, value: object) -> bytes:
    place = struct.pack("<LL", column, 0)
    if isinstance(value, str):
        return _record(6, place + _wide(value))
    return _record(5, place + struct.pack("<d", value))


def xlsb(rows: Rows, name: str = "Dữ liệu", row: int = 0, column: int = 0) -> bytes:
    """By hand after [MS-XLSB], as no library writes it; LibreOffice opens it."""
    area = struct.pack("<4L", row, row + len(rows), column, column + 9)
    sheet = _record(129) + _record(148, area) + _record(145)
    for at, cells in enumerate(rows, start=row):
        sheet += _record(0, struct.pack("<LLH", at, 0, 300) + bytes(3) + struct.pack("<L", 0))
        sheet += b"".join(_cell(to, cell) for to, cell in enumerate(cells, start=column))
    sheet += _record(146) + _record(130)
    bundle = _record(156, struct.pack("<LL", 0, 1) + _wide("rId1") + _wide(name))
    book = _record(131) + _record(143) + bundle + _record(144) + _record(132)
    office = "http://schemas.openxmlformats.org"
    link = (
        f'<Relationships xmlns="{office}/package/2006/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument/2006/relationships/%s" Target="%s"/></Relationships>'
    )
    types = (
        f'<Types xmlns="{office}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.bin" '
        'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>'
        '<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>'
        "</Types>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", link % ("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/_rels/workbook.bin.rels", link % ("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return out.getvalue()
