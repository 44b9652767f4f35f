"""Counts, accounting and the units of today, after small cells were suppressed in the estimates."""

import pandas as pd

from pipeline.measure import account, count_table, estimate, merge_units, tally
from pipeline.measure.disclosure.suppress import (
    suppress,
    suppress_accounting,
    suppress_counts,
    suppress_merged,
)
from tests.unit.test_disclosure import BIG, TOY, hidden, people, survey


def test_counts_go_with_the_criterion_and_few_dissatisfied_among_many_stay() -> None:
    """In a, 3 people answered 1.1: nothing of its counts stays, nor of those of 1.2, which would tell it.

    With 2.1, 1 of 23 people was dissatisfied: that is a finding of the survey and no small group.
    """
    frame = pd.concat([people("a", ".4444 x 20", "44444 x 2", "22222"), people("b", *BIG)])
    total = tally(frame, TOY)
    after = suppress_counts(count_table(total, TOY, "2025"), suppress(estimate(total, survey()), survey()))
    gone = after[after["n"].isna()]
    assert set(zip(gone["unit"], gone["criterion"], strict=True)) == {
        (unit, criterion) for unit in "ab" for criterion in ("1.1", "1.2")
    }
    assert gone.groupby(["unit", "criterion"]).size().eq(11).all()
    kept = after[(after["unit"] == "a") & (after["criterion"] == "2.1")].set_index("code")["n"]
    assert kept[kept > 0].to_dict() == {"2": 1, "4": 22}


def test_the_accounting_tells_no_number_of_answers_that_is_suppressed() -> None:
    frame = pd.concat([people("a", "444.. x 20", "44444 x 2", "22222"), people("b", *BIG), people("c", *BIG)])
    total, rows = (
        tally(frame, TOY),
        pd.DataFrame({"unit": list("abc"), "read": 1, "accepted": 0, "rejected": 1}),
    )
    rows["accepted"] = rows["read"] = [23, 30, 30]
    rows["rejected"] = 0
    before = account("2025", rows, total, TOY, {}, {})
    after = suppress_accounting(before, suppress(estimate(total, survey()), survey()))
    empty = after.set_index("unit").isna()
    gone = ["answers", "answered_3.1", "answered_3.2", "blank", "not_applicable", "dont_know", "refused"]
    gone += ["not_eligible", "unreadable"]
    assert empty.columns[empty.loc["a"]].drop(["issued", "returned"]).tolist() == gone
    assert empty.loc["b"].equals(empty.loc["a"])
    assert not empty.loc["c"].drop(["issued", "returned"]).any()
    pd.testing.assert_series_equal(after["answered_1.1"], before["answered_1.1"].astype("Int64"))


def test_tables_in_which_nothing_is_small_stay_as_they_are() -> None:
    total = tally(people("b", *BIG), TOY)
    estimates, counts = estimate(total, survey()), count_table(total, TOY, "2025")
    accounting = account(
        "2025", pd.DataFrame({"unit": ["b"], "read": 30, "accepted": 30, "rejected": 0}), total, TOY, {}, {}
    )
    assert suppress_counts(counts, suppress(estimates, survey())) is counts
    assert suppress_accounting(accounting, suppress(estimates, survey())) is accounting
    assert suppress_merged(estimates, suppress(estimates, survey()), survey()) is estimates


def test_a_merged_unit_shows_what_is_shown_of_all_its_parts() -> None:
    """Units a and b became t. In t, 1.1 rests on 33 people; less the 30 of b it would tell that of a."""
    own = survey(into={"a": "t", "b": "t"})
    frame = pd.concat([people("a", ".4444 x 20", "44444 x 2", "22222"), people("b", *BIG), people("c", *BIG)])
    total = tally(frame, TOY)
    suppressed = suppress(estimate(total, own), own)
    today = estimate(merge_units(total, {"a": "t", "b": "t"}), own)
    assert hidden(suppressed) == {
        "a": {"1.1*", "1.2", "mean_of_criteria"},
        "b": {"1.1", "1.2", "mean_of_criteria"},
    }
    after = suppress_merged(today, suppressed, own)
    assert hidden(after) == {"t": {"1.1", "1.2", "mean_of_criteria"}}
    pd.testing.assert_frame_equal(suppress_merged(suppress(today, own), suppressed, own), after)


def test_a_merged_unit_that_is_small_is_so_called() -> None:
    """Units a and b, of 2 people each, became t of 4."""
    own = survey(into={"a": "t", "b": "t"})
    few = "44444", "22222"
    total = tally(pd.concat([people("a", *few), people("b", *few), people("c", *BIG)]), TOY)
    today = estimate(merge_units(total, {"a": "t", "b": "t"}), own)
    suppressed = suppress(estimate(total, own), own)
    for merged in (today, suppress(today, own)):
        after = suppress_merged(merged, suppressed, own)
        assert set(after.loc[after["unit"] == "t", "reason"]) == {"suppressed_small"}
