"""The accounting of forms: issued, returned, read, valid and rejected, a row a unit with bars."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.sheet import Sheet, describe, open_sheet
from pipeline.present.charts.theme import CM_PER_POINT, HEAD, WIDTH, Type, clean
from pipeline.present.context import Context
from pipeline.present.numbers import count, percent
from pipeline.present.unit_rows import number
from schemas.language import later

_WIDEST_NAME = 5.0
_SPACE = 0.3
_APART = 0.15
_LEAST_BARS = 0.5
_SWATCH, _MARKED = 0.2, 0.28
"""A shade before a head, and how far it reaches to the left of it."""

_ISSUED, _RETURNED, _VALID = theme.CROWD.face, theme.OTHER.face, theme.QUIET


@dataclass(frozen=True)
class _Row:
    """Forms and rows of a unit, NaN where nobody told; `unit` is "" for rows of unknown units and totals."""

    unit: str
    name: str
    own: bool
    total: bool
    issued: float
    returned: float
    read: float
    accepted: float
    rejected: float

    @property
    def rate(self) -> float:
        """Returned forms in per cent of those issued."""
        return 100 * self.returned / self.issued if self.issued > 0 else math.nan


@dataclass(frozen=True)
class _Column:
    """A column of numbers: its head, the shade of its bars if it has any, and what stands in it."""

    head: str
    shade: str | None
    cell: Callable[[_Row], str]


@dataclass(frozen=True)
class _Table:
    """Rows of units, then of unknown units, then the totals; laid out downwards from 0, in centimetres."""

    rows: Sequence[_Row]
    columns: Sequence[_Column]

    @cached_property
    def least(self) -> float:
        """The height of a row with a name of one line."""
        return min(0.62, max(0.25, 17.8 / len(self.rows)))

    @cached_property
    def size(self) -> float:
        return min(8.0, self.least / (1.35 * CM_PER_POINT))

    def type_of(self, row: _Row) -> Type:
        return Type(self.size, row.own or row.total, theme.OWN.ink if row.own else theme.INK)

    @cached_property
    def names(self) -> list[tuple[str, ...]]:
        return [self.type_of(row).wrap(row.name, _WIDEST_NAME) for row in self.rows]

    @cached_property
    def heights(self) -> list[float]:
        pitch = Type(self.size).pitch
        return [self.least + (len(lines) - 1) * pitch for lines in self.names]

    @cached_property
    def tops(self) -> list[float]:
        """The upper edge of each row; the totals stand a little apart."""
        tops = list(accumulate(self.heights[:-1], initial=0.0))
        return [*tops[:-1], tops[-1] + _APART]

    @property
    def bottom(self) -> float:
        return self.tops[-1] + self.heights[-1]

    @cached_property
    def widths(self) -> list[float]:
        """The widths of the columns: those of their heads or widest numbers, and the space before them."""
        bold = Type(self.size, bold=True)
        return [
            _SPACE + max(_head_width(column), bold.widest(column.cell(row) for row in self.rows))
            for column in self.columns
        ]

    @cached_property
    def edges(self) -> list[float]:
        """The right edges of the columns."""
        from_right = accumulate(self.widths[:0:-1], initial=0.0)
        return [WIDTH - distance for distance in from_right][::-1]

    @cached_property
    def bars(self) -> tuple[float, float]:
        """The left and the right edge of the bars."""
        names = zip(self.rows, self.names, strict=True)
        widest = max(self.type_of(row).widest(lines) for row, lines in names)
        return widest + _SPACE, self.edges[0] - self.widths[0]

    @cached_property
    def longest(self) -> float:
        """The number that the longest bar stands for."""
        numbers = [n for row in self.rows[:-1] for n in (row.issued, row.returned, row.read)]
        return max([1.0, *(n for n in numbers if math.isfinite(n))])


def draw_forms(accounting: pd.DataFrame, context: Context) -> Figure:
    """Forms issued and returned, rows read, valid and rejected of every unit, with totals.

    Units stand from the highest return rate down, those whose forms nobody told by their valid responses.
    """
    rows = _rows(accounting, context)
    table = _Table(rows, _columns(rows, context))
    heads = [column.head.split("\n") for column in table.columns]
    words = (_title(rows, context), _subtitle(rows, context))
    notes = _notes(rows, context)
    sheet = open_sheet(words, max(len(lines) for lines in heads), table.bottom, context, notes)
    sheet.write_head(0, [context.say("Unit")], HEAD, "left")
    for column, right, lines in zip(table.columns, table.edges, heads, strict=True):
        _draw_head(sheet, column, right, lines)
    for i, row in enumerate(rows):
        _draw_row(sheet, table, i, row)
    return sheet.figure


def describe_forms(accounting: pd.DataFrame, context: Context) -> str:
    """The text that stands for the accounting of forms where it cannot be seen."""
    rows, say = _rows(accounting, context), context.say
    values = {name: count(getattr(rows[-1], name), say) for name in ("read", "accepted", "rejected")}
    shown = say("Table with bars of {n} units.", n=len(_units(rows)))
    added = say("{read} rows read = {accepted} valid + {rejected} rejected.", **values)
    return describe(_title(rows, context), f"{shown} {added}", context)


def _rows(accounting: pd.DataFrame, context: Context) -> list[_Row]:
    rows = [_row(record, context) for record in accounting.to_dict("records")]
    return [*sorted(rows, key=_order), _total(rows, context)]


def _row(record: Mapping[Any, Any], context: Context) -> _Row:
    unit = str(record["unit"])
    name = context.unit_names.get(unit, str(record["unit_name"])) if unit else context.say("Unit not known")
    counts = {key: number(record[key]) for key in ("issued", "returned", "read", "accepted", "rejected")}
    return _Row(unit, clean(name), own=bool(unit) and unit == context.focus, total=False, **counts)


def _total(rows: Sequence[_Row], context: Context) -> _Row:
    """The sums; of forms over the units whose forms are told."""

    def added(name: str) -> float:
        known = [getattr(row, name) for row in rows if math.isfinite(getattr(row, name))]
        return sum(known) if known else math.nan

    counts = {name: added(name) for name in ("issued", "returned", "read", "accepted", "rejected")}
    return _Row("", context.say("Total"), own=False, total=True, **counts)


def _order(row: _Row) -> tuple[bool, bool, float, float, str]:
    told = math.isfinite(row.rate)
    return not row.unit, not told, -row.rate if told else 0.0, -row.accepted, row.name


def _units(rows: Sequence[_Row]) -> list[_Row]:
    return [row for row in rows if row.unit]


def _told(rows: Sequence[_Row]) -> list[_Row]:
    """The units whose forms are told."""
    return [row for row in _units(rows) if math.isfinite(row.issued)]


def _columns(rows: Sequence[_Row], context: Context) -> list[_Column]:
    say = context.say
    told = bool(_told(rows))
    forms = [
        _Column(say("Issued"), _ISSUED, lambda row: count(row.issued, say)),
        _Column(say("Returned"), _RETURNED, lambda row: count(row.returned, say)),
        _Column(say("Return\nrate (%)"), None, lambda row: percent(row.rate, say)),
    ]
    return [
        *(forms if told else []),
        _Column(say("Rows\nread"), None if told else _RETURNED, lambda row: count(row.read, say)),
        _Column(say("Valid"), _VALID, lambda row: count(row.accepted, say)),
        _Column(say("Rejected"), None, lambda row: count(row.rejected, say)),
    ]


def _head_width(column: _Column) -> float:
    lines = column.head.split("\n")
    return max(HEAD.widest(lines), HEAD.width(lines[0]) + _MARKED if column.shade else 0.0)


def _draw_head(sheet: Sheet, column: _Column, right: float, lines: Sequence[str]) -> None:
    sheet.write_head(right, lines, HEAD, "right")
    if column.shade:
        y = -0.1 - (len(lines) - 0.5) * HEAD.pitch
        left = right - HEAD.width(lines[0]) - _MARKED
        sheet.box(left, y - _SWATCH / 2, _SWATCH, _SWATCH, column.shade)


def _draw_row(sheet: Sheet, table: _Table, i: int, row: _Row) -> None:
    top, height, type_ = table.tops[i], table.heights[i], table.type_of(row)
    y = top + height / 2
    if row.total:
        sheet.line((0, WIDTH), (top - _APART / 2, top - _APART / 2), theme.INK, 0.8)
    else:
        _draw_bars(sheet, table, row, top, height)
    sheet.write_lines(0, y, table.names[i], type_)
    for column, right in zip(table.columns, table.edges, strict=True):
        sheet.write(right, y, column.cell(row), type_, "right")


def _draw_bars(sheet: Sheet, table: _Table, row: _Row, top: float, height: float) -> None:
    """Issued, returned and valid forms as bars over one another from the same left edge."""
    left, right = table.bars
    if row.own:
        sheet.box(0, top, WIDTH, height, theme.BAND)
    if right - left < _LEAST_BARS:
        return
    thick = 0.62 * table.least
    middle = row.returned if math.isfinite(row.returned) else row.read
    valid = theme.OWN.face if row.own else _VALID
    for n, shade in ((row.issued, _ISSUED), (middle, _RETURNED), (row.accepted, valid)):
        if n > 0:
            width = n / table.longest * (right - left)
            sheet.box(left, top + (height - thick) / 2, width, thick, shade)


def _title(rows: Sequence[_Row], context: Context) -> str:
    say, total, told = context.say, rows[-1], [row for row in _told(rows) if math.isfinite(row.rate)]
    if not told:
        text = later("{accepted} valid responses from {n} units")
        if total.rejected > 0:
            text = later("{accepted} valid responses from {n} units, {rejected} rows rejected")
        counts = {"accepted": count(total.accepted, say), "rejected": count(total.rejected, say)}
        return say(text, n=len(_units(rows)), **counts)
    lowest = min(told, key=lambda row: (row.rate, row.name))
    text = later("{returned} of {issued} forms came back ({rate}%)")
    if lowest.rate < max(row.rate for row in told):
        text = later(
            "{returned} of {issued} forms came back ({rate}%);\nlowest return rate: {unit} ({lowest}%)"
        )
    return say(text, **_forms(total, context), unit=lowest.name, lowest=percent(lowest.rate, say))


def _forms(row: _Row, context: Context) -> dict[str, str]:
    say = context.say
    counts = {name: count(getattr(row, name), say) for name in ("issued", "returned", "accepted")}
    return counts | {"rate": percent(row.rate, say)}


def _subtitle(rows: Sequence[_Row], context: Context) -> str:
    say = context.say
    if not _told(rows):
        return say(
            "Rows read from the survey files, valid and rejected; forms issued and returned are not told."
        )
    text = later(
        "Forms issued and returned, rows read from the files, valid and rejected; "
        "{n} units, {accepted} valid responses."
    )
    shown = say(text, n=len(_units(rows)), accepted=count(rows[-1].accepted, say))
    own = next((row for row in rows if row.own and math.isfinite(row.rate)), None)
    if own is None:
        return shown
    text = later("{unit}: {returned} of {issued} forms returned ({rate}%), {accepted} valid.")
    return f"{shown}\n{say(text, unit=own.name, **_forms(own, context))}"


def _notes(rows: Sequence[_Row], context: Context) -> list[str]:
    known, n = len(_told(rows)), len(_units(rows))
    if known in (0, n):
        return []
    text = later("Forms are told for {known} of {n} units; their totals are of these.")
    return [context.say(text, known=known, n=n)]
