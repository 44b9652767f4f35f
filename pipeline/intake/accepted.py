"""Accepted rows as a table of coded responses, without anything that could be a person's name or number."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from pipeline.intake.check import CheckedBlock
from pipeline.intake.code import trimmed
from pipeline.intake.marks import Marks
from pipeline.intake.showing import may_be_stored, shown_cells
from schemas.questionnaire import MISSING_CODES
from schemas.responses import NO_MINUTES, UNREADABLE_MINUTES
from schemas.settings import MARGIN, Margin, Survey

Rows = npt.NDArray[np.int64]


def accepted_table(
    block: CheckedBlock,
    rows: Rows,
    survey: Survey,
    sources: Sequence[str],
    beside: Sequence[str],
    marks: Marks,
    sheets: bool = False,
) -> pd.DataFrame:
    """The rows at the positions `rows`: respondent, unit, codes, what is kept `beside` them, source, line.

    Beside the codes stand `weight` and `minutes` (numbers, NaN where there is none), margins (their values as
    the settings spell them) and texts or their marks; "" is a blank. Who has no PSU is one by himself.
    Where the survey has workbooks of several `sheets`, the sheet stands in a column of its own.
    """
    units = pd.Index([unit.code for unit in survey.registry.units])
    answers = np.maximum(block.codes.answers[rows], MISSING_CODES["unreadable"])
    source = np.full(len(rows), sources.index(block.table.source))
    columns = {
        "respondent": _respondents(block, rows),
        "unit": pd.Categorical.from_codes(block.codes.units[rows], units),
        **{code: answers[:, j] for j, code in enumerate(survey.questionnaire.codes)},
        **{name: _column_beside(block, name, rows, survey, marks) for name in beside},
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
    return f"{block.table.name}:" + pd.Series(block.lines[rows]).astype("str")


def _column_beside(
    block: CheckedBlock, name: str, rows: Rows, survey: Survey, marks: Marks
) -> "pd.Series[Any] | pd.Categorical[str]":
    if name == "weight":
        return pd.Series(block.codes.weights[rows])
    if name == "minutes":
        minutes = block.codes.minutes[rows]
        return pd.Series(np.where(minutes == UNREADABLE_MINUTES, NO_MINUTES, minutes))
    if name in block.codes.margins:
        return _margin(block.codes.margins[name][rows], survey.settings.raking[name.removeprefix(MARGIN)])
    texts = _texts(block, name, rows, survey, marks)
    return texts.where(texts != "", "@" + _places(block, rows)) if name == "psu" else texts


def _texts(block: CheckedBlock, name: str, rows: Rows, survey: Survey, marks: Marks) -> "pd.Series[str]":
    """The texts of a column or their marks; none of them has an "@", which is personal by itself."""
    if name not in block.cells:
        return pd.Series([""] * len(rows), dtype="str")
    return pd.Series(shown_cells(block.cells[name].take(pa.array(rows)), name, survey, marks), dtype="str")


def _margin(places: npt.NDArray[np.int32], margin: Margin) -> "pd.Categorical[str]":
    """The values at the places of a margin; "" for a blank and for a value that it has not."""
    return pd.Categorical.from_codes(np.maximum(places, -1) + 1, pd.Index(["", *margin.shares]))
