"""The tables of a run: their columns, types and rules, checked wherever one crosses a module boundary."""

from schemas.tables.check import checked, types
from schemas.tables.of_accounting import ACCOUNTING, ANSWERED, RESPONDENTS
from schemas.tables.of_comparisons import CHANGES, COMPARISON, DECOMPOSITION, FUNNEL
from schemas.tables.of_estimates import COUNTS, ESTIMATES
from schemas.tables.of_interviews import QUALITY, SCREENING

__all__ = [
    "ACCOUNTING",
    "ANSWERED",
    "CHANGES",
    "COMPARISON",
    "COUNTS",
    "DECOMPOSITION",
    "ESTIMATES",
    "FUNNEL",
    "QUALITY",
    "RESPONDENTS",
    "SCREENING",
    "checked",
    "types",
]
