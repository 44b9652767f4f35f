"""Coded rows against their rules: which row breaks which rule in which column."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrorReason, SchemaErrors

from pipeline.intake.code import Codes
from schemas.responses import CONTRADICTION, LEFT_UNREAD, OTHER_VALUE, OUTSIDE_SCALE, UNKNOWN_LABEL

PROBLEM_OF = {
    OUTSIDE_SCALE: "code-outside-scale",
    UNKNOWN_LABEL: "unknown-label",
    CONTRADICTION: "label-contradicts-code",
}

BROKEN_COLUMNS = ["problem", "column", "row"]

_COUNTED = ("unreadable", "margins")
"""Columns in which several cells of a row are counted, to be told apart where a row fails."""


def broken_rules(codes: Codes, criteria: Sequence[str], schema: pa.DataFrameSchema) -> pd.DataFrame:
    """One line for each rule that a cell breaks: `problem` (code), `column`, `row` (position in the block).

    Pandera judges all rules in one go. What it collects is for programs; the findings that a person reads are
    made from this table.
    """
    unreadable = (codes.answers <= OUTSIDE_SCALE) & (codes.answers != LEFT_UNREAD)
    try:
        schema.validate(_rows(codes, unreadable), lazy=True)
    except SchemaErrors as errors:
        _raise_if_not_about_data(errors)
        cases: pd.DataFrame = errors.failure_cases[["check", "column", "index"]]
        broken = cases.set_axis(BROKEN_COLUMNS, axis=1).astype({"row": "int64"})
        whole = broken[~broken["column"].isin(_COUNTED)]
        told = [whole, _cells(codes, unreadable, criteria), *_values(codes)]
        return pd.concat(told).sort_values(["row", "column"], ignore_index=True)
    return pd.DataFrame({"problem": [], "column": [], "row": pd.Series([], dtype="int64")})


def _rows(codes: Codes, unreadable: npt.NDArray[np.bool_]) -> pd.DataFrame:
    nothing = np.zeros(len(codes.units), np.int64)
    return pd.DataFrame(
        {
            "unit": codes.units,
            "date": codes.dates,
            "weight": codes.weights,
            "minutes": codes.minutes,
            "answers": (codes.answers > 0).sum(axis=1),
            "unreadable": unreadable.sum(axis=1),
            "margins": sum((places == OTHER_VALUE for places in codes.margins.values()), start=nothing),
        }
    )


def _cells(codes: Codes, unreadable: npt.NDArray[np.bool_], criteria: Sequence[str]) -> pd.DataFrame:
    """The cells that are no answers, each with what is wrong with it."""
    rows, columns = np.nonzero(unreadable)
    problems = [PROBLEM_OF[int(code)] for code in codes.answers[rows, columns]]
    column = np.array(criteria, np.object_)[columns]
    return pd.DataFrame({"problem": problems, "column": column, "row": rows})


def _values(codes: Codes) -> Iterator[pd.DataFrame]:
    """The cells with values that their margins have not."""
    for column, places in codes.margins.items():
        rows = np.flatnonzero(places == OTHER_VALUE)
        yield pd.DataFrame({"problem": "unknown-margin-value", "column": column, "row": rows})


def _raise_if_not_about_data(errors: SchemaErrors) -> None:
    """A missing column or a wrong type is a mistake of the program, not of the survey team."""
    if any(error.reason_code is not SchemaErrorReason.DATAFRAME_CHECK for error in errors.schema_errors):
        raise errors
