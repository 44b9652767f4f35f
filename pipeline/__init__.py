"""What is done with the data: from raw survey files to the report.

The verbs of the flow are importable from here, for notebooks as for the batch: `read_responses`, `tally`,
`estimate`, `compare` and the `draw_…` functions. Each is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.intake import Batch, join_batches, read_responses
    from pipeline.measure import (
        Measured,
        Tally,
        changes,
        compare,
        count_table,
        estimate,
        funnel,
        merge_units,
        respondent_structure,
        tally,
    )
    from pipeline.present.charts.answers import draw_answers
    from pipeline.present.charts.contributions import draw_contributions
    from pipeline.present.charts.criteria_heatmap import draw_criteria_heatmap
    from pipeline.present.charts.dimensions import draw_dimensions
    from pipeline.present.charts.forms import draw_forms
    from pipeline.present.charts.funnel import draw_funnel
    from pipeline.present.charts.heatmap import draw_heatmap
    from pipeline.present.charts.ranking import draw_ranking
    from pipeline.present.charts.respondents import draw_respondents
    from pipeline.present.charts.spread import draw_spread
    from pipeline.present.charts.years import draw_years
    from pipeline.present.context import Context
    from pipeline.run import run_period
    from pipeline.storage.project import Project

_HOME = {
    "Batch": "pipeline.intake",
    "Context": "pipeline.present.context",
    "Measured": "pipeline.measure",
    "Project": "pipeline.storage.project",
    "Tally": "pipeline.measure",
    "changes": "pipeline.measure",
    "compare": "pipeline.measure",
    "count_table": "pipeline.measure",
    "draw_answers": "pipeline.present.charts.answers",
    "draw_contributions": "pipeline.present.charts.contributions",
    "draw_criteria_heatmap": "pipeline.present.charts.criteria_heatmap",
    "draw_dimensions": "pipeline.present.charts.dimensions",
    "draw_forms": "pipeline.present.charts.forms",
    "draw_funnel": "pipeline.present.charts.funnel",
    "draw_heatmap": "pipeline.present.charts.heatmap",
    "draw_ranking": "pipeline.present.charts.ranking",
    "draw_respondents": "pipeline.present.charts.respondents",
    "draw_spread": "pipeline.present.charts.spread",
    "draw_years": "pipeline.present.charts.years",
    "estimate": "pipeline.measure",
    "funnel": "pipeline.measure",
    "join_batches": "pipeline.intake",
    "merge_units": "pipeline.measure",
    "read_responses": "pipeline.intake",
    "respondent_structure": "pipeline.measure",
    "run_period": "pipeline.run",
    "tally": "pipeline.measure",
}

__all__ = [
    "Batch",
    "Context",
    "Measured",
    "Project",
    "Tally",
    "changes",
    "compare",
    "count_table",
    "draw_answers",
    "draw_contributions",
    "draw_criteria_heatmap",
    "draw_dimensions",
    "draw_forms",
    "draw_funnel",
    "draw_heatmap",
    "draw_ranking",
    "draw_respondents",
    "draw_spread",
    "draw_years",
    "estimate",
    "funnel",
    "join_batches",
    "merge_units",
    "read_responses",
    "respondent_structure",
    "run_period",
    "tally",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
