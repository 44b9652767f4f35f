"""What a text in a date cell means: the day as written, never read with the month first."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType

from schemas.language import later
from schemas.responses import NO_DATE, UNREADABLE_DATE, days
from schemas.text import bare, fold

RULES: Mapping[str, str] = MappingProxyType(
    {
        "with-time": later("a day with a time"),
        "year-first": later("year, month, day"),
        "day-first": later("day, month, year"),
        "month-name": later("a month by its name"),
        "serial": later("a day number of Excel"),
    }
)
"""How each rule that a date is read by is told."""


@dataclass(frozen=True)
class Day:
    """The number of a day since 1970, or why there is none, and the rule it was read by (ISO dates: none)."""

    number: int
    rule: str = ""


_LONGEST = 80
_EXAMPLES = 5
_FIRST_SERIAL, _LAST_SERIAL = date(1990, 1, 1), date(2100, 12, 31)
_SERIAL_ORIGIN = date(1899, 12, 30)

_ISO = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2}) ?([-/.]) ?(\d{1,2}) ?\2 ?(\d{4})", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(?:\d\d)?(\d\d)", re.ASCII)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d{1,15})?", re.ASCII)

_TIME = (
    r"(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?|h(?:[0-5]\d)?)(?: ?(?:[ap]\.?m\.?|sa|ch))?"
)
_ZONE = r"(?: ?z| ?(?:gmt|utc)?[+-]\d{1,2}(?::?\d\d)?| ?(?:gmt|utc))?"
_WEEKDAY = r"(?:thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6})"
_AROUND = re.compile(
    rf"(?:{_TIME}{_ZONE},? )?(?:{_WEEKDAY},? )?(?:ngày )?(?P<day>.+?)"
    rf"(?P<time>(?:t|,? (?:lúc )?){_TIME}{_ZONE})?",
    re.ASCII,
)

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_ENGLISH = {"sept": 9} | {name[:n]: number for n in (3, 9) for number, name in enumerate(_MONTHS, 1)}
_WORDS = ("mot", "hai", "ba", "tu", "nam", "sau", "bay", "tam", "chin", "muoi", "muoi mot", "muoi hai")
_VIETNAMESE = {word: number for number, word in enumerate(_WORDS, 1)}
_ENGLISH_NAMES = "|".join(sorted(_ENGLISH, key=len, reverse=True))
# "ngày 25 tháng năm 2019" may be May, or a form on which the month ("tháng … năm 2019") was left empty.
_VIETNAMESE_NAMES = "|".join(sorted(_WORDS, key=len, reverse=True)).replace("nam", "nam(?= nam )")
_NAMED = (
    re.compile(
        rf"(?P<d>\d{{1,2}}) ?(?:thang|thg|th) ?(?P<m>\d{{1,2}}|{_VIETNAMESE_NAMES}) (?:nam )?(?P<y>\d{{4}})",
        re.ASCII,
    ),
    re.compile(rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)? ?(?P<m>{_ENGLISH_NAMES}) ?(?P<y>\d{{4}})", re.ASCII),
    re.compile(rf"(?P<m>{_ENGLISH_NAMES}) ?(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?P<y>\d{{4}})", re.ASCII),
)


def read_day(text: str) -> Day:
    """The day that a text names; a date that could have its month first is read with its day first.

    Years have four digits, and times and zones are passed over: the day is the one that is written.

    >>> read_day("25/10/2019") == Day(18194, "day-first"), read_day("10/25/2019").number == UNREADABLE_DATE
    (True, True)
    """
    if not (plain := _plain(text)):
        return Day(NO_DATE)
    written, with_time = _day_part(plain)
    day = _read_written(written, with_time, is_whole=written == plain)
    return Day(day.number) if day.rule == "year-first" and _ISO.fullmatch(text.strip()) else day


def is_ambiguous(text: str) -> bool:
    """Whether a text is a date of which day and month could be changed for each other.

    >>> is_ambiguous("05/10/2019"), is_ambiguous("25/10/2019")
    (True, False)
    """
    if not (match := _DAY_FIRST.fullmatch(_day_part(_plain(text))[0])):
        return False
    first, second = int(match[1]), int(match[3])
    return first != second and max(first, second) <= 12


def month_first_examples(texts: Iterable[str]) -> tuple[str, ...]:
    """The dates among `texts` that can only be month, day and year; at most five, without their times.

    >>> month_first_examples(["05/10/2019", "10/25/2019 10:11"])
    ('10/25/2019',)
    """
    found: dict[str, None] = {}
    for text in texts:
        day, _ = _day_part(_plain(text))
        if _is_month_first(day):
            found[day] = None
            if len(found) == _EXAMPLES:
                break
    return tuple(found)


def _is_month_first(day: str) -> bool:
    if not (match := _MONTH_FIRST.fullmatch(day)):
        return False
    try:
        return date(2000 + int(match[4]), int(match[1]), int(match[3])).day > 12
    except ValueError:
        return False


def _plain(text: str) -> str:
    """The folded text; `?` where it is too long for a date, or has digits such as ² and ①."""
    if len(text := text.strip()) > _LONGEST:
        return "?"
    if text.isascii():
        return " ".join(text.lower().split())  # is fold(text), in a quarter of its time
    folded = fold(text)
    return folded if sum(map(str.isdecimal, text)) == sum(map(str.isdecimal, folded)) else "?"


def _day_part(plain: str) -> tuple[str, bool]:
    """A folded text without weekday, time and zone, and whether a time stood behind it."""
    match = _AROUND.fullmatch(plain)
    return (match["day"], match["time"] is not None) if match else ("", False)


@lru_cache(maxsize=4096)
def _read_written(written: str, with_time: bool, is_whole: bool) -> Day:
    """The day of a text without its time; times are many in a column, and days are few."""
    try:
        found = _found(written, with_time, is_whole)
    except ValueError:
        found = None
    return Day(days(found[0]), found[1]) if found else Day(UNREADABLE_DATE)


def _found(written: str, with_time: bool, is_whole: bool) -> tuple[date, str] | None:
    """The day a text names and the rule; `ValueError` where there is no such day."""
    if is_whole and (match := _SERIAL.fullmatch(written)):
        day = _SERIAL_ORIGIN + timedelta(int(match[1]))
        return (day, "serial") if _FIRST_SERIAL <= day <= _LAST_SERIAL else None
    if match := _YEAR_FIRST.fullmatch(written):
        rule = "with-time" if with_time and _ISO.fullmatch(written) else "year-first"
        return date(int(match[1]), int(match[3]), int(match[4])), rule
    if match := _DAY_FIRST.fullmatch(written):
        return date(int(match[4]), int(match[3]), int(match[1])), "day-first"
    words = bare(written)
    for pattern in _NAMED:
        if match := pattern.fullmatch(words):
            return date(int(match["y"]), _month(match["m"]), int(match["d"])), "month-name"
    return None


def _month(name: str) -> int:
    return int(name) if name.isdecimal() else (_ENGLISH | _VIETNAMESE)[name]
