"""The figures of the units of one level as arrays: what they rest on, and which of them go together."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from schemas.questionnaire import Formula, Questionnaire

Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]

SUMS: tuple[Formula, ...] = ("pooled_answers", "mean_of_respondents")
"""Overall formulas that add: over dimensions (the first), over respondents and units (both)."""
MEANS: tuple[Formula, ...] = ("mean_of_criteria", "mean_of_dimensions", "weighted_dimensions")
"""Overall formulas that are a mean of other indices."""

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Places:
    """The columns of a panel: criteria, dimensions, overall indices; one column a figure.

    Rows of the table that show the same figure have the same column: the official index and its formula, the
    formula `overall_item` and its question.
    """

    questionnaire: Questionnaire

    @cached_property
    def column(self) -> dict[tuple[str, str], int]:
        """The column of each kind and item."""
        own, item = self.questionnaire, self.questionnaire.overall_item
        keys = [("criterion", code) for code in own.codes]
        keys += [("dimension", dimension.code) for dimension in own.dimensions]
        keys += [("formula", formula) for formula in (*SUMS, *MEANS)]
        column = {key: i for i, key in enumerate(keys)}
        if item is not None:
            column["formula", "overall_item"] = column["criterion", item]
        return column | {("overall", "overall"): column["formula", own.formula]}

    @property
    def criteria(self) -> slice:
        """The columns of all criteria."""
        return slice(0, len(self.questionnaire.codes))

    @cached_property
    def rated(self) -> list[int]:
        """The columns of the criteria that belong to a dimension."""
        return [self.column["criterion", code] for code in self.questionnaire.rated]

    @property
    def dimensions(self) -> slice:
        """The columns of the dimensions."""
        return slice(self.criteria.stop, self.criteria.stop + len(self.questionnaire.dimensions))

    @property
    def pooled(self) -> int:
        """The column of the answers to all rated criteria."""
        return int(self.dimensions.stop)

    @property
    def own_means(self) -> int:
        """The column of the mean of respondents."""
        return self.pooled + 1

    @property
    def official(self) -> int:
        """The column of the official overall index."""
        return self.column["overall", "overall"]

    def of_rows(self, table: pd.DataFrame) -> npt.NDArray[np.intp]:
        """The column of each row of a table."""
        return np.array([self.column[key] for key in zip(table["kind"], table["item"], strict=True)], np.intp)


@dataclass(frozen=True)
class Panel:
    """The units of one level × their figures; the last row is the total over these units.

    `people` and `answers` are the numbers a figure rests on. `can_rise` and `can_fall` say whether its index
    is below 100 and above 0.
    """

    places: Places
    people: Counts
    answers: Counts
    can_rise: Mask
    can_fall: Mask

    @classmethod
    def of(cls, table: pd.DataFrame, unit: npt.NDArray[np.intp], places: Places) -> "Panel":
        """The panel of a table of estimates; `unit` is the number of the unit of each row."""
        shape = (unit.max() + 1, len(SUMS) + len(MEANS) + places.dimensions.stop)
        at = unit, places.of_rows(table)
        people, answers = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        people[at], answers[at] = table["n_respondents"], table["n_answers"]
        index = np.full(shape, np.nan)
        index[at] = table["index"]
        can_rise = (answers > 0) & ~(index > 100 - _ROUNDING)
        can_fall = (answers > 0) & ~(index < _ROUNDING)
        return cls(
            places,
            np.vstack([people, people.sum(axis=0)]),
            np.vstack([answers, answers.sum(axis=0)]),
            np.vstack([can_rise, can_rise.any(axis=0)]),
            np.vstack([can_fall, can_fall.any(axis=0)]),
        )

    @cached_property
    def given(self) -> npt.NDArray[np.int64]:
        """How many answers each respondent of a unit gave, where that may be the same number; else 0.

        Then the mean of respondents is the pooled index.
        """
        people, answers = self.people[:, self.places.pooled], self.answers[:, self.places.pooled]
        given = np.where(answers % np.maximum(people, 1) == 0, answers // np.maximum(people, 1), 0)
        units = given[:-1][people[:-1] > 0]
        given[-1] = units[0] if len(set(units)) == 1 else 0
        return given

    def small(self, below: int) -> Mask:
        """The figures that rest on fewer than `below` respondents, and on one at least."""
        return np.asarray((self.people > 0) & (self.people < below))

    def with_dependants(self, hidden: Mask) -> Mask:
        """The hidden figures with those that would tell them: means of them, and the same by another name."""
        places, told = self.places, hidden.copy()
        same = [places.pooled, places.own_means]
        told[:, same] |= (self.given[:, np.newaxis] > 0) & hidden[:, same].any(axis=1, keepdims=True)
        for formula in MEANS:
            parts = places.rated if formula == "mean_of_criteria" else places.dimensions
            told[:, places.column["formula", formula]] |= hidden[:, parts].any(axis=1)
        return told & (self.answers > 0)

    def losses(self, hidden: Mask) -> npt.NDArray[np.float64]:
        """How many answers would no longer be shown if a figure were hidden too; 0 where it is hidden.

        A formula that is not the official one is no loss (1 answer, so that it is not hidden without need).
        """
        places, official = self.places, self.places.official
        shown = np.where(hidden, 0, self.answers).astype(np.float64)
        for formula in SUMS:
            if (column := places.column["formula", formula]) != official:
                shown[:, column] = np.minimum(shown[:, column], 1)
        same = [places.pooled, places.own_means]
        shown[:, same] = np.where(
            self.given[:, np.newaxis] > 0, shown[:, same].max(axis=1, keepdims=True), shown[:, same]
        )
        if places.questionnaire.formula in MEANS:
            parts = places.rated if places.questionnaire.formula == "mean_of_criteria" else places.dimensions
            shown[:, parts] += np.where(hidden[:, parts], 0, shown[:, [official]])
        return shown
