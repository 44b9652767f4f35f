"""The focus unit's gaps of the overall index, and what each criterion contributes to them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

import pandas as pd

from pipeline.present.charts.criteria_words import named
from pipeline.present.charts.theme import clean
from pipeline.present.context import Context
from pipeline.present.numbers import MINUS, points
from pipeline.present.unit_rows import number
from schemas.language import Language, later

Against = Literal["median", "best"]


@dataclass(frozen=True)
class Part:
    """What a criterion contributes to a gap, with its 95 % interval; points, NaN where not known."""

    code: str
    text: str
    dimension: str
    value: float
    interval: tuple[float, float]

    @property
    def sampled(self) -> bool:
        """Whether its interval is known."""
        return math.isfinite(sum(self.interval))

    @property
    def open(self) -> bool:
        """Whether it cannot be told from zero: its interval is known and contains 0."""
        return self.sampled and self.interval[0] <= 0 <= self.interval[1]


@dataclass(frozen=True)
class Split:
    """A gap of the overall index against the median or the best unit, and its parts by criterion.

    `by_chance` says that the tests leave open whether there is a gap at all.
    """

    against: Against
    other: str
    by_chance: bool
    gap: float
    interval: tuple[float, float]
    parts: Mapping[str, Part]

    @property
    def in_order(self) -> list[Part]:
        """The parts from the one that is largest in the direction of the gap."""
        return sorted(self.parts.values(), key=lambda part: part.value, reverse=self.gap > 0)

    @property
    def sampled(self) -> bool:
        """Whether intervals of parts are known."""
        return any(part.sampled for part in self.parts.values())

    @property
    def rounded_otherwise(self) -> bool:
        """Whether the parts as they are printed do not add up to the gap as it is printed."""
        return sum(_printed(part.value) for part in self.parts.values()) != _printed(self.gap)


def splits_of(decomposition: pd.DataFrame, comparison: pd.DataFrame, context: Context) -> list[Split]:
    """The focus unit's gaps that are split: to the median, and to the best unit where it is another."""
    rows = decomposition[decomposition["unit"] == context.focus].to_dict("records")
    overall = comparison[(comparison["unit"] == context.focus) & (comparison["kind"] == "overall")]
    if not rows or not len(overall):
        return []
    gaps = overall.iloc[0]
    best = str(rows[0]["best_unit"])
    others: dict[Against, str] = {
        "median": context.say("the median"),
        "best": clean(context.short_names.get(best, best)),
    }
    splits = [_split(against, other, rows, gaps, context) for against, other in others.items()]
    return [split for split in splits if _is_split(split)]


def _split(
    against: Against, other: str, rows: Sequence[Mapping[Any, Any]], gaps: "pd.Series[Any]", context: Context
) -> Split:
    name, gap = f"to_{against}", f"gap_to_{against}"
    texts = {one.code: one.text.within(context.say.code) for one in context.questionnaire.criteria}
    parts = [_part(row, name, texts, context) for row in rows]
    return Split(
        against=against,
        other=other,
        by_chance=gaps["verdict"] == "not_distinguishable"
        if against == "median"
        else gaps["level_with_best"] == "yes",
        gap=number(gaps[gap]),
        interval=(number(gaps[f"{gap}_low"]), number(gaps[f"{gap}_high"])),
        parts={part.code: part for part in parts},
    )


def _part(row: Mapping[Any, Any], name: str, texts: Mapping[str, str], context: Context) -> Part:
    code, dimension = str(row["item"]), str(row["dimension"])
    short = {one.code: one.short.within(context.say.code) for one in context.questionnaire.dimensions}
    return Part(
        code=code,
        text=clean(texts.get(code, code)),
        dimension=clean(short.get(dimension, dimension)),
        value=number(row[name]),
        interval=(number(row[f"{name}_low"]), number(row[f"{name}_high"])),
    )


def _is_split(split: Split) -> bool:
    """Whether gap and parts are known, and the unit is not compared with itself."""
    values = [part.value for part in split.parts.values()]
    return math.isfinite(split.gap + sum(values)) and any(values)


def _printed(value: float) -> Decimal:
    """A gap with the digits that are printed."""
    return Decimal(points(value, Language("en")).replace(MINUS, "-").replace(",", ""))


_GAPS: Mapping[Against, tuple[str, str]] = {
    "best": (
        later("{unit} against the highest, {other}: {gap} points;"),
        later("{unit} against the highest, {other}: {gap} points, but it may be the best itself;"),
    ),
    "median": (
        later("{unit} against the median: {gap} points;"),
        later("{unit} against the median: {gap} points, cannot be told apart;"),
    ),
}
"""What is said of a gap, and of one that may be nothing but chance."""


def finding(splits: Sequence[Split], ranked: bool, context: Context) -> str:
    """The gap to the best unit, or to the median where that alone is split, and the largest part of it."""
    say, split = context.say, splits[-1]
    unit = clean(context.unit_names.get(context.focus or "", context.focus or ""))
    gap = say(
        _GAPS[split.against][split.by_chance],
        unit=unit if ranked else say("{unit} (not ranked)", unit=unit),
        other=split.other,
        gap=points(split.gap, say),
    )
    part = split.in_order[0]
    text = later("largest part: {criterion} ({part})")
    if part.open:
        text = later("largest part: {criterion} ({part}), which cannot be told from zero")
    return f"{gap}\n" + say(text, criterion=named(part.code, part.text), part=points(part.value, say))
