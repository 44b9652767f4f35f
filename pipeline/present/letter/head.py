"""The head of a letter and its end: who writes to whom, and who signs; as the office or the registry says."""

import re
from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from pipeline.present.context import Context
from pipeline.present.letter.values import Head
from pipeline.present.spoken import kind_of_area, period_in_words, within_sentence
from schemas.documents import Letterhead
from schemas.language import Language

DOTS = "…………"
"""What an office has to fill in itself."""

_PROVINCES = ("tỉnh", "thành phố")
_COMMITTEE = re.compile(r"(ủy ban nhân dân|uỷ ban nhân dân|people's committee of)\s+(.+)", re.IGNORECASE)


def head(context: Context, report: bool) -> Head:
    """The head of the letter of the focus unit, or of its report."""
    say, given = context.say, context.letter.head(context.focus)
    agency = agency_of(context)
    parent = given.parent or (committee(context.administration, say) if context.focus else "")
    to = given.addressees or _addressees(context)
    is_committee = _COMMITTEE.match(agency) is not None
    return Head(
        parent=parent.upper(),
        parent_lines=_lines(parent),
        agency=agency.upper(),
        agency_lines=_lines(agency),
        number=say("No.:        /{symbol}", symbol=symbol(given, report)),
        about="" if report else say("Re: {subject}", subject=subject(context)),
        place_and_date=f"{given.place or _place(context)}, {dated(given, say)}",
        to=say("To: {addressee}", addressee=to[0]) if len(to) == 1 else "",
        to_lines=_listed(to, ".") if len(to) > 1 else (),
        signs_for=given.signs_for or (say("ON BEHALF OF THE PEOPLE'S COMMITTEE") if is_committee else ""),
        signs_as=given.signs_as or (say("CHAIRPERSON") if is_committee else ""),
        copies=_copies(to if report else (say("As above"),), given, say),
    )


def agency_of(context: Context) -> str:
    """The agency that writes: as the office says, else the committee of the unit, else the unit's name."""
    given = context.letter.head(context.focus).agency
    return given or committee(_whose(context), context.say) or _whose(context)


def subject(context: Context) -> str:
    """What the letter is about, as it stands after "V/v"; only that of a unit proposes measures."""
    values = {"period": period_in_words(context), "unit": within_sentence(_whose(context))}
    if context.focus is None:
        return context.say("results of the satisfaction survey of {period} in {unit}", **values)
    return context.say(
        "results of the satisfaction survey of {period} in {unit}, and measures proposed", **values
    )


def committee(name: str, say: Language) -> str:
    """The people's committee of an area, "" where the name is none of an area.

    >>> committee("Huyện Tuần Giáo", Language("vi")) == committee("Sở Nội vụ", Language("vi"))
    False
    """
    return say("People's Committee of {unit}", unit=within_sentence(name)) if kind_of_area(name) else ""


def symbol(given: Letterhead, report: bool) -> str:
    """What follows the number of the letter or of the report."""
    return given.report_symbol if report else given.symbol


def dated(given: Letterhead, say: Language) -> str:
    """The date without its day; without its month and year too where the office has not said them."""
    if not given.month:
        return say("day      month      year        ")
    year, month = map(int, given.month.split("-"))
    name = f"{month:02d}" if month <= 2 else f"{month}"
    if say.code == "en":
        name = format_date(date(year, month, 1), "LLLL", locale=say.code)
    return say("      {month} {year}", month=name, year=f"{year:04d}")


def _whose(context: Context) -> str:
    return context.unit_names.get(context.focus, context.focus) if context.focus else context.administration


def _place(context: Context) -> str:
    return context.short_names.get(context.focus or "", DOTS) if kind_of_area(_whose(context)) else DOTS


def _addressees(context: Context) -> tuple[str, ...]:
    if context.focus is None or kind_of_area(context.administration) not in _PROVINCES:
        return (DOTS,)
    unit = within_sentence(context.administration)
    return (context.say("Department of Home Affairs of {unit}", unit=unit),)


def _lines(agency: str) -> tuple[str, ...]:
    """An agency in capitals, that of a committee and its area each on a line of its own.

    >>> _lines("Ủy ban nhân dân huyện Tuần Giáo")
    ('ỦY BAN NHÂN DÂN', 'HUYỆN TUẦN GIÁO')
    """
    found = _COMMITTEE.fullmatch(agency)
    return tuple(line.upper() for line in (found.groups() if found else (agency,)) if line)


def _copies(first: Sequence[str], given: Letterhead, say: Language) -> tuple[str, ...]:
    own = [line.lstrip("- ") for line in given.copies]
    filed = () if any(line.startswith(("Lưu", "Filed")) for line in own) else (say("Filed: VT, NV"),)
    return _listed([line for line in dict.fromkeys([*first, *own, *filed]) if line], ".")


def _listed(names: Sequence[str], end: str) -> tuple[str, ...]:
    """Names a line each: "- A;", "- B."."""
    last = len(names) - 1
    return tuple(f"- {name.rstrip('.;')}{end if i == last else ';'}" for i, name in enumerate(names))
