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

    @property
    def months(self) -> int:
        """How many months it has: 12, 3 or 1."""
        return self.last.month - self.first.month + 1

    @property
    def year_before(self) -> str:
        """The name of the same period a year earlier.

        >>> Period.parse("2019-Q4").year_before
        '2018-Q4'
        """
        return f"{self.first.year - 1:04d}{self.name[4:]}"

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
