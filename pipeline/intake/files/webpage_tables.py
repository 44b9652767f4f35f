"""A table of an HTML page while it is read, and the rows that it comes to."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from pipeline.intake.files.cells import Rows, clean
from pipeline.intake.files.unreadable import UnreadableError
from pipeline.intake.files.xlsx_cells import MOST_COLUMNS

MOST_ADDED = 5_000_000
"""Places that the cells of a table may take beyond their own."""

_SPACES = re.compile("[ \t\r\n\f]+")
_SHORT = 64
_FEWEST_CELLS = 4


def seen_text(texts: list[str]) -> str:
    """What is seen of pieces of text, on one line."""
    return clean(_SPACES.sub(" ", "".join(texts)).strip(" \xa0"))


@dataclass(eq=False)
class Cell:
    """A cell that is still open, or one that takes several places."""

    width: int = 1
    height: int = 1
    texts: list[str] = field(default_factory=list)

    def closed(self) -> "str | Cell":
        """What is seen in it, on one line."""
        text = seen_text(self.texts)
        text = _once(text) if len(text) <= _SHORT else text
        return text if (self.width, self.height) == (1, 1) else Cell(self.width, self.height, [text])


@lru_cache(maxsize=16384)
def _once(text: str) -> str:
    """The same text for equal texts: the answers of a page are few, its cells are many."""
    return text


@dataclass(eq=False)
class Table:
    """A table: its rows so far, each cell a text where it takes one place only."""

    caption: list[str] = field(default_factory=list)
    rows: list[list[str | Cell]] = field(default_factory=list)
    cell: Cell | None = None
    in_row: bool = False
    is_torn: bool = False
    in_caption: bool = False
    is_sheet: bool = False

    def open_row(self) -> None:
        """Begin a row, also where the one before has no end."""
        self.close_row()
        self.rows.append([])
        self.in_row, self.in_caption = True, False

    def open_cell(self, width: int, height: int) -> None:
        """Begin a cell, also where the one before has no end."""
        self.close_cell()
        if not self.in_row:
            # The parser does not tell where rows end that do not begin.
            self.is_torn = True
            self.open_row()
        self.cell = Cell(width, height)

    def close_cell(self) -> None:
        """End the open cell."""
        if self.cell is not None:
            self.rows[-1].append(self.cell.closed())
            self.cell = None

    def close_row(self) -> None:
        """End the open row."""
        self.close_cell()
        self.in_row = False

    def is_data(self) -> bool:
        """Whether it has at least two columns and two rows that are not blank.

        Raises `ValueError` where it could have, but its rows cannot be told apart.
        """
        if self.is_torn and sum(map(len, self.rows)) >= _FEWEST_CELLS:
            raise ValueError("a row without a beginning")
        filled, wide = 0, False
        for _, cells in spread(self.rows):
            filled += any(cells)
            wide = wide or sum(map(bool, cells)) >= 2
            if filled >= 2 and wide:
                return True
        return False


def spread(rows: list[list[str | Cell]]) -> Rows:
    """The numbered rows with the text of a cell in each place that it takes."""
    below: dict[int, tuple[str, int]] = {}
    added = 0
    for number, row in enumerate(rows, start=1):
        cells, below = _place(row, below)
        added += len(cells) - len(row)
        if added > MOST_ADDED:
            raise UnreadableError("oversized-file", limit=f"{MOST_ADDED:_}".replace("_", " "))
        yield number, cells


def _place(
    row: list[str | Cell], above: dict[int, tuple[str, int]]
) -> tuple[list[str], dict[int, tuple[str, int]]]:
    """The cells of a row among those that reach down from `above`, and what reaches down from it."""
    cells: list[str] = []
    below: dict[int, tuple[str, int]] = {}

    def put(text: str, height: int) -> None:
        if height > 1:
            below[len(cells)] = (text, height - 1)
        cells.append(text)

    for cell in row:
        text, width, height = (
            (cell, 1, 1) if isinstance(cell, str) else (cell.texts[0], cell.width, cell.height)
        )
        for _ in range(width):
            while len(cells) in above:
                put(*above.pop(len(cells)))
            put(text, height)
        if len(cells) > MOST_COLUMNS:
            raise UnreadableError("oversized-file", limit=str(MOST_COLUMNS))
    for column in sorted(above):
        cells += [""] * (column - len(cells))
        put(*above[column])
    return cells, below
