"""Phrases: pieces of sentences that carry their figures and the conditions of their wording with them."""

import string
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.present.claims.claim import Cell, Claim, Place
from pipeline.present.claims.conditions import Condition, printed_test
from schemas.language import Language


@dataclass(frozen=True)
class Phrase:
    """A text in the reader's language, with its cells in the order in which they stand in it."""

    text: str
    cells: tuple[Cell, ...] = ()
    conditions: tuple[Condition, ...] = ()


NOTHING = Phrase("")


def phrase(say: Language, text: str, /, *conditions: Condition, **parts: Cell | Phrase | str) -> Phrase:
    """A text of the catalogue, its places filled with cells, phrases and names.

    Braces in what fills the places mean nothing: only the text itself is taken for a template.

    >>> phrase(Language("en"), "{unit}: {n}", unit="{x}", n=Cell("t.csv", (), "n", 3.0, "3")).text
    '{x}: 3'
    """
    filled = {name: _phrase(part) for name, part in parts.items()}
    template = say.word(text)
    places = [name for _, name, _, _ in string.Formatter().parse(template) if name]
    return Phrase(
        say(text, **{name: part.text for name, part in filled.items()}),
        tuple(cell for name in places for cell in filled[name].cells),
        (*conditions, *(condition for name in places for condition in filled[name].conditions)),
    )


def joined(phrases: Iterable[Phrase], by: str = "; ") -> Phrase:
    """Phrases in a row."""
    parts = list(phrases)
    return Phrase(
        by.join(part.text for part in parts),
        tuple(cell for part in parts for cell in part.cells),
        tuple(condition for part in parts for condition in part.conditions),
    )


def claim(name: str, place: Place, told: Phrase) -> Claim:
    """A phrase that is a whole sentence, as a claim."""
    return Claim(name, place, told.text, told.cells, printed_test(told.conditions))


def _phrase(part: Cell | Phrase | str) -> Phrase:
    if isinstance(part, Cell):
        return Phrase(part.printed, (part,))
    return part if isinstance(part, Phrase) else Phrase(part)
