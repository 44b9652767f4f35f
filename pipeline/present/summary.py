"""The summary of a run as a person reads it on a terminal."""

from collections.abc import Iterator
from typing import Any

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from pipeline.present.context import Context
from pipeline.present.numbers import count, percent, points
from pipeline.present.theme import SIMULATED
from schemas.tables import REASONS


def summary_table(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Table:
    """The overall index and the dimensions of the focus unit; without one, the overall index of all units."""
    say = context.say
    rows = comparison[comparison["kind"].isin(["overall", "dimension"])]
    if context.focus is None:
        rows = rows[rows["kind"] == "overall"].sort_values("rank", kind="stable")
        title = say("Overall index, period {period}", period=context.period)
        names, head = context.unit_names, say("Unit")
        labels = [names.get(unit, unit) for unit in rows["unit"]]
    else:
        rows = rows[rows["unit"] == context.focus].sort_values("kind", key=_overall_first, kind="stable")
        name = context.unit_names.get(context.focus, context.focus)
        title = say("{unit}, period {period}", unit=name, period=context.period)
        short = {d.code: d.short.within(say.code) for d in context.questionnaire.dimensions}
        head, labels = say("Item"), [short.get(item, say("Overall")) for item in rows["item"]]
    caption = Text(SIMULATED, style="bold") if context.simulated else None
    table = Table(
        title=Text(title), title_justify="left", caption=caption, caption_justify="left", box=box.SIMPLE_HEAD
    )
    table.add_column(head)
    for column in (say("n"), say("Index"), say("Median"), say("Gap"), say("Best"), say("Gap"), say("Rank")):
        table.add_column(column, justify="right")
    people = estimates.set_index(["unit", "kind", "item"])["n_respondents"]
    for label, row in zip(labels, rows.to_dict("records"), strict=True):
        table.add_row(
            Text(label),
            count(int(people[row["unit"], row["kind"], row["item"]]), say),
            percent(row["index"], say),
            percent(row["median"], say),
            points(row["gap_to_median"], say),
            percent(row["best"], say),
            points(row["gap_to_best"], say),
            "–" if pd.isna(row["rank"]) else f"{row['rank']}/{row['n_units']}",
        )
    return table


def summary_notes(comparison: pd.DataFrame, context: Context) -> Iterator[str]:
    """What a reader of the summary has to know: who is not published, or has no data, and why."""
    say, overall = context.say, comparison[comparison["kind"] == "overall"]
    if context.focus is not None and context.focus not in set(overall["unit"]):
        name = context.unit_names.get(context.focus, context.focus)
        yield say("{unit}: no accepted response in this period", unit=name)
    for row in overall[overall["reason"] != ""].to_dict("records"):
        name = context.unit_names.get(row["unit"], row["unit"])
        yield say("{unit}: {reason}", unit=name, reason=say(REASONS[row["reason"]]))


def summary_values(comparison: pd.DataFrame) -> list[dict[str, Any]]:
    """The overall index and the dimensions of all units, for a program that reads the result."""
    return records(comparison[comparison["kind"].isin(["overall", "dimension"])])


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON takes them: missing values are None."""
    cells = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in cells.to_dict("records")]


def _overall_first(kinds: "pd.Series[str]") -> "pd.Series[bool]":
    return kinds != "overall"
