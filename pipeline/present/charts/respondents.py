"""Who answered: bars by unit, and by stratum and margin the focus unit beside all respondents."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.respondent_blocks import (
    ALL_FACE,
    Block,
    draw_block,
    instead,
    lines_of,
    told_of,
    values_of,
    written_count,
    written_share,
)
from pipeline.present.charts.respondent_rows import Section, UnitShare, sections, total, unit_shares
from pipeline.present.charts.sheet import Sheet, describe, open_sheet
from pipeline.present.charts.theme import CM_PER_POINT, TEXT, WIDTH, Type, clean
from pipeline.present.context import Context
from pipeline.present.numbers import count, percent
from pipeline.present.signs import label_notes
from schemas.language import Language, later

_FEW, _BETWEEN, _ROWS = 12, 0.5, 9.5
"""More units than that stand in two columns; the height that the units may fill."""

_TOP, _SPACE, _LEAST_BAR = 0.25, 0.25, 1.0


@dataclass(frozen=True)
class _UnitColumn:
    """A column of units at the left edge `left`: names, bars, number and share.

    Rows are `least` high or more, bars as long as their share of `highest`.
    """

    units: Sequence[UnitShare]
    left: float
    width: float
    least: float
    highest: float
    say: Language

    @cached_property
    def size(self) -> float:
        """The size of the type in points; smaller for many units."""
        return min(TEXT.size, self.least / (1.35 * CM_PER_POINT))

    def type_of(self, one: UnitShare) -> Type:
        """The type of a row: bold for the focus unit."""
        return Type(self.size, one.own, theme.OWN.ink if one.own else theme.INK)

    @cached_property
    def names(self) -> list[tuple[str, ...]]:
        """The lines of each name."""
        room = self.numbers - self.counts - self.left - _LEAST_BAR
        return [self.type_of(one).wrap(one.name, room) for one in self.units]

    @cached_property
    def tops(self) -> list[float]:
        """Where each row begins, and where the last one ends."""
        pitch = Type(self.size).pitch
        heights = [self.least + (len(lines) - 1) * pitch for lines in self.names]
        return list(accumulate(heights, initial=_TOP))

    @cached_property
    def numbers(self) -> float:
        """The right edge of the numbers."""
        shares = Type(self.size, bold=True).widest(written_share(one.of, self.say) for one in self.units)
        return self.left + self.width - shares - _SPACE

    @cached_property
    def counts(self) -> float:
        """The width of the numbers."""
        return (
            Type(self.size, bold=True).widest(written_count(one.of, self.say) for one in self.units) + _SPACE
        )

    @cached_property
    def bars(self) -> tuple[float, float]:
        """The left edge of the bars, and the length of the longest."""
        rows = zip(self.units, self.names, strict=True)
        start = self.left + max(self.type_of(one).widest(lines) for one, lines in rows) + _SPACE
        return start, self.numbers - self.counts - start


def draw_respondents(respondents: pd.DataFrame, context: Context) -> Figure:
    """Shares of respondents by unit, by stratum and by margin, in number and percent."""
    units, parts = unit_shares(respondents, context), list(sections(respondents, context))
    columns = list(_columns(units, context.say))
    below = max((column.tops[-1] for column in columns), default=0.0)
    blocks = [Block(part, values_of(part), context.say) for part in parts]
    tops = list(accumulate((block.height for block in blocks), initial=below))
    words = (_title(units, context), _subtitle(parts, context))
    sheet = open_sheet(words, 0, tops[-1] + 0.1, context, list(_notes(units, parts, context)))
    for column in columns:
        _draw_units(sheet, column)
    for block, top in zip(blocks, tops, strict=False):
        draw_block(sheet, block, top)
    return sheet.figure


def describe_respondents(respondents: pd.DataFrame, context: Context) -> str:
    """The text that stands for the chart of respondents where it cannot be seen."""
    units, say = unit_shares(respondents, context), context.say
    told = [f"{one.name} {written_count(one.of, say)} ({written_share(one.of, say)})" for one in units]
    parts = [say("By unit: {units}", units=", ".join(told))] if told else []
    for section in sections(respondents, context):
        values = [f"{value.label} {told_of(value, say)}" for value in values_of(section)]
        parts.append(f"{section.title}: {', '.join(values) or instead(section, say)}")
    return describe(_title(units, context), ". ".join(parts), context)


def _columns(units: Sequence[UnitShare], say: Language) -> Iterator[_UnitColumn]:
    """The units in one column, or in two of nearly equal length."""
    if not units:
        return
    n = 1 if len(units) <= _FEW else 2
    rows = math.ceil(len(units) / n)
    width = (WIDTH - (n - 1) * _BETWEEN) / n
    least = min(0.5, max(0.26, _ROWS / rows))
    highest = max((one.of.share for one in units if math.isfinite(one.of.share)), default=1.0)
    for i in range(n):
        own = units[i * rows : (i + 1) * rows]
        yield _UnitColumn(own, i * (width + _BETWEEN), width, least, highest, say)


def _draw_units(sheet: Sheet, column: _UnitColumn) -> None:
    start, longest = column.bars
    for one, lines, top, end in zip(column.units, column.names, column.tops, column.tops[1:], strict=False):
        type_, y = column.type_of(one), (top + end) / 2
        if one.own:
            sheet.box(column.left, top, column.width, end - top, theme.BAND)
        sheet.write_lines(column.left + 0.05, y, lines, type_)
        if math.isfinite(one.of.share):
            length, thick = longest * one.of.share / column.highest, 0.6 * column.least
            sheet.box(start, y - thick / 2, length, thick, theme.OWN.face if one.own else ALL_FACE)
        sheet.write(column.numbers, y, written_count(one.of, column.say), type_, "right")
        right = column.left + column.width - 0.05
        sheet.write(right, y, written_share(one.of, column.say), type_, "right")


def _title(units: Sequence[UnitShare], context: Context) -> str:
    say, everybody = context.say, total(units)
    known = math.isfinite(everybody)
    one = next((one for one in units if one.own and not one.of.withheld), None)
    if one is None and not known:
        return say("Who answered")
    if one is not None:
        text = later("{unit}: {n} of {total} valid responses ({share}%)")
        if not known:
            text = later("{unit}: {n} valid responses ({share}% of all)")
        return say(text, **_values(one, context), total=count(everybody, say))
    values = {"total": count(everybody, say), "n": len(units)}
    if len(units) < 2 or units[0].of.n == units[1].of.n:
        return say("{total} valid responses from {n} units", **values)
    text = later("{total} valid responses from {n} units,\nthe largest share from {unit} ({share}%)")
    return say(text, **{**_values(units[0], context), **values})


def _values(one: UnitShare, context: Context) -> dict[str, object]:
    say = context.say
    name = clean(context.unit_names.get(one.code, one.name))
    return {"unit": name, "n": count(one.of.n, say), "share": percent(one.of.share, say)}


def _subtitle(parts: Sequence[Section], context: Context) -> str:
    say = context.say
    lines = [say("Valid responses by unit: number, and share of all responses.")]
    if any(math.isfinite(value.own.n) for part in parts for value in part.values):
        lines.append(
            say("Below: number, and share of the responses of the unit (dark) and of all units (grey).")
        )
    elif parts:
        lines.append(say("Below: number, and share of the responses of all units."))
    return "\n".join(lines)


def _notes(units: Sequence[UnitShare], parts: Sequence[Section], context: Context) -> Iterator[str]:
    """What the signs of the chart mean, as far as they are there."""
    shares = [share for part in parts for value in values_of(part) for _, share in lines_of(value)]
    if any(math.isfinite(share.target) for share in shares):
        yield context.say(
            "Diamond: share to which the weights are adjusted, among responses whose value is known."
        )
    withheld = any(one.of.withheld for one in units) or any(
        part.own_withheld or part.all_withheld for part in parts
    )
    yield from label_notes({"suppressed"} if withheld else set(), context.say)
