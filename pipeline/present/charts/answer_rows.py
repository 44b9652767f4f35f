"""The answers to the criteria of a chart, by dimension: shares of the levels, numbers, indices."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from pipeline.present.charts.levels import LevelKey
from pipeline.present.charts.theme import clean
from pipeline.present.context import Context
from pipeline.present.signs import figure
from pipeline.present.unit_rows import number


@dataclass(frozen=True)
class AnswerBar:
    """The answers to one criterion.

    `answers` is their number, NaN where withheld; `shares` are those of the levels from the lowest up, in
    percent, none where there are no answers. `index` is written, "" where there is none; `without` are the
    codes of units whose answers are withheld and not counted.
    """

    code: str
    text: str
    answers: float
    shares: tuple[float, ...]
    index: str
    without: tuple[str, ...]


@dataclass(frozen=True)
class AnswerGroup:
    """A dimension, its index as it is written, and the bars of its criteria."""

    name: str
    index: str
    bars: Sequence[AnswerBar]


def answer_groups(counts: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> list[AnswerGroup]:
    """Every dimension with the answers of the focus unit; without a focus, of all units together."""
    own = counts if context.focus is None else counts[counts["unit"] == context.focus]
    by_criterion = dict(list(own.groupby("criterion")))
    rows = estimates[estimates["unit"] == context.focus].to_dict("records")
    indices = {
        (row["kind"], row["item"]): figure(number(row["index"]), str(row["reliability"]), context.say)
        for row in rows
    }
    return [
        AnswerGroup(
            name=clean(dimension.name.within(context.say.code)),
            index=indices.get(("dimension", dimension.code), ""),
            bars=[
                _bar(code, by_criterion.get(code, own.iloc[:0]), indices, context)
                for code in context.questionnaire.criteria_of(dimension.code)
            ],
        )
        for dimension in context.questionnaire.dimensions
    ]


def _bar(
    code: str, counts: pd.DataFrame, indices: Mapping[tuple[str, str], str], context: Context
) -> AnswerBar:
    """The bar of one criterion from its rows of the counts."""
    criterion = next(one for one in context.questionnaire.criteria if one.code == code)
    told = counts[counts["n"].notna()]
    sums = told.groupby("code")["n"].sum()
    by_level = [float(sums.get(level, 0)) for level in LevelKey.of(context).codes]
    answers = sum(by_level)
    return AnswerBar(
        code=code,
        text=clean(criterion.text.within(context.say.code)),
        answers=math.nan if len(counts) and not len(told) else answers,
        shares=tuple(100 * n / answers for n in by_level) if answers else (),
        index=indices.get(("criterion", code), ""),
        without=tuple(counts.loc[counts["n"].isna(), "unit"].unique()),
    )
