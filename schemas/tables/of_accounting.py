"""What became of the rows and cells of the raw files."""

import pandas as pd
import pandera.pandas as pa

from schemas.questionnaire import MISSING_CODES
from schemas.tables.check import matching
from schemas.tables.columns import count, known_count, percent, text

ANSWERED = "answered_"
"""Before the code of a criterion: the column with the number of its answers."""


def _rows_add_up(table: pd.DataFrame) -> "pd.Series[bool]":
    return table["read"] == table["accepted"] + table["rejected"]


def _answers_add_up(table: pd.DataFrame) -> "pd.Series[bool]":
    """Where no number is suppressed."""
    answered = table[matching(table, f"{ANSWERED}.+")].astype("Int64")
    return (table["answers"] == answered.sum(axis="columns", skipna=False)).fillna(True)


def _cells_add_up(table: pd.DataFrame) -> "pd.Series[bool]":
    """Every criterion of every accepted response is answered, or missing in one way."""
    criteria = len(matching(table, f"{ANSWERED}.+"))
    cells = table[["answers", *MISSING_CODES]].astype("Int64").sum(axis="columns", skipna=False)
    return (table["accepted"] * criteria == cells).fillna(True)


ACCOUNTING = pa.DataFrameSchema(
    {
        "period": text(),
        "unit": text(),
        "unit_name": text(),
        "issued": known_count(),
        "returned": known_count(),
        "read": count(),
        "accepted": count(),
        "rejected": count(),
        "answers": known_count(),
        f"{ANSWERED}.+": pa.Column("Int64", pa.Check.ge(0), nullable=True, regex=True),
        **{kind: known_count() for kind in MISSING_CODES},
    },
    checks=[
        pa.Check(_rows_add_up, name="read = accepted + rejected"),
        pa.Check(_answers_add_up, name="answers = sum over criteria"),
        pa.Check(_cells_add_up, name="answers + missing = accepted x criteria"),
    ],
    strict=True,
    ordered=True,
    unique=["period", "unit"],
)

RESPONDENTS = pa.DataFrameSchema(
    {
        "period": text(),
        "unit": text(),
        "variable": text(),
        "value": text(),
        "n": known_count(),
        "share": percent(),
        "target": percent(),
        "reason": text(),
    },
    strict=True,
    ordered=True,
    unique=["unit", "variable", "value"],
)
