"""The catalogue of everything that can be wrong in the data: one entry a problem."""

from collections.abc import Mapping
from types import MappingProxyType

from schemas.problems.of_cells import OF_CELLS
from schemas.problems.of_columns import OF_COLUMNS
from schemas.problems.of_designs import OF_DESIGNS
from schemas.problems.of_files import OF_FILES
from schemas.problems.of_rows import OF_ROWS
from schemas.problems.problem import SEVERITIES, Problem, Scope, Severity

__all__ = ["PROBLEMS", "ROW_REFUSED", "SEVERITIES", "Problem", "Scope", "Severity"]

_CATALOGUE = (*OF_FILES, *OF_DESIGNS, *OF_COLUMNS, *OF_ROWS, *OF_CELLS)

PROBLEMS: Mapping[str, Problem] = MappingProxyType({problem.code: problem for problem in _CATALOGUE})

ROW_REFUSED: frozenset[str] = frozenset(
    problem.code
    for problem in _CATALOGUE
    if problem.scope == "row" and (problem.severity == "error" or problem.sets_aside)
)
"""The problems for which a row is not accepted."""
