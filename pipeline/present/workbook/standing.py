"""Lists of indices beside median and best unit: the ranking, dimensions, criteria, today's units."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import pandas as pd

from pipeline.present.charts.theme import BAND
from pipeline.present.context import Context
from pipeline.present.signs import WITHHELD, label_notes
from pipeline.present.unit_rows import FIGURE, number
from pipeline.present.workbook.cells import Figure, Value
from pipeline.present.workbook.listing import Column, Listing, Row
from pipeline.present.workbook.words import (
    dimension_of,
    item_name,
    reasons,
    text_of,
    unit_name,
    unit_names,
    word,
)
from schemas.language import Language, later

Items = Literal["overall", "dimension", "criterion", "all"]

EMPTY_CELLS = later("Empty cells: there is no such figure; the last column says why where there is a reason.")
GAPS = later("Gaps are the official ones, in percentage points, without regard to sampling error.")
UNPUBLISHED = later(
    "In grey italics: not published; such a unit has no rank and is no part of median and best."
)
_ORDER = ("overall", "dimension", "criterion")


def ranking(results_comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Listing:
    """The units by their overall index, the best first."""
    say, table = context.say, _joined(results_comparison, estimates)
    overall = table[table["kind"] == "overall"].sort_values(["level", "rank", "index"], kind="stable")
    return Listing(
        name=say("Ranking"),
        shows=say("Overall index of every unit with interval, gaps, verdict, rank and reliability"),
        title=say("Ranking of the units by their overall index"),
        columns=_columns("overall", table, context),
        rows=_rows("overall", overall, context),
        notes=_notes(overall, context),
    )


def dimensions(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Listing:
    """The dimensions of all units."""
    say, table = context.say, _joined(comparison, estimates)
    rows = table[table["kind"] == "dimension"]
    return Listing(
        name=say("Dimensions"),
        shows=say("Every dimension of every unit beside median and best unit; a list to filter"),
        title=say("Dimensions of all units"),
        columns=_columns("dimension", table, context),
        rows=_rows("dimension", rows, context),
        notes=_notes(rows, context),
        fixed=2,
    )


def criteria(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Listing:
    """The criteria of all units."""
    say, table = context.say, _joined(comparison, estimates)
    rows = table[table["kind"] == "criterion"]
    return Listing(
        name=say("Criteria"),
        shows=say("Every criterion of every unit beside median and best unit; a list to filter"),
        title=say("Criteria of all units"),
        columns=_columns("criterion", table, context),
        rows=_rows("criterion", rows, context),
        notes=_notes(rows, context),
        fixed=2,
    )


def units_today(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Listing:
    """All figures of the units as they are today, after mergers."""
    say, table = context.say, _joined(comparison, estimates)
    rows = table[table["kind"].isin(_ORDER)]
    rows = rows.sort_values("kind", key=lambda kinds: kinds.map(_ORDER.index), kind="stable")
    return Listing(
        name=say("Units today"),
        shows=say("The same figures for the units as they are today, after later mergers"),
        title=say("Figures for the units as they are today"),
        columns=_columns("all", table, context),
        rows=_rows("all", rows, context),
        notes=[
            say("These are the figures that a survey of the merged units would have given."),
            *_notes(rows, context),
        ],
        fixed=2,
    )


def _joined(comparison: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    """The comparison beside what the estimates alone tell; both have reasons of their own."""
    own = [*FIGURE, "n_respondents", "n_answers", "ci_low", "ci_high", "reliability", "level", "reason"]
    joined: pd.DataFrame = comparison.merge(estimates[own], on=FIGURE, how="left", suffixes=("", "_label"))
    return joined


def has_levels(table: pd.DataFrame) -> bool:
    """Whether units of several levels of administration stand in a table, each compared with its own."""
    return table["level"].nunique() > 1


def _columns(items: Items, table: pd.DataFrame, context: Context) -> list[Column]:
    return [*_names(items, table, context.say), *_sizes(items, context.say), *_figures(items, context.say)]


def _names(items: Items, table: pd.DataFrame, say: Language) -> Iterator[Column]:
    if has_levels(table):
        yield Column(say("Level of administration"), widest=14)
    yield Column(say("Unit"), widest=30)
    if items in ("criterion", "all"):
        yield Column(say("Code"), widest=12)
    if items != "overall":
        yield Column(
            say("Item") if items == "all" else say("Dimension"), widest=38 if items != "criterion" else 18
        )
    if items == "criterion":
        yield Column(say("Criterion"), widest=46)


def _sizes(items: Items, say: Language) -> Iterator[Column]:
    yield Column(say("Respondents"), "count")
    if items in ("dimension", "all"):
        yield Column(say("Answers"), "count")


def _figures(items: Items, say: Language) -> Iterator[Column]:
    of_index, of_median, of_best = (
        say("95 % interval"),
        say("Gap to the median (points)"),
        say("Gap to the best (points)"),
    )
    yield Column(say("Index (%)"), "index")
    yield Column(say("from"), "index", of_index)
    yield Column(say("to"), "index", of_index)
    yield Column(say("Median (%)"), "index")
    yield Column(say("Gap"), "gap", of_median)
    yield Column(say("from"), "gap", of_median)
    yield Column(say("to"), "gap", of_median)
    yield Column(say("Verdict"), widest=21)
    if items != "overall":
        yield Column(say("Best (%)"), "index")
        yield Column(say("Best unit"), widest=18)
    yield Column(say("Gap"), "gap", of_best)
    yield Column(say("from"), "gap", of_best)
    yield Column(say("to"), "gap", of_best)
    ranks = say("Ranks that stay open")
    yield Column(say("Rank"), "rank")
    yield Column(say("from"), "rank", ranks)
    yield Column(say("to"), "rank", ranks)
    if items != "overall":
        yield Column(say("Units compared"), "rank")
    yield Column(say("Reliability"), widest=16)
    yield Column(say("Reason"), widest=34)


def _rows(items: Items, table: pd.DataFrame, context: Context) -> list[Row]:
    with_level = has_levels(table)
    return [
        Row(
            (
                *([str(row["level"])] if with_level else []),
                *_named(items, row, context),
                *_sized(items, row),
                *_compared(items, row, context),
            ),
            fill=BAND if row["unit"] == context.focus else "",
        )
        for row in table.to_dict("records")
    ]


def _named(items: Items, row: Mapping[Any, Any], context: Context) -> Iterator[Value]:
    kind, item = str(row["kind"]), str(row["item"])
    yield unit_name(str(row["unit"]), context)
    if items in ("criterion", "all"):
        yield item if kind == "criterion" else ""
    if items == "criterion":
        yield dimension_of(item, context)
    if items != "overall":
        yield item_name(kind, item, context)


def _sized(items: Items, row: Mapping[Any, Any]) -> Iterator[Value]:
    withheld = row["reliability"] == "suppressed"
    yield WITHHELD if withheld else number(row["n_respondents"])
    if items in ("dimension", "all"):
        yield WITHHELD if withheld else number(row["n_answers"])


def _compared(items: Items, row: Mapping[Any, Any], context: Context) -> Iterator[Value]:
    yield Figure(number(row["index"]), str(row["reliability"]))
    for name in ("ci_low", "ci_high", "median", "gap_to_median", "gap_to_median_low", "gap_to_median_high"):
        yield number(row[name])
    yield word(text_of(row["verdict"]), context)
    if items != "overall":
        yield number(row["best"])
        yield unit_names(text_of(row["best_units"]), context)
    for name in ("gap_to_best", "gap_to_best_low", "gap_to_best_high", "rank", "rank_low", "rank_high"):
        yield number(row[name])
    if items != "overall":
        yield number(row["n_units"])
    yield word(str(row["reliability"]), context)
    yield reasons([text_of(row["reason_label"]), text_of(row["reason"])], context)


def _notes(table: pd.DataFrame, context: Context) -> list[str]:
    say, labels = context.say, set(table["reliability"])
    notes = [say(GAPS), *label_notes(labels, say)]
    if "not_published" in labels:
        notes.append(say(UNPUBLISHED))
    return [*notes, say(EMPTY_CELLS)]
