"""Counts and estimates."""

import pandera.pandas as pa

from schemas.labels import RELIABILITIES
from schemas.tables.columns import KINDS, known_count, percent, positive, text

COUNTS = pa.DataFrameSchema(
    {"period": text(), "unit": text(), "criterion": text(), "code": text(), "n": known_count()},
    strict=True,
    ordered=True,
    unique=["period", "unit", "criterion", "code"],
)

ESTIMATES = pa.DataFrameSchema(
    {
        "period": text(),
        "unit": text(),
        "unit_name": text(),
        "kind": text(*KINDS),
        "item": text(),
        "n_respondents": known_count(),
        "n_answers": known_count(),
        "index": percent(),
        "se": positive(),
        "ci_low": percent(),
        "ci_high": percent(),
        "reliability": text(*RELIABILITIES),
        "level": text(),
        "formula": text(),
        "reason": text(),
        "simulated": pa.Column("bool"),
        "n_effective": positive(),
        "deff": positive(),
        "df": known_count(),
        "weighting": text("none", "equal", "column", "raked"),
        "kish": positive(),
    },
    strict=True,
    ordered=True,
    unique=["period", "unit", "kind", "item"],
)
