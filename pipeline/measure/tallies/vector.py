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
    """Where each quantity stands in the vector x of a response to K criteria.

    | part | length | meaning for one respondent |
    |---|---|---|
    | `values` | K | value of the answer times `denominator`, 0 where missing |
    | `answered` | K | 1 where the answer is a level |
    | `one` | 1 | 1 |

    All entries are whole numbers, and so are their sums and cross-products. Tallies keep them apart by the
    number m of rated criteria that were answered, so that a respondent's own mean Σ v / m is linear in x.
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
    def one(self) -> int:
        """The place of the constant."""
        return self.size - 1

    @property
    def size(self) -> int:
        """The length of the vector."""
        return 2 * len(self.criteria) + 1

    def exact_rows(self, most: int) -> int:
        """So many vectors, at most `most`, can be squared and added in single precision without rounding.

        No entry is above the denominator, and 2²⁴ is the first whole number that has no exact successor.
        """
        return min(most, max(1, 2**24 // self.denominator**2))

    def positions(self, criteria: Sequence[str]) -> list[int]:
        """The numbers of some criteria."""
        return [self.criteria.index(code) for code in criteria]


def response_vectors(
    codes: Codes, questionnaire: Questionnaire, dtype: type[np.float32 | np.float64] = np.float64
) -> Matrix:
    """The vectors of responses, one a row, from their codes (respondents × criteria)."""
    layout = Layout.of(questionnaire)
    vectors = np.empty((len(codes), layout.size), dtype)
    vectors[:, layout.values] = numerators(questionnaire)[codes]
    vectors[:, layout.answered] = codes > 0
    vectors[:, layout.one] = 1
    return vectors


def numerators(questionnaire: Questionnaire) -> Matrix:
    """The value of each code times the common denominator, to be indexed by codes, negative ones too."""
    levels = questionnaire.scale.levels
    table = np.zeros(max(level.code for level in levels) + 1 - min(MISSING_CODES.values()))
    for level in levels:
        table[level.code] = int(level.value * questionnaire.scale.denominator)
    return table
