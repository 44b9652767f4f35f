"""What the answers say of the questionnaire and of the interviews."""

import pandas as pd
import pandera.pandas as pa

from schemas.tables.columns import count, number, percent, positive, probability, text

QUALITY = pa.DataFrameSchema(
    {
        "period": text(),
        "unit": text(),
        "unit_name": text(),
        "kind": text("criterion", "dimension", "overall"),
        "item": text(),
        "measure": text(),
        "value": number(),
        "low": number(),
        "high": number(),
        "n": positive(),
        "reason": text(),
    },
    strict=True,
    ordered=True,
    unique=["period", "unit", "kind", "item", "measure"],
)


def _test_or_reason(table: pd.DataFrame) -> "pd.Series[bool]":
    untested = table["p_value"].isna()
    return (untested == (table["reason"] != "")) & (untested == (table["n_compared"] == 0))


SCREENING = pa.DataFrameSchema(
    {
        "period": text(),
        "unit": text(),
        "interviewer": text(),
        "n_interviews": count(),
        "n_compared": count(),
        "test": text("near_duplicates", "straight_lining", "speed"),
        "within": text("unit", "stratum", "psu"),
        "statistic": percent(),
        "expected": percent(),
        "p_value": probability(),
        "p_adjusted": probability(),
        "flagged": pa.Column("bool"),
        "interviews": text(),
        "reason": text(),
    },
    checks=[pa.Check(_test_or_reason, name="a p value or a reason")],
    strict=True,
    ordered=True,
    unique=["unit", "interviewer", "test"],
)
