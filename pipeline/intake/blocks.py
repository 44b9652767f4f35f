"""A file as blocks of whole records, each record with its own line number.

A record is what the header promises a line to be; it may span several lines where a quoted cell holds line
breaks. A quotation mark that is never closed costs its own line and no other.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from schemas.findings import Finding

BLOCK_BYTES = 4 * 1024 * 1024
LONGEST_LINE = 1024 * 1024
LONGEST_RECORD_LINES = 100
_LOST = "\ufffd".encode()

csv.field_size_limit(LONGEST_LINE)

Lines = npt.NDArray[np.int64]

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""`map`, or something that maps in parallel and keeps the order."""


@dataclass(frozen=True)
class Dialect:
    """What separates the cells of a text, and whether quotation marks hold cells together.

    In a text that was `converted` from another encoding, U+FFFD stands for what could not be read.
    """

    delimiter: str = ","
    quoted: bool = True
    converted: bool = False

    def reader(self, lines: Sequence[str]) -> Any:
        """A `csv.reader` of some lines; it raises `csv.Error` where they contradict the dialect."""
        if self.quoted:
            return csv.reader(lines, delimiter=self.delimiter, strict=True)
        return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE, strict=True)


@dataclass(frozen=True)
class Block:
    """Whole records as bytes, the line each begins on, and what was wrong with lines left out.

    `lines[i]` is the line of the i-th record in `data`; `multiline` says whether a record holds line breaks.
    """

    source: str
    data: bytes
    lines: Lines
    dialect: Dialect
    multiline: bool = False
    refused: tuple[Finding, ...] = ()


def cut_blocks(file: BinaryIO, source: str, width: int, first_line: int, dialect: Dialect) -> Iterator[Block]:
    """The rest of `file` as blocks; `width` is the number of cells of the header."""
    rest, line, ended = b"", first_line, False
    while not ended:
        chunk = file.read(BLOCK_BYTES)
        ended = not chunk
        data = rest + chunk
        end = len(data) if ended else _safe_end(data, dialect)
        if end:
            yield _block(source, data[:end], line, width, dialect)
            line += data.count(b"\n", 0, end)
        rest = data[end:]
        if len(rest) - (rest.rfind(b"\n") + 1) > LONGEST_LINE:
            limit = (("limit", str(LONGEST_LINE)),)
            finding = Finding("line-too-long", source, line + rest.count(b"\n"), values=limit)
            yield Block(source, b"", np.empty(0, np.int64), dialect, refused=(finding,))
            return


def _safe_end(data: bytes, dialect: Dialect) -> int:
    """Where the block may end: the last line may go on in the next chunk, and so may a quoted cell."""
    end = data.rfind(b"\n") + 1
    if not dialect.quoted or b'"' not in data:
        return end
    ends = np.flatnonzero(np.frombuffer(data, np.uint8)[:end] == ord("\n"))
    return int(ends[-LONGEST_RECORD_LINES - 1]) + 1 if len(ends) > LONGEST_RECORD_LINES else 0


def _block(source: str, data: bytes, line: int, width: int, dialect: Dialect) -> Block:
    # The parser takes a mark at the beginning of a block for that of a file.
    data = data.removeprefix(codecs.BOM_UTF8)
    if (dialect.quoted and b'"' in data) or not _is_read(data, dialect) or has_stray_return(data):
        return _careful_block(source, data, line, width, dialect)
    n = data.count(b"\n") + (not data.endswith(b"\n") and bool(data))
    return Block(source, data, np.arange(line, line + n), dialect)


def _is_read(data: bytes, dialect: Dialect) -> bool:
    """Whether every byte is text."""
    if dialect.converted and _LOST in data:
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def has_stray_return(data: bytes) -> bool:
    """Whether a carriage return stands without its line feed: the line end of old Macs, or a damaged file."""
    return b"\r" in data and data.count(b"\r") != data.count(b"\r\n")


def _careful_block(source: str, data: bytes, line: int, width: int, dialect: Dialect) -> Block:
    """Join lines that one quoted cell spans; leave out lines that cannot be read as rows, each by itself."""
    texts = io.BytesIO(data).readlines()
    starts: list[int] = []
    kept: list[bytes] = []
    refused: list[Finding] = []
    at = 0
    while at < len(texts):
        problem = _line_problem(texts[at], dialect)
        span = 0 if problem else _span(texts, at, width, dialect)
        if span:
            starts.append(line + at)
            kept += texts[at : at + span]
        else:
            refused.append(Finding(problem or "unclosed-quote", source, line + at))
        at += span or 1
    lines = np.array(starts, np.int64)
    return Block(source, b"".join(kept), lines, dialect, len(kept) > len(starts), tuple(refused))


def _line_problem(text: bytes, dialect: Dialect) -> str:
    if not _is_read(text, dialect):
        return "not-utf8"
    return "stray-return" if b"\r" in text.removesuffix(b"\n").removesuffix(b"\r") else ""


def _span(texts: list[bytes], at: int, width: int, dialect: Dialect) -> int:
    """How many lines the record takes that begins on line `at`; 0: a cell of it has no end."""
    if b'"' not in texts[at] or not dialect.quoted:
        return 1
    if cells := _cells(texts[at : at + 1], dialect):
        return 1 if cells == width or texts[at].count(b'"') % 2 == 0 else 0
    for end in range(at + 1, min(at + LONGEST_RECORD_LINES, len(texts))):
        if texts[end].count(b'"') % 2:
            return end + 1 - at if _cells(texts[at : end + 1], dialect) == width else 0
    return 0


def _cells(lines: list[bytes], dialect: Dialect) -> int:
    """The number of cells where the lines are exactly one record, 0 where they are not."""
    try:
        rows = list(dialect.reader([line.decode("utf-8") for line in lines]))
    except (csv.Error, UnicodeDecodeError):
        return 0
    return len(rows[0]) if len(rows) == 1 else 0
