"""Units that merged after they were surveyed: the same responses under the units of today."""

from collections.abc import Iterator
from datetime import date

from pipeline.measure.tallies.tally import Tally, merge_units
from schemas.units import Unit, UnitRegistry


def as_of_today(tally: Tally, registry: UnitRegistry) -> Tally | None:
    """The tally under the units in which the surveyed ones ended; None where none of them was merged.

    The same as if every respondent had been surveyed under the later unit. Units that ended without one
    successor stay as they were surveyed.
    """
    into = registry.merged()
    if not any(unit in into for unit in tally.units):
        return None
    return merge_units(tally, into)


def partly_covered(
    tally: Tally, registry: UnitRegistry, first: date, last: date
) -> dict[str, tuple[str, ...]]:
    """The merged units of which a part was not surveyed from `first` to `last`, each with the missing parts.

    Parts are the units that became part of it, and the unit itself where it existed before. A part has no
    missing share where people answered under the unit that was founded of it, and a unit that was founded
    within the time is judged by its parts. In the order of the registry; codes of units.
    """
    into = registry.merged()
    answered = frozenset(tally.units)
    reported = {into[unit] for unit in answered & into.keys()} | (answered & set(into.values()))
    missing: dict[str, tuple[str, ...]] = {}
    for unit in registry.units:
        target = into.get(unit.code, unit.code)
        if target in reported and _is_missing(unit, registry, answered, (first, last)):
            missing[target] = (*missing.get(target, ()), unit.code)
    return missing


def _is_missing(
    unit: Unit, registry: UnitRegistry, answered: frozenset[str], time: tuple[date, date]
) -> bool:
    if unit.code in answered or not unit.exists_within(*time):
        return False
    founders = (part for part in registry.units if part.merged_into == unit.code and _founded(part, unit))
    if any(part.exists_within(*time) for part in founders):
        return False
    return not any(code in answered for code in _founded_later(unit, registry))


def _founded(part: Unit, whole: Unit) -> bool:
    """Whether the whole began only after the part had ended, so that its people include those of the part."""
    return part.valid_to is not None and whole.valid_from is not None and part.valid_to < whole.valid_from


def _founded_later(unit: Unit, registry: UnitRegistry) -> Iterator[str]:
    """The units that were founded, step by step, of what `unit` had become."""
    while unit.merged_into is not None:
        whole = registry.by_code[unit.merged_into]
        if _founded(unit, whole):
            yield whole.code
        unit = whole
