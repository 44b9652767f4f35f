"""The table by criterion that is attached to a letter."""

import math
from collections.abc import Mapping, Sequence

from pipeline.present.caption import listed
from pipeline.present.context import Context
from pipeline.present.criterion_rows import CriterionRow, Group
from pipeline.present.letter.head import agency_of, dated, symbol
from pipeline.present.letter.values import Annex, AnnexGroup, AnnexHeads, AnnexRow
from pipeline.present.numbers import NO_DATA, count, percent, points
from pipeline.present.signs import ARROWS, WITHHELD, figure, sign_notes
from pipeline.present.spoken import period_in_words
from pipeline.present.unit_rows import span_of_ranks
from schemas.language import Language, later

_GROUPS: Mapping[Group, str] = {
    "above_90": later("Criteria above 90%"),
    "80_to_90": later("Criteria from 80 to 90%"),
    "below_80": later("Criteria below 80%"),
    "": later("Criteria without an index"),
}
_LONGEST_NAME = 40
_OTHER_COLUMNS = 11
"""The columns beside those of the levels."""


def annex(rows: Sequence[CriterionRow], context: Context, report: bool) -> Annex:
    """The criteria in the groups of the official reports, numbered through; no group is empty."""
    say, scale = context.say, context.questionnaire.scale
    return Annex(
        title=say("Results by criterion, {period}", period=period_in_words(context)).upper(),
        attached=_attached(context, report),
        heads=_heads(say),
        levels=tuple(level.label.within(say.code) for level in scale.levels),
        columns=_OTHER_COLUMNS + len(scale.levels),
        groups=_groups(rows, context),
        notes=tuple(_notes(rows, context)),
    )


def _groups(rows: Sequence[CriterionRow], context: Context) -> tuple[AnnexGroup, ...]:
    groups: list[AnnexGroup] = []
    number = 1
    for group, heading in _GROUPS.items():
        found = [row for row in rows if row.group == group]
        printed = tuple(_row(row, number + i, context) for i, row in enumerate(found))
        number += len(found)
        if found:
            groups.append(AnnexGroup(context.say(heading), printed))
    return tuple(groups)


def _row(row: CriterionRow, number: int, context: Context) -> AnnexRow:
    say = context.say
    withheld = row.reliability == "suppressed"

    def shown(printed: str) -> str:
        return WITHHELD if withheld and printed == NO_DATA else printed

    return AnnexRow(
        number=f"{number}",
        criterion=f"{row.code} {row.text}",
        shares=tuple(shown(percent(share, say)) for share in row.shares),
        answers=shown(count(row.answers, say)),
        index=figure(row.index, row.reliability, say),
        interval=shown(_interval(row, say)),
        median=percent(row.median, say),
        gap=shown(_gap(row, context)),
        best=_best(row, context),
        gap_to_best=shown(points(row.gap_to_best, say)),
        rank=shown(_rank(row)),
        contribution=shown(points(row.to_median, say)),
    )


def _interval(row: CriterionRow, say: Language) -> str:
    low, high = row.interval
    return f"{percent(low, say)}–{percent(high, say)}" if math.isfinite(low + high) else NO_DATA


def _gap(row: CriterionRow, context: Context) -> str:
    """The gap to the median, behind it the arrow of its verdict where the office prints verdicts."""
    arrow = ARROWS.get(row.verdict, "") if context.letter.verdicts else ""
    return f"{points(row.gap_to_median, context.say)} {arrow}".rstrip()


def _best(row: CriterionRow, context: Context) -> str:
    names = [_cut(context.short_names.get(unit, unit)) for unit in row.best_units]
    printed = percent(row.best, context.say)
    return f"{printed} ({listed(names, context.say)})" if names else printed


def _cut(name: str) -> str:
    """A name that a narrow column has room for."""
    return name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"


def _rank(row: CriterionRow) -> str:
    if not math.isfinite(row.rank):
        return NO_DATA
    open_ranks = span_of_ranks(*row.rank_set)
    rank = f"{row.rank:.0f}/{row.n_units:.0f}"
    return f"{rank} ({open_ranks})" if open_ranks else rank


def _attached(context: Context, report: bool) -> str:
    say, given = context.say, context.letter.head(context.focus)
    values = {"symbol": symbol(given, report), "date": dated(given, say), "agency": agency_of(context)}
    if report:
        return say("(Attached to report No.        /{symbol}, {date}, of {agency})", **values)
    return say("(Attached to letter No.        /{symbol}, {date}, of {agency})", **values)


def _heads(say: Language) -> AnnexHeads:
    return AnnexHeads(
        number=say("No."),
        criterion=say("Criterion"),
        levels=say("Answers at each level (%)"),
        answers=say("Answers"),
        index=say("Index (%)"),
        interval=say("95 % interval"),
        median=say("Median (%)"),
        gap=say("Gap to the median (points)"),
        best=say("Best (%) and unit"),
        gap_to_best=say("Gap to the best (points)"),
        rank=say("Rank (95 %: from–to)"),
        contribution=say("Part in the overall gap to the median (points)"),
    )


def _notes(rows: Sequence[CriterionRow], context: Context) -> list[str]:
    say = context.say
    verdicts = {row.verdict for row in rows} if context.letter.verdicts else set()
    notes = list(sign_notes({row.reliability for row in rows}, verdicts, say))
    notes.append(say("Levels: per cent of the answers to the criterion, not weighted."))
    if any(math.isfinite(row.to_median) for row in rows):
        notes.append(say("The parts in the overall gap add up to it over all criteria."))
    return notes
