"""The chart of the answers counts what the tables count, around the middle of any scale."""

import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from pipeline.present.charts import theme
from pipeline.present.charts.answers import describe_answers, draw_answers
from pipeline.present.charts.levels import LevelKey, level_colours, levels_upwards
from pipeline.present.charts.sheet import render
from pipeline.present.context import Context
from schemas.language import LANGUAGES
from schemas.questionnaire import Level, Scale
from schemas.toml import Text
from tests.unit.drawn import boxes, overlapping, texts
from tests.unit.made_results import SIPAS, example_context, example_results, made_context

HOSTILE = "<script>alert(1)</script> =cmd|'/C calc'!A0 {{7*7}} ${x} \u202eexe " + "W" * 80
CODES = ("1.1", "2.5", "3.1", "4.1", "5.4")
FIVE = SIPAS.model_copy(update={"criteria": tuple(one for one in SIPAS.criteria if one.code in CODES)})
"""One criterion a dimension: drawing all takes most of the time of a test."""

GIVEN = (2, 3, 5, 20, 10)
"""How many gave levels 1 to 5 to every criterion of `counts_of`, but one."""


def counts_of(units: tuple[str, ...] = ("u03", "u01"), given: tuple[int, ...] = GIVEN) -> pd.DataFrame:
    """Counts in which 4 more gave the lowest level to criterion 2.5, and some of each gave no level."""
    rows = [
        ("2019", unit, criterion, code, n + 4 * (criterion == "2.5" and code == "1"))
        for unit in units
        for criterion in CODES
        for code, n in [("dont_know", 7), ("blank", 3), *((str(i), n) for i, n in enumerate(given, start=1))]
    ]
    return pd.DataFrame(rows, columns=["period", "unit", "criterion", "code", "n"]).astype({"n": "Int64"})


def estimates_of(**changed: tuple[float, str]) -> pd.DataFrame:
    """Estimates of unit u03: 75 % everywhere; `changed` gives index and label by item, `_1_1` for 1.1."""
    told = {name.removeprefix("_").replace("_", "."): value for name, value in changed.items()}
    items = [
        *(("criterion", code) for code in CODES),
        *(("dimension", one.code) for one in FIVE.dimensions),
    ]
    rows = [("u03", kind, item, *told.get(item, (75.0, "reliable")), "none") for kind, item in items]
    return pd.DataFrame(rows, columns=["unit", "kind", "item", "index", "reliability", "weighting"])


def context_of(language="en", focus: str | None = "u03", scale: Scale = SIPAS.scale) -> Context:
    """The context of four made units and five criteria."""
    questionnaire = FIVE.model_copy(update={"scale": scale})
    return replace(made_context(4, language), focus=focus, questionnaire=questionnaire)


def scale_of(k: int) -> Scale:
    """A scale of `k` levels, worth 0 to 1 in equal steps."""
    names = [Text(vi=f"Mức {i}", en=f"Level {i}") for i in range(1, k + 1)]
    levels = [Level(code=i + 1, value=Fraction(i, k - 1), label=name) for i, name in enumerate(names)]
    return SIPAS.scale.model_copy(update={"levels": tuple(levels)})


def levels_drawn(figure, colour: str) -> list[Rectangle]:
    """The boxes of a level below the rule of the body: those of the bars, without the grounds of texts."""
    return [
        patch
        for patch in figure.axes[0].patches
        if patch.get_y() > 0
        and patch.get_height() > 0.3
        and theme.to_rgb(colour) == patch.get_facecolor()[:3]
    ]


def test_shares_are_those_of_the_answers_given():
    figure = draw_answers(counts_of(), estimates_of(), context_of())
    written = texts(figure)
    name = context_of().unit_names["u03"]
    title = f"{name}: largest share of dissatisfied answers (20.45% of 44) to 2.5 Time limit as prescribed"
    assert title in " ".join(written)
    assert "Dissatisfied: Very dissatisfied, Dissatisfied." in " ".join(written)
    assert written.count("40") == 4
    assert written.count("50") == 4
    assert written.count("44") == 1
    assert written.count("75.00") == 5 + 5
    assert f"{name}: " in describe_answers(counts_of(), estimates_of(), context_of())
    assert "1.1 12.50%; 2.5 20.45%; 3.1 12.50%" in describe_answers(counts_of(), estimates_of(), context_of())


def test_a_changed_count_changes_the_finding():
    counts = counts_of()
    cell = (counts["unit"] == "u03") & (counts["criterion"] == "5.4") & (counts["code"] == "2")
    written = " ".join(
        texts(draw_answers(counts.assign(n=counts["n"].mask(cell, 40)), estimates_of(), context_of()))
    )
    assert "(54.55% of 77) to 5.4 Notifies outcome in time" in written
    missing = counts["n"].mask(counts["code"] == "dont_know", 900)
    assert "(20.45% of 44) to 2.5" in " ".join(
        texts(draw_answers(counts.assign(n=missing), estimates_of(), context_of()))
    )


def test_bars_are_centred_on_the_middle_level():
    figure = draw_answers(counts_of(), estimates_of(), context_of())
    middles = levels_drawn(figure, level_colours(5)[2])
    assert len(middles) == 5
    assert np.ptp([box.get_x() + box.get_width() / 2 for box in middles]) < 1e-9
    assert all(box.get_hatch() for box in levels_drawn(figure, level_colours(5)[0]))
    assert not any(box.get_hatch() for box in levels_drawn(figure, level_colours(5)[4]))


@pytest.mark.parametrize("k", [2, 4, 5, 7, 10])
def test_every_scale_diverges_from_its_middle(k):
    given = tuple(range(12, 12 + k))
    figure = draw_answers(counts_of(given=given), estimates_of(), context_of(scale=scale_of(k)))
    lower, upper = level_colours(k)[k // 2 - 1], level_colours(k)[(k + 1) // 2]
    ends = [box.get_x() + box.get_width() for box in levels_drawn(figure, lower)]
    starts = [box.get_x() for box in levels_drawn(figure, upper)]
    assert len(starts) == len(ends) == 5
    half = 0 if k % 2 == 0 else np.subtract(starts, ends).mean() / 2
    np.testing.assert_allclose(
        np.add(starts, ends) / 2, np.mean(starts) - half - 0.015 * (k % 2 == 0), atol=0.02
    )
    named = ", ".join(f"Level {i + 1}" for i in range(k // 2))
    assert f"Dissatisfied: {named}." in " ".join(texts(figure))
    assert overlapping(figure) == []


def test_a_scale_that_begins_with_its_best_level_is_turned_round():
    scale = SIPAS.scale.model_copy(update={"levels": SIPAS.scale.levels[::-1]})
    context = context_of(scale=scale)
    assert levels_upwards(scale) == SIPAS.scale.levels
    assert texts(draw_answers(counts_of(), estimates_of(), context)) == texts(
        draw_answers(counts_of(), estimates_of(), context_of())
    )


def test_levels_worth_something_are_not_dissatisfied():
    half = tuple(
        level.model_copy(update={"value": Fraction(1)}) if level.code == 2 else level
        for level in SIPAS.scale.levels
    )
    scale = SIPAS.scale.model_copy(update={"levels": half})
    context = context_of(scale=scale)
    assert LevelKey.of(context).dissatisfied == [True, False, False, False, False]
    written = " ".join(texts(draw_answers(counts_of(), estimates_of(), context)))
    assert "(13.64% of 44) to 2.5" in written
    assert "Dissatisfied: Very dissatisfied. " in written


def test_without_a_focus_all_units_are_counted():
    counts, context = counts_of(), context_of(focus=None)
    written = texts(draw_answers(counts, estimates_of(), context))
    assert "All units together: largest share of dissatisfied answers (20.45%" in " ".join(written)
    assert written.count("80") == 4
    assert "75.00" not in written
    withheld = counts["n"].mask((counts["unit"] == "u01") & counts["criterion"].isin(["2.5", "3.1"]))
    told = texts(draw_answers(counts.assign(n=withheld), estimates_of(), context))
    assert [text for text in told if "×" in text and ":" not in text] == ["44 ×", "40 ×"]
    name = context.short_names["u01"]
    assert f"n with ×: without units whose answers to the criterion are withheld ({name})." in " ".join(told)
    assert texts(draw_answers(counts, estimates_of(), context_of(focus="not-there"))) == written


def test_withheld_answers_have_no_bar():
    counts = counts_of()
    withheld = counts.assign(n=counts["n"].mask((counts["unit"] == "u03") & (counts["criterion"] == "2.5")))
    estimates = estimates_of(_2_5=(np.nan, "suppressed"), _3_1=(75.0, "use_with_care"))
    figure = draw_answers(withheld, estimates, context_of())
    written = texts(figure)
    assert written.count("×") == 2
    assert written.count("(75.00)") == 1
    assert "×: withheld, so that nobody's answers can be recognised." in written
    assert len(levels_drawn(figure, level_colours(5)[2])) == 4
    assert "and 3 others" in " ".join(written)
    assert " 2.5 " not in describe_answers(withheld, estimates, context_of())


def test_only_the_criterion_with_dissatisfied_answers_is_named():
    written = " ".join(texts(draw_answers(counts_of(given=(0, 0, 5, 5, 5)), estimates_of(), context_of())))
    assert "largest share of dissatisfied answers (21.05% of 19) to 2.5 Time limit as prescribed" in written


def test_no_dissatisfied_answers_and_no_answers():
    counts = counts_of()
    none = counts.assign(n=counts["n"].mask(counts["code"].isin(["1", "2"]), 0))
    assert "no dissatisfied answers" in " ".join(texts(draw_answers(none, estimates_of(), context_of())))
    hidden = counts.assign(n=pd.array([pd.NA] * len(counts), dtype="Int64"))
    written = " ".join(texts(draw_answers(hidden, estimates_of(), context_of())))
    assert "no answers that may be shown" in written
    assert describe_answers(hidden, estimates_of(), context_of()).endswith("no answers that may be shown.")


def test_weights_are_told_where_they_count():
    note = "Bars count every answer once; indices are weighted."
    raked = estimates_of().assign(weighting="raked")
    assert note in texts(draw_answers(counts_of(), raked, context_of()))
    assert note not in texts(draw_answers(counts_of(), estimates_of(), context_of()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_agrees_with_its_indices_and_fits_on_a_page(language):
    results, context = example_results(), example_context(language, "tuan-giao")
    figure = draw_answers(results.counts, results.estimates, context)
    extents, (width, height) = boxes(figure), figure.bbox.size
    assert overlapping(figure) == []
    assert extents[:, :2].min() >= 0
    assert extents[:, 2].max() <= width
    assert extents[:, 3].max() <= height
    assert figure.get_size_inches()[1] * 2.54 < 24
    written = texts(figure)
    sign = "," if language == "vi" else "."
    assert written.count("180") == 18
    assert f"78{sign}89" in written
    # 2.5 of Tuần Giáo: 15 of 180 below neutral; 142 satisfied are the index of 78.89 %.
    assert f"2.5 8{sign}33%" in describe_answers(results.counts, results.estimates, context)


def test_hostile_texts_stay_plain_and_bytes_the_same():
    text = Text(vi=HOSTILE, en=HOSTILE)
    criteria = tuple(
        one.model_copy(update={"text": text}) if one.code == "2.5" else one for one in FIVE.criteria
    )
    levels = tuple(
        level.model_copy(update={"label": text}) if level.code < 3 else level for level in SIPAS.scale.levels
    )
    scale = SIPAS.scale.model_copy(update={"levels": levels})
    questionnaire = FIVE.model_copy(update={"criteria": criteria, "scale": scale})
    context = replace(context_of(), questionnaire=questionnaire, provenance=HOSTILE)
    figure = draw_answers(counts_of(), estimates_of(), context)
    alt = describe_answers(counts_of(), estimates_of(), context)
    files = render(figure, alt, ("svg",))
    svg = ET.fromstring(files["svg"])
    shown = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert any("<script>alert(1)</script> =cmd|" in line for line in shown)
    assert not list(svg.iter("{http://www.w3.org/2000/svg}script"))
    assert "\u202e" not in files["svg"].decode()
    assert overlapping(figure) == []
    assert render(draw_answers(counts_of(), estimates_of(), context), alt, ("svg",)) == files


def test_inputs_stay_as_they_are():
    counts, estimates = counts_of(), estimates_of()
    before = counts.copy(), estimates.copy()
    draw_answers(counts, estimates, context_of())
    describe_answers(counts, estimates, context_of(focus=None))
    pd.testing.assert_frame_equal(counts, before[0])
    pd.testing.assert_frame_equal(estimates, before[1])


@pytest.mark.parametrize("k", range(2, 11))
def test_colours_hold_in_grey(k):
    colours = level_colours(k)
    assert len(set(colours)) == k
    light = [theme.luminance(colour) for colour in colours]
    side = k // 2
    assert light[:side] == sorted(light[:side])
    assert light[k - side :] == sorted(light[k - side :], reverse=True)
    for colour in colours:
        pair = sorted([theme.luminance(colour) + 0.05, theme.luminance(theme.ink_on(colour)) + 0.05])
        assert pair[1] / pair[0] >= 4.5
    steps = (
        np.divide(np.add(light[1:side], 0.05), np.add(light[: side - 1], 0.05)) if side > 1 else np.array([2])
    )
    assert steps.min() > 1.25
    if k % 2:
        assert (light[side] + 0.05) / (light[side - 1] + 0.05) > 1.25


def test_one_level_is_no_scale():
    with pytest.raises(ValueError, match="two levels or more, not 1"):
        level_colours(1)
