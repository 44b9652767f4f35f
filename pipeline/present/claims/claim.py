"""A claim: one sentence of the letter, the figures in it, where each stands, and the test that allows it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

Place = Literal["opening", "overall", "dimensions", "criteria", "change", "measures", "basis"]
"""Where in the letter a claim stands."""


@dataclass(frozen=True)
class Cell:
    """A figure as it is printed, and the cell that it comes from.

    `keys` are the values by which the row is found, in the order of the table's own key columns.
    """

    table: str
    keys: tuple[str, ...]
    column: str
    value: float | str
    printed: str

    @property
    def source(self) -> str:
        """The cell as `claims.csv` names it.

        >>> Cell("comparison.csv", ("tuan-giao", "overall", "overall"), "index", 86.142, "86,14").source
        'comparison.csv[tuan-giao, overall, overall].index'
        """
        return f"{self.table}[{', '.join(self.keys)}].{self.column}"


@dataclass(frozen=True)
class Claim:
    """A sentence that may be written; `test` is what allows its wording, "" where it only tells figures."""

    id: str
    place: Place
    sentence: str
    cells: tuple[Cell, ...]
    test: str


@dataclass(frozen=True)
class Proposal:
    """A measure proposed for a criterion: what to do, who leads, by when, and what it would bring.

    `do`, `lead` and `by` are the office's own words, "" where it has not said; `gain` is a claim on the
    what-if table.
    """

    item: str
    criterion: str
    do: str
    lead: str
    by: str
    gain: Claim


def claims_table(claims: Iterable[Claim]) -> pd.DataFrame:
    """Claims as `claims.csv` lists them: id, sentence, values, source cells, test; a claim a row."""
    rows = [
        {
            "id": claim.id,
            "sentence": claim.sentence,
            "values": "; ".join(cell.printed for cell in claim.cells),
            "source_cells": "; ".join(cell.source for cell in claim.cells),
            "test": claim.test,
        }
        for claim in claims
    ]
    return pd.DataFrame(rows, columns=["id", "sentence", "values", "source_cells", "test"], dtype="str")
