"""What the tables permit to be said of the gaps in a claim."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.present.claims.claim import Cell, Claim
from pipeline.present.claims.conditions import Condition, conditions_of
from pipeline.present.claims.figures import ANY, Figures
from pipeline.present.claims.wordings import Wording, wording_of, wording_to_best

Family = Literal["place", "change", "part"]
_DENIAL = re.compile(r"\b(?:không|no)\b", re.IGNORECASE)
_COUNTS: dict[str, Wording] = {"count(verdict = above)": "above", "count(verdict = below)": "below"}


@dataclass(frozen=True)
class Permitted:
    """A wording for a gap, a change or a part of a gap; `single` where it is of one cell, no count."""

    family: Family
    wording: Wording
    single: bool = True


def permitted(claim: Claim, figures: Figures) -> list[Permitted]:
    """The wordings that the tables permit for the cells of a claim, and for what it says of none."""
    found = [one for cell in claim.cells for one in _of_cell(cell, figures)]
    if not figures.context.letter.verdicts or not _DENIAL.search(claim.sentence):
        return found
    none = [condition.column for condition in conditions_of(claim.test) if condition.expected == "0"]
    return found + [Permitted("place", _COUNTS[column], single=False) for column in none if column in _COUNTS]


def has_official_place(claim: Claim) -> bool:
    """Whether the test of a claim makes an official extreme of what the claim is about."""
    return any(_is_place(condition, claim) for condition in conditions_of(claim.test))


def shares_first_place(claim: Claim, figures: Figures) -> bool:
    """Whether the claim is about the highest unit and the sample leaves open that others are."""
    return any(
        condition.column == "rank"
        and float(figures.value(condition.table, (ANY, *condition.keys[1:]), "count(level_with_best = yes)"))
        > 1
        for condition in conditions_of(claim.test)
    )


def _of_cell(cell: Cell, figures: Figures) -> Iterator[Permitted]:
    if cell.column in ("at_median_gain", "plus_gain"):
        yield Permitted("change", "above")
        return
    wording: Wording = ""
    family: Family = "place"
    judged = figures.context.letter.verdicts
    if cell.column in _COUNTS:
        yield Permitted("place", _COUNTS[cell.column] if judged else "", single=False)
        return
    if cell.column not in ("gap_to_median", "gap_to_best", "change", "to_best"):
        return
    low, high = (figures.get(cell.table, cell.keys, f"{cell.column}_{end}") for end in ("low", "high"))
    if cell.column == "gap_to_best":
        wording = wording_to_best(figures.text(cell.table, cell.keys, "level_with_best"), (low, high))
    elif cell.column == "to_best":
        family = "part"
        wording = "not_distinguishable" if low <= 0 <= high else ""
    else:
        family = "change" if cell.column == "change" else "place"
        wording = wording_of(figures.text(cell.table, cell.keys, "verdict"), (low, high))
    yield Permitted(family, wording if judged else "")


def _is_place(condition: Condition, claim: Claim) -> bool:
    """Whether a condition is one of an official place, of a row that the claim has a figure of."""
    rows = {cell.keys for cell in claim.cells}
    if condition.column == "best_units":
        return not rows or any(keys[0] == condition.keys[0] for keys in rows)
    if condition.column == "rank":
        return condition.expected == "1" and condition.keys in rows
    if condition.column.startswith(("lowest(", "highest(")):
        place = condition.keys.index(ANY)
        first = condition.expected.split(";")[0]
        return (*condition.keys[:place], first, *condition.keys[place + 1 :]) in rows
    return False
