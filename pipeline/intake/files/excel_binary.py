"""XLS and XLSB, the binary formats of Excel, by python-calamine."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, BinaryIO

from pipeline.intake.files.archives import Archive
from pipeline.intake.files.cells import Rows, cell_text
from pipeline.intake.files.isolated import read_isolated


def read_xls(file: BinaryIO) -> Iterator[tuple[str, int, Rows]]:
    """Name, position and numbered rows of each sheet of cells; an error such as #N/A is a blank cell here.

    Raises `UnreadableError`.
    """
    yield from _sheets(read_isolated(file, "calamine", "XLS"))


def read_xlsb(file: BinaryIO) -> Iterator[tuple[str, int, Rows]]:
    """As `read_xls`; raises also what `zipfile` raises for a damaged archive."""
    Archive(file).check()
    yield from _sheets(read_isolated(file, "calamine", "XLSB"))


def _sheets(messages: Iterator[Any]) -> Iterator[tuple[str, int, Rows]]:
    for number, found in groupby(_with_heads(messages), lambda pair: int(pair[0]["number"])):
        messages_of_sheet = iter(found)
        head, _ = next(messages_of_sheet)
        yield head["sheet"], number, _rows(head["column"], messages_of_sheet)


def _with_heads(messages: Iterator[Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """Each message with the last that began a sheet."""
    head: dict[str, Any] = {}
    for message in messages:
        head = message if isinstance(message, dict) else head
        yield head, message


def _rows(column: int, found: Iterator[tuple[dict[str, Any], Any]]) -> Rows:
    for _, (line, values) in found:
        yield line, [""] * column + [cell_text(value) for value in values]
