"""SPSS files as rows of text, by pyreadstat, which is an optional library."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.util import find_spec
from typing import Any, BinaryIO

from pipeline.intake.files.cells import Rows, clean, duration_text, moment_text, number_text
from pipeline.intake.files.isolated import read_isolated
from pipeline.intake.files.unreadable import UnreadableError

_CALENDAR_BEGINS = datetime(1582, 10, 14)
_DATES = frozenset(("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "MOYR", "QYR", "WKYR", "DATETIME", "YMDHMS"))
_DURATIONS = frozenset(("TIME", "DTIME", "MTIME"))


def read_sav(file: BinaryIO) -> Iterator[tuple[str, int, Rows]]:
    """One sheet without a name: the names of the variables, then a row for each case.

    A value with a label is `4 - Hài lòng`, also where it counts as missing; raises `UnreadableError`.
    """
    if find_spec("pyreadstat") is None:
        raise UnreadableError("needs-extra", kind="SPSS", library="hailong[spss]")
    messages = read_isolated(file, "spss", "SAV")
    yield "", 1, _rows(next(messages), messages)


def _rows(about: dict[str, Any], cases: Iterator[list[Any]]) -> Rows:
    yield 1, [clean(name) for name in about["names"]]
    variables = [
        _Variable.of(labels, written)
        for labels, written in zip(about["labels"], about["formats"], strict=True)
    ]
    for line, case in enumerate(cases, start=2):
        yield line, [variable.text(value) for variable, value in zip(variables, case, strict=True)]


@dataclass(frozen=True)
class _Variable:
    """How the values of a variable are said: by their labels, as dates, or as they are."""

    labelled: dict[float | str, str]
    shape: str

    @classmethod
    def of(cls, labels: list[tuple[float | str, str]], written: str | None) -> "_Variable":
        """From the labels of its values, and the format in which SPSS writes it, as in `DATE11`."""
        shape = re.match("[A-Z]*", written or "")
        variable = cls({}, shape[0] if shape else "")
        return cls(
            {code: _joined(variable.text(code), clean(label).strip()) for code, label in labels},
            variable.shape,
        )

    def text(self, value: float | str | None) -> str:
        """The text of a value; a missing one that the user did not define has none."""
        if value is None:
            return ""
        if value in self.labelled:
            return self.labelled[value]
        if isinstance(value, str):
            return clean(value).rstrip(" ")
        try:
            if self.shape in _DATES:
                return moment_text(_CALENDAR_BEGINS + timedelta(seconds=value))
            if self.shape in _DURATIONS:
                return duration_text(timedelta(seconds=value))
        except (OverflowError, ValueError):
            pass
        return number_text(value)


def _joined(code: str, label: str) -> str:
    """Code and label, or what there is of them.

    >>> _joined("4", "Hài lòng"), _joined("4", "4"), _joined("", "Trống")
    ('4 - Hài lòng', '4', 'Trống')
    """
    return code if label in ("", code) else f"{code} - {label}" if code else label
