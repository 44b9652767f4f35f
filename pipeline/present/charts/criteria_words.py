"""What is said of the table of units by criteria: its finding, what it shows, the texts of the criteria."""

import math
from collections.abc import Sequence

from pipeline.present.charts.cells import Cell, Column
from pipeline.present.charts.theme import clean
from pipeline.present.context import Context
from pipeline.present.numbers import count, percent
from pipeline.present.unit_rows import Standing
from schemas.language import later

_MEDIAN_AND_LOWEST = later(
    "Lowest median: {criterion} ({median}%);\nlowest index: {value}% for criterion {other} in {unit}"
)
_MEDIAN_AND_LOWEST_CARE = later(
    "Lowest median: {criterion} ({median}%);\n"
    "lowest index: {value}%, to be used with care, for criterion {other} in {unit}"
)
_LOWEST = later("Lowest index: {value}% for criterion {other} in {unit}")
_LOWEST_CARE = later("Lowest index: {value}%, to be used with care, for criterion {other} in {unit}")


def texts_of(context: Context) -> dict[str, str]:
    """The texts of the criteria by their codes, dimension by dimension."""
    texts = {one.code: clean(one.text.within(context.say.code)) for one in context.questionnaire.criteria}
    dimensions = (dimension.code for dimension in context.questionnaire.dimensions)
    return {code: texts[code] for one in dimensions for code in context.questionnaire.criteria_of(one)}


def dimension_of(code: str, context: Context) -> str:
    """The code of the dimension that a criterion belongs to."""
    return next(one.dimension or "" for one in context.questionnaire.criteria if one.code == code)


def named(code: str, text: str) -> str:
    """A criterion within a sentence: its code and its text in quotation marks."""
    return f"{code} “{text}”"


def title_of(columns: Sequence[Column], context: Context) -> str:
    """The criterion with the lowest median, and where the lowest index of a ranked unit is."""
    say, texts = context.say, texts_of(context)
    criteria = [column for column in columns if not column.overall]
    ranked = [
        (cell, unit, column)
        for column in criteria
        for unit, cell in column.cells.items()
        if cell.ranked and math.isfinite(cell.value)
    ]
    if not ranked:
        return say("Satisfaction index by unit and criterion")
    cell, unit, column = min(ranked, key=_value)
    values = {
        "other": column.label,
        "unit": clean(context.short_names.get(unit, unit)),
        "value": percent(cell.value, say),
    }
    care = cell.reliability == "use_with_care"
    known = [one for one in criteria if math.isfinite(one.median)]
    if not known:
        return say(_LOWEST_CARE if care else _LOWEST, **values)
    lowest = min(known, key=_median)
    values |= {
        "criterion": named(lowest.label, texts[lowest.label]),
        "median": percent(lowest.median, say),
    }
    return say(_MEDIAN_AND_LOWEST_CARE if care else _MEDIAN_AND_LOWEST, **values)


def _value(found: tuple[Cell, str, Column]) -> float:
    return found[0].value


def _median(column: Column) -> float:
    return column.median


def subtitle_of(rows: Sequence[Standing], columns: Sequence[Column], context: Context) -> str:
    """What is measured, in how many units and responses, and in which order."""
    say, n = context.say, [row.n for row in rows]
    text = later("Satisfaction index by criterion, whole percent: {n} units, {k} criteria.")
    if all(math.isfinite(one) for one in n):
        text = later(
            "Satisfaction index by criterion, whole percent: {n} units, {responses} responses, {k} criteria."
        )
    shown = say(text, n=len(rows), k=len(columns) - 1, responses=count(sum(n), say))
    order = later("Units from the highest overall index down; triangle: highest of the column.")
    return f"{shown} {say(order)} " + say("Official positions; sampling error is not considered.")


def detail_of(rows: Sequence[Standing], columns: Sequence[Column], context: Context) -> str:
    """What the table holds, for the text that stands for it."""
    text = later("Table of {n} units by {k} criteria, shaded from the lowest to the highest index.")
    return context.say(text, n=len(rows), k=len(columns) - 1)
