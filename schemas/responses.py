"""Coded responses: what a batch must look like, each rule with the code of the problem that breaks it."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pandera.pandas as pa

from schemas.settings import MARGIN

UNKNOWN_UNIT, PSEUDO_UNIT, UNIT_NOT_VALID, AMBIGUOUS_UNIT = -1, -2, -3, -4
"""What stands in the column `unit` of a coded batch in place of the unit's number in the registry."""

OUTSIDE_SCALE, UNKNOWN_LABEL, CONTRADICTION, LEFT_UNREAD = -6, -7, -8, -9
"""Why an answer of a coded batch is unreadable; stored are they all as the kind of missing `unreadable`."""

NO_DATE, UNREADABLE_DATE = -(2**31), -(2**31) + 1
"""What stands in the column `date` in place of the day's number since 1 January 1970."""

NO_MINUTES, UNREADABLE_MINUTES = float("nan"), -1.0
"""What stands in the column `minutes` of a coded batch where there is no number."""

NO_VALUE, OTHER_VALUE = -1, -2
"""What stands for a margin in place of the number of a value: a blank, or a value that the margin has not."""

DESIGN_COLUMNS = ("weight", "stratum", "psu")
"""Where one file of a period has such a column, all must have it."""

INTERVIEW_COLUMNS = ("interviewer", "minutes")
"""Columns that any file may have or not: who asked (a code or a mark), and for how many minutes."""

CANONICAL_COLUMNS = ("respondent", "unit", "date", *DESIGN_COLUMNS, *INTERVIEW_COLUMNS)


def margin_column(code: str) -> str:
    """The name under which the values of a margin of `[raking]` are kept.

    >>> margin_column("gender")
    'margin_gender'
    """
    return f"{MARGIN}{code}"


def days(day: date) -> int:
    """The number of a day since 1 January 1970."""
    return day.toordinal() - date(1970, 1, 1).toordinal()


def day_of(number: int) -> date:
    """The day with a number of days since 1 January 1970."""
    return date.fromordinal(number + date(1970, 1, 1).toordinal())


Values = npt.NDArray[np.float64 | np.int32 | np.int64 | np.int8]


def _rule(problem: str, holds: Callable[[Values], npt.NDArray[np.bool_]]) -> pa.Check:
    """A rule on a whole column; pandera's own checks are as strict but slower on small integers."""

    def check(series: Any) -> Any:
        return pd.Series(holds(series.to_numpy()), index=series.index)

    return pa.Check(check, name=problem, error=problem, ignore_na=False)


def _is_not(code: float, values: Values) -> npt.NDArray[np.bool_]:
    return np.not_equal(values, code)


def coded_schema(first: date, last: date) -> pa.DataFrameSchema:
    """The rules for coded rows, before they are split into accepted and rejected.

    Columns: `unit` (number in the registry), `date` (day number), `weight`, `minutes`, `answers` (levels in
    the row), `unreadable` (cells that are no answers) and `margins` (values that their margins have not).
    The name of each check is the code of a problem.
    Criteria are judged together, row by row, and told apart where a row fails: one column instead of one a
    criterion makes validating six times as fast, and a file in which every cell is wrong stays small.
    """
    start, end = days(first), days(last)
    units = {
        "unknown-unit": UNKNOWN_UNIT,
        "ambiguous-unit": AMBIGUOUS_UNIT,
        "pseudo-unit": PSEUDO_UNIT,
        "unit-not-valid": UNIT_NOT_VALID,
    }
    on_date: Iterable[pa.Check] = [
        _rule("unreadable-date", partial(_is_not, UNREADABLE_DATE)),
        _rule("date-outside-period", lambda d: (d <= UNREADABLE_DATE) | ((d >= start) & (d <= end))),
    ]
    return pa.DataFrameSchema(
        {
            "unit": pa.Column("int32", [_rule(name, partial(_is_not, code)) for name, code in units.items()]),
            "date": pa.Column("int32", list(on_date)),
            "weight": pa.Column("float64", _rule("invalid-weight", lambda w: w > 0), nullable=True),
            "minutes": pa.Column(
                "float64",
                _rule("unreadable-minutes", partial(_is_not, UNREADABLE_MINUTES)),
                nullable=True,
            ),
            "answers": pa.Column("int64", _rule("no-answer", lambda n: n > 0)),
            "unreadable": pa.Column("int64", _rule("code-outside-scale", lambda n: n == 0)),
            "margins": pa.Column("int64", _rule("unknown-margin-value", lambda n: n == 0)),
        },
        strict=True,
    )
