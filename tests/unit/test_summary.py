"""The summary on the terminal: what stands in it, that it fits, and what is said below it."""

import io
from dataclasses import replace

import pandas as pd
import pytest
from rich.console import Console

from pipeline.present.caption import LISTED, grouped, listed
from pipeline.present.context import Context
from pipeline.present.summary import summary_notes, summary_table
from schemas.labels import REASONS
from schemas.language import LANGUAGES, Language
from tests.unit.made_tables import EN, LONG, TEN, VI, context_of, many, tables, unpublished

CARE = ("use_with_care", "wide_interval;many_missing")
HIDDEN = ("suppressed", "suppressed_small")
OFFICIAL = "Official positions; sampling error is not considered."


def printed(comparison: pd.DataFrame, estimates: pd.DataFrame, context: Context) -> list[str]:
    """The lines of the summary on a terminal of 80 columns, without what is blank at their ends."""
    out = io.StringIO()
    Console(file=out, width=80).print(summary_table(comparison, estimates, context))
    return [line.rstrip() for line in out.getvalue().splitlines()]


def words(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


@pytest.fixture(scope="module")
def sampled() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Four units as samples of 700, the gap of Tuần Giáo and its ranks as they are in the example."""
    comparison, estimates = tables(TEN, 700)
    own = (comparison["unit"] == "tuan-giao") & (comparison["kind"] == "overall")
    known = {"gap_to_median_low": -2.2, "gap_to_median_high": 1.96, "rank_low": 1, "rank_high": 3}
    for name, value in known.items():
        comparison.loc[own, name] = value
    return comparison, estimates


def test_a_row_has_official_figures_and_below_them_what_the_sample_says(sampled):
    """Index 86.142, n 700: half the interval is 196 sqrt(.86142 x .13858 / 700) = 2.56 points."""
    lines = printed(*sampled, context_of(EN))
    first = next(i for i, line in enumerate(lines) if line.startswith(" Overall"))
    assert lines[first].split() == [
        *("Overall", "86.14", "86.09", "+0.05", "cannot", "be"),
        *("99.39", "−13.25", "2/4"),
    ]
    assert lines[first + 1].split()[:7] == ["n", "=", "180", "83.58–88.70", "−2.20;", "+1.96", "told"]
    assert lines[first + 1].endswith("(1–3)")


def test_a_changed_interval_is_printed_otherwise(sampled):
    comparison, estimates = sampled
    other = estimates.assign(ci_low=estimates["ci_low"] + 0.01)
    assert "83.58–88.70" in words(printed(comparison, estimates, context_of(EN)))
    assert "83.58–88.70" not in words(printed(comparison, other, context_of(EN)))


def test_verdicts_are_words_in_both_languages(sampled):
    everyone = words(printed(*sampled, context_of(EN, None)))
    assert everyone.index("above the") < everyone.index("cannot be") < everyone.index("below the")
    vietnamese = printed(*sampled, context_of(VI, "muong-lay"))
    assert any("cao hơn" in line for line in vietnamese)
    assert any("chưa phân" in line for line in printed(*sampled, context_of(VI)))
    assert any("thấp hơn" in line for line in printed(*sampled, context_of(VI, "muong-nhe")))


@pytest.mark.parametrize("say", [Language(code) for code in LANGUAGES])
@pytest.mark.parametrize("n", [3, 10, 70])
def test_nothing_is_cut_at_eighty_columns(n, say):
    labels = {("u00", "access"): HIDDEN, ("u00", "feedback"): CARE, **unpublished("u01")}
    drawn = tables(many(n), 40, labels)
    for focus in ("u00", "u01", None):
        lines = printed(*drawn, context_of(say, focus))
        assert max(map(len, lines)) <= 80
        assert not any("…" in line for line in lines)
        assert any(line.endswith(f"/{n - 1}") for line in lines) or focus == "u01"


def test_units_that_share_a_short_name_have_their_whole_name(sampled):
    context = context_of(EN, None)
    shared = dict.fromkeys(("muong-lay", "nam-po"), "Mường Lay")
    names = {**context.unit_names, "nam-po": "Huyện Mường Lay"}
    context = replace(context, short_names={**context.short_names, **shared}, unit_names=names)
    shown = words(printed(*sampled, context))
    assert "Huyện Mường" in shown
    assert "Thị xã Mường" in shown


def test_withheld_and_imprecise_indices_have_signs_that_are_explained():
    labels = {("tuan-giao", "access"): HIDDEN, ("tuan-giao", "feedback"): CARE, ("nam-po", "overall"): CARE}
    lines = printed(*tables(TEN, 700, labels), context_of(EN))
    access = next(i for i, line in enumerate(lines) if line.startswith(" Access"))
    assert lines[access].split()[1] == "×"
    assert lines[access].endswith("–")
    assert lines[access + 1].split() == ["n", "=", "–"]
    shown = words(lines)
    assert "(77.88)" in shown
    assert "×: withheld" in shown
    for reason in CARE[1].split(";"):
        assert f"In brackets, to be used with care: Feedback ({REASONS[reason]})" in shown
    assert "To be used with care, overall index: nam-po" in shown


def test_signs_that_are_not_there_are_not_explained(sampled):
    shown = words(printed(*sampled, context_of(EN)))
    assert "(77.88)" not in shown
    assert "withheld" not in shown
    assert "with care" not in shown


def test_the_number_of_comparisons_is_told(sampled):
    """Four units: 4 overall indices and 5 x 4 dimensions, each table adjusted by itself."""
    assert "adjusted for 4 comparisons (overall) and 20 (dimensions)" in words(
        printed(*sampled, context_of(EN))
    )
    assert "adjusted for 4 comparisons and" in words(printed(*sampled, context_of(EN, None)))
    without = tables(TEN, 700, {("nam-po", "overall"): ("not_published", "below_publish_from")})
    assert "adjusted for 3 comparisons (overall) and 20" in words(printed(*without, context_of(EN)))


def test_without_intervals_the_positions_are_official(sampled):
    lines = printed(*tables(TEN), context_of(EN))
    assert OFFICIAL in words(lines)
    assert "adjusted" not in words(lines)
    assert any(line.startswith(" Overall") and line.endswith("2/4") for line in lines)
    assert OFFICIAL not in words(printed(*sampled, context_of(EN)))


def test_simulated_data_are_marked(sampled):
    assert "SIMULATED DATA" in words(printed(*sampled, context_of(EN)))
    assert "SIMULATED" not in words(printed(*sampled, replace(context_of(EN), simulated=False)))


def test_every_reason_is_told_with_its_units():
    labels = {**unpublished("u00"), **unpublished("u01"), ("u02", "overall"): ("not_published", "no_answers")}
    comparison, _ = tables(many(6), 100, labels)
    told = list(summary_notes(comparison, context_of(EN, "u03", u00="A", u01="B", u02="C")))
    assert told == [
        "A; B: fewer respondents than the publishing threshold",
        "C: no answer to the item",
    ]


def test_reasons_that_are_joined_are_told_one_by_one():
    found = [("wide_interval;many_missing", "A"), ("wide_interval", "B"), ("", "C")]
    assert grouped(found) == [("wide_interval", ["A", "B"]), ("many_missing", ["A"])]


def test_withheld_figures_are_counted_and_formulas_are_not():
    labels = {("u00", "access"): HIDDEN, ("u00", "overall"): HIDDEN, ("u01", "access"): HIDDEN}
    comparison, _ = tables(many(6), 100, labels)
    formula = comparison[comparison["item"] == "overall"].assign(kind="formula", item="pooled_answers")
    both = pd.concat([comparison, formula])
    told = list(summary_notes(both, context_of(EN, None, u00="A", u01="B")))
    assert told == [
        "A: so few respondents that they might be recognised",
        "3 figures are withheld, so that nobody's answers can be recognised: A; B",
    ]


def test_a_published_focus_without_reasons_needs_no_notes(sampled):
    assert list(summary_notes(sampled[0], context_of(EN))) == []


def test_a_focus_without_responses_is_said_so_and_its_table_is_empty(sampled):
    context = context_of(EN, "tua-chua")
    assert list(summary_notes(sampled[0], context)) == ["tua-chua: no accepted response in this period"]
    assert OFFICIAL not in words(printed(*sampled, context))


@pytest.mark.parametrize("n", [1, LISTED, LISTED + 1, 700])
def test_long_lists_are_cut(n):
    names = [f"{LONG} {i}" for i in range(n)]
    text = listed(names, EN)
    assert text.count(LONG) == min(n, LISTED)
    assert text.endswith(f"and {n - LISTED} others") == (n > LISTED)
