"""Funnel limits beside base R, by hand; the laws they keep; who is in and who is not."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.measure.comparisons.funnel import BY_CHANCE, Control, funnel
from schemas.settings import OwnThresholds, Survey
from schemas.tables import FUNNEL
from tests.unit.made_results import example_results, example_survey, made_survey

R = pd.read_csv(Path(__file__).parents[1] / "reference" / "funnel.csv", comment="#")
CASES = R["case"].unique()
SURVEY = made_survey(3)
LINES = ["centre", "low_95", "high_95", "low_998", "high_998", "dispersion", "between"]


def estimates_of(index: list[float], n_effective: list[float], **columns: object) -> pd.DataFrame:
    """Overall indices of published units of one level, as `estimate` makes them."""
    n = len(index)
    table = {
        "kind": "overall",
        "level": "district",
        "unit": [f"u{i:03d}" for i in range(n)],
        "unit_name": [f"Unit {i}" for i in range(n)],
        "index": index,
        "n_respondents": pd.array([math.ceil(size) for size in n_effective], "Int64"),
        "n_effective": n_effective,
        "df": pd.array([99] * n, "Int64"),
        "reliability": "reliable",
        "reason": "",
    }
    return pd.DataFrame({**table, **columns})


def units(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["unit"] != ""].reset_index(drop=True)


def curve(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["unit"] == ""].reset_index(drop=True)


# R


@pytest.mark.parametrize("name", CASES)
def test_limits_are_those_of_r(name: str) -> None:
    theirs = R[R["case"] == name]
    index, n_effective = theirs["index"].tolist(), theirs["n_effective"].tolist()
    ours = units(funnel(estimates_of(index, n_effective), SURVEY))
    for column in (*LINES, "z"):
        np.testing.assert_allclose(ours[column], theirs[column], rtol=1e-9, atol=1e-9, err_msg=column)
    sister = units(funnel(estimates_of([index[0] - 7, *index[1:]], n_effective), SURVEY))
    assert not np.allclose(sister["z"], theirs["z"], rtol=1e-9, atol=1e-9)


def test_the_cases_of_r_have_a_spread_and_none() -> None:
    spread = R.groupby("case")["between"].first()
    assert 0 < (spread == 0).sum() < len(spread)


# by hand


def test_one_size_by_hand() -> None:
    """Six units of n = 99.5: a standard deviation of 1/20 on the arcsine scale, whatever the level.

    Five lie on the centre of 50 %, one is far below: winsorised at a tenth of five steps, half way from the
    lowest to the next, it counts half of its z.
    """
    table = units(funnel(estimates_of([10.0] + [50.0] * 5, [99.5] * 6), SURVEY))
    x = math.asin(math.sqrt((99.5 * 0.1 + 0.375) / 100.25))
    z = (x - math.pi / 4) * 20
    phi = (0.5 * z) ** 2 / 6 / BY_CHANCE
    between = math.sqrt((6 * phi - 5) / (6 * 400 - 400))
    assert table["dispersion"].to_numpy() == pytest.approx(phi)
    assert table["between"].to_numpy() == pytest.approx(between)
    own = math.sqrt(1 / 400 + between**2)
    assert table["z"][0] == pytest.approx((x - math.pi / 4) / own)
    high = math.sin(math.pi / 4 + 1.959963984540054 * own) ** 2
    assert table["high_95"][0] == pytest.approx(100 * (100.25 * high - 0.375) / 99.5)
    assert table["outside"].tolist() == ["below_998"] + [""] * 5


def test_by_chance_is_the_mean_square_of_winsorised_normals() -> None:
    z = np.random.default_rng(5).standard_normal(400_000)
    ends = np.quantile(z, [0.1, 0.9])
    assert np.mean(np.clip(z, *ends) ** 2) == pytest.approx(BY_CHANCE, abs=0.003)


def test_units_that_differ_by_chance_have_no_spread() -> None:
    table = units(
        funnel(estimates_of([84, 86, 85, 88, 83, 87, 85.5], [80, 120, 200, 150, 90, 60, 400]), SURVEY)
    )
    assert table["between"].eq(0).all()
    assert table["outside"].eq("").all()


# laws

INDICES = st.lists(
    st.tuples(st.floats(0, 100, allow_subnormal=False), st.floats(5, 5000)), min_size=3, max_size=12
)


@settings(max_examples=30, deadline=None)
@given(INDICES, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[float, float]], chance: object) -> None:
    index, n_effective = [row[0] for row in rows], [row[1] for row in rows]
    table = estimates_of(index, n_effective)
    order = list(range(len(rows)))
    chance.shuffle(order)  # type: ignore[attr-defined]
    first, second = funnel(table, SURVEY), funnel(table.iloc[order].reset_index(drop=True), SURVEY)
    pd.testing.assert_frame_equal(units(first), units(second).sort_values("unit", ignore_index=True))
    pd.testing.assert_frame_equal(curve(first), curve(second))


@settings(max_examples=30, deadline=None)
@given(INDICES)
def test_limits_hold_the_centre_and_agree_with_outside(rows: list[tuple[float, float]]) -> None:
    table = funnel(estimates_of([row[0] for row in rows], [row[1] for row in rows]), SURVEY)
    lines = table[["low_998", "low_95", "centre", "high_95", "high_998"]].to_numpy()
    assert (np.diff(lines, axis=1) >= -1e-9).all()
    own, near = units(table), 1e-9
    index, where = own["index"], own["outside"]
    assert where[index > own["high_95"] + near].str.startswith("above").all()
    assert where[index < own["low_95"] - near].str.startswith("below").all()
    assert (index > own["high_998"] - near)[where == "above_998"].all()
    assert (index < own["low_998"] + near)[where == "below_998"].all()
    assert index.between(own["low_95"] - near, own["high_95"] + near)[where == ""].all()


def test_limits_close_as_units_grow() -> None:
    rows = curve(funnel(estimates_of([84, 86, 85], [50, 500, 5000]), SURVEY))
    assert len(rows) == 60
    assert rows["n_effective"].iloc[0] == pytest.approx(45)
    assert rows["n_effective"].iloc[-1] == pytest.approx(5500)
    width = (rows["high_95"] - rows["low_95"]).to_numpy()
    assert (np.diff(width) < 0).all()
    ratio = rows["n_effective"].to_numpy()[1:] / rows["n_effective"].to_numpy()[:-1]
    assert ratio == pytest.approx(ratio[0])


@pytest.mark.parametrize(("share", "size"), [(0.5, 40), (0.86, 40), (0.95, 100), (0.99, 500)])
def test_limits_are_left_as_often_as_they_say(share: float, size: int) -> None:
    """Of units that differ by chance only; whole answers are coarse, so about."""
    drawn = np.random.default_rng(7).binomial(size, share, 100_000) / size
    control = Control(share, 1.0, 0.0)
    z = control.z(drawn, np.full(drawn.shape, float(size)))
    assert z.std() == pytest.approx(1, abs=0.02)
    assert np.mean(np.abs(z) > 1.96) < 0.08
    assert np.mean(np.abs(z) > 3.09) < 0.008


# who is in


def test_columns_and_rows_of_the_example() -> None:
    table = funnel(example_results().estimates, example_survey())
    assert list(table.columns) == list(FUNNEL.columns)
    own = units(table)
    assert len(own) == 10
    assert set(table["period"]) == {"2019"}
    assert table["simulated"].all()
    assert own.loc[own["outside"] != "", "unit"].tolist() == ["muong-lay"]
    compared = example_results().comparison.query("kind == 'overall'")
    assert own["centre"].tolist() == compared["median"].tolist()


def test_unpublished_units_are_named_and_move_nothing() -> None:
    estimates = estimates_of([80, 85, 90, 20], [100, 200, 300, 9])
    published = estimates.assign(reliability=["reliable"] * 3 + ["not_published"])
    published["reason"] = ["", "", "", "below_publish_from"]
    table = funnel(published, SURVEY)
    last = units(table).iloc[3]
    assert last["reason"] == "below_publish_from"
    assert last["index"] == 20
    assert last[[*LINES, "z"]].isna().all()
    assert last["outside"] == ""
    alone = funnel(estimates.iloc[:3], SURVEY)
    pd.testing.assert_frame_equal(curve(table), curve(alone))
    assert not curve(funnel(estimates, SURVEY)).equals(curve(alone))


@pytest.mark.parametrize("column", ["n_effective", "df"])
def test_a_unit_without_precision_counts_in_the_centre_only(column: str) -> None:
    estimates = estimates_of([80, 85, 90, 99], [100.0, 200.0, 300.0, 50.0])
    estimates.loc[3, column] = {"n_effective": math.nan, "df": 0}[column]
    table = units(funnel(estimates, SURVEY))
    assert table["reason"].tolist() == ["", "", "", "single_sampling_unit"]
    assert table["centre"][:3].tolist() == [87.5] * 3
    assert math.isnan(table["z"][3])


def test_too_few_units_have_no_limits() -> None:
    table = funnel(estimates_of([80, 85], [100, 200]), SURVEY)
    assert table["reason"].tolist() == ["too_few_units"] * 2
    assert table[LINES].isna().all(axis=None)
    assert len(funnel(estimates_of([80, 85, 86], [100, 200, 50]), SURVEY)) == 3 + 60


def test_a_single_unit_is_its_own_centre_where_that_is_allowed() -> None:
    thresholds = OwnThresholds(median_from=1)
    survey: Survey = replace(SURVEY, settings=SURVEY.settings.model_copy(update={"thresholds": thresholds}))
    table = units(funnel(estimates_of([80], [100]), survey))
    assert (table["centre"][0], table["between"][0], table["outside"][0]) == (80, 0, "")


def test_levels_are_kept_apart() -> None:
    estimates = pd.concat([estimates_of([80, 85, 90], [100, 200, 300])] * 2, ignore_index=True)
    estimates["level"] = ["district", "province"] * 3
    estimates["unit"] = [f"u{i}" for i in range(6)]
    table = funnel(estimates, SURVEY)
    assert curve(table).groupby("level")["centre"].first().to_dict() == {"district": 85, "province": 85}
    assert units(table)["unit"].tolist() == [f"u{i}" for i in range(6)]


def test_no_units_give_an_empty_table() -> None:
    assert len(funnel(estimates_of([80], [100]).iloc[:0], SURVEY)) == 0
