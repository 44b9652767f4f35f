"""What stands above and below a table with a column for each criterion: dimensions, codes, texts."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline.present.charts import theme
from pipeline.present.charts.lines import lines_of
from pipeline.present.charts.sheet import Sheet
from pipeline.present.charts.theme import HEAD, NOTE, WIDTH, Type

_ABOVE_RULE = 0.1
_RULE = 0.14
_SEAM = 0.04
_WIDEST = 2.8
_MOST = 3
LEAST = 4.5
"""Points; nothing is written smaller."""


@dataclass(frozen=True)
class Group:
    """The columns of a dimension between `left` and `right` in centimetres; no `codes` for a lone column."""

    label: str
    left: float
    right: float
    codes: Sequence[str]


@dataclass(frozen=True)
class CriteriaHeads:
    """Codes stand above their columns, the names of dimensions above the codes.

    Where columns are too narrow for their codes, every second one stands higher. A name that is wider than
    its columns stands above those to the right of it, with a line down to its own.
    """

    groups: Sequence[Group]
    width: float

    @cached_property
    def type_(self) -> Type:
        """The type of the codes."""
        widest = Type(1).widest(code for group in self.groups for code in group.codes)
        fitting = 0.99 * (self.width - _SEAM) / widest if widest else HEAD.size
        return Type(max(LEAST, min(HEAD.size, fitting)), ink=HEAD.ink)

    @cached_property
    def _storeys(self) -> int:
        widest = self.type_.widest(code for group in self.groups for code in group.codes)
        return 1 if widest <= self.width - _SEAM else 2

    @cached_property
    def _codes(self) -> list[list[tuple[str, ...]]]:
        room = self._storeys * self.width - _SEAM
        return [[self.type_.wrap(code, room) for code in group.codes] for group in self.groups]

    @cached_property
    def _storey(self) -> float:
        lines = [len(code) for group in self._codes for code in group]
        return max(lines, default=0) * self.type_.pitch

    @cached_property
    def _names(self) -> list[tuple[float, tuple[str, ...]]]:
        """How high the name of each group stands above the rule, and its lines."""
        codes = _ABOVE_RULE + self._storeys * self._storey + _RULE
        placed: list[tuple[float, float, tuple[str, ...]]] = []
        for group in reversed(self.groups):
            lines = _name(group)
            end = group.left + HEAD.widest(lines) + 0.15
            tops = [low + len(name) * HEAD.pitch for left, low, name in placed if left < end]
            aside = not group.codes and self._storeys == 1
            placed.append((group.left, max(_ABOVE_RULE if aside else codes, *tops, 0), lines))
        return [(low, lines) for _, low, lines in reversed(placed)]

    @property
    def lines(self) -> int:
        """The height of all of it in lines of heads, as a sheet is opened with."""
        height = max((low + len(lines) * HEAD.pitch for low, lines in self._names), default=0)
        return math.ceil(height / HEAD.pitch)

    def draw(self, sheet: Sheet) -> None:
        """Names, a line over the columns of each, and the codes."""
        over = _ABOVE_RULE + self._storeys * self._storey + 0.05
        n = 0
        for group, codes, (low, name) in zip(self.groups, self._codes, self._names, strict=True):
            x = group.left + 0.02
            sheet.write_lines(x + 0.03, -low - len(name) * HEAD.pitch / 2, name, HEAD)
            if group.codes:
                sheet.line((x, group.right - 0.02), (-over, -over), theme.QUIET, 0.7)
            foot = over if group.codes else _ABOVE_RULE
            if low > foot + _RULE:
                sheet.line((x, x), (-low - len(name) * HEAD.pitch, -foot), theme.PALE, 0.6)
            for i, lines in enumerate(codes):
                y = _ABOVE_RULE + (n % self._storeys) * self._storey + len(lines) * self.type_.pitch / 2
                sheet.write_lines(group.left + (i + 0.5) * self.width, -y, lines, self.type_, "center")
                n += 1


def _name(group: Group) -> tuple[str, ...]:
    """The name of a group in the width of its columns, or in more where a word of it needs more."""
    room = group.right - group.left - 0.1
    widest = HEAD.widest(group.label.split())
    lines = HEAD.wrap(group.label, room) if widest <= room else ()
    if 0 < len(lines) <= _MOST:
        return lines
    return lines_of(HEAD, group.label, max(room, min(_WIDEST, WIDTH - group.left - 0.1)), _MOST)


@dataclass(frozen=True)
class CriteriaTexts:
    """What codes stand for, in two columns of small type."""

    texts: Sequence[tuple[str, str]]

    _HALF = (WIDTH - 0.4) / 2

    @cached_property
    def _indent(self) -> float:
        return min(1.5, NOTE.widest(code for code, _ in self.texts)) + 0.15

    @cached_property
    def _entries(self) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
        return [
            (NOTE.wrap(code, self._indent - 0.1), NOTE.wrap(text, self._HALF - self._indent))
            for code, text in self.texts
        ]

    @cached_property
    def _heights(self) -> list[float]:
        return [max(map(len, entry)) * NOTE.pitch for entry in self._entries]

    @cached_property
    def _first(self) -> int:
        """How many texts stand in the first column."""
        whole, n = sum(self._heights), len(self._heights)
        return next((i for i in range(n) if 2 * sum(self._heights[:i]) >= whole), n)

    @property
    def height(self) -> float:
        """The height of the higher column in centimetres."""
        return max(sum(self._heights[: self._first]), sum(self._heights[self._first :]))

    def draw(self, sheet: Sheet, top: float) -> None:
        """The texts below `top`."""
        for i, (x, y) in enumerate(self._places(top)):
            for left, lines in zip((x, x + self._indent), self._entries[i], strict=True):
                sheet.write_lines(left, y + len(lines) * NOTE.pitch / 2, lines, NOTE)

    def _places(self, top: float) -> Iterator[tuple[float, float]]:
        for left, heights in (
            (0.0, self._heights[: self._first]),
            (self._HALF + 0.4, self._heights[self._first :]),
        ):
            y = top
            for height in heights:
                yield left, y
                y += height
