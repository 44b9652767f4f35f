"""Refused rows as a table: where they stand, why, and their cells as far as they may be shown."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipeline.intake.check import CheckedBlock
from pipeline.intake.showing import shown_cells
from schemas.problems import ROW_REFUSED
from schemas.questionnaire import Questionnaire
from schemas.responses import CANONICAL_COLUMNS
from schemas.settings import Survey


def rejected_columns(questionnaire: Questionnaire) -> list[str]:
    """The columns of `rejected.csv`; what the questionnaire does not know is not among them."""
    return ["source", "line", "problems", *CANONICAL_COLUMNS, *questionnaire.codes, "sheet"]


def nothing_rejected(questionnaire: Questionnaire) -> pd.DataFrame:
    """The table without a row."""
    return pd.DataFrame(columns=rejected_columns(questionnaire))


def refused_rows(broken: pd.DataFrame, n: int) -> npt.NDArray[np.bool_]:
    """For each of `n` rows whether one of its broken rules refuses the row."""
    refused = np.zeros(n, np.bool_)
    refused[broken.loc[broken["problem"].isin(ROW_REFUSED), "row"].to_numpy(np.int64)] = True
    return refused


def rejected_table(
    block: CheckedBlock, rows: npt.NDArray[np.int64], broken: pd.DataFrame, survey: Survey
) -> pd.DataFrame:
    """The rows at the positions `rows`, and the records of the block whose cells could not be told apart."""
    if not len(rows) and not block.torn:
        return nothing_rejected(survey.questionnaire)
    columns: dict[str, Any] = {"line": block.lines[rows]}
    columns["problems"] = _problems(broken).reindex(rows).to_numpy()
    for name, cells in block.cells.items():
        columns[name] = shown_cells(cells.take(pa.array(rows)), name, survey)
    table = pd.concat(
        [
            pd.DataFrame(columns, index=range(len(rows))),
            pd.DataFrame(
                {
                    "line": [line for line, _ in block.torn],
                    "problems": [problem for _, problem in block.torn],
                }
            ),
        ]
    )
    table = table.assign(source=block.table.source, sheet=block.table.sheet or None)
    complete = table.reindex(columns=rejected_columns(survey.questionnaire)).astype({"line": "int64"})
    return complete.sort_values("line", ignore_index=True)


def _problems(broken: pd.DataFrame) -> "pd.Series[str]":
    """By row the problems that refuse it, joined by semicolons."""
    refusing = broken[broken["problem"].isin(ROW_REFUSED)].drop_duplicates(["row", "problem"])
    return refusing.groupby("row")["problem"].agg(";".join)
