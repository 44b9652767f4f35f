"""The verb `estimate`: a tally to indices, one row a unit and item, each with its precision."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.measure.estimates.design import Design
from pipeline.measure.estimates.formulas import Item, items
from pipeline.measure.estimates.precision import Precision, kish_factor, precision
from pipeline.measure.estimates.reliability import EXCUSED, judge, missing_share
from pipeline.measure.estimates.totals import Totals, answers_given
from pipeline.measure.tallies.tally import Tally
from schemas.questionnaire import Questionnaire
from schemas.settings import Survey
from schemas.tables import COUNTS, ESTIMATES, checked

Counts = npt.NDArray[np.int64]
Matrix = npt.NDArray[np.float64]


def estimate(tally: Tally, survey: Survey) -> pd.DataFrame:
    """The indices of every unit: criteria, dimensions, the official overall index and all named formulas.

    `index` is in percent, unrounded; it is empty, with a `reason`, where there is no answer, and for a
    dimension or an overall index also where one of the criteria was left without a single answer though it
    was asked (`criterion_without_answers`), since the rest would be compared with something else. Standard
    errors and intervals follow the design: strata, PSUs, weights, and the populations of the settings.
    Columns as in `processed/README.md`; formulas in `pipeline.measure.estimates`.
    """
    known, totals = list(items(survey.questionnaire)), Totals(tally, survey.questionnaire)
    design = Design(tally, survey.settings.population, survey.settings.psus)
    given, wanted = totals.by_unit(answers_given(tally)), _asked_for(totals)
    answers, asked = (_by_item(numbers, tally, known) for numbers in (given, wanted))
    people = totals.by_unit(totals.people(known))
    gaps = _by_item((given == 0) & (wanted > 0), tally, known) > 0
    incomplete = gaps & np.array([item.kind != "criterion" for item in known])
    index = np.stack([totals.parts(item).index for item in known], axis=1)
    index = np.where(incomplete, np.nan, index)
    precise = precision(totals, design, known, index, people)
    few = (tally.of_units("respondents") < survey.thresholds.publish_from)[:, np.newaxis]
    label, reason = judge(
        index,
        incomplete,
        np.broadcast_to(few, index.shape),
        precise,
        missing_share(answers, asked),
        survey.thresholds,
    )
    columns = {
        "n_respondents": people,
        "n_answers": answers,
        "index": index,
        **_columns(precise, index),
        "reliability": label,
        "reason": reason,
        "kish": np.broadcast_to(kish_factor(totals)[:, np.newaxis], index.shape),
        "weighting": np.broadcast_to(_weighting(totals, survey)[:, np.newaxis], index.shape),
    }
    return checked(_laid_out(columns, tally, known, survey), ESTIMATES)


def _asked_for(totals: Totals) -> Counts:
    """Answers asked for, by unit and criterion: all cells but those of people who were not to answer."""
    counts = totals.tally.counts[:, :, ~np.isin(np.array(totals.tally.codes), EXCUSED)]
    return totals.by_unit(counts.sum(axis=2).astype(np.int64))


def _by_item(numbers: npt.NDArray[np.int64 | np.bool_], tally: Tally, known: Sequence[Item]) -> Counts:
    """Numbers by unit and criterion, added up over the criteria of each item."""
    sums = [numbers[:, tally.layout.positions(item.criteria)].sum(axis=1) for item in known]
    return np.stack(sums, axis=1).astype(np.int64)


def _columns(precise: Precision, index: Matrix) -> dict[str, Matrix]:
    empty = np.isnan(index)
    values = {
        "se": precise.se,
        "ci_low": precise.low,
        "ci_high": precise.high,
        "n_effective": precise.n_effective,
        "deff": precise.deff,
        "df": precise.df.astype(np.float64),
    }
    return {name: np.where(empty, np.nan, array) for name, array in values.items()}


def _weighting(totals: Totals, survey: Survey) -> npt.NDArray[np.str_]:
    """Where the weights of each unit are from: `none`, `column`, `equal` (a column of ones), `raked`."""
    tally = totals.tally
    same = np.isclose(kish_factor(totals), 1, rtol=0, atol=1e-12)
    n = len(tally.units)
    own = np.where(same, "equal", "column") if tally.weighted else np.full(n, "none", "U6")
    unraked = {group.unit for group in tally.groups if group.margins}
    raked = [bool(survey.settings.raking) and unit not in unraked for unit in tally.units]
    return np.where(raked, "raked", own)


def _laid_out(
    columns: dict[str, npt.NDArray[np.generic]], tally: Tally, known: Sequence[Item], survey: Survey
) -> pd.DataFrame:
    """One row a unit and item, units in the order of the registry, items in that of the questionnaire."""
    registered = survey.registry.by_code
    order = {code: i for i, code in enumerate(registered)}
    units = sorted(range(len(tally.units)), key=lambda u: (order.get(tally.units[u], len(order)), u))
    names = survey.registry.names(survey.settings.languages[0])
    codes = [tally.units[u] for u in units]
    of_unit = {
        "unit": codes,
        "unit_name": [names.get(code, code) for code in codes],
        "level": [registered[code].level if code in registered else "" for code in codes],
    }
    of_item = {name: [getattr(item, name) for item in known] for name in ("kind", "item", "formula")}
    return pd.DataFrame(
        {
            "period": survey.period.name,
            **{
                name: pd.Series(texts, dtype="str").repeat(len(known)).array
                for name, texts in of_unit.items()
            },
            **{name: pd.Series(texts * len(units), dtype="str").array for name, texts in of_item.items()},
            "simulated": survey.settings.simulated,
            **{name: array[units].reshape(-1) for name, array in columns.items()},
        }
    )


def count_table(tally: Tally, questionnaire: Questionnaire, period: str) -> pd.DataFrame:
    """How often each code was given, by unit and criterion: the table `counts.csv`."""
    counts, names = tally.of_units("counts"), questionnaire.scale.names
    index = pd.MultiIndex.from_product(
        [tally.units, tally.layout.criteria, [names[code] for code in tally.codes]],
        names=["unit", "criterion", "code"],
    )
    table = pd.Series(counts.reshape(-1), index, name="n").reset_index()
    return checked(table.assign(period=period), COUNTS)
