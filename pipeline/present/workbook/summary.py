"""The summary: the overall index and the dimensions of every unit, with the median and the best below."""

from collections.abc import Iterator

import pandas as pd

from pipeline.present.charts.dimension_rows import first, of_item
from pipeline.present.charts.theme import BAND, GRID
from pipeline.present.context import Context
from pipeline.present.signs import label_notes
from pipeline.present.unit_rows import FIGURE, number
from pipeline.present.workbook.cells import Figure, Value
from pipeline.present.workbook.listing import Column, Listing, Row
from pipeline.present.workbook.words import unit_name, unit_names, word

_Key = tuple[str, str]


def summary(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Listing:
    """One row a unit, one column an index; the highest overall index first."""
    say = context.say
    labels = estimates[[*FIGURE, "reliability", "level"]]
    table = comparison.merge(labels, on=FIGURE, how="left")
    overall = of_item(table, "overall", "overall").sort_values(["level", "rank", "index"], kind="stable")
    levels = list(dict.fromkeys(overall["level"]))
    heads = [Column(say("Level of administration"), widest=14)] if len(levels) > 1 else []
    return Listing(
        name=say("Summary"),
        shows=say("Overall index and dimensions of every unit, with the median and the best unit"),
        title=say("Overall index and dimensions of the units (%)"),
        columns=[
            *heads,
            Column(say("Unit"), widest=44),
            Column(say("Rank"), "rank"),
            *(Column(name, "index") for _, _, name in _items(context)),
        ],
        rows=_units(overall, table, context, with_level=len(levels) > 1),
        below=[row for level in levels for row in _marks(level, table, context, with_level=len(levels) > 1)],
        notes=_notes(table, context),
    )


def _items(context: Context) -> Iterator[tuple[str, str, str]]:
    """Kind, item and head of every column of indices."""
    yield "overall", "overall", context.say("Overall index")
    for dimension in context.questionnaire.dimensions:
        yield "dimension", dimension.code, dimension.short.within(context.say.code)


def _units(overall: pd.DataFrame, table: pd.DataFrame, context: Context, *, with_level: bool) -> list[Row]:
    figures: dict[tuple[str, str, str], Value] = {
        (str(row["unit"]), str(row["kind"]), str(row["item"])): (
            word("not_published", context)
            if row["reliability"] == "not_published"
            else Figure(number(row["index"]), str(row["reliability"]))
        )
        for row in table.to_dict("records")
    }
    return [
        Row(
            (
                *([str(row["level"])] if with_level else []),
                unit_name(str(row["unit"]), context),
                number(row["rank"]),
                *(figures.get((str(row["unit"]), kind, item)) for kind, item, _ in _items(context)),
            ),
            fill=BAND if row["unit"] == context.focus else "",
        )
        for row in overall.to_dict("records")
    ]


def _marks(level: str, table: pd.DataFrame, context: Context, *, with_level: bool) -> Iterator[Row]:
    """The median, the highest index and the units that have it, of the units of a level."""
    say, compared = context.say, table[table["level"] == level]
    columns = [of_item(compared, kind, item) for kind, item, _ in _items(context)]
    before = [level] if with_level else []
    medians, bests = ([first(column[name]) for column in columns] for name in ("median", "best"))
    units = [unit_names(next(iter(column["best_units"].dropna()), ""), context) for column in columns]
    for label, cells in ((say("Median"), medians), (say("Highest"), bests), (say("Highest: unit"), units)):
        yield Row((*before, label, None, *cells), fill=GRID, bold=True)


def _notes(table: pd.DataFrame, context: Context) -> list[str]:
    say, labels = context.say, set(table.loc[table["kind"].isin(["overall", "dimension"]), "reliability"])
    notes = [*label_notes(labels, say)]
    if "not_published" in labels:
        text = say("Not published: fewer than {n} respondents.", n=context.thresholds.publish_from)
        notes.append(text)
    return [*notes, say("Empty cells: nobody answered, or a criterion of the dimension has no answer.")]
