"""The scale of sample sizes in a chart, logarithmic where they differ much."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

_LOGARITHMIC_FROM = 5.0
"""The ratio of the largest to the smallest size from which the scale is logarithmic."""

_BEYOND = 0.1
_FEWEST, _MOST = 3, 8
_LOG_STEPS = ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 5, 7))
_STEPS = (1, 2, 5)


@dataclass(frozen=True)
class Sizes:
    """Where a size lies between the edges `left` and `right` of a plot (centimetres)."""

    low: float
    high: float
    left: float
    right: float

    @classmethod
    def spanning(cls, values: Iterable[float], left: float, right: float) -> "Sizes":
        """A scale that reaches a tenth beyond the smallest and the largest of `values`."""
        known = [value for value in values if math.isfinite(value) and value > 0] or [100.0]
        return cls(min(known) * (1 - _BEYOND), max(known) * (1 + _BEYOND), left, right)

    @property
    def logarithmic(self) -> bool:
        """Whether equal distances mean equal ratios."""
        return self.high / self.low > _LOGARITHMIC_FROM

    def x(self, size: float) -> float:
        """The place of `size` on the sheet, in centimetres."""
        if self.logarithmic:
            share = math.log(size / self.low) / math.log(self.high / self.low)
        else:
            share = (size - self.low) / (self.high - self.low)
        return self.left + share * (self.right - self.left)

    @property
    def ticks(self) -> list[float]:
        """The round sizes to label."""
        choices = [self._logarithmic(steps) for steps in _LOG_STEPS] if self.logarithmic else self._even()
        fitting = [ticks for ticks in choices if _FEWEST <= len(ticks) <= _MOST]
        return max(fitting, key=len) if fitting else min(choices, key=lambda ticks: abs(len(ticks) - _MOST))

    def _logarithmic(self, steps: tuple[float, ...]) -> list[float]:
        powers = range(math.floor(math.log10(self.low)), math.ceil(math.log10(self.high)) + 1)
        return self._within(step * 10.0**power for power in powers for step in steps)

    def _even(self) -> list[list[float]]:
        power = math.floor(math.log10(self.high - self.low))
        widths = [step * 10.0**p for p in (power - 1, power) for step in _STEPS]
        return [
            self._within(width * i for i in range(math.ceil(self.low / width), int(self.high / width) + 1))
            for width in widths
        ]

    def _within(self, ticks: Iterable[float]) -> list[float]:
        return [tick for tick in ticks if self.low <= tick <= self.high]
