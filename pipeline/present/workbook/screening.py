"""The interviews to be looked at again."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.present.charts.theme import WARNING
from pipeline.present.context import Context
from pipeline.present.unit_rows import number
from pipeline.present.workbook.cells import Value
from pipeline.present.workbook.listing import Column, Listing, Row
from pipeline.present.workbook.words import reasons, text_of, unit_name, word
from schemas.language import Language, later

_AMONG = {"unit": later("the unit"), "stratum": later("the stratum"), "psu": later("the sampled place")}
_NOTES = (
    later(
        "A list of interviews to be looked at again, no accusation: chance and easy places also stand out."
    ),
    later(
        "Observed and by chance: per cent of interviews; for interviews nearly the same, points of matching."
    ),
    later("Marked where the p-value, adjusted over all interviewers, is at most 0.05."),
)


def screening(table: pd.DataFrame, context: Context) -> Listing:
    """One row a unit, interviewer and test; those to be looked at first."""
    say = context.say
    ordered = table.sort_values(["flagged", "p_adjusted"], ascending=[False, True], kind="stable")
    return Listing(
        name=say("Look again"),
        shows=say("Interviews to be looked at again, by interviewer and test; no accusation"),
        title=say("Interviews to be looked at again"),
        columns=list(_columns(say)),
        rows=[
            Row(tuple(_cells(row, context)), fill=WARNING if row["flagged"] else "", filled=(0, 1))
            for row in ordered.to_dict("records")
        ],
        notes=[say(note) for note in _NOTES],
        fixed=2,
    )


def _columns(say: Language) -> Iterator[Column]:
    yield Column(say("Look again"), widest=10)
    yield Column(say("Interviewer"), widest=18)
    yield Column(say("Unit"), widest=28)
    yield Column(say("Test"), widest=30)
    yield Column(say("Interviews"), "count")
    yield Column(say("Compared"), "count")
    yield Column(say("Compared within"), widest=16)
    yield Column(say("Observed"), "measure")
    yield Column(say("By chance"), "measure")
    yield Column(say("p-value, adjusted"), "p")
    yield Column(say("Interviews to begin with"), widest=44)
    yield Column(say("Reason"), widest=34)


def _cells(row: Mapping[Any, Any], context: Context) -> Iterator[Value]:
    say = context.say
    yield say("yes") if row["flagged"] else say("no")
    yield text_of(row["interviewer"])
    yield unit_name(str(row["unit"]), context)
    yield word(str(row["test"]), context)
    yield number(row["n_interviews"])
    yield number(row["n_compared"])
    yield say(_AMONG.get(str(row["within"]), str(row["within"])))
    yield number(row["statistic"])
    yield number(row["expected"])
    yield number(row["p_adjusted"])
    yield text_of(row["interviews"]).replace(";", "; ")
    yield reasons([text_of(row["reason"])], context)
