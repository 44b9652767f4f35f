"""Broken rules of rows as findings: what stood there, what was expected, what may have been meant."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa

from pipeline.intake.check import CheckedBlock
from pipeline.intake.code import Coder
from pipeline.intake.findings import Quota
from pipeline.intake.marks import Marks
from pipeline.intake.showing import shown_cells
from schemas.findings import Counted, Finding
from schemas.settings import Survey
from schemas.toml import quoted


@dataclass(frozen=True)
class RowFindings:
    """Turns broken rules of a block's rows into findings with what stood there and what was expected.

    `met_before` tells for a row where its respondent was met before, as `file:line`.
    """

    block: CheckedBlock
    survey: Survey
    coder: Coder
    marks: Marks
    met_before: Mapping[int, str]

    def of(self, broken: pd.DataFrame, quota: Quota) -> Iterator[Counted]:
        """The findings for `broken`, each with the number of cases it stands for."""
        for (problem, column), rows in broken.groupby(["problem", "column"], sort=True)["row"]:
            cases = sorted(rows.tolist())
            chosen = quota.choose(self.block.table.name, str(problem), str(column), cases)
            shown = self._shown(str(column), [row for row, _ in chosen])
            for (row, n), text in zip(chosen, shown, strict=True):
                yield self._finding(str(problem), str(column), row, text), n

    def _shown(self, column: str, rows: list[int]) -> Iterable[str]:
        if column not in self.block.cells:
            return [""] * len(rows)
        cells = self.block.cells[column].take(pa.array(rows))
        return shown_cells(cells, column, self.survey, self.marks)

    def _finding(self, problem: str, column: str, row: int, shown: str) -> Finding:
        text = self.block.cells[column][row].as_py() if column in self.block.cells else ""
        return Finding(
            problem,
            self.block.table.source,
            int(self.block.lines[row]),
            self.block.match.headers.get(column, ""),
            shown,
            tuple(self._values(problem, column, text, row).items()),
        )

    def _values(self, problem: str, column: str, text: str, row: int) -> dict[str, str]:
        match problem:
            case "unknown-unit":
                return {"nearest": self._nearest_unit(text)}
            case "date-outside-period" | "unit-not-valid":
                return {"first": self.survey.first.isoformat(), "last": self.survey.last.isoformat()}
            case "duplicate-respondent":
                return {"first": self.met_before[row]}
            case "code-outside-scale":
                return {"scale": self.survey.questionnaire.scale.shown}
            case "unknown-label":
                return {"nearest": _asked(self.coder.answers.nearest(text))}
            case "unknown-margin-value":
                return {"choices": quoted(self.coder.margins[column].values)}
            case "ambiguous-unit":
                units = self.coder.units.read(text).candidates
                return {"candidates": ", ".join(f'"{unit.name.vi}"' for unit in units)}
        return {}

    def _nearest_unit(self, text: str) -> str:
        unit = self.coder.units.nearest(text)
        return _asked(unit.name.vi if unit else "")


def _asked(name: str) -> str:
    """A name that may have been meant, as ` ("Huyện Tuần Giáo"?)`; nothing where there is none."""
    return f' ("{name}"?)' if name else ""
