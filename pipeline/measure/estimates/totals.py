"""Totals by unit and criterion: the parts N and D of every index, and what each index is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.measure.estimates.formulas import Item
from pipeline.measure.tallies.tally import Tally
from schemas.questionnaire import Questionnaire

Column = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Parts:
    """What the index of each of U units consists of, by its criteria c: index = Σ_c share_c · rate_c.

    `rate` [U × C], from 0 to 1, is N_c / D_c (0 where nobody answered), `share` [U × C] is
    W_b / Σ W · D_c / Σ D of the criterion's block, which adds up to 1; `index` [U] is in percent, NaN where
    a block has no answer.
    """

    item: Item
    rate: Matrix
    share: Matrix
    index: Column


@dataclass(frozen=True)
class Totals:
    """The totals of the units of a tally, in the order of `tally.units`."""

    tally: Tally
    questionnaire: Questionnaire

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """The codes of the dimensions, as they stand in `tally.reached`."""
        return tuple(dimension.code for dimension in self.questionnaire.dimensions)

    def people(self, items: Sequence[Item]) -> Counts:
        """Respondents with an answer to some criterion of each item, by group of the tally [G × I]."""
        answers, reached = answers_given(self.tally), self.tally.reached
        columns = [
            answers[:, self.tally.layout.criteria.index(item.criteria[0])]
            if len(item.criteria) == 1
            else reached[:, self.dimensions.index(item.item) if item.kind == "dimension" else -1]
            for item in items
        ]
        return np.stack(columns, axis=1).astype(np.int64)

    def by_unit(self, rows: Counts) -> Counts:
        """Rows by group of the tally, added up by unit."""
        total = np.zeros((len(self.tally.units), *rows.shape[1:]), np.int64)
        np.add.at(total, self.tally.unit_of_group, rows)
        return total

    @cached_property
    def own_factor(self) -> Column:
        """What an answer counts for among its respondent's own, by group: 1 / m; 0 where m is 0."""
        answered = np.array([group.answered for group in self.tally.groups], np.float64)
        return np.divide(1, answered, out=np.zeros(len(answered)), where=answered > 0)

    @cached_property
    def _plain(self) -> Matrix:
        return self.tally.of_units("sums").astype(np.float64)

    @cached_property
    def _own(self) -> Matrix:
        total = np.zeros_like(self._plain)
        np.add.at(total, self.tally.unit_of_group, self.tally.sums * self.own_factor[:, np.newaxis])
        return total

    def numerators(self, item: Item) -> Matrix:
        """N_c by unit and criterion of the item, v from 0 to 1."""
        sums = self._own if item.own else self._plain
        layout = self.tally.layout
        return sums[:, layout.values][:, layout.positions(item.criteria)] / layout.denominator

    def denominators(self, item: Item) -> Matrix:
        """D_c by unit and criterion of the item: weighted numbers of answers."""
        sums = self._own if item.own else self._plain
        layout = self.tally.layout
        return sums[:, layout.answered][:, layout.positions(item.criteria)]

    def parts(self, item: Item) -> Parts:
        """Rates and shares of the criteria of an item, and its index."""
        above, below = self.numerators(item), self.denominators(item)
        share, index, start = np.empty_like(above), np.zeros(len(above)), 0
        for weight, codes in item.blocks:
            own = slice(start, start + len(codes))
            whole = below[:, own].sum(axis=1)
            share[:, own] = weight / item.weight * _divided(below[:, own], whole[:, np.newaxis])
            index += weight * percent(above[:, own].sum(axis=1), whole)
            start = own.stop
        rate = np.clip(_divided(above, below), 0, 1)
        return Parts(item, rate, share, np.asarray(np.clip(index / item.weight, 0, 100)))


def answers_given(tally: Tally) -> Counts:
    """The number of answers (levels) by group and criterion; unweighted."""
    levels = np.array(tally.codes) > 0
    return np.asarray(tally.counts[:, :, levels].sum(axis=2), np.int64)


def _divided(part: Matrix, whole: Matrix) -> Matrix:
    return np.divide(part, whole, out=np.zeros(part.shape), where=whole > 0)


def percent(part: Column, whole: Column) -> Column:
    """100 · part / whole; NaN where the whole is 0."""
    indices = np.divide(100 * part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    # Sums of weights round, but where everybody is satisfied the index is 100 and nothing near it.
    return np.where((part == whole) & (whole > 0), 100.0, np.clip(indices, 0, 100))
