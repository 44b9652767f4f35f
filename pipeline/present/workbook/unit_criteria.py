"""The table of the reports: the criteria of the focus unit, in three groups; without one, of all units."""

import math
from collections.abc import Iterator, Mapping

from pipeline.present.charts.theme import BAND, PAPER, SHADES
from pipeline.present.context import Context
from pipeline.present.criterion_rows import CriterionRow, Group, criterion_rows
from pipeline.present.results import Results
from pipeline.present.signs import WITHHELD, label_notes
from pipeline.present.workbook.cells import Figure, Value
from pipeline.present.workbook.listing import Column, Listing, Row
from pipeline.present.workbook.standing import EMPTY_CELLS, GAPS, UNPUBLISHED
from pipeline.present.workbook.words import brief, unit_name, unit_names, word
from schemas.language import Language, later

GROUPS: Mapping[Group, str] = {
    "above_90": later("above 90"),
    "80_to_90": later("80 to 90"),
    "below_80": later("below 80"),
    "": later("no figure"),
}
_FILLS: Mapping[Group, str] = {"above_90": PAPER, "80_to_90": SHADES[5], "below_80": SHADES[3], "": BAND}
_RULE = later("Groups by the unrounded index: above 90, from 80 to 90, below 80. The darker, the lower.")
_SHARES = later("Shares of the levels are those of all answers to the criterion; they are not weighted.")


def unit_criteria(results: Results, context: Context) -> Listing:
    """A row for each criterion of the focus unit, or of every unit; the highest group first."""
    say, focus = context.say, context.focus
    units = [focus] if focus else list(dict.fromkeys(results.comparison["unit"]))
    groups = list(GROUPS)
    told = [
        (unit, row)
        for unit in units
        for row in sorted(criterion_rows(results, context, unit), key=lambda row: groups.index(row.group))
    ]
    columns = list(_columns(context))
    painted = _painted(columns, say)
    rows = [
        Row(tuple(_cells(number, unit, row, context)), fill=_FILLS[row.group], filled=painted)
        for number, (unit, row) in enumerate(told, start=1)
    ]
    title = (
        say("{unit}: the criteria", unit=brief(unit_name(focus, context), 120))
        if focus
        else say("The criteria of every unit")
    )
    return Listing(
        name=say("By criterion"),
        shows=say(
            "The table of the report: answers, index, median, best unit, rank, contribution by criterion"
        ),
        title=title,
        columns=columns,
        rows=rows,
        notes=_notes([row for _, row in told], context),
        fixed=2,
    )


def _painted(columns: list[Column], say: Language) -> tuple[int, ...]:
    """The cells that show the colour of the group: number, index and group."""
    return 0, [column.head for column in columns].index(say("Index (%)")), len(columns) - 1


def _columns(context: Context) -> Iterator[Column]:
    say = context.say
    yield Column(say("No."), "rank")
    if not context.focus:
        yield Column(say("Unit"), widest=26)
    yield Column(say("Criterion"), widest=46)
    levels = say("Answers, % of each level")
    for level in context.questionnaire.scale.levels:
        yield Column(brief(level.label.within(context.say.code), 40), "share", levels)
    yield Column(say("Answers"), "count")
    yield Column(say("Index (%)"), "index")
    yield Column(say("from"), "index", say("95 % interval"))
    yield Column(say("to"), "index", say("95 % interval"))
    yield Column(say("Median (%)"), "index")
    yield Column(say("Gap to the median"), "gap")
    yield Column(say("Verdict"), widest=21)
    yield Column(say("Best (%)"), "index")
    yield Column(say("Best unit"), widest=16)
    yield Column(say("Gap to the best"), "gap")
    yield Column(say("Rank"), "rank")
    yield Column(say("from"), "rank", say("Ranks that stay open"))
    yield Column(say("to"), "rank", say("Ranks that stay open"))
    yield Column(say("Contribution to the gap to the median"), "gap")
    yield Column(say("Group"), widest=16)


def _cells(number: int, unit: str, row: CriterionRow, context: Context) -> Iterator[Value]:
    withheld = row.reliability == "suppressed"
    yield number
    if not context.focus:
        yield unit_name(unit, context)
    yield f"{row.code} {row.text}"
    yield from ([WITHHELD] * len(row.shares) if withheld else row.shares)
    yield WITHHELD if withheld else row.answers
    yield Figure(row.index, row.reliability)
    yield from row.interval
    yield row.median
    yield row.gap_to_median
    yield word(row.verdict, context)
    yield row.best
    yield unit_names(";".join(row.best_units), context)
    yield row.gap_to_best
    yield row.rank
    yield from row.rank_set
    yield row.to_median
    yield context.say(GROUPS[row.group])


def _notes(rows: list[CriterionRow], context: Context) -> list[str]:
    say, labels = context.say, {row.reliability for row in rows}
    notes = [say(_RULE), say(_SHARES), say(GAPS), *label_notes(labels, say)]
    if "not_published" in labels:
        notes.append(say(UNPUBLISHED))
    if not all(math.isfinite(row.to_median) for row in rows):
        notes.append(
            say("A unit with a withheld criterion has no contributions: it could be computed from them.")
        )
    return [*notes, say(EMPTY_CELLS)]
