"""Labels beside their marks, so that none covers another, a mark or a line that leads to one."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.present.charts.theme import Type

Numbers = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

_DISTANCES = (0.17, 0.25, 0.45, 0.7, 1.0, 1.4, 1.9, 2.5, 3.2)
_DIRECTIONS = 16
_LED = 0.3
"""A label further from its mark than this (centimetres) is led to it by a line."""

_STEPS = np.linspace(0, 1, 25)
_ROOM = 0.05
_COST_OF_CROSSING = 0.05
_COST_OF_MARK = 0.4


@dataclass(frozen=True)
class Label:
    """Lines of text for the mark at (x, y); all lengths in centimetres, y downwards."""

    x: float
    y: float
    lines: tuple[str, ...]
    type_: Type

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the text."""
        return self.type_.widest(self.lines), len(self.lines) * self.type_.pitch


@dataclass(frozen=True)
class Place:
    """The box of a label, and the point of it to which a line leads from the mark, if one does."""

    left: float
    top: float
    right: float
    bottom: float
    led: tuple[float, float] | None


@dataclass(frozen=True)
class Ground:
    """What labels lie on.

    They stay in the `frame` (left, top, right, bottom), do not cover the boxes of `marks` [M, 4], and where
    they can not the `points` [P, 2] of lines.
    """

    frame: tuple[float, float, float, float]
    marks: Numbers
    points: Numbers


def place_labels(labels: Sequence[Label], ground: Ground) -> list[Place | None]:
    """A place for each label, the first ones served first; None where there is no room for it."""
    taken, leaders = np.empty((0, 4)), np.empty((0, 2))
    places: list[Place | None] = []
    for label in labels:
        place = _best(label, ground, taken, leaders)
        places.append(place)
        if place:
            box = [place.left - _ROOM, place.top, place.right + _ROOM, place.bottom]
            taken = np.vstack([taken, box])
            if place.led:
                leaders = np.vstack([leaders, _between(label, np.array([place.led]))[0]])
    return places


def _best(label: Label, ground: Ground, taken: Numbers, leaders: Numbers) -> Place | None:
    boxes, distance = _candidates(label)
    ends = np.clip([label.x, label.y], boxes[:, :2], boxes[:, 2:])
    led = np.hypot(*(ends - [label.x, label.y]).T) > _LED
    ways = _between(label, ends)
    free = _inside(boxes, ground.frame) & ~_meet(boxes, np.vstack([ground.marks, taken])).any(axis=1)
    free &= ~_hold(boxes, leaders).any(axis=1)
    free &= ~(led & _crossed(ways, taken).any(axis=1))
    if not free.any():
        return None
    others = ground.marks[~_around(label, ground.marks)]
    cost = distance + _COST_OF_CROSSING * _hold(boxes, ground.points).sum(axis=1)
    cost += np.where(led, _COST_OF_MARK * _crossed(ways, others).sum(axis=1), 0)
    best = int(np.argmin(np.where(free, cost, np.inf)))
    x, y = ends[best]
    left, top, right, bottom = (float(side) for side in boxes[best])
    return Place(left, top, right, bottom, (float(x), float(y)) if led[best] else None)


def _candidates(label: Label) -> tuple[Numbers, Numbers]:
    """Boxes [C, 4] around the mark, to the right first, and their distances."""
    width, height = label.size
    angle = 2 * math.pi * np.arange(_DIRECTIONS) / _DIRECTIONS
    distance, angle = (part.ravel() for part in np.meshgrid(_DISTANCES, angle, indexing="ij"))
    x = label.x + np.cos(angle) * (distance + width / 2)
    y = label.y + np.sin(angle) * (distance + height / 2)
    boxes = np.stack([x - width / 2, y - height / 2, x + width / 2, y + height / 2], axis=1)
    return boxes, distance


def _between(label: Label, ends: Numbers) -> Numbers:
    """Points on the straight ways from the mark to `ends` [C, 2], [C, S, 2]."""
    start = np.array([label.x, label.y])
    return np.asarray(start + _STEPS[:, np.newaxis] * (ends - start)[:, np.newaxis, :])


def _inside(boxes: Numbers, frame: tuple[float, float, float, float]) -> Truths:
    left, top, right, bottom = frame
    low, high = boxes[:, :2] >= [left, top], boxes[:, 2:] <= [right, bottom]
    return np.asarray(low.all(axis=1) & high.all(axis=1))


def _meet(boxes: Numbers, others: Numbers) -> Truths:
    """Which boxes [C, 4] and others [M, 4] overlap, [C, M]."""
    apart = (boxes[:, np.newaxis, :2] >= others[:, 2:]) | (boxes[:, np.newaxis, 2:] <= others[:, :2])
    return np.asarray(~apart.any(axis=2))


def _hold(boxes: Numbers, points: Numbers) -> Truths:
    """Which boxes [C, 4] hold which points [P, 2], [C, P]."""
    inside = (points >= boxes[:, np.newaxis, :2]) & (points <= boxes[:, np.newaxis, 2:])
    return np.asarray(inside.all(axis=2))


def _crossed(ways: Numbers, boxes: Numbers) -> Truths:
    """Which ways [C, S, 2] lead through which boxes [M, 4], [C, M]."""
    shape = len(ways), len(_STEPS), len(boxes)
    held = _hold(boxes, ways.reshape(-1, 2)).T.reshape(shape)
    return np.asarray(held.any(axis=1))


def _around(label: Label, marks: Numbers) -> Truths:
    """The marks that lie at the label's own."""
    return np.asarray(_hold(marks, np.array([[label.x, label.y]]))[:, 0])
