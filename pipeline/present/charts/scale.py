"""The scale of an index in a chart, between round numbers."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.present.charts import theme
from pipeline.present.charts.sheet import Sheet
from pipeline.present.charts.theme import NOTE
from pipeline.present.numbers import percent
from schemas.language import Language


@dataclass(frozen=True)
class Scale:
    """Where an index (percent) lies between the edges `left` and `right` of a plot (centimetres)."""

    low: float
    high: float
    step: float
    left: float
    right: float

    @classmethod
    def spanning(cls, values: Iterable[float], left: float, right: float) -> "Scale":
        """A scale between round numbers, at least 20 points wide: small gaps shall look small."""
        known = [value for value in values if math.isfinite(value)] or [100.0]
        highest = min(100.0, max(*known, min(known) + 20))
        lowest = min(*known, highest - 20)
        for step in (5, 10, 20):
            low, high = math.floor(lowest / step) * step, math.ceil(highest / step) * step
            if (high - low) / step <= 7:
                break
        return cls(low, high, step, left, right)

    def x(self, value: float) -> float:
        """The place of `value` on the sheet, in centimetres."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    @property
    def ticks(self) -> list[float]:
        """The round values to label."""
        count = round((self.high - self.low) / self.step)
        return [self.low + self.step * i for i in range(count + 1)]

    def label(self, tick: float, say: Language) -> str:
        """A tick as it is written; the last one says the unit."""
        return percent(tick, say, digits=0) + ("%" if tick == self.high else "")


def draw_grid(sheet: Sheet, scale: Scale, spans: Sequence[tuple[float, float]], say: Language) -> None:
    """The vertical lines of a scale over the heights of `spans`, the values below the last."""
    for tick in scale.ticks:
        for span in spans:
            sheet.line((scale.x(tick), scale.x(tick)), span, theme.GRID, 0.6)
        sheet.write(scale.x(tick), spans[-1][1] + 0.2, scale.label(tick, say), NOTE, "center")
