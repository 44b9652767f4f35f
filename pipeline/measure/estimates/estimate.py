"""The verb `estimate`: a tally to indices, one row a unit and item."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.measure.estimates.formulas import OVERALL, Column, Totals, dimension_index
from pipeline.measure.tallies.tally import Tally
from schemas.questionnaire import MISSING_CODES, Questionnaire
from schemas.settings import Survey
from schemas.tables import COUNTS, ESTIMATES, Kind, checked

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Item:
    """An index of all units: its criteria, how many people it rests on, its values in percent."""

    kind: Kind
    item: str
    criteria: tuple[str, ...]
    people: Counts
    index: Column
    formula: str = ""


def estimate(tally: Tally, survey: Survey) -> pd.DataFrame:
    """The indices of every unit: criteria, dimensions, the official overall index and all named formulas.

    `index` is in percent, unrounded; it is empty, with a `reason`, where there is no answer, and for a
    dimension or an overall index also where one of the criteria was left without a single answer though it
    was asked (`criterion_without_answers`), since the rest would be compared with something else. Columns as
    in `processed/README.md`; formulas in `pipeline.measure.estimates.formulas`.
    """
    totals = Totals(tally, survey.questionnaire)
    answers, gaps = _answers(tally), _unanswered(tally)
    few = np.asarray(tally.of_units("respondents") < survey.thresholds.publish_from)
    tables = []
    for item in _items(totals, answers):
        own = tally.layout.positions(item.criteria)
        index, reason = _with_reasons(item, np.asarray(gaps[:, own].any(axis=1)), few)
        tables.append(
            pd.DataFrame(
                {
                    "unit": list(tally.units),
                    "kind": item.kind,
                    "item": item.item,
                    "n_respondents": item.people.astype(np.int64),
                    "n_answers": answers[:, own].sum(axis=1),
                    "index": index,
                    "reliability": np.where(reason == "", "reliable", "not_published"),
                    "formula": item.formula,
                    "reason": reason,
                }
            )
        )
    return checked(_completed(pd.concat(tables, ignore_index=True), survey), ESTIMATES)


def _items(totals: Totals, answers: Counts) -> Iterator[_Item]:
    questionnaire, reached = totals.questionnaire, totals.tally.of_units("reached").astype(np.int64)
    for j, code in enumerate(questionnaire.codes):
        yield _Item("criterion", code, (code,), answers[:, j], totals.ratio((code,)))
    for d, dimension in enumerate(questionnaire.dimensions):
        own = questionnaire.criteria_of(dimension.code)
        yield _Item("dimension", dimension.code, own, reached[:, d], dimension_index(totals, dimension.code))
    for formula in questionnaire.formulas():
        item = questionnaire.overall_item
        if formula == "overall_item" and item is not None:
            own, people = (item,), answers[:, questionnaire.codes.index(item)]
        else:
            own, people = questionnaire.rated, reached[:, -1]
        index = OVERALL[formula](totals)
        if formula == questionnaire.formula:
            yield _Item("overall", "overall", own, people, index, formula)
        yield _Item("formula", formula, own, people, index, formula)


def _answers(tally: Tally) -> Counts:
    """The number of answers (levels), by unit and criterion; unweighted."""
    levels = np.array(tally.codes) > 0
    answers: Counts = tally.of_units("counts")[:, :, levels].sum(axis=2).astype(np.int64)
    return answers


def _unanswered(tally: Tally) -> npt.NDArray[np.bool_]:
    """Where people were asked for a criterion and nobody's answer counts, by unit and criterion."""
    counts, codes = tally.of_units("counts"), np.array(tally.codes)
    excused = np.isin(codes, [MISSING_CODES["not_eligible"], MISSING_CODES["not_applicable"]])
    asked = counts[:, :, ~excused].sum(axis=2)
    return np.asarray((_answers(tally) == 0) & (asked > 0))


def _with_reasons(
    item: _Item, gap: npt.NDArray[np.bool_], few: npt.NDArray[np.bool_]
) -> tuple[Column, npt.NDArray[np.str_]]:
    """The index, empty where it would mislead, and why a unit is not published; "" where it is."""
    incomplete = gap if item.kind != "criterion" else np.zeros(len(gap), np.bool_)
    index = np.where(incomplete, np.nan, item.index)
    conditions = [incomplete, np.isnan(index), few]
    return index, np.select(
        conditions, ["criterion_without_answers", "no_answers", "below_publish_from"], default=""
    )


def _completed(table: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """The columns of the contract, units in the order of the registry, items in that of the questionnaire."""
    known = survey.registry.by_code
    names = survey.registry.names(survey.settings.languages[0])
    order = {code: i for i, code in enumerate(known)}
    place = table["unit"].map(lambda unit: order.get(unit, len(order)))
    table = table.assign(
        period=survey.period.name,
        simulated=survey.settings.simulated,
        unit_name=table["unit"].map(lambda unit: names.get(unit, unit)),
        level=table["unit"].map(lambda unit: known[unit].level if unit in known else ""),
        **dict.fromkeys(("se", "ci_low", "ci_high"), np.nan),
    )
    return table.iloc[np.argsort(place.to_numpy(), kind="stable")].reset_index(drop=True)


def count_table(tally: Tally, questionnaire: Questionnaire, period: str) -> pd.DataFrame:
    """How often each code was given, by unit and criterion: the table `counts.csv`."""
    counts, names = tally.of_units("counts"), questionnaire.scale.names
    index = pd.MultiIndex.from_product(
        [tally.units, tally.layout.criteria, [names[code] for code in tally.codes]],
        names=["unit", "criterion", "code"],
    )
    table = pd.Series(counts.reshape(-1), index, name="n").reset_index()
    return checked(table.assign(period=period), COUNTS)
