"""Cells shaded by an index, in rows of units: what is in them, their shades and the key to these."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.present.charts import theme
from pipeline.present.charts.scale import Scale
from pipeline.present.charts.sheet import Sheet
from pipeline.present.charts.theme import NOTE, WIDTH, Type
from pipeline.present.charts.unit_table import UnitTable
from pipeline.present.context import Context
from pipeline.present.numbers import NO_DATA
from pipeline.present.signs import ARROWS
from pipeline.present.unit_rows import is_best, number

APART = 0.12
"""Centimetres between the last unit and the median, and between the criteria or dimensions and the overall
index."""

KEY = 0.85
"""The height of the key in centimetres."""

_SEAM = 0.015
_KEY_STEP = 0.8


@dataclass(frozen=True)
class Cell:
    """The index of a unit, as a number and as it is written; ranked, best, above or below the median."""

    value: float
    text: str
    reliability: str
    ranked: bool
    best: bool
    verdict: str

    @property
    def arrow(self) -> str:
        """The sign of a cell that lies above or below the median."""
        return ARROWS.get(self.verdict, "")


NO_CELL = Cell(math.nan, NO_DATA, "", ranked=False, best=False, verdict="")


@dataclass(frozen=True)
class Column:
    """A criterion, a dimension or the overall index: its median and the cells of the units by their codes."""

    label: str
    overall: bool
    median: float
    cells: Mapping[str, Cell]


def cell_of(row: Mapping[Any, Any], text: str) -> Cell:
    """The cell of a row of the comparison, its index written as `text`."""
    return Cell(
        value=number(row["index"]),
        text=text,
        reliability=str(row["reliability"]),
        ranked=bool(pd.notna(row["rank"])),
        best=is_best(row),
        verdict=str(row["verdict"]),
    )


def shade_of(scale: Scale, value: float) -> str | None:
    """The shade of the class between two ticks of the scale that `value` lies in, its lower end included."""
    if not math.isfinite(value):
        return None
    below = math.ceil((scale.high - value) / scale.step) - 1
    return theme.SHADES[max(0, below)]


def fill_cell(sheet: Sheet, left: float, top: float, width: float, height: float, shade: str) -> None:
    """A cell filled with its shade, a seam around it."""
    sheet.box(left + _SEAM, top + _SEAM, width - 2 * _SEAM, height - 2 * _SEAM, shade)


def frame_own(sheet: Sheet, table: UnitTable, left: float) -> None:
    """A frame around the cells of the own unit, from `left` to the right edge."""
    for row, top, height in zip(table.standings, table.tops, table.heights, strict=True):
        if row.own:
            sheet.frame(left, top, WIDTH - left, height, theme.OWN.face)


def name_median(sheet: Sheet, table: UnitTable, x: float, name: float) -> None:
    """The name of the row below the units, the mark of the median before it at `x`."""
    y = table.bottom() + APART + table.least / 2
    sheet.mark(x, y, theme.MEDIAN)
    sheet.write(name, y, table.context.say("Median"), Type(table.size, bold=True, ink=theme.MEDIAN.ink))


def draw_key(sheet: Sheet, scale: Scale, y: float, context: Context) -> None:
    """The shades from the lowest to the highest class, with the values at their ends."""
    left = WIDTH - 0.4 - (len(scale.ticks) - 1) * _KEY_STEP
    for i, tick in enumerate(scale.ticks):
        x, shade = left + i * _KEY_STEP, shade_of(scale, tick)
        if shade and tick < scale.high:
            sheet.box(x, y, _KEY_STEP, 0.22, shade)
        sheet.write(x, y + 0.4, scale.label(tick, context.say), NOTE, "center")
