"""The documents of a period, made from its tables."""

from collections.abc import Iterator

import pandas as pd

from pipeline.present.chart_dimensions import describe_dimensions, draw_dimensions
from pipeline.present.chart_heatmap import describe_heatmap, draw_heatmap
from pipeline.present.chart_ranking import describe_ranking, draw_ranking
from pipeline.present.context import Context
from pipeline.present.figures import render

FIGURES = {
    "dimensions": (draw_dimensions, describe_dimensions),
    "ranking": (draw_ranking, describe_ranking),
    "heatmap": (draw_heatmap, describe_heatmap),
}


def draw_figures(
    comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context
) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Every chart of the report: its name and its bytes by format; none where nothing was measured."""
    if not len(estimates):
        return
    for name, (draw, describe) in FIGURES.items():
        figure = draw(comparison, estimates, context)
        yield name, render(figure, describe(comparison, estimates, context))
