"""The chart of the ranges shows the ends of the tables, and the own unit between or outside of them."""

import math
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from pipeline.present.charts import theme
from pipeline.present.charts.sheet import render
from pipeline.present.charts.spread import describe_spread, draw_spread
from tests.unit.drawn import boxes, overlapping, texts
from tests.unit.made_tables import EN, TEN, TUAN_GIAO, VI, context_of, many, tables, unpublished

HOSTILE = "<script>alert(1)</script> =cmd|'/C calc'!A0 {{7*7}} ${x} \u202eexe " + "W" * 80
LOWEST = ["80.00", "82.00", "81.00", "83.00", "70.00", "79.50"]


def lines(figure, colour: str):
    """The ends of the horizontal lines of a colour."""
    drawn = [line for line in figure.axes[0].lines if line.get_color() == colour]
    return [line.get_xdata() for line in drawn if len(set(line.get_ydata())) == 1]


def test_ends_are_those_of_the_tables():
    figure = draw_spread(*tables(TEN, 300), context_of(EN))
    written = " ".join(texts(figure))
    assert "Units lie furthest apart in Feedback: from 70.00% to 98.60%;" in written
    assert "Huyện Tuần Giáo: 77.88%" in written
    assert "Grey: from the lowest to the highest of 4 published units." in written
    assert [written.count(name) for name in ("muong-nhe", "Mường Lay")] == [6, 6]
    assert [text for text in texts(figure) if text in LOWEST] == LOWEST
    assert len(lines(figure, theme.OWN.face)) == 6
    ranges = [ends for ends in lines(figure, theme.PALE) if ends[0] > 0]
    assert len(ranges) == 6
    assert max(ranges, key=lambda ends: ends[1] - ends[0])[0] == ranges[4][0]


def test_another_lowest_unit_changes_the_finding():
    comparison, estimates = tables(TEN | {"muong-nhe": [80.0, 50.0, 81.0, 83.0, 70.0, 79.5]})
    written = " ".join(texts(draw_spread(comparison, estimates, context_of(EN))))
    assert "Units lie furthest apart in Procedures: from 50.00% to 99.60%;" in written


def test_without_a_focus_there_is_only_the_range():
    figure = draw_spread(*tables(TEN, 300), context_of(VI, None))
    assert lines(figure, theme.OWN.face) == []
    assert not any("77,88" in text or "Tuần Giáo" in text for text in texts(figure))
    assert [line for line in figure.axes[0].lines if line.get_marker() == theme.OWN.marker] == []


def test_without_intervals_none_are_told():
    figure = draw_spread(*tables(TEN), context_of(EN))
    assert lines(figure, theme.OWN.face) == []
    assert not any("interval" in text or "[" in text for text in texts(figure) if "SIMULATED" not in text)


def test_units_that_are_not_published_are_no_end_of_a_range():
    low = TEN | {"tuan-giao": [10.0] * 6}
    written = " ".join(texts(draw_spread(*tables(low, labels=unpublished("tuan-giao")), context_of(EN))))
    assert "from 70.00% to 98.60%; Huyện Tuần Giáo: 10.00%" in written
    assert "The own unit is not published and no part of the range in: Access, Procedures," in written
    published = " ".join(texts(draw_spread(*tables(low), context_of(EN))))
    assert "from 10.00% to" in published
    assert "not published" not in published


def test_withheld_and_careful_figures_have_their_signs():
    labels = {
        ("tuan-giao", "feedback"): ("suppressed", "suppressed_small"),
        ("muong-nhe", "access"): ("use_with_care", "wide_interval"),
    }
    figure = draw_spread(*tables(TEN, 300, labels), context_of(EN))
    assert "×" in texts(figure)
    assert "(80.00)" in texts(figure)
    assert "77.88" not in " ".join(texts(figure))
    assert len(lines(figure, theme.OWN.face)) == 5


def test_the_text_tells_every_dimension():
    told = describe_spread(*tables(TEN), context_of(EN))
    assert "Feedback: own 77.88, lowest 70.00 (muong-nhe), median " in told
    assert "highest 98.60 (Mường Lay)" in told
    assert "own" not in describe_spread(*tables(TEN), context_of(EN, None))


def test_a_single_unit_has_no_range():
    alone = tables({"tuan-giao": TUAN_GIAO})
    written = " ".join(texts(draw_spread(*alone, context_of(EN))))
    assert "No range by dimension: fewer than two published units" in written
    assert "not published" not in written
    assert "Grey" not in written
    assert "()" not in describe_spread(*alone, context_of(EN))


@pytest.mark.parametrize(
    ("n", "say", "focus"), [(1, EN, "u00"), (5, VI, "u04"), (70, EN, "u69"), (70, VI, None)]
)
def test_every_size_fits(n, say, focus):
    figure = draw_spread(*tables(many(n), 300 if n > 1 else math.nan), context_of(say, focus))
    extents, (width, height) = boxes(figure), figure.bbox.size
    assert overlapping(figure) == []
    assert extents[:, :2].min() >= 0
    assert extents[:, 2].max() <= width
    assert extents[:, 3].max() <= height
    assert figure.get_size_inches()[1] * 2.54 < 24


def test_hostile_names_stay_plain_text():
    context = context_of(EN, "tuan-giao", **{"tuan-giao": HOSTILE, "muong-nhe": HOSTILE})
    context = replace(context, provenance=HOSTILE)
    comparison, estimates = tables(TEN, 300)
    figure = draw_spread(comparison, estimates, context)
    files = render(figure, describe_spread(comparison, estimates, context), ("svg",))
    svg = ET.fromstring(files["svg"])
    shown = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert any("<script>alert(1)</script> =cmd|" in text for text in shown)
    assert not list(svg.iter("{http://www.w3.org/2000/svg}script"))
    assert "\u202e" not in files["svg"].decode()
    assert overlapping(figure) == []


def test_units_of_other_levels_and_unknown_focus():
    comparison, estimates = tables(TEN)
    level = estimates["unit"].map({"muong-nhe": "province"}).fillna("district")
    written = texts(draw_spread(comparison, estimates.assign(level=level), context_of()))
    assert "muong-nhe" not in written
    unknown = texts(draw_spread(comparison, estimates, context_of(EN, "not-there")))
    assert unknown == texts(draw_spread(comparison, estimates, context_of(EN, None)))
