"""Verdicts on gaps: p values that agree with the interval, adjustment, equivalence, power."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pipeline.measure.comparisons.median import gaps_to_median
from pipeline.measure.comparisons.verdicts import adjusted, detectable, equivalent, p_values, verdicts
from pipeline.measure.estimates.intervals import Column


def column(*numbers: float) -> Column:
    return np.array(numbers, np.float64)


def p_of(gap: float, low: float, high: float, df: float = np.inf) -> float:
    return float(p_values(column(gap), column(low), column(high), df=df)[0])


def test_p_of_an_even_interval() -> None:
    # 4 points with 4 either way: 0 is the end, t = 1.959964, p = 0.05. Twice as far: t = 3.919928, and
    # 2 Phi(-3.919928) = 8.857e-05. A quarter of it: t = 0.489991, p = 0.62414.
    assert p_of(4, 0, 8) == pytest.approx(0.05, abs=1e-15)
    assert p_of(8, 4, 12) == pytest.approx(8.857e-05, rel=1e-3)
    assert p_of(-8, -12, -4) == p_of(8, 4, 12)
    assert p_of(1, -3, 5) == pytest.approx(0.62414, abs=1e-5)


def test_its_sister_with_another_end_has_another_p() -> None:
    assert p_of(8, 3.9, 12.1) != pytest.approx(8.857e-05, rel=1e-3)


def test_p_with_few_degrees_of_freedom_has_the_tail_of_t() -> None:
    # t = 2 x 2.364624 = 4.729248 on 7 df: p = 0.00213, where the normal tail would give 0.0000886.
    assert p_of(8, 4, 12, df=7) == pytest.approx(2 * stats.t.sf(4.729248, 7), rel=1e-5)
    assert p_of(8, 4, 12, df=7) == pytest.approx(0.00213, abs=5e-6)


def test_p_bends_where_the_side_towards_0_is_the_longer() -> None:
    # near 4, far 2: 12 = 3 r + r^2 gives r = (-3 + sqrt(57))/2 = 2.274917, t = 4.458756, p = 8.24e-06.
    # Straight on it would be r = 3, t = 5.879892.
    assert p_of(12, 8, 14) == pytest.approx(2 * stats.norm.sf(4.458756), rel=1e-5)
    # near 2, far 4: straight, r = 3.
    assert p_of(6, 4, 10) == pytest.approx(2 * stats.norm.sf(5.879892), rel=1e-5)


def test_p_at_the_limits() -> None:
    assert p_of(0, -3, 5) == 1
    assert p_of(0, 0, 0) == 1
    assert p_of(1e-14, 1e-14, 1e-14) == 1
    assert p_of(2, 2, 2) == 0
    assert p_of(-2, -2, -2) == 0
    # No side towards 0, as the median of the draws lies elsewhere: half the width stands for it, r = 2/2.
    assert p_of(2, 2, 6) == pytest.approx(0.05, abs=1e-15)
    for gap, low, high in ((np.nan, 1, 2), (1, np.nan, 2), (0, 0, np.nan)):
        assert np.isnan(p_of(gap, low, high))


side = st.floats(0, 50)


@given(st.floats(-50, 50), side, side, st.sampled_from([2.0, 7.0, 179.0, np.inf]))
@settings(max_examples=200, deadline=None)
def test_p_is_below_5_percent_only_where_the_interval_leaves_0_out(
    gap: float, below: float, above: float, df: float
) -> None:
    low, high = gap - below, gap + above
    p = p_of(gap, low, high, df)
    assert 0 <= p <= 1
    if abs(gap) >= 1e-9:
        assert p >= 1 - 0.95 if low <= 0 <= high else p <= 1 - 0.95
    assert p_of(-gap, -high, -low, df) == p


def test_holm() -> None:
    # Sorted 0.01, 0.02, 0.03, 0.04: times 4, 3, 2, 1 is 0.04, 0.06, 0.06, 0.04; the largest so far.
    p = column(0.04, np.nan, 0.01, 0.03, 0.02)
    assert adjusted(p, "holm") == pytest.approx([0.06, np.nan, 0.04, 0.06, 0.06], nan_ok=True)
    assert adjusted(column(0.4, 0.9), "holm") == pytest.approx([0.8, 0.9])
    assert adjusted(column(0.6, 0.9), "holm") == pytest.approx([1, 1])
    assert adjusted(column(0.04, 0.011, 0.03, 0.02), "holm")[1] != pytest.approx(0.04)


def test_false_discovery_rate() -> None:
    # Times 4/1, 4/2, 4/3, 4/4 of the sorted: 0.04, 0.04, 0.04, 0.04; the smallest from above.
    p = column(0.04, np.nan, 0.01, 0.03, 0.02)
    assert adjusted(p, "fdr") == pytest.approx([0.04, np.nan, 0.04, 0.04, 0.04], nan_ok=True)
    assert adjusted(column(0.05, 0.01), "fdr") == pytest.approx([0.05, 0.02])


@pytest.mark.parametrize("how", ["holm", "fdr"])
def test_nothing_to_adjust(how: str) -> None:
    assert np.isnan(adjusted(column(np.nan, np.nan), how)).all()
    assert len(adjusted(column(), how)) == 0


def test_an_unknown_adjustment_is_refused() -> None:
    with pytest.raises(ValueError, match="bonferroni"):
        adjusted(column(0.1), "bonferroni")


ps = st.lists(st.floats(0, 1), min_size=1, max_size=12)


@given(ps, st.floats(0.001, 0.2))
@settings(max_examples=100, deadline=None)
def test_holm_finds_between_bonferroni_and_unadjusted_and_the_rate_finds_no_fewer(
    numbers: list[float], alpha: float
) -> None:
    p = column(*numbers)
    holm, rate = adjusted(p, "holm"), adjusted(p, "fdr")
    slack = 1e-12
    assert (p <= rate + slack).all()
    assert (rate <= holm + slack).all()
    assert (holm <= np.minimum(len(p) * p, 1) + slack).all()
    assert adjusted(p[::-1], "holm").tolist() == holm[::-1].tolist()


def test_verdicts() -> None:
    gap = column(3, -3, 3, -3, 0, np.nan, 3)
    p = column(0.01, 0.01, 0.05, 0.9, 1, 0.01, np.nan)
    assert verdicts(gap, p, 0.05).tolist() == [
        "above",
        "below",
        "not_distinguishable",
        "not_distinguishable",
        "not_distinguishable",
        "",
        "",
    ]
    assert verdicts(gap, p, 0.005).tolist()[:2] == ["not_distinguishable"] * 2


def test_an_interval_that_ends_at_0_names_no_direction() -> None:
    gap, low, high = column(4, -4), column(0, -8), column(8, 0)
    assert verdicts(gap, p_values(gap, low, high)).tolist() == ["not_distinguishable"] * 2
    assert verdicts(gap, p_values(gap, low + column(0.001, 0), high - column(0, 0.001))).tolist() == [
        "above",
        "below",
    ]


def test_equivalence() -> None:
    low, high = column(-1, -2, -1, np.nan), column(1, 1, 2, 1)
    assert equivalent(low, high, 2).tolist() == ["yes", "no", "no", ""]
    assert equivalent(low, high, 2.5).tolist() == ["yes", "yes", "yes", ""]
    for within in (0, -1, np.nan):
        with pytest.raises(ValueError, match="positive"):
            equivalent(low, high, within)


def test_detectable() -> None:
    # (1.959964 + 0.841621) 10 / (2 x 1.959964) = 7.147032; with a power of one half, half the width.
    assert detectable(column(-4, np.nan), column(6, 1)) == pytest.approx([7.147032, np.nan], nan_ok=True)
    assert detectable(column(-4), column(6), power=0.5) == pytest.approx([5])
    # Ten verdicts at once need z = 2.807034, the 99.75 % point: (2.807034 + 0.841621) 10 / 3.919928.
    assert detectable(column(-4), column(6), comparisons=10) == pytest.approx([9.307964], abs=1e-5)
    assert detectable(column(-4), column(6.01)) != pytest.approx([7.147032])


FAMILIES: list[tuple[int, float, int, int]] = [
    (40, 0.85, 100, 1),
    (10, 0.9, 500, 1),
    (40, 0.85, 8, 12),
    (40, 0.95, 40, 12),
]


@pytest.mark.slow
@pytest.mark.parametrize(("units", "rate", "clusters", "size"), FAMILIES)
def test_equal_units_get_a_verdict_in_5_percent_of_surveys(
    units: int, rate: float, clusters: int, size: int
) -> None:
    """With the normal tail it would be 17 % for 8 clusters."""
    random, times, wrong, scale = np.random.default_rng(8), 300, 0, 11.5
    df = np.full(units, clusters - 1.0)
    for _ in range(times):
        rates = random.beta(rate * scale, (1 - rate) * scale, (clusters, units)) if size > 1 else rate
        means = random.binomial(size, rates, (clusters, units)) / size
        share, variance = means.mean(axis=0), means.var(axis=0, ddof=1) / clusters
        n = np.full(units, float(clusters * size))
        n_effective = np.divide(share * (1 - share), variance, out=n, where=variance > 1e-15)
        gaps = gaps_to_median(share, n_effective, df)
        p = adjusted(p_values(gaps.gap, gaps.low, gaps.high, df=df), "holm")
        wrong += (p < 0.05).any()
    assert wrong / times < 0.065
