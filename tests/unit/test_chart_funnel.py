"""The funnel as a chart: its finding, its names, and that nothing covers anything."""

import math
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.measure.comparisons.funnel import funnel
from pipeline.present.charts import theme
from pipeline.present.charts.funnel import describe_funnel, draw_funnel
from pipeline.present.charts.placing import Ground, Label, place_labels
from pipeline.present.charts.sheet import render
from pipeline.present.charts.sizes import Sizes
from pipeline.present.charts.theme import Type
from pipeline.present.context import Context
from schemas.language import LanguageCode
from tests.unit.drawn import boxes, overlapping, texts
from tests.unit.made_results import made_context, made_survey
from tests.unit.test_funnel import estimates_of

HOSTILE = (
    "$x_1$ <script>alert(1)</script>",
    "W" * 60,
    "=cmd|' /C calc'!A0",
    "\u202eRất dài " * 30,
    "{{7*7}} ${x}\x00",
)
INSIDE = [84, 86, 85, 88, 83, 87, 85.5, 86.5, 85.2, 84.8]
SIZES = [80.0, 120, 200, 150, 90, 60, 400, 1000, 700, 300]


def table_of(index: list[float], n_effective: list[float], **columns: object) -> pd.DataFrame:
    units = [f"u{i:02d}" for i in range(len(index))]
    return funnel(estimates_of(index, n_effective, unit=units, **columns), made_survey(3))


def many(n: int, far: int) -> pd.DataFrame:
    """`n` units, the first `far` of them far above and below the others."""
    chance = np.random.default_rng(n)
    size = np.exp(chance.uniform(math.log(60), math.log(2500), n)).round(1)
    index = 80 + chance.normal(0, 1, n)
    index[:far] = np.where(np.arange(far) % 2, 40, 97) + chance.normal(0, 1, far)
    return table_of(index.tolist(), size.tolist())


def context(n: int, code: LanguageCode = "en", **changed: object) -> Context:
    return replace(made_context(n, code), **changed)


NAMED = {"unit_names": {f"u{i:02d}": f"Unit {i}" for i in range(10)}, "short_names": {}}


def diamonds(figure) -> int:
    return sum(line.get_marker() == "D" for line in figure.axes[0].lines)


# Each size in one language; in the other language it is left to the slow tests.
CROWDS = [
    pytest.param(n, far, code, marks=[pytest.mark.slow] if (code == "vi") == (n % 2 == 0) else [])
    for n, far in ((3, 0), (5, 1), (10, 2), (69, 6), (70, 13))
    for code in ("vi", "en")
]


@pytest.mark.parametrize(("n", "far", "code"), CROWDS)
def test_texts_are_inside_and_apart(n, far, code):
    for about in (context(n, code), context(n, code, focus=None))[: 1 if n > 10 else 2]:
        figure = draw_funnel(many(n, far), about)
        extents = boxes(figure)
        assert extents[:, :2].min() >= 0
        assert (extents[:, 2:].max(axis=0) <= figure.bbox.size).all()
        assert overlapping(figure) == []
        width, height = figure.get_size_inches() * 2.54
        assert width == pytest.approx(16)
        assert height < 24


def test_all_inside():
    shown = texts(draw_funnel(table_of(INSIDE, SIZES), context(10, **NAMED)))
    assert "All 10 units lie inside the control limits" in shown
    assert "Unit 3" in shown
    assert "median 85.35" in shown
    assert "Dotted lines hold 95 %, dashed 99.8 % of units that differ by chance alone." in shown


def test_one_far_below_is_named_and_counted():
    index = [*INSIDE[:8], 40.0, 84.8]
    table = table_of(index, SIZES)
    shown = texts(draw_funnel(table, context(10, **NAMED)))
    assert "1 of 10 units outside the 99.8 % limits; Unit 3 lies inside the limits" in shown
    assert "Unit 8" in shown
    assert not {"Unit 0", "Unit 9"} & set(shown)
    own = texts(draw_funnel(table, context(10, focus="u08", **NAMED)))
    assert "Unit 8 lies below the 99.8 % limit" in own
    sister = texts(draw_funnel(table_of([*INSIDE[:8], 84.0, 84.8], SIZES), context(10, **NAMED)))
    assert "Unit 8" not in sister


def test_titles_tell_the_limits_apart():
    table = table_of([*INSIDE[:8], 40.0, 84.8], SIZES)
    near = table.assign(outside=table["outside"].replace("below_998", "below_95"))
    title = "1 of 10 units outside the 95 % limits, none outside 99.8 %;"
    assert title in texts(draw_funnel(near, context(10, **NAMED)))
    both = table.assign(outside=table["outside"].mask(table["unit"] == "u03", "above_95"))
    shown = texts(draw_funnel(both, context(10, **NAMED)))
    assert "1 of 10 units outside the 99.8 % limits, 1 more outside 95 %;" in shown
    assert "Unit 3 lies above the 95 % limit" in shown


def test_marks_tell_own_outside_and_others_apart():
    table = table_of([*INSIDE[:8], 40.0, 84.8], SIZES)
    assert diamonds(draw_funnel(table, context(10, **NAMED))) == 1
    assert diamonds(draw_funnel(table, context(10, focus="u08", **NAMED))) == 0
    assert diamonds(draw_funnel(table_of(INSIDE, SIZES), context(10, **NAMED))) == 0


def test_units_without_a_place_are_counted():
    label = ["reliable"] * 9 + ["not_published"]
    reason = [""] * 9 + ["below_publish_from"]
    table = table_of(INSIDE, SIZES, reliability=label, reason=reason)
    shown = texts(draw_funnel(table, context(10, focus="u09", **NAMED)))
    assert "All 9 units lie inside the control limits; Unit 9 is not shown" in shown
    note = "Units not shown (below the publishing threshold, withheld or without a standard error): 1."
    assert note in shown


def test_too_few_units_are_points_without_lines():
    shown = texts(draw_funnel(table_of([80, 90], [100, 200]), context(2, **NAMED)))
    assert "2 units are too few for control limits" in shown
    assert not any("limit" in text and "limits" not in text for text in shown)


def test_no_units_are_no_error():
    table = table_of(INSIDE, SIZES).iloc[:0]
    assert "No unit has a published index with a standard error" in texts(draw_funnel(table, context(10)))
    assert describe_funnel(table, context(10))


def test_units_of_other_levels_stay_out():
    index, sizes = [*INSIDE, 10, 11, 12], [*SIZES, 100, 100, 100]
    table = table_of(index, sizes, level=["district"] * 10 + ["province"] * 3)
    assert "All 10 units lie inside the control limits" in texts(draw_funnel(table, context(13)))
    assert "All 3 units lie inside the control limits" in texts(draw_funnel(table, context(13, focus="u11")))


def test_long_names_of_many_units_stand_in_a_key():
    figure = draw_funnel(many(70, 13), context(70))
    shown = texts(figure)
    assert "1" in shown
    assert "13" in shown
    assert any("cửa khẩu" in text for text in shown)


def test_numbers_are_vietnamese():
    shown = " ".join(texts(draw_funnel(table_of(INSIDE, SIZES), context(10, "vi"))))
    assert "85,35" in shown
    assert "1.000" in shown
    assert "85.35" not in shown


def test_the_text_for_those_who_cannot_see_it():
    alt = describe_funnel(table_of([*INSIDE[:8], 40.0, 99.9], SIZES), context(10, **NAMED))
    assert alt.startswith(f"[{theme.SIMULATED}] 2 of 10 units outside the 99.8 % limits; Unit 3 lies inside")
    assert alt.endswith(
        "Funnel plot of 10 units around the median 85.75%. Above the limits: Unit 9 (99.90%). "
        "Below: Unit 8 (40.00%)."
    )


def test_hostile_names_stay_plain_text():
    about = replace(made_context(10, "en", HOSTILE), provenance=HOSTILE[0])
    table = table_of([40, 99.9, 30, 99.8, 35, *INSIDE[:10]], [*SIZES[:5], *SIZES])
    figure = draw_funnel(
        table.assign(outside=table["outside"].mask(table["unit"] < "u05", "below_95")), about
    )
    assert overlapping(figure) == []
    svg = ET.fromstring(render(figure, describe_funnel(table, about))["svg"])
    shown = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert any("<script>alert(1)" in text for text in shown)
    assert not list(svg.iter("{http://www.w3.org/2000/svg}script"))
    assert not any(sign in text for text in shown for sign in "\x00\u202e")


def test_the_table_stays_as_it_is_and_files_are_the_same():
    table = many(10, 2)
    before = table.copy()
    files = [render(draw_funnel(table, context(10)), "alt") for _ in range(2)]
    pd.testing.assert_frame_equal(table, before)
    assert files[0] == files[1]


@pytest.mark.parametrize(
    ("values", "logarithmic", "ticks"),
    [
        ([338, 2545], True, [500, 700, 1000, 1500, 2000]),
        ([60, 2500], True, [100, 200, 500, 1000, 2000]),
        ([5, 50_000], True, [10, 30, 100, 300, 1000, 3000, 10_000, 30_000]),
        ([100, 100], False, [90, 95, 100, 105, 110]),
        ([180, 420], False, [200, 250, 300, 350, 400, 450]),
        ([], False, [90, 95, 100, 105, 110]),
    ],
)
def test_sizes_have_round_ticks(values, logarithmic, ticks):
    scale = Sizes.spanning([*values, math.nan], 2, 10)
    assert (scale.logarithmic, scale.ticks) == (logarithmic, ticks)
    assert (scale.x(scale.low), scale.x(scale.high)) == (2, pytest.approx(10))


def test_a_label_without_room_has_no_place():
    crowd = Ground((0, 0, 3, 1), np.empty((0, 4)), np.empty((0, 2)))
    labels = [Label(1.5, 0.5, ("A long label",), Type(7)) for _ in range(9)]
    places = place_labels(labels, crowd)
    assert places[0] is not None
    assert places[-1] is None
    known = [place for place in places if place]
    for i, one in enumerate(known):
        for other in known[i + 1 :]:
            apart = one.right <= other.left or other.right <= one.left
            assert apart or one.bottom <= other.top or other.bottom <= one.top
