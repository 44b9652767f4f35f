"""Rows of a table that are no responses: blank ones, totals, texts below it, its header pasted in again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.intake.blocks import Block
from pipeline.intake.code import Coder, looked_up
from pipeline.intake.columns.match import Match
from pipeline.intake.read import Header, parse_block
from pipeline.intake.showing import may_be_stored
from pipeline.intake.totals import FIRST, MOST_TEXTS, is_total
from schemas.text import fold

Rows = npt.NDArray[np.int64]
Cells = Mapping[Any, Any]
Flags = npt.NDArray[np.bool_]


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
    suspects, blank = _without_unit(cells, coder), all_blank(cells)
    if not len(suspects) and not len(blank):
        return Aside(blank, {})
    # Columns that the questionnaire does not know may hold text, too: such a row is none to pass over.
    whole = parse_block(block, match.width, range(match.width)).columns
    blank = np.intersect1d(blank, all_blank(whole), assume_unique=True)
    suspects = np.setdiff1d(suspects, blank, assume_unique=True)
    if not len(suspects):
        return Aside(blank, {})
    named = fold(header.names[match.positions["unit"]])
    again = _asked(cells["unit"], suspects, lambda text: fold(text) == named)
    totals = ~again & _are_totals(whole, cells, suspects)
    texts = ~(again | totals) & _are_texts(whole, cells, suspects, coder)
    found = {"repeated-header": again, "totals-row": totals, "text-row": texts}
    return Aside(blank, {problem: suspects[rows] for problem, rows in found.items()})


def _without_unit(cells: Cells, coder: Coder) -> Rows:
    """The rows that are of no unit, so that looking closer at them costs little."""
    if "unit" not in cells:
        return np.empty(0, np.int64)
    return np.flatnonzero(looked_up(cells["unit"], coder.unit, np.int32) < 0)


def _are_totals(whole: Cells, cells: Cells, suspects: Rows) -> Flags:
    """Which of the suspects name no respondent and say in a first cell that they are a total."""
    says = np.zeros(len(suspects), np.bool_)
    for column in (*(whole[at] for at in range(min(FIRST, len(whole)))), cells["unit"]):
        says |= _asked(column, suspects, is_total)
    if "respondent" not in cells:
        return says
    total = _asked(cells["respondent"], suspects, is_total)
    return total | (says & _asked(cells["respondent"], suspects, _is_blank))


def _are_texts(whole: Cells, cells: Cells, suspects: Rows, coder: Coder) -> Flags:
    """Which of the suspects hold some text and nothing of a form: no number, no date, no answer."""
    filled = np.sum([~_asked(column, suspects, _is_blank) for column in whole.values()], axis=0)
    texts: Flags = filled <= MOST_TEXTS
    if "respondent" in cells:
        respondents = cells["respondent"].take(pa.array(suspects)).dictionary_decode()
        texts &= ~may_be_stored(pc.utf8_trim_whitespace(respondents)).to_numpy(zero_copy_only=False)
    if "date" in cells:
        texts &= _asked(cells["date"], suspects, _is_blank)
    for criterion in cells.keys() & set(coder.questionnaire.codes):
        texts &= ~_asked(cells[criterion], suspects, lambda text: coder.answer(text) > 0)
    return texts


def all_blank(cells: Cells) -> Rows:
    """The positions of rows in which every cell is blank."""
    rows = np.arange(len(next(iter(cells.values()), ())))
    # Columns of few distinct texts first: they leave next to no row to look up among the respondents.
    for column in sorted(cells.values(), key=lambda column: len(column.dictionary)):
        rows = rows[_asked(column, rows, _is_blank)]
        if not len(rows):
            break
    return rows


def _asked(column: Any, rows: Rows, holds: Callable[[str], bool]) -> Flags:
    """Whether something holds for the cells of a column in some rows."""
    if len(rows) < len(column):
        column = column.take(pa.array(rows)).dictionary_decode().dictionary_encode()
    return looked_up(column, holds, np.bool_)


def _is_blank(text: str) -> bool:
    return not text.strip()
