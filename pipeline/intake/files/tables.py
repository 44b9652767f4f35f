"""A raw file as plain tables: UTF-8 text, one record after another, whatever the file was."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from pipeline.intake.blocks import Block, Dialect, cut_blocks
from pipeline.intake.files.encodings import recognise_encoding, write_utf8
from pipeline.intake.files.formats import Format, is_renamed, recognise_format
from pipeline.intake.files.header import DIALECTS, Recognise, Start, find_start
from pipeline.intake.files.rows import Kept, keep_rows
from pipeline.intake.files.sheets import read_sheets
from pipeline.intake.files.unreadable import UnreadableError
from pipeline.intake.read import Header
from pipeline.intake.showing import shown_sheet
from schemas.findings import Finding
from schemas.settings import Source


@dataclass(frozen=True)
class RawTable:
    """One table of a raw file: `open_text` opens its plain text, `start` says where its rows begin.

    `number` counts the tables of a survey from 0; `sheet` names the sheet as it may be shown, "" where the
    file has one table only.
    """

    number: int
    source: str
    sheet: str
    open_text: Callable[[], BinaryIO]
    start: Start

    @property
    def header(self) -> Header:
        """The names of the columns and the line of the first row."""
        return self.start.header

    @property
    def name(self) -> str:
        """The file, and the sheet where it has several."""
        return f"{self.source}#{self.sheet}" if self.sheet else self.source

    def cells_at(self, column: int) -> list[str]:
        """The cells of a column in the first rows."""
        return [row[column] for row in self.start.sample if column < len(row)]

    def blocks(self) -> Iterator[Block]:
        """The rows below the header, block by block."""
        header = self.header
        with self.open_text() as file:
            file.seek(self.start.offset)
            yield from cut_blocks(file, self.source, len(header.names), header.first_line, self.start.dialect)


@dataclass(frozen=True)
class Opened:
    """The tables of a file, and what is to be said of it as a whole."""

    source: str
    tables: tuple[RawTable, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass
class Opener:
    """Opens raw files; what is not plain text already is written into `folder` as such.

    `recognise` says how many columns of the questionnaire a row of texts names.
    """

    folder: Path
    recognise: Recognise
    _written: int = field(default=0, init=False)
    _tables: int = field(default=0, init=False)

    def open(self, source: Source) -> Opened:
        """The tables of a file; `OSError` where it cannot be opened or read."""
        try:
            with source.path.open("rb") as file:
                kind = recognise_format(file, source.name)
                file.seek(0)
                opened = self._text(file, source) if kind is Format.TEXT else self._sheets(file, source, kind)
        except UnreadableError as error:
            return Opened(source.name, findings=(Finding(error.problem, source.name, values=error.values),))
        if not is_renamed(source.name, kind):
            return opened
        renamed = Finding("renamed-file", source.name, values=(("kind", kind.name),))
        return replace(opened, findings=(renamed, *opened.findings))

    def _place(self) -> Path:
        self._written += 1
        return self.folder / f"{self._written}.txt"

    def _text(self, file: BinaryIO, source: Source) -> Opened:
        encoding = recognise_encoding(file)
        # Where a byte is missing all letters behind it are others, and their lines run together.
        if file.seek(0, 2) % encoding.width:
            raise UnreadableError("damaged-file", kind=encoding.name)
        file.seek(0)
        if encoding.is_plain:
            return self._delimited(lambda: source.path.open("rb"), source.name, DIALECTS)
        place = self._place()
        with place.open("wb") as out:
            write_utf8(file, encoding, out)
        converted = Finding("converted-text", source.name, values=(("encoding", encoding.name),))
        dialects = [replace(dialect, converted=True) for dialect in DIALECTS]
        opened = self._delimited(lambda: place.open("rb"), source.name, dialects)
        return replace(opened, findings=(converted, *opened.findings))

    def _delimited(
        self, open_text: Callable[[], BinaryIO], source: str, dialects: Sequence[Dialect]
    ) -> Opened:
        with open_text() as text:
            start = find_start(text, source, dialects, self.recognise)
        if isinstance(start, Finding):
            return Opened(source, findings=(start,))
        return Opened(source, (self._table(source, "", open_text, start),), _title_rows(start, source, ""))

    def _table(self, source: str, sheet: str, open_text: Callable[[], BinaryIO], start: Start) -> RawTable:
        self._tables += 1
        return RawTable(self._tables - 1, source, sheet, open_text, start)

    def _sheets(self, file: BinaryIO, source: Source, kind: Format) -> Opened:
        written = (
            keep_rows(sheet, self._place(), source.name, self.recognise) for sheet in read_sheets(file, kind)
        )
        kept = [rows for rows in written if rows is not None]
        if not kept:
            return Opened(source.name, findings=(Finding("empty-file", source.name),))
        best = max(rows.start.recognised for rows in kept)
        chosen = [rows for rows in kept if 2 * rows.start.recognised >= best and rows.start.recognised]
        return self._chosen(source.name, chosen or kept[:1], kept)

    def _chosen(self, source: str, chosen: list[Kept], kept: list[Kept]) -> Opened:
        tables, findings = [], list[Finding]()
        for rows in kept:
            sheet = shown_sheet(rows.name, rows.number) if len(kept) > 1 else ""
            if rows not in chosen:
                findings.append(Finding("sheet-left-out", source, sheet=sheet))
                continue
            tables.append(self._table(source, sheet, rows.open_text, rows.start))
            findings += _title_rows(rows.start, source, sheet)
            if rows.beyond:
                beyond = (("n", str(rows.beyond)),)
                findings.append(Finding("cells-beyond-header", source, values=beyond, sheet=sheet))
        return Opened(source, tuple(tables), tuple(findings))


def _title_rows(start: Start, source: str, sheet: str) -> tuple[Finding, ...]:
    if not start.above:
        return ()
    return (Finding("title-rows", source, values=(("n", str(len(start.above))),), sheet=sheet),)
