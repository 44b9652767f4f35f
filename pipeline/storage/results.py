"""The tables of a finished run, read again."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from pipeline.storage.tables import read_csv, read_texts
from schemas.tables import (
    ACCOUNTING,
    COMPARISON,
    COUNTS,
    DECOMPOSITION,
    ESTIMATES,
    FUNNEL,
    QUALITY,
    RESPONDENTS,
    SCREENING,
)

_TABLES = {
    "estimates.csv": ESTIMATES,
    "comparison.csv": COMPARISON,
    "counts.csv": COUNTS,
    "accounting.csv": ACCOUNTING,
    "decomposition.csv": DECOMPOSITION,
    "quality.csv": QUALITY,
    "funnel.csv": FUNNEL,
    "respondents.csv": RESPONDENTS,
    "screening.csv": SCREENING,
    "estimates_today.csv": ESTIMATES,
    "comparison_today.csv": COMPARISON,
}


def read_results(processed: Path) -> dict[str, pd.DataFrame]:
    """The tables in the folder of a period by the names of their files, those that are there."""
    return {
        name: read_csv(processed / name, schema)
        for name, schema in _TABLES.items()
        if (processed / name).is_file()
    }


FoundIn = tuple[str, dict[str, int], pd.DataFrame]
"""A raw file, its rows (read, accepted, rejected), and all that was found in it."""


def found_in(processed: Path, files: Mapping[str, Mapping[str, int]]) -> Iterator[FoundIn]:
    """What was found in each raw file of a period; `files` are its files with their rows."""
    found = read_texts(processed / "findings.csv")
    for source, rows in files.items():
        yield source, dict(rows), found[found["source"] == source]
