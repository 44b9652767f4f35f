"""Findings as a table: every problem counted, the first of each kind written out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
from rapidfuzz import fuzz, process

from pipeline.intake.check import CheckedBlock
from pipeline.intake.showing import shown_cells
from schemas.language import Language
from schemas.problems import Finding
from schemas.settings import Survey
from schemas.text import fold

LISTED = 1000
"""So many findings of one problem in one column are written out for each block of a file."""

COLUMNS = ["code", "severity", "source", "line", "column", "value", "message", "expected", "action", "n"]

_ALIKE = 60


def findings_table(findings: Iterable[tuple[Finding, int]], say: Language) -> pd.DataFrame:
    """The findings as rows, by line; `n` is how many cells or rows a row of the table stands for."""
    rows = [
        (
            finding.code,
            finding.problem.severity,
            finding.source,
            finding.line,
            finding.column,
            finding.value,
            finding.message(say),
            finding.expected(say),
            finding.action(say),
            n,
        )
        for finding, n in findings
    ]
    table = pd.DataFrame(rows, columns=COLUMNS).astype({"line": "Int64", "n": "int64"})
    return table.sort_values("line", kind="stable", na_position="first", ignore_index=True)


def listed(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Which rows are written out, each with the number it stands for: the last one for all that follow it.

    >>> listed([4, 7, 9])
    [(4, 1), (7, 1), (9, 1)]
    """
    shown = [(row, 1) for row in rows[:LISTED]]
    if len(rows) > LISTED:
        shown[-1] = (shown[-1][0], len(rows) - LISTED + 1)
    return shown


@dataclass(frozen=True)
class RowFindings:
    """Turns broken rules of a block's rows into findings with what stood there and what was expected.

    `met_before` tells for a row where its respondent was met before, as `file:line`.
    """

    block: CheckedBlock
    survey: Survey
    met_before: Mapping[int, str]

    def of(self, broken: pd.DataFrame) -> Iterator[tuple[Finding, int]]:
        """The findings for `broken`, each with the number of cases it stands for."""
        for (problem, column), rows in broken.groupby(["problem", "column"], sort=True)["row"]:
            chosen = listed(sorted(rows.tolist()))
            shown = self._shown(str(column), [row for row, _ in chosen])
            for (row, n), text in zip(chosen, shown, strict=True):
                yield self._finding(str(problem), str(column), row, text), n

    def _shown(self, column: str, rows: list[int]) -> Iterable[str]:
        if column not in self.block.cells:
            return [""] * len(rows)
        return shown_cells(self.block.cells[column].take(pa.array(rows)), column, self.survey.questionnaire)

    def _finding(self, problem: str, column: str, row: int, shown: str) -> Finding:
        text = self.block.cells[column][row].as_py() if column in self.block.cells else ""
        return Finding(
            problem,
            self.block.source,
            int(self.block.lines[row]),
            self.block.match.headers.get(column, ""),
            shown,
            tuple(self._values(problem, text, row).items()),
        )

    def _values(self, problem: str, text: str, row: int) -> dict[str, str]:
        match problem:
            case "unknown-unit":
                return {"nearest": self._nearest(text)}
            case "date-outside-period" | "unit-not-valid":
                return {"first": self.survey.first.isoformat(), "last": self.survey.last.isoformat()}
            case "duplicate-respondent":
                return {"first": self.met_before[row]}
            case "code-outside-scale":
                return {"scale": self.survey.questionnaire.scale.shown}
        return {}

    def _nearest(self, text: str) -> str:
        """The unit whose name is like `text`, as ` ("Huyện Tuần Giáo"?)`; nothing where none is alike."""
        units = self.survey.registry.by_spelling
        found = process.extractOne(fold(text), units.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return f' ("{units[found[0]].name.vi}"?)' if found else ""
