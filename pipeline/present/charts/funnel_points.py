"""The units of a funnel as points, with the lines of its limits."""

import math
from collections import Counter
from dataclasses import dataclass

import pandas as pd

from pipeline.present.charts.theme import clean
from pipeline.present.context import Context
from pipeline.present.unit_rows import number

LIMITS = ("high_998", "high_95", "centre", "low_95", "low_998")
"""The lines of a funnel from the highest down."""


@dataclass(frozen=True)
class Point:
    """A unit: overall index (percent), effective sample size, and which limit it is outside of ("": none)."""

    unit: str
    name: str
    short: str
    own: bool
    index: float
    n_effective: float
    respondents: float
    outside: str

    @property
    def far(self) -> bool:
        """Whether it is outside the wider limits."""
        return self.outside in ("above_998", "below_998")


@dataclass(frozen=True)
class Funnel:
    """The units of one level and the lines that they are judged by.

    `lines` has the columns `n_effective` and `LIMITS`, and no row where there are no limits; `spread` tells
    whether these count a spread between units, `left_out` how many units have no point, `absent` the name
    of the focus unit where it is one of them.
    """

    points: tuple[Point, ...]
    lines: pd.DataFrame
    spread: bool
    left_out: int
    absent: str

    @property
    def own(self) -> Point | None:
        """The unit that the report is about."""
        return next((point for point in self.points if point.own), None)

    @property
    def outside(self) -> list[Point]:
        """The units outside the limits, the highest first."""
        found = [point for point in self.points if point.outside]
        return sorted(found, key=lambda point: (-point.index, point.name))

    @property
    def centre(self) -> float:
        """The index in the middle of the funnel, NaN where it has none."""
        return number(self.lines["centre"].iloc[0]) if len(self.lines) else math.nan


def funnel_of(table: pd.DataFrame, context: Context) -> Funnel:
    """The funnel of the focus unit's level; without a focus, of the level of most units."""
    units = table[table["unit"] != ""]
    levels = dict(zip(units["unit"], units["level"], strict=True))
    usual = next((level for level, _ in Counter(levels.values()).most_common(1)), "")
    focus = context.focus or ""
    level = levels.get(focus, usual)
    own = units[units["level"] == level]
    shown = own["reason"].isin(["", "too_few_units"]) & own[["index", "n_effective"]].notna().all(axis=1)
    lines = table[(table["unit"] == "") & (table["level"] == level)]
    return Funnel(
        points=tuple(_point(row, context) for row in own[shown].to_dict("records")),
        lines=lines[["n_effective", *LIMITS]],
        spread=bool((lines["between"] > 0).any()),
        left_out=int((~shown).sum()),
        absent=_name(focus, context) if focus in set(own.loc[~shown, "unit"]) else "",
    )


def _point(row: dict[str, object], context: Context) -> Point:
    unit = str(row["unit"])
    name = _name(unit, context)
    return Point(
        unit=unit,
        name=name,
        short=clean(context.short_names.get(unit, name)),
        own=unit == context.focus,
        index=number(row["index"]),
        n_effective=number(row["n_effective"]),
        respondents=number(row["n_respondents"]),
        outside=str(row["outside"]),
    )


def _name(unit: str, context: Context) -> str:
    return clean(context.unit_names.get(unit, unit))
