"""The gaps split into criteria: the sums are the table's gaps, and what is not distinguishable looks so."""

import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.contribution_rows import splits_of
from pipeline.present.charts.contributions import (
    describe_contributions,
    draw_contributions,
    has_contributions,
)
from pipeline.present.charts.lines import lines_of
from pipeline.present.charts.sheet import render
from pipeline.present.context import Context
from pipeline.present.results import Results
from tests.unit.drawn import boxes, overlapping, texts
from tests.unit.made_questionnaires import HOSTILE, as_asked_with, named_hostile, with_criteria
from tests.unit.made_results import example_context, example_results, made_context, made_results

POINTS = re.compile(r"[+−]?\d+[.,]\d\d")
MAY_DIFFER = "Parts are rounded one by one and need not add up to the printed gap."


def drawn(results: Results, context: Context) -> Figure:
    return draw_contributions(results.decomposition, results.comparison, context)


def told(results: Results, context: Context) -> str:
    return describe_contributions(results.decomposition, results.comparison, context)


@cache
def example() -> Figure:
    return drawn(example_results(), example_context("en", "tuan-giao"))


def own(results: Results, unit: str) -> pd.DataFrame:
    return results.decomposition[results.decomposition["unit"] == unit]


def with_own(results: Results, unit: str, **columns: float) -> Results:
    """The results with columns of the unit's decomposition set to one value."""
    table = results.decomposition.copy()
    for name, value in columns.items():
        table.loc[table["unit"] == unit, name] = value
    return replace(results, decomposition=table)


def bars(figure: Figure) -> list[str]:
    """The fill of every bar."""
    filled = (patch for patch in figure.axes[0].patches if patch.get_fill())
    colours = [to_hex(patch.get_facecolor()).upper() for patch in filled]
    return [colour for colour in colours if colour in (theme.GAP, theme.PAPER)]


def assert_whole(figure: Figure) -> None:
    width, height = figure.bbox.size
    extents = boxes(figure)
    assert extents[:, :2].min() >= 0
    assert extents[:, 2].max() <= width
    assert extents[:, 3].max() <= height
    assert overlapping(figure) == []
    assert figure.get_size_inches()[1] * 2.54 < 24.5


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("unit", ["tuan-giao", "muong-lay"])
def test_everything_is_inside_and_apart(unit, language):
    assert_whole(drawn(example_results(), example_context(language, unit)))


@pytest.mark.slow
@pytest.mark.parametrize(("dimensions", "each"), [(1, 5), (12, 1), (10, 4)])
def test_every_questionnaire_fits(dimensions, each):
    text = "Thời hạn giải quyết, tính từ ngày hồ sơ được tiếp nhận đến ngày trả kết quả, là đúng quy định"
    context = with_criteria(made_context(70), dimensions, each, text)
    assert_whole(drawn(as_asked_with(context, made_results(70)), context))


def test_contributions_and_gaps_are_those_of_the_tables():
    written = texts(example())
    rows = own(example_results(), "tuan-giao").set_index("item")
    assert round(rows.loc["2.5", "to_best"], 2) == -1.11
    assert {"−1.11", "−0.30", "+0.12"} <= set(written)
    assert {"+0.05", "−13.25"} <= set(written)
    assert "[−2.20; +1.96]" in written
    assert len([text for text in written if POINTS.fullmatch(text)]) == 2 * 22 + 2


def test_the_sum_is_the_gap_of_the_comparison():
    results = example_results()
    for split, gap in zip(
        splits_of(results.decomposition, results.comparison, example_context("en", "tuan-giao")),
        (0.05, -13.25),
        strict=True,
    ):
        assert round(split.gap, 2) == gap
        assert math.isclose(sum(part.value for part in split.parts.values()), split.gap, abs_tol=1e-9)
    other = results.comparison["gap_to_best"].mask(results.comparison["unit"] == "tuan-giao", -9.87)
    changed = replace(results, comparison=results.comparison.assign(gap_to_best=other))
    assert "−9.87" in texts(drawn(changed, example_context("en", "tuan-giao")))


@pytest.mark.parametrize(("part", "gap", "differs"), [(0.05, 1.1, False), (0.054, 1.188, True)])
def test_a_note_says_where_rounded_parts_do_not_add_up(part, gap, differs):
    """22 parts of 0.05 make 1.10 and are printed so; of 0.054 they make 1.19, printed 0.05 each."""
    results = with_own(example_results(), "tuan-giao", to_median=part, to_best=math.nan)
    figures = results.comparison.assign(gap_to_median=gap)
    written = " ".join(texts(drawn(replace(results, comparison=figures), example_context("en", "tuan-giao"))))
    assert (MAY_DIFFER in written) == differs


def test_the_largest_part_stands_first_and_in_the_title():
    written = texts(example())
    title = (
        "Tuần Giáo district against the highest, Mường Lay: −13.25 points; "
        "largest part: 2.5 “Time limit as prescribed” (−1.11)"
    )
    assert title in " ".join(written)
    assert written.index("2.5") < written.index("1.3") < written.index("5.1")
    table = example_results().decomposition
    cell = (table["unit"] == "tuan-giao") & (table["item"] == "5.1")
    more = table.assign(to_best=table["to_best"].mask(cell, -7.5))
    alt = describe_contributions(more, example_results().comparison, example_context("en", "tuan-giao"))
    assert "largest part: 5.1 “Channels for feedback exist” (−7.50)" in alt


def test_the_best_unit_is_compared_with_the_median_alone():
    written = texts(drawn(example_results(), example_context("en", "muong-lay")))
    title = (
        "Mường Lay town against the median: +13.30 points; largest part: 1.3 “Equipment is modern” (+0.88)"
    )
    assert title in " ".join(written)
    assert written.index("1.3") < written.index("5.1")
    assert not any("highest" in text for text in written)


def test_what_cannot_be_told_from_zero_is_hollow():
    rows = own(example_results(), "tuan-giao")
    hollow = sum(
        ((rows[f"{name}_low"] <= 0) & (rows[f"{name}_high"] >= 0)).sum() for name in ("to_median", "to_best")
    )
    fills = bars(example())
    assert fills.count(theme.PAPER) == hollow > 10
    assert fills.count(theme.GAP) == 44 - hollow
    assert "Hollow bar: the interval contains zero, so it cannot be told from zero." in " ".join(
        texts(example())
    )
    assert abs(theme.luminance(theme.GAP) - theme.luminance(theme.PAPER)) > 0.4


def test_the_title_says_where_the_largest_part_or_the_gap_may_be_chance():
    context = example_context("en", "tuan-giao")
    wide = with_own(example_results(), "tuan-giao", to_best_low=-9.0, to_best_high=9.0)
    assert "(−1.11), which cannot be told from zero" in told(wide, context)
    level = replace(wide, comparison=wide.comparison.assign(level_with_best="yes"))
    assert "−13.25 points, but it may be the best itself;" in told(level, context)
    median = with_own(wide, "tuan-giao", to_best=math.nan)
    assert "against the median: +0.05 points, cannot be told apart;" in told(median, context)
    above = replace(median, comparison=median.comparison.assign(verdict="above"))
    assert "against the median: +0.05 points;" in told(above, context)


def test_intervals_are_drawn_where_known_and_missed_where_not():
    ends = {f"to_{name}_{end}": math.nan for name in ("median", "best") for end in ("low", "high")}
    bare = with_own(example_results(), "tuan-giao", **ends)
    figure = drawn(bare, example_context("en", "tuan-giao"))
    written = " ".join(texts(figure))
    assert "Official positions; sampling error is not considered." in written
    assert "Hollow" not in written
    assert len(example().axes[0].lines) - len(figure.axes[0].lines) >= 44
    assert set(bars(figure)) == {theme.GAP}


def test_units_without_a_split_have_no_chart():
    results, context = example_results(), example_context("en", "tuan-giao")
    tables = results.decomposition, results.comparison
    assert has_contributions(*tables, context)
    assert not has_contributions(*tables, replace(context, focus=None))
    assert not has_contributions(*tables, replace(context, focus="not-there"))
    assert not has_contributions(*(table.iloc[:0] for table in tables), context)
    with pytest.raises(ValueError, match="no gap of unit None is split"):
        draw_contributions(*tables, replace(context, focus=None))


def test_a_unit_with_a_suppressed_criterion_has_no_chart():
    results = made_results(5)
    rows = own(results, "u04")
    assert set(rows["reason"]) == {"suppressed_small", "suppressed_complementary"}
    context = made_context(5)
    assert not has_contributions(results.decomposition, results.comparison, replace(context, focus="u04"))
    assert has_contributions(results.decomposition, results.comparison, context)


def test_a_unit_that_is_not_ranked_is_said_to_be_so():
    results, context = example_results(), example_context("en", "tuan-giao")
    unranked = replace(results, comparison=results.comparison.assign(rank=pd.NA))
    assert "Tuần Giáo district (not ranked) against the highest" in told(unranked, context)
    assert "(not ranked)" not in told(results, context)


def test_numbers_and_units_are_vietnamese():
    figure = drawn(example_results(), example_context("vi", "tuan-giao"))
    written = texts(figure)
    assert {"−1,11", "+0,05", "−13,25", "Thủ tục"} <= set(written)
    assert not any(re.search(r"\d\.\d\d", text) for text in written)


def test_the_text_that_stands_for_it_lists_all_parts():
    alt = told(example_results(), example_context("en", "tuan-giao"))
    assert "Gap to the median +0.05 points, by criterion: 1.1 +0.12; " in alt
    assert "Gap to Mường Lay −13.25 points, by criterion: 2.5 −1.11; 1.3 −0.88; " in alt
    assert alt.count(";") >= 2 * 21


def test_hostile_names_stay_plain_text():
    results, context = made_results(5), named_hostile(made_context(5, "en"))
    figure = drawn(results, context)
    assert overlapping(figure) == []
    svg = ET.fromstring(render(figure, told(results, context), ("svg",))["svg"])
    shown = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert any("<script>alert(1)</script>" in text for text in shown)
    assert not list(svg.iter("{http://www.w3.org/2000/svg}script"))
    assert not any(sign in text for text in shown for sign in "\x00\x1b\u202e")
    assert HOSTILE not in told(results, context)


def test_inputs_stay_as_they_are_and_files_are_the_same():
    results, context = made_results(5), made_context(5)
    before = results.decomposition.copy(), results.comparison.copy()
    files = [render(drawn(results, context), "alt", ("svg",)) for _ in range(2)]
    assert files[0] == files[1]
    pd.testing.assert_frame_equal(results.decomposition, before[0])
    pd.testing.assert_frame_equal(results.comparison, before[1])


def test_text_is_cut_only_where_there_are_too_many_lines():
    assert lines_of(theme.TEXT, "Thủ tục hành chính", 10, 1) == ("Thủ tục hành chính",)
    cut = lines_of(theme.TEXT, "Thủ tục hành chính được niêm yết công khai", 2.5, 2)
    assert len(cut) == 2
    assert cut[-1].endswith("…")
    assert theme.TEXT.widest(cut) <= 2.5
