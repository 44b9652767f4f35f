"""Files known by their first bytes that hold no survey, or one that has to be saved as something else."""

import re

_BEGINNINGS = (
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "GZIP"),
    *((b"BZh%d1AY&SY" % level, "BZIP2") for level in range(1, 10)),
    (b"\xfd7zXZ\0", "XZ"),
    (b"\x28\xb5\x2f\xfd", "Zstandard"),
    (b"MSCF\0\0\0\0", "CAB"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\0\1\0\0Standard Jet DB\0", "Access (MDB)"),
    (b"\0\1\0\0Standard ACE DB\0", "Access (ACCDB)"),
    (b"PAR1\x15", "Parquet"),
    (b"ARROW1\0\0", "Arrow"),
    (b"FEA1\0\0\0\0", "Feather"),
    (b"\x89HDF\r\n\x1a\n", "HDF5"),
    (b"<stata_dta>", "Stata"),
    (b"RDX2\n", "R"),
    (b"RDX3\n", "R"),
    (b"\x7fELF", "ELF"),
    (b"ITSF\3\0\0\0", "CHM"),
    (b"\t\0\4\0", "Excel 2"),
    (b"\t\2\6\0", "Excel 3"),
    (b"\t\4\6\0", "Excel 4"),
    (b"\t\x08\x08\0", "Excel 5"),
    (b"\t\x08\x10\0", "Excel 97"),
    (b"\0\0\2\0\6\4", "Lotus 1-2-3"),
)
_TEXTS = (
    (re.compile("%PDF-"), "PDF"),
    (
        re.compile(
            r"mime-version:|(from|content-type):.{0,2000}multipart/related", re.IGNORECASE | re.DOTALL
        ),
        "MHTML",
    ),
    (re.compile(r'\{\s*("|\}\s*$)|\[\s*([\[{"]|\]\s*$)'), "JSON"),
    (
        re.compile(r"(<\?xml.{0,2000})?<\?mso-application\s+progid=.Excel\.Sheet", re.IGNORECASE | re.DOTALL),
        "XML 2003",
    ),
    (re.compile(r"<\?xml|<([\w.-]+:)?[\w.-]+\s[^<>]*xmlns", re.IGNORECASE), "XML"),
)
"""Read after the files of bytes and after HTML, on a text that begins with a sign."""


def binary_kind(head: bytes) -> str | None:
    """The kind of a file by its first bytes, None for text and for what is unknown.

    >>> binary_kind(b"%PDF-1.7"), binary_kind(b"MZ,unit")
    ('PDF', None)
    """
    for beginning, kind in _BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head[257:262] == b"ustar":
        return "TAR"
    if b"\0" not in head[:64]:
        return "SPSS (POR)" if b"SPSS PORT FILE" in head[:512] else None
    return _short_mark(head)


def _short_mark(head: bytes) -> str | None:
    """The kind of a file whose mark is two or three letters: a text could begin like that, but for a NUL."""
    if head[:2] == b"MZ":
        return "EXE"
    if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0":
        return "BMP"
    if head[:4] == b"RIFF":
        return "RIFF"
    if head[4:8] == b"ftyp":
        return "HEIC/MP4"
    if head[:1] in b"\x71\x72\x73" and head[1:2] in b"\1\2" and head[2:4] == b"\1\0":
        return "Stata"
    if head[:1] in b"\x03\x30\x83\x8b\xf5" and len(head) >= 32 and _is_dbf(head):
        return "DBF"
    return "SAS" if head[12:32].startswith(b"\xc2\xea\x81\x60") else None


def _is_dbf(head: bytes) -> bool:
    month, day, header = head[2], head[3], int.from_bytes(head[8:10], "little")
    return 1 <= month <= 12 and 1 <= day <= 31 and header >= 65


def text_kind(text: str) -> str | None:
    """The kind of a file of text that is no table, by its beginning without blanks; None for a table.

    >>> text_kind('{"a": 1}'), text_kind("respondent,unit"), text_kind("[1.1],[1.2]")
    ('JSON', None, None)
    """
    return next((kind for pattern, kind in _TEXTS if pattern.match(text)), None)
