"""Somebody who wants to know what was suppressed, and the surveys to try it on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.linalg import null_space
from scipy.optimize import linprog

from pipeline.measure import account, count_table, estimate, tally
from pipeline.measure.disclosure.panel import Mask, Panel, Places
from pipeline.measure.disclosure.protect import protect
from pipeline.measure.disclosure.suppress import suppress, suppress_accounting, suppress_counts
from schemas.questionnaire import MISSING_CODES, Formula, Questionnaire
from schemas.settings import Survey, SurveySettings
from schemas.tables import ANSWERED
from tests.property.test_laws import PERIOD, REGISTRY, UNITS, framework

Vector = npt.NDArray[np.float64]

BELOW = 5


@dataclass(frozen=True)
class Case:
    """A framework and responses to it."""

    questionnaire: Questionnaire
    frame: pd.DataFrame

    @cached_property
    def survey(self) -> Survey:
        own = SurveySettings.model_validate(
            {"questionnaire": "x", "units": "x", "thresholds": {"suppress_below": BELOW}}
        )
        return Survey(PERIOD, own, self.questionnaire, REGISTRY)

    @cached_property
    def estimates(self) -> pd.DataFrame:
        return estimate(tally(self.frame, self.questionnaire), self.survey)

    @cached_property
    def suppressed(self) -> pd.DataFrame:
        return suppress(self.estimates, self.survey)


def drawn(values: Sequence[str], sizes: Sequence[int], formula: Formula, units: int, seed: int) -> Case:
    """Responses of 1 to 14 people a unit, who leave out many answers to some criteria of some units."""
    questionnaire = framework(values, sizes, ["0.2", "0.3", "0.5"][: len(sizes)], formula)
    rng = np.random.default_rng(seed)
    levels = [level.code for level in questionnaire.scale.levels]
    parts = []
    for unit in UNITS[:units]:
        shape = int(rng.integers(1, 15)), len(questionnaire.codes)
        answers = rng.choice(levels, shape, p=rng.dirichlet(np.full(len(levels), 0.5)))
        left_out = rng.random(shape) > rng.choice([0.2, 0.6, 1.0, 1.0], shape[1])
        codes = np.where(left_out, rng.choice(list(MISSING_CODES.values()), shape), answers).astype(np.int8)
        parts.append(pd.DataFrame(codes, columns=list(questionnaire.codes)).assign(unit=unit))
    return Case(questionnaire, pd.concat(parts, ignore_index=True).astype({"unit": "str"}))


@dataclass(frozen=True)
class Attacker:
    """Somebody who has the published tables and the totals over units, and solves equations.

    The unknowns: respondents by unit, criterion and code; and by unit and m, the sum of the values of those
    who answered m rated criteria. Each figure is a weighted sum of them.
    """

    case: Case
    suppressed: pd.DataFrame

    @cached_property
    def units(self) -> list[str]:
        return sorted(set(self.case.frame["unit"]))

    @cached_property
    def codes(self) -> list[int]:
        return sorted(self.case.questionnaire.scale.names)

    @cached_property
    def values(self) -> Vector:
        levels = {level.code: float(level.value) for level in self.case.questionnaire.scale.levels}
        return np.array([levels.get(code, 0.0) for code in self.codes])

    @cached_property
    def levels(self) -> Vector:
        return (np.array(self.codes) > 0).astype(float)

    @cached_property
    def given(self) -> npt.NDArray[np.int64]:
        """Respondents by unit and number of rated criteria answered."""
        rated = list(self.case.questionnaire.rated)
        table = np.zeros((len(self.units), len(rated) + 1), np.int64)
        at = self.case.frame["unit"].map(self.units.index), (self.case.frame[rated] > 0).sum(axis=1)
        np.add.at(table, at, 1)
        return table

    @cached_property
    def answers(self) -> npt.NDArray[np.int64]:
        """Answers by unit and criterion."""
        own = self.case.frame.groupby("unit")[list(self.case.questionnaire.codes)]
        return np.stack([(rows > 0).sum(axis=0) for _, rows in own])

    def count(self, unit: int, criteria: Sequence[str], weights: Vector) -> Vector:
        """Σ over some criteria of a unit of the counts of codes, with a weight for each code."""
        counts = np.zeros((len(self.units), len(self.case.questionnaire.codes), len(self.codes)))
        for criterion in criteria:
            counts[unit, self.case.questionnaire.codes.index(criterion)] = weights
        return np.concatenate([counts.ravel(), np.zeros(self.given.size)])

    def own(self, unit: int, weights: Vector) -> Vector:
        """Σ over m of the sums of values, with a weight for each m that occurs."""
        sums = np.zeros(self.given.shape)
        sums[unit] = weights * (self.given[unit] > 0)
        return np.concatenate([np.zeros(self.answers.size * len(self.codes)), sums.ravel()])

    def criteria(self, kind: str, item: str) -> tuple[str, ...]:
        questionnaire = self.case.questionnaire
        if kind == "criterion":
            return (item,)
        if kind == "dimension":
            return questionnaire.criteria_of(item)
        return (questionnaire.overall_item or "",) if item == "overall_item" else questionnaire.rated

    def value(self, unit: int, kind: str, item: str) -> Vector:
        """What stands above the line of an index; of a mean of indices, the mean with true numbers below."""
        questionnaire = self.case.questionnaire
        if item == "mean_of_respondents":
            m = np.arange(self.given.shape[1])
            return self.own(unit, np.divide(1, m, out=np.zeros(len(m)), where=m > 0))
        if item == "mean_of_criteria":
            parts = [((code,), 1.0) for code in questionnaire.rated]
        elif item in ("mean_of_dimensions", "weighted_dimensions"):
            equal = item == "mean_of_dimensions"
            parts = [
                (questionnaire.criteria_of(d.code), 1.0 if equal else float(d.weight or 0))
                for d in questionnaire.dimensions
            ]
        else:
            return self.count(unit, self.criteria(kind, item), self.values)
        total = np.zeros_like(self.own(unit, np.zeros(self.given.shape[1])))
        for own, weight in parts:
            places = [questionnaire.codes.index(code) for code in own]
            total += weight / max(1, self.answers[unit, places].sum()) * self.count(unit, own, self.values)
        return total

    def rows(self, chosen: "pd.Series[bool]") -> Iterator[tuple[int, str, str]]:
        """Unit, kind and item of some rows; the official index by the name of its formula."""
        formula = self.case.questionnaire.formula
        for row in self.suppressed[chosen].itertuples():
            own = ("formula", formula) if row.kind == "overall" else (row.kind, row.item)
            yield self.units.index(row.unit), *own

    def known(self) -> Iterator[Vector]:
        """What everybody knows: respondents of a unit; sums by m add up to the same as sums by criterion."""
        questionnaire = self.case.questionnaire
        for u in range(len(self.units)):
            for criterion in questionnaire.codes:
                yield self.count(u, (criterion,), np.ones(len(self.codes)))
            yield self.own(u, np.ones(self.given.shape[1])) - self.count(u, questionnaire.rated, self.values)
            yield from (self.own(u, row) for row in np.diag(np.arange(self.given.shape[1]) == 0))

    def published(self) -> Iterator[Vector]:
        """Estimates, counts and accounting."""
        table = self.suppressed
        for u, kind, item in self.rows(table["index"].notna()):
            yield self.value(u, kind, item)
        for u, kind, item in self.rows(table["n_answers"].notna()):
            yield self.count(u, self.criteria(kind, item), self.levels)
        total = tally(self.case.frame, self.case.questionnaire)
        counts = suppress_counts(count_table(total, self.case.questionnaire, "2025"), table)
        code = {name: i for i, name in self.case.questionnaire.scale.names.items()}
        for row in counts[counts["n"].notna()].itertuples():
            one = (np.array(self.codes) == code[row.code]).astype(float)
            yield self.count(self.units.index(row.unit), (row.criterion,), one)
        n = self.case.frame.groupby("unit").size()
        rows = pd.DataFrame({"unit": n.index, "read": n, "accepted": n, "rejected": 0})
        accounting = suppress_accounting(account("2025", rows, total, self.case.questionnaire, {}, {}), table)
        for row in accounting.to_dict("records"):
            u = self.units.index(row["unit"])
            for name in (str(name) for name in row if pd.notna(row[name])):
                if name.startswith(ANSWERED):
                    yield self.count(u, (name.removeprefix(ANSWERED),), self.levels)
                elif name == "answers" or name in code:
                    one = self.levels if name == "answers" else (np.array(self.codes) == code[name]) * 1.0
                    yield self.count(u, self.case.questionnaire.codes, one)

    @cached_property
    def shown_totals(self) -> list[tuple[str, str]]:
        """The totals over units that may be published: those that `protect` did not have to hide."""
        places = Places(self.case.questionnaire)
        table = self.case.estimates
        unit = np.array([self.units.index(unit) for unit in table["unit"]])
        hidden = protect(Panel.of(table, unit, places), BELOW)[-1]
        keys = [key for key in places.column if key != ("overall", "overall") and "mean_of_c" not in key[1]]
        return [key for key in keys if not hidden[places.column[key]]]

    def totals(self) -> Iterator[Vector]:
        everyone = range(len(self.units))
        for kind, item in self.shown_totals:
            if item not in ("mean_of_dimensions", "weighted_dimensions"):
                yield np.sum([self.value(u, kind, item) for u in everyone], axis=0)
            own = self.criteria(kind, item)
            if kind == "formula" and ("formula", "pooled_answers") not in self.shown_totals:
                continue
            yield np.sum([self.count(u, own, self.levels) for u in everyone], axis=0)
            if kind == "criterion":
                yield from (
                    np.sum([self.count(u, own, one) for u in everyone], axis=0)
                    for one in np.eye(len(self.codes))
                )

    def found(self, wanted: Sequence[Vector], told: bool) -> Mask:
        """Which of some sums follow from the equations; `told`: the numbers of answers are known as well."""
        equations = [*self.known(), *self.published(), *self.totals()]
        if told:
            for u in range(len(self.units)):
                equations += [self.count(u, (code,), self.levels) for code in self.case.questionnaire.codes]
        free = null_space(np.array(equations), rcond=1e-10)
        return np.abs(np.array(wanted) @ free).max(axis=1, initial=0) < 1e-7

    def small(self) -> list[tuple[int, str, str]]:
        return list(self.rows(self.suppressed["reason"] == "suppressed_small"))

    def ranges(self) -> Iterator[tuple[float, float]]:
        """The least and the highest value that a small figure may have, numbers of answers being known."""
        codes = self.case.questionnaire.codes
        one_m = (self.given[:, 1:] > 0).sum(axis=1) == 1

        def flat(u: int, kind: str, item: str) -> Vector:
            matrix = np.zeros(self.answers.shape)
            matrix[u, [codes.index(code) for code in self.criteria(kind, item)]] = 1
            return matrix.ravel()

        def adds(u: int, item: str) -> bool:
            return not item.startswith(("mean_of", "weighted")) or (
                item == "mean_of_respondents" and one_m[u]
            )

        shown = [flat(*row) for row in self.rows(self.suppressed["index"].notna()) if adds(row[0], row[2])]
        shown += [
            np.sum([flat(u, *key) for u in range(len(self.units))], axis=0)
            for key in self.shown_totals
            if not key[1].startswith(("mean_of", "weighted"))
        ]
        true = self._true_values()
        fixed = np.array(shown).reshape(-1, true.size)
        for row in self.small():
            if adds(row[0], row[2]):
                ends = [
                    sign
                    * linprog(
                        sign * flat(*row),
                        A_eq=fixed,
                        b_eq=fixed @ true,
                        bounds=list(zip(np.zeros(true.size), self.answers.ravel(), strict=True)),
                    ).fun
                    for sign in (1, -1)
                ]
                yield ends[0], ends[1]

    def _true_values(self) -> Vector:
        value = dict(zip(self.codes, self.values, strict=True))
        codes = list(self.case.questionnaire.codes)
        own = self.case.frame.assign(**{code: self.case.frame[code].map(value) for code in codes})
        return own.groupby("unit")[codes].sum().to_numpy().ravel()
