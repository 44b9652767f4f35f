"""The dimensions of one unit over the periods: the rows of the chart of years."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.present.charts.dimension_rows import items
from pipeline.present.context import Context
from pipeline.present.unit_rows import number


@dataclass(frozen=True)
class Point:
    """An index in one period; `joined` where it goes on from the point before it, `breaks` why it does not.

    Numbers are NaN where there are none.
    """

    period: str
    index: float
    interval: tuple[float, float]
    n: float
    reliability: str
    joined: bool
    breaks: tuple[str, ...]


@dataclass(frozen=True)
class Change:
    """The change of an index since an earlier period, in points; NaN and "" where there is none."""

    earlier: str
    basis: str
    points: float
    interval: tuple[float, float]
    verdict: str
    breaks: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """One dimension, or the overall index: its points in the order of periods, its changes to this period."""

    label: str
    overall: bool
    points: tuple[Point, ...]
    changes: tuple[Change, ...]


def panels(history: pd.DataFrame, changes: pd.DataFrame, context: Context) -> list[Panel]:
    """The overall index of the focus unit and its dimensions; nothing where it is in no period."""
    own = history[history["unit"] == context.focus]
    periods = sorted(own["period"].unique())
    told = changes[changes["unit"] == context.focus]
    made = [
        Panel(
            label,
            kind == "overall",
            tuple(_points(_of(own, kind, item), _of(told, kind, item), periods)),
            tuple(_changes(_of(told, kind, item), context.period)),
        )
        for kind, item, label in sorted(items(context), key=lambda one: one[0] != "overall")
    ]
    return [panel for panel in made if panel.points]


def _of(table: pd.DataFrame, kind: str, item: str) -> list[dict[Any, Any]]:
    return table[(table["kind"] == kind) & (table["item"] == item)].to_dict("records")


def _points(
    rows: Sequence[Mapping[Any, Any]], told: Sequence[Mapping[Any, Any]], periods: Sequence[str]
) -> Iterator[Point]:
    """A point for each of `periods`; without numbers where the item was not asked."""
    by_period = {str(row["period"]): row for row in rows}
    breaks = {(str(row["earlier"]), str(row["period"])): _split(row["breaks"]) for row in told}
    before = ""
    for period in periods:
        row = by_period.get(period, {})
        found = breaks.get((before, period))
        yield Point(
            period,
            number(row.get("index")),
            (number(row.get("ci_low")), number(row.get("ci_high"))),
            number(row.get("n_respondents")),
            str(row.get("reliability", "")),
            joined=found == (),
            breaks=found or (),
        )
        before = period


def _changes(told: Sequence[Mapping[Any, Any]], period: str) -> Iterator[Change]:
    for row in told:
        if row["period"] == period:
            yield Change(
                str(row["earlier"]),
                str(row["basis"]),
                number(row["change"]),
                (number(row["change_low"]), number(row["change_high"])),
                str(row["verdict"]),
                _split(row["breaks"]),
            )


def _split(codes: object) -> tuple[str, ...]:
    return tuple(code for code in str(codes).split(";") if code)
