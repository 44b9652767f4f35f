"""Refused rows as a table: where they stand, why, and their cells as far as they may be shown."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipeline.intake.check import CheckedBlock
from pipeline.intake.marks import Marks
from pipeline.intake.showing import shown_cells
from schemas.problems import ROW_REFUSED
from schemas.responses import CANONICAL_COLUMNS, margin_column
from schemas.settings import Survey


def rejected_columns(survey: Survey) -> list[str]:
    """The columns of `rejected.csv`; what questionnaire and margins do not know is not among them."""
    own = (*CANONICAL_COLUMNS, *survey.questionnaire.codes, *map(margin_column, survey.settings.raking))
    return ["source", "line", "problems", *own, "sheet"]


def nothing_rejected(survey: Survey) -> pd.DataFrame:
    """The table without a row."""
    return pd.DataFrame(columns=rejected_columns(survey))


def refused_rows(broken: pd.DataFrame, n: int) -> npt.NDArray[np.bool_]:
    """For each of `n` rows whether one of its broken rules refuses the row."""
    refused = np.zeros(n, np.bool_)
    refused[broken.loc[broken["problem"].isin(ROW_REFUSED), "row"].to_numpy(np.int64)] = True
    return refused


def rejected_table(
    block: CheckedBlock, rows: npt.NDArray[np.int64], broken: pd.DataFrame, survey: Survey, marks: Marks
) -> pd.DataFrame:
    """The rows at the positions `rows`, and the records of the block whose cells could not be told apart."""
    if not len(rows) and not block.torn:
        return nothing_rejected(survey)
    columns: dict[str, Any] = {"line": block.lines[rows]}
    columns["problems"] = _problems(broken).reindex(rows).to_numpy()
    for name, cells in block.cells.items():
        columns[name] = shown_cells(cells.take(pa.array(rows)), name, survey, marks)
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
    complete = table.reindex(columns=rejected_columns(survey)).astype({"line": "int64"})
    return complete.sort_values("line", ignore_index=True)


def _problems(broken: pd.DataFrame) -> "pd.Series[str]":
    """By row the problems that refuse it, joined by semicolons."""
    refusing = broken[broken["problem"].isin(ROW_REFUSED)].drop_duplicates(["row", "problem"])
    return refusing.groupby("row")["problem"].agg(";".join)
