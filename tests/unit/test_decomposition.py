"""The gap of a unit by criterion, and what a better criterion would bring."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.measure import compare, decompose, estimate, tally
from pipeline.measure.effort.split import Composition, split_gaps
from pipeline.measure.effort.what_if import Field, stand
from pipeline.measure.estimates.design import Design
from pipeline.measure.estimates.formulas import items
from pipeline.measure.estimates.totals import Totals
from schemas.period import Period
from schemas.questionnaire import FORMULAS, MISSING_CODES, load_questionnaire
from schemas.settings import Comparing, Survey, SurveySettings
from schemas.units import load_units
from tests.test_scenarios import SCENARIOS

TOY = load_questionnaire(SCENARIOS / "toy.toml")
REGISTRY = load_units(SCENARIOS / "units.toml")
NOT_ELIGIBLE = MISSING_CODES["not_eligible"]


def survey(formula: str = "mean_of_respondents", **comparison: float) -> Survey:
    chosen = SurveySettings(questionnaire="toy", units="toy", comparison=Comparing(**comparison))
    return Survey(Period.parse("2025"), chosen, TOY.model_copy(update={"formula": formula}), REGISTRY)


def responses(**units: list[list[int]]) -> pd.DataFrame:
    """Rows of codes by unit, one row a respondent, in the order of the toy's five criteria."""
    frames = [pd.DataFrame(rows, columns=list(TOY.codes)).assign(unit=unit) for unit, rows in units.items()]
    table = pd.concat(frames, ignore_index=True)
    return table.astype(dict.fromkeys(TOY.codes, "int8"))


# Three units of four respondents; nobody gave feedback but two of "an".
BASE = responses(
    an=[[4, 4, 4, 4, 1], [4, 1, 4, 4, 4], [1, 1, 4, 1, NOT_ELIGIBLE], [4, 4, 1, 4, NOT_ELIGIBLE]],
    binh=[[4, 4, 4, 4, NOT_ELIGIBLE]] * 2 + [[4, 1, 4, 4, NOT_ELIGIBLE], [1, 1, 1, 1, NOT_ELIGIBLE]],
    chau=[[1, 1, 4, 4, NOT_ELIGIBLE]] * 3 + [[1, 1, 1, 4, NOT_ELIGIBLE]],
)


def tables(frame: pd.DataFrame, of: Survey | None = None) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    of = of or survey()
    whole = tally(frame, of.questionnaire)
    estimates = estimate(whole, of)
    comparison = compare(estimates, of.thresholds, of.settings.comparison)
    return estimates, comparison, decompose(whole, of, estimates, comparison)


def parts_by_hand(
    frame: pd.DataFrame, unit: str
) -> tuple[dict[str, Fraction], dict[str, Fraction], Fraction]:
    """What each criterion adds to the mean of respondents, its share, and the index; in exact fractions."""
    own = frame.loc[frame["unit"] == unit, list(TOY.codes)]
    added = dict.fromkeys(TOY.codes, Fraction(0))
    share = dict.fromkeys(TOY.codes, Fraction(0))
    for row in own.to_dict("records"):
        answered = [code for code in TOY.codes if row[code] > 0]
        for code in answered:
            share[code] += Fraction(1, len(answered) * len(own))
            added[code] += Fraction(int(row[code] >= 4), len(answered) * len(own))
    return added, share, sum(added.values(), Fraction(0))


def contributions_by_hand(frame: pd.DataFrame, unit: str, other: str) -> dict[str, Fraction]:
    added, share, index = parts_by_hand(frame, unit)
    added_other, share_other, index_other = parts_by_hand(frame, other)
    m = (index + index_other) / 2
    return {
        code: 100 * ((added[code] - m * share[code]) - (added_other[code] - m * share_other[code]))
        for code in TOY.codes
    }


def test_contributions_are_those_of_exact_fractions() -> None:
    """Respondent by respondent, by the formula of `docs/methods/decomposition.md`; binh is the best unit."""
    _, comparison, table = tables(BASE)
    overall = comparison[comparison["kind"] == "overall"].set_index("unit")
    assert overall["best_units"].iloc[0] == "binh"
    for unit in ("an", "chau"):
        own = table[table["unit"] == unit].set_index("item")
        by_hand = contributions_by_hand(BASE, unit, "binh")
        assert own["to_best"].to_dict() == pytest.approx({c: float(x) for c, x in by_hand.items()}, abs=1e-12)
        assert own["to_best"].sum() == pytest.approx(overall.loc[unit, "gap_to_best"], abs=1e-12)
        assert own["to_median"].sum() == pytest.approx(overall.loc[unit, "gap_to_median"], abs=1e-12)
    assert table.groupby("unit")["share"].sum().to_list() == pytest.approx([100] * 3, abs=1e-12)


def test_one_answer_changed_changes_its_contribution() -> None:
    spoiled = BASE.copy()
    spoiled.loc[0, TOY.codes[0]] = 1
    once, again = (tables(frame)[2].set_index(["unit", "item"])["to_best"] for frame in (BASE, spoiled))
    assert once["an", TOY.codes[0]] - again["an", TOY.codes[0]] > 1


def test_a_unit_in_the_middle_or_in_front_is_not_split_against_itself() -> None:
    _, _, table = tables(BASE)
    best = table[table["unit"] == "binh"]
    assert best[["to_best", "to_best_low", "to_best_high"]].to_numpy().tolist() == [[0, 0, 0]] * 5
    middle = table["median_units"].unique().tolist()
    own = table[table["unit"] == middle[0]]
    assert own[["to_median", "to_median_low", "to_median_high"]].to_numpy().tolist() == [[0, 0, 0]] * 5


CODES = st.sampled_from([1, 2, 3, 4, 5, -1, NOT_ELIGIBLE])
FRAMES = st.lists(st.lists(CODES, min_size=5, max_size=5), min_size=16, max_size=16)


@settings(max_examples=30, deadline=None)
@given(FRAMES, st.sampled_from(["pooled_answers", "mean_of_criteria", "mean_of_dimensions", FORMULAS[4]]))
def test_contributions_add_up_to_the_gap_under_every_formula(rows: list[list[int]], formula: str) -> None:
    frame = responses(an=rows[:4], binh=rows[4:8], chau=rows[8:12], dong=rows[12:])
    of = survey(formula)
    item = next(item for item in items(of.questionnaire) if item.kind == "overall")
    whole = tally(frame, of.questionnaire)
    totals = Totals(whole, of.questionnaire)
    composition = Composition.of(totals, Design(whole, {}, {}), item)
    index = composition.parts.index
    if np.isnan(index).any():
        return
    for references in ([0], [1, 2]):
        split = split_gaps(composition, references)
        assert split.contribution.sum(axis=1) == pytest.approx(index - index[references].mean(), abs=1e-9)


def test_intervals_of_contributions_are_those_of_the_jackknife() -> None:
    """Leaving out one respondent at a time is a second way to the same variance: (n-1)/n Σ (c_i - c̄)²."""
    random = np.random.default_rng(3)
    codes = random.choice([1, 4, 5, NOT_ELIGIBLE], (150, 5), p=[0.25, 0.35, 0.3, 0.1]).astype(np.int8)
    frame = pd.DataFrame(codes, columns=list(TOY.codes)).assign(unit=np.repeat(["an", "binh", "chau"], 50))
    item = next(item for item in items(TOY) if item.kind == "overall")

    def split(of_rows: pd.DataFrame) -> Composition:
        whole = tally(of_rows, TOY)
        return Composition.of(Totals(whole, TOY), Design(whole, {}, {}), item)

    whole = split_gaps(split(frame), [1])
    variance = np.zeros_like(whole.contribution)
    for unit in ("an", "binh", "chau"):
        rows = frame.index[frame["unit"] == unit]
        left = np.array([split_gaps(split(frame.drop(row)), [1]).contribution for row in rows])
        variance += (len(rows) - 1) / len(rows) * ((left - left.mean(axis=0)) ** 2).sum(axis=0)
    t = 1.984  # Student's t, 97.5 %, about 98 degrees of freedom
    width = (whole.high - whole.low) / 2 / t
    assert width[[0, 2]] == pytest.approx(np.sqrt(variance[[0, 2]]), rel=0.02)


def test_what_if_agrees_with_changing_the_answers() -> None:
    """Without missing answers and with equal shares the case is what a survey with better answers gives."""
    rows = [[4, 4, 4, 4, 4]] * 5 + [[1, 4, 4, 4, 1]] * 5
    frame = responses(an=rows, binh=[[4] * 5] * 9 + [[1] * 5], chau=[[1] * 5] * 5 + [[4] * 5] * 5)
    _, _, table = tables(frame, survey(what_if=50))
    better = frame.copy()
    better.loc[(better["unit"] == "an"), TOY.codes[0]] = 4
    _, comparison, _ = tables(better)
    case = table.set_index(["unit", "item"]).loc[("an", TOY.codes[0])]
    then = comparison[comparison["kind"] == "overall"].set_index("unit").loc["an"]
    assert case["plus_raised_to"] == 100
    assert case["plus_gain"] == pytest.approx(10)
    assert case["plus_overall"] == pytest.approx(then["index"])
    assert case["plus_gap_to_median"] == pytest.approx(then["gap_to_median"])
    assert case["plus_rank"] == then["rank"]


def test_effort_pays_most_where_the_median_is_far() -> None:
    """At 0 in its second criterion, of which the median is 90, with a share of a fifth: 18 points to gain."""
    rows = [[4, 1, 4, 4, 4]] * 10
    frame = responses(an=rows, binh=[[4] * 5] * 10, chau=[[4] * 5] * 9 + [[1] * 5])
    _, _, table = tables(frame)
    own = table[table["unit"] == "an"].set_index("item")
    assert own["effort_rank"].to_list() == [2, 1, 2, 2, 2]
    assert own["at_median_gain"].to_list() == pytest.approx([0, 18, 0, 0, 0])


def test_no_case_for_what_is_already_at_100() -> None:
    frame = responses(an=[[4] * 5] * 10, binh=[[4] * 5] * 10, chau=[[1] * 5] * 10)
    _, _, table = tables(frame)
    own = table[table["unit"] == "an"]
    assert own["plus_gain"].eq(0).all()
    assert own["plus_overall"].eq(100).all()


def test_standing_with_an_unchanged_index_is_the_present_one() -> None:
    field = Field(np.array([80.0, 85.0, 90.0]), np.full(3, 200.0), np.full(3, 2.2))
    standing = stand(field, 1, np.array([85.0, 95.0, 70.0]))
    assert standing.rank.tolist() == [2, 1, 3]
    assert standing.gap_to_median.tolist() == [0, 5, -10]
    assert standing.rank_low is not None
    assert (standing.rank_low <= standing.rank).all()


def test_without_an_overall_index_there_is_no_split_but_a_reason() -> None:
    frame = BASE.copy()
    frame.loc[frame["unit"] == "chau", TOY.codes[1]] = MISSING_CODES["blank"]
    _, _, table = tables(frame)
    own = table[table["unit"] == "chau"]
    assert own["reason"].eq("criterion_without_answers").all()
    assert own[["to_best", "share", "plus_gain", "effort_rank"]].isna().all().all()


def test_a_unit_surveyed_whole_as_one_psu_is_split_without_an_interval() -> None:
    """One PSU of one: its variance is 0, it has no degrees of freedom, and nothing to be ranked by."""
    of = SurveySettings(questionnaire="toy", units="toy", psus={"an": 1})
    whole = Survey(Period.parse("2025"), of, TOY, REGISTRY)
    psu = ["p"] * 4 + ["q", "q", "r", "r"] * 2
    estimates, comparison, table = tables(BASE.assign(psu=psu), whole)
    overall = comparison[comparison["kind"] == "overall"].set_index("unit")
    assert estimates[estimates["unit"] == "an"]["se"].eq(0).all()
    assert pd.isna(overall.loc["an", "rank_low"])
    assert table[table["unit"] == "an"]["to_best"].notna().all()


def test_what_if_nothing_is_gained_the_rank_set_is_the_present_one() -> None:
    random = np.random.default_rng(8)
    codes = random.choice([1, 4], (240, 5), p=[0.3, 0.7]).astype(np.int8)
    units = np.repeat(["an", "binh", "chau", "dong", "giang", "ha"], 40)
    frame = pd.DataFrame(codes, columns=list(TOY.codes)).assign(unit=units)
    _, comparison, table = tables(frame)
    own = comparison[comparison["kind"] == "overall"].set_index("unit")
    for row in table.to_dict("records"):
        now = own.loc[row["unit"]]
        if row["at_median_gain"] == 0:
            assert (row["at_median_rank_low"], row["at_median_rank_high"]) == (
                now["rank_low"],
                now["rank_high"],
            )
        assert row["plus_rank_low"] <= now["rank_low"]
        assert row["plus_rank_high"] <= now["rank_high"]
