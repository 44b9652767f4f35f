"""How the levels of the answer scale look, the same in every chart, sheet and page.

Levels below the middle are brown, those above it blue, a middle level grey; both sides get darker to
the ends. In grey print and for colour-blind readers luminance tells the levels of a side apart, and
hatching the lower side from the upper one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Self

import numpy as np
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from pipeline.present.charts import theme
from pipeline.present.charts.scale import Scale
from pipeline.present.charts.sheet import Sheet
from pipeline.present.charts.theme import CM_PER_POINT, HEAD, Type, clean
from pipeline.present.context import Context
from pipeline.present.numbers import percent
from schemas.language import Language
from schemas.questionnaire import Level
from schemas.questionnaire import Scale as Levels

_LOWER, _UPPER = ("#9A4200", "#F5C08A"), ("#0A5F98", "#A9CFE5")
"""From the ends of the scale towards its middle; equally dark and equally light on both sides."""

_MIDDLE = "#E8E8E8"
BAR = 0.34
"""The height of a bar of levels, in centimetres."""

_SEAM = 0.015
_SWATCH, _SPACE, _WIDEST = 0.36, 0.1, 5.0


def level_colours(k: int) -> tuple[str, ...]:
    """The colours of the `k` levels of a scale, from the lowest up, as "#rrggbb"; `ValueError` if `k` < 2.

    >>> level_colours(5)
    ('#9a4200', '#f5c08a', '#e8e8e8', '#a9cfe5', '#0a5f98')
    """
    if k < 2:
        raise ValueError(f"a scale has two levels or more, not {k}")
    lower, upper = (_ramp(*ends, k // 2) for ends in (_LOWER, _UPPER))
    middle = [to_hex(_MIDDLE)] if k % 2 else []
    return (*lower, *middle, *reversed(upper))


def levels_upwards(scale: Levels) -> tuple[Level, ...]:
    """The levels from the lowest up: turned round where the scale begins with the one that counts more."""
    first, last = scale.levels[0], scale.levels[-1]
    return scale.levels if first.value <= last.value else scale.levels[::-1]


def _ramp(dark: str, light: str, n: int) -> list[str]:
    """`n` colours from `dark` to `light` in equal steps; the dark one alone where `n` is 1."""
    start, end = np.array(to_rgb(dark)), np.array(to_rgb(light))
    return [to_hex(tuple(start + part * (end - start))) for part in np.linspace(0, 1, n)]


@dataclass(frozen=True)
class LevelKey:
    """The levels of the scale, from the lowest up: their codes in the tables, their names, their colours.

    `dissatisfied` says which levels count as dissatisfied: those below the middle that are worth less than
    one half.
    """

    codes: Sequence[str]
    names: Sequence[str]
    colours: Sequence[str]
    dissatisfied: Sequence[bool]

    @classmethod
    def of(cls, context: Context) -> Self:
        """The key to the scale of the questionnaire."""
        levels = levels_upwards(context.questionnaire.scale)
        return cls(
            codes=[str(level.code) for level in levels],
            names=[clean(level.label.within(context.say.code)) for level in levels],
            colours=level_colours(len(levels)),
            dissatisfied=[i < len(levels) // 2 and 2 * level.value < 1 for i, level in enumerate(levels)],
        )

    @property
    def below(self) -> int:
        """How many levels lie below the middle of the scale."""
        return len(self.names) // 2

    @property
    def middle(self) -> str | None:
        """The name of the level in the middle; a scale with an even number of levels has none."""
        return self.names[self.below] if len(self.names) % 2 else None

    def left_of_middle(self, shares: Sequence[float]) -> float:
        """How much of a bar of `shares` lies left of the middle of the scale; half of a middle level does."""
        return sum(shares[: self.below]) + (shares[self.below] / 2 if self.middle is not None else 0.0)

    def dissatisfied_share(self, shares: Sequence[float]) -> float:
        """What the levels that count as dissatisfied add up to."""
        return sum(share for share, counts in zip(shares, self.dissatisfied, strict=True) if counts)

    def rows(self, width: float) -> list[list[tuple[int, Sequence[str]]]]:
        """The places and lines of text of the levels, in as many rows as they need in `width` centimetres."""
        rows: list[list[tuple[int, Sequence[str]]]] = [[]]
        used = 0.0
        for place, name in enumerate(self.names):
            lines = HEAD.wrap(name, _WIDEST)
            if rows[-1] and used + _entry_width(lines) > width:
                rows.append([])
                used = 0.0
            rows[-1].append((place, lines))
            used += _entry_width(lines)
        return rows

    def remarks(self, say: Language) -> str:
        """What a reader has to know of the levels: which count as dissatisfied, where bars are centred."""
        named = [name for name, counts in zip(self.names, self.dissatisfied, strict=True) if counts]
        told = [say("Dissatisfied: {levels}.", levels=", ".join(named))] if named else []
        if self.middle is not None:
            told.append(say("Bars are centred on the middle of {level}.", level=self.middle))
        return " ".join([*told, say("Hatched: below the middle of the scale.")])

    def draw_bar(
        self, sheet: Sheet, shares: Sequence[float], y: float, scale: Scale, type_: Type, say: Language
    ) -> None:
        """The levels from left to right at the height `y`, each with its share where that fits.

        The middle of the answer scale lies at the zero of `scale`, with shares in percent to both sides.
        """
        starts = accumulate(shares, initial=-self.left_of_middle(shares))
        for place, (share, start) in enumerate(zip(shares, starts, strict=False)):
            left, width = scale.x(start), scale.x(start + share) - scale.x(start)
            text, room = percent(share, say, digits=0), width - 2 * _SEAM
            if share:
                self.draw_level(sheet, place, (left, y - BAR / 2, width, BAR))
            if share and (free := type_.width(text) + 0.06) <= room:
                # Digits on hatching are hard to read.
                ground = type_.size * CM_PER_POINT
                sheet.box(left + (width - free) / 2, y - ground / 2, free, ground, self.colours[place])
                ink = theme.ink_on(self.colours[place])
                sheet.write(left + width / 2, y, text, replace(type_, ink=ink), "center")

    def draw_level(self, sheet: Sheet, place: int, box: tuple[float, float, float, float]) -> None:
        """A box (left, top, width, height) in the colour of a level; hatched below the middle."""
        left, top, width, height = box
        colour, seam = self.colours[place], min(_SEAM, width / 4)
        patch = Rectangle(
            (left + seam, top), width - 2 * seam, height, facecolor=colour, linewidth=0, zorder=1
        )
        if place < self.below:
            patch.set_hatch("//////")
            patch.set_hatch_linewidth(0.5)
            patch.set_edgecolor(theme.PAPER if theme.ink_on(colour) == theme.PAPER else self.colours[0])
        sheet.axes.add_patch(patch)


def key_lines(rows: Sequence[Sequence[tuple[int, Sequence[str]]]]) -> int:
    """How many lines of text the rows of a key are high."""
    return sum(_lines_in(row) for row in rows)


def draw_key(sheet: Sheet, key: LevelKey, rows: Sequence[Sequence[tuple[int, Sequence[str]]]]) -> None:
    """The key of the levels, in the heads of the columns: it stands on the rule above the body."""
    y = -0.1 - key_lines(rows) * HEAD.pitch
    for row in rows:
        x, y = 0.0, y + _lines_in(row) * HEAD.pitch
        middle = y - _lines_in(row) * HEAD.pitch / 2
        for place, lines in row:
            key.draw_level(sheet, place, (x, middle - 0.11, _SWATCH, 0.22))
            sheet.write_lines(x + _SWATCH + _SPACE, middle, lines, HEAD)
            x += _entry_width(lines)


def _lines_in(row: Sequence[tuple[int, Sequence[str]]]) -> int:
    return max(len(lines) for _, lines in row)


def _entry_width(lines: Sequence[str]) -> float:
    return _SWATCH + _SPACE + HEAD.widest(lines) + 0.35
