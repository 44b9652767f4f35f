"""What the settings say of the sampling design, and the data do not bear out."""

import numpy as np
import pandas as pd
import pytest

from pipeline.measure import rake, tally
from pipeline.measure.design_doubts import design_doubts
from schemas.language import Language
from schemas.period import Period
from schemas.questionnaire import load_questionnaire
from schemas.settings import Survey, SurveySettings
from schemas.units import load_units
from tests.test_scenarios import SCENARIOS

TOY = load_questionnaire(SCENARIOS / "toy.toml")
REGISTRY = load_units(SCENARIOS / "units.toml")
GENDER = {"gender": {"column": "Giới tính", "shares": {"Nam": 50, "Nữ": 50}}}
AGE = {"age": {"column": "Tuổi", "shares": {"trẻ": 50, "già": 50}}}


def told(chosen: dict[str, object], **columns: object) -> list[tuple[str, str]]:
    """The findings on ten people of An, each with its English words."""
    settings = SurveySettings.model_validate({"questionnaire": "toy", "units": "toy", **chosen})
    survey = Survey(Period.parse("2025"), settings, TOY, REGISTRY)
    codes = np.full((10, len(TOY.codes)), 4, np.int8)
    frame = pd.DataFrame(codes, columns=list(TOY.codes)).assign(unit="an", **columns)
    whole = tally(frame, TOY)
    found = design_doubts(survey, whole, rake(whole, settings.raking))
    return [(finding.code, finding.found(Language("en"))) for finding in found]


@pytest.mark.parametrize(
    ("chosen", "columns", "expected"),
    [
        ({}, {}, []),
        ({"population": {"an": 10}}, {}, []),
        (
            {"population": {"an": 9}},
            {},
            [("population-exceeded", "Xã An: 10 in the sample, 9 in the population")],
        ),
        ({"population": {"an": {"núi": 40}}}, {}, [("population-without-stratum", 'Xã An: stratum "núi"')]),
        ({"population": {"an": {"núi": 40}}}, {"stratum": "núi"}, []),
        ({"population": {"an": 40}}, {"psu": "p"}, [("population-not-used", "")]),
        ({"psus": {"an": 4}}, {"psu": "p"}, []),
        ({}, {"weight": 2.0}, [("equal-weights", "")]),
        ({}, {"weight": [1.0, 2.0] * 5}, []),
        ({"raking": GENDER}, {"margin_gender": ["Nam", "Nữ"] * 5}, []),
        (
            {"raking": GENDER},
            {"margin_gender": "Nam"},
            [("margin-without-people", 'Xã An: nobody in the sample with "Nữ" in "Giới tính"')],
        ),
        ({"psus": {"an": 4}}, {}, [("psus-not-used", "")]),
        (
            {"raking": GENDER},
            {"margin_gender": ""},
            [("margin-without-people", "Nam"), ("margin-without-people", "Nữ"), ("raking-failed", "Xã An")],
        ),
        (
            {"raking": GENDER | {"age": {**AGE["age"], "shares": {"trẻ": 30, "già": 70}}}},
            {"margin_gender": ["Nam", "Nữ"] * 5, "margin_age": ["trẻ", "già"] * 5},
            [("raking-failed", "Xã An: no weights give all margins of [raking] at once")],
        ),
    ],
)
def test_what_is_told(
    chosen: dict[str, object], columns: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    found = told(chosen, **columns)
    assert [code for code, _ in found] == [code for code, _ in expected]
    for (_, text), (_, words) in zip(found, expected, strict=True):
        assert words in text


def test_where_margins_contradict_each_other_the_weights_stay() -> None:
    settings = SurveySettings.model_validate(
        {
            "questionnaire": "toy",
            "units": "toy",
            "raking": GENDER | {"age": {**AGE["age"], "shares": {"trẻ": 30, "già": 70}}},
        }
    )
    codes = np.full((10, len(TOY.codes)), 4, np.int8)
    frame = pd.DataFrame(codes, columns=list(TOY.codes))
    frame = frame.assign(unit="an", margin_gender=["Nam", "Nữ"] * 5, margin_age=["trẻ", "già"] * 5)
    raked = rake(tally(frame, TOY), settings.raking)
    assert raked.failed == ("an",)
    assert raked.tally.of_units("sums").tolist() == tally(frame, TOY).of_units("sums").tolist()
