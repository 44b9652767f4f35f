"""What a table holds, column by column, before any of its cells is decided: its distinct texts, counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.intake.blocks import Block
from pipeline.intake.code import Coder, Codes, Reserve, looked_up
from pipeline.intake.columns.match import Match
from pipeline.intake.marks import MARKED, ingredient
from pipeline.intake.read import parse_block

DISTINCT = 10_000
"""So many distinct texts of a column are kept apart; a column of answers has a few dozen."""

BEYOND = "…"
"""Stands for all texts beyond these."""

_SEED = 20191025


@dataclass
class Profile:
    """The distinct texts of a table's columns with their counts, by canonical name; none of respondents.

    `signature` is a sum over the rows that hold an answer, so that the same rows in another order, in another
    format or under other labels have the same one; it is made only where rows have no respondent's number.
    `ingredients` is a sum over the texts of `MARKED` columns, for the key of their marks.
    """

    texts: dict[str, Counter[str]] = field(default_factory=dict)
    answered: int = 0
    signature: int = 0
    ingredients: int = 0

    def add(self, other: "Profile") -> None:
        """Take in the profile of another block of the same table."""
        self.answered += other.answered
        self.signature = (self.signature + other.signature) % 2**64
        self.ingredients += other.ingredients
        for name, counts in other.texts.items():
            own = self.texts.setdefault(name, Counter())
            for text, n in counts.items():
                own[text if text in own or len(own) < DISTINCT else BEYOND] += n


class Profiler:
    """Profiles the blocks of one table; pure, so blocks may go in parallel."""

    def __init__(self, match: Match, coder: Coder) -> None:
        self._match, self._coder = match, coder
        self._columns = {name: at for name, at in match.positions.items() if name != "respondent"}
        mixers = np.random.default_rng(_SEED).integers(-(2**62), 2**62, len(coder.questionnaire.codes) + 1)
        self._mixers = None if "respondent" in match.positions else mixers

    def __call__(self, block: Block) -> Profile:
        """The profile of a block."""
        parsed = parse_block(block, self._match.width, sorted(set(self._columns.values())))
        if not parsed.columns:
            return Profile()
        cells = {name: parsed.columns[at] for name, at in self._columns.items()}
        n = len(parsed.lines)
        # Rows of no unit will be refused or set aside; what they hold says nothing of the answers.
        rows = np.ones(n, np.bool_)
        if "unit" in cells:
            rows = looked_up(cells["unit"], self._coder.unit, np.int32) >= 0
        profile = Profile({name: _counted(column, rows) for name, column in cells.items()})
        profile.ingredients = sum(ingredient(profile.texts[name]) for name in MARKED if name in cells)
        if self._mixers is not None:
            self._sign(profile, self._mixers, self._coder.code(cells, n, Reserve()))
        return profile

    def _sign(self, profile: Profile, mixers: npt.NDArray[np.int64], codes: Codes) -> None:
        rows = np.column_stack([codes.units, codes.answers]).astype(np.int64)
        rows = rows[(codes.answers > 0).any(axis=1)]
        mixed = (rows + 100) @ mixers
        profile.answered = len(rows)
        profile.signature = int((mixed * mixed).sum()) % 2**64


def profile_table(blocks: Iterable[Profile]) -> Profile:
    """The profile of a whole table from those of its blocks."""
    total = Profile()
    for block in blocks:
        total.add(block)
    return total


def _counted(column: Any, rows: npt.NDArray[np.bool_]) -> Counter[str]:
    counts = np.bincount(column.indices.to_numpy()[rows], minlength=len(column.dictionary))
    texts = zip(column.dictionary.to_pylist(), counts.tolist(), strict=True)
    return Counter({text: n for text, n in texts if n})
