"""The tests that allow a wording, as `claims.csv` prints them and the gate reads them again."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from pipeline.present.claims.figures import Figures, holds

_AND = " and "
_FORM = re.compile(
    r"(?P<table>[\w.]+)\[(?P<keys>[^]]*)\]\."
    r"(?P<column>\w+(?:\([^)]*\))?) (?P<sign>=|<|>|<=|>=|has) (?P<expected>\S+)"
)


@dataclass(frozen=True)
class Condition:
    """What a cell must hold for a wording.

    >>> str(Condition("comparison.csv", ("tuan-giao", "overall", "overall"), "verdict", "=", "above"))
    'comparison.csv[tuan-giao, overall, overall].verdict = above'
    """

    table: str
    keys: tuple[str, ...]
    column: str
    sign: str
    expected: str

    def __str__(self) -> str:
        return f"{self.table}[{', '.join(self.keys)}].{self.column} {self.sign} {self.expected}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The condition that was printed; `ValueError` for any other text."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError(text)
        keys = tuple(found["keys"].split(", "))
        return cls(found["table"], keys, found["column"], found["sign"], found["expected"])

    def holds(self, figures: Figures) -> bool:
        """Whether the tables say so; `KeyError` where they have no such cell."""
        return holds(figures.value(self.table, self.keys, self.column), self.sign, self.expected)


def conditions_of(test: str) -> list[Condition]:
    """The conditions of the test of a claim, of which all must hold.

    >>> conditions_of("")
    []
    """
    # " and " inside the brackets of count(…) joins the parts of one condition.
    parts = re.split(rf"{_AND}(?![^(]*\))", test)
    return [Condition.parse(part) for part in parts if part]


def printed_test(conditions: Iterable[Condition]) -> str:
    """Conditions as the test of a claim, each once."""
    return _AND.join(dict.fromkeys(map(str, conditions)))
