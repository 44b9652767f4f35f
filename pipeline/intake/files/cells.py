"""How a typed cell of a spreadsheet becomes text: as a person sees it, in one spelling for all formats."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite

from pipeline.intake.files.unreadable import UnreadableError

LONGEST_CELL = 1024 * 1024
"""A longer text is no answer: it is refused rather than cut, as what was cut would be missing in silence."""

MOST_CELLS = 100_000_000
"""Cells of one file, blank ones before a filled one too: 1,000,000 rows of 100 columns."""

_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d+", re.ASCII)
_LONGEST_NUMBER = 64
_DIGITS_MEANT = 12
_HALF_A_MILLISECOND = timedelta(microseconds=500)

Rows = Iterator[tuple[int, list[str]]]
"""Number and cells of the rows of a sheet, each cell as text, from column A on."""

CellValue = str | float | date | time | timedelta | None


def clean(text: str) -> str:
    r"""The text on one line: each run of control characters a space, half a character U+FFFD.

    Raises `UnreadableError` (oversized-file) for more than `LONGEST_CELL` characters.

    >>> clean("Hài lòng\r\n(4)\x1f")
    'Hài lòng (4) '
    """
    if len(text) > LONGEST_CELL:
        raise UnreadableError("oversized-file", limit="1 MiB")
    if _UNSAFE.search(text) is None:
        return text
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", text))


def number_text(number: float) -> str:
    """A number without exponent, without `.0`, and without the noise of binary fractions.

    What differs from a number of at most 12 digits only behind the fifteenth, which no spreadsheet shows, is
    noise; every other number keeps all the digits that tell it from its neighbours.

    >>> number_text(4.0), number_text(0.1 + 0.2), number_text(1 / 3), number_text(1e16)
    ('4', '0.3', '0.3333333333333333', '10000000000000000')
    """
    if isinstance(number, int) or not isfinite(number):
        return str(number)
    exact = Decimal(repr(number))
    if not number.is_integer():
        shown = Decimal(f"{number:.15g}").normalize()
        exact = shown if len(shown.as_tuple().digits) <= _DIGITS_MEANT else exact
    text = f"{exact:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def written_number(text: str) -> str:
    """A number as it is written in a file; what is no number stays as it is.

    >>> written_number("4.0"), written_number("1234567890123456789"), written_number("NaN")
    ('4', '1234567890123456789', 'NaN')
    """
    return _written_number(text) if len(text) <= _LONGEST_NUMBER else clean(text)


@lru_cache(maxsize=16384)
def _written_number(text: str) -> str:
    if _INTEGER.fullmatch(text):
        return str(int(text))
    if _NUMBER.fullmatch(text) and isfinite(number := float(text)):
        return number_text(number)
    return clean(text)


def duration_text(duration: timedelta) -> str:
    """Hours, minutes and seconds, also beyond a day.

    >>> duration_text(timedelta(days=1, hours=12))
    '36:00:00'
    """
    minutes, seconds = divmod((abs(duration) + _HALF_A_MILLISECOND) // timedelta(seconds=1), 60)
    hours, minutes = divmod(minutes, 60)
    sign = "-" if duration < timedelta() else ""
    return f"{sign}{hours}:{minutes:02}:{seconds:02}"


def moment_text(moment: datetime) -> str:
    """Date and time to the second, at midnight the date alone; what is left of a millisecond is noise.

    >>> moment_text(datetime(2019, 10, 25)), moment_text(datetime(2019, 10, 25, 10, 11, 11, 999900))
    ('2019-10-25', '2019-10-25 10:11:12')
    """
    rounded = moment.replace(tzinfo=None) + _HALF_A_MILLISECOND
    return rounded.isoformat(" ", "seconds").removesuffix(" 00:00:00")


def cell_text(value: CellValue) -> str:
    """The text of a typed cell.

    >>> [cell_text(value) for value in (True, 4.0, date(2019, 10, 25), time(10, 11, 12), None)]
    ['TRUE', '4', '2019-10-25', '10:11:12', '']
    """
    match value:
        case None:
            return ""
        case str():
            return clean(value)
        case bool():
            return str(value).upper()
        case int() | float():
            return number_text(value)
        case datetime():
            return moment_text(value)
        case timedelta():
            return duration_text(value)
        case time():
            return f"{datetime.combine(date.min, value) + _HALF_A_MILLISECOND:%H:%M:%S}"
        case date():
            return value.isoformat()
