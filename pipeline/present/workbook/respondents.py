"""Who answered: the respondents by unit, by stratum and by the margins of the weights."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.present.charts.theme import BAND
from pipeline.present.context import Context
from pipeline.present.signs import WITHHELD, label_notes
from pipeline.present.unit_rows import number
from pipeline.present.workbook.cells import Value
from pipeline.present.workbook.listing import Column, Listing, Row
from pipeline.present.workbook.words import reasons, text_of, unit_name
from schemas.settings import MARGIN


def respondents(table: pd.DataFrame, context: Context) -> Listing:
    """Numbers and shares of respondents, beside the shares that weights are raked to."""
    say = context.say
    withheld = {"suppressed"} if table["reason"].str.startswith("suppressed").any() else set[str]()
    return Listing(
        name=say("Structure of the respondents"),
        shows=say("Who answered, by the variables of the survey, beside the shares of the population"),
        title=say("Structure of the respondents"),
        columns=[
            Column(say("Unit"), widest=34),
            Column(say("Variable"), widest=28),
            Column(say("Value"), widest=34),
            Column(say("Respondents"), "count"),
            Column(say("Share (%)"), "share"),
            Column(say("Target (%)"), "share"),
            Column(say("Reason"), widest=34),
        ],
        rows=[
            Row(tuple(_cells(row, context)), fill=BAND if _is_own(row, context) else "")
            for row in table.to_dict("records")
        ],
        notes=[
            say("Shares are per cent of the respondents of the unit, not weighted."),
            say("Target: the share in the population to which weights are fitted, where it is given."),
            *label_notes(withheld, say),
        ],
    )


def _is_own(row: Mapping[Any, Any], context: Context) -> bool:
    """Whether a row is about the focus unit."""
    unit = row["value"] if row["variable"] == "unit" else row["unit"]
    return bool(unit == context.focus)


def _cells(row: Mapping[Any, Any], context: Context) -> Iterator[Value]:
    withheld = text_of(row["reason"]).startswith("suppressed")
    yield unit_name(str(row["unit"]), context) if row["unit"] else context.say("All respondents")
    yield _variable(str(row["variable"]), context)
    yield "" if withheld and not row["value"] else _value(row, context)
    for name in ("n", "share"):
        yield WITHHELD if withheld else number(row[name])
    yield number(row["target"])
    yield reasons([text_of(row["reason"])], context)


def _variable(name: str, context: Context) -> str:
    """What a variable is called; margins by the headers of their columns."""
    names = {"unit": context.say("Unit"), "stratum": context.say("Stratum")}
    return names.get(name) or context.margins.get(name.removeprefix(MARGIN), name)


def _value(row: Mapping[Any, Any], context: Context) -> str:
    value = text_of(row["value"])
    if row["variable"] == "unit":
        return unit_name(value, context)
    return value or context.say("blank")
