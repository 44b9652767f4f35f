"""Standard errors, degrees of freedom, effective sizes and intervals in cases that a hand can check."""

from math import sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pipeline.measure import estimate, merge_units, tally
from pipeline.measure.estimates.intervals import wilson_bound
from schemas.period import Period
from schemas.questionnaire import load_questionnaire
from schemas.settings import Survey, SurveySettings
from schemas.units import load_units
from tests.test_scenarios import SCENARIOS

TOY = load_questionnaire(SCENARIOS / "toy.toml")
REGISTRY = load_units(SCENARIOS / "units.toml")
FIRST = TOY.codes[0]
COLUMNS = ["index", "se", "ci_low", "ci_high", "n_effective", "deff", "df"]


def survey(**chosen: object) -> Survey:
    own = SurveySettings.model_validate({"questionnaire": "toy", "units": "toy", **chosen})
    return Survey(Period.parse("2025"), own, TOY, REGISTRY)


def responses(satisfied: list[int], **columns: list[str] | list[float] | str) -> pd.DataFrame:
    """Respondents who give 4 (1) or 1 (0) to every criterion, -1 where they leave all blank."""
    codes = np.repeat(np.array([{1: 4, 0: 1, -1: -1}[x] for x in satisfied], np.int8)[:, None], 5, axis=1)
    return pd.DataFrame(codes, columns=list(TOY.codes)).assign(**{"unit": "an", **columns})


def row(frame: pd.DataFrame, of: Survey | None = None, item: str = FIRST) -> "pd.Series[float]":
    table = estimate(tally(frame, TOY), of or survey())
    return table.set_index("item").loc[item]


def merged_row(frame: pd.DataFrame) -> "pd.Series[float]":
    merged = merge_units(tally(frame, TOY), {"binh": "an"})
    return estimate(merged, survey()).set_index("item").loc[FIRST]


def test_simple_random_sample_of_a_yes_or_no_question() -> None:
    """8 of 10 satisfied: variance p(1-p)/(n-1) = 0.16/9, so n* = 9; df 9; deff 1."""
    found = row(responses([1] * 8 + [0] * 2))
    assert found["se"] == pytest.approx(100 * sqrt(0.16 / 9), rel=1e-12)
    assert (found["df"], found["n_effective"]) == (9, pytest.approx(9))
    assert found["deff"] == pytest.approx(1)
    t = stats.t.ppf(0.975, 9)
    middle, half = 0.8 + t**2 / 18, t * sqrt(0.16 / 9 + t**2 / 4 / 81)
    ends = [100 * (middle + side * half) / (1 + t**2 / 9) for side in (-1, 1)]
    assert [found["ci_low"], found["ci_high"]] == pytest.approx(ends, rel=1e-12)


def test_one_answer_changed_changes_the_standard_error() -> None:
    assert row(responses([1] * 8 + [0] * 2))["se"] != row(responses([1] * 9 + [0]))["se"]


def test_primary_sampling_units_are_what_counts() -> None:
    """Four PSUs of five, all of one mind in each: p = 1/2, PSU means 1 1 0 0 around it: var = (1/3)/4."""
    frame = responses([1] * 10 + [0] * 10, psu=[f"p{i // 5}" for i in range(20)])
    found = row(frame)
    assert found["se"] == pytest.approx(100 * sqrt(1 / 12), rel=1e-12)
    assert found["df"] == 3
    assert found["deff"] == pytest.approx((1 / 12) / (0.25 / 19), rel=1e-12)


def test_strata_take_out_what_differs_between_them() -> None:
    """Two strata of five, all of one mind in each: nothing varies within, and the variance is 0."""
    frame = responses([1] * 5 + [0] * 5, stratum=["x"] * 5 + ["y"] * 5)
    found = row(frame)
    assert (found["index"], found["se"], found["df"]) == (50, 0, 8)
    assert found["ci_low"] < 50 < found["ci_high"]


@pytest.mark.parametrize(
    ("chosen", "left"),
    [
        ({"population": {"an": 40}}, 0.75),
        ({"population": {"binh": 40}}, 1),
        ({"population": {"an": 9}}, 1),
        ({"psus": {"an": 40}}, 1),
    ],
)
def test_what_was_not_left_out_lowers_the_variance(chosen: dict[str, object], left: float) -> None:
    found = row(responses([1] * 8 + [0] * 2), survey(**chosen))
    assert found["se"] == pytest.approx(100 * sqrt(left * 0.16 / 9), rel=1e-12)


def test_where_everybody_was_asked_the_index_is_known() -> None:
    found = row(responses([1] * 8 + [0] * 2), survey(population={"an": 10}))
    assert found[["se", "ci_low", "ci_high"]].to_list() == [0, 80, 80]


def test_a_stratum_of_one_gives_no_standard_error_unless_all_of_it_was_asked() -> None:
    frame = responses([1, 0, 1, 1], stratum=["x", "x", "x", "y"])
    alone = row(frame)
    assert np.isnan(alone[["se", "ci_low", "ci_high"]].to_numpy(float)).all()
    assert "single_sampling_unit" in str(alone["reason"])
    whole = row(frame, survey(population={"an": {"x": 300, "y": 1}}))
    # p = 3/4, over four people: Σ (z - z̄)² in x = (1/16)(2/3), times 3/2 and 99/100.
    assert whole["se"] == pytest.approx(100 * sqrt(0.99 * 1.5 / 24), rel=1e-12)


@pytest.mark.parametrize("all_of", [1, 0])
def test_at_both_ends_there_is_an_interval_and_it_stays_inside(all_of: int) -> None:
    found = row(responses([all_of] * 30))
    assert (found["se"], found["n_effective"]) == (0, 30)
    t = stats.t.ppf(0.975, 29)
    assert found["ci_high"] - found["ci_low"] == pytest.approx(100 * (t**2 / 30) / (1 + t**2 / 30))
    assert {found["ci_low"], found["ci_high"]} & {0, 100}


def test_equal_weights_change_no_precision_and_unequal_ones_cost() -> None:
    frame = responses([1, 0] * 10)
    plain, equal = row(frame), row(frame.assign(weight=3.0))
    assert equal[COLUMNS].to_list() == pytest.approx(plain[COLUMNS].to_list())
    heavy = row(frame.assign(weight=[1.0, 1, 3, 3] * 5))
    # Kish: n Σw² / (Σw)² = 20 · 100 / 40² = 1.25.
    assert heavy["kish"] == pytest.approx(1.25)
    assert heavy["deff"] == pytest.approx(1.25)
    assert (plain["weighting"], equal["weighting"], heavy["weighting"]) == ("none", "equal", "column")


def test_merged_units_are_strata() -> None:
    """Ten in "an" satisfied, ten in "binh" not: merged they are 50 %, and nothing varies in the strata."""
    both = pd.concat([responses([1] * 10), responses([0] * 10, unit="binh")], ignore_index=True)
    merged = merged_row(both)
    together = row(both.assign(unit="an"))
    assert merged["index"] == together["index"] == 50
    assert (merged["se"], merged["df"]) == (0, 18)
    assert together["se"] > 10


def test_psus_of_one_name_in_two_units_are_two() -> None:
    frame = pd.concat(
        [
            responses([1] * 4 + [0] * 4, psu=["p"] * 4 + ["q"] * 4),
            responses([1] * 8, unit="binh", psu=["p"] * 4 + ["q"] * 4),
        ]
    )
    merged = merged_row(frame)
    assert merged["df"] == 2
    # z of a PSU is Σ (v - 3/4) / 16: 1/16 and -3/16 in "an", 1/16 twice in "binh". Around the mean of "an",
    # -1/16, they are 1/8 and -1/8: variance 2/1 · 2 · (1/8)².
    assert merged["se"] == pytest.approx(100 * sqrt(4 / 64), rel=1e-12)


def test_degrees_of_freedom_are_those_of_who_answered() -> None:
    found = row(responses([1, 0, 1, 1, -1, -1]))
    assert (found["n_respondents"], found["df"]) == (4, 3)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 1), st.floats(1, 1e5), st.floats(-9, 9))
def test_a_bound_lies_inside_and_on_its_side(share: float, n: float, quantile: float) -> None:
    bound = float(wilson_bound(np.array([share]), np.array([n]), np.array([quantile]))[0])
    assert 0 <= bound <= 1
    assert (bound - share) * quantile >= -1e-9


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from([1, 0, -1]), min_size=3, max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_respondents_does_not_matter(satisfied: list[int], random: object) -> None:
    frame = responses(satisfied)
    shuffled = frame.sample(frac=1, random_state=len(satisfied))
    pd.testing.assert_frame_equal(
        estimate(tally(frame, TOY), survey()), estimate(tally(shuffled, TOY), survey()), check_exact=True
    )
