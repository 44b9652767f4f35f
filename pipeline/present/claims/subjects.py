"""Whom and what a sentence names, beside whom and what its figures are of."""

import re
from collections.abc import Iterable, Iterator, Mapping

from pipeline.present.claims.claim import Claim
from pipeline.present.claims.conditions import conditions_of
from pipeline.present.claims.figures import ANY, KEYS, Figures
from pipeline.present.claims.names import Names
from pipeline.present.context import Context

_SHORTEST = 4
"""Shorter names of units, and those without a capital, are found by chance in other words."""


def codes_by_name(context: Context) -> dict[str, set[str]]:
    """The units, dimensions and criteria that have each name; none for a name that stands for nothing else.

    The names of the administration, the questionnaire and the source of the data may hold names of units.
    """
    names = Names(context)
    codes: dict[str, set[str]] = {}
    for code in context.unit_names:
        name = names.unit(code)
        if len(name) >= _SHORTEST and name != name.lower():
            codes.setdefault(name, set()).add(code)
    for name, code in names.items():
        codes.setdefault(name, set()).add(code)
    return codes | {
        name: set() for name in (names.administration, names.questionnaire, names.provenance) if name
    }


def strangers(claim: Claim, figures: Figures, codes: Mapping[str, set[str]]) -> Iterator[str]:
    """Units, dimensions and criteria that are named and of which the claim has no figure and no test.

    In a letter about one unit, also figures of other units. `codes` are those of `codes_by_name`.
    """
    if not claim.cells and not claim.test:
        return
    focus, about = figures.context.focus, _subjects(claim, figures)
    for name in _named(claim.sentence, codes):
        if codes[name] and not codes[name] & about:
            yield f"{name} is named, and nothing here is of it"
    sources = [(cell.table, cell.keys) for cell in claim.cells]
    sources += [(condition.table, condition.keys) for condition in conditions_of(claim.test)]
    for table, keys in sources if focus else []:
        unit = dict(zip(KEYS.get(table, ()), keys, strict=False)).get("unit", ANY)
        if unit not in (focus, ANY):
            yield f"a figure of {unit}"


def _subjects(claim: Claim, figures: Figures) -> set[str]:
    """The codes of what the cells and conditions of a claim are of; of a count, of what is counted."""
    found = {figures.context.focus or ""}
    for cell in claim.cells:
        found |= set(cell.keys) | set(figures.counted(cell.table, cell.keys, cell.column))
    for condition in conditions_of(claim.test):
        found |= {*condition.keys, *condition.expected.split(";")}
    return found


def _named(sentence: str, names: Iterable[str]) -> list[str]:
    """The names in a sentence; of names within names the longest."""
    ordered = sorted((name for name in names if name in sentence), key=lambda name: (-len(name), name))
    if not ordered:
        return []
    return re.findall(rf"(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)", sentence)
