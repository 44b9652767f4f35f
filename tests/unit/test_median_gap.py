"""Gaps to the median: exact cases, an independent calculation, laws, and coverage by simulation."""

from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pipeline.measure.comparisons.median import Gaps, gaps_to_median
from pipeline.measure.estimates.intervals import Column, wilson_bound

SURE = np.inf
NAMES = ("gap", "low", "high", "low_equivalence", "high_equivalence")


def gaps(share: list[float], n_effective: list[float], df: float | list[float] = np.inf) -> Gaps:
    return gaps_to_median(
        np.array(share), np.array(n_effective), np.broadcast_to(df, len(share)).astype(float)
    )


def test_between_sure_units_the_interval_is_the_units_own() -> None:
    # 0.2 and 0.5 are known exactly and 0.8 can hardly fall below 0.5: the median is 0.5. Wilson at n = 100:
    # middle (0.8 + 0.0192073)/1.0384146 = 0.7888982, half 1.959964/1.0384146 sqrt((0.16 + 0.0096036)/100)
    # = 0.0777311, so 0.7111671 to 0.8666293. With z = 1.644854: middle (0.8 + 0.0135277)/1.0270555 =
    # 0.7920971, half 1.644854/1.0270555 sqrt((0.16 + 0.0067639)/100) = 0.0654015, so 0.7266956 to 0.8574986.
    one = gaps([0.2, 0.5, 0.8], [SURE, SURE, 100])
    assert one.gap.tolist() == pytest.approx([-0.3, 0, 0.3])
    assert (one.low[2], one.high[2]) == pytest.approx((0.2111671, 0.3666293), abs=5e-5)
    assert (one.low_equivalence[2], one.high_equivalence[2]) == pytest.approx(
        (0.2266956, 0.3574986), abs=5e-5
    )
    assert (one.low[0], one.high[0]) == pytest.approx((-0.3, -0.3), abs=1e-12)


def test_its_sister_with_fewer_respondents_is_wider() -> None:
    other = gaps([0.2, 0.5, 0.8], [SURE, SURE, 99])
    assert other.low[2] != pytest.approx(0.2111671, abs=5e-5)


def test_of_two_units_each_is_half_the_distance_away() -> None:
    # median = (0.2 + x)/2, so the gap of x is (x - 0.2)/2: half the unit's own interval less 0.2.
    one = gaps([0.2, 0.8], [SURE, 100])
    assert (one.low[1], one.high[1]) == pytest.approx((0.5111671 / 2, 0.6666293 / 2), abs=5e-5)
    assert (one.low[0], one.high[0]) == pytest.approx((-one.high[1], -one.low[1]), abs=1e-12)


def test_the_unit_that_certainly_is_the_median_has_no_gap() -> None:
    one = gaps([0.1, 0.5, 0.9], [200, 200, 200])
    assert [getattr(one, name)[1] for name in NAMES] == [0, 0, 0, 0, 0]
    alone = gaps([0.7], [50])
    assert [getattr(alone, name)[0] for name in NAMES] == [0, 0, 0, 0, 0]


def test_the_letter_of_tuan_giao_is_not_distinguishable() -> None:
    # 86,14 % of 180 beside a median of 86,09: the official gap of 0,05 points is far inside its interval.
    one = gaps([0.8614, 0.8609, 0.84, 0.87, 0.85, 0.88, 0.8609, 0.83, 0.89, 0.86, 0.8614], [180] * 11, 179)
    low, high = 100 * one.low[0], 100 * one.high[0]
    assert 100 * one.gap[0] == pytest.approx(0.05)
    assert -7 < low < -4
    assert 4 < high < 7


def test_units_without_share_or_precision() -> None:
    without = gaps([0.5, 0.6, 0.8, 0.9, 0.7], [100] * 5, 99)
    other = gaps([0.5, np.nan, 0.6, 0.8, 0.9, 0.7], [100] * 6, 99)
    rows = [0, 2, 3, 4, 5]
    for name in NAMES:
        assert np.isnan(getattr(other, name)[1])
        assert np.array_equal(getattr(other, name)[rows], getattr(without, name))
    unknown = gaps([0.5, 0.6, 0.8, 0.9, 0.7], [100, 100, 100, 100, np.nan], 99)
    assert unknown.gap[4] == 0
    assert np.isnan([unknown.low[4], unknown.high[4]]).all()
    # What the unit in the middle may be, the others' gaps may be.
    assert unknown.high[3] > without.high[3] + 0.03
    assert np.isnan(gaps([np.nan, np.nan], [10, 10]).low).all()
    assert np.isnan(gaps([0.5, 0.6, 0.7], [10, 10, 10], [0, 9, 9]).low).tolist() == [True, False, False]


@pytest.mark.parametrize("share", [-0.1, 1.1, 86.14])
def test_percentages_are_refused(share: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        gaps([share, 0.5], [10, 10])


def probability_at_most(x: float, unit: int, share: Column, n_effective: Column, df: float) -> float:
    """P(theta_u - median <= x) of three units for x < 0, by integration instead of draws.

    The gap is below x exactly where both other shares are above theta_u - x. The probability that one is
    above a value y is that of t <= (share - y) / sqrt(y (1 - y) / n), the inverse of Wilson's bound.
    """
    points = (np.arange(20000) + 0.5) / 20000
    theta = wilson_bound(share[[unit]], n_effective[[unit]], stats.t.ppf(points, df))
    y = theta - x
    inside = y < 1
    both = np.zeros(len(y))
    both[inside] = 1
    for other in {0, 1, 2} - {unit}:
        score = (share[other] - y[inside]) / np.sqrt(y[inside] * (1 - y[inside]) / n_effective[other])
        both[inside] *= stats.t.cdf(score, df)
    return float(both.mean())


def test_the_ends_are_the_percentiles_found_by_integration() -> None:
    share, n_effective = np.array([0.82, 0.84, 0.86]), np.array([60.0, 90.0, 120.0])
    one = gaps_to_median(share, n_effective, np.full(3, 40.0))
    assert (one.low < 0).all()
    for unit in range(3):
        assert probability_at_most(one.low[unit], unit, share, n_effective, 40) == pytest.approx(
            0.025, abs=1e-3
        )
        at = one.low_equivalence[unit]
        assert probability_at_most(at, unit, share, n_effective, 40) == pytest.approx(0.05, abs=1e-3)
    # Upper ends are lower ends of the shares of the dissatisfied.
    mirrored = gaps_to_median(1 - share, n_effective, np.full(3, 40.0))
    assert mirrored.low == pytest.approx(-one.high, abs=3e-3)


def test_its_sister_with_one_share_changed_does_not_match() -> None:
    share, n_effective = np.array([0.82, 0.84, 0.86]), np.array([60.0, 90.0, 120.0])
    one = gaps_to_median(np.array([0.82, 0.84, 0.88]), n_effective, np.full(3, 40.0))
    assert probability_at_most(one.low[0], 0, share, n_effective, 40) != pytest.approx(0.025, abs=1e-3)


rates = st.sampled_from([0.0, 0.4, 0.8, 0.8, 0.86, 0.9, 1.0])
units = st.lists(
    st.tuples(rates, st.sampled_from([30.0, 100.0, np.nan]), st.sampled_from([7.0, 99.0])), max_size=7
)


@given(units, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_neither_the_order_of_units_nor_another_call_changes_a_bit(
    rows: list[tuple[float, float, float]], random: Random
) -> None:
    table = np.array(rows).reshape(-1, 3)
    order = np.arange(len(table))
    random.shuffle(order)
    one, other = gaps_to_median(*table.T), gaps_to_median(*table[order].T)
    for name in NAMES:
        assert np.array_equal(getattr(one, name)[order], getattr(other, name), equal_nan=True)


@given(units)
@settings(max_examples=40, deadline=None)
def test_the_interval_holds_the_gap_and_the_inner_one(rows: list[tuple[float, float, float]]) -> None:
    table = np.array(rows).reshape(-1, 3)
    one = gaps_to_median(*table.T)
    known = ~np.isnan(one.low)
    ends = np.array([one.low, one.low_equivalence, one.gap, one.high_equivalence, one.high])[:, known]
    assert (np.diff(ends, axis=0) >= 0).all()
    assert (np.abs(ends) <= 1).all()
    assert known.tolist() == (~np.isnan(table[:, 1])).tolist()


def test_many_units() -> None:
    share = np.linspace(0.6, 0.95, 1500)
    one = gaps_to_median(share, np.full(1500, 200.0), np.full(1500, 199.0))
    own = wilson_bound(share, np.full(1500, 200.0), np.full(1500, stats.t.ppf(0.975, 199)))
    # The median of 1500 units is known to a quarter of a point, so a gap is as uncertain as the unit.
    assert one.high == pytest.approx(own - np.median(share), abs=0.005)


def surveyed(
    random: np.random.Generator, truth: Column, clusters: int, size: int, correlation: float
) -> tuple[Column, Column]:
    """Shares and effective sample sizes, with the variance between clusters where there are any."""
    if size == 1:
        share = random.binomial(clusters, truth) / clusters
        return share, np.where((share > 0) & (share < 1), clusters - 1.0, clusters)
    scale = (1 - correlation) / correlation
    means = (
        random.binomial(size, random.beta(truth * scale, (1 - truth) * scale, (clusters, len(truth)))) / size
    )
    share, variance = means.mean(axis=0), means.var(axis=0, ddof=1) / clusters
    n = np.full(len(truth), float(clusters * size))
    return share, np.divide(share * (1 - share), variance, out=n, where=variance > 1e-15)


CASES: list[tuple[str, npt.NDArray[np.float64], int, int]] = [
    ("equal, odd", np.full(9, 0.85), 180, 1),
    ("equal, even", np.full(10, 0.95), 100, 1),
    ("apart", np.linspace(0.5, 0.99, 10), 100, 1),
    ("close", np.linspace(0.8, 0.9, 21), 500, 1),
    ("clustered", np.linspace(0.8, 0.9, 10), 16, 12),
    ("clustered, high", np.full(10, 0.95), 40, 12),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "truth", "clusters", "size"), CASES)
def test_the_interval_covers_the_true_gap(name: str, truth: Column, clusters: int, size: int) -> None:
    random, times = np.random.default_rng(4), 400
    true_gap = truth - np.median(truth)
    covered = np.zeros(len(truth))
    for _ in range(times):
        share, n_effective = surveyed(random, truth, clusters, size, 0.08)
        one = gaps_to_median(share, n_effective, np.full(len(truth), clusters - 1.0))
        covered += (one.low <= true_gap + 1e-12) & (true_gap - 1e-12 <= one.high)
    assert 0.94 < covered.mean() / times < 0.985
    assert covered.min() / times > 0.91
