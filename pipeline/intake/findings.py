"""Findings as a table: every problem counted, the first of each kind written out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import pandas as pd
import pyarrow as pa
from rapidfuzz import fuzz, process

from pipeline.intake.check import CheckedBlock
from pipeline.intake.showing import LONGEST_SHOWN, shown_cells
from schemas.findings import Finding
from schemas.language import Language
from schemas.settings import Survey
from schemas.text import fold

LISTED = 1000
"""So many findings of one problem in one column are written out for each file."""

COLUMNS = ["code", "severity", "source", "line", "column", "value", "message", "expected", "action", "n"]

_ALIKE = 60

Case = TypeVar("Case")


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


class Quota:
    """How many findings of a problem in a column may still be written out for a file.

    >>> Quota().choose("a.csv", "no-answer", "", [4, 7])
    [(4, 1), (7, 1)]
    """

    def __init__(self) -> None:
        self._used: Counter[tuple[str, str, str]] = Counter()

    def choose(self, source: str, problem: str, column: str, cases: Sequence[Case]) -> list[tuple[Case, int]]:
        """The cases to write out, each with the number it stands for: the last one for all that follow it."""
        room = LISTED - self._used[source, problem, column]
        self._used[source, problem, column] += min(len(cases), room)
        chosen = [(case, 1) for case in cases[:room]]
        return [*chosen, (cases[room], len(cases) - room)] if len(cases) > room else chosen

    def choose_findings(self, findings: Iterable[Finding]) -> Iterator[tuple[Finding, int]]:
        """The same for findings that are already worded."""
        kinds: dict[tuple[str, str, str], list[Finding]] = {}
        for finding in findings:
            kinds.setdefault((finding.source, finding.code, finding.column), []).append(finding)
        for (source, code, column), cases in kinds.items():
            yield from self.choose(source, code, column, cases)


@dataclass(frozen=True)
class RowFindings:
    """Turns broken rules of a block's rows into findings with what stood there and what was expected.

    `met_before` tells for a row where its respondent was met before, as `file:line`.
    """

    block: CheckedBlock
    survey: Survey
    met_before: Mapping[int, str]

    def of(self, broken: pd.DataFrame, quota: Quota) -> Iterator[tuple[Finding, int]]:
        """The findings for `broken`, each with the number of cases it stands for."""
        for (problem, column), rows in broken.groupby(["problem", "column"], sort=True)["row"]:
            cases = sorted(rows.tolist())
            chosen = quota.choose(self.block.source, str(problem), str(column), cases)
            shown = self._shown(str(column), [row for row, _ in chosen])
            for (row, n), text in zip(chosen, shown, strict=True):
                yield self._finding(str(problem), str(column), row, text), n

    def _shown(self, column: str, rows: list[int]) -> Iterable[str]:
        if column not in self.block.cells:
            return [""] * len(rows)
        return shown_cells(self.block.cells[column].take(pa.array(rows)), column, self.survey)

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
        name = fold(text[:LONGEST_SHOWN])
        found = process.extractOne(name, units.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_ALIKE)
        return f' ("{units[found[0]].name.vi}"?)' if found else ""
