"""The verb `changes`: every index beside that of the period before, and that of the year before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.measure.comparisons.verdicts import Adjustment, Texts, adjusted, p_values, verdicts
from schemas.framework import Framework
from schemas.labels import UNPUBLISHED
from schemas.period import Period
from schemas.settings import Comparing
from schemas.tables import CHANGES, checked

Column = npt.NDArray[np.float64]

_FIGURE = ["unit", "kind", "item"]
_NUMBERS = ["index", "ci_low", "ci_high", "df", "rank"]
_JUDGED = ["p_adjusted", "verdict"]


@dataclass(frozen=True)
class Measured:
    """A period: what it was measured with, its `ESTIMATES` and its `COMPARISON`."""

    period: Period
    framework: Framework
    estimates: pd.DataFrame
    comparison: pd.DataFrame


def changes(now: Measured, earlier: Sequence[Measured], comparing: Comparing | None = None) -> pd.DataFrame:
    """The change of every index since the period before, and since the same period a year earlier.

    Of `earlier`, periods of the same length as `now`, the last one before it is the period before
    (`previous`); the one of the same name a year earlier is `year_before`, where it is another one. A row is
    a unit and item that both periods have. `change` is the index now less the index before, in points, with a
    95 % interval (`difference`); `rank_change` is the rank before less the rank now, so that more is better.
    What was measured otherwise shows both indices and why it is no series, and no change.

    Intervals and verdicts are given where both indices are published and have an interval. p values are
    adjusted for all units and items of one kind and level, against one earlier period. Columns as in
    `processed/README.md`.
    """
    how = (comparing or Comparing()).adjust
    compared = [
        _judged(_uncertain(_beside(now, before)), how).assign(basis=basis)
        for basis, before in _bases(now, earlier)
    ]
    if not compared:
        return checked(pd.DataFrame(columns=list(CHANGES.columns)), CHANGES)
    return checked(pd.concat(compared, ignore_index=True), CHANGES)


def difference(before: Column, now: Column) -> tuple[Column, Column]:
    """The interval of now - before, from index, lower and upper end of each (`[3, U]`), in their unit.

    lower = d - sqrt((x2 - l2)^2 + (u1 - x1)^2), upper = d + sqrt((u2 - x2)^2 + (x1 - l1)^2), d = x2 - x1:
    the variance of each end is recovered from the end of the interval that it depends on. Both samples are
    independent. It never leaves -100 to 100, and has a width where both indices are 100. Sources: Newcombe
    (1998), method 10; Zou & Donner (2008).
    """
    (index_before, low_before, high_before), (index, low, high) = before, now
    change = index - index_before
    return (
        np.asarray(change - np.hypot(index - low, high_before - index_before)),
        np.asarray(change + np.hypot(high - index, index_before - low_before)),
    )


def _bases(now: Measured, earlier: Sequence[Measured]) -> Iterator[tuple[str, Measured]]:
    """The periods to compare with, and what each is."""
    before = sorted(
        (one for one in earlier if one.period.last < now.period.first), key=lambda one: one.period.first
    )
    if before:
        yield "previous", before[-1]
    for one in before[:-1]:
        if one.period.name == now.period.year_before:
            yield "year_before", one


def _beside(now: Measured, before: Measured) -> pd.DataFrame:
    """The figures that both periods have, side by side, in the order of those of now."""
    table = _figures(now).merge(_figures(before), on=_FIGURE, suffixes=("", "_before"))
    found = {
        (kind, item): ";".join(now.framework.breaks_since(before.framework, kind, item))
        for kind, item in set(zip(table["kind"], table["item"], strict=True))
    }
    keys = zip(table["kind"], table["item"], strict=True)
    table = table.assign(
        period=now.period.name,
        earlier=before.period.name,
        breaks=pd.Series([found[key] for key in keys], table.index, dtype="str"),
        simulated=table["simulated"] | table["simulated_before"],
        reason=table["reason"].where(table["reason"] != "", table["reason_before"]),
    )
    joined = table["breaks"] == ""
    return table.assign(
        reason=table["reason"].where(joined, ""),
        change=(table["index"] - table["index_before"]).where(joined),
        rank_change=(table["rank_before"] - table["rank"]).where(joined),
    )


def _figures(measured: Measured) -> pd.DataFrame:
    """Index, interval and rank of every unit and item; why it can only be looked at."""
    ranks = measured.comparison[[*_FIGURE, "rank"]]
    table = measured.estimates.merge(ranks, on=_FIGURE, how="left")
    unpublished = table["reliability"].isin(UNPUBLISHED)
    imprecise = table["ci_low"].isna() | ~(table["df"].astype("Float64") > 0).fillna(value=False)
    reason = table["reason"].where(unpublished, "").mask(~unpublished & imprecise, "single_sampling_unit")
    return table.assign(reason=reason)[[*_FIGURE, *_NUMBERS, "level", "formula", "reason", "simulated"]]


def _uncertain(table: pd.DataFrame) -> pd.DataFrame:
    """Interval and p of the changes that both samples tell of; nothing of the others."""
    told = ((table["breaks"] == "") & (table["reason"] == "")).to_numpy(np.bool_)
    before, now = (
        table[[f"{name}{suffix}" for name in ("index", "ci_low", "ci_high")]].to_numpy(np.float64).T
        for suffix in ("_before", "")
    )
    low, high = (np.where(told, end, np.nan) for end in difference(before, now))
    # The fewer degrees of freedom of the two: on the careful side, as in the verdicts on gaps.
    df = (
        table[["df_before", "df"]].astype("Float64").min(axis="columns").to_numpy(np.float64, na_value=np.nan)
    )
    p = p_values(table["change"].to_numpy(np.float64), low, high, df=df)
    return table.assign(change_low=low, change_high=high, p_value=p)


def _judged(table: pd.DataFrame, how: Adjustment) -> pd.DataFrame:
    """The verdicts, adjusted within each level and kind."""
    p = np.full(len(table), np.nan)
    for rows in table.groupby(["level", "kind"], sort=False).indices.values():
        p[rows] = adjusted(table["p_value"].to_numpy(np.float64)[rows], how)
    directions = _directions(table["change"].to_numpy(np.float64), p)
    return _same_verdict(table.assign(p_adjusted=p, verdict=pd.Series(directions, table.index, dtype="str")))


def _directions(change: Column, p_adjusted: Column) -> Texts:
    """What may be said of each change: "up", "down", "not_distinguishable"; "" where nothing is known."""
    found = verdicts(change, p_adjusted)
    return np.select([found == "above", found == "below"], ["up", "down"], default=found)


def _same_verdict(table: pd.DataFrame) -> pd.DataFrame:
    """The table with one verdict for one figure: the named formula that is official is the overall index."""
    overall = table[(table["kind"] == "overall") & (table["breaks"] == "")].set_index("unit")
    official = (table["kind"] == "formula") & (table["item"] == table["unit"].map(overall["formula"]))
    table.loc[official, _JUDGED] = overall.loc[table.loc[official, "unit"], _JUDGED].to_numpy()
    return table
