"""Where the table begins in a text: its separator, the rows above its header, the header itself."""

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from pipeline.intake.blocks import LONGEST_LINE, Dialect, has_stray_return
from pipeline.intake.read import Header
from schemas.findings import Finding

DIALECTS = tuple(Dialect(delimiter) for delimiter in ",;\t|")

Recognise = Callable[[Sequence[str]], int]
"""How many columns of the questionnaire a row of texts names."""

LOOKED_AT = 300
"""So many lines at the beginning are looked at."""

_BYTES_LOOKED_AT = 8 * 1024 * 1024
_ABOVE = 60
_MERGED = 3


@dataclass(frozen=True)
class Start:
    """How a table begins.

    The rows follow at byte `offset`; `above` are the filled rows over the header, and `sample` the first rows
    below it; `recognised` is how many columns of the questionnaire the header names.
    """

    dialect: Dialect
    header: Header
    offset: int
    recognised: int
    above: tuple[tuple[str, ...], ...]
    sample: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class _Record:
    """A record by the place of its first line, that of the line after it, and its cells."""

    at: int
    end: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class _Reading:
    """The first lines read in one dialect, and the record that looks most like a header."""

    dialect: Dialect
    records: tuple[_Record, ...]
    scores: tuple[int, ...]
    best: int

    @property
    def recognised(self) -> int:
        """How many columns of the questionnaire the best record names."""
        return self.scores[self.best] if self.scores else 0

    @property
    def evidence(self) -> tuple[int, int]:
        """What speaks for the dialect: columns of the questionnaire, then cells in the typical row."""
        widths = sorted(len(record.cells) for record in self.records)
        return self.recognised, widths[len(widths) // 2] if self.records else 0


def find_start(
    file: BinaryIO, source: str, dialects: Sequence[Dialect], recognise: Recognise
) -> Start | Finding:
    """The header of an opened file; a finding where there is none to be had."""
    lines = _first_lines(file)
    if not any(line.strip(b" \t\r\n") for line in lines):
        return Finding("empty-file", source)
    if len(lines[-1]) > LONGEST_LINE:
        # What stands above such a line is read; a header within it is not.
        too_long = Finding("line-too-long", source, len(lines), values=(("limit", str(LONGEST_LINE)),))
        lines = lines[:-1]
        if not any(line.strip(b" \t\r\n") for line in lines):
            return too_long
    texts = [_text(line) for line in lines]
    readings = [_read(texts, dialect, recognise) for dialect in dialects]
    # The first of equal ones wins: the comma, which the contract asks for.
    reading = max(readings, key=lambda reading: reading.evidence)
    if not reading.records:
        return Finding("stray-return" if b"\r" in lines[0].rstrip(b"\r\n") else "unclosed-quote", source, 1)
    return _start(lines, reading, source, recognise)


def _first_lines(file: BinaryIO) -> list[bytes]:
    """The first lines, at most a few hundred; the last is longer than allowed where one has no end."""
    lines: list[bytes] = []
    size = 0
    while len(lines) < LOOKED_AT and size < _BYTES_LOOKED_AT and (line := file.readline(LONGEST_LINE + 1)):
        lines.append(line)
        size += len(line)
        if len(line) > LONGEST_LINE:
            break
    return lines


def _text(line: bytes) -> str:
    """A line as text, whatever its bytes; what is wrong with it is found when its cells are read."""
    body = line.rstrip(b"\r\n")
    text = body.replace(b"\r", b" ").decode("utf-8", "replace")
    return text.replace("\ufeff", "") + "\n" if len(body) < len(line) else text.replace("\ufeff", "")


def _read(texts: Sequence[str], dialect: Dialect, recognise: Recognise) -> _Reading:
    records = tuple(_records(texts, dialect))
    # A line of a single cell is no header, whatever it says: it would make a table of one column.
    scores = tuple(len(record.cells) > 1 and recognise(record.cells) for record in records[:_ABOVE])
    best = max(range(len(scores)), key=scores.__getitem__, default=0)
    return _Reading(dialect, records, scores, best)


def _records(texts: Sequence[str], dialect: Dialect) -> Sequence[_Record]:
    """The records that are not blank, up to where the lines contradict the dialect."""
    found: list[_Record] = []
    rows = dialect.reader(texts)
    at = 0
    with suppress(csv.Error):
        for cells in rows:
            if any(cell.strip() for cell in cells):
                found.append(_Record(at, rows.line_num, tuple(cells)))
            at = rows.line_num
    return found


def _start(lines: Sequence[bytes], reading: _Reading, source: str, recognise: Recognise) -> Start | Finding:
    """The table that begins with the best record, or what is wrong with the bytes of its header."""
    records, best = reading.records, reading.best
    raw = b"".join(lines[records[best].at : records[best].end])
    line = records[best].at + 1
    if has_stray_return(raw.rstrip(b"\r\n")):
        return Finding("stray-return", source, line)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return Finding("not-utf8", source, line)
    # Some tools write the codes in one line and the questions in the next, or the other way round.
    twice = max(reading.scores[best + 1 : best + 2], default=0) > max(2, reading.recognised // 2)
    last = best + twice
    names = tuple(" ".join(name.split()) for name in _merged(records, best, recognise))
    end = records[last].end
    return Start(
        reading.dialect,
        Header(names, end + 1, line),
        sum(map(len, lines[:end])),
        reading.recognised,
        tuple(record.cells for i, record in enumerate(records[: last + 1]) if i != best),
        tuple(record.cells for record in records[last + 1 :]),
    )


def _merged(records: Sequence[_Record], best: int, recognise: Recognise) -> Iterator[str]:
    """The names of the header; where a cell is merged with those over it, its name stands there."""
    over = [record.cells for record in reversed(records[max(0, best - _MERGED) : best])]
    for column, name in enumerate(records[best].cells):
        names = (cells[column] for cells in over if column < len(cells) and recognise([cells[column]]))
        yield name if name.strip() else next(names, "")
