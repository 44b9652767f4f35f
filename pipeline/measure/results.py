"""All tables of a period that come from its tally, by the names of their files."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pipeline.measure.comparisons.compare import compare
from pipeline.measure.comparisons.funnel import funnel
from pipeline.measure.disclosure.suppress import (
    suppress,
    suppress_accounting,
    suppress_counts,
    suppress_merged,
)
from pipeline.measure.effort.decomposition import decompose
from pipeline.measure.estimates.estimate import count_table, estimate
from pipeline.measure.mergers import as_of_today
from pipeline.measure.quality.quality import quality_table
from pipeline.measure.quality.scopes import scopes
from pipeline.measure.respondents import respondent_structure
from pipeline.measure.tallies.tally import Tally
from schemas.labels import UNPUBLISHED
from schemas.settings import Survey
from schemas.tables import QUALITY, checked


def tables(
    tally: Tally, weighted: Tally, survey: Survey, accounting: pd.DataFrame
) -> Mapping[str, pd.DataFrame]:
    """The tables of a period, small cells suppressed: `estimates.csv`, `comparison.csv` and the others.

    `tally` is that of the responses as they came, `weighted` the one to estimate from (`rake`). Tables of the
    units of today are there only where surveyed units merged. Columns as in `processed/README.md`.
    """
    settings, thresholds = survey.settings, survey.thresholds
    estimates = suppress(estimate(weighted, survey), survey)
    comparison = compare(estimates, thresholds, settings.comparison)
    made = {
        "counts.csv": suppress_counts(
            count_table(tally, survey.questionnaire, survey.period.name), estimates
        ),
        "accounting.csv": suppress_accounting(accounting, estimates),
        "estimates.csv": estimates,
        "comparison.csv": comparison,
        "decomposition.csv": decompose(weighted, survey, estimates, comparison),
        "quality.csv": quality(weighted, survey, estimates),
        "funnel.csv": funnel(estimates, survey),
        "respondents.csv": respondent_structure(tally, survey),
    }
    if (today := as_of_today(weighted, survey.registry)) is not None:
        merged = suppress_merged(estimate(today, survey), estimates, survey)
        made["estimates_today.csv"] = merged
        made["comparison_today.csv"] = compare(merged, thresholds, settings.comparison)
    return made


def quality(tally: Tally, survey: Survey, estimates: pd.DataFrame) -> pd.DataFrame:
    """What the answers say of the questionnaire: of all respondents, and of the units that are published.

    Of a unit with a suppressed criterion only missing answers and straight-lining are left: coefficients tell
    on how many pairs of answers they rest. Columns as in `QUALITY`.
    """
    overall = estimates[estimates["kind"] == "overall"]
    published = overall.loc[~overall["reliability"].isin(UNPUBLISHED), "unit"]
    names = dict(zip(estimates["unit"], estimates["unit_name"], strict=True))
    own = list(scopes(tally, set(published), names))
    table = quality_table(own, tally.codes, survey.questionnaire, survey.period.name)
    return checked(_without_suppressed(table, estimates), QUALITY)


def _without_suppressed(table: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    criteria = estimates[estimates["kind"] == "criterion"]
    suppressed = criteria[criteria["reliability"] == "suppressed"]
    named = zip(suppressed["unit"], suppressed["item"], suppressed["reason"], strict=True)
    reasons = {(unit, item): reason for unit, item, reason in named}
    units = {unit for unit, _ in reasons}
    missing = table["measure"].str.startswith("missing_")
    counted = missing | (table["measure"] == "straight_lining")
    keys = pd.MultiIndex.from_frame(table[["unit", "item"]])
    # Of all together, missing answers less those of the other units would tell those of a suppressed one.
    of_all = (table["unit"] == "") & missing & table["item"].isin(suppressed["item"])
    hidden = keys.isin(list(reasons)) | (table["unit"].isin(units) & ~counted) | of_all
    told = [reasons.get(key, "suppressed_complementary") for key in keys[hidden]]
    table.loc[hidden, ["value", "low", "high", "n"]] = np.nan
    table.loc[hidden, "reason"] = told
    return table
