"""The tables of an HTML page, which many systems export as "Excel"."""

from collections.abc import Iterator, Mapping
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from lxml import etree

from pipeline.intake.files.cells import Rows
from pipeline.intake.files.encodings import recognise_encoding, write_utf8
from pipeline.intake.files.unreadable import UnreadableError
from pipeline.intake.files.webpage_tables import Table, seen_text, spread

LARGEST_PAGE = 128 * 1024 * 1024
"""Bytes of a page: its cells are held in memory, as a table is known for one only at its end."""
DEEPEST = 1000
"""Elements inside one another: beyond that a parser takes time that grows with the square of the page."""

_BLOCK = 64 * 1024
_UNSEEN = frozenset(("script", "style", "template", "noscript", "select", "textarea", "comment", "title"))
_BREAKS = frozenset(("br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "hr"))
_SECTIONS = frozenset(("thead", "tbody", "tfoot"))
_END = "end-of-page"
_WIDEST, _TALLEST = 1000, 65534


class _Collector:
    """What the parser tells of a page: the tables that hold data, in the order of their beginnings."""

    def __init__(self) -> None:
        self.tables: list[Table] = []
        self._open: list[Table] = []
        self._depth = 0
        self._unseen = 0
        self._whole = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableError("damaged-file", kind="HTML")
        self._unseen += tag in _UNSEEN
        if tag == _END:
            self._whole = not self._open
        elif tag == "table":
            self._open.append(Table())
            self.tables.append(self._open[-1])
        elif self._open:
            self._start_in_table(self._open[-1], tag, attributes)

    def _start_in_table(self, table: Table, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "caption":
            table.in_caption = True
        elif tag == "tr":
            table.open_row()
        elif tag in ("td", "th"):
            table.open_cell(_span(attributes, "colspan", _WIDEST), _span(attributes, "rowspan", _TALLEST))
        elif tag in _BREAKS:
            self.data(" ")

    def data(self, text: str) -> None:
        """Text between elements."""
        if self._unseen or not self._open:
            return
        table = self._open[-1]
        if table.in_caption:
            table.caption.append(text)
        elif table.cell is not None:
            table.cell.texts.append(text)

    def end(self, tag: str) -> None:
        """An element ends."""
        self._depth -= 1
        self._unseen -= tag in _UNSEEN
        if not self._open:
            return
        table = self._open[-1]
        if tag == "table":
            self._close_table()
        elif tag == "caption":
            table.in_caption = False
        elif tag in ("td", "th"):
            table.close_cell()
        elif tag == "tr" or tag in _SECTIONS:
            table.close_row()
        elif tag in _BREAKS:
            self.data(" ")

    def _close_table(self) -> None:
        """A table of data stands for itself; any other is text of the cell that it stands in."""
        table = self._open.pop()
        table.close_row()
        table.is_sheet = table.is_data()
        if not table.is_sheet:
            for _, cells in spread(table.rows):
                self.data(" ".join(["", *cells]))
            table.rows.clear()

    def comment(self, text: str) -> None:
        """A comment is nothing that is seen."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Neither is an instruction to a program."""

    def close(self) -> None:
        """The parser has come to the end."""

    def sheets(self) -> list[Table]:
        """The tables that are sheets; `ValueError` where the page was cut off."""
        if not self._whole:
            raise ValueError("the page has no end")
        return [table for table in self.tables if table.is_sheet]


def read_page(file: BinaryIO) -> Iterator[tuple[str, int, Rows]]:
    """Caption, position and numbered rows of each table with two columns and two rows.

    Raises `UnreadableError`, also where the encoding is unknown, and `ValueError` for a page that is cut off.
    """
    for number, table in enumerate(_tables(file), start=1):
        yield seen_text(table.caption), number, spread(table.rows)


def _tables(file: BinaryIO) -> list[Table]:
    if file.seek(0, 2) > LARGEST_PAGE:
        raise UnreadableError("oversized-file", limit="128 MiB")
    file.seek(0)
    encoding = recognise_encoding(file)
    file.seek(0)
    collector: Any = _Collector()
    parser = etree.HTMLParser(target=collector, encoding="utf-8", no_network=True, huge_tree=True)
    with TemporaryFile() as text:
        write_utf8(file, encoding, text)
        text.seek(0)
        while block := text.read(_BLOCK):
            parser.feed(block)
    parser.feed(f"<{_END}>".encode())
    parser.close()
    tables: list[Table] = collector.sheets()
    return tables


def _span(attributes: Mapping[str, str], name: str, most: int) -> int:
    """How many places a cell takes, as browsers count them."""
    stated = (attributes.get(name) or "1").strip()
    if not (stated.isascii() and stated.isdecimal()):
        return 1
    return max(1, min(int(stated[:9]), most))
