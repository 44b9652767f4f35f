"""The table of units by criteria says what the tables say, for every size of survey and questionnaire."""

import math
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.criteria_heads import LEAST, CriteriaHeads, Group
from pipeline.present.charts.criteria_heatmap import describe_criteria_heatmap, draw_criteria_heatmap
from pipeline.present.charts.sheet import render
from pipeline.present.context import Context
from pipeline.present.results import Results
from pipeline.present.signs import WITHHELD
from tests.unit.drawn import boxes, overlapping, texts
from tests.unit.made_questionnaires import HOSTILE, as_asked_with, named_hostile, with_criteria
from tests.unit.made_results import example_context, example_results, made_context, made_results


def drawn(results: Results, context: Context) -> Figure:
    return draw_criteria_heatmap(results.comparison, results.estimates, context)


@cache
def figure_of(focus: str | None) -> Figure:
    """The example in English about a unit, and in Vietnamese about none."""
    context = example_context("en", focus) if focus else replace(example_context("vi"), focus=None)
    return drawn(example_results(), replace(context, simulated=bool(focus)))


def example() -> tuple[str, ...]:
    return tuple(texts(figure_of("tuan-giao")))


def assert_whole(figure: Figure) -> None:
    """All texts are inside the sheet and apart, and none is too small to be read."""
    width, height = figure.bbox.size
    extents = boxes(figure)
    assert extents[:, :2].min() >= 0
    assert extents[:, 2].max() <= width
    assert extents[:, 3].max() <= height
    assert overlapping(figure) == []
    assert min(text.get_fontsize() for text in figure.axes[0].texts) >= LEAST


def height_of(figure: Figure) -> float:
    return float(figure.get_size_inches()[1] * 2.54)


@pytest.mark.parametrize("focus", ["tuan-giao", None])
def test_ten_units_fit(focus):
    assert_whole(figure_of(focus))
    assert height_of(figure_of(focus)) < 24


@pytest.mark.slow
@pytest.mark.parametrize("n", [1, 2, 5, 70])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_size_fits(n, language):
    figure = drawn(made_results(n), made_context(n, language))
    assert_whole(figure)
    assert height_of(figure) < 25


@pytest.mark.slow
@pytest.mark.parametrize(("dimensions", "each"), [(1, 5), (5, 1), (12, 1), (2, 20), (10, 4)])
@pytest.mark.parametrize("n", [5, 70])
def test_every_questionnaire_fits(n, dimensions, each):
    context = with_criteria(made_context(n), dimensions, each)
    figure = drawn(as_asked_with(context, made_results(n)), context)
    assert_whole(figure)
    assert height_of(figure) < 26


def test_the_title_names_the_lowest_median_and_the_lowest_index():
    written = " ".join(example())
    assert (
        "Lowest median: 5.4 “Notifies outcome in time” (74.34%); "
        "lowest index: 56.90%, to be used with care, for criterion 5.4 in Điện Biên Đông" in written
    )
    results = example_results()
    own = (results.comparison["unit"] == "tuan-giao") & (results.comparison["item"] == "3.1")
    lower = results.comparison.assign(index=results.comparison["index"].mask(own, 12.345))
    given = results.comparison.assign(median=results.comparison["median"].mask(own, 8.0))
    assert "lowest index: 12.35% for criterion 3.1 in Tuần Giáo" in describe_criteria_heatmap(
        lower, results.estimates, example_context("en")
    )
    changed = given.assign(median=given["median"].mask(given["item"] == "3.1", 8.0))
    alt = describe_criteria_heatmap(changed, results.estimates, example_context("en"))
    assert "Lowest median: 3.1 “Polite manner” (8.00%)" in alt


def test_the_subtitle_says_what_is_measured_and_of_how_many():
    written = " ".join(example())
    assert "by criterion, whole percent: 10 units, 2,196 responses, 22 criteria." in written
    assert "Official positions; sampling error is not considered." in written
    alt = describe_criteria_heatmap(
        example_results().comparison, example_results().estimates, example_context("en")
    )
    assert "Table of 10 units by 22 criteria" in alt


def test_units_stand_in_the_order_of_the_overall_index_and_the_median_last():
    written = example()
    overall = example_results().comparison.query("kind == 'overall'").sort_values("index", ascending=False)
    names = example_context("en").unit_names
    places = [written.index(names[unit]) for unit in overall["unit"]]
    assert places == sorted(places)
    assert written.index("Median") > places[-1]


def test_cells_are_whole_percent_and_the_overall_index_is_not():
    written = example()
    # Tuần Giáo 2.5: 142 of 180 = 78.89 %; 1.1: 158 of 180 = 87.78 %.
    assert {"79", "88", "86.14", "86.09"} <= set(written)
    assert "78.89" not in written


def test_every_label_has_its_sign():
    estimates = made_results(5).estimates
    shown = estimates[estimates["kind"].isin(["criterion", "overall"])]
    written = texts(drawn(made_results(5), made_context(5, "en")))
    bracketed = [text for text in written if text.startswith("(") and text.endswith(")")]
    assert len(bracketed) == (shown["reliability"] == "use_with_care").sum() > 0
    assert written.count(WITHHELD) == (shown["reliability"] == "suppressed").sum() > 0
    notes = " ".join(written)
    assert "Indices in brackets are to be used with care" in notes
    assert "×: withheld" in notes
    assert "×: withheld" not in " ".join(example())


def test_the_best_unit_of_every_column_is_flagged():
    figure = figure_of("tuan-giao")
    flags = [line for line in figure.axes[0].lines if line.get_marker() == theme.BEST_FLAG.marker]
    shown = example_results().comparison.query("kind in ['criterion', 'overall']")
    best = [unit in best.split(";") for unit, best in zip(shown["unit"], shown["best_units"], strict=True)]
    assert len(flags) == sum(best) >= 23


def frames(figure: Figure) -> int:
    return sum(not patch.get_fill() for patch in figure.axes[0].patches)


def test_the_own_unit_is_framed_and_nobody_without_a_focus():
    # The mark of simulation has a frame too.
    assert (frames(figure_of("tuan-giao")), frames(figure_of(None))) == (2, 0)


def test_dimensions_stand_over_their_codes_and_texts_below():
    written = list(example())
    for dimension in ("Access", "Procedures", "Civil servants", "Results", "Feedback"):
        assert dimension in written
    # Over the column, and again before its text.
    assert written.count("2.5") == 2
    assert "Time limit as prescribed" in written


@pytest.mark.slow
def test_where_there_is_no_room_texts_are_left_to_the_questionnaire():
    written = texts(drawn(made_results(70), made_context(70, "en")))
    assert written.count("2.5") == 1
    assert "Codes of the criteria as in the questionnaire." in " ".join(written)
    assert "Codes of the criteria as in the questionnaire." not in " ".join(example())


def test_forty_criteria_are_shades_alone():
    context = with_criteria(made_context(5, "en"), 10, 4)
    results = as_asked_with(context, made_results(5))
    figure = drawn(results, context)
    assert_whole(figure)
    written = texts(figure)
    assert "()" not in written
    assert "the shade stands alone" in " ".join(written)
    assert "the shade stands alone" not in " ".join(example())
    assert {"10.4", "1.1"} <= set(written)


def test_medians_are_those_of_the_table():
    results = made_results(5)
    given = results.comparison.assign(median=12.34)
    written = texts(draw_criteria_heatmap(given, results.estimates, made_context(5, "vi")))
    assert written.count("12") == 22
    assert "12,34" in written
    assert "70,05" not in written


def test_no_median_and_no_ranked_unit():
    results, context = example_results(), example_context("en")
    unmeasured = results.comparison.assign(median=math.nan)
    alt = describe_criteria_heatmap(unmeasured, results.estimates, context)
    assert "Lowest index: " in alt
    assert "median" not in alt
    nobody = results.comparison.assign(rank=pd.NA)
    alt = describe_criteria_heatmap(nobody, results.estimates, context)
    assert "Satisfaction index by unit and criterion." in alt
    written = texts(draw_criteria_heatmap(nobody, results.estimates, context))
    assert "Not shaded: not ranked" in written
    assert not any("nan" in text.lower() for text in written)


def test_hostile_names_stay_plain_text():
    results, context = made_results(5), named_hostile(made_context(5, "en"))
    figure = drawn(results, context)
    assert overlapping(figure) == []
    alt = describe_criteria_heatmap(results.comparison, results.estimates, context)
    svg = ET.fromstring(render(figure, alt, ("svg",))["svg"])
    shown = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert any("<script>alert(1)</script>" in text for text in shown)
    assert not list(svg.iter("{http://www.w3.org/2000/svg}script"))
    assert not any(sign in text for text in shown for sign in "\x00\x1b\u202e")
    assert HOSTILE not in alt


def test_inputs_stay_as_they_are_and_files_are_the_same():
    results, context = made_results(5), made_context(5)
    before = results.comparison.copy(), results.estimates.copy()
    files = [render(drawn(results, context), "alt", ("svg",)) for _ in range(2)]
    assert files[0] == files[1]
    pd.testing.assert_frame_equal(results.comparison, before[0])
    pd.testing.assert_frame_equal(results.estimates, before[1])


def test_a_name_wider_than_its_columns_stands_above_the_next():
    groups = [
        Group("Administrative", 5.0, 5.4, ["1.1"]),
        Group("Access", 5.5, 8.0, ["2.1", "2.2"]),
        Group("Overall index", 14.5, 15.8, ()),
    ]
    heads = CriteriaHeads(groups, 0.4)
    low = {" ".join(lines): height for height, lines in heads._names}
    assert low["Administrative"] >= low["Access"] + theme.HEAD.pitch
    assert low["Overall index"] < low["Access"]
