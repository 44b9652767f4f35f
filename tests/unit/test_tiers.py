"""Tiers: worked cases, and what they have to do with the best unit and the pairs."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.measure.comparisons.ranks import level_with_best, significantly_above
from pipeline.measure.comparisons.tiers import tiers, tiers_from


def test_none_and_one() -> None:
    none, one = np.zeros(0), np.ones(1)
    assert tiers(none, none).tolist() == []
    assert tiers(one, one).tolist() == [1]


def test_tiers_begin_with_the_highest_left() -> None:
    """Every difference has an error of 1,41: 3 stays together (2,1 of them), 6 does not (4,2)."""
    x = np.array([96.0, 90.0, 93.0, 81.0, 78.0, 60.0])
    assert tiers(x, np.ones(6)).tolist() == [1, 2, 1, 3, 3, 4]
    assert tiers(np.append(84.0, x[1:]), np.ones(6)).tolist() != [1, 2, 1, 3, 3, 4]


def test_a_tier_may_skip_a_precise_unit_for_an_imprecise_lower_one() -> None:
    """90 is 10 below the top with an error of 1,4: apart. 85 is 15 below with an error of 10: not."""
    x, se = np.array([100.0, 90.0, 85.0]), np.array([1.0, 1.0, 10.0])
    assert tiers(x, se).tolist() == [1, 2, 1]
    assert tiers(x, np.ones(3)).tolist() == [1, 2, 3]


def test_the_highest_of_equal_units_is_the_most_precise() -> None:
    """85 is 3,5 of sqrt(2) below the precise 90 and only 0,5 of 10,1 below the imprecise one."""
    x, se = np.array([90.0, 90.0, 85.0]), np.array([10.0, 1.0, 1.0])
    assert tiers(x, se).tolist() == [1, 1, 2]


ESTIMATES, ERRORS, FREEDOMS = (
    (80.0, 84.0, 85.25, 90.0, 92.5, 97.0),
    (0.5, 1.0, 2.0, 3.25),
    (2.0, 30.0, np.inf),
)
FIELDS = st.lists(
    st.tuples(*map(st.sampled_from, (ESTIMATES, ERRORS, FREEDOMS))), min_size=1, max_size=12
).map(lambda units: tuple(np.array(units).T))


@settings(max_examples=25, deadline=None, derandomize=True)
@given(field=FIELDS, turn=st.randoms(use_true_random=False))
def test_first_units_are_above_all_later_tiers_in_any_order_of_units(field, turn) -> None:
    x, se, df = field
    above, tier = significantly_above(x, se, df=df), tiers(x, se, df=df)
    assert tier.tolist() == tiers_from(above, x, se).tolist()
    assert sorted(set(tier.tolist())) == list(range(1, tier.max() + 1))
    assert (tier[level_with_best(x, se, df=df)] == 1).all()
    for number in range(1, tier.max() + 1):
        first = max(np.flatnonzero(tier == number), key=lambda unit: (x[unit], -se[unit]))
        assert above[first, tier > number].all()
        assert not above[first, tier == number].any()
    order = np.array(turn.sample(range(len(x)), len(x)))
    assert tiers(x[order], se[order], df=df[order]).tolist() == tier[order].tolist()
