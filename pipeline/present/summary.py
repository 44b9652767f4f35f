"""The summary of a run as a person reads it on a terminal."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from textwrap import fill
from typing import Any

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from pipeline.present.caption import caption, grouped, listed
from pipeline.present.charts.theme import SIMULATED
from pipeline.present.context import Context
from pipeline.present.numbers import NO_DATA, count, percent, points
from pipeline.present.signs import figure
from pipeline.present.unit_rows import FIGURE, number, peers, span_of_ranks
from schemas.labels import REASONS
from schemas.language import Language, later
from schemas.terms import TERMS

_VERDICT = 10
"""The width of a verdict in letters, at which each takes two lines."""


def summary_table(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Table:
    """The overall index and the dimensions of the focus unit; without one, the overall index of all units.

    Each row has the official figures in its first line, and in the second what the sample says of them.
    """
    say = context.say
    rows = _rows(comparison, estimates, context)
    table = Table(
        title=Text(_title(context)),
        title_justify="left",
        caption=_caption(rows, comparison, estimates, context),
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
    )
    table.add_column(say("Item") if context.focus else say("Unit"))
    table.add_column(say("Index"), justify="right", no_wrap=True)
    table.add_column(say("Median,\ngap"), justify="right", no_wrap=True)
    table.add_column(say("Verdict"), no_wrap=True)
    table.add_column(say("Best,\ngap"), justify="right", no_wrap=True)
    table.add_column(say("Rank"), justify="right", no_wrap=True)
    for row in rows.to_dict("records"):
        table.add_row(*(_quiet_below(cell) for cell in _cells(row, context)))
    return table


def summary_notes(comparison: pd.DataFrame, context: Context) -> Iterator[str]:
    """What a reader of the summary has to know: who is not published, withheld, or has no data, and why."""
    say, overall = context.say, comparison[comparison["kind"] == "overall"]
    if context.focus is not None and context.focus not in set(overall["unit"]):
        name = context.unit_names.get(context.focus, context.focus)
        yield say("{unit}: no accepted response in this period", unit=name)
    names = [context.unit_names.get(unit, unit) for unit in overall["unit"]]
    for reason, units in grouped(zip(overall["reason"], names, strict=True)):
        yield say("{unit}: {reason}", unit=listed(units, say), reason=say(REASONS[reason]))
    hidden = comparison[comparison["reason"].str.startswith("suppressed") & (comparison["kind"] != "formula")]
    if len(hidden):
        units = [context.unit_names.get(unit, unit) for unit in hidden["unit"].unique()]
        text = later("{n} figures are withheld, so that nobody's answers can be recognised: {names}")
        yield say(text, n=count(len(hidden), say), names=listed(units, say))


def summary_values(comparison: pd.DataFrame) -> list[dict[str, Any]]:
    """The overall index and the dimensions of all units, for a program that reads the result."""
    return records(comparison[comparison["kind"].isin(["overall", "dimension"])])


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a table as JSON takes them: missing values are None."""
    cells = table.astype(object).where(table.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in cells.to_dict("records")]


def _title(context: Context) -> str:
    say = context.say
    if context.focus is None:
        return say("Overall index, period {period}", period=context.period)
    name = context.unit_names.get(context.focus, context.focus)
    return say("{unit}, period {period}", unit=name, period=context.period)


def _rows(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> pd.DataFrame:
    """The rows of the summary in their order, with what the estimates say of them, and a `label` each."""
    sizes = estimates[[*FIGURE, "n_respondents", "ci_low", "ci_high", "reliability", "reason"]]
    rows = comparison[comparison["kind"].isin(["overall", "dimension"])].merge(
        sizes.rename(columns={"reason": "care"}), on=FIGURE, how="left"
    )
    if context.focus is None:
        rows = rows[rows["kind"] == "overall"].sort_values("rank", kind="stable")
        return rows.assign(label=_names(rows["unit"], context))
    rows = rows[rows["unit"] == context.focus].sort_values("kind", key=_overall_first, kind="stable")
    short = {d.code: d.short.within(context.say.code) for d in context.questionnaire.dimensions}
    return rows.assign(label=[short.get(item, context.say("Overall")) for item in rows["item"]])


def _names(units: "pd.Series[str]", context: Context) -> list[str]:
    """The short names of units; the whole ones of those that share a short name."""
    short = [context.short_names.get(unit, unit) for unit in units]
    times = Counter(short)
    whole = (context.unit_names.get(unit, unit) for unit in units)
    return [name if times[name] == 1 else full for name, full in zip(short, whole, strict=True)]


def _overall_first(kinds: "pd.Series[str]") -> "pd.Series[bool]":
    return kinds != "overall"


def _caption(rows: pd.DataFrame, comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Text:
    lines = "\n".join(caption(rows, peers(comparison, estimates, context), context))
    if not context.simulated:
        return Text(lines, style="not italic")
    return Text.assemble((SIMULATED, "bold"), "\n", lines, style="not italic")


def _quiet_below(cell: str) -> Text:
    first, line, rest = cell.partition("\n")
    return Text.assemble(first, line, (rest, "dim"))


def _cells(row: Mapping[Any, Any], context: Context) -> Iterator[str]:
    """The cells of a row: the official figure, and in the next line what the sample says of it."""
    say = context.say
    low, high = number(row["ci_low"]), number(row["ci_high"])
    yield f"{row['label']}\n" + say("n = {n}", n=count(number(row["n_respondents"]), say))
    index = figure(number(row["index"]), row["reliability"], say)
    yield index + (f"\n{percent(low, say)}–{percent(high, say)}" if low <= high else "")
    yield _beside(row, "median", "gap_to_median", say)
    yield fill(say(TERMS[row["verdict"]].title), _VERDICT) if row["verdict"] else NO_DATA
    yield _beside(row, "best", "gap_to_best", say)
    yield _rank(row)


def _beside(row: Mapping[Any, Any], level: str, gap: str, say: Language) -> str:
    """Median or best index with the gap to it, and the interval of the gap in the next line."""
    own, low, high = (number(row[name]) for name in (gap, f"{gap}_low", f"{gap}_high"))
    official = percent(number(row[level]), say) + (f"  {points(own, say)}" if math.isfinite(own) else "")
    return official + (f"\n{points(low, say)}; {points(high, say)}" if low < high else "")


def _rank(row: Mapping[Any, Any]) -> str:
    """The rank out of how many, and the ranks that the sample leaves open in the next line."""
    if pd.isna(row["rank"]):
        return NO_DATA
    ranks = span_of_ranks(number(row["rank_low"]), number(row["rank_high"]))
    return f"{row['rank']}/{row['n_units']}" + (f"\n({ranks})" if ranks else "")
