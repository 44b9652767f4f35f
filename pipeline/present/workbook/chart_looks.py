"""How Excel's own charts look: the colours and roles of the other charts, in Excel's terms."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter.chart import Chart

from pipeline.present.charts import theme
from pipeline.present.workbook.chart_sheet import Area

Options = Mapping[str, Any]

OWN: Options = {"fill": {"color": theme.OWN.face}, "border": {"color": theme.OWN.ink}}
OTHER: Options = {"fill": {"color": theme.PALE}, "border": {"color": theme.OTHER.face}}
BEST: Options = {"fill": {"color": theme.PAPER}, "border": {"color": theme.BEST.edge, "width": 1.5}}
MEDIAN: Options = {
    "pattern": {
        "pattern": "wide_upward_diagonal",
        "fg_color": theme.MEDIAN.edge,
        "bg_color": theme.PAPER,
    },
    "border": {"color": theme.MEDIAN.edge},
}
MEDIAN_LINE: Options = {"line": {"color": theme.MEDIAN.edge, "width": 2.0, "dash_type": "dash"}}
"""Own unit, others, best unit and median; shape and pattern tell them apart in black and white."""

_FONT = {"name": "Arial", "size": 9, "color": theme.INK}
_GRID = {"visible": True, "line": {"color": theme.GRID, "width": 0.75}}


def font(size: float = 9, color: str = theme.INK, **more: Any) -> dict[str, Any]:
    """The font of texts in charts."""
    return {**_FONT, "size": size, "color": color, **more}


def labels(num_format: str, size: float = 8, color: str = theme.INK, **more: Any) -> dict[str, Any]:
    """Values at the marks."""
    return {"value": True, "num_format": num_format, "font": font(size, color), **more}


def intervals(area: Area, above: int, below: int) -> dict[str, Any]:
    """Bars from the low to the high end of intervals; the columns hold how far these are from the value."""
    return {
        "type": "custom",
        "plus_values": area.reference(above),
        "minus_values": area.reference(below),
        "line": {"color": theme.INK, "width": 0.75},
    }


def name_axes(chart: Chart, area: Area, values: Options, labelled: Options) -> None:
    """Set the title, the axis of values and that of labels of a chart of horizontal bars."""
    set_title(chart, area)
    chart.set_x_axis({"num_font": font(), "name_font": font(), "major_gridlines": _GRID, **values})
    chart.set_y_axis(
        {"num_font": font(), "name_font": font(), "reverse": True, "crossing": "max", **labelled}
    )


def name_axes_upright(chart: Chart, area: Area, values: Options, labelled: Options) -> None:
    """The same for a chart of columns."""
    set_title(chart, area)
    chart.set_x_axis({"num_font": font(), "name_font": font(), **labelled})
    chart.set_y_axis({"num_font": font(), "name_font": font(), "major_gridlines": _GRID, **values})


def set_title(chart: Chart, area: Area) -> None:
    """Take the title from its cell, so that no name in it can be a formula; put the legend below."""
    chart.set_title({"name": area.title, "name_font": {**font(12), "bold": True}})
    chart.set_legend({"position": "bottom", "font": font()})
