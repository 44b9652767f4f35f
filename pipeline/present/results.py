"""The tables of a period, as its documents are made from them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

import pandas as pd


@dataclass(frozen=True)
class Results:
    """The tables of a period by their names, each as `processed/README.md` describes it.

    `screening` is there only where interviewers are named, `estimates_today` and `comparison_today` where
    units merged. `changes` is what changed since earlier periods, `history` the estimates of those and of
    this one, `series` the changes between all of them; the three are empty where there is no earlier period.
    """

    estimates: pd.DataFrame
    comparison: pd.DataFrame
    counts: pd.DataFrame
    accounting: pd.DataFrame
    decomposition: pd.DataFrame
    quality: pd.DataFrame
    funnel: pd.DataFrame
    respondents: pd.DataFrame
    history: pd.DataFrame
    changes: pd.DataFrame
    series: pd.DataFrame
    screening: pd.DataFrame | None = None
    estimates_today: pd.DataFrame | None = None
    comparison_today: pd.DataFrame | None = None

    @classmethod
    def of(cls, tables: Mapping[str, pd.DataFrame]) -> Self:
        """The tables by the names of their files, as `estimates.csv`."""
        named = {name.removesuffix(".csv"): table for name, table in tables.items()}
        return cls(**{field.name: named[field.name] for field in fields(cls) if field.name in named})
