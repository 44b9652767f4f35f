"""What a cell of the workbook holds, and how it is written."""

import math
from dataclasses import dataclass
from numbers import Real

from xlsxwriter.worksheet import Worksheet

from pipeline.present.sheets import cell_text, height_of, lines_of
from pipeline.present.signs import WITHHELD
from pipeline.present.workbook.looks import Kind, Looks

_DIGITS = 9
"""Of a number that is kept: further ones are noise of binary fractions, and would change its rounding."""

_SHOWN_AS_ZERO = 0.005
_LETTERS, _CAPITALS = 1.05, 0.75
"""How many letters take the room of a digit, over those that a line is counted with."""


@dataclass(frozen=True)
class Figure:
    """An index (percent) with its label of reliability."""

    index: float
    reliability: str


Value = str | float | Figure | None
"""What a cell shows: a text, a number, an index with its label; None or NaN leaves it empty."""


def exact(number: float) -> float:
    """A number as the workbook keeps it, so that Excel rounds it half up as the other documents do.

    >>> exact(86.13499999999999), exact(-0.0)
    (86.135, 0.0)
    """
    return round(float(number), _DIGITS) + 0.0


def write_text(sheet: Worksheet, at: tuple[int, int], text: str, looks: Looks, kind: Kind = "text") -> None:
    """Write a text of whatever origin as nothing but a text."""
    shown = cell_text(text)
    sheet.write_string(*at, shown, looks.of_text(shown, kind))


def write_value(
    sheet: Worksheet, at: tuple[int, int], value: Value, kind: Kind, looks: Looks, fill: str, bold: bool
) -> None:
    """Write the cell of a list: numbers as numbers, withheld figures as a cross."""
    if isinstance(value, Figure):
        value, kind = _of_figure(value)
    if isinstance(value, str) and value:
        shown = cell_text(value)
        look = looks.of_text(shown, "sign" if shown == WITHHELD else "text", fill, bold)
        sheet.write_string(*at, shown, look)
    elif not isinstance(value, Real) or not math.isfinite(value):
        sheet.write_blank(*at, None, looks.of("text", fill, bold))
    else:
        number = exact(value)
        even = kind == "gap" and abs(number) < _SHOWN_AS_ZERO
        sheet.write_number(*at, number, looks.of("level" if even else kind, fill, bold))


def _of_figure(figure: Figure) -> tuple[Value, Kind]:
    if figure.reliability == "suppressed":
        return WITHHELD, "sign"
    kinds: dict[str, Kind] = {"use_with_care": "care", "not_published": "unpublished"}
    return figure.index, kinds.get(figure.reliability, "index")


def lines_for(text: str, width: float) -> int:
    """How many lines a text takes in a column of this width, which is counted in digits."""
    return lines_of(text, int((_CAPITALS if text.isupper() else _LETTERS) * width))


def write_across(
    sheet: Worksheet, row: int, span: tuple[int, int], text: str, looks: Looks, kind: Kind, width: float
) -> None:
    """Write a text across the columns of `span` (first, last), in a row as high as `width` signs need."""
    shown = cell_text(text)
    first, last = span
    if last > first:
        sheet.merge_range(row, first, row, last, "", looks.of_text(shown, kind))
    # A merged range would take a text for what it looks like; a written string stays a text.
    sheet.write_string(row, first, shown, looks.of_text(shown, kind))
    lines = lines_for(shown, width * (0.7 if kind == "title" else 1))
    sheet.set_row(row, height_of(lines) + (8 if kind == "title" else 0))
