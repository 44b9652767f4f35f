"""Changes from period to period: intervals, verdicts, ranks, and where a series is broken."""

import json
import math
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from pipeline.measure import compare, estimate, tally
from pipeline.measure.comparisons.changes import Measured, changes, difference
from pipeline.measure.comparisons.verdicts import adjusted
from pipeline.measure.estimates.intervals import wilson_bound
from schemas.framework import Framework
from schemas.period import Period
from schemas.questionnaire import Dimension, Questionnaire, load_questionnaire
from schemas.settings import Comparing
from schemas.tables import CHANGES, checked
from tests.conftest import ROOT
from tests.unit.test_disclosure import people, survey

TOY = load_questionnaire(ROOT / "tests" / "scenarios" / "toy.toml")
Answers = tuple[str, ...]
"""Respondents by their answers, as `people` takes them."""


def satisfied(n: int, of: int) -> Answers:
    return f"44444 x {n}", f"22222 x {of - n}"


@cache
def measured(
    period: str, units: tuple[tuple[str, Answers], ...], questionnaire: Questionnaire = TOY
) -> Measured:
    own = survey(questionnaire)
    responses = pd.concat([people(unit, *answers) for unit, answers in units], ignore_index=True)
    estimates = estimate(tally(responses, questionnaire), own).assign(period=period)
    comparison = compare(estimates, own.thresholds)
    return Measured(Period.parse(period), Framework.of(questionnaire), estimates, comparison)


def units(**answers: Answers) -> tuple[tuple[str, Answers], ...]:
    return tuple(answers.items())


BEFORE = measured(
    "2024", units(a=satisfied(48, 80), b=satisfied(60, 80), c=satisfied(50, 80), d=satisfied(9, 10))
)
NOW = measured(
    "2025", units(a=satisfied(69, 80), b=satisfied(62, 80), c=satisfied(50, 80), e=satisfied(9, 10))
)


def row(table: pd.DataFrame, unit: str = "a", kind: str = "overall", item: str = "overall") -> dict[str, Any]:
    found = table[(table["unit"] == unit) & (table["kind"] == kind) & (table["item"] == item)]
    assert len(found) == 1
    return found.iloc[0].to_dict()  # type: ignore[return-value]


# The interval --------------------------------------------------------------------------------------------


def wilson(k: int, n: int) -> np.ndarray:
    share, size, z = np.array([k / n]), np.array([float(n)]), np.array([stats.norm.ppf(0.975)])
    return np.stack([share, wilson_bound(share, size, -z), wilson_bound(share, size, z)])


# Newcombe (1998), Statistics in Medicine 17, 873-890, table II, method 10: second less first, printed to four
# decimals.
PUBLISHED = [
    ((48, 80), (56, 70), 0.0524, 0.3339),
    ((3, 10), (9, 10), 0.1705, 0.8090),
    ((2, 7), (6, 7), 0.0582, 0.8062),
    ((0, 29), (5, 56), -0.0381, 0.1926),
    ((0, 20), (0, 10), -0.1611, 0.2775),
    ((0, 10), (0, 10), -0.2775, 0.2775),
    ((0, 20), (10, 10), 0.6791, 1.0),
    ((0, 10), (10, 10), 0.6075, 1.0),
]


@pytest.mark.parametrize(("before", "now", "low", "high"), PUBLISHED)
def test_published_intervals(before: tuple[int, int], now: tuple[int, int], low: float, high: float) -> None:
    found = np.concatenate(difference(wilson(*before), wilson(*now)))
    assert found == pytest.approx([low, high], abs=5e-5)


def test_one_case_more_gives_another_interval() -> None:
    found = np.concatenate(difference(wilson(49, 80), wilson(56, 70)))
    assert found != pytest.approx([0.0524, 0.3339], abs=5e-5)


@given(counts=st.tuples(*[st.integers(0, 40)] * 2), sizes=st.tuples(*[st.integers(1, 40)] * 2))
def test_intervals_stay_within_bounds_have_a_width_and_turn_round(
    counts: tuple[int, int], sizes: tuple[int, int]
) -> None:
    first, second = (wilson(min(k, n), n) for k, n in zip(counts, sizes, strict=True))
    low, high = (end[0] for end in difference(first, second))
    assert -1 - 1e-12 <= low < (second - first)[0, 0] + 1e-12 < high + 2e-12 <= 1 + 3e-12
    assert np.concatenate(difference(second, first)) == pytest.approx([-high, -low])


def test_a_change_by_hand() -> None:
    """Of 80 people 48 were satisfied, then 69: everybody answered all questions alike."""
    found = row(changes(NOW, [BEFORE]))
    # Effective sample size 79: the variance is p(1-p)/79. t is that of 79 degrees of freedom.
    t = 1.9904502102
    ends = []
    for p in (48 / 80, 69 / 80):
        middle, square = p + t**2 / (2 * 79), t**2 / 79
        spread = t * math.sqrt((p * (1 - p) + square / 4) / 79)
        ends.append(((middle - spread) / (1 + square), (middle + spread) / (1 + square)))
    low = 69 / 80 - 48 / 80 - math.sqrt((69 / 80 - ends[1][0]) ** 2 + (ends[0][1] - 48 / 80) ** 2)
    high = 69 / 80 - 48 / 80 + math.sqrt((ends[1][1] - 69 / 80) ** 2 + (48 / 80 - ends[0][0]) ** 2)
    assert found["index_before"] == pytest.approx(60)
    assert found["index"] == pytest.approx(86.25)
    assert found["change"] == pytest.approx(26.25)
    assert found["change_low"] == pytest.approx(100 * low, rel=1e-8)
    assert found["change_high"] == pytest.approx(100 * high, rel=1e-8)
    assert (round(found["change_low"], 2), round(found["change_high"], 2)) == (12.31, 38.95)
    assert found["verdict"] == "up"


def test_another_answer_gives_another_change() -> None:
    other = measured("2025", units(a=satisfied(68, 80), b=satisfied(62, 80), c=satisfied(50, 80)))
    assert row(changes(other, [BEFORE]))["change_low"] != row(changes(NOW, [BEFORE]))["change_low"]


# Which periods, which units ------------------------------------------------------------------------------


def test_units_and_items_of_both_periods_have_a_row() -> None:
    table = changes(NOW, [BEFORE])
    assert list(table["unit"].unique()) == ["a", "b", "c"]
    assert set(table["earlier"]) == {"2024"}
    assert set(table["basis"]) == {"previous"}
    assert len(table) == 3 * len(NOW.estimates[NOW.estimates["unit"] == "a"])


def at(period: str) -> Measured:
    return Measured(Period.parse(period), NOW.framework, NOW.estimates.assign(period=period), NOW.comparison)


def test_the_period_before_and_the_year_before() -> None:
    earlier = [at(name) for name in ("2024-Q1", "2024-Q3", "2023-Q4", "2024-Q2", "2025-Q2")]
    table = changes(at("2025-Q1"), earlier)
    assert list(table[["basis", "earlier"]].drop_duplicates().to_numpy().tolist()) == [
        ["previous", "2024-Q3"],
        ["year_before", "2024-Q1"],
    ]
    # The year before is not told twice, and a later period is no earlier one.
    assert list(changes(at("2025-Q1"), [at("2024-Q1")])["basis"].unique()) == ["previous"]
    assert not len(changes(at("2025-Q1"), [at("2025-Q2")]))
    assert not len(changes(at("2025-Q1"), []))


def test_ranks_and_their_change() -> None:
    table = changes(NOW, [BEFORE])
    # Before: d 90 %, b 75, c 62.5, a 60. Now: e 90 %, a 86.25, b 77.5, c 62.5.
    found = {unit: row(table, unit) for unit in "abc"}
    assert [(found[u]["rank_before"], found[u]["rank"], found[u]["rank_change"]) for u in "abc"] == [
        (4, 2, 2),
        (2, 3, -1),
        (3, 4, -1),
    ]


# Verdicts ------------------------------------------------------------------------------------------------


def test_p_values_are_adjusted_within_kind_and_level_and_agree_with_the_interval() -> None:
    table = changes(NOW, [BEFORE])
    for kind in ("criterion", "dimension", "overall"):
        own = table[table["kind"] == kind]
        assert own["p_adjusted"].to_numpy() == pytest.approx(adjusted(own["p_value"].to_numpy(), "holm"))
    holds_none = (table["change_low"] > 0) | (table["change_high"] < 0)
    assert ((table["p_value"] < 0.05) == holds_none).all()
    assert row(table, "c")["p_value"] == 1
    assert row(table, "b")["verdict"] == "not_distinguishable"
    turned = changes(Measured(Period.parse("2026"), *_tables(BEFORE)), [NOW])
    assert row(turned)["verdict"] == "down"
    assert row(turned)["p_value"] == pytest.approx(row(table)["p_value"])


def _tables(one: Measured) -> tuple[Framework, pd.DataFrame, pd.DataFrame]:
    return one.framework, one.estimates, one.comparison


def test_many_units_make_a_change_harder_to_show() -> None:
    alone = measured("2024", units(a=satisfied(52, 80))), measured("2025", units(a=satisfied(65, 80)))
    rest = {f"{unit}": satisfied(60, 80) for unit in "bcdefgh"}
    many = (
        measured("2024", units(a=satisfied(52, 80), **rest)),
        measured("2025", units(a=satisfied(65, 80), **rest)),
    )
    assert row(changes(alone[1], [alone[0]]))["verdict"] == "up"
    assert row(changes(many[1], [many[0]]))["verdict"] == "not_distinguishable"
    rate = changes(many[1], [many[0]], Comparing(adjust="fdr"))
    assert not np.allclose(rate["p_adjusted"], changes(many[1], [many[0]])["p_adjusted"])


def test_the_official_formula_has_the_verdict_of_the_overall_index() -> None:
    table = changes(NOW, [BEFORE])
    official, overall = row(table, kind="formula", item="mean_of_respondents"), row(table)
    assert official["p_adjusted"] == overall["p_adjusted"]
    assert official["verdict"] == overall["verdict"]


def test_unpublished_units_show_the_change_and_why_nothing_is_said_of_it() -> None:
    estimates = NOW.estimates.copy()
    own = estimates["unit"] == "a"
    estimates.loc[own, ["reliability", "reason"]] = ["not_published", "below_publish_from"]
    now = Measured(NOW.period, NOW.framework, estimates, NOW.comparison)
    found = row(changes(now, [BEFORE]))
    assert found["change"] == pytest.approx(26.25)
    assert (found["reason"], found["verdict"]) == ("below_publish_from", "")
    assert np.isnan([found["change_low"], found["change_high"], found["p_value"], found["p_adjusted"]]).all()
    # Before as well as now.
    earlier = Measured(BEFORE.period, BEFORE.framework, estimates, BEFORE.comparison)
    assert row(changes(NOW, [earlier]))["reason"] == "below_publish_from"


def test_a_single_respondent_and_a_suppressed_index() -> None:
    estimates = NOW.estimates.copy()
    estimates.loc[estimates["unit"] == "a", ["ci_low", "ci_high", "se"]] = np.nan
    own = estimates["unit"] == "b"
    estimates.loc[own, ["index", "ci_low", "ci_high", "se"]] = np.nan
    estimates.loc[own, ["reliability", "reason"]] = ["suppressed", "suppressed_small"]
    table = changes(Measured(NOW.period, NOW.framework, estimates, NOW.comparison), [BEFORE])
    assert row(table)["reason"] == "single_sampling_unit"
    found = row(table, "b")
    assert np.isnan([found["index"], found["change"], found["change_low"], found["p_value"]]).all()
    assert (found["reason"], found["verdict"]) == ("suppressed_small", "")


def test_simulated_in_one_period_is_simulated() -> None:
    before = Measured(
        BEFORE.period, BEFORE.framework, BEFORE.estimates.assign(simulated=True), BEFORE.comparison
    )
    assert not changes(NOW, [BEFORE])["simulated"].any()
    assert changes(NOW, [before])["simulated"].all()


# Breaks --------------------------------------------------------------------------------------------------


def changed(**update: object) -> Framework:
    return Framework.of(TOY.model_copy(update=update))


def moved() -> Framework:
    """The last criterion of the dimension "access" is asked under "staff"."""
    criteria = tuple(
        one.model_copy(update={"dimension": "staff"}) if one.code == "1.2" else one for one in TOY.criteria
    )
    return changed(criteria=criteria)


def rescaled() -> Framework:
    levels = TOY.scale.levels
    half = levels[2].model_copy(update={"value": levels[0].value + 1})
    return changed(scale=TOY.scale.model_copy(update={"levels": (*levels[:2], half, *levels[3:])}))


def weighted(first: int) -> Framework:
    own: tuple[Dimension, ...] = tuple(
        one.model_copy(update={"weight": first if i == 0 else 1}) for i, one in enumerate(TOY.dimensions)
    )
    return changed(dimensions=own)


ALL_KINDS = (
    "criterion 1.1",
    "dimension access",
    "dimension feedback",
    "overall overall",
    "formula pooled_answers",
)
CASES: list[tuple[Framework, Mapping[str, str]]] = [
    (changed(), {}),
    (changed(code="toy-2"), dict.fromkeys(ALL_KINDS, "framework")),
    (changed(formula="pooled_answers"), {"overall overall": "formula"}),
    (rescaled(), dict.fromkeys(ALL_KINDS, "scale")),
    (moved(), dict.fromkeys(("dimension access", "overall overall", "formula pooled_answers"), "criteria")),
    (
        changed(criteria=TOY.criteria[:1] + TOY.criteria[2:], code="toy-2"),
        {"dimension access": "framework;criteria"},
    ),
]


@pytest.mark.parametrize(("earlier", "broken"), CASES)
def test_breaks(earlier: Framework, broken: Mapping[str, str]) -> None:
    before = Measured(BEFORE.period, earlier, BEFORE.estimates, BEFORE.comparison)
    table = changes(NOW, [before])
    for named in ALL_KINDS if len(broken) != 1 else broken:
        kind, item = named.split()
        found = row(table, "a", kind, item)
        assert found["breaks"] == broken.get(named, "")
        assert not math.isnan(found["index_before"])
        assert not math.isnan(found["index"])
        assert pd.notna(found["rank_before"])
        assert pd.notna(found["rank"])
        nothing = [
            found["change"],
            found["change_low"],
            found["p_value"],
            found["p_adjusted"],
            found["rank_change"],
        ]
        assert pd.isna(nothing).all() == bool(found["breaks"])
        assert (found["verdict"] == "") == bool(found["breaks"])


def test_broken_rows_are_not_counted_among_the_comparisons() -> None:
    before = Measured(BEFORE.period, moved(), BEFORE.estimates, BEFORE.comparison)
    table = changes(NOW, [before])
    own = table[(table["kind"] == "dimension") & (table["breaks"] == "")]
    assert set(own["item"]) == {"feedback"}
    assert own["p_adjusted"].to_numpy() == pytest.approx(adjusted(own["p_value"].to_numpy(), "holm"))


def test_other_weights_break_the_formula_that_uses_them() -> None:
    broken = set(weighted(1).breaks_since(weighted(2), "formula", "weighted_dimensions"))
    assert broken == {"formula"}
    assert not set(weighted(1).breaks_since(weighted(2), "formula", "pooled_answers"))
    assert not set(weighted(1).breaks_since(weighted(2), "overall", "overall"))


def test_the_question_for_overall_satisfaction_is_not_broken_by_other_criteria() -> None:
    sipas = Framework.of(load_questionnaire(ROOT / "schemas" / "questionnaires" / "sipas-2017.toml"))
    told = sipas.as_dict() | {"formula": "overall_item", "overall_item": "Q"}
    fewer = told | {"dimensions": told["dimensions"] | {"access": []}}
    now, before = Framework.from_dict(told), Framework.from_dict(fewer)
    assert not list(now.breaks_since(before, "overall", "overall"))
    assert list(now.breaks_since(before, "formula", "pooled_answers")) == ["criteria"]
    asked = Framework.from_dict(told | {"overall_item": "R"})
    assert list(now.breaks_since(asked, "overall", "overall")) == ["formula"]


@pytest.mark.parametrize("questionnaire", ["sipas-2017"])
def test_a_framework_survives_json(questionnaire: str) -> None:
    own = Framework.of(load_questionnaire(ROOT / "schemas" / "questionnaires" / f"{questionnaire}.toml"))
    assert Framework.from_dict(json.loads(json.dumps(own.as_dict()))) == own
    assert own.levels == {"1": "0", "2": "0", "3": "0", "4": "1", "5": "1"}
    assert "1.1" in own.dimensions["access"]


@pytest.mark.parametrize("told", [{}, {"code": "x"}, [], None, {**CASES[0][0].as_dict(), "levels": 3}])
def test_what_is_no_framework_is_refused(told: Any) -> None:
    with pytest.raises(ValueError, match="framework"):
        Framework.from_dict(told)


# Order ---------------------------------------------------------------------------------------------------


def test_the_order_of_rows_changes_nothing_and_inputs_stay() -> None:
    table = changes(NOW, [BEFORE])
    copies = NOW.estimates.copy(), BEFORE.comparison.copy()
    mixed = [
        Measured(
            one.period,
            one.framework,
            one.estimates.sample(frac=1, random_state=seed),
            one.comparison.sample(frac=1, random_state=seed + 5),
        )
        for seed, one in enumerate((NOW, BEFORE))
    ]
    keys = ["unit", "kind", "item"]
    again = changes(mixed[0], [mixed[1]]).sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(again, table.sort_values(keys, ignore_index=True))
    pd.testing.assert_frame_equal(NOW.estimates, copies[0])
    pd.testing.assert_frame_equal(BEFORE.comparison, copies[1])
    checked(table, CHANGES)
