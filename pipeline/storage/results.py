"""The tables of a finished run, read again."""

from pathlib import Path

import pandas as pd

from pipeline.storage.tables import read_csv
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
