"""What became of the forms and of their answers: one row a unit, and the sum."""

from collections.abc import Iterator

import pandas as pd

from pipeline.present.charts.theme import BAND, GRID
from pipeline.present.context import Context
from pipeline.present.unit_rows import number
from pipeline.present.workbook.listing import Column, Listing, Row
from pipeline.present.workbook.words import unit_name
from schemas.language import Language, later
from schemas.questionnaire import MISSING_CODES, MISSING_NAMES

_COUNTS = ("issued", "returned", "read", "accepted", "rejected", "answers", *MISSING_CODES)
_NOTES = (
    later("Rows read = accepted + rejected; answers and missing answers = accepted rows × criteria."),
    later(
        "Empty: nobody counted the forms, or the number would tell what is withheld; then there is no sum."
    ),
)


def accounting(table: pd.DataFrame, context: Context) -> Listing:
    """Forms issued and returned, rows read, accepted and rejected, answers and missing answers."""
    say = context.say
    return Listing(
        name=say("Forms and rows"),
        shows=say("Forms issued and returned, rows read, accepted and rejected, answers and missing answers"),
        title=say("Forms, rows and answers"),
        columns=list(_columns(say)),
        rows=[
            Row(
                (
                    unit_name(str(row["unit"]), context) if row["unit"] else say("rows of no known unit"),
                    *(number(row[name]) for name in _COUNTS),
                ),
                fill=BAND if row["unit"] == context.focus else "",
            )
            for row in table.to_dict("records")
        ],
        # A sum without its missing parts would let them be found by subtraction.
        below=[
            Row(
                (say("Sum"), *(number(table[name].sum(skipna=False)) for name in _COUNTS)),
                fill=GRID,
                bold=True,
            )
        ],
        notes=[say(note) for note in _NOTES],
    )


def _columns(say: Language) -> Iterator[Column]:
    forms, rows, cells = say("Forms"), say("Rows"), say("Answers that are missing")
    yield Column(say("Unit"), widest=40)
    yield Column(say("issued"), "count", forms)
    yield Column(say("returned"), "count", forms)
    yield Column(say("read"), "count", rows)
    yield Column(say("accepted"), "count", rows)
    yield Column(say("rejected"), "count", rows)
    yield Column(say("Answers"), "count")
    for code in MISSING_CODES.values():
        yield Column(say(MISSING_NAMES[code]), "count", cells)
