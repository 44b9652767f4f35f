"""What a raw file is by its content; its name only says what somebody took it for."""

import codecs
import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePath
from struct import unpack_from
from typing import BinaryIO

import olefile

from pipeline.intake.files.archives import Archive
from pipeline.intake.files.signatures import binary_kind, text_kind
from pipeline.intake.files.unreadable import UnreadableError


class Format(StrEnum):
    """A format that is read."""

    TEXT = "TEXT"
    XLSX = "XLSX"
    XLSB = "XLSB"
    XLS = "XLS"
    ODS = "ODS"
    SAV = "SAV"
    HTML = "HTML"


ENDINGS = "CSV, TSV, TXT, XLSX, XLS, XLSB, ODS, HTML, SAV"

_PROMISES = {
    **dict.fromkeys((".csv", ".tsv", ".txt", ".tab"), Format.TEXT),
    **dict.fromkeys((".xlsx", ".xlsm"), Format.XLSX),
    **dict.fromkeys((".sav", ".zsav"), Format.SAV),
    **dict.fromkeys((".html", ".htm"), Format.HTML),
    ".xlsb": Format.XLSB,
    ".xls": Format.XLS,
    ".ods": Format.ODS,
}
_LOOKED_AT = 64 * 1024
_BLANK = b" \t\r\n\0" + codecs.BOM_UTF8 + codecs.BOM_UTF16
_PAGE = re.compile(
    r"(?>\s|<!--.*?-->|<\?.*?\?>)*+<(?:!doctype\s+html|(?:html|head|body|table|meta|style|title|center|div)[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_ZIP, _OLE = (b"PK\3\4", b"PK\5\6", b"PK\7\x08"), olefile.MAGIC
_OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
_FOLDERS = (("word/", "Word (DOCX)"), ("ppt/", "PowerPoint (PPTX)"), ("visio/", "Visio"))
_STREAMS = (
    ("WordDocument", "Word (DOC)"),
    ("PowerPoint Document", "PowerPoint (PPT)"),
    ("VisioDocument", "Visio"),
    ("__properties_version1.0", "Outlook (MSG)"),
)
_FILE_IS_PROTECTED, _FIRST_RECORDS = 0x2F, 4096


def is_renamed(name: str, format: Format) -> bool:  # noqa: A002 (the word for it)
    """Whether the ending of a file's name promises another format than the one of its content.

    >>> is_renamed("muong-cha.csv", Format.XLSX), is_renamed("muong-cha", Format.XLSX)
    (True, False)
    """
    return _PROMISES.get(PurePath(name).suffix.lower(), format) is not format


def recognise_format(file: BinaryIO, name: str) -> Format:
    """The format of a file that can be read, by its content; the file is read from its beginning.

    `name` only helps to say what is damaged. Raises `UnreadableError`: `empty-file` where there are
    only blanks, `unread-file` for every other known kind, `protected-file`, `damaged-file`, `oversized-file`.
    """
    file.seek(0)
    head = file.read(_LOOKED_AT)
    if head.startswith((b"$FL2", b"$FL3")):
        return Format.SAV
    if b"ENCRYPTEDSAV" in head[:36]:
        raise UnreadableError("protected-file")
    if head.startswith(_ZIP):
        return _look(_in_archive, file, _named(name, "ZIP"))
    if head.startswith(_OLE):
        return _look(_in_compound, file, _named(name, "XLS"))
    if kind := binary_kind(head):
        raise _unread(kind)
    return _in_text(file, head)


def _named(name: str, otherwise: str) -> str:
    promised = _PROMISES.get(PurePath(name).suffix.lower(), Format.TEXT)
    return otherwise if promised is Format.TEXT else promised.value


def _unread(kind: str) -> UnreadableError:
    return UnreadableError("unread-file", kind=kind, endings=ENDINGS)


def _look(look: Callable[[BinaryIO], Format], file: BinaryIO, kind: str) -> Format:
    """What `look` finds; whatever a library trips over in hostile bytes is a damaged file."""
    try:
        return look(file)
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError("damaged-file", kind=kind) from error


def _in_archive(file: BinaryIO) -> Format:
    archive = Archive(file)
    if "mimetype" in archive:
        return _in_open_document(archive)
    if "xl/workbook.bin" in archive:
        return Format.XLSB
    names = list(archive)
    if "[content_types].xml" in archive and any(name.startswith("xl/") for name in names):
        return Format.XLSX
    for folder, kind in _FOLDERS:
        if any(name.startswith(folder) for name in names):
            raise _unread(kind)
    raise _unread("Numbers" if "index/document.iwa" in archive else "ZIP")


def _in_open_document(archive: Archive) -> Format:
    with archive.open("mimetype") as content:
        kind = content.read(200).decode("ascii", "replace").strip()
    if kind.startswith(f"{_OPEN_DOCUMENT}spreadsheet"):
        return Format.ODS
    known = kind.removeprefix(_OPEN_DOCUMENT)
    raise _unread(
        {"text": "ODT", "presentation": "ODP"}.get(known, "ZIP" if known == kind else "OpenDocument")
    )


def _in_compound(file: BinaryIO) -> Format:
    file.seek(0)
    with olefile.OleFileIO(file) as compound:
        if compound.exists("EncryptedPackage"):
            raise UnreadableError("protected-file")
        for stream in ("Workbook", "Book"):
            if compound.exists(stream):
                _refuse_protected(compound.openstream(stream).read(_FIRST_RECORDS))
                return Format.XLS
        for stream, kind in _STREAMS:
            if compound.exists(stream):
                raise _unread(kind)
        if compound.parsing_issues or not compound.listdir():
            raise ValueError("a compound file whose streams cannot be found")
        raise _unread("OLE")


def _refuse_protected(records: bytes) -> None:
    """Refuse a workbook whose records are encrypted, also in the weak way that yields other numbers."""
    at = 0
    while at + 4 <= len(records):
        code, length = unpack_from("<HH", records, at)
        if code == _FILE_IS_PROTECTED:
            raise UnreadableError("protected-file")
        at += 4 + length


def _in_text(file: BinaryIO, head: bytes) -> Format:
    """Text, an HTML page, or a text that is no table."""
    while head and not head.strip(_BLANK):
        head = file.read(_LOOKED_AT)
    if not head:
        raise UnreadableError("empty-file")
    text = _as_text(head)
    if _PAGE.match(text):
        return Format.HTML
    if kind := text_kind(text):
        raise _unread(kind)
    return Format.HTML if text.startswith("<") and "<table" in text.lower() else Format.TEXT


def _as_text(head: bytes) -> str:
    """The signs of ASCII at the beginning of a text; the others do not matter here."""
    return head.replace(b"\0", b"").decode("latin-1").lstrip("\xef\xbb\xbf\xff\xfe \t\r\n")
