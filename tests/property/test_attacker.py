"""Nobody who has all published tables can compute a suppressed figure, whatever the survey."""

from collections.abc import Callable
from random import Random
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.measure import estimate, merge_units, tally
from pipeline.measure.disclosure.suppress import suppress, suppress_merged
from schemas.questionnaire import FORMULAS
from schemas.units import UnitRegistry
from tests.property.attacker import BELOW, Attacker, Case, drawn
from tests.property.test_laws import SCALES, UNITS

cases = st.builds(
    drawn,
    st.sampled_from(SCALES),
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.sampled_from(FORMULAS),
    st.integers(1, 4),
    st.integers(0, 2**32 - 1),
)
EQUALLY_MANY = [
    drawn(SCALES[0], [2], "mean_of_dimensions", 2, 10),
    drawn(SCALES[0], [1, 2, 3], "overall_item", 2, 71),
    drawn(SCALES[0], [2, 1, 1], "mean_of_criteria", 3, 72),
]
"""Units in which all gave equally many answers: there the mean of respondents tells a sum."""


def check_equations(case: Case) -> None:
    """No small index, and no count or number of answers behind one, follows from sums."""
    attacker = Attacker(case, case.suppressed)
    if small := attacker.small():
        assert not attacker.found([attacker.value(*row) for row in small], told=True).any()
    levels = np.eye(len(attacker.codes))[np.array(attacker.codes) > 0]
    criteria = [(u, (item,)) for u, kind, item in small if kind == "criterion"]
    if counts := [attacker.count(*own, one) for own in criteria for one in (*levels, attacker.levels)]:
        assert not attacker.found(counts, told=False).any()


def check_limits(case: Case) -> None:
    """No small index follows from 0 and 100 percent: 3 + 3 people all of whom are satisfied, say."""
    for least, most in Attacker(case, case.suppressed).ranges():
        assert most - least > 0.2


def check_totals(case: Case) -> None:
    """No figure is the only one missing from its total."""
    table = case.suppressed[case.estimates["n_answers"] > 0]
    missing = table[table["reliability"] == "suppressed"].groupby(["kind", "item"]).size()
    for kind, item in Attacker(case, case.suppressed).shown_totals:
        if item not in ("mean_of_dimensions", "weighted_dimensions"):
            assert missing.get((kind, item), 0) != 1


def check_reasons(case: Case) -> None:
    """Small are just the small figures; nothing is suppressed that nobody answered, or without need."""
    small = case.estimates["n_respondents"].between(1, BELOW - 1)
    assert ((case.suppressed["reason"] == "suppressed_small") == small).all()
    gone = case.suppressed["reliability"] == "suppressed"
    assert (case.estimates.loc[gone, "n_answers"] > 0).all()
    assert gone.any() == small.any()


CHECKS = [check_equations, check_limits, check_totals, check_reasons]


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("case", EQUALLY_MANY)
def test_equally_many_answers_tell_nothing(check: Callable[[Case], None], case: Case) -> None:
    check(case)


@given(cases)
@settings(max_examples=8, deadline=None, derandomize=True)
def test_nobody_can_compute_what_is_suppressed(case: Case) -> None:
    for check in CHECKS:
        check(case)


@pytest.mark.slow
@given(cases)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_nobody_can_compute_what_is_suppressed_in_many_surveys(case: Case) -> None:
    for check in CHECKS:
        check(case)


@given(cases, st.lists(st.sampled_from(UNITS), min_size=4, max_size=4))
@settings(max_examples=8, deadline=None, derandomize=True)
def test_merged_units_tell_no_more_than_their_parts(case: Case, successors: list[str]) -> None:
    into = dict(zip(UNITS, successors, strict=True))
    merged = estimate(merge_units(tally(case.frame, case.questionnaire), into), case.survey)
    with patch.object(UnitRegistry, "merged", lambda _: into):
        after = suppress_merged(merged, case.suppressed, case.survey)
    shown = after.set_index(["unit", "kind", "item"]).sort_index()
    for row in case.suppressed.to_dict("records"):
        whole = shown.loc[(into[row["unit"]], row["kind"], row["item"])]
        assert row["reliability"] != "suppressed" or whole["reliability"] == "suppressed"
        assert pd.notna(row["n_answers"]) or pd.isna(whole["n_answers"])
    assert not after.loc[after["reliability"] != "suppressed", "n_respondents"].between(1, BELOW - 1).any()


@given(cases, st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None, derandomize=True)
def test_the_order_of_rows_does_not_matter(case: Case, random: Random) -> None:
    order = list(range(len(case.estimates)))
    random.shuffle(order)
    shuffled = suppress(case.estimates.iloc[order], case.survey).sort_index()
    pd.testing.assert_frame_equal(shuffled, case.suppressed)


def test_the_attacker_finds_small_figures_where_nothing_else_is_suppressed() -> None:
    """The tests above can fail: with the further figures put back, small ones are found."""
    case = drawn(SCALES[0], [2, 2], "mean_of_respondents", 3, 5)
    small = case.suppressed["reason"] == "suppressed_small"
    attacker = Attacker(case, case.suppressed.where(small, case.estimates))
    assert attacker.found([attacker.value(*row) for row in attacker.small()], told=True).any()
    check_equations(case)
