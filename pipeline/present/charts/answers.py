"""The answers to every criterion by level: bars that diverge from the middle of the scale."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.caption import listed
from pipeline.present.charts import theme
from pipeline.present.charts.answer_rows import AnswerBar, AnswerGroup, answer_groups
from pipeline.present.charts.dimension_rows import with_known_focus
from pipeline.present.charts.levels import BAR, LevelKey, draw_key, key_lines
from pipeline.present.charts.scale import Scale
from pipeline.present.charts.sheet import Sheet, describe, open_sheet
from pipeline.present.charts.theme import HEAD, WIDTH, Type, clean
from pipeline.present.context import Context
from pipeline.present.numbers import count, percent
from pipeline.present.signs import WITHHELD, label_notes
from schemas.language import Language, later

_SIZES = (7.5, 7.0, 6.5, 6.0, 5.5)
_TALLEST = 18.0
"""The type gets smaller until the rows are not higher than this, so that the chart fits on a page."""

_WIDEST_CODE, _TEXT, _NUMBER = 2.0, 5.8, 1.25
_SPACE, _PADDING = 0.2, 0.12


@dataclass(frozen=True)
class _Layout:
    """Where the rows and columns of the chart lie, in centimetres, with type of `size` points."""

    groups: Sequence[AnswerGroup]
    key: LevelKey
    size: float
    indexed: bool

    @property
    def type_(self) -> Type:
        """The type of the criteria."""
        return Type(self.size)

    @property
    def bold(self) -> Type:
        """The type of the dimensions."""
        return Type(self.size, bold=True)

    @cached_property
    def bars(self) -> list[AnswerBar]:
        """The bars of all groups."""
        return [bar for group in self.groups for bar in group.bars]

    @cached_property
    def text(self) -> float:
        """The left edge of the criteria's texts."""
        return min(_WIDEST_CODE, self.type_.widest(bar.code for bar in self.bars)) + _SPACE

    @property
    def edges(self) -> tuple[float, ...]:
        """The right edges of the columns of numbers; a bracket or a cross behind the digits hangs over."""
        last = WIDTH - self.type_.width(")" if self.indexed else f" {WITHHELD}")
        return (last - _NUMBER, last) if self.indexed else (last,)

    @cached_property
    def scale(self) -> Scale:
        """Where a share lies that is counted from the middle of the answer scale, to the left below zero."""
        lefts = [self.key.left_of_middle(bar.shares) for bar in self.bars if bar.shares] or [50.0]
        widest = min(_TEXT, self.type_.widest(bar.text for bar in self.bars))
        left, right = self.text + widest + 1.5 * _SPACE, self.edges[0] - _NUMBER
        return Scale(-max(lefts), 100 - min(lefts), 10, left, right)

    @cached_property
    def lines(self) -> Mapping[str, tuple[Sequence[str], Sequence[str]]]:
        """The lines of each criterion's code and of its text, by the code."""
        type_, code = self.type_, self.text - _SPACE + 0.01
        return {bar.code: (type_.wrap(bar.code, code), type_.wrap(bar.text, _TEXT)) for bar in self.bars}

    def head(self, group: AnswerGroup) -> Sequence[str]:
        """The lines of a dimension's name."""
        return self.bold.wrap(group.name, self.scale.right)

    def heights(self, group: AnswerGroup) -> list[float]:
        """The height of a dimension's head, then of its bars."""
        rows = [max(len(lines) for lines in self.lines[bar.code]) for bar in group.bars]
        head = len(self.head(group)) * self.bold.pitch + 1.5 * _PADDING
        return [head, *(max(n * self.type_.pitch, BAR) + _PADDING for n in rows)]

    @cached_property
    def tops(self) -> list[list[float]]:
        """The upper edges of the rows of each group, and the lower edge of its last row."""
        heights = [self.heights(group) for group in self.groups]
        starts = accumulate((sum(rows) for rows in heights), initial=0.0)
        return [list(accumulate(rows, initial=y)) for rows, y in zip(heights, starts, strict=False)]


def draw_answers(counts: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Figure:
    """The shares of the levels in the answers to each criterion, by dimension, around the middle level.

    Of the focus unit, with its indices; without a focus the answers of all units are counted together.
    """
    context = with_known_focus(context, counts)
    layout = _layout(counts, estimates, context)
    key, heads = layout.key.rows(layout.scale.right), _heads(context)
    sheet = open_sheet(
        (_title(layout, context), _subtitle(layout.key, counts, context)),
        max(key_lines(key), *(len(lines) for lines in heads)),
        layout.tops[-1][-1],
        context,
        _notes(layout, estimates, context),
    )
    draw_key(sheet, layout.key, key)
    for edge, lines in zip(layout.edges, heads, strict=True):
        sheet.write_head(edge, lines, HEAD, "right")
    for group, tops in zip(layout.groups, layout.tops, strict=True):
        _draw_head(sheet, group, tops[0], layout)
        for bar, top, bottom in zip(group.bars, tops[1:], tops[2:], strict=False):
            _draw_row(sheet, bar, (top, bottom), layout, context.say)
    return sheet.figure


def describe_answers(counts: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> str:
    """The text that stands for the chart of the answers where it cannot be seen."""
    context = with_known_focus(context, counts)
    layout, say = _layout(counts, estimates, context), context.say
    shares = [(bar.code, layout.key.dissatisfied_share(bar.shares)) for bar in layout.bars if bar.shares]
    text = later(
        "Stacked bars of the answers at {k} levels, from {lowest} to {highest}. Dissatisfied answers by "
        "criterion: {shares}."
    )
    detail = say(
        text,
        k=len(layout.key.names),
        lowest=layout.key.names[0],
        highest=layout.key.names[-1],
        shares="; ".join(f"{code} {percent(share, say)}%" for code, share in shares),
    )
    return describe(_title(layout, context), detail if shares else "", context)


def _layout(counts: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> _Layout:
    """The layout with the largest type in which all rows fit on a page, else that with the smallest."""
    groups, key = answer_groups(counts, estimates, context), LevelKey.of(context)
    layouts = (_Layout(groups, key, size, context.focus is not None) for size in _SIZES)
    return next(one for one in layouts if one.tops[-1][-1] <= _TALLEST or one.size == _SIZES[-1])


def _heads(context: Context) -> list[Sequence[str]]:
    texts = [context.say("Answers (n)")] + ([context.say("Index (%)")] if context.focus else [])
    return [HEAD.wrap(text, _NUMBER - 0.1) for text in texts]


def _draw_head(sheet: Sheet, group: AnswerGroup, top: float, layout: _Layout) -> None:
    """The name and the index of a dimension."""
    lines = layout.head(group)
    if top > 0:
        sheet.line((0, WIDTH), (top, top), theme.GRID, 0.8)
    y = top + _PADDING + len(lines) * layout.bold.pitch / 2
    sheet.write_lines(0, y, lines, layout.bold)
    if layout.indexed:
        _write_hanging(sheet, layout.edges[-1], y, group.index, layout.bold)


def _draw_row(
    sheet: Sheet, bar: AnswerBar, span: tuple[float, float], layout: _Layout, say: Language
) -> None:
    """A criterion, its bar between the heights of `span`, the number of answers and the index."""
    y, middle = sum(span) / 2, layout.scale.x(0)
    for x, lines in zip((0, layout.text), layout.lines[bar.code], strict=True):
        sheet.write_lines(x, y, lines, layout.type_)
    half = BAR / 2 if bar.shares else 0.0
    for end, edge in zip(span, (y - half, y + half), strict=True):
        sheet.line((middle, middle), (end, edge), theme.PALE, 0.8)
    if bar.shares:
        layout.key.draw_bar(sheet, bar.shares, y, layout.scale, Type(min(6.5, layout.size)), say)
    answers = WITHHELD if math.isnan(bar.answers) else count(bar.answers, say)
    withheld = bool(bar.without) and answers != WITHHELD
    _write_hanging(sheet, layout.edges[0], y, f"{answers} {WITHHELD}" if withheld else answers, layout.type_)
    if layout.indexed:
        _write_hanging(sheet, layout.edges[-1], y, bar.index, layout.type_)


def _write_hanging(sheet: Sheet, edge: float, y: float, text: str, type_: Type) -> None:
    """A number whose last digit stands at `edge`: a bracket or a cross behind it hangs over."""
    tail = next((sign for sign in (")", f" {WITHHELD}") if text.endswith(sign)), "")
    sheet.write(edge + type_.width(tail), y, text, type_, "right")


def _title(layout: _Layout, context: Context) -> str:
    """The criterion with the largest share of dissatisfied answers."""
    say, focus = context.say, context.focus
    unit = clean(context.unit_names.get(focus, focus)) if focus else say("All units together")
    shares = {bar: layout.key.dissatisfied_share(bar.shares) for bar in layout.bars if bar.shares}
    if not shares:
        return say("{unit}: no answers that may be shown", unit=unit)
    highest = max(shares.values())
    if not highest:
        return say("{unit}: no dissatisfied answers", unit=unit)
    first, *others = (bar for bar, share in shares.items() if math.isclose(share, highest))
    values = {"unit": unit, "criterion": f"{first.code} {first.text}", "share": percent(highest, say)}
    text = later("{unit}: largest share of dissatisfied answers ({share}% of {n})\nto {criterion}")
    if others:
        text = later(
            "{unit}: largest share of dissatisfied answers ({share}%)\nto {criterion} and {k} others"
        )
    return say(text, **values, n=count(first.answers, say), k=len(others))


def _subtitle(key: LevelKey, counts: pd.DataFrame, context: Context) -> str:
    """What is measured, and which levels are counted in the title."""
    say = context.say
    text = later("Answers to each criterion by level, in percent of those who answered it (n).")
    if context.focus is None:
        text = later("Answers of {k} units to each criterion, in percent of those who answered it (n).")
    missing = say("Missing answers (don't know, refused, blank, not eligible …) are left out.")
    return f"{say(text, k=counts['unit'].nunique())}\n{key.remarks(say)} {missing}"


def _notes(layout: _Layout, estimates: pd.DataFrame, context: Context) -> list[str]:
    """What the signs mean, whose answers are missing, and where weights count."""
    say, own = context.say, estimates
    if context.focus is None:
        missing = dict.fromkeys(unit for bar in layout.bars for unit in bar.without)
        names = listed([clean(context.short_names.get(unit, unit)) for unit in missing], say)
        text = later("n with ×: without units whose answers to the criterion are withheld ({names}).")
        notes = [say(text, names=names)] if missing else []
    else:
        own = estimates[
            (estimates["unit"] == context.focus) & estimates["kind"].isin(["criterion", "dimension"])
        ]
        notes = list(label_notes(set(own["reliability"]), say))
    if own["weighting"].isin(["column", "raked"]).any():
        notes.append(say("Bars count every answer once; indices are weighted."))
    return notes
