"""The chart of years: what it says, where it joins periods, and that it can be read at every length."""

import math
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from matplotlib.figure import Figure

from pipeline.measure.comparisons.changes import Measured, changes
from pipeline.present.charts import theme
from pipeline.present.charts.sheet import render
from pipeline.present.charts.years import describe_years, draw_years
from pipeline.present.context import Context
from schemas.framework import Framework
from schemas.language import LANGUAGES, Language
from schemas.period import Period
from schemas.tables import CHANGES, types
from tests.unit.drawn import boxes, overlapping, texts
from tests.unit.made_tables import EN, ITEMS, SIPAS, TUAN_GIAO, context_of

HOSTILE = "$x_1$ <script>&^2\x00\x1b\n{n} %s \u202e{{7*7}} =cmd|"
PLAIN = Framework.of(SIPAS)
FRAMEWORKS = {
    "plain": PLAIN,
    "other": replace(PLAIN, code="sipas-2030"),
    "one dimension": replace(PLAIN, dimensions={**PLAIN.dimensions, "access": frozenset()}),
}
History = tuple[pd.DataFrame, pd.DataFrame]


def shifted(by: float) -> list[float]:
    """The indices of Tuần Giáo, nearer to or farther from 100 by a share of the distance."""
    return [100 - (100 - index) * (1 + by) for index in TUAN_GIAO]


def measured(
    period: str,
    values: Sequence[float],
    framework: str = "plain",
    n: float = 180,
    labels: Mapping[str, tuple[str, str]] | None = None,
) -> Measured:
    """Tuần Giáo in one period; `labels` are reliability and reason by item."""
    rows = []
    for (kind, item), value in zip(ITEMS, values, strict=True):
        reliability, reason = (labels or {}).get(item, ("reliable", ""))
        index = math.nan if reliability == "suppressed" else value
        half = 196 * math.sqrt(index / 100 * (1 - index / 100) / n)
        rows.append(
            {
                "kind": kind,
                "item": item,
                "n_respondents": 180,
                "index": index,
                "ci_low": index - min(half, index),
                "ci_high": index + min(half, 100 - index),
                "reliability": reliability,
                "reason": reason,
                "df": n,
            }
        )
    estimates = pd.DataFrame(rows).assign(unit="tuan-giao", level="district", formula="", simulated=True)
    estimates = estimates.assign(period=period)
    comparison = estimates[["unit", "kind", "item"]].assign(rank=1)
    return Measured(Period.parse(period), FRAMEWORKS[framework], estimates, comparison)


def history_of(periods: Sequence[Measured]) -> History:
    """The estimates of all periods, and the changes of each of them."""
    made = [changes(now, periods[:i]) for i, now in enumerate(periods)]
    return pd.concat([one.estimates for one in periods], ignore_index=True), pd.concat(
        made, ignore_index=True
    )


@cache
def years(n: int = 3, frameworks: tuple[tuple[int, str], ...] = (), size: float = 180) -> History:
    """So many years to 2019, ever better; `frameworks` are those from a year on."""
    framework, periods = "plain", []
    for year in range(2020 - n, 2020):
        framework = dict(frameworks).get(year, framework)
        periods.append(measured(str(year), shifted(0.3 * (2019 - year) % 1.5), framework, size))
    return history_of(periods)


def context(say: Language = EN, **names: str) -> Context:
    return context_of(say, "tuan-giao", **names)


def joins(figure: Figure) -> int:
    """How many pairs of periods are joined."""
    return sum(line.get_color() == theme.GAP for line in figure.axes[0].lines)


def words(figure: Figure) -> str:
    return " ".join(" ".join(texts(figure)).split())


def test_three_years_of_tuan_giao() -> None:
    figure = draw_years(*years(), context())
    written = words(figure)
    assert written.startswith(
        f"{theme.SIMULATED} Huyện Tuần Giáo: 86.14%; change since 2018 +4.16 points: cannot"
    )
    assert (
        "Satisfaction index in percent from 2017 to 2019, overall and by dimension; 180 valid responses"
        in written
    )
    low, high = (f"{end:+.2f}".replace("-", "−") for end in interval(years()[1]))
    assert f"Since 2018: +4.16 points [{low}; {high}]" in texts(figure)
    assert [text for text in texts(figure) if text == "2018"] == ["2018"] * 6
    assert joins(figure) == 12
    for label in ("Overall index", "Feedback", "86.14", "77.88"):
        assert label in texts(figure)


def interval(told: pd.DataFrame, item: str = "overall", period: str = "2019") -> tuple[float, float]:
    row = told[(told["item"] == item) & (told["period"] == period) & (told["unit"] == "tuan-giao")]
    previous = row[row["basis"] == "previous"].iloc[0]
    return float(previous["change_low"]), float(previous["change_high"])


@pytest.mark.parametrize(
    ("verdict", "title"),
    [
        ("up", "86.14%, 4.16 points more than in 2018"),
        ("down", "86.14%, 4.16 points less than in 2018"),
        ("not_distinguishable", "86.14%; change since 2018 +4.16 points: cannot be told from none"),
        ("", "86.14%; official change since 2018 +4.16 points"),
    ],
)
def test_the_title_follows_the_verdict(verdict: str, title: str) -> None:
    history, told = years()
    figure = draw_years(history, told.assign(verdict=verdict), context())
    assert title in words(figure)
    arrows = {"up": "↑", "down": "↓"}
    assert sum(text.endswith(arrows.get(verdict, "#")) for text in texts(figure)) == (
        6 if verdict in arrows else 0
    )
    assert ("↑ ↓: the index is shown" in words(figure)) == bool(verdict)


def test_the_chart_takes_the_columns_and_computes_nothing() -> None:
    history, told = years()
    written = words(draw_years(history, told.assign(change=1.23), context()))
    assert "+1.23" in written
    assert "+4.16" not in written


def test_a_break_is_a_gap_with_its_reason() -> None:
    figure = draw_years(*years(4, ((2018, "other"),)), context())
    assert joins(figure) == 12
    assert texts(figure).count("a") == 6
    assert "a: before and after cannot be compared (another questionnaire)." in words(figure)
    assert "points more" not in words(figure)
    last = draw_years(*years(3, ((2019, "other"),)), context())
    assert "Huyện Tuần Giáo: 86.14%; not comparable with 2018 (another questionnaire)" in words(last)
    assert texts(last).count("Not comparable with 2018: another questionnaire") == 6
    assert "points" not in words(last).replace("dot", "")


def test_a_break_of_one_dimension_leaves_the_others_whole() -> None:
    figure = draw_years(*years(3, ((2018, "one dimension"),)), context())
    assert texts(figure).count("a") == 2
    assert joins(figure) == 10


def test_periods_of_which_nothing_is_known_are_not_joined() -> None:
    history, told = years(4)
    figure = draw_years(history, told[told["period"] == "2019"], context())
    assert joins(figure) == 6
    assert "No line: nothing is known" in words(figure)
    assert "No line" not in words(draw_years(history, told, context()))


def test_the_same_period_of_the_year_before_stands_beside_the_one_before() -> None:
    quarters = ["2018-Q4", "2019-Q1", "2019-Q2", "2019-Q3", "2019-Q4"]
    periods = [measured(name, shifted(0.1 * i)) for i, name in enumerate(quarters)]
    figure = draw_years(*history_of(periods), replace(context(), period="2019-Q4"))
    assert sum(text.startswith("Since 2019-Q3:") for text in texts(figure)) == 6
    assert sum(text.startswith("Since 2018-Q4:") for text in texts(figure)) == 6


def test_careful_and_withheld_figures() -> None:
    labels = {
        "feedback": ("suppressed", "suppressed_small"),
        "access": ("use_with_care", "wide_interval"),
    }
    periods = [measured("2018", TUAN_GIAO), measured("2019", TUAN_GIAO, labels=labels)]
    figure = draw_years(*history_of(periods), context())
    written = texts(figure)
    assert "(85.69)" in written
    assert "×" in written
    assert "Since 2018: – points" in written
    assert joins(figure) == 5
    assert "×: withheld" in words(figure)
    below = dict.fromkeys((item for _, item in ITEMS), ("not_published", "below_publish_from"))
    unranked = [periods[0], measured("2019", TUAN_GIAO, labels=below)]
    assert "official change since 2018 0.00 points" in words(draw_years(*history_of(unranked), context()))


def test_without_intervals_the_change_is_official() -> None:
    figure = draw_years(*years(3, (), math.nan), context())
    assert "official change since 2018 +4.16 points" in words(figure)
    assert "95 %" not in words(figure)


SIZES = [
    pytest.param(n, Language(code), marks=[pytest.mark.slow] if (code == "vi") == (n < 12) or n == 2 else [])
    for n in (2, 5, 12)
    for code in LANGUAGES
]


@pytest.mark.parametrize(("n", "say"), SIZES)
def test_texts_are_inside_and_apart(n: int, say: Language) -> None:
    history, told = years(n, ((2013, "one dimension"), (2016, "other")), 30)
    history = history.assign(reliability="use_with_care")
    for own in [context(say), context(say, **{"tuan-giao": "W" * 300})][: 2 if n == 5 else 1]:
        figure = draw_years(history, told, own)
        width, height = figure.bbox.size
        extents = boxes(figure)
        assert extents[:, :2].min() >= 0
        assert extents[:, 2].max() <= width
        assert extents[:, 3].max() <= height
        assert overlapping(figure) == []
        assert figure.get_size_inches()[1] * 2.54 < 25.7


def test_months_fit_beside_one_another() -> None:
    months = {str(2008 + i): f"2019-{i + 1:02d}" for i in range(12)}
    history, told = (table.replace({"period": months, "earlier": months}) for table in years(12))
    figure = draw_years(history, told, replace(context(), period="2019-12"))
    assert overlapping(figure) == []
    assert texts(figure).count("2019-12") == 6


@pytest.mark.parametrize("focus", [None, "not-there"])
def test_without_a_known_unit_nothing_is_drawn(focus: str | None) -> None:
    own = replace(context(), focus=focus)
    assert "No figures by period" in texts(draw_years(*years(), own))
    assert describe_years(*years(), own)


def test_without_changes_the_indices_stay() -> None:
    history, _ = years()
    nothing = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types(CHANGES).items()})
    figure = draw_years(history, nothing, context())
    assert "Huyện Tuần Giáo: satisfaction index by period" in words(figure)
    assert "86.14" in texts(figure)


def test_numbers_and_words_are_vietnamese() -> None:
    written = texts(draw_years(*years(), context(Language("vi"))))
    assert "86,14" in written
    assert not any("86.14" in text for text in written)


def test_the_alt_text_tells_every_index_and_change() -> None:
    alt = describe_years(*years(), context())
    assert "Overall index: 2017 77.83, 2018 81.98, 2019 86.14 (Since 2018: +4.16 points [" in alt
    assert alt.startswith(f"[{theme.SIMULATED}] Huyện Tuần Giáo: 86.14%")


def test_hostile_names_stay_plain_text_and_files_are_the_same_each_time() -> None:
    own = replace(context(**{"tuan-giao": HOSTILE}), provenance=HOSTILE, administration=HOSTILE)
    files = [render(draw_years(*years(), own), describe_years(*years(), own)) for _ in range(2)]
    assert files[0] == files[1]
    svg = ET.fromstring(files[0]["svg"])
    shown = [element.text or "" for element in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert any("$x_1$ <script>&^2" in text for text in shown)
    assert not list(svg.iter("{http://www.w3.org/2000/svg}script"))
    assert not any(sign in text for text in shown for sign in "\x00\x1b\n\u202e")


def test_inputs_stay_as_they_are() -> None:
    history, told = (table.copy() for table in years())
    draw_years(history, told, context())
    describe_years(history, told, context())
    pd.testing.assert_frame_equal(history, years()[0])
    pd.testing.assert_frame_equal(told, years()[1])
