"""The tables of a run: their columns, types and rules, checked wherever one crosses a module boundary."""

import re

import pandas as pd
import pandera.pandas as pa

from schemas.labels import RELIABILITIES, VERDICTS
from schemas.questionnaire import MISSING_CODES

ANSWERED = "answered_"
"""Before the code of a criterion: the column with the number of its answers."""

_KINDS = ["criterion", "dimension", "overall", "formula"]


def _text(*choices: str) -> pa.Column:
    return pa.Column("str", pa.Check.isin(list(choices)) if choices else None)


def _percent() -> pa.Column:
    return pa.Column("float64", pa.Check.in_range(0, 100), nullable=True)


def _points() -> pa.Column:
    return pa.Column("float64", pa.Check.in_range(-100, 100), nullable=True)


def _count() -> pa.Column:
    return pa.Column("int64", pa.Check.ge(0))


def _known_count() -> pa.Column:
    """A count that is empty where nobody has told it."""
    return pa.Column("Int64", pa.Check.ge(0), nullable=True)


def _positive() -> pa.Column:
    return pa.Column("float64", pa.Check.ge(0), nullable=True)


def _number() -> pa.Column:
    return pa.Column("float64", nullable=True)


def _probability() -> pa.Column:
    return pa.Column("float64", pa.Check.in_range(0, 1), nullable=True)


def _rank() -> pa.Column:
    return pa.Column("Int64", pa.Check.ge(1), nullable=True)


COUNTS = pa.DataFrameSchema(
    {"period": _text(), "unit": _text(), "criterion": _text(), "code": _text(), "n": _known_count()},
    strict=True,
    ordered=True,
    unique=["period", "unit", "criterion", "code"],
)

ESTIMATES = pa.DataFrameSchema(
    {
        "period": _text(),
        "unit": _text(),
        "unit_name": _text(),
        "kind": _text(*_KINDS),
        "item": _text(),
        "n_respondents": _known_count(),
        "n_answers": _known_count(),
        "index": _percent(),
        "se": _positive(),
        "ci_low": _percent(),
        "ci_high": _percent(),
        "reliability": _text(*RELIABILITIES),
        "level": _text(),
        "formula": _text(),
        "reason": _text(),
        "simulated": pa.Column("bool"),
        "n_effective": _positive(),
        "deff": _positive(),
        "df": _known_count(),
        "weighting": _text("none", "equal", "column", "raked"),
        "kish": _positive(),
    },
    strict=True,
    ordered=True,
    unique=["period", "unit", "kind", "item"],
)

COMPARISON = pa.DataFrameSchema(
    {
        "period": _text(),
        "unit": _text(),
        "kind": _text(*_KINDS),
        "item": _text(),
        "index": _percent(),
        "median": _percent(),
        "gap_to_median": _points(),
        "gap_to_median_low": _points(),
        "gap_to_median_high": _points(),
        "verdict": _text("", *VERDICTS),
        "best_units": _text(),
        "best": _percent(),
        "gap_to_best": _points(),
        "rank": _rank(),
        "rank_low": _rank(),
        "rank_high": _rank(),
        "n_units": _count(),
        "reason": _text(),
        "simulated": pa.Column("bool"),
        "p_value": _probability(),
        "p_adjusted": _probability(),
        "detectable": _positive(),
        "equivalent": _text("", "yes", "no"),
        "gap_to_best_low": _points(),
        "gap_to_best_high": _points(),
        "best_corrected": _percent(),
        "best_low": _percent(),
        "best_high": _percent(),
        "level_with_best": _text("", "yes", "no"),
        "rank_low_simultaneous": _rank(),
        "rank_high_simultaneous": _rank(),
        "tier": _rank(),
    },
    strict=True,
    ordered=True,
    unique=["period", "unit", "kind", "item"],
)


DECOMPOSITION = pa.DataFrameSchema(
    {
        "period": _text(),
        "unit": _text(),
        "item": _text(),
        "dimension": _text(),
        "index": _percent(),
        "share": _percent(),
        "median_units": _text(),
        "to_median": _points(),
        "to_median_low": _points(),
        "to_median_high": _points(),
        "best_unit": _text(),
        "to_best": _points(),
        "to_best_low": _points(),
        "to_best_high": _points(),
        **{
            f"{case}_{name}": column
            for case in ("at_median", "plus")
            for name, column in {
                "raised_to": _percent(),
                "gain": _points(),
                "overall": _percent(),
                "gap_to_median": _points(),
                "rank": _rank(),
                "rank_low": _rank(),
                "rank_high": _rank(),
            }.items()
        },
        "effort_rank": _rank(),
        "reason": _text(),
        "simulated": pa.Column("bool"),
    },
    strict=True,
    ordered=True,
    unique=["period", "unit", "item"],
)


QUALITY = pa.DataFrameSchema(
    {
        "period": _text(),
        "unit": _text(),
        "unit_name": _text(),
        "kind": _text("criterion", "dimension", "overall"),
        "item": _text(),
        "measure": _text(),
        "value": _number(),
        "low": _number(),
        "high": _number(),
        "n": _positive(),
        "reason": _text(),
    },
    strict=True,
    ordered=True,
    unique=["period", "unit", "kind", "item", "measure"],
)


def _test_or_reason(table: pd.DataFrame) -> "pd.Series[bool]":
    untested = table["p_value"].isna()
    return (untested == (table["reason"] != "")) & (untested == (table["n_compared"] == 0))


SCREENING = pa.DataFrameSchema(
    {
        "period": _text(),
        "unit": _text(),
        "interviewer": _text(),
        "n_interviews": _count(),
        "n_compared": _count(),
        "test": _text("near_duplicates", "straight_lining", "speed"),
        "within": _text("unit", "stratum", "psu"),
        "statistic": _percent(),
        "expected": _percent(),
        "p_value": _probability(),
        "p_adjusted": _probability(),
        "flagged": pa.Column("bool"),
        "interviews": _text(),
        "reason": _text(),
    },
    checks=[pa.Check(_test_or_reason, name="a p value or a reason")],
    strict=True,
    ordered=True,
    unique=["unit", "interviewer", "test"],
)


def _rows_add_up(table: pd.DataFrame) -> "pd.Series[bool]":
    return table["read"] == table["accepted"] + table["rejected"]


def _answers_add_up(table: pd.DataFrame) -> "pd.Series[bool]":
    """Where no number is suppressed."""
    answered = table[_matching(table, f"{ANSWERED}.+")].astype("Int64")
    return (table["answers"] == answered.sum(axis="columns", skipna=False)).fillna(True)


def _cells_add_up(table: pd.DataFrame) -> "pd.Series[bool]":
    """Every criterion of every accepted response is answered, or missing in one way."""
    criteria = len(_matching(table, f"{ANSWERED}.+"))
    cells = table[["answers", *MISSING_CODES]].astype("Int64").sum(axis="columns", skipna=False)
    return (table["accepted"] * criteria == cells).fillna(True)


ACCOUNTING = pa.DataFrameSchema(
    {
        "period": _text(),
        "unit": _text(),
        "unit_name": _text(),
        "issued": _known_count(),
        "returned": _known_count(),
        "read": _count(),
        "accepted": _count(),
        "rejected": _count(),
        "answers": _known_count(),
        f"{ANSWERED}.+": pa.Column("Int64", pa.Check.ge(0), nullable=True, regex=True),
        **{kind: _known_count() for kind in MISSING_CODES},
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


def types(schema: pa.DataFrameSchema) -> dict[str, str]:
    """The type of each column of a schema, as pandas names it."""
    names = {name: str(column.dtype) for name, column in schema.columns.items()}
    return {name: "str" if kind.startswith("str") else kind for name, kind in names.items()}


def _matching(table: pd.DataFrame, pattern: str) -> list[str]:
    """The columns whose names match the pattern of a schema, in the order of the table."""
    return [str(name) for name in table if re.fullmatch(pattern, str(name))]


def checked(table: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """The columns of `schema` in their order and types, where `table` keeps its rules.

    A table that does not is a mistake of the program, and raises.
    """
    wanted = {
        name: kind
        for pattern, kind in types(schema).items()
        for name in (_matching(table, pattern) if schema.columns[pattern].regex else [pattern])
    }
    return schema.validate(table[list(wanted)].astype(wanted), lazy=True)
