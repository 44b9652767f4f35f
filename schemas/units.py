"""Units as data: who is rated, under which names, and for how long."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.language import LanguageCode, later
from schemas.text import fold
from schemas.toml import Frozen, Mistake, Raw, Text, build, entries, read_toml, repeated

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=60)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Unit(Frozen):
    """An office that is rated: a district, a commune, a department.

    Units are compared with the units of their own `level` only. A unit exists from `valid_from` to `valid_to`
    (both days included); an empty end is open.
    """

    code: Code
    name: Text
    short: Text
    kind: Text
    level: Code
    aliases: tuple[Name, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None

    def spellings(self) -> Iterator[str]:
        """Every text that means this unit."""
        yield from (self.code, self.name.vi, self.name.en, self.short.vi, self.short.en, *self.aliases)

    def exists_within(self, first: date, last: date) -> bool:
        """Whether the unit existed on some day from `first` to `last`."""
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_to is None or first <= self.valid_to
        )


class PseudoUnit(Frozen):
    """A name that stands in unit columns and is no unit: a total, an average, a maximum."""

    name: Text
    aliases: tuple[Name, ...] = ()

    def spellings(self) -> Iterator[str]:
        """Every text that means this pseudo-unit."""
        yield from (self.name.vi, self.name.en, *self.aliases)


class UnitRegistry(Frozen):
    """The units of one administration."""

    code: Code
    name: Text
    source: Name
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    pseudo_units: tuple[PseudoUnit, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Unit]:
        """The units by their codes."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def by_spelling(self) -> dict[str, Unit]:
        """The units by every folded spelling of theirs."""
        return {fold(text): unit for unit in self.units for text in unit.spellings()}

    @cached_property
    def pseudo_spellings(self) -> frozenset[str]:
        """The folded spellings that are no units."""
        return frozenset(fold(text) for pseudo in self.pseudo_units for text in pseudo.spellings())

    def names(self, language: LanguageCode) -> dict[str, str]:
        """Unit names by code, for tables and charts."""
        return {unit.code: unit.name.within(language) for unit in self.units}


def _spellings(entry: Raw) -> set[str]:
    texts: list[object] = [entry.get("code")]
    for key in ("name", "short"):
        texts += value.values() if isinstance(value := entry.get(key), dict) else []
    texts += aliases if isinstance(aliases := entry.get("aliases"), list) else []
    return {fold(text) for text in texts if isinstance(text, str)}


def _across(raw: Raw) -> Iterable[Mistake]:
    units = [entry for entry in entries(raw, "units") if isinstance(entry.get("code"), str)]
    for code in repeated(entry["code"] for entry in units):
        yield Mistake(f'unit "{code}"', "", later("this code is given to two units"))
    owner: dict[str, str] = {}
    for place, entry in [
        *((f'unit "{entry["code"]}"', entry) for entry in units),
        *((f"pseudo_unit {i}", entry) for i, entry in enumerate(entries(raw, "pseudo_units"), start=1)),
    ]:
        for spelling in sorted(_spellings(entry)):
            if spelling in owner and owner[spelling] != place:
                expected = later("this name already means {other}; a name may mean one unit only")
                yield Mistake(place, f'"{spelling}"', expected, (("other", owner[spelling]),))
            owner.setdefault(spelling, place)
    for entry in units:
        first, last = entry.get("valid_from"), entry.get("valid_to")
        if type(first) is date and type(last) is date and last < first:
            yield Mistake(f'unit "{entry["code"]}": valid_to', str(last), later("a day after valid_from"))


def load_units(path: Path, source: str | None = None) -> UnitRegistry:
    """The unit registry in the TOML file `path`; `SettingsError` with every mistake in it."""
    source = source or path.name
    return build(UnitRegistry, read_toml(path, source), source, _across)
