"""What can be read on a drawn chart, and where."""

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from pipeline.present.charts.dimensions import describe_dimensions, draw_dimensions
from pipeline.present.charts.heatmap import describe_heatmap, draw_heatmap
from pipeline.present.charts.ranking import describe_ranking, draw_ranking

CHARTS = {
    "dimensions": (draw_dimensions, describe_dimensions),
    "ranking": (draw_ranking, describe_ranking),
    "heatmap": (draw_heatmap, describe_heatmap),
}


def texts(figure: Figure) -> list[str]:
    return [text.get_text() for text in figure.axes[0].texts]


def boxes(figure: Figure) -> np.ndarray:
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    return np.array([text.get_window_extent(canvas.get_renderer()).extents for text in figure.axes[0].texts])


def overlapping(figure: Figure) -> list[tuple[str, str]]:
    """Pairs of texts that share more than a pixel in both directions."""
    left, low, right, high = boxes(figure).T
    wide = np.minimum.outer(right, right) - np.maximum.outer(left, left) > 1
    tall = np.minimum.outer(high, high) - np.maximum.outer(low, low) > 1
    written = texts(figure)
    return [(written[i], written[j]) for i, j in np.argwhere(np.triu(wide & tall, 1))]
