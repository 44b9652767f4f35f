"""The sheets of a file that is not plain text, as rows of text."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import BinaryIO, TypeVar

from pipeline.intake.files.cells import MOST_CELLS, Rows, clean
from pipeline.intake.files.excel_binary import read_xls, read_xlsb
from pipeline.intake.files.formats import Format
from pipeline.intake.files.ods import read_ods
from pipeline.intake.files.spss import read_sav
from pipeline.intake.files.unreadable import UnreadableError
from pipeline.intake.files.webpage import read_page
from pipeline.intake.files.xlsx import read_xlsx

T = TypeVar("T")

_READERS: dict[Format, Callable[[BinaryIO], Iterator[tuple[str, int, Rows]]]] = {
    Format.XLSX: read_xlsx,
    Format.XLSB: read_xlsb,
    Format.XLS: read_xls,
    Format.ODS: read_ods,
    Format.SAV: read_sav,
    Format.HTML: read_page,
}


@dataclass(frozen=True)
class Sheet:
    """A sheet: its k-th row is line k of the sheet, the first cell that of column A, each cell one line.

    Blank cells behind the last filled one and blank rows behind the last filled one are left out; a blank row
    before it is an empty sequence. The rows can be iterated once, while the iterator of `read_sheets` is kept
    and before it is asked for the next sheet, else they raise `RuntimeError`. Iterating them may raise
    `UnreadableError`.
    """

    name: str
    number: int
    rows: Iterable[Sequence[str]]


def read_sheets(file: BinaryIO, format: Format) -> Iterator[Sheet]:  # noqa: A002 (the word for it)
    """The sheets of a file in one of the formats of tables, in their order, hidden ones too.

    `number` is the position of the tab, of the table in an HTML page. A page without a table of at least two
    columns and two rows has no sheet. Raises `UnreadableError`, and nothing else, whatever the bytes are, at
    the first sheet or in the middle of the rows.
    """
    progress = _Progress()
    try:
        for name, number, rows in _refused(_READERS[format](file), format):
            progress.sheet += 1
            yield Sheet(clean(name), number, progress.lines(progress.sheet, _refused(rows, format)))
    finally:
        progress.sheet += 1


def _refused(found: Iterator[T], kind: str) -> Iterator[T]:
    """What is found; whatever a library trips over in hostile bytes is a damaged file."""
    try:
        yield from found
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError("damaged-file", kind=str(kind)) from error


@dataclass
class _Progress:
    """How far the reading of a file is: the sheet that was asked for last, and the cells so far."""

    sheet: int = 0
    cells: int = 0

    def lines(self, sheet: int, rows: Rows) -> Iterator[Sequence[str]]:
        """The rows with the blank ones between them, as long as no other sheet was asked for."""
        last = 0
        self._check(sheet)
        for number, cells in rows:
            self.cells += len(cells)
            if self.cells > MOST_CELLS:
                raise UnreadableError("oversized-file", limit=f"{MOST_CELLS:_}".replace("_", " "))
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                yield from repeat((), number - last - 1)
                yield cells
                last = number
                self._check(sheet)
        self._check(sheet)

    def _check(self, sheet: int) -> None:
        if sheet != self.sheet:
            raise RuntimeError("the rows of a sheet are read before the next sheet is asked for")
