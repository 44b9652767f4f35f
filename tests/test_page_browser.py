"""The page in a real browser, from a file and without a network."""

import csv
import io
import re
import shutil
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipeline.present.context import Context
from pipeline.present.criterion_rows import criterion_rows
from pipeline.present.numbers import count, percent, points
from pipeline.present.page.page import page
from pipeline.present.results import Results
from pipeline.present.signs import figure
from schemas.language import Language, LanguageCode
from tests.unit.made_results import (
    example_context,
    example_results,
    made_context,
    made_responses,
    made_results,
    made_survey,
    results_of,
)

CHROMIUM = shutil.which("chromium")
playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not on this machine"),
]

HOSTILE = (
    "<img src=x onerror=document.title=1>",
    "=cmd|' /C calc'!A0",
    "{{7*7}} ${x}",
    '"><script>',
    "A" * 300,
)
EN = Language("en")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Pages of the example, of made surveys and of hostile names."""
    folder = tmp_path_factory.mktemp("pages")
    hostile = made_survey(8, HOSTILE, provenance="<script>document.title=2</script>")
    written = {
        "example": page(example_results(), both(example_context)),
        "made": page(made_results(10), both(lambda language: made_context(10, language))),
        "seventy": page(made_results(70), both(lambda language: made_context(70, language))),
        "hostile": page(made_results(8, HOSTILE), both(lambda language: Context.of(hostile, language))),
    }
    for name, content in written.items():
        (folder / f"{name}.html").write_bytes(content)
    return {name: folder / f"{name}.html" for name in written}


def both(context: Any) -> list[Context]:
    return [context("en"), context("vi")]


@pytest.fixture
def opening(browser: Any, files: dict[str, Path]) -> Iterator[Any]:
    """Opens a page; in the end nothing was complained of and nothing was asked of a network."""
    said: list[str] = []
    contexts = []

    def opened(name: str, part: str = "", **settings: Any) -> Any:
        context = browser.new_context(
            offline=True, **{"viewport": {"width": 1440, "height": 900}, **settings}
        )
        contexts.append(context)
        sheet = context.new_page()
        sheet.set_default_timeout(15_000)
        sheet.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        sheet.on("pageerror", lambda error: said.append(str(error)))
        sheet.on("request", lambda request: request.url.startswith("file:") or said.append(request.url[:200]))
        sheet.goto(files[name].as_uri() + part)
        sheet.wait_for_selector("#ranking-chart svg, #nothing:not([hidden])")
        return sheet

    yield opened
    for context in contexts:
        context.close()
    assert said == []


def until(sheet: Any, expression: str) -> None:
    """Waits for it; Playwright's own way evaluates text, which the page forbids."""
    end = time.monotonic() + 10
    while not sheet.evaluate(expression):
        assert time.monotonic() < end, expression
        sheet.wait_for_timeout(50)


def card(sheet: Any) -> list[str]:
    """The large figures of the chosen unit: index, gap to the median, gap to the best, rank."""
    found: list[str] = sheet.locator("#card-body strong").all_inner_texts()
    return found


def then(sheet: Any) -> list[str]:
    found: list[str] = sheet.locator("#then strong").all_inner_texts()
    return found


def column(sheet: Any, table: str, number: int) -> list[str]:
    """The first lines of the cells of a column."""
    cells = sheet.locator(f"#{table} tbody tr > :nth-child({number})").all_inner_texts()
    return [text.strip().split("\n")[0] for text in cells]


def test_a_unit_is_chosen_and_its_figures_are_those_of_the_tables(opening: Any) -> None:
    sheet = opening("example")
    assert sheet.input_value("#unit") == "tuan-giao"
    assert card(sheet) == ["86.14%", "+0.05", "−13.25", "5 of 10"]
    sheet.select_option("#unit", "muong-nhe")
    assert sheet.inner_text("#unit-name") == "Mường Nhé district"
    overall = example_results().comparison.query("unit == 'muong-nhe' and kind == 'overall'").iloc[0]
    assert card(sheet) == [
        percent(overall["index"], EN) + "%",
        points(overall["gap_to_median"], EN),
        points(overall["gap_to_best"], EN),
        f"{overall['rank']} of 10",
    ]
    assert "unit=muong-nhe" in sheet.url
    assert "↓ below the median" in sheet.inner_text("#card-body")


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("unit", ["u00", "u04", "u08"])
def test_numbers_are_printed_as_in_the_other_documents(
    opening: Any, language: LanguageCode, unit: str
) -> None:
    sheet, say = opening("made", f"#unit={unit}&language={language}"), Language(language)
    rows = criterion_rows(made_results(10), made_context(10, language), unit)
    assert column(sheet, "criteria-table", 1) == [row.code for row in rows]
    assert column(sheet, "criteria-table", 5) == [figure(row.index, row.reliability, say) for row in rows]
    assert column(sheet, "criteria-table", 6) == [percent(row.median, say) for row in rows]
    assert column(sheet, "criteria-table", 7) == [points(row.gap_to_median, say) for row in rows]
    assert column(sheet, "criteria-table", 10) == [count(row.rank, say) for row in rows]
    assert column(sheet, "criteria-table", 11) == [points(row.to_median, say) for row in rows]


def test_groups_are_those_of_the_other_documents(opening: Any) -> None:
    sheet = opening("example", "#unit=dien-bien-phu")
    rows = criterion_rows(example_results(), example_context("en"), "dien-bien-phu")
    for group in ("above_90", "80_to_90", "below_80"):
        sheet.select_option("#group", group)
        assert column(sheet, "criteria-table", 1) == [row.code for row in rows if row.group == group]


def test_the_address_keeps_unit_and_language(opening: Any) -> None:
    sheet = opening("example", "#unit=muong-lay&language=vi")
    assert sheet.inner_text("#unit-name") == "Thị xã Mường Lay"
    assert sheet.evaluate("document.documentElement.lang") == "vi"
    sheet.click("nav a[href='#criteria']")
    until(sheet, "location.hash.includes('muong-lay')")
    assert sheet.inner_text("#unit-name") == "Thị xã Mường Lay"


@pytest.mark.parametrize(
    ("name", "unit", "item"),
    [
        *(("example", unit, item) for unit in ("tuan-giao", "muong-nhe") for item in ("2.5", "5.1")),
        ("example", "tua-chua", "1.3"),
        ("example", "muong-lay", "1.1"),
        ("made", "u07", "3.3"),
    ],
)
def test_five_points_more_are_worth_what_the_table_says(
    opening: Any, name: str, unit: str, item: str
) -> None:
    sheet = opening(name, f"#unit={unit}")
    results = example_results() if name == "example" else made_results(10)
    row = results.decomposition.query("unit == @unit and item == @item").iloc[0]
    slider = sheet.get_by_role("slider", name=f"{item} ")
    slider.focus()
    for _ in range(10):
        sheet.keyboard.press("ArrowRight")
    peers = results.comparison.query("kind == 'overall' and unit == @unit").iloc[0]
    assert then(sheet) == [
        percent(row["plus_overall"], EN) + "%",
        points(row["plus_gap_to_median"], EN),
        f"{row['plus_rank']} of {peers['n_units']}",
    ]
    assert slider.get_attribute("aria-valuetext") == (
        f"{percent(row['index'], EN)} → {percent(row['plus_raised_to'], EN)}%"
    )
    sheet.click("#reset")
    assert then(sheet)[0] == percent(peers["index"], EN) + "%"


def test_half_a_point_more_is_worth_less_than_five(opening: Any) -> None:
    sheet = opening("example", "#unit=tuan-giao")
    sheet.get_by_role("slider", name="2.5 ").focus()
    sheet.keyboard.press("ArrowRight")
    row = example_results().decomposition.query("unit == 'tuan-giao' and item == '2.5'").iloc[0]
    assert then(sheet)[0] == percent(86.141975309 + row["share"] / 100 * 0.5, EN) + "%"
    assert then(sheet)[0] != percent(row["plus_overall"], EN) + "%"


def test_without_a_rank_there_is_no_what_if_nor_contribution(opening: Any) -> None:
    sheet = opening("made", "#unit=u04")
    assert "not ranked" in card(sheet)
    assert sheet.is_hidden("#what_if-body")
    assert sheet.is_visible("#contributions-none")
    assert "×" in column(sheet, "criteria-table", 5)
    assert "not published: fewer respondents" in sheet.inner_text("#card-body")


def test_a_table_is_sorted_by_its_heads(opening: Any) -> None:
    sheet = opening("made")
    head = sheet.locator("#criteria-table th", has=sheet.locator("button[data-key=index]"))
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    falling = [float(text.strip("()")) for text in column(sheet, "criteria-table", 5)]
    assert falling == sorted(falling, reverse=True)
    assert sheet.evaluate("document.activeElement.dataset.key") == "index"
    sheet.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    rising = [float(text.strip("()")) for text in column(sheet, "criteria-table", 5)]
    assert rising == sorted(falling)


def test_criteria_are_found_without_accents(opening: Any) -> None:
    sheet = opening("example", "#language=vi&unit=tuan-giao")
    sheet.fill("#search", "thai do giao tiep")
    assert column(sheet, "criteria-table", 1) == ["3.1"]
    assert re.search(r"\b1(/| of )22\b", sheet.inner_text("#criteria-shown"))


def test_the_language_is_switched(opening: Any) -> None:
    sheet = opening("example")
    sheet.click("button[data-language=vi]")
    assert sheet.title().startswith("Tỉnh Điện Biên")
    assert card(sheet)[0] == "86,14%"
    assert sheet.get_attribute("button[data-language=vi]", "aria-pressed") == "true"
    assert sheet.get_attribute("button[data-language=en]", "aria-pressed") == "false"
    until(sheet, "document.querySelector('#contributions-chart').textContent.includes('−0,')")


def test_day_and_night(opening: Any) -> None:
    def ground(sheet: Any) -> str:
        return str(sheet.evaluate("getComputedStyle(document.body).backgroundColor"))

    sheet = opening("example")
    day = ground(sheet)
    sheet.click("#dark")
    assert ground(sheet) != day
    assert sheet.get_attribute("#dark", "aria-pressed") == "true"
    night = opening("example", color_scheme="dark")
    assert ground(night) == ground(sheet)
    night.click("#dark")
    assert ground(night) == day
    sheet.emulate_media(media="print")
    ink = "getComputedStyle(document.documentElement).getPropertyValue('--ink')"
    assert sheet.evaluate(ink) == "#1A1A1A"


def test_a_mark_of_the_ranking_chooses_its_unit(opening: Any) -> None:
    sheet = opening("example")
    sheet.locator("#ranking-chart svg path[aria-label], #ranking-chart .mark-symbol path").first.wait_for()
    sheet.locator("#ranking-chart .mark-symbol").last.locator("path").first.click()
    assert sheet.input_value("#unit") == "muong-lay"
    sheet.wait_for_selector("#ranking-table tr.own >> text=Mường Lay")
    sheet.click("#ranking-table >> text=Nậm Pồ district")
    assert sheet.input_value("#unit") == "nam-po"


def test_a_mark_says_what_it_is(opening: Any) -> None:
    sheet = opening("hostile")
    sheet.locator("#ranking-chart .mark-symbol").last.locator("path").nth(1).hover()
    sheet.wait_for_selector("#tip:not([hidden])")
    assert sheet.inner_text("#tip").splitlines()[1].count("[") == 1
    assert "of 7" in sheet.inner_text("#tip")


def download(sheet: Any, button: str) -> tuple[str, bytes]:
    with sheet.expect_download() as waiting:
        sheet.click(button)
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


@pytest.mark.parametrize(("language", "separator", "index"), [("vi", ";", "86,14"), ("en", ",", "86.14")])
def test_a_table_is_downloaded(opening: Any, language: str, separator: str, index: str) -> None:
    sheet = opening("example", f"#unit=tuan-giao&language={language}")
    name, content = download(sheet, "#ranking-download")
    assert name == "2019.csv"
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))
    assert len(rows) == 11
    assert {len(row) for row in rows} == {len(rows[0])}
    own = next(row for row in rows if "Tuần Giáo" in row[0])
    assert own[2] == index
    assert own[8] == ("-2,20" if language == "vi" else "-2.20")
    assert "−" not in content.decode()
    name, content = download(sheet, "#criteria-download")
    assert name == "tuan-giao-2019.csv"
    read = pd.read_csv(
        io.BytesIO(content), sep=separator, decimal="," if language == "vi" else ".", dtype={0: str}
    )
    assert len(read) == 22
    assert read.iloc[0, 9] == pytest.approx(87.78)


def test_hostile_names_stay_texts(opening: Any) -> None:
    sheet = opening("hostile")
    assert "satisfaction" in sheet.title()
    assert sheet.locator("main img").count() == 0
    assert HOSTILE[0] in sheet.locator("#unit option").all_inner_texts()
    assert sheet.locator("#ranking-table").get_by_text(HOSTILE[2], exact=True).count() == 1
    _, content = download(sheet, "#ranking-download")
    names = [row[0] for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))]
    assert f"'{HOSTILE[1]}" in names
    assert HOSTILE[1] not in names
    assert HOSTILE[3] in names
    assert sheet.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("name", ["example", "seventy", "hostile"])
@pytest.mark.parametrize("width", [360, 1440])
def test_nothing_sticks_out_of_the_window(opening: Any, name: str, width: int) -> None:
    sheet = opening(name, viewport={"width": width, "height": 800})
    assert sheet.evaluate("document.documentElement.scrollWidth") == width
    wide = """[...document.querySelectorAll('.chart svg')].filter(
        svg => svg.getBoundingClientRect().right > svg.closest('section').getBoundingClientRect().right)"""
    assert sheet.evaluate(f"{wide}.length") == 0


def test_it_prints_on_a4(opening: Any) -> None:
    sheet = opening("seventy")
    content = sheet.pdf(prefer_css_page_size=True)
    sizes = {(float(w), float(h)) for w, h in re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", content)}
    assert len(sizes) == 1
    ((width, height),) = sizes
    assert (width, height) == (pytest.approx(595.3, abs=1), pytest.approx(841.9, abs=1))
    sheet.emulate_media(media="print")
    for hidden in ("#bar", "#what_if", ".controls", "#ranking-table", "#criteria-table thead button"):
        assert sheet.locator(hidden).first.is_hidden()
    assert sheet.locator("#criteria-table thead .printed").first.is_visible()


def test_everything_can_be_told_by_a_screen_reader(opening: Any) -> None:
    sheet = opening("example")
    levels = sheet.eval_on_selector_all("h1,h2,h3,h4", "all => all.map(one => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    for landmark in ("header", "main", "footer", "nav"):
        assert sheet.locator(landmark).count() == 1
    unnamed = """all => all.filter(one => !(one.labels?.length || one.getAttribute('aria-label')
        || (one.tagName === 'BUTTON' && one.textContent.trim()))).map(one => one.outerHTML)"""
    assert sheet.eval_on_selector_all("input, select, button", unnamed) == []
    pictures = "all => all.filter(one => !one.getAttribute('aria-label')).length"
    assert sheet.eval_on_selector_all("[role=img], [role=region]", pictures) == 0
    names = sheet.eval_on_selector_all("[id]:not(svg *)", "all => all.map(one => one.id)")
    assert len(names) == len(set(names))
    broken = """all => all.map(one => one.getAttribute('aria-labelledby') ?? one.getAttribute('for'))
        .filter(id => !document.getElementById(id))"""
    assert sheet.eval_on_selector_all("[aria-labelledby], [for]", broken) == []
    assert sheet.get_attribute("#dimensions-chart", "aria-label").startswith(
        "Dot plot of the dimensions of Tuần"
    )
    assert sheet.locator("table caption").count() == sheet.locator("table").count()
    bar = sheet.locator(".answers").first.get_attribute("aria-label")
    assert re.fullmatch(r"Very dissatisfied: \d+%; .*; Very satisfied: \d+%", bar)


def test_it_can_be_used_by_keyboard_alone(opening: Any) -> None:
    sheet = opening("example")
    sheet.keyboard.press("Tab")
    assert sheet.evaluate("document.activeElement.className") == "skip"
    assert sheet.locator(".skip").bounding_box()["x"] >= 0
    sheet.keyboard.press("Enter")
    assert sheet.evaluate("document.activeElement.id") == "content"
    assert "unit=tuan-giao" in sheet.url
    sheet.focus("#unit")
    sheet.keyboard.press("ArrowUp")
    until(sheet, "!location.hash.includes('tuan-giao')")
    outline = "getComputedStyle(document.activeElement).outlineStyle"
    assert sheet.evaluate(outline) == "solid"


def test_changes_are_shown_where_there_are_any(opening: Any, browser: Any, tmp_path: Path) -> None:
    assert opening("example").is_hidden("#changes")
    results = example_results()
    cells = {
        "period": "2019", "earlier": "2018", "basis": "previous", "unit": "tuan-giao",
        "index_before": 84.0, "index": 86.14, "change": 2.14, "change_low": -0.5, "change_high": 4.8,
        "p_value": 0.1, "p_adjusted": 0.1, "verdict": "not_distinguishable", "rank_before": 6, "rank": 5,
        "rank_change": -1, "breaks": "", "simulated": True,
    }  # fmt: skip
    broken = {"verdict": "", "breaks": "scale;criteria", "change": float("nan")}
    rows = [
        {**cells, "kind": "dimension", "item": "access", **broken},
        {**cells, "kind": "overall", "item": "overall"},
        {**cells, "kind": "criterion", "item": "2.5", "verdict": "up"},
    ]
    table = pd.DataFrame(rows).reindex(columns=results.changes.columns)
    with_changes = Results(**{**vars(results), "changes": table})
    (tmp_path / "changes.html").write_bytes(page(with_changes, [example_context("en")]))
    sheet = browser.new_page()
    sheet.goto((tmp_path / "changes.html").as_uri())
    assert column(sheet, "changes-table", 1) == [
        "Overall index",
        "Access to the service",
        "2.5 Time limit as prescribed",
    ]
    assert column(sheet, "changes-table", 5) == ["+2.14", "–", "+2.14"]
    verdicts = column(sheet, "changes-table", 6)
    assert verdicts[0] == "cannot be told apart"
    assert verdicts[1].startswith("No series: other levels of the answers")
    assert verdicts[2] == "↑ risen"
    sheet.close()


def test_few_units_have_no_median(browser: Any, tmp_path: Path) -> None:
    """Two units of which none can be compared with a median, and no network in the way of it."""
    survey = made_survey(2)
    results = results_of(made_responses(2), survey)
    (tmp_path / "two.html").write_bytes(page(results, [Context.of(survey, "en")]))
    sheet = browser.new_page()
    said: list[str] = []
    sheet.on("console", lambda message: said.append(message.text))
    sheet.on("pageerror", lambda error: said.append(str(error)))
    sheet.goto((tmp_path / "two.html").as_uri())
    sheet.wait_for_selector("#ranking-chart svg")
    assert card(sheet)[1] == "–"
    assert then(sheet)[1] == "–"
    assert said == []
    sheet.close()
