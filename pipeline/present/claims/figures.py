"""The figures of the tables, as sentences name them: by the table, the keys of the row, and the column."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import pandas as pd
from pandas.api.types import is_numeric_dtype

from pipeline.present.claims.claim import Cell
from pipeline.present.context import Context
from pipeline.present.numbers import count, percent, points
from pipeline.present.results import Results
from pipeline.present.unit_rows import number, peers
from schemas.labels import UNPUBLISHED
from schemas.language import Language

FIGURE = ("unit", "kind", "item")
KEYS: Mapping[str, tuple[str, ...]] = {
    "estimates.csv": FIGURE,
    "comparison.csv": FIGURE,
    "decomposition.csv": ("unit", "item"),
    "changes.csv": ("earlier", *FIGURE),
    "accounting.csv": ("unit",),
}
"""The columns by which a row of a table is found, beside the period."""

SETTINGS = "settings"
"""In place of a table: the thresholds of the survey."""

ANY = "*"
"""In place of a key: every unit of the level, every dimension, or every criterion that is rated."""

_OVER_ROWS = re.compile(r"(count|sum|lowest|highest)\((.+)\)")
_PART = re.compile(r"(\w+) (=|<|>|<=|>=|has) (\S+)")
_PERCENT = re.compile(
    r"index|index_before|median|best|ci_(low|high)|(at_median|plus)_(raised_to|overall|gain)"
)
_POINTS = re.compile(r"(gap_to|to)_(median|best)(_low|_high)?|change(_low|_high)?")

Raw = float | str


def printed(column: str, value: Raw, say: Language, unsigned: bool = False) -> str:
    """A value of `column` as it is printed; `unsigned` where words tell the direction of a gap."""
    if isinstance(value, str):
        return value
    if _POINTS.fullmatch(column):
        return percent(abs(value), say) if unsigned else points(value, say)
    return percent(value, say) if _PERCENT.fullmatch(column) else count(value, say)


@dataclass(frozen=True)
class Figures:
    """The tables of a period with the context in which they are told.

    A column may also say something of several rows, those that the key `*` stands for: `count(index > 90)`,
    `sum(accepted)`, and `lowest(index)` or `highest(rank)`, the key of the row that has it (keys joined by
    `;` where several do).
    """

    results: Results
    context: Context

    def value(self, table: str, keys: tuple[str, ...], column: str) -> Raw:
        """What stands in a cell, NaN where it is empty; `KeyError` where there is no such row or column."""
        if table == SETTINGS:
            return float(getattr(self.context.thresholds, column))
        if over := _OVER_ROWS.fullmatch(column):
            if over[1] == "count":
                return float(len(self.counted(table, keys, column)))
            return self._over_rows(table, keys, over[1], over[2])
        return _raw(self._tables[table][keys][column])

    def cell(self, table: str, keys: tuple[str, ...], column: str, unsigned: bool = False) -> Cell:
        """A figure with the cell it comes from."""
        value = self.value(table, keys, column)
        return Cell(table, keys, column, value, printed(column, value, self.context.say, unsigned))

    def get(self, table: str, keys: tuple[str, ...], column: str) -> float:
        """The number in a cell, NaN where there is none or no such row."""
        row = self._tables[table].get(keys)
        return number(row[column]) if row else float("nan")

    def text(self, table: str, keys: tuple[str, ...], column: str) -> str:
        """The text in a cell, "" where there is no such row."""
        row = self._tables[table].get(keys)
        return str(row[column]) if row else ""

    def rows(self, table: str, keys: tuple[str, ...]) -> dict[tuple[str, ...], Mapping[str, Any]]:
        """The rows that keys with `*` stand for."""
        wanted = [
            self._any[name] if key == ANY else (key,) for name, key in zip(KEYS[table], keys, strict=True)
        ]
        rows = self._tables[table]
        return {own: rows[own] for own in product(*wanted) if own in rows}

    def counted(self, table: str, keys: tuple[str, ...], column: str) -> list[str]:
        """What a count counts: what the key `*` stands for there; nothing where `column` is no count."""
        over = _OVER_ROWS.fullmatch(column)
        if over is None or over[1] != "count":
            return []
        rows, place = self.rows(table, keys), keys.index(ANY)
        return [own[place] for own, row in rows.items() if _meets(row, over[2])]

    def published(self, unit: str, kind: str, item: str) -> bool:
        """Whether an index is there and may be told."""
        keys = (unit, kind, item)
        known = self.get("comparison.csv", keys, "index") >= 0
        return known and self.text("estimates.csv", keys, "reliability") not in UNPUBLISHED

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units that are compared: those on the focus unit's level, in the order of the tables."""
        rows = peers(self.results.comparison, self.results.estimates, self.context)
        return tuple(dict.fromkeys(map(str, rows["unit"])))

    @cached_property
    def _tables(self) -> dict[str, dict[tuple[str, ...], Mapping[str, Any]]]:
        named = {name: getattr(self.results, name.removesuffix(".csv")) for name in KEYS}
        return {
            name: _by_keys(table[table["period"] == self.context.period], KEYS[name])
            for name, table in named.items()
        }

    @cached_property
    def _any(self) -> dict[str, tuple[str, ...]]:
        """What the key `*` stands for, by the column it is a key of."""
        questionnaire = self.context.questionnaire
        dimensions = (dimension.code for dimension in questionnaire.dimensions)
        return {"unit": self.units, "item": (*questionnaire.rated, *dimensions)}

    def _over_rows(self, table: str, keys: tuple[str, ...], what: str, of: str) -> Raw:
        rows = self.rows(table, keys)
        known = {own: number(row[of]) for own, row in rows.items() if not pd.isna(row[of])}
        if what == "sum":
            return sum(known.values())
        if not known:
            raise KeyError(f"{table}{keys}.{what}({of})")
        end = min(known.values()) if what == "lowest" else max(known.values())
        place = keys.index(ANY)
        return ";".join(own[place] for own, value in known.items() if value == end)


def holds(value: Raw, sign: str, expected: str) -> bool:
    """Whether `value` stands to the expected one as `sign` says; `has`: it is one of those joined by `;`."""
    if sign == "has":
        return expected in str(value).split(";")
    if isinstance(value, str):
        return sign == "=" and value == expected
    other = float(expected)
    return {
        "=": value == other,
        "<": value < other,
        ">": value > other,
        "<=": value <= other,
        ">=": value >= other,
    }[sign]


def _meets(row: Mapping[str, Any], wanted: str) -> bool:
    return all(holds(_raw(row[name]), sign, value) for name, sign, value in _parts(wanted))


def _parts(wanted: str) -> Iterator[tuple[str, str, str]]:
    for part in wanted.split(" and "):
        found = _PART.fullmatch(part)
        if found is None:
            raise KeyError(wanted)
        yield found[1], found[2], found[3]


def _by_keys(table: pd.DataFrame, keys: tuple[str, ...]) -> dict[tuple[str, ...], Mapping[str, Any]]:
    """The rows of a table by their keys; in the way that is quick for many rows."""
    names = list(map(str, table.columns))
    columns = [_cells(table[name]) for name in names]
    places = [names.index(key) for key in keys]
    rows = zip(*columns, strict=True)
    return {tuple(str(row[i]) for i in places): dict(zip(names, row, strict=True)) for row in rows}


def _cells(column: "pd.Series[Any]") -> list[Any]:
    """Numbers as floats, NaN where they are empty; texts as they are."""
    return column.astype("float64").tolist() if is_numeric_dtype(column) else column.tolist()


def _raw(cell: Any) -> Raw:
    return cell if isinstance(cell, str) else number(cell)
