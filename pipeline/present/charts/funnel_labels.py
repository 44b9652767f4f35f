"""The names of units in a funnel: beside their marks where there is room, else numbers with a key below."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.present.charts import theme
from pipeline.present.charts.funnel_points import Point
from pipeline.present.charts.placing import Ground, Label, Place, place_labels
from pipeline.present.charts.sheet import Sheet
from pipeline.present.charts.theme import WIDTH, Type

_SIZE, _NUMBER_SIZE = 7.0, 6.5
_WIDEST, _MOST_LINES = 3.2, 2
_SPACE, _APART = 0.3, 0.15
_COLUMNS = 3


@dataclass(frozen=True)
class Key:
    """Numbers and the names they stand for, in columns."""

    numbers: Sequence[str]
    points: Sequence[Point]

    @property
    def height(self) -> float:
        """The height of the key in centimetres."""
        return _SPACE + sum(self._heights)

    @cached_property
    def _columns(self) -> int:
        """As many as let most names stand in one line."""
        widest = sorted(_type(point, _NUMBER_SIZE).width(point.name) for point in self.points)
        usual = widest[(len(widest) - 1) * 9 // 10]
        return next((n for n in range(_COLUMNS, 1, -1) if usual <= self._width(n)), 2)

    def _width(self, columns: int) -> float:
        return WIDTH / columns - self._indent - _APART

    @cached_property
    def _indent(self) -> float:
        return Type(_NUMBER_SIZE, bold=True).widest(self.numbers) + _APART

    @cached_property
    def _rows(self) -> int:
        return math.ceil(len(self.points) / self._columns)

    @cached_property
    def _names(self) -> list[tuple[str, ...]]:
        width = self._width(self._columns)
        return [_type(point, _NUMBER_SIZE).wrap(point.name, width) for point in self.points]

    @cached_property
    def _heights(self) -> list[float]:
        """The height of each row: that of its name of most lines."""
        names, pitch = self._names, Type(_NUMBER_SIZE).pitch
        return [pitch * max(len(lines) for lines in names[row :: self._rows]) for row in range(self._rows)]

    def draw(self, sheet: Sheet, top: float) -> None:
        """Write the key below `top`, down the columns."""
        names, heights, rows = self._names, self._heights, self._rows
        for i, (number, point) in enumerate(zip(self.numbers, self.points, strict=True)):
            column, row = divmod(i, rows)
            left, type_ = column * WIDTH / self._columns, _type(point, _NUMBER_SIZE)
            y = top + _SPACE + sum(heights[:row]) + type_.pitch * len(names[i]) / 2
            first = y - type_.pitch * (len(names[i]) - 1) / 2
            sheet.write(left + self._indent - _APART, first, number, type_, "right")
            sheet.write_lines(left + self._indent, y, names[i], type_)


@dataclass(frozen=True)
class Labels:
    """Labels with their places, None where one has none, and the key to them where they are numbers."""

    labels: Sequence[Label]
    places: Sequence[Place | None]
    key: Key | None = None

    @property
    def height(self) -> float:
        """The height of the key in centimetres, 0 where there is none."""
        return self.key.height if self.key else 0.0

    def draw(self, sheet: Sheet, top: float) -> None:
        """Write the labels, with thin lines to marks that are further off, and the key below `top`."""
        for label, place in zip(self.labels, self.places, strict=True):
            if place is None:
                continue
            if place.led:
                sheet.line((label.x, place.led[0]), (label.y, place.led[1]), theme.PALE, 0.6)
            middle = (place.top + place.bottom) / 2
            # Towards the mark, so that short lines of a name do not stand off from it.
            right = place.right < label.x
            x, align = (place.right, "right") if right else (place.left, "left")
            sheet.write_lines(x, middle, label.lines, label.type_, align)
        if self.key:
            self.key.draw(sheet, top)


def label_points(points: Sequence[tuple[Point, float, float]], ground: Ground) -> Labels:
    """Labels of points at (x, y) centimetres: by name where all find room, else by number with a key."""
    named = [Label(x, y, _type(p, _SIZE).wrap(p.short, _WIDEST), _type(p, _SIZE)) for p, x, y in points]
    if all(len(label.lines) <= _MOST_LINES for label in named):
        places = place_labels(named, ground)
        if all(places):
            return Labels(named, places)
    numbers = [str(i + 1) for i in range(len(points))]
    numbered = [
        Label(x, y, (number,), _type(point, _NUMBER_SIZE))
        for number, (point, x, y) in zip(numbers, points, strict=True)
    ]
    return Labels(numbered, place_labels(numbered, ground), Key(numbers, [point for point, _, _ in points]))


def _type(point: Point, size: float) -> Type:
    return Type(size, point.own, theme.OWN.ink if point.own else theme.INK)


def boxes_of(marks: Sequence[tuple[float, float, theme.Mark]]) -> npt.NDArray[np.float64]:
    """The boxes [M, 4] of marks at (x, y) centimetres."""
    half = [mark.size / 2 * theme.CM_PER_POINT + 0.02 for _, _, mark in marks]
    return np.array([(x - r, y - r, x + r, y + r) for (x, y, _), r in zip(marks, half, strict=True)]).reshape(
        -1, 4
    )
