"""A variable of the chart of respondents: its values, with bars for the focus unit and for all."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from pipeline.present.charts import theme
from pipeline.present.charts.respondent_rows import Section, Share, Value
from pipeline.present.charts.sheet import Sheet
from pipeline.present.charts.theme import TEXT, WIDTH, Mark, Type
from pipeline.present.numbers import NO_DATA, count, percent
from pipeline.present.signs import WITHHELD
from schemas.language import Language, later

_NUMBER, _PERCENT = 1.4, 1.6
_TARGET = Mark("D", theme.PAPER, theme.INK, theme.INK, 4.5, 1.0)
ALL_FACE = theme.CROWD.face

_HEAD, _LABEL, _WHO = 0.75, 4.0, 1.3
_BAR, _PADDING = 0.2, 0.14
_BOLD, _LINE = Type(TEXT.size, bold=True), Type(7)
_WHOSE = (later("the unit"), later("all units"))
"""Whose the shares of a value are."""

MOST_VALUES = 12
"""Of a variable with more values than that only those of the focus unit are drawn."""


@dataclass(frozen=True)
class Block:
    """A variable with the values that are drawn of it, in lines for the unit and for all."""

    section: Section
    values: Sequence[Value]
    say: Language

    @cached_property
    def labels(self) -> list[tuple[str, ...]]:
        """The lines of the labels of the values."""
        return [_LINE.wrap(value.label, _LABEL - 0.1) for value in self.values]

    @cached_property
    def title(self) -> tuple[str, ...]:
        """The lines of the head."""
        return _BOLD.wrap(self.section.title, 0.7 * WIDTH)

    @cached_property
    def tops(self) -> list[float]:
        """Where each value begins below the top of the block, and where the last one ends."""
        lines = [
            max(len(label), len(lines_of(value)))
            for label, value in zip(self.labels, self.values, strict=True)
        ]
        heights = [n * _LINE.pitch + _PADDING for n in lines]
        return list(accumulate(heights, initial=_HEAD + (len(self.title) - 1) * _BOLD.pitch))

    @property
    def height(self) -> float:
        """The height of the block."""
        return self.tops[-1] + (0 if self.values else _LINE.pitch)

    @property
    def highest(self) -> float:
        """The largest share or target in it, in percent."""
        shares = [share for value in self.values for share in (value.own, value.of_all)]
        known = [end for share in shares for end in (share.share, share.target) if math.isfinite(end)]
        return max(known, default=1.0) or 1.0


def written_count(share: Share, say: Language) -> str:
    """A number of respondents; a cross where it is withheld."""
    return WITHHELD if share.withheld else count(share.n, say)


def written_share(share: Share, say: Language) -> str:
    """A share with its sign; a cross where it is withheld."""
    if share.withheld:
        return WITHHELD
    return f"{percent(share.share, say)}%" if math.isfinite(share.share) else NO_DATA


def values_of(section: Section) -> Sequence[Value]:
    """The values that are drawn of a section: of many, only those of the focus unit."""
    if len(section.values) <= MOST_VALUES:
        return section.values
    own = [value for value in section.values if value.own.n > 0]
    return own if len(own) <= MOST_VALUES else ()


def instead(section: Section, say: Language) -> str:
    """What stands for values that are not drawn."""
    if not section.values:
        return WITHHELD
    return say("{n} values, too many to be drawn; the table holds them", n=count(len(section.values), say))


def lines_of(value: Value) -> list[tuple[str, Share]]:
    """The shares of a value that are known, with the names of whose they are."""
    return [
        (whose, share) for whose, share in zip(_WHOSE, (value.own, value.of_all), strict=True) if share.n >= 0
    ]


def told_of(value: Value, say: Language) -> str:
    """The shares of a value in words."""
    shares = [
        say(
            "{whose} {n} ({share})",
            whose=say(whose),
            n=written_count(share, say),
            share=written_share(share, say),
        )
        for whose, share in lines_of(value)
    ]
    return ", ".join(shares)


def draw_block(sheet: Sheet, block: Block, top: float) -> None:
    """A block whose upper edge is `top`."""
    say, section = block.say, block.section
    sheet.line((0, WIDTH), (top + 0.2, top + 0.2), theme.GRID, 0.8)
    for i, line in enumerate(block.title):
        sheet.write(0, top + 0.5 + i * _BOLD.pitch, line, _BOLD)
    hidden = zip(_WHOSE, (section.own_withheld, section.all_withheld), strict=True)
    if text := ", ".join(f"{say(whose)}: {WITHHELD}" for whose, gone in hidden if gone):
        sheet.write(WIDTH - 0.05, top + 0.5, text, _LINE, "right")
    if not block.values and section.values:
        sheet.write(0, top + block.tops[0] + _LINE.pitch / 2, instead(section, say), _LINE)
    for value, label, start, end in zip(block.values, block.labels, block.tops, block.tops[1:], strict=False):
        middle = top + (start + end) / 2
        sheet.write_lines(0.05, middle, label, _LINE)
        lines = lines_of(value)
        for i, (whose, share) in enumerate(lines):
            y = middle + (i - (len(lines) - 1) / 2) * _LINE.pitch
            _draw_share(sheet, block, y, share, whose)


def _draw_share(sheet: Sheet, block: Block, y: float, share: Share, whose: str) -> None:
    """A bar with its number and its share, and the mark of its target."""
    own, left = whose == _WHOSE[0], _LABEL + _WHO
    type_ = Type(_LINE.size, own, theme.OWN.ink if own else theme.INK)
    numbers = WIDTH - _PERCENT
    longest = numbers - _NUMBER - left
    sheet.write(_LABEL, y, block.say(whose), type_)
    face = theme.OWN.face if own else ALL_FACE
    sheet.box(left, y - _BAR / 2, longest * share.share / block.highest, _BAR, face)
    sheet.mark(left + longest * share.target / block.highest, y, _TARGET)
    sheet.write(numbers, y, written_count(share, block.say), type_, "right")
    sheet.write(WIDTH - 0.05, y, written_share(share, block.say), type_, "right")
