"""Responses to tally, tally to estimates, estimates to comparison: pure functions of small tables."""

from pipeline.measure.compare import compare
from pipeline.measure.estimate import count_table, estimate
from pipeline.measure.tally import Tally, empty_tally, merge_units, tally, tally_from

__all__ = [
    "Tally",
    "compare",
    "count_table",
    "empty_tally",
    "estimate",
    "merge_units",
    "tally",
    "tally_from",
]
