"""Rows of a table that are no responses: blank ones, totals below it, its header pasted in again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from pipeline.intake.blocks import Block
from pipeline.intake.code import Coder, looked_up
from pipeline.intake.columns.match import Match
from pipeline.intake.read import Header, parse_block
from pipeline.intake.totals import is_total
from schemas.text import fold

FIRST = 3
"""A row of totals says so in one of its first cells."""

Rows = npt.NDArray[np.int64]
Cells = Mapping[Any, Any]


@dataclass(frozen=True)
class Aside:
    """The positions of blank rows, which are passed over, and of rows set aside, by their problems."""

    blank: Rows
    problems: Mapping[str, Rows]

    def kept(self, n: int) -> Rows:
        """The positions of the other of `n` rows."""
        left = np.ones(n, np.bool_)
        for rows in (self.blank, *self.problems.values()):
            left[rows] = False
        return np.flatnonzero(left)


def rows_aside(block: Block, cells: Cells, header: Header, match: Match, coder: Coder) -> Aside:
    """What is no response among the rows of a block; `cells` are its columns by canonical name."""
    blank = _blank_rows(block, cells, match)
    suspects = np.setdiff1d(_without_unit(cells, coder), blank, assume_unique=True)
    if not len(suspects):
        return Aside(blank, {})
    named = fold(header.names[match.positions["unit"]])
    again = _asked(cells["unit"], suspects, lambda text: fold(text) == named)
    totals = _totals(block, cells, match, suspects) & ~again
    return Aside(blank, {"repeated-header": suspects[again], "totals-row": suspects[totals]})


def _blank_rows(block: Block, cells: Cells, match: Match) -> Rows:
    rows = _all_blank(cells)
    if not len(rows):
        return rows
    # Columns that the questionnaire does not know may hold text, too: such a row is none to pass over.
    return np.intersect1d(rows, _all_blank(parse_block(block, match.width, range(match.width)).columns))


def _without_unit(cells: Cells, coder: Coder) -> Rows:
    """The rows that are of no unit, so that looking closer at them costs little."""
    if "unit" not in cells:
        return np.empty(0, np.int64)
    return np.flatnonzero(looked_up(cells["unit"], coder.unit, np.int32) < 0)


def _totals(block: Block, cells: Cells, match: Match, suspects: Rows) -> npt.NDArray[np.bool_]:
    """Which of the suspects name no respondent and say in a first cell that they are a total."""
    first = parse_block(block, match.width, range(min(FIRST, match.width))).columns
    says = np.zeros(len(suspects), np.bool_)
    for column in (*first.values(), cells["unit"]):
        says |= _asked(column, suspects, is_total)
    if "respondent" not in cells:
        return says
    total = _asked(cells["respondent"], suspects, is_total)
    return total | (says & _asked(cells["respondent"], suspects, _is_blank))


def _all_blank(cells: Cells) -> Rows:
    rows = np.arange(len(next(iter(cells.values()), ())))
    # Columns of few distinct texts first: they leave next to no row to look up among the respondents.
    for column in sorted(cells.values(), key=lambda column: len(column.dictionary)):
        rows = rows[_asked(column, rows, _is_blank)]
        if not len(rows):
            break
    return rows


def _asked(column: Any, rows: Rows, holds: Callable[[str], bool]) -> npt.NDArray[np.bool_]:
    """Whether something holds for the cells of a column in some rows."""
    if len(rows) < len(column):
        column = column.take(pa.array(rows)).dictionary_decode().dictionary_encode()
    return looked_up(column, holds, np.bool_)


def _is_blank(text: str) -> bool:
    return not text.strip()
