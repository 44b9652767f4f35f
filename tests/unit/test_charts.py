"""Charts say what the tables say, at every size, and never break over a name."""

import math
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from pipeline.present.charts import theme
from pipeline.present.charts.dimensions import draw_dimensions
from pipeline.present.charts.ranking import draw_ranking
from pipeline.present.charts.scale import Scale
from pipeline.present.charts.sheet import render
from pipeline.present.numbers import count, percent, points
from schemas.language import LANGUAGES, Language
from tests.unit.drawn import CHARTS, boxes, overlapping, texts
from tests.unit.made_tables import EN, TEN, TUAN_GIAO, VI, context_of, many, tables, unpublished

HOSTILE = "$x_1$ <script>&^2\x00\x1b\n{n} %s"


@pytest.fixture(params=CHARTS)
def chart(request):
    return CHARTS[request.param]


# Each size in one language; in the other language it is left to the slow tests.
SIZES = [
    pytest.param(n, Language(code), marks=[pytest.mark.slow] if (code == "vi") == (n == 3) else [])
    for n in (1, 3, 10, 70)
    for code in LANGUAGES
]


@pytest.mark.parametrize(("n", "say"), SIZES)
def test_texts_are_inside_and_apart(chart, n, say):
    draw, _ = chart
    last = f"u{n - 1:02d}"
    comparison, estimates = tables(many(n), 50 * n if n > 1 else math.nan, unpublished("u01"))
    contexts = context_of(say, last, **{last: "W" * 60}), context_of(say, last), context_of(say, None)
    for context in contexts[: 1 if n == 70 else 3]:
        figure = draw(comparison, estimates, context)
        width, height = figure.bbox.size
        extents = boxes(figure)
        assert extents[:, :2].min() >= 0
        assert extents[:, 2].max() <= width
        assert extents[:, 3].max() <= height
        assert overlapping(figure) == []


def test_overlaps_are_seen():
    figure = draw_ranking(*tables(TEN), context_of())
    figure.axes[0].text(1, 1, "Huyện")
    assert overlapping(figure)


def test_seventy_units_fit_on_a_page(chart):
    figure = chart[0](*tables(many(70)), context_of(focus=None))
    width, height = figure.get_size_inches() * 2.54
    assert width == pytest.approx(16)
    assert height < 25.7


def test_inputs_stay_as_they_are(chart):
    draw, describe = chart
    comparison, estimates = tables(TEN)
    before = comparison.copy(), estimates.copy()
    draw(comparison, estimates, context_of())
    describe(comparison, estimates, context_of())
    pd.testing.assert_frame_equal(comparison, before[0])
    pd.testing.assert_frame_equal(estimates, before[1])


def files(chart) -> dict[str, bytes]:
    draw, describe = chart
    comparison, estimates = tables(TEN)
    return render(draw(comparison, estimates, context_of()), describe(comparison, estimates, context_of()))


def test_files_are_the_same_each_time_and_in_threads(chart):
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(files, [chart] * 3))
    assert all(result == files(chart) for result in results)


def test_svg_holds_text_and_no_date(chart):
    svg = files(chart)["svg"].decode()
    assert "Tuần Giáo</text>" in svg
    assert "dc:date" not in svg
    assert "Matplotlib" not in svg


def test_files_carry_the_alt_text(chart):
    rendered = files(chart)
    alt = chart[1](*tables(TEN), context_of())
    assert ET.fromstring(rendered["svg"]).findtext("{http://www.w3.org/2000/svg}title") == alt
    assert alt.startswith(f"[{theme.SIMULATED}] ")
    assert alt.encode() in rendered["png"]
    assert b"tIME" not in rendered["png"]


def test_hostile_names_stay_plain_text(chart):
    draw, describe = chart
    context = context_of(focus="tuan-giao", **{"tuan-giao": HOSTILE})
    context = replace(context, provenance=HOSTILE, administration=HOSTILE)
    comparison, estimates = tables(TEN)
    figure = draw(comparison, estimates, context)
    svg = ET.fromstring(render(figure, describe(comparison, estimates, context))["svg"])
    shown = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert any("$x_1$ <script>&^2" in text for text in shown)
    assert not list(svg.iter("{http://www.w3.org/2000/svg}script"))
    assert not any(sign in text for text in shown for sign in "\x00\x1b\n")
    assert overlapping(figure) == []


def test_dimensions_of_tuan_giao():
    values = TEN | {
        "dien-bien": [85.5, 86.1, 88.5, 89.1, 77.5, 86.0],
        "tua-chua": [85.4, 86.0, 88.4, 89, 77, 86],
    }
    written = texts(draw_dimensions(*tables(values), context_of(EN)))
    assert "Huyện Tuần Giáo: 4 of 5 dimensions above the median," in written
    assert "lowest in Feedback (77.88%)" in written
    assert "n = 52" in written
    assert written.count("Mường Lay") == 6


def test_ranking_of_tuan_giao():
    written = " ".join(texts(draw_ranking(*tables(TEN), context_of(EN))))
    title = "Huyện Tuần Giáo is number 2 of 4 with 86.14%; official gap to the median +0.05 points"
    assert title in written
    assert "median 86.09" in written
    assert "Official positions; sampling error is not considered." in written


def test_numbers_are_vietnamese(chart):
    written = texts(chart[0](*tables(TEN), context_of()))
    assert "86,14" in written
    assert "86,09" in " ".join(written)
    assert not any("86.14" in text for text in written)


def test_charts_take_the_columns_and_compute_nothing(chart):
    comparison, estimates = tables(TEN)
    written = " ".join(texts(chart[0](comparison.assign(median=12.34), estimates, context_of())))
    assert "12,34" in written
    assert "86,09" not in written


def test_intervals_are_drawn_where_known():
    context = context_of(EN)
    without = draw_ranking(*tables(TEN), context)
    given = draw_ranking(*tables(TEN, 700), context)
    assert len(given.axes[0].lines) > len(without.axes[0].lines)
    comparison, estimates = tables(TEN)
    comparison = comparison.assign(gap_to_median_low=-5.0, gap_to_median_high=5.5)
    assert "[−5.00; +5.50]" in texts(draw_dimensions(comparison, estimates, context))
    written = " ".join(texts(draw_ranking(comparison, estimates, context)))
    assert "95 % interval of the gap to the median: −5.00 to +5.50 points." in written


def test_unpublished_units_are_not_ranked():
    values = TEN | {"tua-chua": [99.9] * 6}
    written = texts(draw_ranking(*tables(values, labels=unpublished("tua-chua")), context_of(EN)))
    assert "Not ranked: below the publishing threshold, withheld or without data" in written
    assert written.index("tua-chua") > written.index("muong-nhe")
    title = "Huyện Tuần Giáo is not ranked"
    assert title in texts(draw_ranking(*tables(TEN, labels=unpublished("tuan-giao")), context_of(EN)))
    first = texts(draw_dimensions(*tables(TEN, labels=unpublished("tuan-giao")), context_of(EN)))
    assert any(text.startswith(title) for text in first)


def test_only_the_best_ranked_unit_is_marked_best():
    values = TEN | {"tua-chua": [99.9] * 6}
    figure = draw_ranking(*tables(values, labels=unpublished("tua-chua")), context_of())
    best = [line for line in figure.axes[0].lines if line.get_marker() == theme.BEST.marker]
    assert len(best) == 1


def test_missing_values_are_dashes(chart):
    values = TEN | {"tuan-giao": [*TUAN_GIAO[:4], math.nan, math.nan], "nam-po": [math.nan] * 6}
    written = texts(chart[0](*tables(values), context_of()))
    assert "–" in written
    assert not any("nan" in text.lower() for text in written)


@pytest.mark.parametrize("focus", [None, "tuan-giao", "not-there"])
@pytest.mark.parametrize("rows", [0, 1])
def test_few_or_no_units_and_no_median(chart, rows, focus):
    draw, describe = chart
    comparison, estimates = tables({"tuan-giao": TUAN_GIAO})
    kept = comparison.iloc[: 6 * rows], estimates.iloc[: 6 * rows]
    assert isinstance(draw(*kept, context_of(focus=focus)), Figure)
    assert describe(*kept, context_of(focus=focus))


def test_units_of_other_levels_stay_out(chart):
    comparison, estimates = tables(TEN)
    level = estimates["unit"].map({"muong-nhe": "province"}).fillna("district")
    written = texts(chart[0](comparison, estimates.assign(level=level), context_of()))
    assert "muong-nhe" not in written
    assert "79,50" not in written


def test_simulated_data_are_marked_and_real_are_not(chart):
    assert theme.SIMULATED in texts(chart[0](*tables(TEN), context_of()))
    real = replace(context_of(), simulated=False)
    assert theme.SIMULATED not in texts(chart[0](*tables(TEN), real))


def test_a_source_is_named_where_there_is_one(chart):
    named = " ".join(texts(chart[0](*tables(TEN), replace(context_of(), provenance="Sở Nội vụ"))))
    assert "Nguồn: Sở Nội vụ" in " ".join(named.split())
    assert "Nguồn" not in " ".join(texts(chart[0](*tables(TEN), replace(context_of(), provenance=""))))


def test_shades_hold_in_grey_and_carry_their_text():
    light = [theme.luminance(shade) for shade in theme.SHADES]
    assert light == sorted(light)
    for shade in theme.SHADES:
        pair = sorted([theme.luminance(shade) + 0.05, theme.luminance(theme.ink_on(shade)) + 0.05])
        assert pair[1] / pair[0] > 6.5


@pytest.mark.parametrize(
    ("values", "low", "high"),
    [
        ([77.9, 99.4], 75, 100),
        ([40, 99.9], 40, 100),
        ([99.9], 80, 100),
        ([22, 61], 20, 70),
        ([], 80, 100),
        ([0], 0, 20),
    ],
)
def test_scale_ends_at_round_numbers(values, low, high):
    scale = Scale.spanning([*values, math.nan], 2, 10)
    assert (scale.low, scale.high) == (low, high)
    assert (scale.x(low), scale.x(high)) == (2, 10)
    assert len(scale.ticks) <= 8


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (0.125, "0,13", "0.13"),
        (86.135, "86,14", "86.14"),
        (86.13499999999999, "86,14", "86.14"),
        (86.1349, "86,13", "86.13"),
        (-0.004, "0,00", "0.00"),
        (100, "100,00", "100.00"),
        (np.float64(75.0), "75,00", "75.00"),
        (math.nan, "–", "–"),
        (None, "–", "–"),
        (pd.NA, "–", "–"),
    ],
)
def test_percent_is_rounded_half_up_as_a_decimal(value, vi, en):
    assert (percent(value, VI), percent(value, EN)) == (vi, en)


@pytest.mark.parametrize(
    ("gap", "text"),
    [(0.05, "+0,05"), (-13.25, "−13,25"), (-0.004, "0,00"), (0.004, "0,00"), (-0.005, "−0,01"), (None, "–")],
)
def test_points_carry_their_sign(gap, text):
    assert points(gap, VI) == text


def test_counts_and_digits():
    assert (count(np.int64(1250), VI), count(1250, EN), count(math.nan, VI)) == ("1.250", "1,250", "–")
    assert percent(86.5, VI, digits=0) == "87"


def test_a_broken_line_keeps_every_word():
    lines = theme.TEXT.wrap("Góp ý phản\nánh kiến nghị", 2.5)
    assert lines == ("Góp ý phản", "ánh kiến nghị")
    assert theme.TEXT.wrap("Góp ý,\nphản ánh", 10) == ("Góp ý, phản ánh",)
    assert "".join(theme.TEXT.wrap("W" * 60, 2)) == "W" * 60


def test_decomposed_letters_are_composed():
    assert theme.clean("Tu\u00e2\u0300n\u00a0Giáo\u202e\ud800") == "Tuần Giáo"
    assert theme.clean("汉") == "\N{REPLACEMENT CHARACTER}"
