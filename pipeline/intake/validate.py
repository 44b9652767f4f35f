"""Coded rows against their rules: which row breaks which rule in which column."""

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrorReason, SchemaErrors

BROKEN_COLUMNS = ["problem", "column", "row"]


def broken_rules(coded: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """One line for each rule that a cell breaks: `problem` (code), `column`, `row` (position in `coded`).

    Pandera judges all rules of all columns in one go. What it collects is for programs; the findings that a
    person reads are made from this table.
    """
    try:
        schema.validate(coded, lazy=True)
    except SchemaErrors as errors:
        _raise_if_not_about_data(errors)
        cases: pd.DataFrame = errors.failure_cases[["check", "column", "index"]]
        broken = cases.set_axis(BROKEN_COLUMNS, axis=1)
        return broken.astype({"row": "int64"}).sort_values(["row", "column"], ignore_index=True)
    return pd.DataFrame({"problem": [], "column": [], "row": pd.Series([], dtype="int64")})


def _raise_if_not_about_data(errors: SchemaErrors) -> None:
    """A missing column or a wrong type is a mistake of the program, not of the survey team."""
    if any(error.reason_code is not SchemaErrorReason.DATAFRAME_CHECK for error in errors.schema_errors):
        raise errors
