"""All units and all dimensions in one table, each cell shaded by its index."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.cells import (
    APART,
    KEY,
    NO_CELL,
    Cell,
    Column,
    cell_of,
    draw_key,
    fill_cell,
    frame_own,
    name_median,
    shade_of,
)
from pipeline.present.charts.dimension_rows import first, items, of_item
from pipeline.present.charts.scale import Scale
from pipeline.present.charts.sheet import Sheet, describe, open_sheet
from pipeline.present.charts.theme import HEAD, NOTE, WIDTH, Type
from pipeline.present.charts.unit_table import UnitTable, draw_units
from pipeline.present.context import Context
from pipeline.present.numbers import percent
from pipeline.present.signs import figure, sign_notes
from pipeline.present.unit_rows import number, peers, standings
from schemas.language import Language, later

_INSET = 0.07


@dataclass(frozen=True)
class _Cells:
    """Where the cells lie: the left edges of the columns, their width; how they are shaded and written.

    Numbers stand `shift` left of the middle, so that the arrows at the right edge have room.
    """

    lefts: Sequence[float]
    width: float
    shade: Scale
    size: float
    shift: float

    @classmethod
    def beside(cls, table: UnitTable, columns: Sequence[Column]) -> "_Cells":
        """Cells in the room to the right of the units' names."""
        left = table.edges[-1] + 0.3
        width = (WIDTH - left - APART) / len(columns)
        lefts = [left + i * width + (APART if column.overall else 0) for i, column in enumerate(columns)]
        written = [cell for column in columns for cell in column.cells.values()]
        shown = [*(column.median for column in columns), *(cell.value for cell in written)]
        unit = Type(1, bold=True)
        widest = unit.widest(["00,00", *(cell.text for cell in written)])
        marked = unit.widest(cell.text for cell in written if cell.arrow)
        arrow = unit.widest(cell.arrow for cell in written)
        size = min(table.size, (width - 0.1) / widest, (width - 2 * _INSET) / ((widest + marked) / 2 + arrow))
        shift = max(0.0, size * (marked / 2 + arrow) + _INSET - width / 2) if arrow else 0.0
        return cls(lefts, width, Scale.spanning(shown, 0, 1), size, shift)


def draw_heatmap(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> Figure:
    """Units by overall index with the index of every dimension; the last row is the median."""
    table = UnitTable(standings(comparison, estimates, context), context)
    columns = _columns(comparison, estimates, context)
    cells = _Cells.beside(table, columns)
    type_ = _head_type(columns, cells.width - 0.1)
    heads = [type_.wrap(column.label, cells.width - 0.1) for column in columns]
    bottom = table.bottom() + APART + table.least
    words = (_title(columns, context), _subtitle(columns, context))
    height = bottom + KEY
    notes = [*table.notes, *_notes(columns, context)]
    sheet = open_sheet(words, max(len(lines) for lines in heads), height, context, notes)
    draw_units(sheet, table)
    name_median(sheet, table, table.edges[0] - 0.1, table.edges[1])
    for column, left, head in zip(columns, cells.lefts, heads, strict=True):
        sheet.write_head(left + cells.width / 2, head, type_, "center")
        _draw_column(sheet, table, cells, column, left)
    frame_own(sheet, table, cells.lefts[0])
    draw_key(sheet, cells.shade, bottom + 0.25, context)
    if not all(cell.ranked for column in columns for cell in column.cells.values()):
        sheet.write(table.edges[1], bottom + 0.36, context.say("Not shaded: not ranked"), NOTE)
    return sheet.figure


def describe_heatmap(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> str:
    """The text that stands for the heat map where it cannot be seen."""
    rows, columns = standings(comparison, estimates, context), _columns(comparison, estimates, context)
    text = later("Table of {n} units by {k} dimensions, shaded from the lowest to the highest index.")
    detail = context.say(text, n=len(rows), k=len(columns) - 1)
    return describe(_title(columns, context), detail, context)


def _columns(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> list[Column]:
    columns, compared = [], peers(comparison, estimates, context)
    for kind, item, label in items(context):
        units = of_item(compared, kind, item)
        columns.append(
            Column(
                label=label,
                overall=kind == "overall",
                median=first(units["median"]),
                cells={row["unit"]: _cell(row, context.say) for row in units.to_dict("records")},
            )
        )
    return columns


def _cell(row: Mapping[Any, Any], say: Language) -> Cell:
    return cell_of(row, figure(number(row["index"]), str(row["reliability"]), say))


def _head_type(columns: Sequence[Column], width: float) -> Type:
    """The type in which the longest word of the heads fits into a column, not smaller than 5 points."""
    widest = HEAD.widest(word for column in columns for word in column.label.split())
    return Type(max(5.0, HEAD.size * min(1.0, width / widest)), ink=HEAD.ink)


def _draw_column(sheet: Sheet, table: UnitTable, cells: _Cells, column: Column, left: float) -> None:
    say = table.context.say
    for row, top, height in zip(table.standings, table.tops, table.heights, strict=True):
        cell = column.cells.get(row.unit, NO_CELL)
        shade = shade_of(cells.shade, cell.value) if cell.ranked else None
        type_ = Type(cells.size, bool(shade) and (row.own or column.overall), theme.QUIET)
        _draw_cell(sheet, cells, (left, top, height), (cell.text, cell.arrow), type_, shade)
        if cell.best:
            sheet.mark(left + 0.12, top + 0.13, theme.BEST_FLAG)
    place = (left, table.bottom() + APART, table.least)
    type_ = Type(cells.size, bold=True, ink=theme.QUIET)
    median = (percent(column.median, say), "")
    _draw_cell(sheet, cells, place, median, type_, shade_of(cells.shade, column.median))


def _draw_cell(
    sheet: Sheet,
    cells: _Cells,
    place: tuple[float, float, float],
    texts: tuple[str, str],
    type_: Type,
    shade: str | None,
) -> None:
    """A cell at left edge, top and height; its number, and the sign to the right of it."""
    left, top, height = place
    if shade:
        fill_cell(sheet, left, top, cells.width, height, shade)
        type_ = replace(type_, ink=theme.ink_on(shade))
    y = top + height / 2
    sheet.write(left + cells.width / 2 - cells.shift, y, texts[0], type_, "center")
    if texts[1]:
        sheet.write(left + cells.width - _INSET / 2, y, texts[1], type_, "right")


def _title(columns: Sequence[Column], context: Context) -> str:
    known = [column for column in columns if not column.overall and math.isfinite(column.median)]
    if not known:
        return context.say("Satisfaction index by unit and dimension")
    lowest, highest = min(known, key=_median), max(known, key=_median)
    return context.say(
        "{lowest} has the lowest median ({low}%),\n{highest} the highest ({high}%)",
        lowest=lowest.label,
        low=percent(lowest.median, context.say),
        highest=highest.label,
        high=percent(highest.median, context.say),
    )


def _median(column: Column) -> float:
    return column.median


def _subtitle(columns: Sequence[Column], context: Context) -> str:
    shown = context.say(
        "Satisfaction index in percent; units from the highest overall index down.\n"
        "A triangle marks the highest unit of a column."
    )
    if any(cell.verdict for column in columns for cell in column.cells.values()):
        return shown
    return f"{shown}\n" + context.say("Official positions; sampling error is not considered.")


def _notes(columns: Sequence[Column], context: Context) -> list[str]:
    cells = [cell for column in columns for cell in column.cells.values()]
    return list(
        sign_notes({cell.reliability for cell in cells}, {cell.verdict for cell in cells}, context.say)
    )
