"""The comparison as a whole: what its parts must not contradict."""

import numpy as np
import pandas as pd
import pytest

from pipeline.measure import compare, estimate, tally
from schemas.period import Period
from schemas.questionnaire import Thresholds, load_questionnaire
from schemas.settings import Comparing, Survey, SurveySettings
from schemas.units import load_units
from tests.test_scenarios import SCENARIOS

TOY = load_questionnaire(SCENARIOS / "toy.toml")
REGISTRY = load_units(SCENARIOS / "units.toml")
THRESHOLDS = Thresholds(publish_from=2, median_from=3, suppress_below=1)


def compared(shares: dict[str, tuple[int, int]], comparing: Comparing | None = None) -> pd.DataFrame:
    """Units of which so many of so many people are satisfied with everything."""
    frames = []
    for unit, (satisfied, n) in shares.items():
        codes = np.repeat([4, 2], [satisfied, n - satisfied]).astype(np.int8)
        frames.append(pd.DataFrame(dict.fromkeys(TOY.codes, codes)).assign(unit=unit))
    frame = pd.concat(frames, ignore_index=True)
    settings = SurveySettings(questionnaire="toy", units="toy")
    estimates = estimate(tally(frame, TOY), Survey(Period.parse("2025"), settings, TOY, REGISTRY))
    return compare(estimates, THRESHOLDS, comparing)


def overall(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["kind"] == "overall"].set_index("unit")


def test_the_official_formula_has_the_verdict_of_the_overall_index() -> None:
    table = compared(
        {"an": (60, 80), "binh": (50, 80), "chau": (55, 80), "dong": (68, 80), "giang": (40, 80)}
    )
    judged = ["verdict", "p_adjusted", "detectable", "gap_to_median"]
    official = table[(table["kind"] == "formula") & (table["item"] == TOY.formula)].set_index("unit")
    pd.testing.assert_frame_equal(official[judged], overall(table)[judged])
    assert {"below", "not_distinguishable"} <= set(official["verdict"])


def test_the_gap_to_a_best_unit_of_few_people_stays_possible() -> None:
    """Six of six: the best unit may be lower, but no lower than Wilson's interval at the projection's level.

    Its limit for three units is 3.14 standard errors, the t quantile of as much on 5 degrees of freedom 6.14:
    6 of 6 may be 100 / (1 + 6.14² / 6) = 13.7 %, and 64 of 80 not be above 92 %.
    """
    table = overall(compared({"an": (64, 80), "binh": (6, 6), "chau": (60, 80)}))
    assert 0 < table.loc["an", "gap_to_best_high"] < 92 - 13.7
    assert (table["gap_to_best_low"] <= table["gap_to_best"]).all()


def test_a_published_unit_without_a_standard_error_has_a_reason() -> None:
    table = overall(compared({"an": (1, 2), "binh": (50, 80), "chau": (55, 80)}))
    assert table.loc["an", "verdict"] != ""
    alone = overall(compared({"an": (1, 1), "binh": (50, 80), "chau": (55, 80)}))
    assert alone.loc["an", "reason"] == "below_publish_from"


@pytest.mark.parametrize(("within", "expected"), [(60, "yes"), (1, "no")])
def test_equivalence_is_shown_within_wide_limits_only(within: float, expected: str) -> None:
    table = compared({"an": (60, 80), "binh": (61, 80), "chau": (62, 80)}, Comparing(equivalence=within))
    assert set(overall(table)["equivalent"]) == {expected}


def test_without_asking_nothing_is_said_of_equivalence() -> None:
    assert set(compared({"an": (60, 80), "binh": (61, 80), "chau": (62, 80)})["equivalent"]) == {""}


@pytest.mark.parametrize("satisfied", [0, 80])
def test_where_nobody_differs_the_design_effect_is_unknown(satisfied: int) -> None:
    settings = SurveySettings(questionnaire="toy", units="toy")
    codes = np.full((80, 5), 4 if satisfied else 2, np.int8)
    frame = pd.DataFrame(codes, columns=list(TOY.codes)).assign(unit="an", weight=np.linspace(0.1, 900, 80))
    table = estimate(tally(frame, TOY), Survey(Period.parse("2025"), settings, TOY, REGISTRY))
    assert table["deff"].isna().all()
