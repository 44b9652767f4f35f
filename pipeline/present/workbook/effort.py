"""What the gaps consist of, and what it would be worth to improve a criterion."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipeline.present.charts.theme import BAND
from pipeline.present.context import Context
from pipeline.present.unit_rows import number
from pipeline.present.workbook.cells import Value
from pipeline.present.workbook.listing import Column, Listing, Row
from pipeline.present.workbook.words import brief, dimension_of, item_name, reasons, text_of, unit_name
from schemas.language import Language, later

_CASES = ("at_median", "plus")
_FIGURES = ("raised_to", "gain", "overall", "gap_to_median", "rank", "rank_low", "rank_high")
_NOTES = (
    later("Weight: one point more in the criterion adds so many per cent of a point to the overall index."),
    later("Contributions to a gap are percentage points; over all criteria they add up to the gap."),
    later(
        "What if: one criterion is raised, all else stays. Order 1 is where raising to the median gains most."
    ),
    later("The table says what an improvement would be worth, not what it costs: measures are proposals."),
)


def effort(decomposition: pd.DataFrame, context: Context) -> Listing:
    """Contributions and what-if of the focus unit, or of every unit without one."""
    say, focus = context.say, context.focus
    table = decomposition[decomposition["unit"] == focus] if focus else decomposition
    title = (
        say("{unit}: contributions to the gaps, and what if", unit=brief(unit_name(focus, context), 120))
        if focus
        else say("Contributions to the gaps, and what if, of every unit")
    )
    return Listing(
        name=say("Contributions, what if"),
        shows=say("What each criterion contributes to the gaps, and what raising it would gain"),
        title=title,
        columns=list(_columns(context)),
        rows=[
            Row(tuple(_cells(row, context)), fill=BAND if row["effort_rank"] == 1 else "", filled=None)
            for row in table.to_dict("records")
        ],
        notes=[
            *map(say, _NOTES),
            say("Coloured: the criterion where an improvement to its median gains most."),
        ],
        fixed=1 if focus else 2,
    )


def _columns(context: Context) -> Iterator[Column]:
    say = context.say
    if not context.focus:
        yield Column(say("Unit"), widest=26)
    yield Column(say("Criterion"), widest=42)
    yield Column(say("Dimension"), widest=16)
    yield Column(say("Index (%)"), "index")
    yield Column(say("Weight (%)"), "share")
    for band in (say("Contribution to the gap to the median"), say("Contribution to the gap to the best")):
        yield Column(say("points"), "gap", band)
        yield Column(say("from"), "gap", band)
        yield Column(say("to"), "gap", band)
    yield from _cases(say("If it were raised to its median"), say)
    yield from _cases(say("If it were raised by some points"), say)
    yield Column(say("Order of effort"), "rank")
    if not context.focus:
        yield Column(say("Reason"), widest=30)


def _cases(band: str, say: Language) -> Iterator[Column]:
    yield Column(say("raised to (%)"), "index", band)
    yield Column(say("gain (points)"), "gap", band)
    yield Column(say("overall index then (%)"), "index", band)
    yield Column(say("gap to the median then"), "gap", band)
    yield Column(say("rank then"), "rank", band)
    yield Column(say("rank from"), "rank", band)
    yield Column(say("rank to"), "rank", band)


def _cells(row: Mapping[Any, Any], context: Context) -> Iterator[Value]:
    item = str(row["item"])
    if not context.focus:
        yield unit_name(str(row["unit"]), context)
    yield f"{item} {item_name('criterion', item, context)}"
    yield dimension_of(item, context)
    for name in ("index", "share"):
        yield number(row[name])
    for name in ("to_median", "to_best"):
        for end in ("", "_low", "_high"):
            yield number(row[name + end])
    for case in _CASES:
        for name in _FIGURES:
            yield number(row[f"{case}_{name}"])
    yield number(row["effort_rank"])
    if not context.focus:
        yield reasons([text_of(row["reason"])], context)
