"""What single fields of a unit registry cannot know: names and codes given twice, mergers that cannot be."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from schemas.language import later
from schemas.text import fold
from schemas.toml import Mistake, Raw, entries, quoted, repeated

Units = Mapping[str, Raw]
Span = tuple[date, date]


def unit_mistakes(raw: Raw) -> Iterable[Mistake]:
    """Every mistake across the entries of a raw registry."""
    units = [entry for entry in entries(raw, "units") if isinstance(entry.get("code"), str)]
    for code in repeated(entry["code"] for entry in units):
        yield Mistake(f'unit "{code}"', "", later("this code is given to two units"))
    for entry in units:
        first, last = entry.get("valid_from"), entry.get("valid_to")
        if type(first) is date and type(last) is date and last < first:
            yield Mistake(f'unit "{entry["code"]}": valid_to', str(last), later("a day after valid_from"))
    yield from _names_given_twice(raw, units)
    yield from _mergers({entry["code"]: entry for entry in units}, str(raw.get("code")))


def _spellings(entry: Raw) -> set[str]:
    texts: list[object] = [entry.get("code")]
    for key in ("name", "short"):
        texts += value.values() if isinstance(value := entry.get(key), dict) else []
    texts += aliases if isinstance(aliases := entry.get("aliases"), list) else []
    return {fold(text) for text in texts if isinstance(text, str)}


def _span(entry: Raw) -> Span:
    first, last = entry.get("valid_from"), entry.get("valid_to")
    return first if type(first) is date else date.min, last if type(last) is date else date.max


def _names_given_twice(raw: Raw, units: Iterable[Raw]) -> Iterator[Mistake]:
    """A name means one unit at a time; a unit may take the name of one that ended before it began."""
    owners: dict[str, list[tuple[str, Span]]] = {}
    for place, entry in [
        *((f'unit "{entry["code"]}"', entry) for entry in units),
        *((f"pseudo_unit {i}", entry) for i, entry in enumerate(entries(raw, "pseudo_units"), start=1)),
    ]:
        first, last = span = _span(entry)
        for spelling in sorted(_spellings(entry)):
            others = owners.setdefault(spelling, [])
            other = next((name for name, (start, end) in others if start <= last and first <= end), place)
            if other != place:
                expected = later("this name already means {other}; a name may mean one unit only")
                yield Mistake(place, f'"{spelling}"', expected, (("other", other),))
            others.append((place, span))


def _mergers(units: Units, registry: str) -> Iterator[Mistake]:
    steps = {code: into for code, unit in units.items() if isinstance(into := unit.get("merged_into"), str)}
    circles = list(_circles(steps))
    circling = {code for circle in circles for code in circle}
    for code, into in steps.items():
        place = f'unit "{code}": merged_into'
        if into not in units:
            expected = later("a unit of {registry} is expected")
            yield Mistake(place, f'"{into}"', expected, (("registry", registry),))
        elif code not in circling:
            yield from _too_early_or_late(place, units[code], units[into])
        if "valid_to" not in units[code]:
            expected = later("a merged unit needs the last day on which it existed")
            yield Mistake(f'unit "{code}": valid_to', "", expected)
    for circle in circles:
        place, got = f'unit "{circle[0]}": merged_into', f'"{steps[circle[0]]}"'
        expected = later("a unit cannot become part of itself: {units}")
        yield Mistake(place, got, expected, (("units", quoted([*circle, circle[0]])),))


def _too_early_or_late(place: str, unit: Raw, target: Raw) -> Iterator[Mistake]:
    """The target exists on the day after the unit's last."""
    last = unit.get("valid_to")
    first, end = _span(target)
    if type(last) is date and not (last < end and first <= last + timedelta(days=1)):
        expected = later("a unit that exists on the day after {day} is expected")
        yield Mistake(place, f'"{target["code"]}"', expected, (("day", str(last)),))


def _circles(steps: Mapping[str, str]) -> Iterator[list[str]]:
    """The units that end in themselves, each circle once."""
    seen: set[str] = set()
    for start in steps:
        path: list[str] = []
        at = start
        while at in steps and at not in seen:
            seen.add(at)
            path.append(at)
            at = steps[at]
        if at in path:
            yield path[path.index(at) :]
