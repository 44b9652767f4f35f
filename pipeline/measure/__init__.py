"""Responses to tally, tally to estimates, estimates to comparison: pure functions of small tables."""

from pipeline.measure.accounting import account
from pipeline.measure.comparisons.changes import Measured, changes
from pipeline.measure.comparisons.compare import compare
from pipeline.measure.comparisons.funnel import funnel
from pipeline.measure.doubts import doubts
from pipeline.measure.effort.decomposition import decompose
from pipeline.measure.estimates.estimate import count_table, estimate
from pipeline.measure.mergers import as_of_today
from pipeline.measure.respondents import respondent_structure
from pipeline.measure.results import tables
from pipeline.measure.tallies.raking import rake
from pipeline.measure.tallies.tally import Tally, empty_tally, merge_units, tally_from
from pipeline.measure.tallies.tallying import tally

__all__ = [
    "Measured",
    "Tally",
    "account",
    "as_of_today",
    "changes",
    "compare",
    "count_table",
    "decompose",
    "doubts",
    "empty_tally",
    "estimate",
    "funnel",
    "merge_units",
    "rake",
    "respondent_structure",
    "tables",
    "tally",
    "tally_from",
]
