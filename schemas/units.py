"""Units as data: who is rated, under which names, and for how long."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.language import LanguageCode
from schemas.text import fold
from schemas.toml import Frozen, Text, build, read_toml
from schemas.unit_mistakes import unit_mistakes

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=60)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Unit(Frozen):
    """An office that is rated: a district, a commune, a department.

    Units are compared with the units of their own `level` only. A unit exists from `valid_from` to `valid_to`
    (both days included); an empty end is open. A unit that became part of another on the day after `valid_to`
    says so in `merged_into`, and may name the decision in `merged_by`.
    """

    code: Code
    name: Text
    short: Text
    kind: Text
    level: Code
    aliases: tuple[Name, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    merged_into: Code | None = None
    merged_by: str = ""

    def names(self) -> tuple[str, ...]:
        """Every name of this unit."""
        return (self.name.vi, self.name.en, self.short.vi, self.short.en, *self.aliases)

    def spellings(self) -> tuple[str, ...]:
        """Every text that means this unit: its code and its names."""
        return (self.code, *self.names())

    def exists_within(self, first: date, last: date) -> bool:
        """Whether the unit existed on some day from `first` to `last`."""
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_to is None or first <= self.valid_to
        )


class PseudoUnit(Frozen):
    """A name that stands in unit columns and is no unit: a total, an average, a maximum."""

    name: Text
    aliases: tuple[Name, ...] = ()

    def names(self) -> tuple[str, ...]:
        """Every text that means this pseudo-unit."""
        return (self.name.vi, self.name.en, *self.aliases)


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
        """The units by every folded spelling of theirs; of units that followed each other, the last one."""
        by_time = sorted(self.units, key=lambda unit: unit.valid_to or date.max)
        return {fold(text): unit for unit in by_time for text in unit.spellings()}

    @cached_property
    def pseudo_spellings(self) -> frozenset[str]:
        """The folded spellings that are no units."""
        return frozenset(fold(text) for pseudo in self.pseudo_units for text in pseudo.names())

    def merged(self, on: date | None = None) -> dict[str, str]:
        """The units that became part of others, each with the unit in which it ended, over all steps.

        As of the day `on`: mergers that had taken effect by then; without a day, all that the registry knows.
        """
        steps = {
            unit.code: unit.merged_into
            for unit in self.units
            if unit.merged_into and (on is None or (unit.valid_to is not None and unit.valid_to < on))
        }
        return {unit: _end(unit, steps) for unit in steps}

    def names(self, language: LanguageCode) -> dict[str, str]:
        """Unit names by code, for tables and charts."""
        return {unit.code: unit.name.within(language) for unit in self.units}


def _end(unit: str, steps: Mapping[str, str]) -> str:
    passed: set[str] = set()
    while unit in steps and unit not in passed:
        passed.add(unit)
        unit = steps[unit]
    return unit


def load_units(path: Path, source: str | None = None) -> UnitRegistry:
    """The unit registry in the TOML file `path`; `SettingsError` with every mistake in it."""
    source = source or path.name
    return build(UnitRegistry, read_toml(path, source), source, unit_mistakes)
