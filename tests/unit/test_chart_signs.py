"""Charts claim no more than the verdicts allow, and mark what is imprecise or withheld."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from pipeline.present.charts import theme
from pipeline.present.charts.dimensions import describe_dimensions, draw_dimensions
from pipeline.present.charts.heatmap import draw_heatmap
from pipeline.present.charts.ranking import draw_ranking
from pipeline.present.signs import ARROWS, WITHHELD
from pipeline.present.unit_rows import span_of_ranks
from schemas.language import LANGUAGES, Language
from tests.unit.drawn import CHARTS, overlapping, texts
from tests.unit.made_tables import DIMENSIONS, EN, TEN, VI, context_of, many, tables, with_verdicts

OFFICIAL = "Official positions; sampling error is not considered."
ARROWS_MEAN = "no arrow: cannot be told apart."
CARE = "Indices in brackets are to be used with care"
HIDDEN = "×: withheld"
OF_RANKS = "In brackets behind the rank"
SUPPRESSED = {
    ("tuan-giao", "access"): ("suppressed", "suppressed_small"),
    ("nam-po", "access"): ("suppressed", "suppressed_complementary"),
}


@pytest.fixture(scope="module")
def sampled() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The four units as samples of 700: one above, one below, and the middle two cannot be told apart.

    86.14 and 86.038 have standard errors of 1.31 points; 99.39 is 13.3 above the median, 79.5 6.6 below.
    """
    return tables(TEN, 700)


def joined(figure) -> str:
    return " ".join(texts(figure))


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        ("above", "number 2 of 4 (2–3) with 86.14%, 0.05 points above the median"),
        ("not_distinguishable", "number 2 of 4 (2–3) with 86.14%; gap to the median +0.05 points: cannot be"),
        ("", "number 2 of 4 (2–3) with 86.14%; official gap to the median +0.05 points"),
    ],
)
def test_the_title_of_the_ranking_says_what_the_verdict_allows(sampled, verdict, title):
    comparison, estimates = sampled
    given = with_verdicts(comparison, {"overall": verdict}, "tuan-giao")
    written = joined(draw_ranking(given, estimates, context_of(EN)))
    assert title in written
    assert ("points above the median" in written) == (verdict == "above")


def test_a_unit_below_the_median_is_said_to_be_below(sampled):
    written = joined(draw_ranking(*sampled, context_of(EN, "muong-nhe")))
    assert "muong-nhe is number 4 of 4 with 79.50%, 6.59 points below the median" in written.replace(
        " (4)", ""
    )


def test_official_and_sampled_say_the_gap_of_tuan_giao_differently(sampled):
    """The letter's case: +0.05 above the median, and not to be told from it."""
    assert "+0,05 điểm % so với trung vị, chưa phân biệt được" in joined(draw_ranking(*sampled, context_of()))
    assert "chưa phân biệt được" not in joined(draw_ranking(*tables(TEN), context_of()))


@pytest.mark.parametrize(
    ("verdicts", "title"),
    [
        (["not_distinguishable"] * 5, "no dimension can be told from the median,"),
        (["above", "not_distinguishable", "above", "below", "not_distinguishable"], "2 dimensions above"),
        (["above", "", "", "", ""], "1 dimensions above the median, 0 below, 4 that cannot be told apart;"),
        ([""] * 5, "4 of 5 dimensions above the median,"),
    ],
)
def test_the_title_of_the_dimensions_counts_verdicts(sampled, verdicts, title):
    comparison, estimates = sampled
    given = with_verdicts(comparison, dict(zip(DIMENSIONS, verdicts, strict=True)), "tuan-giao")
    written = joined(draw_dimensions(given, estimates, context_of(EN)))
    assert title in written
    alt = describe_dimensions(given, estimates, context_of(EN))
    assert alt.count(": above the median;") == verdicts.count("above")


def test_verdict_and_intervals_stand_below_the_gap(sampled):
    """Index 86.142, n 700: 1.96 standard errors are 196 sqrt(.86142 x .13858 / 700) = 2.56 points."""
    written = texts(draw_dimensions(*sampled, context_of(EN)))
    assert "[83.58; 88.70]" in written
    assert written.count("cannot be told apart") >= 1
    assert "[83.58; 88.70]" not in texts(draw_dimensions(*tables(TEN, 600), context_of(EN)))


@pytest.mark.parametrize("name", CHARTS)
def test_sampling_error_is_left_out_only_where_there_are_no_intervals(sampled, name):
    draw, _ = CHARTS[name]
    assert OFFICIAL not in joined(draw(*sampled, context_of(EN)))
    assert OFFICIAL in joined(draw(*tables(TEN), context_of(EN)))


def test_the_dimensions_of_all_units_show_no_interval_and_say_so(sampled):
    assert OFFICIAL in joined(draw_dimensions(*sampled, context_of(EN, None)))
    assert OFFICIAL not in joined(draw_ranking(*sampled, context_of(EN, None)))


def test_every_verdict_has_its_arrow_and_nothing_else_has_one(sampled):
    comparison, _ = sampled
    shown = comparison[comparison["kind"].isin(["overall", "dimension"])]
    assert {"above", "below", "not_distinguishable"} <= set(shown["verdict"])
    for draw, rows in ((draw_heatmap, shown), (draw_ranking, shown[shown["kind"] == "overall"])):
        written = texts(draw(*sampled, context_of(EN)))
        for verdict, arrow in ARROWS.items():
            assert written.count(arrow) == (rows["verdict"] == verdict).sum()
        assert ARROWS_MEAN in " ".join(written)


@pytest.mark.parametrize("draw", [draw_heatmap, draw_ranking])
def test_without_verdicts_there_are_no_arrows(draw):
    written = texts(draw(*tables(TEN), context_of(EN)))
    assert not set(written) & set(ARROWS.values())
    assert ARROWS_MEAN not in " ".join(written)


@pytest.mark.parametrize("name", CHARTS)
def test_imprecise_indices_stand_in_brackets(name):
    item = "overall" if name == "ranking" else "feedback"
    figures = {"overall": "(86,14)", "feedback": "(77,88)"}
    draw, _ = CHARTS[name]
    labels = {("tuan-giao", item): ("use_with_care", "wide_interval;many_missing")}
    written = texts(draw(*tables(TEN, 700, labels), context_of()))
    assert figures[item] in written
    assert figures[item].strip("()") not in written
    assert CARE in joined(draw(*tables(TEN, 700, labels), context_of(EN)))
    assert CARE not in joined(draw(*tables(TEN, 700), context_of(EN)))


def test_the_lowest_and_the_highest_index_of_all_units_carry_their_label():
    labels = {("muong-nhe", "access"): ("use_with_care", ""), ("muong-lay", "results"): ("use_with_care", "")}
    written = texts(draw_dimensions(*tables(TEN, 700, labels), context_of(focus=None)))
    assert [text for text in written if text.startswith("(")] == ["(80,00)", "(99,75)"]


@pytest.mark.parametrize("draw", [draw_dimensions, draw_heatmap])
def test_withheld_indices_are_crosses(draw):
    tables_ = tables(TEN, 700, SUPPRESSED)
    written = texts(draw(*tables_, context_of(EN)))
    # On the chart of one unit its own index only; on the heat map both.
    assert written.count(WITHHELD) == (1 if draw is draw_dimensions else 2)
    assert HIDDEN in " ".join(written)
    assert HIDDEN not in joined(draw(*tables(TEN, 700), context_of(EN)))


# The unit without a figure in both languages; the others in the second language are left to the slow tests.
READERS = [
    pytest.param(focus, Language(code), marks=[pytest.mark.slow] if focus != "u02" and code == "en" else [])
    for focus in (None, "u00", "u02")
    for code in LANGUAGES
]


@pytest.mark.parametrize(("focus", "say"), READERS)
@pytest.mark.parametrize("name", CHARTS)
def test_units_without_any_figure_can_be_drawn(name, focus, say):
    draw, describe = CHARTS[name]
    items = [*DIMENSIONS, "overall"]
    hidden = {("u02", item): ("suppressed", "suppressed_small") for item in items}
    careful = {(f"u0{i}", item): ("use_with_care", "wide_interval") for i in (0, 3) for item in items}
    drawn = tables(many(6), 40, {**hidden, **careful})
    context = replace(context_of(say, focus), simulated=False)
    figure = draw(*drawn, context)
    assert overlapping(figure) == []
    words = [*texts(figure), describe(*drawn, context)]
    assert not any("nan" in word.lower() or "<na>" in word.lower() for word in words)
    assert not any(word.startswith("– ") or " – valid" in word for word in words)


def test_ranks_carry_the_ranks_that_the_sample_leaves_open(sampled):
    written = texts(draw_ranking(*sampled, context_of(EN)))
    assert {"1 (1)", "2 (2–3)", "3 (2–3)", "4 (4)"} <= set(written)
    assert OF_RANKS in " ".join(written)
    without = texts(draw_ranking(*tables(TEN), context_of(EN)))
    assert {"1", "2", "3", "4"} <= set(without)
    assert OF_RANKS not in " ".join(without)


def test_units_level_with_the_best_are_counted_in_the_title(sampled):
    comparison, estimates = sampled
    assert "more may be the best" not in joined(draw_ranking(comparison, estimates, context_of(EN, None)))
    level = comparison.assign(level_with_best="yes")
    title = "Highest: Thị xã Mường Lay with 99.39%, 3 more may be the best; median of the 4 units 86.09%"
    assert title in joined(draw_ranking(level, estimates, context_of(EN, None)))


def test_the_interval_of_a_unit_without_rank_can_be_seen(sampled):
    labels = {("muong-nhe", "overall"): ("not_published", "below_publish_from")}
    figure = draw_ranking(*tables(TEN, 700, labels), context_of())
    assert not [line for line in figure.axes[0].lines if line.get_color() == theme.PAPER]


@pytest.mark.parametrize(
    ("low", "high", "text"), [(3, 8, "3–8"), (1, 1, "1"), (math.nan, math.nan, ""), (12, 345, "12–345")]
)
def test_spans_of_ranks(low, high, text):
    assert span_of_ranks(low, high) == text


def test_arrows_are_in_the_font_of_the_charts():
    assert [theme.clean(arrow) for arrow in (*ARROWS.values(), WITHHELD)] == ["↑", "↓", "×"]


def test_a_vietnamese_reader_gets_the_verdict_in_words(sampled):
    assert "cao hơn trung vị" in texts(draw_dimensions(*sampled, context_of(VI, "muong-lay")))
    assert "thấp hơn trung vị" in texts(draw_dimensions(*sampled, context_of(VI, "muong-nhe")))
