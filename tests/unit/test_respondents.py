"""Who answered: by unit, stratum and margin, and that nobody can find a handful of people in it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipeline.measure.disclosure.structure import withhold
from pipeline.measure.respondents import respondent_structure
from pipeline.measure.tallies.tally import Group, Tally, empty_tally
from pipeline.measure.tallies.tallying import tally
from schemas.period import Period
from schemas.questionnaire import load_questionnaire
from schemas.settings import Survey, SurveySettings
from schemas.tables import RESPONDENTS, checked
from schemas.units import UnitRegistry
from tests.conftest import ROOT

TOY = load_questionnaire(ROOT / "tests" / "scenarios" / "toy.toml")
BELOW = 5
GENDER = {"gender": {"column": "Giới tính", "shares": {"Nam": 49, "Nữ": 51}}}
Cells = Mapping[tuple[str, str, str], int]
"""Respondents by unit, stratum and gender."""


def survey(raking: Mapping[str, object] = GENDER, **more: object) -> Survey:
    own = {"questionnaire": "x", "units": "x", "thresholds": {"suppress_below": BELOW}, "raking": raking}
    text = {"vi": "x", "en": "x"}
    units = [
        {"code": code, "name": {"vi": code, "en": code}, "short": text, "kind": text, "level": "commune"}
        for code in "dcba"
    ]
    registry = UnitRegistry.model_validate({"code": "x", "name": text, "source": "made", "units": units})
    return Survey(Period.parse("2025"), SurveySettings.model_validate(own | more), TOY, registry)


def counted(cells: Cells) -> Tally:
    """A tally of so many respondents; they gave no answers, which do not matter here."""
    groups = [Group(unit, unit, stratum, (gender,), 0) for unit, stratum, gender in cells]
    return replace(
        empty_tally(TOY), groups=tuple(groups), respondents=np.array(list(cells.values()), np.int64)
    )


def structure(cells: Cells, of: Survey | None = None) -> pd.DataFrame:
    return respondent_structure(counted(cells), of or survey())


def shown(table: pd.DataFrame, variable: str, unit: str) -> dict[str, object]:
    """Number by value, or the reason under the value "withheld"."""
    rows = table[(table["variable"] == variable) & (table["unit"] == unit)]
    return {
        "withheld" if row["reason"] else row["value"]: row["reason"] or row["n"]
        for row in rows.to_dict("records")
    }


EVEN: Cells = {
    ("a", "town", "Nam"): 40,
    ("a", "town", "Nữ"): 30,
    ("a", "village", ""): 10,
    ("b", "village", "Nam"): 20,
    ("b", "village", "Nữ"): 100,
}


def test_numbers_and_shares_of_all_and_of_each_unit() -> None:
    table = structure(EVEN)
    rows = (
        table.drop(columns=["period", "reason"]).astype(object).where(table.notna(), None).to_numpy().tolist()
    )
    assert rows == [
        ["", "unit", "b", 120, 60.0, None],
        ["", "unit", "a", 80, 40.0, None],
        ["", "stratum", "town", 70, 35.0, None],
        ["", "stratum", "village", 130, 65.0, None],
        ["b", "stratum", "village", 120, 100.0, None],
        ["a", "stratum", "town", 70, 87.5, None],
        ["a", "stratum", "village", 10, 12.5, None],
        ["", "gender", "Nam", 60, 30.0, 49.0],
        ["", "gender", "Nữ", 130, 65.0, 51.0],
        ["", "gender", "", 10, 5.0, None],
        ["b", "gender", "Nam", 20, 100 / 6, 49.0],
        ["b", "gender", "Nữ", 100, 500 / 6, 51.0],
        ["a", "gender", "Nam", 40, 50.0, 49.0],
        ["a", "gender", "Nữ", 30, 37.5, 51.0],
        ["a", "gender", "", 10, 12.5, None],
    ]
    assert set(table["period"]) == {"2025"}
    assert set(table["reason"]) == {""}


def test_one_respondent_more_changes_the_table() -> None:
    more = {**EVEN, ("a", "town", "Nam"): 41}
    assert not structure(more).equals(structure(EVEN))


def test_targets_are_percent_and_a_unit_s_own() -> None:
    own = {"gender": {**GENDER["gender"], "units": {"a": {"Nam": 10, "Nữ": 30}}}}
    table = structure(EVEN, survey(own))
    targets = table[table["variable"] == "gender"].set_index(["unit", "value"])["target"]
    assert targets["a"].to_dict() == {"Nam": 25.0, "Nữ": 75.0, "": pytest.approx(np.nan, nan_ok=True)}
    assert targets["b"].to_dict() == {"Nam": 49.0, "Nữ": 51.0}
    # All together have no one target where units have their own.
    assert targets[""].isna().all()


def test_values_nobody_has_stay_for_margins_only() -> None:
    table = structure({("a", "town", "Nam"): 30, ("b", "village", "Nam"): 30, ("b", "village", "Nữ"): 30})
    assert shown(table, "gender", "a") == {"Nam": 30, "Nữ": 0}
    assert shown(table, "stratum", "a") == {"town": 30}


def test_without_strata_and_margins_only_units_are_counted() -> None:
    responses = pd.DataFrame(4, index=range(30), columns=list(TOY.codes), dtype="int8")
    table = respondent_structure(tally(responses.assign(unit="a"), TOY), survey({}))
    assert table[["variable", "value", "n", "share"]].to_numpy().tolist() == [["unit", "a", 30, 100.0]]
    assert not len(respondent_structure(empty_tally(TOY), survey({})))


def test_responses_are_counted_through_their_tally() -> None:
    responses = pd.DataFrame(4, index=range(30), columns=list(TOY.codes), dtype="int8")
    responses = responses.assign(
        unit="a", weight=2.5, stratum=["x", "y", "y"] * 10, margin_gender=["Nam"] * 20 + [""] * 10
    )
    table = respondent_structure(tally(responses, TOY), survey())
    assert shown(table, "stratum", "a") == {"x": 10, "y": 20}
    assert shown(table, "gender", "") == {"Nam": 20, "Nữ": 0, "": 10}
    with pytest.raises(ValueError, match="zip"):
        respondent_structure(tally(responses.drop(columns="margin_gender"), TOY), survey())


def test_a_margin_may_be_called_as_the_strata_are() -> None:
    table = structure(EVEN, survey({"stratum": GENDER["gender"]}))
    assert list(table["variable"].unique()) == ["unit", "stratum", "margin_stratum"]


# Small numbers -------------------------------------------------------------------------------------------

SMALL: Cells = {
    ("a", "x", "Nam"): 3,
    ("a", "x", "Nữ"): 40,
    ("b", "x", "Nam"): 30,
    ("b", "x", "Nữ"): 25,
    ("c", "x", "Nam"): 90,
    ("c", "x", "Nữ"): 90,
}
HIDDEN_SMALL, HIDDEN_TOO = {"withheld": "suppressed_small"}, {"withheld": "suppressed_complementary"}


def test_a_unit_with_a_small_value_and_the_next_smallest_are_withheld_whole() -> None:
    table = structure(SMALL)
    assert shown(table, "gender", "a") == HIDDEN_SMALL
    assert shown(table, "gender", "b") == HIDDEN_TOO
    assert shown(table, "gender", "c") == {"Nam": 90, "Nữ": 90}
    assert shown(table, "gender", "") == {"Nam": 123, "Nữ": 155}
    # Strata and units have no small value: nothing is withheld there.
    assert shown(table, "stratum", "a") == {"x": 43}
    assert shown(table, "unit", "") == {"c": 180, "b": 55, "a": 43}
    withheld = table[table["reason"] != ""]
    assert withheld[["n", "share", "target"]].isna().all(axis=None)
    assert list(withheld["value"]) == ["", ""]


@pytest.mark.parametrize(("n", "hidden"), [(1, True), (4, True), (5, False), (0, False)])
def test_the_threshold_is_exact(n: int, hidden: bool) -> None:
    table = structure({**SMALL, ("a", "x", "Nam"): n})
    assert (shown(table, "gender", "a") == HIDDEN_SMALL) == hidden


def test_further_units_are_those_that_help() -> None:
    # b is the smallest, but has no man: only c makes the men of the withheld units more than a few.
    table = structure({**SMALL, ("b", "x", "Nam"): 0, ("b", "x", "Nữ"): 10})
    assert shown(table, "gender", "b") == {"Nam": 0, "Nữ": 10}
    assert shown(table, "gender", "c") == HIDDEN_TOO


def test_where_no_unit_helps_the_total_is_withheld_in_their_place() -> None:
    table = structure({**SMALL, ("a", "x", "Khác"): 2})
    assert shown(table, "gender", "") == HIDDEN_TOO
    assert shown(table, "gender", "a") == HIDDEN_SMALL
    assert shown(table, "gender", "b") == {"Nam": 30, "Nữ": 25}


def test_without_a_published_total_no_other_unit_stands_in() -> None:
    table = structure(SMALL, survey(total_published=False))
    assert shown(table, "gender", "") == HIDDEN_TOO
    assert shown(table, "gender", "b") == {"Nam": 30, "Nữ": 25}


def test_a_small_unit_takes_the_next_smallest_with_it_everywhere() -> None:
    table = structure({**EVEN, ("c", "town", "Nữ"): 3, ("d", "town", "Nam"): 300, ("d", "town", "Nữ"): 300})
    assert shown(table, "unit", "") == {"d": 600, "b": 120, "withheld": "suppressed_complementary"}
    reasons = table[(table["variable"] == "unit")].set_index("value")["reason"]
    assert reasons.to_dict() == {"d": "", "c": "suppressed_small", "b": "", "a": "suppressed_complementary"}
    for variable in ("stratum", "gender"):
        assert shown(table, variable, "c") == HIDDEN_SMALL
        assert shown(table, variable, "a") == HIDDEN_TOO


def test_people_who_are_all_alike_are_not_told_by_their_number() -> None:
    # Both small units are all men: the sum of 6 men, and 3 respondents each, would tell it of both.
    cells = {("a", "x", "Nam"): 3, ("b", "x", "Nam"): 3, ("c", "x", "Nam"): 50, ("c", "x", "Nữ"): 50}
    assert shown(structure({**cells, ("d", "x", "Nữ"): 500}), "gender", "d") == {"Nam": 0, "Nữ": 500}
    assert shown(structure({**cells, ("d", "x", "Nữ"): 500}), "gender", "c") == HIDDEN_TOO


# Attacks -------------------------------------------------------------------------------------------------

CELLS = st.dictionaries(
    st.tuples(st.sampled_from("abcdef"), st.sampled_from(["", "x", "y"]), st.sampled_from(["", "Nam", "Nữ"])),
    st.integers(1, 7) | st.sampled_from([40, 41]),
    min_size=1,
    max_size=16,
)


def by_unit(cells: Cells, place: int) -> pd.DataFrame:
    """The true table of a variable (1 stratum, 2 gender): units × all values there could be."""
    rows = [{"unit": key[0], "value": key[place], "n": n} for key, n in cells.items()]
    table = pd.DataFrame(rows).pivot_table("n", "unit", "value", "sum", fill_value=0)
    return table.reindex(columns=["", *(("x", "y") if place == 1 else ("Nam", "Nữ"))], fill_value=0).astype(
        int
    )


def told_cells(table: pd.DataFrame, variable: str, truth: pd.DataFrame) -> dict[tuple[str, str], int]:
    """What follows of the withheld cells from the published rows and the true numbers of respondents."""
    rows = table[table["variable"] == variable]
    hidden = [unit for unit in truth.index if shown(table, variable, unit).keys() == {"withheld"}]
    total = shown(table, variable, "")
    cells = [(unit, value) for unit in hidden for value in truth.columns]
    equations = [([cell[0] == unit for cell in cells], truth.loc[unit].sum()) for unit in hidden]
    if "withheld" not in total:
        for value in truth.columns:
            published = rows[(rows["unit"] != "") & (rows["value"] == value) & (rows["reason"] == "")]
            left = int(total.get(value, 0)) - published["n"].sum()  # type: ignore[call-overload]
            equations.append(([cell[1] == value for cell in cells], left))
    found = {}
    for i, (unit, value) in enumerate(cells):
        if 0 < truth.loc[unit, value] < BELOW:
            left, right = zip(*equations, strict=True)
            goal = np.eye(len(cells))[i]
            ends = [linprog(sign * goal, A_eq=np.array(left, float), b_eq=right) for sign in (1, -1)]
            if abs(ends[0].fun + ends[1].fun) < 1e-6:
                found[(unit, value)] = round(ends[0].fun)
    return found


@settings(max_examples=40, deadline=None)
@given(cells=CELLS)
def test_nothing_small_is_shown_or_found(cells: Cells) -> None:
    table = structure(cells)
    numbers = table["n"].dropna()
    assert not numbers.between(1, BELOW - 1).any()
    for place, variable in ((1, "stratum"), (2, "gender")):
        if variable in set(table["variable"]):
            assert told_cells(table, variable, by_unit(cells, place)) == {}
    of_units = table[table["variable"] == "unit"]
    withheld = [
        sum(n for key, n in cells.items() if key[0] == unit)
        for unit in of_units["value"][of_units["n"].isna()]
    ]
    if withheld and of_units["n"].notna().any():
        assert len([n for n in withheld if n]) >= 2
        assert sum(withheld) >= BELOW


def test_the_attack_finds_what_is_not_protected() -> None:
    """The attack of the test above is one: without the further units it succeeds."""
    table = structure(SMALL)
    open_table = structure(SMALL, survey(thresholds={"suppress_below": 1}))
    told = table[~((table["variable"] == "gender") & (table["unit"] == "b"))]
    rest = open_table[(open_table["variable"] == "gender") & (open_table["unit"] == "b")]
    assert told_cells(pd.concat([told, rest]), "gender", by_unit(SMALL, 2)) == {("a", "Nam"): 3}


@settings(max_examples=25, deadline=None)
@given(cells=CELLS, seed=st.integers(0, 999))
def test_the_order_of_groups_changes_nothing_and_the_table_keeps_its_rules(cells: Cells, seed: int) -> None:
    keys = list(cells)
    random.Random(seed).shuffle(keys)
    table = structure(cells)
    pd.testing.assert_frame_equal(structure({key: cells[key] for key in keys}), table)
    checked(table, RESPONDENTS)
    shares = table[table["reason"] == ""].groupby(["variable", "unit"])["share"].sum()
    complete = table.groupby(["variable", "unit"])["reason"].agg(lambda reasons: not any(reasons))
    assert np.allclose(shares[complete[complete].index.intersection(shares.index)], 100)


@pytest.mark.parametrize("counts", [[[0, 0], [0, 0]], [[5, 0], [9, 8]]])
def test_nothing_small_withholds_nothing(counts: Sequence[Sequence[int]]) -> None:
    told = withhold(np.array(counts), BELOW)
    assert told.reasons == ("", "")
    assert not told.total
