"""The verb `suppress`: no figure of a handful of people, and none from which it could be found."""

import numpy as np
import pandas as pd

from pipeline.measure.disclosure.panel import Mask, Panel, Places
from pipeline.measure.disclosure.protect import protect
from schemas.questionnaire import MISSING_CODES
from schemas.settings import Survey
from schemas.tables import ANSWERED, COUNTS, ESTIMATES, checked

_FIGURE = ["unit", "kind", "item"]


def suppress(estimates: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """The estimates without those that rest on few people, or would tell such a one by subtraction.

    Suppressed are indices of 1 to `suppress_below` - 1 respondents (`suppressed_small`), and the further ones
    without which their value could be found from sums (`suppressed_complementary`): a dimension pools its
    criteria, a unit its dimensions, and the units of one level add up to a total that others may publish. All
    numbers of a suppressed row are empty; `n_answers` is empty also where it would tell that of a suppressed
    row. Columns as in `ESTIMATES`. To be used before `compare`. Sources: Cox (1980), Gusfield (1988).
    """
    below, places = survey.thresholds.suppress_below, Places(survey.questionnaire)
    small = _small(estimates, below)
    if not small.any():
        return estimates
    hidden, untold = (np.zeros(len(estimates), np.bool_) for _ in range(2))
    for rows in estimates.groupby("level").indices.values():
        table = estimates.iloc[rows]
        # Units are numbered in the order of their codes: the result may not depend on the order of rows.
        unit = np.unique(table["unit"].to_numpy(str), return_inverse=True)[1]
        column = places.of_rows(table)
        figures = protect(Panel.of(table, unit, places), below, survey.settings.total_published)
        hidden[rows] = figures[unit, column]
        untold[rows] = (column >= places.pooled) & figures[unit, places.pooled]
    return _blanked(estimates, small, hidden, untold)


def suppress_merged(merged: pd.DataFrame, suppressed: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """The estimates of the units of today, without figures of which a part is suppressed as surveyed.

    `suppressed` are the estimates as surveyed, after `suppress`; `merged` need not go through it. What is
    left can be computed from what is left there, so that the two tables together tell no more than that one.
    """
    into = survey.registry.merged()
    parts = suppressed.assign(unit=[into.get(unit, unit) for unit in suppressed["unit"]])
    key = pd.MultiIndex.from_frame(merged[_FIGURE])

    def has_part(rows: "pd.Series[bool]") -> Mask:
        return np.asarray(key.isin(pd.MultiIndex.from_frame(parts.loc[rows, _FIGURE])))

    hidden = has_part(parts["reliability"] == "suppressed")
    if not hidden.any():
        return merged
    small = _small(merged, survey.thresholds.suppress_below)
    return _blanked(merged, small, hidden, has_part(parts["n_answers"].isna()))


def suppress_counts(counts: pd.DataFrame, suppressed: pd.DataFrame) -> pd.DataFrame:
    """The counts of codes, empty for all codes of a criterion that is suppressed for the unit.

    `suppressed` are the estimates after `suppress`. Kinds of missing are among the codes: with the levels
    they add up to the respondents of the unit. A criterion that enough people answered keeps its counts,
    however few gave one of the levels.
    """
    criteria = suppressed[(suppressed["reliability"] == "suppressed") & (suppressed["kind"] == "criterion")]
    if not len(criteria):
        return counts
    hidden = pd.MultiIndex.from_frame(counts[["unit", "criterion"]]).isin(
        pd.MultiIndex.from_frame(criteria[["unit", "item"]])
    )
    return checked(counts.assign(n=counts["n"].astype("Int64").mask(hidden)), COUNTS)


def suppress_accounting(accounting: pd.DataFrame, suppressed: pd.DataFrame) -> pd.DataFrame:
    """The accounting, without the numbers of answers to criteria that are suppressed for the unit.

    `suppressed` are the estimates after `suppress`. Where they do not tell all answers of the unit, neither
    do `answers` and the kinds of missing, which add up with them to a known number of cells. Numbers of forms
    and rows stay.
    """
    rows = suppressed[suppressed["reliability"] == "suppressed"]
    if not len(rows):
        return accounting
    table = accounting.astype(dict.fromkeys(_cells(accounting), "Int64"))
    for criterion, units in rows[rows["kind"] == "criterion"].groupby("item")["unit"]:
        name = f"{ANSWERED}{criterion}"
        table[name] = table[name].mask(table["unit"].isin(units))
    sums = rows.loc[rows["item"].isin(["pooled_answers", "overall_item"]), "unit"]
    for name in ("answers", *MISSING_CODES):
        table[name] = table[name].mask(table["unit"].isin(sums))
    return table


def _cells(accounting: pd.DataFrame) -> list[str]:
    """The columns that count cells."""
    names = [str(name) for name in accounting]
    return [name for name in names if name in ("answers", *MISSING_CODES) or name.startswith(ANSWERED)]


def _small(estimates: pd.DataFrame, below: int) -> Mask:
    """The rows that rest on 1 to `below` - 1 respondents, or are suppressed as such."""
    few = estimates["n_respondents"].astype("Int64").between(1, below - 1).fillna(value=False)
    return (few | (estimates["reason"] == "suppressed_small")).to_numpy(np.bool_)


def _blanked(estimates: pd.DataFrame, small: Mask, hidden: Mask, untold: Mask) -> pd.DataFrame:
    """The table without the numbers of `hidden` rows, and without `n_answers` where it is `untold`."""
    table = estimates.copy()
    for name in table.select_dtypes("number"):
        column = table[name].astype("Int64") if table[name].dtype.kind == "i" else table[name]
        table[name] = column.mask(hidden | untold if name == "n_answers" else hidden)
    reason = np.where(small, "suppressed_small", "suppressed_complementary")
    table["reliability"] = table["reliability"].mask(hidden, "suppressed")
    table["reason"] = table["reason"].mask(hidden, reason)
    return checked(table, ESTIMATES)
