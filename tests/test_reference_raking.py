"""Raked weights, and indices with them, beside those of R's `survey` (see tests/reference/README.md)."""

import numpy as np
import pandas as pd
import pytest

from pipeline.measure import estimate, tally
from pipeline.measure.tallies.raking import Raked, rake
from pipeline.measure.tallies.tally import Tally
from tests.test_reference_variance import (
    FIGURES,
    REFERENCE,
    RELATIVE,
    agree,
    expected,
    figures,
    responses,
    survey_of,
)

MARGINS = {
    "gender": {
        "column": "gender",
        "shares": {"female": 51, "male": 49},
        "units": {"binh": {"female": 55, "male": 45}},
    },
    "age": {"column": "age", "shares": {"18-34": 35, "35-54": 40, "55+": 25}},
}


def cells() -> pd.DataFrame:
    """The respondents with their margins; the cell of gender and age stands in place of the stratum."""
    table = responses().rename(columns={"gender": "margin_gender", "age": "margin_age"})
    return table.assign(stratum=table["margin_gender"] + "/" + table["margin_age"])


def raked(table: pd.DataFrame, **changed: object) -> Raked:
    survey = survey_of("srs", raking=MARGINS | changed)
    return rake(tally(table, survey.questionnaire), survey.settings.raking)


def weights_by_cell(sums: Tally) -> pd.Series:
    """The sum of the weights by unit and cell."""
    keys = [(group.unit, group.stratum) for group in sums.groups]
    weights = pd.Series(sums.sums[:, sums.layout.one].astype(np.float64), pd.MultiIndex.from_tuples(keys))
    return weights.groupby(level=[0, 1]).sum()


def raking_factors(column: str) -> dict[tuple[str, str], float]:
    """Those of R, by unit and cell."""
    table = pd.read_csv(REFERENCE / "design_raking.csv", comment="#", keep_default_na=False)
    cell = table["gender"] + "/" + table["age"]
    return dict(zip(zip(table["unit"], cell, strict=True), table[column], strict=True))


def agree_on_factors(table: pd.DataFrame, column: str, **changed: object) -> bool:
    survey = survey_of("srs")
    before = weights_by_cell(tally(table, survey.questionnaire))
    found = (weights_by_cell(raked(table, **changed).tally) / before).drop("giang", level=0)
    return bool(found.to_dict() == pytest.approx(raking_factors(column), rel=RELATIVE, abs=0))


def test_raked_weights_are_those_of_the_survey_package() -> None:
    table = cells()
    assert agree_on_factors(table.drop(columns="weight"), "weight")
    assert agree_on_factors(table, "factor")
    assert not raked(table).failed


def test_one_changed_margin_or_respondent_is_seen_in_the_weights() -> None:
    table = cells()
    other = {"column": "age", "shares": {"18-34": 35, "35-54": 40, "55+": 26}}
    assert not agree_on_factors(table, "factor", age=other)
    table.loc[0, "weight"] += 0.001
    assert not agree_on_factors(table, "factor")


def test_a_margin_that_the_one_respondent_cannot_meet_is_told() -> None:
    """The respondent of giang is a woman of 55 or more: her weight stays 1, what nobody has is named."""
    done = raked(cells().drop(columns="weight"))
    assert weights_by_cell(done.tally)["giang"].to_dict() == {"female/55+": pytest.approx(1, rel=RELATIVE)}
    assert done.empty == {"giang": (("age", "18-34"), ("age", "35-54"), ("gender", "male"))}


def raked_figures(table: pd.DataFrame) -> dict[tuple[str, ...], float]:
    sums = raked(table.drop(columns=["weight", "stratum", "psu"])).tally
    found = estimate(sums, survey_of("srs", raking=MARGINS))
    return figures(found[(found["kind"] != "overall") & (found["unit"] != "giang")])


def test_raked_weights_are_weights_like_others() -> None:
    theirs = expected("design_expected.csv", "raked")
    assert len(theirs) == 4 * (8 + 3 + 6) * len(FIGURES)
    assert agree(raked_figures(cells()), theirs)
    changed = cells()
    changed.loc[0, "1.1"] = 5
    assert not agree(raked_figures(changed), theirs)
