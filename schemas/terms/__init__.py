"""The words of the tables: verdicts, labels, reasons, and the columns a reader asks about."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.terms.of_comparisons import OF_COMPARISONS
from schemas.terms.of_criteria import OF_CRITERIA
from schemas.terms.of_estimates import OF_ESTIMATES
from schemas.terms.of_interviews import OF_INTERVIEWS
from schemas.terms.of_periods import OF_PERIODS
from schemas.terms.term import Term

__all__ = ["TERMS", "Term"]

TERMS: Mapping[str, Term] = MappingProxyType(
    {**OF_ESTIMATES, **OF_COMPARISONS, **OF_CRITERIA, **OF_INTERVIEWS, **OF_PERIODS}
)
"""By code, as it stands in a table or at the head of a column."""
