"""A block of a file, coded and judged: all that can be said of its rows without knowing other rows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from pipeline.intake.blocks import Block, Lines
from pipeline.intake.code import Codes, code_cells, looked_up
from pipeline.intake.match import Match
from pipeline.intake.read import parse_block
from pipeline.intake.validate import broken_rules
from schemas.findings import Finding
from schemas.responses import coded_schema
from schemas.settings import Survey


@dataclass(frozen=True)
class CheckedBlock:
    """The rows of a block with their codes and their broken rules.

    `cells` are the original texts by canonical column; `codes` what they mean;
    `broken` names the rules that rows break. `torn` are the lines and problems of records that never became
    rows, `findings` what is to be said of them; `size` is the length of the block in bytes.
    """

    source: str
    match: Match
    lines: Lines
    cells: Mapping[str, Any]
    codes: Codes
    broken: pd.DataFrame
    torn: tuple[tuple[int, str], ...]
    findings: tuple[Finding, ...]
    size: int


class Checker:
    """Checks the blocks of one file against the rules of one survey; pure, so blocks may go in parallel."""

    def __init__(self, survey: Survey, match: Match, weighted: bool = False) -> None:
        self._survey, self._match, self._weighted = survey, match, weighted
        self._schema: pa.DataFrameSchema = coded_schema(survey.first, survey.last)

    def __call__(self, block: Block) -> CheckedBlock:
        """The rows of `block`, coded and judged."""
        if self._match.refused:
            return self._refused(block, self._match.refused)
        positions = self._match.positions
        wanted, respondent = sorted(positions.values()), positions.get("respondent")
        parsed = parse_block(block, self._match.width, wanted, distinct=respondent)
        cells = {name: parsed.columns[at] for name, at in positions.items()} if parsed.columns else {}
        lines = parsed.lines
        if len(blank := self._blank_rows(block, cells)):
            kept = np.setdiff1d(np.arange(len(lines)), blank)
            cells = {name: column.take(kept) for name, column in cells.items()}
            lines = lines[kept]
        return self._judged(block, lines, cells, parsed.findings)

    def _refused(self, block: Block, problem: str) -> CheckedBlock:
        torn = ((int(line), problem) for line in block.lines)
        whole = self._judged(block, block.lines[:0], {}, block.refused)
        return replace(whole, torn=(*whole.torn, *torn))

    def _blank_rows(self, block: Block, cells: Mapping[str, Any]) -> npt.NDArray[np.int64]:
        """The positions of rows in which every cell is blank, as spreadsheets leave them below a table."""
        rows = _all_blank(cells)
        if not len(rows):
            return rows
        # Columns that the questionnaire does not know may hold text, too: such a row is none to pass over.
        whole = parse_block(block, self._match.width, range(self._match.width))
        return np.intersect1d(rows, _all_blank(whole.columns))

    def _judged(
        self, block: Block, lines: Lines, cells: Mapping[str, Any], findings: tuple[Finding, ...]
    ) -> CheckedBlock:
        codes = code_cells(cells, len(lines), self._survey, self._weighted)
        broken = broken_rules(codes, self._survey.questionnaire.codes, self._schema)
        torn = tuple((finding.line or 0, finding.code) for finding in findings)
        size = len(block.data)
        return CheckedBlock(block.source, self._match, lines, cells, codes, broken, torn, findings, size)


def _all_blank(cells: Mapping[Any, Any]) -> npt.NDArray[np.int64]:
    rows = np.arange(len(next(iter(cells.values()), ())))
    # Columns of few distinct texts first: they leave next to no row to look up among the respondents.
    for column in sorted(cells.values(), key=lambda column: len(column.dictionary)):
        rows = rows[~looked_up(column, _is_filled, np.bool_)[rows]]
        if not len(rows):
            break
    return rows


def _is_filled(text: str) -> bool:
    return bool(text.strip())
