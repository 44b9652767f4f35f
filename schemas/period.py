"""Periods: a year, a quarter or a month."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_FORM = re.compile(r"(?P<year>\d{4})(?:-Q(?P<quarter>[1-4])|-(?P<month>0[1-9]|1[0-2]))?", re.ASCII)


@dataclass(frozen=True)
class Period:
    """`2019`, `2019-Q4` or `2019-12`, with its first and last day.

    >>> Period.parse("2019-Q4").last
    datetime.date(2019, 12, 31)
    """

    name: str
    first: date
    last: date

    @classmethod
    def parse(cls, name: str) -> "Period":
        """The period called `name`; `ValueError` for any other form (a path, for one)."""
        match = _FORM.fullmatch(name)
        if match is None or int(match["year"]) < 1:
            raise ValueError(name)
        year = int(match["year"])
        if match["quarter"]:
            start, end = 3 * int(match["quarter"]) - 2, 3 * int(match["quarter"])
        elif match["month"]:
            start = end = int(match["month"])
        else:
            start, end = 1, 12
        return cls(name, date(year, start, 1), date(year, end, monthrange(year, end)[1]))
