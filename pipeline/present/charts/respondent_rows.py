"""Who answered, as the chart of respondents shows it: shares by unit, by stratum and by margin."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.present.charts.theme import clean
from pipeline.present.context import Context
from pipeline.present.unit_rows import number
from schemas.language import later
from schemas.settings import MARGIN

_BLANK = later("not stated")


@dataclass(frozen=True)
class Share:
    """So many respondents, as a share of theirs and the share that weights are raked to (percent).

    Numbers are NaN where there are none, and where they are `withheld`.
    """

    n: float = math.nan
    share: float = math.nan
    target: float = math.nan
    withheld: bool = False


@dataclass(frozen=True)
class UnitShare:
    """The respondents of a unit as a share of all; `own` marks the focus unit."""

    code: str
    name: str
    own: bool
    of: Share


@dataclass(frozen=True)
class Value:
    """A value of a variable: its share in the focus unit and in all units together."""

    label: str
    own: Share
    of_all: Share


@dataclass(frozen=True)
class Section:
    """A variable: its values in the order of the table; what of it is withheld."""

    title: str
    values: tuple[Value, ...]
    own_withheld: bool
    all_withheld: bool


def unit_shares(respondents: pd.DataFrame, context: Context) -> list[UnitShare]:
    """The units from the largest share down, those that are withheld last."""
    rows = respondents[respondents["variable"] == "unit"].to_dict("records")
    made = [_unit(row, context) for row in rows]
    return sorted(
        made, key=lambda one: (one.of.withheld, -one.of.n if math.isfinite(one.of.n) else 0, one.name)
    )


def _unit(row: Mapping[Any, Any], context: Context) -> UnitShare:
    code = str(row["value"])
    return UnitShare(code, clean(context.short_names.get(code, code)), code == context.focus, _share(row))


def sections(respondents: pd.DataFrame, context: Context) -> Iterator[Section]:
    """Strata and margins, as they stand in the table."""
    others = respondents[respondents["variable"] != "unit"]
    for variable, rows in others.groupby("variable", sort=False):
        of_all = _by_value(rows[rows["unit"] == ""])
        own = _by_value(rows[rows["unit"] == context.focus]) if context.focus else {}
        hidden = [any(share.withheld for share in shares.values()) for shares in (own, of_all)]
        shown = [{} if gone else shares for gone, shares in zip(hidden, (own, of_all), strict=True)]
        values = [
            Value(_label(value, context), *(shares.get(value, Share()) for shares in shown))
            for value in dict.fromkeys([*shown[1], *shown[0]])
        ]
        yield Section(_title(str(variable), context), tuple(values), *hidden)


def _by_value(rows: pd.DataFrame) -> dict[str, Share]:
    return {str(row["value"]): _share(row) for row in rows.to_dict("records")}


def _share(row: Mapping[Any, Any]) -> Share:
    return Share(number(row["n"]), number(row["share"]), number(row["target"]), row["reason"] != "")


def _label(value: str, context: Context) -> str:
    return clean(value) or context.say(_BLANK)


def _title(variable: str, context: Context) -> str:
    if variable == "stratum":
        return context.say("By stratum")
    header = context.margins.get(variable) or context.margins.get(variable.removeprefix(MARGIN), variable)
    return context.say("By “{header}”", header=clean(header))


def total(units: Sequence[UnitShare]) -> float:
    """All respondents; NaN where the number of some unit is withheld."""
    return sum(one.of.n for one in units) if units else math.nan
