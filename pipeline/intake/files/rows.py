"""Rows of a sheet kept as plain text, so that they are read like any other."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from pipeline.intake.blocks import Dialect
from pipeline.intake.files.header import LOOKED_AT, Recognise, Start, find_start
from pipeline.intake.files.sheets import Sheet
from pipeline.intake.files.unreadable import UnreadableError
from schemas.findings import Finding

SHEET = Dialect("\x1f", quoted=False)
"""How the rows of a sheet are kept: no cell holds this separator, nor the end of a line."""


@dataclass(frozen=True)
class Kept:
    """The rows below the header of a sheet, each as wide as the header, in a file of their own.

    `beyond` counts the rows that had filled cells to the right of the header, which are left out.
    """

    name: str
    number: int
    place: Path
    start: Start
    beyond: int

    def open_text(self) -> BinaryIO:
        """The rows as text."""
        return self.place.open("rb")


def keep_rows(sheet: Sheet, place: Path, source: str, recognise: Recognise) -> Kept | None:
    """The sheet's table, written to `place`; None where the sheet is blank.

    Raises `UnreadableError` where the sheet cannot be read to its end.
    """
    rows = iter(sheet.rows)
    first = list(islice(rows, LOOKED_AT))
    head = io.BytesIO(b"".join(_line(row, len(row)) for row in first))
    start = find_start(head, source, (SHEET,), recognise)
    if isinstance(start, Finding):
        if start.code == "empty-file" and not any(any(row) for row in rows):
            return None
        raise UnreadableError(start.code, **dict(start.values))
    names = start.header.names
    while names and not names[-1]:
        names = names[:-1]
    start = replace(start, header=replace(start.header, names=names), offset=0)
    body = chain(first[start.header.first_line - 1 :], rows)
    return Kept(sheet.name, sheet.number, place, start, _write(body, len(names), place))


def _write(rows: Iterable[Sequence[str]], width: int, place: Path) -> int:
    """Write rows of the same width; how many had more filled cells than that."""
    beyond = 0
    with place.open("wb") as out:
        for row in rows:
            out.write(_line(row, width))
            beyond += len(row) > width and any(cell.strip() for cell in row[width:])
    return beyond


def _line(row: Sequence[str], width: int) -> bytes:
    cells = SHEET.delimiter.join([*row[:width], *[""] * (width - len(row))])
    return f"{cells}\n".encode("utf-8", "replace")
