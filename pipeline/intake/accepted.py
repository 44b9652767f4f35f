"""Accepted rows as a table of coded responses, without anything that could be a person's name or number."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipeline.intake.check import CheckedBlock
from pipeline.intake.code import trimmed
from pipeline.intake.showing import may_be_stored, shown_cells
from schemas.questionnaire import MISSING_CODES
from schemas.settings import Survey

Rows = npt.NDArray[np.int64]


def accepted_table(
    block: CheckedBlock,
    rows: Rows,
    survey: Survey,
    sources: Sequence[str],
    design: Sequence[str],
    sheets: bool = False,
) -> pd.DataFrame:
    """The rows at the positions `rows`: respondent, unit, codes of the criteria, design, source, line.

    Where the survey has workbooks of several `sheets`, the sheet stands in a column of its own.
    """
    units = pd.Index([unit.code for unit in survey.registry.units])
    answers = np.maximum(block.codes.answers[rows], MISSING_CODES["unreadable"])
    source = np.full(len(rows), sources.index(block.table.source))
    columns = {
        "respondent": _respondents(block, rows),
        "unit": pd.Categorical.from_codes(block.codes.units[rows], units),
        **{code: answers[:, j] for j, code in enumerate(survey.questionnaire.codes)},
        **{name: _design_column(block, name, rows, survey) for name in design},
        "source": pd.Categorical.from_codes(source, pd.Index(sources)),
        "line": block.lines[rows],
    }
    if sheets:
        columns["sheet"] = pd.Series([block.table.sheet] * len(rows), dtype="str")
    return pd.DataFrame(columns)


def _respondents(block: CheckedBlock, rows: Rows) -> pd.Series:
    """The respondents' codes; file and line where there is none or where it could be a name or a number."""
    if "respondent" not in block.cells:
        return _places(block, rows)
    texts = trimmed(block.cells["respondent"].take(pa.array(rows))).dictionary_decode()
    hidden = ~may_be_stored(texts).to_numpy(zero_copy_only=False)
    named = pd.Series(texts.to_pandas(), dtype="str")
    return named.where(~hidden, _places(block, rows)) if hidden.any() else named


def _places(block: CheckedBlock, rows: Rows) -> "pd.Series[str]":
    return pd.Series([f"{block.table.name}:{line}" for line in block.lines[rows]], dtype="str")


def _design_column(block: CheckedBlock, name: str, rows: Rows, survey: Survey) -> pd.Series:
    if name == "weight":
        return pd.Series(block.codes.weights[rows])
    if name not in block.cells:
        return pd.Series([""] * len(rows), dtype="str")
    return pd.Series(shown_cells(block.cells[name].take(pa.array(rows)), name, survey), dtype="str")
