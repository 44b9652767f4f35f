"""Findings as a table: every problem counted, the first of each kind written out."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

import pandas as pd

from schemas.findings import Counted, Finding
from schemas.language import Language

LISTED = 1000
"""So many findings of one problem in one column are written out for each file."""

COLUMNS = [
    *("code", "severity", "source", "line", "column", "value", "message", "expected", "action", "n"),
    *("sheet", "found"),
]

Case = TypeVar("Case")


def findings_table(findings: Iterable[Counted], say: Language) -> pd.DataFrame:
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
            finding.sheet,
            finding.found(say),
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

    def choose_findings(self, findings: Iterable[Finding]) -> Iterator[Counted]:
        """The same for findings that are already worded."""
        kinds: dict[tuple[str, str, str], list[Finding]] = {}
        for finding in findings:
            kinds.setdefault((finding.source, finding.code, finding.column), []).append(finding)
        for (source, code, column), cases in kinds.items():
            yield from self.choose(source, code, column, cases)
