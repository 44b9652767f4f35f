"""What changed since earlier periods."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.present.charts.theme import BAND
from pipeline.present.context import Context
from pipeline.present.unit_rows import number
from pipeline.present.workbook.cells import Value
from pipeline.present.workbook.listing import Column, Listing, Row
from pipeline.present.workbook.words import item_name, reasons, text_of, unit_name
from schemas.labels import BREAKS
from schemas.language import Language, later

_BASES = {"previous": later("the period before"), "year_before": later("the same period a year before")}
_DIRECTIONS = {
    "up": later("has risen"),
    "down": later("has fallen"),
    "not_distinguishable": later("no change can be told"),
}
_NOTES = (
    later(
        "Changes are the official ones, in percentage points; the interval is what the samples leave open."
    ),
    later("Change of rank: the rank before less the rank now; + is better."),
    later(
        "Where a break is named the two periods are no series; their difference is no change of satisfaction."
    ),
)


def changes(table: pd.DataFrame, context: Context) -> Listing:
    """Every index beside that of the earlier periods; without the other formulas of the overall index."""
    say, rows = context.say, table[table["kind"] != "formula"]
    return Listing(
        name=say("Changes"),
        shows=say("Index, rank and change since the period before and the year before"),
        title=say("What changed since earlier periods"),
        columns=list(_columns(say)),
        rows=[
            Row(tuple(_cells(row, context)), fill=BAND if row["unit"] == context.focus else "")
            for row in rows.to_dict("records")
        ],
        notes=[say(note) for note in _NOTES],
    )


def _columns(say: Language) -> Iterator[Column]:
    of_change, of_rank = say("Change (points)"), say("Rank")
    yield Column(say("Unit"), widest=28)
    yield Column(say("Compared with"), widest=22)
    yield Column(say("Period before"), widest=12)
    yield Column(say("Code"), widest=10)
    yield Column(say("Item"), widest=40)
    yield Column(say("Index before (%)"), "index")
    yield Column(say("Index (%)"), "index")
    yield Column(say("Change"), "gap", of_change)
    yield Column(say("from"), "gap", of_change)
    yield Column(say("to"), "gap", of_change)
    yield Column(say("What the samples say"), widest=18)
    yield Column(say("before"), "rank", of_rank)
    yield Column(say("now"), "rank", of_rank)
    yield Column(say("change"), "moved", of_rank)
    yield Column(say("Breaks"), widest=34)
    yield Column(say("Reason"), widest=34)


def _cells(row: Mapping[Any, Any], context: Context) -> Iterator[Value]:
    say, kind, item = context.say, str(row["kind"]), str(row["item"])
    yield unit_name(str(row["unit"]), context)
    yield say(_BASES.get(str(row["basis"]), str(row["basis"])))
    yield str(row["earlier"])
    yield item if kind == "criterion" else ""
    yield item_name(kind, item, context)
    for name in ("index_before", "index", "change", "change_low", "change_high"):
        yield number(row[name])
    yield say(_DIRECTIONS.get(text_of(row["verdict"]), ""))
    for name in ("rank_before", "rank", "rank_change"):
        yield number(row[name])
    yield "; ".join(say.word(BREAKS.get(code, code)) for code in text_of(row["breaks"]).split(";") if code)
    yield reasons([text_of(row["reason"])], context)
