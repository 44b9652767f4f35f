"""What is done with the data: from raw survey files to the report.

The verbs of the flow are importable from here, for notebooks as for the batch: `read_responses`, `tally`,
`estimate`, `compare` and the `draw_…` functions. Each is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.intake import Batch, join_batches, read_responses
    from pipeline.measure import Tally, compare, count_table, estimate, merge_units, tally
    from pipeline.present.charts.dimensions import draw_dimensions
    from pipeline.present.charts.heatmap import draw_heatmap
    from pipeline.present.charts.ranking import draw_ranking
    from pipeline.present.context import Context
    from pipeline.run import run_period
    from pipeline.storage.project import Project

_HOME = {
    "Batch": "pipeline.intake",
    "Context": "pipeline.present.context",
    "Project": "pipeline.storage.project",
    "Tally": "pipeline.measure",
    "compare": "pipeline.measure",
    "count_table": "pipeline.measure",
    "draw_dimensions": "pipeline.present.charts.dimensions",
    "draw_heatmap": "pipeline.present.charts.heatmap",
    "draw_ranking": "pipeline.present.charts.ranking",
    "estimate": "pipeline.measure",
    "join_batches": "pipeline.intake",
    "merge_units": "pipeline.measure",
    "read_responses": "pipeline.intake",
    "run_period": "pipeline.run",
    "tally": "pipeline.measure",
}

__all__ = [
    "Batch",
    "Context",
    "Project",
    "Tally",
    "compare",
    "count_table",
    "draw_dimensions",
    "draw_heatmap",
    "draw_ranking",
    "estimate",
    "join_batches",
    "merge_units",
    "read_responses",
    "run_period",
    "tally",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
