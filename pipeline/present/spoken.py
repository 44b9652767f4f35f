"""Periods and areas as a sentence names them."""

from babel.dates import format_date

from pipeline.present.context import Context
from schemas.period import Period
from schemas.unit_names import KINDS

_AREAS = {kind: english for kind, (_, english) in KINDS.items() if kind != "sở"}


def period_in_words(context: Context) -> str:
    """The period as a sentence names it: a year, a quarter or a month."""
    period, say = Period.parse(context.period), context.say
    year, month = f"{period.first.year:04d}", period.first.month
    if period.months == 12:
        return say("the year {year}", year=year)
    if period.months == 3:
        return say("quarter {quarter} of {year}", quarter=(month + 2) // 3, year=year)
    if say.code == "en":
        return format_date(period.first, "LLLL y", locale=say.code)
    return say("month {month} of {year}", month=month, year=year)


def within_sentence(name: str) -> str:
    """The name of an area as it stands in a sentence: its kind without a capital.

    >>> within_sentence("Huyện Tuần Giáo"), within_sentence("Sở Nội vụ")
    ('huyện Tuần Giáo', 'Sở Nội vụ')
    """
    kind = kind_of_area(name)
    return kind + name[len(kind) :] if kind and name.casefold().startswith(kind) else name


def kind_of_area(name: str) -> str:
    """The kind of area that a name tells, "" where it tells none."""
    folded = name.casefold()
    for kind, english in _AREAS.items():
        if folded.startswith(f"{kind} ") or name.endswith(tuple(f" {word}" for word in english)):
            return kind
    return ""
