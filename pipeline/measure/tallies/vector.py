"""The vector that each response becomes: what is added up, and squared, in a tally."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from schemas.questionnaire import MISSING_CODES, Questionnaire

Codes = npt.NDArray[np.integer]
Matrix = npt.NDArray[np.float32 | np.float64]


@dataclass(frozen=True)
class Layout:
    """Where each quantity stands in the vector x of a response. K criteria, R of them in a dimension.

    | part | length | meaning for one respondent |
    |---|---|---|
    | `values` | K | value of the answer times `denominator`, 0 where missing |
    | `answered` | K | 1 where the answer is a level |
    | `own` | R | at place m-1: the sum of the values, if exactly m rated criteria were answered; else 0 |
    | `rated` | 1 | 1 where at least one rated criterion was answered |
    | `one` | 1 | 1 |

    All entries are whole numbers, and so are their sums and cross-products. A respondent's own mean
    Σv / Σa = Σ_m own_m / (m · denominator) is linear in x, so every index is a smooth function of Σx, and its
    variance one of Σx and Σxx'.
    """

    criteria: tuple[str, ...]
    rated: tuple[str, ...]
    denominator: int

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "Layout":
        """The layout for a framework."""
        return cls(questionnaire.codes, questionnaire.rated, questionnaire.scale.denominator)

    @property
    def values(self) -> slice:
        """The places of the values."""
        return slice(0, len(self.criteria))

    @property
    def answered(self) -> slice:
        """The places of the answer indicators."""
        return slice(len(self.criteria), 2 * len(self.criteria))

    @property
    def own(self) -> slice:
        """The places of the sum of values by number of criteria answered."""
        return slice(2 * len(self.criteria), 2 * len(self.criteria) + len(self.rated))

    @property
    def any_rated(self) -> int:
        """The place of the indicator of at least one rated answer."""
        return self.size - 2

    @property
    def one(self) -> int:
        """The place of the constant."""
        return self.size - 1

    def exact_rows(self, most: int) -> int:
        """So many vectors, at most `most`, can be squared and added in single precision without rounding.

        No entry is above R · denominator, and 2²⁴ is the first whole number that has no exact successor.
        """
        return min(most, max(1, 2**24 // max(1, len(self.rated) * self.denominator) ** 2))

    @property
    def size(self) -> int:
        """The length of the vector."""
        return 2 * len(self.criteria) + len(self.rated) + 2

    def positions(self, criteria: Sequence[str]) -> list[int]:
        """The numbers of some criteria."""
        return [self.criteria.index(code) for code in criteria]


def response_vectors(
    codes: Codes, questionnaire: Questionnaire, dtype: type[np.float32 | np.float64] = np.float64
) -> Matrix:
    """The vectors of responses, one a row, from their codes (respondents × criteria)."""
    layout = Layout.of(questionnaire)
    vectors = np.zeros((len(codes), layout.size), dtype)
    values, answered = vectors[:, layout.values], vectors[:, layout.answered]
    values[:] = numerators(questionnaire)[codes]
    answered[:] = codes > 0
    rated: Matrix = np.isin(layout.criteria, layout.rated).astype(dtype)
    n_answered = (answered @ rated).astype(np.intp)
    some = np.flatnonzero(n_answered)
    vectors[some, layout.own.start + n_answered[some] - 1] = (values @ rated)[some]
    vectors[some, layout.any_rated] = 1
    vectors[:, layout.one] = 1
    return vectors


def numerators(questionnaire: Questionnaire) -> Matrix:
    """The value of each code times the common denominator, to be indexed by codes, negative ones too."""
    levels = questionnaire.scale.levels
    table = np.zeros(max(level.code for level in levels) + 1 - min(MISSING_CODES.values()))
    for level in levels:
        table[level.code] = int(level.value * questionnaire.scale.denominator)
    return table
