"""The accounting of forms as a chart: what it says, its totals, and units that told nothing."""

import math
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.present.charts import theme
from pipeline.present.charts.forms import describe_forms, draw_forms
from pipeline.present.charts.sheet import render
from pipeline.present.context import Context
from schemas.language import LanguageCode
from tests.unit.drawn import boxes, overlapping, texts
from tests.unit.made_results import made_context

FORMS = {"u00": (100, 90, 88, 85), "u01": (200, 150, 150, 150), "u02": (50, 49, 49, 40)}
HOSTILE = (
    "$x_1$ <script>alert(1)</script>",
    "W" * 60,
    "=cmd|' /C calc'!A0",
    "\u202eRất dài " * 30,
    "{{7*7}} ${x}\x00",
)


def accounting_of(forms: dict[str, tuple[object, object, int, int]], unknown: int = 0) -> pd.DataFrame:
    """The accounting of units with (issued, returned, read, accepted), and of rows of unknown units."""
    rows = [
        (unit, unit.upper(), issued, returned, read, accepted, read - accepted)
        for unit, (issued, returned, read, accepted) in forms.items()
    ]
    rows += [("", "", pd.NA, pd.NA, unknown, 0, unknown)] if unknown else []
    names = ["unit", "unit_name", "issued", "returned", "read", "accepted", "rejected"]
    table = pd.DataFrame(rows, columns=names)
    return table.astype({"issued": "Int64", "returned": "Int64"})


def many(n: int) -> pd.DataFrame:
    chance = np.random.default_rng(n)
    forms: dict[str, tuple[object, object, int, int]] = {}
    for i in range(n):
        issued = int(chance.integers(60, 1600))
        returned = int(issued * chance.uniform(0.7, 1))
        told = (pd.NA, pd.NA) if i % 6 == 5 else (issued, returned)
        forms[f"u{i:02d}"] = (*told, returned - 1, returned - 1 - i % 4)
    return accounting_of(forms, 12)


def context(n: int, code: LanguageCode = "en", **changed: object) -> Context:
    return replace(made_context(n, code), **changed)


def written(table: pd.DataFrame, about: Context) -> list[str]:
    return texts(draw_forms(table, about))


# Each size in one language; in the other language it is left to the slow tests.
CROWDS = [
    pytest.param(n, code, marks=[pytest.mark.slow] if (code == "vi") == (n == 70) else [])
    for n in (1, 5, 70)
    for code in ("vi", "en")
]


@pytest.mark.parametrize(("n", "code"), CROWDS)
def test_texts_are_inside_and_apart(n, code):
    for about in (context(n, code), context(n, code, focus=None))[: 1 if n > 10 else 2]:
        figure = draw_forms(many(n), about)
        extents = boxes(figure)
        assert extents[:, :2].min() >= 0
        assert (extents[:, 2:].max(axis=0) <= figure.bbox.size).all()
        assert overlapping(figure) == []
        width, height = figure.get_size_inches() * 2.54
        assert width == pytest.approx(16)
        assert height < 24


def test_the_title_is_the_rate_and_the_lowest_unit():
    about = context(3, unit_names={"u00": "An", "u01": "Binh", "u02": "Cao"})
    shown = written(accounting_of(FORMS), about)
    assert "289 of 350 forms came back (82.57%);" in shown
    assert "lowest return rate: Binh (75.00%)" in shown
    assert "An: 90 of 100 forms returned (90.00%), 85 valid." in shown
    sister = written(accounting_of(FORMS | {"u00": (100, 60, 60, 60)}), about)
    assert "259 of 350 forms came back (74.00%);" in sister
    assert "lowest return rate: An (60.00%)" in sister


def test_units_stand_by_their_return_rate_then_unknown_rows_then_totals():
    shown = written(accounting_of(FORMS | {"u03": (pd.NA, pd.NA, 70, 70)}, 7), context(4, unit_names={}))
    names = [text for text in shown if text in ("U00", "U01", "U02", "U03", "Unit not known", "Total")]
    assert names == ["U02", "U00", "U01", "U03", "Unit not known", "Total"]
    at = shown.index("Total")
    assert shown[at : at + 7] == ["Total", "350", "289", "82.57", "364", "345", "19"]
    assert "Forms are told for 3 of 4 units; their totals are of these." in shown


def test_a_unit_without_forms_has_dashes():
    shown = written(accounting_of(FORMS | {"u03": (pd.NA, pd.NA, 70, 70)}), context(4, unit_names={}))
    at = shown.index("U03")
    assert shown[at + 1 : at + 7] == ["–", "–", "–", "70", "70", "0"]


def test_where_nobody_told_the_forms_the_responses_are_counted():
    forms = {unit: (pd.NA, pd.NA, read, accepted) for unit, (_, _, read, accepted) in FORMS.items()}
    shown = written(accounting_of(forms), context(3))
    assert "275 valid responses from 3 units, 12 rows rejected" in shown
    assert not {"Issued", "Returned", "–"} & set(shown)
    clean = accounting_of(dict.fromkeys(FORMS, (pd.NA, pd.NA, 5, 5)))
    assert "15 valid responses from 3 units" in written(clean, context(3))


def test_forms_of_none_issued_have_no_rate():
    shown = written(accounting_of(FORMS | {"u00": (0, 0, 5, 5)}), context(3, unit_names={}))
    at = shown.index("U00")
    assert shown[at + 1 : at + 4] == ["0", "0", "–"]


def test_numbers_are_vietnamese():
    shown = " ".join(written(accounting_of({"u00": (1200, 900, 900, 900)}), context(1, "vi")))
    assert "1.200" in shown
    assert "75,00" in shown
    assert "75.00" not in shown


def test_bars_are_as_long_as_the_counts():
    figure = draw_forms(accounting_of(FORMS), context(3, focus=None))
    shades = {theme.CROWD.face: "issued", theme.OTHER.face: "returned", theme.QUIET: "valid"}
    bars: dict[str, list[float]] = {name: [] for name in shades.values()}
    for patch in figure.axes[0].patches:
        face = "#{:02X}{:02X}{:02X}".format(*(round(255 * part) for part in patch.get_facecolor()[:3]))
        if face in shades and patch.get_y() > 0:
            bars[shades[face]].append(patch.get_width())
    longest = max(bars["issued"])
    assert [round(200 * width / longest) for width in bars["issued"]] == [50, 100, 200]
    assert [round(200 * width / longest) for width in bars["returned"]] == [49, 90, 150]
    assert [round(200 * width / longest) for width in bars["valid"]] == [40, 85, 150]


def test_the_own_unit_is_marked():
    def bands(focus: str | None) -> int:
        figure = draw_forms(accounting_of(FORMS), context(3, focus=focus))
        band = tuple(int(theme.BAND[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return sum(patch.get_facecolor()[:3] == pytest.approx(band) for patch in figure.axes[0].patches)

    assert (bands("u01"), bands(None), bands("elsewhere")) == (1, 0, 0)


def test_the_text_for_those_who_cannot_see_it():
    alt = describe_forms(accounting_of(FORMS, 7), context(3, unit_names={}))
    assert alt == (
        f"[{theme.SIMULATED}] 289 of 350 forms came back (82.57%); lowest return rate: U01 (75.00%). "
        "Table with bars of 3 units. 294 rows read = 275 valid + 19 rejected."
    )


def test_hostile_names_stay_plain_text():
    about = replace(made_context(8, "en", HOSTILE), provenance=HOSTILE[0])
    table = many(8)
    figure = draw_forms(table, about)
    assert overlapping(figure) == []
    svg = ET.fromstring(render(figure, describe_forms(table, about))["svg"])
    shown = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert any("<script>alert(1)" in text for text in shown)
    assert not list(svg.iter("{http://www.w3.org/2000/svg}script"))
    assert not any(sign in text for text in shown for sign in "\x00\u202e")


def test_the_table_stays_as_it_is_and_no_rows_are_no_error():
    table = many(5)
    before = table.copy()
    draw_forms(table, context(5))
    pd.testing.assert_frame_equal(table, before)
    assert draw_forms(table.iloc[:0], context(5))
    assert describe_forms(table.iloc[:0], context(5))


def test_huge_counts_take_the_room_of_the_bars():
    table = accounting_of(FORMS | {"u00": (123456789012, 90, 88, 85)})
    figure = draw_forms(table, context(3))
    assert overlapping(figure) == []
    assert "123,456,789,012" in texts(figure)
    assert not math.isnan(figure.get_size_inches()[1])
