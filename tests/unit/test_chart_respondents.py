"""The chart of respondents: what it says of units, strata and margins, readable at every size."""

import math
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from pipeline.measure.respondents import respondent_structure
from pipeline.measure.tallies.tally import Group, empty_tally
from pipeline.present.charts import theme
from pipeline.present.charts.respondent_rows import sections, unit_shares
from pipeline.present.charts.respondents import describe_respondents, draw_respondents
from pipeline.present.charts.sheet import render
from pipeline.present.context import Context
from schemas.language import LanguageCode
from schemas.settings import Margin, Survey
from tests.unit.drawn import boxes, overlapping, texts
from tests.unit.made_results import SIPAS, made_survey

HOSTILE = "$x_1$ <script>&^2\x00\x1b\n{n} %s \u202e{{7*7}} =cmd|"
Cells = Mapping[tuple[str, str, str], int]
"""Respondents by unit, stratum and gender."""


def survey(n: int, header: str = "Giới tính", raked: bool = True) -> Survey:
    made = made_survey(n)
    margins = {"gender": Margin(column=header, shares={"Nam": 1, "Nữ": 1})} if raked else {}
    return replace(made, settings=made.settings.model_copy(update={"raking": margins}))


def table(cells: Cells, of: Survey) -> pd.DataFrame:
    raked = bool(of.settings.raking)
    groups = [Group(unit, unit, stratum, (gender,) if raked else (), 0) for unit, stratum, gender in cells]
    sizes = np.array(list(cells.values()), np.int64)
    return respondent_structure(replace(empty_tally(SIPAS), groups=tuple(groups), respondents=sizes), of)


FIVE: Cells = {
    ("u00", "Thành thị", "Nam"): 30,
    ("u00", "Nông thôn", "Nữ"): 30,
    ("u01", "Nông thôn", "Nữ"): 90,
    ("u02", "Nông thôn", "Nam"): 20,
    ("u02", "Nông thôn", ""): 10,
    ("u03", "Nông thôn", "Nam"): 45,
    ("u03", "Thành thị", "Nữ"): 15,
    ("u04", "Nông thôn", "Nam"): 1000,
}


@cache
def five() -> pd.DataFrame:
    return table(FIVE, survey(5))


@cache
def many(n: int, strata: int = 2) -> pd.DataFrame:
    """Units of 200 to 200 + n respondents; `strata` of more than two are each unit's own."""
    cells = {}
    for i in range(n):
        for k in range(strata):
            stratum = f"u{i:02d} khu {k}" if strata > 2 else ("Nông thôn", "Thành thị")[k]
            for gender in ("Nam", "Nữ"):
                cells[(f"u{i:02d}", stratum, gender)] = 50 + i
    return table(cells, survey(n))


def context(
    n: int = 5, code: LanguageCode = "en", focus: str | None = "u03", of: Survey | None = None
) -> Context:
    return replace(Context.of(of or survey(n), code), focus=focus)


def words(respondents: pd.DataFrame, own: Context) -> str:
    return " ".join(" ".join(texts(draw_respondents(respondents, own))).split())


def bars(respondents: pd.DataFrame, own: Context, face: str) -> list[float]:
    """The lengths of the bars of one colour, in centimetres."""
    figure = draw_respondents(respondents, own)
    wanted = to_rgb(face)
    patches = [patch for patch in figure.axes[0].patches if patch.get_facecolor()[:3] == wanted]
    return [round(patch.get_width(), 6) for patch in patches]  # type: ignore[attr-defined]


def test_units_by_their_share_and_the_focus_unit_beside_all() -> None:
    written = texts(draw_respondents(five(), context()))
    assert "Ban Quản lý Khu kinh tế cửa khẩu quốc tế 3: 60 of 1,240 valid" in " ".join(written)
    # 1000 of 1240, and so on down to 30.
    order = [text for text in written if text in ("1,000", "90", "60", "30") or text.endswith("4.84%")][:6]
    assert order == ["1,000", "90", "60", "4.84%", "60", "4.84%"]
    assert "80.65%" in written
    for number in ("45", "75.00%", "15", "25.00%", "1,195", "96.37%", "1,095"):
        assert number in written
    assert "By stratum" in written
    assert "By “Giới tính”" in written
    assert "not stated" in written
    assert (written.count("the unit"), written.count("all units")) == (4, 5)


def test_bars_are_as_long_as_their_shares() -> None:
    own, of_all = bars(five(), context(), theme.OWN.face), bars(five(), context(), theme.CROWD.face)
    assert of_all[0] / of_all[1] == pytest.approx(1000 / 90, rel=1e-5)
    assert own[0] / of_all[0] == pytest.approx(60 / 1000, rel=1e-5)
    # Strata in the order of the table: "Nông thôn" 75 and "Thành thị" 25 per cent of the unit.
    assert own[1] / own[2] == pytest.approx(3, rel=1e-5)


def test_one_respondent_more_changes_a_bar() -> None:
    more = table({**FIVE, ("u03", "Nông thôn", "Nam"): 46}, survey(5))
    assert bars(more, context(), theme.OWN.face) != bars(five(), context(), theme.OWN.face)


def test_targets_are_diamonds_where_there_are_any() -> None:
    def diamonds(of: pd.DataFrame, own: Context) -> int:
        return sum(line.get_marker() == "D" for line in draw_respondents(of, own).axes[0].lines)

    assert diamonds(five(), context()) == 4
    assert diamonds(five(), context(focus=None)) == 2
    assert "Diamond: share to which" in words(five(), context())
    plain = survey(5, raked=False)
    without = table(FIVE, plain)
    assert diamonds(without, context(of=plain)) == 0
    assert "Diamond" not in words(without, context(of=plain))


def test_without_a_focus_all_are_shown() -> None:
    written = words(five(), context(focus=None))
    assert "1,240 valid responses from 5 units, the largest share from Xã Mường Ảng 4 (80.65%)" in written
    tied = table({("u00", "", "Nam"): 50, ("u01", "", "Nam"): 50}, survey(2))
    assert "100 valid responses from 2 units Valid" in words(tied, context(2, focus=None))
    assert "the unit" not in written
    assert "of the responses of all units." in written


def test_withheld_figures_are_crosses() -> None:
    cells = {**FIVE, ("u03", "Thành thị", "Nữ"): 3}
    written = words(table(cells, survey(5)), context())
    assert "the unit: ×" in written
    assert "×: withheld" in written
    small = table({**FIVE, ("u03", "Nông thôn", "Nam"): 2, ("u03", "Thành thị", "Nữ"): 1}, survey(5))
    rows = unit_shares(small, context())
    assert [one.of.withheld for one in rows] == [False, False, False, True, True]
    title = words(small, context())
    assert "Who answered" in title
    assert "Xã Mường Ảng 4: 1,000 valid responses (84.53% of all)" in words(small, context(focus="u04"))
    assert " 3 " not in title.replace("quốc tế 3 ", "")


def test_a_total_that_is_withheld() -> None:
    written = words(table({**FIVE, ("u00", "Khu mới", "Nam"): 2}, survey(5)), context())
    assert "all units: ×" in written
    parts = {part.title: part for part in sections(table(FIVE, survey(5)), context())}
    assert not parts["By stratum"].all_withheld


def test_of_many_strata_those_of_the_unit_are_shown() -> None:
    written = words(many(10, strata=3), context(10))
    assert "u03 khu 1" in written
    assert "u04 khu 1" not in written
    assert "30 values, too many to be drawn" in words(many(10, strata=3), context(10, focus=None))
    assert "30 values" in describe_respondents(many(10, strata=3), context(10, focus=None))


SIZES = [
    pytest.param(1, "vi", "u00"),
    pytest.param(5, "vi", "u03"),
    pytest.param(13, "en", "u03"),
    pytest.param(70, "vi", "u03"),
    pytest.param(70, "en", None, marks=pytest.mark.slow),
]


@pytest.mark.parametrize(("n", "code", "focus"), SIZES)
def test_texts_are_inside_and_apart(n: int, code: LanguageCode, focus: str | None) -> None:
    figure = draw_respondents(many(n), context(n, code, focus))
    width, height = figure.bbox.size
    extents = boxes(figure)
    assert extents[:, :2].min() >= 0
    assert extents[:, 2].max() <= width
    assert extents[:, 3].max() <= height
    assert overlapping(figure) == []
    assert figure.get_size_inches()[1] * 2.54 < 24


def test_numbers_are_vietnamese() -> None:
    written = texts(draw_respondents(five(), context(code="vi")))
    assert "1.000" in written
    assert "80,65%" in written


def test_the_alt_text_tells_all_numbers() -> None:
    alt = describe_respondents(five(), context())
    assert alt.startswith(
        f"[{theme.SIMULATED}] Ban Quản lý Khu kinh tế cửa khẩu quốc tế 3: 60 of 1,240 valid"
    )
    assert "Xã Mường Ảng 4 1,000 (80.65%)" in alt
    assert "By stratum: Nông thôn the unit 45 (75.00%), all units 1,195 (96.37%)" in alt


@pytest.mark.parametrize("rows", [slice(0, 0), slice(0, 5)])
def test_little_or_nothing_to_show(rows: slice) -> None:
    assert draw_respondents(five().iloc[rows], context())
    assert describe_respondents(five().iloc[rows], context(focus="not-there"))


def test_hostile_names_stay_plain_text_and_files_are_the_same_each_time() -> None:
    own = survey(5, HOSTILE.replace("\x00", "") + "W" * 200)
    cells = {(unit, HOSTILE + stratum, gender): n for (unit, stratum, gender), n in FIVE.items()}
    told = table(cells, own)
    names: dict[str, str] = {"u00": HOSTILE, "u01": HOSTILE + "W" * 280}
    shown = replace(context(of=own), unit_names=names, short_names=names, provenance=HOSTILE, focus="u01")
    files: Sequence[dict[str, bytes]] = [
        render(draw_respondents(told, shown), describe_respondents(told, shown)) for _ in range(2)
    ]
    assert files[0] == files[1]
    svg = ET.fromstring(files[0]["svg"])
    written = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert sum("$x_1$ <script>&^2" in text for text in written) > 5
    assert not list(svg.iter("{http://www.w3.org/2000/svg}script"))
    assert not any(sign in text for text in written for sign in "\x00\x1b\n\u202e")
    assert overlapping(draw_respondents(told, shown)) == []


def test_the_chart_takes_the_columns_and_computes_nothing() -> None:
    told = five().copy()
    draw_respondents(told.assign(share=12.34), context())
    pd.testing.assert_frame_equal(told, five())
    assert "12.34%" in words(told.assign(share=12.34), context())
    assert math.isfinite(unit_shares(told, context())[0].of.n)
