"""Drivers of overall satisfaction: by hand, beside R, and laws.

Numbers of R: `tests/reference/quality.csv`, made by base R 4.2.2 from `quality_answers.csv`.
Shapley's value comes from the R² of `lm` over all orders of the predictors, relative weights from the
singular values of the data, Genizi's decomposition from correlations; the commands stand in `quality.R`.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pipeline.measure.quality.draws import drawn_covariances
from pipeline.measure.quality.drivers import MOST_SUBSETS, Drivers, drivers
from pipeline.measure.quality.importance import relative_weights, shapley
from pipeline.measure.quality.moments import Moments, correlation_of, mean_scores, relative_kurtosis
from tests.unit.test_quality import CRITERIA, REFERENCE, VALUES, answers, moments

EXACT = 1e-9
DIMENSIONS = {d: tuple(code for code in CRITERIA if code[0] == d) for d in "abc"}
ALL = (*CRITERIA, "overall")


def values_of(scale: str, changed: str = "") -> np.ndarray:
    table = answers(changed)[list(ALL)]
    values = VALUES[scale][table.fillna(1).astype(int) - 1]
    values[table.isna()] = np.nan
    return values


def shares(found: Drivers) -> dict[str, float]:
    return {name: share.value for name, share in found.shares.items()}


def computed(scale: str, changed: str = "") -> dict[tuple[str, str], float]:
    """What `quality.csv` has on drivers, by item and measure, through the doors that the table uses."""
    values = values_of(scale, changed)
    complete = moments(values[~np.isnan(values).any(axis=1)], items=ALL)
    # Too few are complete for their many criteria: the numbers are compared, not published.
    of_criteria = relative_weights(complete.covariance)
    pairwise_complete = relative_weights(moments(values, items=ALL).covariance)
    found = drivers(complete, "overall", DIMENSIONS)
    return {
        **{(d, "lmg"): share / 100 * found.r_squared.value for d, share in shares(found).items()},
        **{(code, "johnson"): float(of_criteria[j]) for j, code in enumerate(CRITERIA)},
        **{(code, "genizi_pairwise"): float(pairwise_complete[j]) for j, code in enumerate(CRITERIA)},
    }


def reference(scale: str) -> dict[tuple[str, str], float]:
    table = pd.read_csv(REFERENCE / "quality.csv", comment="#")
    own = table[table["measure"].isin(["lmg", "johnson", "genizi_pairwise"]) & (table["case"] == scale)]
    return {(row.item, row.measure): row.value for row in own.itertuples()}


@pytest.mark.parametrize("scale", VALUES)
def test_importance_is_that_of_r(scale: str) -> None:
    theirs = reference(scale)
    assert len(theirs) == 3 + 10 + 10
    assert computed(scale) == pytest.approx(theirs, rel=EXACT)


@pytest.mark.parametrize("scale", VALUES)
def test_one_changed_cell_is_seen(scale: str) -> None:
    changed = computed(scale, "b2")
    for key, value in reference(scale).items():
        assert changed[key] != pytest.approx(value, rel=EXACT), key


# By hand --------------------------------------------------------------------------------------------------

TWO = np.array([[1, 0.5, 0.6], [0.5, 1, 0.4], [0.6, 0.4, 1]])


def test_two_predictors_by_hand() -> None:
    """R² = (0.36 + 0.16 - 2 * 0.6 * 0.4 * 0.5) / (1 - 0.25) = 28/75.

    The first gains 0.36 alone and R² - 0.16 last, so its value is (0.36 + 28/75 - 0.16) / 2 = 43/150; the
    other's is (0.16 + 28/75 - 0.36) / 2 = 13/150. For two predictors the relative weights are the same.
    """
    assert shapley(TWO) == pytest.approx([43 / 150, 13 / 150], rel=1e-14)
    assert relative_weights(TWO) == pytest.approx([43 / 150, 13 / 150], rel=1e-12)


def test_predictors_that_are_not_correlated_get_their_squared_correlations() -> None:
    correlation = np.eye(5)
    correlation[4, :4] = correlation[:4, 4] = [0.5, 0.4, -0.3, 0]
    assert shapley(correlation) == pytest.approx([0.25, 0.16, 0.09, 0], abs=1e-15)
    assert relative_weights(correlation) == pytest.approx([0.25, 0.16, 0.09, 0], abs=1e-15)


def test_scores_are_means_of_criteria() -> None:
    values = np.random.default_rng(2).random((50, 5))
    expected = np.cov(np.column_stack([values[:, :2].mean(axis=1), values[:, 2:].mean(axis=1)]).T)
    assert mean_scores(moments(values).covariance, [[0, 1], [2, 3, 4]]) == pytest.approx(expected)


# Draws ----------------------------------------------------------------------------------------------------


def test_drawn_covariances_vary_as_those_of_normal_samples_do() -> None:
    """Mean C; variance of an entry (c_jj c_kk + c_jk²) / n, n the smaller number of the two that answered."""
    drawn = drawn_covariances(TWO, np.array([60.0, 200, 100]), draws=10_000)
    assert drawn.mean(axis=0) == pytest.approx(TWO, abs=0.005)
    n = np.array([[60, 60, 60], [60, 200, 100], [60, 100, 100]])
    assert drawn.var(axis=0) == pytest.approx((1 + TWO**2) / n, rel=0.08)
    assert drawn == pytest.approx(np.swapaxes(drawn, 1, 2))


def test_pairs_of_drawn_covariances_share_the_people_who_answered_both() -> None:
    """cov(c_11, c_22) = 2 c_12² / max(n_1, n_2): of 200 people 60 are behind both."""
    drawn = drawn_covariances(TWO, np.array([60.0, 200, 200]), draws=20_000)
    assert np.cov(drawn[:, 0, 0], drawn[:, 1, 1])[0, 1] == pytest.approx(2 * 0.25 / 200, rel=0.15)


def test_the_same_covariances_are_drawn_again() -> None:
    n = np.array([60.0, 62, 100])
    assert np.array_equal(drawn_covariances(TWO, n), drawn_covariances(TWO, n))


# Reasons --------------------------------------------------------------------------------------------------

PAIRS = {"x": ("a", "b"), "y": ("c", "d")}


def answered(n: int = 200) -> np.ndarray:
    random = np.random.default_rng(11)
    return random.normal(0.5, 0.1, (n, 1)) + random.normal(0, 0.1, (n, 5))


def refusal(values: np.ndarray, predictors: Mapping[str, tuple[str, ...]] = PAIRS) -> str:
    found = drivers(moments(values), "e", predictors)
    (reason,) = {found.r_squared.reason, *(share.reason for share in found.shares.values())}
    assert np.isnan(found.r_squared.value) == bool(reason)
    return reason


def test_what_cannot_be_computed_has_a_reason() -> None:
    assert refusal(answered()) == ""
    assert refusal(answered(9)) == "too_few_pairs"
    assert refusal(answered() * [1, 1, 1, 1, 0]) == "no_variance"
    assert refusal(answered() * [0, 0, 1, 1, 1]) == "no_variance"
    # A criterion that all answer alike is no obstacle while its dimension varies.
    assert refusal(answered() * [0, 1, 1, 1, 1]) == ""
    same = answered()
    same[:, 2:4] = same[:, :2]
    assert refusal(same) == "not_positive_definite"
    explained = answered()
    explained[:, 4] = explained[:, :4].mean(axis=1)
    assert refusal(explained) == "not_positive_definite"


def test_pairs_of_answers_that_contradict_one_another_are_refused() -> None:
    """x and y go together, and so do y and z, but those who rated x and z saw the opposite."""
    ones = np.repeat([0, 1.0], 30)
    blank = np.full(60, np.nan)
    contradictory = np.vstack(
        [
            np.column_stack([ones, ones, blank]),
            np.column_stack([blank, ones, ones]),
            np.column_stack([ones, blank, 1 - ones]),
        ]
    )
    found = drivers(moments(contradictory), "c", {"x": ("a",), "y": ("b",)})
    assert found.r_squared.reason == "not_positive_definite"


# Laws -----------------------------------------------------------------------------------------------------

covariances = st.tuples(st.integers(1, 6), st.integers(0, 2**32 - 1)).map(
    lambda drawn: np.cov(
        np.random.default_rng(drawn[1]).normal(0, 1, (40, drawn[0] + 1)).cumsum(axis=1).T, ddof=1
    )
)


@given(covariance=covariances, seed=st.integers(0, 99))
@settings(max_examples=25, deadline=None, derandomize=True)
def test_parts_add_to_r_squared_and_follow_their_predictors(covariance: np.ndarray, seed: int) -> None:
    p = len(covariance) - 1
    beta = np.linalg.solve(covariance[:p, :p], covariance[:p, p])
    order = np.append(np.random.default_rng(seed).permutation(p), p)
    units = np.random.default_rng(seed).uniform(0.1, 9, p + 1)
    for importance in (shapley, relative_weights):
        parts = importance(covariance)
        assert parts.sum() == pytest.approx(beta @ covariance[:p, p] / covariance[p, p])
        assert (parts >= -1e-12).all()
        assert importance(covariance[np.ix_(order, order)]) == pytest.approx(parts[order[:-1]], abs=1e-10)
        assert importance(covariance * np.outer(units, units)) == pytest.approx(parts, abs=1e-10)
        assert importance(np.stack([covariance] * 2)) == pytest.approx(np.stack([parts] * 2), abs=1e-10)


@given(seed=st.integers(0, 2**32 - 1))
@settings(max_examples=8, deadline=None, derandomize=True)
def test_intervals_contain_the_value_and_rows_have_no_order(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = random.normal(0.5, 0.1, (150, 1)) + random.normal(0, 0.2, (150, 5))
    values[random.random(values.shape) < 0.1] = np.nan
    found = drivers(moments(values), "e", PAIRS)
    again = drivers(moments(random.permutation(values)), "e", PAIRS)
    for name, share in found.shares.items():
        assert 0 <= share.low <= share.value <= share.high <= 100
        one, other = ((s.value, s.low, s.high) for s in (share, again.shares[name]))
        assert one == pytest.approx(other, rel=1e-6)
    assert 0 <= found.r_squared.low <= found.r_squared.value <= found.r_squared.high <= 1
    assert sum(shares(found).values()) == pytest.approx(100)


def test_intervals_narrow_as_respondents_add_up() -> None:
    random = np.random.default_rng(4)
    values = random.normal(0.5, 0.1, (100, 1)) + random.normal(0, 0.2, (100, 5))
    widths = []
    for times in (1, 4, 16):
        found = drivers(moments(np.tile(values, (times, 1))), "e", PAIRS)
        widths.append(found.shares["x"].high - found.shares["x"].low)
    assert all(after < 0.7 * before for before, after in pairwise(widths))


def test_heavy_tails_widen_the_intervals() -> None:
    plain = moments(answered())
    heavy = replace(plain, kurtosis=(3.0,) * 5)
    one, other = (drivers(scope, "e", PAIRS).shares["x"] for scope in (plain, heavy))
    assert one.value == other.value
    assert other.low < one.low < one.high < other.high


def test_beyond_eight_predictors_relative_weights_are_used() -> None:
    random = np.random.default_rng(8)
    values = random.normal(0.5, 0.1, (400, 1)) + random.normal(0, 0.2, (400, 10))
    scope = moments(values)
    many = drivers(scope, "j", {code: (code,) for code in scope.items[:9]})
    few = drivers(scope, "j", {code: (code,) for code in scope.items[:MOST_SUBSETS]})
    own = relative_weights(correlation_of(scope.covariance))
    assert list(shares(many).values()) == pytest.approx(100 * own / own.sum())
    at = [*range(MOST_SUBSETS), 9]
    own = shapley(scope.covariance[np.ix_(at, at)])
    assert list(shares(few).values()) == pytest.approx(100 * own / own.sum())


# Coverage -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(
    ("satisfied", "n", "gave_feedback"), [(None, 180, 1.0), (0.86, 1000, 1.0), (None, 180, 0.4)]
)
def test_intervals_cover_near_their_nominal_rate(
    satisfied: float | None, n: int, gave_feedback: float
) -> None:
    """Three dimensions of three criteria, normal or satisfied-or-not; the last rated by some only."""
    random = np.random.default_rng(20190)
    items = tuple("abcdefghij")
    groups = {"x": items[:3], "y": items[3:6], "z": items[6:9]}

    def sample(size: int, part: float) -> Moments:
        factors = 0.7 * random.standard_normal((size, 1)) + 0.7 * random.standard_normal((size, 3))
        feeling = 0.75 * np.repeat(factors, 3, axis=1) + 0.66 * random.standard_normal((size, 9))
        overall = factors @ [0.45, 0.25, 0.15] + 0.66 * random.standard_normal(size)
        values = np.column_stack([feeling, overall])
        kurtosis: tuple[float, ...] = ()
        if satisfied is not None:
            values = (values > stats.norm.ppf(1 - satisfied) * values.std(axis=0)) * 1.0
            counts = np.column_stack([(values == 0).sum(axis=0), values.sum(axis=0)])
            kurtosis = relative_kurtosis(counts, np.array([0, 1.0]))
        values[np.ix_(random.random(size) >= part, range(6, 9))] = np.nan
        return replace(moments(values, items=items), kurtosis=kurtosis)

    truth = drivers(sample(1_000_000, 1.0), "j", groups)
    hits = []
    for _ in range(400):
        found = drivers(sample(n, gave_feedback), "j", groups)
        pairs = [(found.r_squared, truth.r_squared)]
        pairs += [(found.shares[name], truth.shares[name]) for name in groups]
        if not found.r_squared.reason:
            hits.append([mine.low <= true.value <= mine.high for mine, true in pairs])
    assert len(hits) > 350
    rates = np.mean(hits, axis=0)
    assert ((rates > 0.88) & (rates < 0.99)).all(), rates
