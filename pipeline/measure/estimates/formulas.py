"""The indices: criterion, dimension, and the six named formulas of the overall index."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.measure.tallies.tally import Tally
from schemas.questionnaire import Formula, Questionnaire

Column = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Totals:
    """The totals that the formulas are made of: one row a unit, in the order of `tally.units`."""

    tally: Tally
    questionnaire: Questionnaire

    @cached_property
    def _sums(self) -> Matrix:
        return self.tally.of_units("sums").astype(np.float64)

    @cached_property
    def values(self) -> Matrix:
        """Σ w v by unit and criterion, v from 0 to 1."""
        return self._sums[:, self.tally.layout.values] / self.tally.layout.denominator

    @cached_property
    def answered(self) -> Matrix:
        """Σ w a by unit and criterion: the weighted number of answers."""
        return self._sums[:, self.tally.layout.answered]

    @property
    def _rated(self) -> Column:
        any_rated: Column = self._sums[:, self.tally.layout.any_rated]
        return any_rated

    def ratio(self, criteria: tuple[str, ...]) -> Column:
        """Σ w v / Σ w a over all answers to some criteria, in percent; NaN where there is no answer."""
        own = self.tally.layout.positions(criteria)
        return percent(self.values[:, own].sum(axis=1), self.answered[:, own].sum(axis=1))

    def own_means(self) -> Column:
        """The mean of the respondents' own means Σv / Σa, in percent."""
        layout = self.tally.layout
        number_answered = np.arange(1, len(layout.rated) + 1)
        own = (self._sums[:, layout.own] / number_answered).sum(axis=1) / layout.denominator
        return percent(own, self._rated)


def percent(part: Column, whole: Column) -> Column:
    """100 · part / whole; NaN where the whole is 0."""
    indices = np.divide(100 * part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    # Sums of weights round: 100.00000000000001 is 100.
    return np.asarray(np.clip(indices, 0, 100))


def dimension_index(totals: Totals, dimension: str) -> Column:
    """The index of a dimension: Σ w v / Σ w a over the answers to all its criteria, in percent."""
    return totals.ratio(totals.questionnaire.criteria_of(dimension))


def _pooled_answers(totals: Totals) -> Column:
    return totals.ratio(totals.questionnaire.rated)


def _mean(indices: Sequence[Column], weights: Sequence[float]) -> Column:
    """The weighted mean of indices, unit by unit; NaN where one of them is."""
    return np.asarray(np.clip(np.average(np.array(indices), axis=0, weights=weights), 0, 100))


def _mean_of_criteria(totals: Totals) -> Column:
    criteria = totals.questionnaire.rated
    return _mean([totals.ratio((code,)) for code in criteria], [1] * len(criteria))


def _mean_of_dimensions(totals: Totals) -> Column:
    dimensions = totals.questionnaire.dimensions
    return _mean([dimension_index(totals, d.code) for d in dimensions], [1] * len(dimensions))


def _weighted_dimensions(totals: Totals) -> Column:
    dimensions = totals.questionnaire.dimensions
    weights = [float(dimension.weight or 0) for dimension in dimensions]
    return _mean([dimension_index(totals, d.code) for d in dimensions], weights)


def _mean_of_respondents(totals: Totals) -> Column:
    return totals.own_means()


def _overall_item(totals: Totals) -> Column:
    return totals.ratio((totals.questionnaire.overall_item or "",))


OVERALL: Mapping[Formula, Callable[[Totals], Column]] = {
    "pooled_answers": _pooled_answers,
    "mean_of_criteria": _mean_of_criteria,
    "mean_of_dimensions": _mean_of_dimensions,
    "weighted_dimensions": _weighted_dimensions,
    "mean_of_respondents": _mean_of_respondents,
    "overall_item": _overall_item,
}
"""Each formula as a function of the totals; percent by unit, NaN where a part of it has no answer.

`pooled_answers`: Σ w v / Σ w a over all answers. `mean_of_criteria`, `mean_of_dimensions`: the simple mean of
those indices. `weighted_dimensions`: their mean with the framework's weights. `mean_of_respondents`: each
respondent's own Σ v / Σ a, averaged with w. `overall_item`: the index of the one question that asks it.
"""
