"""The documents of a period, made from its tables."""

from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from pipeline.present.charts.dimensions import describe_dimensions, draw_dimensions
from pipeline.present.charts.heatmap import describe_heatmap, draw_heatmap
from pipeline.present.charts.ranking import describe_ranking, draw_ranking
from pipeline.present.charts.sheet import render
from pipeline.present.context import Context
from pipeline.present.findings_book import book_name, findings_book, needs_book

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


def list_findings(
    sources: Iterable[tuple[str, Mapping[str, int], pd.DataFrame]], context: Context
) -> Iterator[tuple[str, bytes]]:
    """The error list of every file in which something is to be corrected: its name and its bytes.

    `sources` gives each file with its rows (read, accepted, rejected) and its findings.
    """
    for source, rows, findings in sources:
        if needs_book(findings):
            name = book_name(source, f"raw/{context.period}/")
            yield f"findings/{name}", findings_book(findings, rows, source, context)
