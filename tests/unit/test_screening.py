"""The screen of interviewers: hand-made cases, all ways counted out, surveys with and without copies."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from pipeline.intake.screening import REASONS, screen
from pipeline.intake.screening.effort import mark_impossible_speed, mark_straight_lines
from pipeline.intake.screening.interviews import Interviews, prepare
from pipeline.intake.screening.relabelling import chance_of_lead, chance_of_share
from pipeline.intake.screening.similarity import find_neighbours, leads
from schemas.period import Period
from schemas.questionnaire import load_questionnaire
from schemas.settings import Survey, SurveySettings
from schemas.units import load_units
from tests.conftest import ROOT

SIPAS = load_questionnaire(ROOT / "schemas" / "questionnaires" / "sipas-2017.toml")
SURVEY = Survey(
    Period.parse("2019"),
    SurveySettings(questionnaire="sipas-2017", units="dien-bien"),
    SIPAS,
    load_units(ROOT / "schemas" / "units" / "dien-bien.toml"),
)
K = len(SIPAS.codes)
FEW = settings(derandomize=True, deadline=None, max_examples=25)
CUTS = norm.ppf(np.cumsum([0.01, 0.02, 0.07, 0.80]))
"""Eight answers in ten are "4", as in surveys whose people are satisfied."""

Answers = Sequence[Sequence[int]] | np.ndarray


def made(answers: Answers, who: Sequence[Any], **columns: Any) -> pd.DataFrame:
    """Coded responses of one unit; rows shorter than the questionnaire are blank behind."""
    codes = np.full((len(who), K), -1, np.int8)
    codes[:, : len(answers[0])] = answers
    own = {"unit": "tuan-giao", "source": "raw/2019/a.csv", "line": np.arange(len(who)) + 2}
    return pd.DataFrame(codes, columns=list(SIPAS.codes)).assign(interviewer=list(who), **(own | columns))


def toy(answers: Answers, who: Sequence[int], **columns: Any) -> Interviews:
    """Interviews with as many criteria as there are answers."""
    table = np.array(answers, np.int8)
    zeros = np.zeros(len(who), np.int64)
    own = {"area": zeros, "minutes": zeros + np.nan, "marked": zeros > 0} | columns
    places = np.array([f"a.csv:{line}" for line in range(2, len(who) + 2)])
    names = tuple("abcdef"[: max(who) + 1])
    rated = np.arange(table.shape[1])
    fixed = {"unit": "u", "names": names, "within": "unit", "rated": rated, "places": places, "unnamed": 0}
    return Interviews(interviewer=np.array(who), answers=table, **fixed, **own)


def honest(random: np.random.Generator, sizes: Sequence[int], effect: float = 0.0) -> pd.DataFrame:
    """A unit of honest interviews: half the variance is the respondent's, a share of it the interviewer's."""
    who = np.repeat(np.arange(len(sizes)), sizes)
    people = random.normal(0, np.sqrt(0.5 - effect), len(who))
    asked = random.normal(0, np.sqrt(effect), len(sizes))[who]
    noise = random.normal(0, np.sqrt(0.5), (len(who), K))
    latent = (people + asked)[:, np.newaxis] + random.normal(0, 0.3, K) + noise
    return made(np.searchsorted(CUTS, latent) + 1, [f"i{number}" for number in who])


def copied(frame: pd.DataFrame, name: str, share: float, random: np.random.Generator) -> pd.DataFrame:
    """The unit, where one interviewer replaced some of his interviews by copies with one to three changes."""
    own = np.flatnonzero(frame["interviewer"] == name)
    faked = own[-min(round(share * len(own)), len(own) - 3) :]
    codes = frame[list(SIPAS.codes)].to_numpy(copy=True)
    for row in faked:
        codes[row] = codes[random.choice(own[: len(own) - len(faked)])]
        cells = random.choice(K, random.integers(1, 4), replace=False)
        codes[row, cells] = np.clip(codes[row, cells] + random.choice([-1, 1], len(cells)), 1, 5)
    return frame.assign(**{code: codes[:, at] for at, code in enumerate(SIPAS.codes)})


def of(table: pd.DataFrame, interviewer: str, test: str) -> pd.Series:
    (at,) = np.flatnonzero((table["interviewer"] == interviewer) & (table["test"] == test))
    return table.iloc[at]


# The match of two interviews, and the lead -----------------------------------------------------------------


def test_matches_are_counted_by_hand() -> None:
    """Of 4 criteria; half of them are 2.

    0-1: 3 of 4 same. 0-2: one of 4 (the last two are answered in one only). 2-3: two same, the other two
    empty in both: 2/2. 4-5: one same, compared are max(1, 2): 1/2. 6-7: "refused" twice is the same answer,
    "don't know" and "refused" differ: 3 of 4.
    """
    answers = [
        *([4, 4, 2, 5], [4, 4, 2, 4], [4, 3, -1, -1], [4, 3, -5, -6]),
        *([1, -1, -1, -1], [1, -1, -1, -1], [-4, 5, 5, -3], [-4, 5, 5, -4]),
    ]
    near = find_neighbours(toy(answers, [0] * 8))
    match = np.zeros((8, 8))
    np.put_along_axis(match, near.who, near.match, axis=1)
    expected = {(0, 1): 3 / 4, (0, 2): 1 / 4, (2, 3): 1, (4, 5): 1 / 2, (6, 7): 3 / 4}
    for (one, other), value in expected.items():
        assert match[one, other] == match[other, one] == value
    assert (np.diff(near.match, axis=1) <= 0).all()


def test_a_lead_is_counted_by_hand() -> None:
    """Interviews 0-2 are his. 0 and 1 match in 3 of 4; 2 is as close to 3 (another's) as to 0, with 2 of 4.

    The closest of the others to 0 is 3 with 1 of 4, to 1 it is 3 with 2 of 4; so the leads are
    (3/4 - 1/4) (3/4)^4, (3/4 - 2/4) (3/4)^4 and 0.
    """
    near = find_neighbours(toy([[4, 4, 4, 4], [4, 4, 4, 1], [4, 4, 2, 2], [5, 4, 2, 1]], [0, 0, 0, 1]))
    lead = leads(near, np.array([[True, True, True, False]]), np.array([[0, 1, 2]]))
    assert lead.tolist() == [[0.5 * 0.75**4, 0.25 * 0.75**4, 0.0]]


def lead_in_full(answers: np.ndarray, own: np.ndarray) -> float:
    """The mean lead as its definition says, pair by pair, where every cell is answered; in points."""
    match = (answers[:, np.newaxis] == answers).mean(axis=2)
    np.fill_diagonal(match, -1)
    best, others = match[np.ix_(own, own)].max(axis=1), match[np.ix_(own, ~own)].max(axis=1)
    return float(100 * (np.maximum(best - others, 0) * best**4).mean())


@FEW
@given(st.integers(0, 10**6))
def test_leads_are_those_of_the_definition(seed: int) -> None:
    random = np.random.default_rng(seed)
    answers = random.choice([3, 4, 5], (12, 6), p=[0.2, 0.6, 0.2])
    own = np.zeros(12, np.bool_)
    own[random.choice(12, random.integers(2, 11), replace=False)] = True
    found = leads(find_neighbours(toy(answers, [0] * 12)), own[np.newaxis], np.flatnonzero(own)[np.newaxis])
    assert 100 * found.mean() == pytest.approx(lead_in_full(answers, own), abs=1e-12)


# Chance ----------------------------------------------------------------------------------------------------


def test_chance_is_that_of_all_ways_to_hand_out_the_interviews() -> None:
    """Nine interviews, five his: all 126 ways are counted out; 999 to 99,999 random ones must agree."""
    random = np.random.default_rng(4)
    answers = random.choice([3, 4, 5], (9, 8), p=[0.2, 0.6, 0.2])
    answers[1] = answers[0]
    interviews = toy(answers, [0] * 5 + [1] * 4)
    found = chance_of_lead(interviews, 0, find_neighbours(interviews))
    every = [
        lead_in_full(answers, np.isin(np.arange(9), list(own))) for own in itertools.combinations(range(9), 5)
    ]
    exact = np.mean(np.array(every) >= every[0] - 1e-9)
    assert found.statistic == pytest.approx(every[0])
    # where chance reaches it often, 999 ways are enough
    assert 1000 * found.p_value == pytest.approx(round(1000 * found.p_value), abs=1e-9)
    assert found.p_value == pytest.approx(exact, abs=4 * np.sqrt(exact * (1 - exact) / 999))
    assert found.expected == pytest.approx(np.mean(every), abs=4 * np.std(every) / np.sqrt(999))


def shared_marks(second_area: Sequence[int]) -> Interviews:
    """Interviewer 0 has three of six interviews in area 0 and two of five in area 1."""
    marked = np.array([1, 1, 1, 0, 0, 0, *second_area]) > 0
    area = np.array([0] * 6 + [1] * 5)
    return toy([[4]] * 11, [0, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1], area=area, marked=marked)


def test_chance_of_a_share_is_exact() -> None:
    """By hand: area 0 gives 0-3 marks with 1, 9, 9, 1 in 20; area 1 gives 0-2 with 0.3, 0.6, 0.1.

    P(at least 4) = 1/20 (0.6 + 0.1) + 9/20 · 0.1 = 0.08; expected are 3 · 3/6 + 2 · 2/5 = 2.3 of 5.
    The same from R 4.2.2, stats: mantelhaen.test(array(c(3,0,0,3, 1,1,1,2), c(2,2,2)), exact = TRUE,
    alternative = "greater")$p.value = 0.079999999999999988.
    """
    found = chance_of_share(shared_marks([1, 0, 1, 0, 0]), 0)
    assert (found.n, found.statistic, found.expected) == (5, 80, pytest.approx(46))
    assert found.p_value == pytest.approx(0.079999999999999988, rel=1e-12)


def test_one_other_mark_gives_another_chance() -> None:
    """The sister: one interview more is marked. R, as above, with c(3,0,0,3, 2,0,1,2): 0.015."""
    found = chance_of_share(shared_marks([1, 1, 1, 0, 0]), 0)
    assert found.p_value == pytest.approx(0.015000000000000005, rel=1e-12)
    assert found.p_value != pytest.approx(0.08, rel=0.1)


# Effort ----------------------------------------------------------------------------------------------------


def test_straight_lines_are_marked() -> None:
    """Of 22 criteria at least 11 must be answered; what is missing does not break a line."""
    line = [4] * 12 + [-1] * 10
    answers = [[4] * K, line, [4] * 10 + [-1] * 12, [4] * (K - 1) + [5], [5] * 11 + [-3] * 11]
    interviews = prepare(made(answers, list("aabbb")), SIPAS)
    judged = mark_straight_lines(interviews)
    assert judged.places.tolist() == [f"raw/2019/a.csv:{line}" for line in (2, 3, 5, 6)]
    assert judged.marked.tolist() == [True, True, False, True]


def test_impossible_speed_is_marked() -> None:
    """Median of 12, 12, 12, 3.9, 4.1, 0: 8.05, a third of it 2.68. Then 22 seconds decide, one an answer."""
    minutes = [12, 12, 12, 3.9, 4.1, 0, np.nan, -3]
    judged = mark_impossible_speed(prepare(made([[4] * K] * 8, list("aaabbbbb"), minutes=minutes), SIPAS))
    assert judged.marked.tolist() == [False, False, False, False, False, True]
    seconds = np.array([21.9, 22.1, 21.9, 22.1])
    judged = mark_impossible_speed(prepare(made([[4] * K] * 4, list("aabb"), minutes=seconds / 60), SIPAS))
    assert judged.marked.tolist() == [True, False, True, False]


# The whole screen ------------------------------------------------------------------------------------------


def test_a_copier_is_found_with_his_copies_and_nobody_else() -> None:
    random = np.random.default_rng(1)
    unit = honest(random, (60, 50, 40, 30, 20))
    unit = copied(unit, "i2", 0.3, random)
    unit.loc[unit["line"].isin([113, 150]), list(SIPAS.codes)] = random.integers(1, 6, K)
    table = screen([unit], SURVEY)
    assert table.loc[table["flagged"], ["interviewer", "test"]].to_numpy().tolist() == [
        ["i2", "near_duplicates"]
    ]
    found = of(table, "i2", "near_duplicates")
    lines = [int(place.removeprefix("raw/2019/a.csv:")) for place in found["interviews"].split(";")]
    assert len(lines) == 10
    assert lines[:2] == [113, 150]
    # his interviews stand in lines 112-151; the copies are the last twelve, and 113 is as 150
    assert all(112 <= line <= 151 for line in lines)
    assert sum(line > 139 for line in lines) >= 5
    assert found["p_value"] < 1e-3
    assert (found["n_interviews"], found["n_compared"], found["within"]) == (40, 40, "unit")


def test_without_the_copies_nobody_is_flagged() -> None:
    """The sister of the case before: the same unit as it was before it was spoilt."""
    table = screen([honest(np.random.default_rng(1), (60, 50, 40, 30, 20))], SURVEY)
    assert not table["flagged"].any()
    assert (table["interviews"] == "").all()


def test_where_all_answer_alike_nothing_stands_out() -> None:
    table = screen([made([[4] * K] * 12, ["a", "b"] * 6, minutes=5.0)], SURVEY)
    assert (table["p_value"] == 1).all()
    assert table["statistic"].tolist() == [0, 100, 0] * 2
    assert table["expected"].tolist() == [0, 100, 0] * 2


def test_colleagues_of_a_copier_are_not_accused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of five copy nearly everything, which makes the honest three seem to keep together.

    The sister looks once only: p-values of the honest are then too low.
    """
    monkeypatch.setattr("pipeline.intake.screening.compare.STAGES", (999,))
    random = np.random.default_rng(6)
    units = []
    for number in range(6):
        unit = honest(random, (60, 50, 40, 30, 20)).assign(unit=f"u{number}")
        units.append(copied(copied(unit, "i0", 0.9, random), "i2", 0.9, random))
    twice = screen(units, SURVEY).query("test == 'near_duplicates'")
    copiers = twice["interviewer"].isin(["i0", "i2"])
    assert twice.loc[copiers, "flagged"].all()
    assert twice.loc[~copiers, "flagged"].sum() <= 1
    monkeypatch.setattr("pipeline.intake.screening.compare._STANDS_OUT", 0.0)
    once = screen(units, SURVEY).query("test == 'near_duplicates'")
    of_honest = [table.loc[~copiers, "p_value"] for table in (once, twice)]
    assert (of_honest[1] >= of_honest[0]).all()
    assert (of_honest[1] > of_honest[0]).mean() > 0.5
    # a low p-value that the adjustment takes back names no interviews
    held = once[(once["p_value"] <= 0.05) & ~once["flagged"]]
    assert len(held) > 0
    assert (held["interviews"] == "").all()


def test_two_copiers_without_a_colleague_are_both_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Left out, each would leave the other alone: then they are compared with each other."""
    monkeypatch.setattr("pipeline.intake.screening.compare.STAGES", (999, 9_999))
    random = np.random.default_rng(13)
    unit = copied(honest(random, (30, 30)), "i0", 0.8, random)
    table = screen([copied(unit, "i1", 0.8, random)], SURVEY).query("test == 'near_duplicates'")
    assert table["p_value"].min() == 1e-4
    assert table["p_value"].max() < 2e-3


def test_who_rates_all_alike_or_in_no_time_stands_out() -> None:
    random = np.random.default_rng(2)
    unit = honest(random, (40, 40, 40)).assign(minutes=random.uniform(10, 20, 120))
    mine = unit["interviewer"] == "i1"
    unit.loc[mine & (unit["line"] % 2 == 0), list(SIPAS.codes)] = 5
    unit.loc[mine & (unit["line"] % 4 == 0), "minutes"] = 2.0
    table = screen([unit], SURVEY)
    for test, share in (("straight_lining", 50), ("speed", 25)):
        found = table[(table["test"] == test) & table["flagged"]]
        assert found["interviewer"].tolist() == ["i1"]
        assert found["statistic"].item() >= share
        assert found["statistic"].item() > found["expected"].item()
        # the first ten of them, in the order of the file
        assert found["interviews"].item().startswith("raw/2019/a.csv:4")


def test_p_values_are_adjusted_test_by_test_over_all_units() -> None:
    random = np.random.default_rng(3)
    units = [honest(random, (20, 20, 20)).assign(unit=unit, minutes=10.0) for unit in ("a", "b", "c")]
    table = screen(units, SURVEY)
    for _, tested in table.groupby("test"):
        ranked = tested.sort_values("p_value", ascending=False)
        rank = np.arange(len(ranked), 0, -1)
        steps = np.minimum.accumulate(ranked["p_value"].to_numpy() * len(ranked) / rank)
        assert ranked["p_adjusted"].to_numpy() == pytest.approx(np.minimum(steps, 1))
        assert len(ranked) == 9


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    return one.equals(other) and (one.dtypes == other.dtypes).all()


def test_neither_rows_nor_units_nor_types_change_the_result() -> None:
    random = np.random.default_rng(5)
    units = [
        honest(random, (12, 10, 8)).assign(unit=unit, psu=list("xy") * 15, minutes=10.0)
        for unit in ("b", "a")
    ]
    units[0] = copied(units[0], "i0", 0.5, random)
    table = screen(units, SURVEY)
    mixed = [unit.sample(frac=1, random_state=7) for unit in reversed(units)]
    texts = dict.fromkeys(("unit", "interviewer", "source", "psu"), "category")
    assert same(screen(mixed, SURVEY), table)
    assert same(screen([unit.astype(texts) for unit in units], SURVEY), table)
    # another unit in the survey changes the adjustment alone
    alone = screen(units[:1], SURVEY)
    both = table[table["unit"] == "b"].reset_index(drop=True)
    assert alone["p_value"].equals(both["p_value"])


FIGURES = [
    "n_interviews",
    "n_compared",
    "statistic",
    "expected",
    "p_value",
    "p_adjusted",
    "flagged",
    "reason",
]


def renamed(frame: pd.DataFrame, column: str, random: np.random.Generator) -> pd.Series:
    """Other names for those of a column, in another order."""
    names = frame[column].unique()
    return frame[column].map(
        dict(zip(names, [f"n{at}" for at in random.permutation(len(names))], strict=True))
    )


def filed_otherwise(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """The same interviews in another order, over several files, with other names throughout."""
    mixed = frame.iloc[random.permutation(len(frame))].reset_index(drop=True)
    file, line = np.divmod(np.arange(len(mixed)), random.integers(3, len(mixed)))
    names = {column: renamed(mixed, column, random) for column in ("interviewer", "psu")}
    source = [f"raw/2019/{'zyxwvutsrqponmlkj'[at]}.csv" for at in file]
    return mixed.assign(unit="renamed", source=source, line=line + 2, before=mixed["interviewer"], **names)


@st.composite
def units_with_twins(draw: st.DrawFn) -> pd.DataFrame:
    """Few kinds of interviews, so that many are identical; two areas may hold the same answers."""
    n = draw(st.integers(12, 16))
    kinds = np.random.default_rng(draw(st.integers(0, 99))).choice([3, 4, 5], (4, K), p=[0.1, 0.7, 0.2])
    kinds[0] = 4
    answers = kinds[draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))]
    who = draw(st.lists(st.sampled_from("abc"), min_size=2 * n, max_size=2 * n))
    places = np.repeat(["x", "y"], n) if draw(st.booleans()) else ""
    return made(np.tile(answers, (2, 1)), who, psu=places, minutes=np.tile(answers[:, 0] * 1.5, 2))


@settings(FEW, max_examples=15)
@given(units_with_twins(), st.integers(0, 10**6))
def test_neither_lines_nor_files_nor_names_change_a_figure(unit: pd.DataFrame, seed: int) -> None:
    """To the last bit, though interviews and areas are level with each other in many ways."""
    other = filed_otherwise(unit, np.random.default_rng(seed))
    before = dict(zip(other["interviewer"], other["before"], strict=True))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.intake.screening.compare.STAGES", (999,))
        table, again = screen([unit], SURVEY), screen([other], SURVEY)
    again = again.assign(interviewer=again["interviewer"].map(before))
    order = ["interviewer", "test"]
    left, right = (found.sort_values(order).reset_index(drop=True) for found in (table, again))
    assert left[FIGURES].equals(right[FIGURES])
    assert left["interviewer"].tolist() == right["interviewer"].tolist()


def test_sums_are_the_same_to_the_last_bit_in_any_order() -> None:
    """Sums of many decimals, over interviews and over areas: the order of rows and areas must not show."""
    random = np.random.default_rng(16)
    area, who = np.repeat(np.arange(8), 9), random.integers(0, 2, 72)
    answers = random.choice([3, 4, 5], (72, 13), p=[0.1, 0.8, 0.1])
    interviews = toy(answers, who, area=area, marked=random.random(72) < 0.3)
    near = find_neighbours(interviews)
    for _ in range(5):
        rows = random.permutation(72)
        mixed = replace(interviews.at(rows), area=random.permutation(8)[area[rows]])
        assert chance_of_share(mixed, 0) == chance_of_share(interviews, 0)
        leads_of_mixed = chance_of_lead(mixed, 0, find_neighbours(mixed), (999,))
        assert leads_of_mixed == chance_of_lead(interviews, 0, near, (999,))


def test_another_answer_changes_the_figures() -> None:
    """The sister: one answer of one interview is another one."""
    unit = honest(np.random.default_rng(14), (20, 20, 20))
    other = unit.copy()
    other.loc[7, SIPAS.codes[0]] = 1
    table, again = screen([unit], SURVEY), screen([other], SURVEY)
    assert not table["p_value"].equals(again["p_value"])
    assert not table["expected"].equals(again["expected"])


def test_level_areas_are_drawn_by_what_is_his_there() -> None:
    """Two areas with the same answers, where he has two and four interviews: either may come first."""
    answers = np.random.default_rng(15).choice([3, 4, 5], (7, 8), p=[0.2, 0.6, 0.2])
    who = [0, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1]
    area = np.repeat([0, 1], 7)
    found = []
    for areas in (area, 1 - area):
        interviews = toy(np.tile(answers, (2, 1)), who, area=areas)
        found.append(chance_of_lead(interviews, 0, find_neighbours(interviews), (999,)))
    assert found[0] == found[1]


def test_twenty_ways_are_enough() -> None:
    """Of 20 interviews 19 are his: 20 ways, though by logarithms they are less in the last bit."""
    assert reasons(["a"] * 19 + ["b"]) == {"a": "", "b": "few_interviews"}


def test_the_input_is_left_as_it_was() -> None:
    unit = honest(np.random.default_rng(8), (6, 6))
    before = unit.copy()
    screen([unit], SURVEY)
    assert unit.equals(before)


# Who is not compared ---------------------------------------------------------------------------------------


def reasons(who: Sequence[Any], **columns: Any) -> dict[str, str]:
    random = np.random.default_rng(9)
    table = screen([made(random.integers(3, 6, (len(who), K)), who, **columns)], SURVEY)
    table = table[table["test"] == "near_duplicates"]
    assert (table["p_value"].isna() == (table["reason"] != "")).all()
    assert (table["p_value"].isna() == (table["n_compared"] == 0)).all()
    assert set(table["reason"]) <= {"", *REASONS}
    return dict(zip(table["interviewer"], table["reason"], strict=True))


def test_each_who_is_not_compared_has_a_reason() -> None:
    assert reasons(["a"] * 4 + ["b"] * 5) == {"a": "few_interviews", "b": ""}
    assert reasons(["a"] * 9) == {"a": "alone_in_unit"}
    assert reasons(["a"] * 9 + [""] * 3) == {"": "interviewer_unknown", "a": "alone_in_unit"}
    assert reasons(["a"] * 9 + [None, np.nan]) == {"": "interviewer_unknown", "a": "alone_in_unit"}
    # 20 interviews and one of another: 21 ways; 18 and one: 19 ways, none of which has p <= 0.05
    assert reasons(["a"] * 20 + ["b"]) == {"a": "", "b": "few_interviews"}
    assert reasons(["a"] * 18 + ["b"]) == {"a": "few_others", "b": "few_interviews"}


def test_areas_of_one_interviewer_are_left_out() -> None:
    who = ["a"] * 10 + ["b"] * 10 + ["c"] * 10
    apart = ["1"] * 10 + ["2"] * 10 + ["2"] * 10
    assert reasons(who, psu=apart) == {"a": "alone_in_areas", "b": "", "c": ""}
    assert reasons(who, stratum=apart) == {"a": "alone_in_areas", "b": "", "c": ""}
    # the same name of a primary sampling unit in two strata means two
    assert set(reasons(who, stratum=["x", "y"] * 15, psu=["1"] * 30).values()) == {""}
    assert reasons(who, stratum=["x"] * 10 + ["y"] * 20, psu=["1"] * 30)["a"] == "alone_in_areas"
    # nothing but blanks says nothing
    assert set(reasons(who, psu=[""] * 30).values()) == {""}


def test_people_of_different_places_do_not_make_copiers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four in five interviews of each are from his own commune, where people answer in their own way."""
    monkeypatch.setattr("pipeline.intake.screening.compare.STAGES", (999,))
    random = np.random.default_rng(10)
    units = []
    for number in range(3):
        habits = random.integers(3, 6, (3, K)).repeat(20, axis=0)
        codes = np.where(random.random((60, K)) < 0.7, habits, random.integers(3, 6, (60, K)))
        who = list("aaaab" * 4 + "bbbbc" * 4 + "cccca" * 4)
        units.append(made(codes, who).assign(unit=f"u{number}", psu=np.repeat(list("xyz"), 20)))
    told = screen(units, SURVEY).query("test == 'near_duplicates'")
    blind = screen([unit.drop(columns="psu") for unit in units], SURVEY).query("test == 'near_duplicates'")
    assert not told["flagged"].any()
    assert set(told["within"]) == {"psu"}
    assert blind["flagged"].any()


def test_speed_needs_durations() -> None:
    who = ["a"] * 6 + ["b"] * 6
    answers = np.random.default_rng(11).integers(3, 6, (12, K))
    assert "speed" not in set(screen([made(answers, who)], SURVEY)["test"])
    minutes = [10.0] * 6 + [np.nan] * 2 + [10.0] * 4
    table = screen([made(answers, who, minutes=minutes)], SURVEY)
    assert of(table, "b", "speed")["reason"] == "few_interviews"
    assert of(table, "a", "speed")["p_value"] == 1
    empty = screen([made(answers, who, minutes=np.nan)], SURVEY)
    assert of(empty, "a", "speed")["reason"] == "few_interviews"


def test_a_place_names_its_sheet() -> None:
    frame = made([[4] * K] * 2, ["a", "b"], sheet=["T1", ""])
    assert prepare(frame, SIPAS).places.tolist() == ["raw/2019/a.csv:3", "raw/2019/a.csv#T1:2"]


def test_units_come_once_and_alone() -> None:
    unit = made([[4] * K] * 2, ["a", "b"])
    with pytest.raises(ValueError, match="once and alone: tuan-giao"):
        screen([unit, unit], SURVEY)
    with pytest.raises(ValueError, match="once and alone: x, y"):
        screen([unit.assign(unit=["x", "y"])], SURVEY)


def test_no_responses_give_an_empty_table_of_the_same_types() -> None:
    full = screen([made([[4] * K] * 12, ["a", "b"] * 6)], SURVEY)
    for units in ([], [made([[4] * K] * 2, ["a", "b"]).iloc[:0]]):
        empty = screen(units, SURVEY)
        assert len(empty) == 0
        assert (empty.dtypes == full.dtypes).all()


# Rates -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_honest_are_flagged_at_the_nominal_rate_and_copiers_are_found() -> None:
    """Surveys of ten units, each with 200 interviews by five; more rates in docs/methods/screening.md."""
    random = np.random.default_rng(12)
    sizes = (60, 50, 40, 30, 20)
    p_values, flags = [], 0
    for _ in range(12):
        units = [honest(random, sizes).assign(unit=f"u{number}") for number in range(10)]
        table = screen(units, SURVEY).query("test == 'near_duplicates'")
        p_values.append(table["p_value"].to_numpy())
        flags += bool(table["flagged"].any())
    honest_p = np.concatenate(p_values)
    for level in (0.05, 0.25, 0.5):
        assert (honest_p <= level).mean() == pytest.approx(
            level, abs=3.5 * np.sqrt(level * (1 - level) / 600)
        )
    assert flags <= 3
    found = []
    for number in range(10):
        units = [honest(random, sizes).assign(unit=f"u{unit}") for unit in range(4)]
        name = f"i{number % 5}"
        units[0] = copied(units[0], name, 0.2, random)
        table = screen(units, SURVEY).query("test == 'near_duplicates' and unit == 'u0'")
        found.append(of(table, name, "near_duplicates")["flagged"])
    assert np.mean(found) >= 0.7
