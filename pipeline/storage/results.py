"""The tables of a finished run, read again."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from pipeline.storage.previous import DamagedRunError
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
    checked,
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

_SOMETIMES = ("screening.csv", "estimates_today.csv", "comparison_today.csv")
"""Tables that a run makes only where there is something to tell."""


_NOISE = 1e-6


def read_results(processed: Path) -> dict[str, pd.DataFrame]:
    """The tables in the folder of a period by the names of their files.

    Raises `DamagedRunError` for one that is missing, or is not what a run writes.
    """
    tables = {}
    for name, schema in _TABLES.items():
        if (processed / name).is_file():
            tables[name] = read_table(processed / name, schema)
        elif name not in _SOMETIMES:
            raise DamagedRunError(_named(processed / name))
    if not _agree(tables["estimates.csv"], tables["comparison.csv"]):
        both = ("estimates.csv", "comparison.csv")
        raise DamagedRunError(", ".join(_named(processed / name) for name in both))
    return tables


def _agree(estimates: pd.DataFrame, comparison: pd.DataFrame) -> bool:
    """Whether both tables tell the same indices of the same units and items, each within its interval."""
    key = ["unit", "kind", "item"]
    both = estimates.merge(comparison, on=key, how="outer", suffixes=("", "_compared"), indicator=True)
    same = (both["index"] - both["index_compared"]).abs().fillna(0) < _NOISE
    within = both["index"].between(both["ci_low"] - _NOISE, both["ci_high"] + _NOISE) | both["ci_low"].isna()
    return bool((same & within & (both["_merge"] == "both")).all())


def read_table(path: Path, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A table of a run; `DamagedRunError` where it is missing or is not what a run writes."""
    try:
        return checked(read_csv(path, schema), schema)
    except (OSError, ValueError, KeyError, SchemaErrors):
        raise DamagedRunError(_named(path)) from None


def _named(path: Path) -> str:
    return f"processed/{path.parent.name}/{path.name}"


FoundIn = tuple[str, dict[str, int], pd.DataFrame]
"""A raw file, its rows (read, accepted, rejected), and all that was found in it."""


def found_in(processed: Path, files: Mapping[str, Mapping[str, int]]) -> Iterator[FoundIn]:
    """What was found in each raw file of a period; `files` are its files with their rows."""
    found = read_texts(processed / "findings.csv")
    for source, rows in files.items():
        yield source, dict(rows), found[found["source"] == source]
