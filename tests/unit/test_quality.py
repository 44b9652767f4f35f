"""Reliability and the table of the questionnaire's quality: by hand, beside R, and laws.

Numbers of R: `tests/reference/quality.csv`, made by psych 2.2.9, lavaan 0.6.14 and base R 4.2.2 from the
simulated `quality_answers.csv`; the commands stand in `quality.R`.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pipeline.measure.quality.coefficient import REASONS, Coefficient
from pipeline.measure.quality.moments import Moments, relative_kurtosis
from pipeline.measure.quality.omega import omega, one_factor
from pipeline.measure.quality.quality import Scope, quality_table
from pipeline.measure.quality.reliability import alpha, alpha_without, item_total, standardised_alpha
from schemas.questionnaire import Questionnaire, load_questionnaire
from schemas.tables import QUALITY, types
from tests.conftest import ROOT

REFERENCE = Path(__file__).parents[1] / "reference"
CRITERIA = ("a1", "a2", "a3", "a4", "b1", "b2", "b3", "c1", "c2", "c3")
VALUES = {"top2": np.array([0, 0, 0, 1, 1.0]), "mean": np.array([0, 0.25, 0.5, 0.75, 1])}
EXACT, ITERATIVE, NUMERICAL, PSYCH = 1e-9, 1e-7, 1e-6, 1e-5


def moments(values: np.ndarray, weights: np.ndarray | None = None, items: tuple[str, ...] = ()) -> Moments:
    """The moments of answers, one row a respondent, NaN where missing."""
    weights = np.ones(len(values)) if weights is None else weights
    answered = ~np.isnan(values) * 1.0
    known = np.nan_to_num(values)
    return Moments(
        items or tuple("abcdefghijklmnopqrstuvwxyz"[: values.shape[1]]),
        (weights[:, None] * answered).T @ answered,
        (weights[:, None] * known).T @ answered,
        (weights[:, None] * known).T @ known,
        float(np.sum(weights**2) / np.sum(weights)) if len(weights) else 1.0,
    )


def from_correlation(correlation: list[list[float]], n: int = 200) -> Moments:
    """The moments of n complete answers with mean 1/2 whose covariances are 1/16 of these correlations."""
    r = np.array(correlation)
    both = np.full_like(r, n)
    return Moments(tuple("abcdefgh"[: len(r)]), both, both / 2, both / 4 + r / 16 * (n - 1))


def answers(changed: str = "") -> pd.DataFrame:
    table = pd.read_csv(REFERENCE / "quality_answers.csv")
    if changed:
        table.loc[0, changed] = 6 - table.loc[0, changed]
    return table


def computed(scale: str, changed: str = "") -> dict[tuple[str, str, str], float]:
    """All numbers that `quality.csv` has on reliability, by case, item and measure."""
    table = answers(changed)
    values = VALUES[scale][table[list(CRITERIA)].fillna(1).astype(int) - 1]
    values[table[list(CRITERIA)].isna()] = np.nan
    counts = np.array([[(table[code] == level).sum() for level in range(1, 6)] for code in CRITERIA])
    kurtosis = relative_kurtosis(counts, VALUES[scale])
    whole = replace(moments(values, items=CRITERIA), kurtosis=kurtosis)
    scopes = {(scale, d): whole.of([code for code in CRITERIA if code[0] == d]) for d in "abc"}
    scopes[scale, "overall"] = whole
    complete = ~np.isnan(values[:, :4]).any(axis=1)
    weights = table["weight"].to_numpy()[complete]
    scopes[f"{scale}_weighted", "a"] = moments(values[complete, :4], weights, CRITERIA[:4])
    found = {}
    for (case, item), scope in scopes.items():
        for measure, coefficient in (
            ("alpha", alpha(scope)),
            ("alpha_standardised", standardised_alpha(scope)),
            ("omega", omega(scope)),
        ):
            found[case, item, measure] = coefficient.value
            found[case, item, f"{measure}_low"] = coefficient.low
            found[case, item, f"{measure}_high"] = coefficient.high
        for measure, by_item in (("item_total", item_total(scope)), ("alpha_without", alpha_without(scope))):
            found |= {(case, j, f"{measure}.{item}"): c.value for j, c in by_item.items()}
        for judge in ("psych", "lavaan"):
            found[case, item, f"omega_{judge}"] = found[case, item, "omega"]
    return found


def reference(scale: str) -> dict[tuple[str, str, str], float]:
    table = pd.read_csv(REFERENCE / "quality.csv", comment="#").set_index(["case", "item", "measure"])[
        "value"
    ]
    own = {key: float(value) for key, value in table.items() if str(key[0]).startswith(scale)}
    return {key: value for key, value in own.items() if key[2] not in {"lmg", "johnson", "genizi_pairwise"}}


def tolerance(measure: str) -> float:
    """R finds loadings by a general optimiser, psych less exactly, and gradients by differences."""
    if measure.startswith(("omega_l", "omega_h", "alpha_standardised_")):
        return NUMERICAL
    return {"omega": ITERATIVE, "omega_psych": PSYCH}.get(measure, EXACT)


@pytest.mark.parametrize("scale", VALUES)
def test_every_number_is_that_of_r(scale: str) -> None:
    mine, theirs = computed(scale), reference(scale)
    assert set(mine) == set(theirs)
    assert len(theirs) == 103
    for key, value in theirs.items():
        assert mine[key] == pytest.approx(value, rel=tolerance(key[2])), key


@pytest.mark.parametrize("scale", VALUES)
@pytest.mark.parametrize(("cell", "item"), [("a2", "a"), ("b2", "b"), ("c2", "c"), ("c2", "overall")])
def test_one_changed_cell_is_seen(scale: str, cell: str, item: str) -> None:
    mine, theirs = computed(scale, cell), reference(scale)
    own = [key for key in theirs if key[0] == scale and (key[1] == item or key[2].endswith(f".{item}"))]
    # Alpha without the changed criterion is the only figure of the scope that does not know of it.
    for key in set(own) - {(scale, cell, f"alpha_without.{item}")}:
        assert mine[key] != pytest.approx(theirs[key], rel=tolerance(key[2])), key


# By hand --------------------------------------------------------------------------------------------------


def test_alpha_of_two_criteria_by_hand() -> None:
    """Ten times the respondents (0, 0), (0, 1), (1, 1), (1, 1); all sums of squares divided by n = 40.

    Variances 1/4 and 3/16, covariance 1/2 - 1/2 * 3/4 = 1/8: alpha = 2 (1 - (7/16) / (11/16)) = 8/11.
    Correlation (1/8) / sqrt(3/64) = 1 / sqrt(3), so the standardised alpha is 2 / (sqrt(3) + 1).
    """
    scope = moments(np.tile([[0, 0], [0, 1], [1, 1], [1, 1.0]], (10, 1)))
    assert alpha(scope).value == pytest.approx(8 / 11, rel=1e-14)
    assert alpha(scope).n == 40
    assert standardised_alpha(scope).value == pytest.approx(2 / (np.sqrt(3) + 1), rel=1e-14)
    assert {j: c.value for j, c in item_total(scope).items()} == pytest.approx(
        dict.fromkeys("ab", 1 / np.sqrt(3))
    )
    assert alpha_without(scope)["a"].reason == "too_few_criteria"


def test_a_factor_of_three_criteria_by_hand() -> None:
    """Loadings 0.8, 0.6, 0.7 make the correlations: omega = 1 - (0.36 + 0.64 + 0.51) / (3 + 2 * 1.46)."""
    scope = from_correlation([[1, 0.48, 0.56], [0.48, 1, 0.42], [0.56, 0.42, 1]])
    assert one_factor(scope.correlation) == pytest.approx([0.8, 0.6, 0.7], rel=1e-12)
    assert omega(scope).value == pytest.approx(1 - 1.51 / 5.92, rel=1e-12)


def test_feldts_interval_by_its_definition() -> None:
    """The ends are where (1 - end) / (1 - estimate) is the 2.5 and the 97.5 % point of F(199, 398)."""
    found = alpha(from_correlation([[1, 0.48, 0.56], [0.48, 1, 0.42], [0.56, 0.42, 1]]))
    ends = [(1 - end) / (1 - found.value) for end in (found.high, found.low)]
    assert stats.f.cdf(ends, 199, 398) == pytest.approx([0.025, 0.975], rel=1e-9)


def test_a_heavy_tail_counts_as_fewer_respondents() -> None:
    """At 9 satisfied in 10 the relative kurtosis is (1 - 0.27) / 0.27 = 2.70, and 400 are worth 148."""
    kurtosis = relative_kurtosis(np.array([[2, 8, 90.0], [45, 5, 450]]), np.array([0, 0, 1.0]))
    assert kurtosis == pytest.approx((0.73 / 0.27, 0.73 / 0.27))
    values = np.tile([[0, 0], [0, 1], [1, 0], *[[1, 1]] * 17], (20, 1)).astype(float)
    heavy = replace(moments(values), kurtosis=kurtosis)
    found, plain = alpha(heavy), alpha(moments(values))
    ends = [(1 - end) / (1 - found.value) for end in (found.high, found.low)]
    df = 400 / (0.73 / 0.27) - 1
    assert stats.f.cdf(ends, df, df) == pytest.approx([0.025, 0.975], rel=1e-9)
    assert found.value == plain.value
    assert found.low < plain.low < plain.high < found.high
    assert relative_kurtosis(np.array([[50, 50.0]]), np.array([0, 1.0])) == pytest.approx((1 / 3,))
    light = replace(moments(values), kurtosis=(1 / 3, 1 / 3))
    assert alpha(light) == plain


def test_fewer_people_behind_one_criterion_widen_its_item_total() -> None:
    """The last criterion is answered by one person in four, the same in each pattern of answers."""
    patterns = np.array([[0, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 1], [1, 1, 1], [0, 0, 1], [1, 1, 0.0]])
    complete = np.tile(patterns, (40, 1))
    thin = complete.copy()
    thin[70:, 2] = np.nan
    before, after = item_total(moments(complete)), item_total(moments(thin))
    assert after["c"].n == 70
    assert after["c"].value == pytest.approx(before["c"].value, rel=0.02)
    assert after["c"].high - after["c"].low > 2 * (before["c"].high - before["c"].low)


def test_identical_criteria_are_perfectly_reliable() -> None:
    scope = moments(np.repeat([[0, 0], [1, 1.0]], 20, axis=0))
    assert alpha(scope) == Coefficient(1, 1, 1, 40)
    assert standardised_alpha(scope) == Coefficient(1, 1, 1, 40)
    assert item_total(scope)["a"] == Coefficient(1, 1, 1, 40)


# Reasons --------------------------------------------------------------------------------------------------

FINE = np.tile([[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 1], [1, 1, 0.0]], (20, 1))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (FINE[:, :1], "too_few_criteria"),
        (FINE[:5], "too_few_pairs"),
        (np.where(np.arange(100)[:, None] < [[100, 100, 0]], FINE, np.nan), "too_few_pairs"),
        (FINE * [1, 1, 0], "no_variance"),
        (np.column_stack([FINE[:, 0], 1 - FINE[:, 0]]), "not_positive_definite"),
    ],
)
def test_what_cannot_be_computed_has_a_reason(values: np.ndarray, reason: str) -> None:
    scope = moments(values)
    for found in (alpha(scope), standardised_alpha(scope), *item_total(scope).values()):
        assert (found.reason, np.isnan([found.value, found.low, found.high]).all()) == (reason, True)


def test_omega_needs_three_criteria_that_share_one_factor() -> None:
    assert omega(moments(FINE[:, :2])).reason == "too_few_criteria"
    # l_1² = r_12 r_13 / r_23 = 0.56 / 0.2 is above 1.
    assert omega(from_correlation([[1, 0.8, 0.7], [0.8, 1, 0.2], [0.7, 0.2, 1]])).reason == "improper_factor"
    # Nothing goes together: any one loading may be anything while the others are 0.
    assert omega(from_correlation(np.eye(4).tolist())).reason == "improper_factor"


def test_too_few_remain_where_almost_all_answer_alike() -> None:
    """180 respondents at 99 %: the relative kurtosis 33.0 leaves the worth of 5."""
    values = np.ones((180, 2))
    values[:2, 0] = values[1:3, 1] = 0
    kurtosis = relative_kurtosis(np.array([[2, 178.0], [2, 178]]), np.array([0, 1.0]))
    assert alpha(replace(moments(values), kurtosis=kurtosis)).reason == "too_few_pairs"
    assert alpha(moments(values)).reason == ""


def test_every_reason_is_a_text_of_the_catalogue() -> None:
    assert all(REASONS.values())


# Laws -----------------------------------------------------------------------------------------------------

tables = st.integers(0, 2**32 - 1).map(
    lambda seed: np.clip(
        np.random.default_rng(seed).normal(0.6, 0.3, (60, 1))
        + np.random.default_rng(seed + 1).normal(0, 0.25, (60, 4)),
        0,
        1,
    )
)


def coefficients(scope: Moments) -> list[Coefficient]:
    by_item = item_total(scope) | {f"without {j}": c for j, c in alpha_without(scope).items()}
    return [alpha(scope), standardised_alpha(scope), omega(scope), *(by_item[j] for j in sorted(by_item))]


def numbers(scope: Moments) -> np.ndarray:
    return np.array([(c.value, c.low, c.high, c.n) for c in coefficients(scope)])


@given(values=tables, seed=st.integers(0, 99))
@settings(max_examples=15, deadline=None, derandomize=True)
def test_neither_order_nor_unit_of_weights_nor_units_of_value_matter(values: np.ndarray, seed: int) -> None:
    random = np.random.default_rng(seed)
    weights, items = random.uniform(0.5, 2, len(values)), random.permutation(4)
    values[random.random(values.shape) < 0.05] = np.nan
    expected = numbers(moments(values, weights))
    rows = random.permutation(len(values))
    for scope in (
        moments(values[rows], weights[rows]),
        moments(values, 700 * weights),
        moments(1 - values, weights),
        moments(values / 2 + 0.25, weights),
        moments(values[:, items], weights, tuple("abcd"[j] for j in items)),
    ):
        assert numbers(scope) == pytest.approx(expected, rel=1e-7, nan_ok=True)


@given(values=tables)
@settings(max_examples=15, deadline=None, derandomize=True)
def test_intervals_contain_the_value_and_end_below_one(values: np.ndarray) -> None:
    for found in coefficients(moments(values)):
        if not found.reason:
            assert found.low < found.value < found.high <= 1


@given(values=tables)
@settings(max_examples=10, deadline=None, derandomize=True)
def test_respondents_given_twice_are_worth_a_weight_of_two(values: np.ndarray) -> None:
    twice, doubled = moments(np.repeat(values, 2, axis=0)), moments(values, np.full(len(values), 2.0))
    assert numbers(doubled)[:, 0] == pytest.approx(numbers(twice)[:, 0], rel=1e-9, nan_ok=True)
    assert numbers(doubled)[0, 3] == pytest.approx(len(values))


# The table ------------------------------------------------------------------------------------------------

TOY = load_questionnaire(ROOT / "tests" / "scenarios" / "toy.toml")
KANSAS = load_questionnaire(ROOT / "schemas" / "questionnaires" / "kcmo-2021.toml")

CODES = tuple(sorted(TOY.scale.names))


def scope_of(codes: np.ndarray, unit: str = "an", questionnaire: Questionnaire = TOY) -> Scope:
    """The sums of coded responses, one row a respondent; nobody looks into straight-lining."""
    levels = {level.code: float(level.value) for level in questionnaire.scale.levels}
    values = np.vectorize(lambda code: levels.get(code, np.nan), "d")(codes)
    counts = np.array([(codes == code).sum(axis=0) for code in CODES], np.float64).T
    return Scope(unit, unit.title(), moments(values, items=questionnaire.codes), counts, 3, 48)


RESPONSES = np.tile(
    [[5, 4, 4, -5, -5], [2, 5, -1, 4, 3], [1, 2, 5, 5, 4], [4, 5, 2, 1, 2], [3, 1, 3, -3, 5]], (10, 1)
)


def row(table: pd.DataFrame, kind: str, item: str, measure: str) -> pd.Series:
    (found,) = table.query("kind == @kind and item == @item and measure == @measure").itertuples()
    return pd.Series(found._asdict())


def test_shares_of_missing_answers_and_of_straight_lines_by_hand() -> None:
    """One respondent in five is not eligible; Wilson's interval of 10 in 50 is 11.24 to 33.04 %.

    (0.2 + z²/100 ± z sqrt(0.2 * 0.8 / 50 + z²/10000)) / (1 + z²/50) with z = 1.96.
    """
    table = quality_table([scope_of(RESPONSES)], CODES, TOY, "2025")
    found = row(table, "criterion", "3.1", "missing_not_eligible")
    assert (found["value"], found["n"]) == (20, 50)
    assert (found["low"], found["high"]) == pytest.approx((11.24375, 33.03711), abs=1e-5)
    assert row(table, "criterion", "3.1", "missing_dont_know")["value"] == 20
    assert row(table, "criterion", "3.1", "missing_blank")["value"] == 0
    assert row(table, "criterion", "2.1", "missing_blank")["value"] == 20
    straight = row(table, "overall", "overall", "straight_lining")
    assert (straight["value"], straight["n"]) == (6.25, 48)


def test_the_table_has_every_measure_once_and_no_silent_gap() -> None:
    scopes = [scope_of(RESPONSES, ""), scope_of(RESPONSES), scope_of(RESPONSES[:0], "binh")]
    table = quality_table(scopes, CODES, TOY, "2025")
    assert {name: str(kind) for name, kind in table.dtypes.items()} == types(QUALITY)
    assert not table.duplicated(["period", "unit", "kind", "item", "measure"]).any()
    # 6 kinds of missing and 2 x 2 measures of 5 criteria, 3 measures of 3 dimensions and of all, 1 more.
    assert table.groupby("unit").size().tolist() == [5 * (6 + 4) + 3 * (3 + 1) + 1] * 3
    assert (table["value"].isna() == (table["reason"] != "")).all()
    assert table[["low", "high"]].notna().all(axis=1).equals(table["value"].notna())
    assert set(table["reason"]) - {""} <= set(REASONS)
    assert table[table["unit"] == "binh"].query("measure != 'straight_lining'")["value"].isna().all()
    assert row(table.query("unit == 'an'"), "dimension", "staff", "alpha")["reason"] == "too_few_criteria"


def test_the_table_of_no_unit_is_empty() -> None:
    assert quality_table([], CODES, TOY, "2025").empty


def test_kurtosis_in_the_table_comes_from_the_counts() -> None:
    """With 2 and 3 satisfied in 5 the kurtosis is below 1 and changes nothing; at 9 in 10 it widens."""
    table = quality_table([scope_of(RESPONSES)], CODES, TOY, "2025")
    levels = {level.code: float(level.value) for level in TOY.scale.levels}
    plain = alpha(moments(np.vectorize(levels.get)(RESPONSES[:, :2]).astype(float)))
    found = row(table, "dimension", "access", "alpha")
    assert (found["value"], found["low"], found["high"]) == (plain.value, plain.low, plain.high)
    rare = np.concatenate([np.tile(RESPONSES, (2, 1)), np.full((300, 5), 5)])
    table = quality_table([scope_of(rare)], CODES, TOY, "2025")
    plain = alpha(moments(np.vectorize(levels.get)(rare[:, :2]).astype(float)))
    found = row(table, "dimension", "access", "alpha")
    assert found["value"] == plain.value
    assert found["low"] < plain.low < plain.high < found["high"]


def test_drivers_stand_where_the_framework_asks_for_overall_satisfaction() -> None:
    random = np.random.default_rng(3)
    feeling = random.normal(0.5, 1, (400, 1)) + random.normal(0, 1, (400, len(KANSAS.codes)))
    codes = np.clip(np.round(feeling * 1.5 + 3), 1, 5).astype(int)
    scopes = [scope_of(codes, unit, KANSAS) for unit in ("", "1")]
    table = quality_table(scopes, CODES, KANSAS, "2025").query("reason == ''")
    drivers = table.query("measure == 'driver'")
    assert drivers.groupby(["unit", "kind"]).size().to_dict() == {
        ("", "criterion"): len(KANSAS.rated),
        ("", "dimension"): len(KANSAS.dimensions),
        ("1", "dimension"): len(KANSAS.dimensions),
    }
    assert drivers.groupby(["unit", "kind"])["value"].sum().to_numpy() == pytest.approx(100)
    assert table.query("measure == 'r_squared'")["unit"].tolist() == ["", "1"]
    assert table.query("measure == 'r_squared_of_criteria'")["unit"].tolist() == [""]


# Coverage -------------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("satisfied", "n"), [(0.5, 180), (0.86, 50), (0.86, 180), (0.86, 500)])
def test_intervals_cover_at_their_nominal_rate(satisfied: float, n: int) -> None:
    """Five criteria, satisfied or not by a normal feeling with loadings from 0.5 to 0.85."""
    random = np.random.default_rng(20190)
    loadings = np.linspace(0.5, 0.85, 5)
    limits = stats.norm.ppf(1 - satisfied) + np.linspace(-0.25, 0.25, 5)

    def sample(size: int) -> Moments:
        feeling = loadings * random.standard_normal((size, 1))
        feeling += np.sqrt(1 - loadings**2) * random.standard_normal((size, 5))
        values = (feeling > limits) * 1.0
        counts = np.column_stack([(values == 0).sum(axis=0), values.sum(axis=0)])
        return replace(moments(values), kurtosis=relative_kurtosis(counts, np.array([0, 1.0])))

    def found(scope: Moments) -> dict[str, Coefficient]:
        return {
            "alpha": alpha(scope),
            "standardised": standardised_alpha(scope),
            "omega": omega(scope),
            "item_total": item_total(scope)["e"],
        }

    truth = {name: coefficient.value for name, coefficient in found(sample(1_000_000)).items()}
    covered: dict[str, list[bool]] = {name: [] for name in truth}
    for _ in range(1000):
        for name, coefficient in found(sample(n)).items():
            if not coefficient.reason:
                covered[name].append(coefficient.low <= truth[name] <= coefficient.high)
    rates = {name: np.mean(hits) for name, hits in covered.items()}
    assert min(rates.values()) > 0.92, rates
    assert max(rates.values()) < 0.99, rates
