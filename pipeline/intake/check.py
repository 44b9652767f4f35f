"""A block of a table, coded and judged: all that can be said of its rows without knowing other rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import pandera.pandas as pa
import pyarrow

from pipeline.intake.aside import Aside, all_blank, rows_aside
from pipeline.intake.blocks import Block, Lines
from pipeline.intake.code import Coder, Codes
from pipeline.intake.columns.match import Match
from pipeline.intake.files.tables import RawTable
from pipeline.intake.read import parse_block
from pipeline.intake.validate import broken_rules
from pipeline.intake.verdicts import Verdict
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

    table: RawTable
    match: Match
    lines: Lines
    cells: Mapping[str, Any]
    codes: Codes
    broken: pd.DataFrame
    torn: tuple[tuple[int, str], ...]
    findings: tuple[Finding, ...]
    size: int


class Checker:
    """Checks the blocks of one table against the rules of one survey; pure, so blocks may go in parallel."""

    def __init__(self, survey: Survey, coder: Coder, table: RawTable, match: Match, verdict: Verdict) -> None:
        self._survey, self._coder, self._table = survey, coder, table
        self._match, self._verdict = match, verdict
        self._schema: pa.DataFrameSchema = coded_schema(survey.first, survey.last)

    def __call__(self, block: Block) -> CheckedBlock:
        """The rows of `block`, coded and judged."""
        if problem := self._match.refused or self._verdict.refused:
            return self._refused(block, problem)
        positions = self._match.positions
        wanted, respondent = sorted(set(positions.values())), positions.get("respondent")
        parsed = parse_block(block, self._match.width, wanted, distinct=respondent)
        cells = {name: parsed.columns[at] for name, at in positions.items()} if parsed.columns else {}
        lines, findings = parsed.lines, parsed.findings
        aside = rows_aside(block, cells, self._table.header, self._match, self._coder)
        kept = aside.kept(len(lines))
        if len(kept) < len(lines):
            findings = (*findings, *self._set_aside(aside, lines))
            cells = {name: column.take(pyarrow.array(kept)) for name, column in cells.items()}
            lines = lines[kept]
        return self._judged(block, lines, cells, findings)

    def _refused(self, block: Block, problem: str) -> CheckedBlock:
        parsed = parse_block(block, self._match.width, range(self._match.width))
        lines = np.setdiff1d(block.lines, parsed.lines[all_blank(parsed.columns)])
        torn = ((int(line), problem) for line in lines)
        whole = self._judged(block, block.lines[:0], {}, block.refused)
        return replace(whole, torn=(*whole.torn, *torn))

    def _set_aside(self, aside: Aside, lines: Lines) -> Iterator[Finding]:
        for problem, rows in aside.problems.items():
            yield from (Finding(problem, self._table.source, int(line)) for line in lines[rows])

    def _judged(
        self, block: Block, lines: Lines, cells: Mapping[str, Any], findings: tuple[Finding, ...]
    ) -> CheckedBlock:
        codes = self._coder.code(cells, len(lines), self._verdict.reserve)
        broken = broken_rules(codes, self._survey.questionnaire.codes, self._schema)
        torn = tuple((finding.line or 0, finding.code) for finding in findings)
        size = len(block.data)
        return CheckedBlock(self._table, self._match, lines, cells, codes, broken, torn, findings, size)
