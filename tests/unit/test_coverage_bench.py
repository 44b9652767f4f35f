"""The simulated surveys of the coverage benchmark have the truth they claim, and are judged by it."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from bench.coverage import INTERVALS, scenarios
from bench.simulation import Sampling, draw_psus, find_levels, latent_correlation, simulate, sipas
from bench.truth import Measured, holds, judge_gaps, judge_ranks, measured

SIPAS = sipas().questionnaire
FEW = settings(derandomize=True, deadline=None, max_examples=25)


# The law ---------------------------------------------------------------------------------------------------


def test_half_satisfied_have_the_latent_correlation_of_sheppard() -> None:
    """P(both above the median) = 1/4 + arcsin(r) / 2π (Sheppard 1899).

    A correlation of 1/3 of two yes-or-no answers is P = 1/4 + 1/12, so arcsin r = π/6 and r = 1/2.
    """
    assert latent_correlation(0.5, 1 / 3) == pytest.approx(0.5, abs=1e-9)
    assert latent_correlation(0.5, 1 / 3 + 1e-6) != pytest.approx(0.5, abs=1e-9)


@FEW
@given(st.floats(0.02, 0.99), st.floats(0.01, 0.3))
def test_latent_correlations_are_those_of_the_bivariate_normal(share: float, correlation: float) -> None:
    r = latent_correlation(share, correlation)
    both = multivariate_normal.cdf(norm.ppf([share, share]), cov=[[1, r], [r, 1]])
    assert (both - share**2) / (share * (1 - share)) == pytest.approx(correlation, abs=2e-4)


def test_levels_have_their_shares() -> None:
    """Half are satisfied: very dissatisfied are 5 % (a tenth of the rest), dissatisfied 20 %, neutral 25 %,
    satisfied 35 %, very satisfied 15 % (three tenths of half). So levels change at 5, 25, 50 and 85 %.
    """
    ranks = np.array([0.04, 0.06, 0.24, 0.26, 0.49, 0.51, 0.84, 0.86])
    levels = find_levels(norm.ppf(ranks)[:, np.newaxis].astype(np.float32), np.full(8, 0.5))
    assert levels[:, 0].tolist() == [1, 2, 2, 3, 3, 4, 4, 5]
    assert find_levels(norm.ppf(ranks)[:, np.newaxis].astype(np.float32), np.full(8, 0.4))[5, 0] == 3


@FEW
@given(st.integers(0, 10**6), st.sampled_from([30, 100, 180, 500]))
def test_psus_have_ten_to_fifteen_people(seed: int, n: int) -> None:
    psu = draw_psus(3, n, np.random.default_rng(seed))
    for own in psu:
        sizes = np.bincount(own)
        assert sizes.sum() == n
        assert sizes.min() >= 10
        assert sizes.max() <= 15


def satisfied(
    share: float, sampling: Sampling, units: int = 300
) -> tuple[npt.NDArray[np.float64], pd.DataFrame]:
    """Deviations from the truth of the answers to criterion 1.1 [units × n], in their standard deviations."""
    rng = np.random.default_rng(5)
    names = [f"{unit:03}" for unit in range(units)]
    responses = simulate(SIPAS, np.full(units, share), names, sampling, rng)
    yes = (responses["1.1"] >= 4).to_numpy().reshape(units, -1)
    return (yes - share) / np.sqrt(share * (1 - share)), responses


@pytest.mark.parametrize("share", [0.5, 0.95])
@pytest.mark.parametrize("correlation", [0.0, 0.1])
def test_the_true_share_and_correlation_are_as_asked(share: float, correlation: float) -> None:
    """Mean 0, and 0.1 the mean product of two people of one PSU, within five standard errors over the units.

    The mean product of the pairs of a PSU of m people is ((Σ z)² − Σ z²) / (m (m − 1)). People who were drawn
    singly are put into PSUs afterwards: they are the sister, whose correlation is not 0.1.
    """
    z, responses = satisfied(share, Sampling(100, correlation))
    psu = draw_psus(300, 100, np.random.default_rng(6))
    if correlation:
        psu = responses["psu"].cat.codes.to_numpy().reshape(300, 100)
    pairs = []
    for row, own in zip(z, psu, strict=True):
        m, total, square = np.bincount(own), np.bincount(own, row), np.bincount(own, row**2)
        pairs.append((total**2 - square).sum() / (m * (m - 1)).sum())
    for found, true in ((z.mean(axis=1), 0), (np.array(pairs), correlation)):
        assert abs(found.mean() - true) < 5 * found.std() / np.sqrt(300)
    assert (abs(np.mean(pairs) - 0.1) < 5 * np.std(pairs) / np.sqrt(300)) == bool(correlation)


def test_three_in_ten_are_asked_about_feedback() -> None:
    _, responses = satisfied(0.8, Sampling(100))
    asked = (responses[list(SIPAS.criteria_of("feedback"))] > 0).to_numpy()
    assert (asked.all(axis=1) == asked.any(axis=1)).all()
    assert asked[:, 0].mean() == pytest.approx(0.3, abs=0.015)  # more than five standard errors of 0.0026


def test_interviews_are_shared_out_at_random() -> None:
    _, responses = satisfied(0.8, Sampling(100, interviewers=6), units=20)
    assert responses["interviewer"].nunique() == 6
    assert responses.groupby("unit", observed=True)["interviewer"].nunique().min() > 1


# The judgement ---------------------------------------------------------------------------------------------


def compared(**changed: list[object]) -> pd.DataFrame:
    """One survey of three units: truly 80, 80 and 90, found 82, 79 and 85."""
    rows = {
        "index": [82.0, 79.0, 85.0],
        "gap_to_median_low": [-1.0, -5.0, 1.0],
        "gap_to_median_high": [1.0, -1.0, 9.0],
        "gap_to_best_low": [-9.0, -12.0, 0.0],
        "gap_to_best_high": [1.0, -10.0, 0.0],
        "best_low": [80.0, 80.0, 80.0],
        "best_high": [89.0, 89.0, 89.0],
        "verdict": ["not_distinguishable", "below", "above"],
        "rank_low": [1, 2, 1],
        "rank_high": [3, 3, 2],
        "rank_low_simultaneous": [1, 2, 1],
        "rank_high_simultaneous": [3, 2, 3],
        "level_with_best": ["yes", "no", "yes"],
    }
    return pd.DataFrame({**rows, **changed})


TRUTH = np.array([80.0, 80.0, 90.0])


def test_gaps_are_judged_by_hand() -> None:
    """The true median is 80, so the gaps are 0, 0 and 10: in -1..1, not in -5..-1, not in 1..9.

    The third came out best and is truly 90: gaps of -10 and -10 are in -9..1? no; in -12..-10 yes. Its value
    is not in 80..89. "Below" is wrong, the second unit is not below the median.
    """
    found = judge_gaps(compared(), TRUTH)
    assert found["median"].tolist() == [[1, 0, 0]]
    np.testing.assert_array_equal(found["best"], [[0, 1, np.nan]])
    assert found["value"].tolist() == [0]
    assert found["wrong"].tolist() == [1]
    other = judge_gaps(compared(verdict=["not_distinguishable", "not_distinguishable", "above"]), TRUTH)
    assert other["wrong"].tolist() == [0]


def test_of_tied_best_units_each_counts_in_part() -> None:
    """First and third tie: the gap of the second is 0 to the one and -10 to the other, -12..-10 holds one.

    The first is compared with the third (-10, not in -9..1), the third with the first (10, not 0). The value
    is 80 or 90, and 80..89 holds one of them.
    """
    found = judge_gaps(compared(index=[85.0, 79.0, 85.0]), TRUTH)
    assert found["best"].tolist() == [[0, 0.5, 0]]
    assert found["value"].tolist() == [0.5]


def test_ranks_are_judged_by_hand() -> None:
    """The first two are equal and share the ranks 2 and 3, the third has rank 1.

    Own sets: 1..3 holds both, 2..3 does, 1..2 holds 1. Simultaneous: the second has 2..2 without 3.
    """
    found = judge_ranks(compared(), TRUTH)
    assert found["own"].tolist() == [[1, 1, 1]]
    assert found["all"].tolist() == [0]
    assert found["level"].tolist() == [1]
    assert judge_ranks(compared(rank_high_simultaneous=[3, 3, 3]), TRUTH)["all"].tolist() == [1]
    assert judge_ranks(compared(rank_low=[1, 2, 2]), TRUTH)["own"].tolist() == [[1, 1, 0]]
    assert judge_ranks(compared(level_with_best=["yes", "no", "no"]), TRUTH)["level"].tolist() == [0]


def test_an_interval_that_is_not_there_is_left_out() -> None:
    """Of two surveys the first has 1 of 1, the second 1 of 2: 75 %, and the error 25."""
    rows = pd.DataFrame({"low": [0.0, np.nan, 0.0, 0.0], "high": [9.0, 9.0, 9.0, 4.0]})
    right = holds(rows, "low", np.array([5.0, 5.0]), "high")
    np.testing.assert_array_equal(right, [[1, np.nan], [1, 0]])
    assert measured(right) == Measured(75.0, pytest.approx(25.0))


def test_scenarios_differ_in_their_random_numbers_and_names() -> None:
    every = scenarios(units=10, surveys=2)
    assert (
        len({scenario.rng.random() for scenario in every}) == len({scenario.name for scenario in every}) == 30
    )


def test_figures_out_of_bounds_are_marked() -> None:
    """From 93 to 97 is as it should be; of errors, 5 and two Monte Carlo errors more."""

    def mark(head: str, share: float) -> str:
        return INTERVALS.mark(head, Measured(share, error=0.5))

    assert [mark("own", share) for share in (92.9, 93.0, 97.0, 97.1)] == ["-", " ", " ", "+"]
    assert [mark("wrong", share) for share in (0.0, 6.0, 6.1)] == [" ", " ", "!"]
