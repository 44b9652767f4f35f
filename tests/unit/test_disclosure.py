"""Small cells: what is suppressed, what is kept, and that nobody can compute what is suppressed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from pipeline.measure import estimate, tally
from pipeline.measure.disclosure.suppress import suppress
from schemas.period import Period
from schemas.questionnaire import Questionnaire, load_questionnaire
from schemas.settings import Survey, SurveySettings
from schemas.units import UnitRegistry
from tests.conftest import ROOT

TOY = load_questionnaire(ROOT / "tests" / "scenarios" / "toy.toml")
BELOW = 5
NOT_ELIGIBLE = -5


# Surveys made for a test ---------------------------------------------------------------------------------


def registry(units: Sequence[str], into: dict[str, str] | None = None) -> UnitRegistry:
    """Communes of these codes; `so` is the one department. `into` names the units that were merged."""

    def named(code: str) -> dict[str, Any]:
        text = {"vi": code, "en": code}
        level = "department" if code == "so" else "commune"
        merger = {"merged_into": into[code], "valid_to": "2025-06-30"} if into and code in into else {}
        return {"code": code, "name": text, "short": text, "kind": text, "level": level, **merger}

    text = {"vi": "x", "en": "x"}
    return UnitRegistry.model_validate(
        {"code": "x", "name": text, "source": "made", "units": [named(code) for code in units]}
    )


def survey(questionnaire: Questionnaire = TOY, into: dict[str, str] | None = None) -> Survey:
    own = SurveySettings.model_validate(
        {
            "questionnaire": "x",
            "units": "x",
            "thresholds": {"publish_from": 1, "suppress_below": BELOW},
        }
    )
    units = [*"abcdefgh", "so", *(set(into.values()) - set("abcdefgh") if into else ())]
    return Survey(Period.parse("2025"), own, questionnaire, registry(units, into))


def people(unit: str, *answers: str, questionnaire: Questionnaire = TOY) -> pd.DataFrame:
    """Respondents of a unit: each text has one digit a criterion, the level, or `.` for not eligible.

    `"44444 x 20"` are twenty people with the same answers.
    """
    rows = []
    for text in answers:
        digits, _, times = text.partition(" x ")
        codes = [NOT_ELIGIBLE if digit == "." else int(digit) for digit in digits]
        rows += [codes] * int(times or 1)
    frame = pd.DataFrame(rows, columns=list(questionnaire.codes)).astype("int8")
    return frame.assign(unit=pd.Series([unit] * len(frame), dtype="str"))


def figures(*units: pd.DataFrame, of: Survey | None = None) -> pd.DataFrame:
    """The estimates before anything is suppressed."""
    own = of or survey()
    return estimate(tally(pd.concat(units, ignore_index=True), own.questionnaire), own)


def hidden(suppressed: pd.DataFrame) -> dict[str, set[str]]:
    """The items (`overall` under that name) suppressed of each unit: small ones with a `*`."""
    rows = suppressed[suppressed["reliability"] == "suppressed"]
    marks = rows["reason"].map({"suppressed_small": "*", "suppressed_complementary": ""})
    named = rows.assign(item=rows["item"] + marks)
    return {str(unit): set(items) for unit, items in named.groupby("unit")["item"]}


MEANS = {"mean_of_criteria", "mean_of_dimensions"}
BIG = "44444 x 20", "22222 x 5", "444.. x 5"
"""30 people, 25 of whom gave feedback; each figure between 0 and 100."""


# Cases that can be followed by hand ----------------------------------------------------------------------


def test_nothing_small_nothing_changed() -> None:
    before = figures(people("a", "444.. x 4", "44444 x 5"), people("b", *BIG))
    assert suppress(before, survey()) is before


def test_one_person_less_and_the_figure_is_small() -> None:
    """The sister of the test above: feedback (3.1, 3.2) of a rests on 4 people and no longer on 5.

    Both criteria and their dimension are small. Pooled answers less access and staff would tell feedback,
    and so would the means. The total of the two units less b would tell a: b loses the same figures.
    """
    after = suppress(figures(people("a", "444.. x 6", "44444 x 3", "44422"), people("b", *BIG)), survey())
    assert hidden(after) == {
        "a": {"3.1*", "3.2*", "feedback*", "pooled_answers", *MEANS},
        "b": {"3.1", "3.2", "feedback", "pooled_answers", *MEANS},
    }


def test_a_suppressed_row_keeps_its_name_and_loses_its_numbers() -> None:
    before = figures(people("a", "444.. x 6", "44444 x 3", "44422"), people("b", *BIG))
    after = suppress(before, survey())
    rows = after["reliability"] == "suppressed"
    kept = ["period", "unit", "unit_name", "kind", "item", "level", "formula", "simulated"]
    pd.testing.assert_frame_equal(after[kept], before[kept])
    assert after.loc[rows].select_dtypes("number").isna().all(axis=None)
    numbers = [name for name in before.select_dtypes("number") if name != "n_answers"]
    pd.testing.assert_frame_equal(after.loc[~rows, numbers], before.loc[~rows, numbers])
    pd.testing.assert_frame_equal(
        after.loc[~rows, ["reliability", "reason"]], before.loc[~rows, ["reliability", "reason"]]
    )


def test_the_number_of_answers_goes_where_it_would_tell_that_of_a_small_figure() -> None:
    """All answers of a less those to access and staff are those to feedback: 38 - 20 - 10 = 8."""
    after = suppress(figures(people("a", "444.. x 6", "44444 x 3", "44422"), people("b", *BIG)), survey())
    shown = after[(after["unit"] == "a") & (after["reliability"] != "suppressed")].set_index("item")
    assert shown["n_answers"].dropna().to_dict() == {
        "1.1": 10,
        "1.2": 10,
        "2.1": 10,
        "access": 20,
        "staff": 10,
    }
    assert shown["n_respondents"].notna().all()
    assert shown.loc[["overall", "mean_of_respondents"], "index"].notna().all()


def test_within_a_dimension_the_next_smallest_criterion_goes_and_the_dimension_stays() -> None:
    """In a, 1.1 rests on 3 people. Access less 1.2 would tell it, so 1.2 goes, in a and in one other unit.

    Units b and c could both stand in for a; b has fewer answers (30 and not 35 people). Feedback of c rests
    on 5 people, which is enough.
    """
    after = suppress(
        figures(
            people("a", ".4444 x 20", "44444 x 2", "22222"),
            people("b", *BIG),
            people("c", "444.. x 30", "44444 x 4", "22222"),
        ),
        survey(),
    )
    assert hidden(after) == {
        "a": {"1.1*", "1.2", "mean_of_criteria"},
        "b": {"1.1", "1.2", "mean_of_criteria"},
    }


def test_two_units_with_the_same_small_figure_stand_in_for_each_other() -> None:
    small = ".4444 x 20", "44444 x 2", "22222"
    after = suppress(figures(people("a", *small), people("b", *small), people("c", *BIG)), survey())
    assert hidden(after) == {unit: {"1.1*", "1.2", "mean_of_criteria"} for unit in "ab"}


def test_a_sum_that_is_full_hides_nothing() -> None:
    """As above, but the 3 + 3 people were all satisfied with 1.1: their sum, 6 of 6, would tell both figures.

    So a third unit must stand in. It cannot be c, where all 25 were satisfied with 1.1 as well.
    """
    small = ".4444 x 20", "44444 x 2", "42222"
    after = suppress(
        figures(
            people("a", *small),
            people("b", *small),
            people("c", "44444 x 20", "42222 x 5"),
            people("d", *BIG, "44444 x 9"),
        ),
        survey(),
    )
    assert hidden(after).keys() == {"a", "b", "d"}
    assert {"1.1", "1.2"} <= hidden(after)["d"]


def test_a_unit_of_few_people_takes_the_next_smallest_with_it() -> None:
    """All of a is small; the totals of c and b would tell it, were any figure of b, the smaller one, left."""
    before = figures(people("a", "44444 x 2", "22222"), people("b", *BIG), people("c", *BIG, *BIG))
    after = suppress(before, survey())
    assert hidden(after).keys() == {"a", "b"}
    assert (after.loc[after["unit"] != "c", "reliability"] == "suppressed").all()
    rows = after[after["unit"] == "a"]
    assert (rows["reason"] == "suppressed_small").all()


def test_where_nobody_publishes_the_total_no_unit_stands_in() -> None:
    before = figures(people("a", "44444 x 2", "22222"), people("b", *BIG), people("c", *BIG, *BIG))
    settings = survey().settings.model_copy(update={"total_published": False})
    after = suppress(before, replace(survey(), settings=settings))
    assert hidden(after).keys() == {"a"}


def test_a_mean_that_follows_from_a_sum_stands_in_for_nothing() -> None:
    """The mean of respondents of a must be made up for. By b it cannot, which has the fewest answers.

    In b everyone gave 5 answers: its mean of respondents is its pooled index, and the sum of its dimensions.
    """
    few = people("a", "44444 x 2", "222..")
    b = people("b", "44444 x 20", "22222 x 5")
    found = hidden(suppress(figures(few, b, people("c", *BIG)), survey()))
    assert "mean_of_respondents" not in found.get("b", set())
    assert "mean_of_respondents" in found["c"]


@pytest.mark.parametrize("level", ["2", "4"])
def test_a_figure_at_a_limit_stands_in_where_it_can_go_the_other_way(level: str) -> None:
    """In b, the smallest, all agree on 1.1: it can only be lower, with that of a higher, or the other way."""
    b = people("b", f"{level}4444 x 20", f"{level}2222 x 5")
    after = suppress(
        figures(people("a", ".4444 x 20", "44444 x 2", "22222"), b, people("c", *BIG)),
        survey(),
    )
    assert hidden(after) == {
        "a": {"1.1*", "1.2", "mean_of_criteria"},
        "b": {"1.1", "1.2", "mean_of_criteria"},
    }


def test_the_only_unit_of_a_level_has_no_total_to_be_found_from() -> None:
    """The communes are not touched for the department, which has the first level of its own to itself."""
    after = suppress(
        figures(people("so", ".4444 x 20", "44444 x 2", "22222"), people("b", *BIG), people("c", *BIG)),
        survey(),
    )
    assert hidden(after) == {"so": {"1.1*", "1.2", "mean_of_criteria"}}


def test_means_that_are_official_go_with_their_parts() -> None:
    framework = TOY.model_copy(update={"formula": "mean_of_dimensions"})
    own = survey(framework)
    after = suppress(figures(people("a", "444.. x 20", "44444 x 2", "22222"), people("b", *BIG), of=own), own)
    assert "overall" in hidden(after)["a"]
    means = suppress(
        figures(people("a", "444.. x 20", "44444 x 2", "22222"), people("b", *BIG), of=survey()), survey()
    )
    assert "overall" not in hidden(means)["a"]


def test_a_unit_that_would_lose_its_official_index_stands_in_last() -> None:
    """For 1.1 of a, b has fewer answers than c; but c has lost its official index already, by its own 2.1."""
    own = survey(TOY.model_copy(update={"formula": "mean_of_criteria"}))
    a, c = people("a", ".4444 x 20", "44444 x 2", "22222"), people("c", "44.44 x 30", "44444 x 2", "22222")
    assert hidden(suppress(figures(a, people("b", *BIG), c, of=own), own)).keys() == {"a", "c"}


def test_pooled_answers_that_are_official_stay_and_another_dimension_goes() -> None:
    """Of a, feedback rests on 3 people. All answers less access and staff would tell it.

    The official index rests on 75 answers, staff on 23: staff goes, with its one criterion.
    """
    own = survey(TOY.model_copy(update={"formula": "pooled_answers"}))
    after = suppress(figures(people("a", "444.. x 20", "44444 x 2", "22222"), people("b", *BIG), of=own), own)
    assert hidden(after)["a"] == {"3.1*", "3.2*", "feedback*", "2.1", "staff", *MEANS}
    assert after.loc[after["item"] == "overall", "n_answers"].notna().all()


@pytest.mark.parametrize(("giver", "tells"), [("2..22", True), ("24.22", False)])
def test_the_mean_of_respondents_goes_where_it_is_the_pooled_index(giver: str, tells: bool) -> None:
    """Where everyone gave 3 answers, the mean of respondents is the pooled index, and goes with it.

    With one answer more it is another number, from which no sum can be found.
    """
    own = survey(TOY.model_copy(update={"formula": "mean_of_dimensions"}))
    a = people("a", "444.. x 20", "4..44 x 2", giver)
    found = hidden(suppress(figures(a, people("b", *BIG), of=own), own))["a"]
    assert "pooled_answers" in found
    assert ("mean_of_respondents" in found) is tells
