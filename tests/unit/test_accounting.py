"""The accounting of a period: nothing that was handed out, read or asked is missing from it."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandera.errors import SchemaErrors

from pipeline.measure.accounting import account, check_forms
from pipeline.measure.tallies.tally import Tally, empty_tally
from pipeline.measure.tallies.tallying import tally
from schemas.language import Language
from schemas.questionnaire import MISSING_CODES, load_questionnaire
from schemas.settings import Forms
from schemas.tables import ACCOUNTING, ANSWERED, checked
from tests.conftest import ROOT

QUESTIONNAIRE = load_questionnaire(ROOT / "schemas" / "questionnaires" / "sipas-2017.toml")
CRITERIA = list(QUESTIONNAIRE.codes)
NAMES = {"tuan-giao": "Huyện Tuần Giáo", "muong-cha": "Huyện Mường Chà"}
CODES = [*MISSING_CODES.values(), *(level.code for level in QUESTIONNAIRE.scale.levels)]


def responses(*units: str, code: int = 4) -> pd.DataFrame:
    table = pd.DataFrame(np.full((len(units), len(CRITERIA)), code, np.int8), columns=CRITERIA)
    return table.assign(unit=list(units))


def rows(*counts: tuple[str, int, int, int]) -> pd.DataFrame:
    return pd.DataFrame(list(counts), columns=["unit", "read", "accepted", "rejected"])


def accounted(
    read: pd.DataFrame, answers: Tally, forms: Mapping[str, Forms] | None = None, period: str = "2019"
) -> pd.DataFrame:
    return account(period, read, answers, QUESTIONNAIRE, forms or {}, NAMES)


def test_a_unit_is_accounted_for_from_forms_to_cells() -> None:
    table = responses("tuan-giao", "tuan-giao")
    table.loc[0, ["1.1", "1.2", "2.1"]] = [-1, -6, -3]
    done = accounted(
        rows(("tuan-giao", 3, 2, 1)), tally(table, QUESTIONNAIRE), {"tuan-giao": Forms(issued=5, returned=4)}
    )
    found = done.iloc[0].to_dict()
    assert (
        found
        | {
            "period": "2019",
            "unit_name": "Huyện Tuần Giáo",
            "issued": 5,
            "returned": 4,
            "read": 3,
            "accepted": 2,
            "rejected": 1,
            "answers": 2 * len(CRITERIA) - 3,
            "answered_1.1": 1,
            "answered_1.3": 2,
            "blank": 1,
            "unreadable": 1,
            "dont_know": 1,
            "refused": 0,
        }
        == found
    )


def test_every_unit_with_a_row_a_form_or_a_respondent_has_a_row_and_unknown_ones_come_last() -> None:
    read = rows(("", 4, 0, 4), ("zzz", 1, 1, 0), ("muong-cha", 1, 1, 0), ("zzz", 2, 1, 1))
    answers = tally(responses("zzz", "zzz", "muong-cha"), QUESTIONNAIRE)
    done = accounted(read, answers, {"tuan-giao": Forms(issued=9, returned=7)})
    assert done["unit"].tolist() == ["tuan-giao", "muong-cha", "zzz", ""]
    assert done["unit_name"].tolist() == ["Huyện Tuần Giáo", "Huyện Mường Chà", "zzz", ""]
    assert done["read"].tolist() == [0, 1, 3, 4]
    assert done["issued"].isna().tolist() == [False, True, True, True]


def test_a_period_without_rows_has_an_empty_accounting_of_the_same_columns() -> None:
    nothing = accounted(rows(), empty_tally(QUESTIONNAIRE))
    assert not len(nothing)
    columns = ["period", "unit", "unit_name", "issued", "returned", "read", "accepted", "rejected", "answers"]
    columns += [*(ANSWERED + code for code in CRITERIA), *MISSING_CODES]
    assert nothing.columns.tolist() == columns


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 99)), max_size=30), st.integers(0, 2))
@settings(max_examples=30, deadline=None)
def test_the_sums_hold_for_any_responses(people: list[tuple[str, int]], refused: int) -> None:
    table = responses(*(unit for unit, _ in people))
    for i, (_, seed) in enumerate(people):
        table.loc[i, CRITERIA] = np.random.default_rng(seed).choice(CODES, len(CRITERIA))
    parts = [table.iloc[: len(table) // 2], table.iloc[len(table) // 2 :]]
    total = sum((tally(part, QUESTIONNAIRE) for part in parts), empty_tally(QUESTIONNAIRE))
    read = rows(*((unit, 1 + refused, 1, refused) for unit, _ in people))
    done = accounted(read, total)
    assert (done["read"] == done["accepted"] + done["rejected"]).all()
    codes = done[[ANSWERED + code for code in CRITERIA]].sum(axis=1) + done[list(MISSING_CODES)].sum(axis=1)
    assert (codes == done["accepted"] * len(CRITERIA)).all()
    for kind, code in MISSING_CODES.items():
        assert done[kind].sum() == (table[CRITERIA] == code).sum().sum()


@pytest.mark.parametrize(
    ("read", "rule"),
    [
        (rows(("a", 3, 1, 1)), "read = accepted"),
        (rows(("a", 2, 2, 0)), "accepted x criteria"),
        (rows(("b", 1, 1, 0)), "accepted x criteria"),
    ],
)
def test_an_accounting_that_does_not_add_up_is_refused(read: pd.DataFrame, rule: str) -> None:
    with pytest.raises(SchemaErrors, match=rule):
        accounted(read, tally(responses("a"), QUESTIONNAIRE))


def test_one_answer_more_than_the_criteria_tell_is_refused() -> None:
    right = accounted(rows(("a", 1, 1, 0)), tally(responses("a"), QUESTIONNAIRE))
    wrong = right.assign(**{"answered_1.1": 0, "blank": 1})
    with pytest.raises(SchemaErrors, match="sum over criteria"):
        checked(wrong, ACCOUNTING)


def test_more_rows_than_forms_are_found_and_just_as_many_are_not() -> None:
    read = rows(("tuan-giao", 3, 2, 1), ("muong-cha", 4, 2, 2), ("a", 2, 1, 1), ("b", 1, 1, 0))
    answers = tally(responses("tuan-giao", "tuan-giao", "muong-cha", "muong-cha", "a", "b"), QUESTIONNAIRE)
    forms = {
        "tuan-giao": Forms(issued=3, returned=3),
        "muong-cha": Forms(issued=9, returned=3),
        "a": Forms(issued=1, returned=2),
    }
    found = list(check_forms(accounted(read, answers, forms), "raw/2019/survey.toml"))
    assert [finding.code for finding in found] == ["forms-exceeded", "forms-exceeded"]
    assert [dict(finding.values) for finding in found] == [
        {"unit": "Huyện Mường Chà", "read": "4", "returned": "3", "issued": "9"},
        {"unit": "a", "read": "2", "returned": "2", "issued": "1"},
    ]
    assert (
        found[0]
        .message(Language("en"))
        .startswith("raw/2019/survey.toml: Huyện Mường Chà: 4 rows, but 3 forms returned of 9 issued")
    )
