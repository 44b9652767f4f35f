"""The page as a file: nothing from outside, nothing hostile alive, every text and number that it needs."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from pipeline.present.charts.theme import luminance
from pipeline.present.context import Context
from pipeline.present.page.bundle import policy, script, style, template
from pipeline.present.page.colours import DAY, NIGHT, TEXT_ON, colour_rules
from pipeline.present.page.page import page
from pipeline.present.page.payload import as_script, payload
from pipeline.present.page.texts import texts
from pipeline.present.page.wording import WORDING
from pipeline.present.results import Results
from schemas.labels import BREAKS, REASONS
from tests.unit.made_results import (
    example_context,
    example_results,
    made_context,
    made_results,
    made_survey,
)

LIMIT = 3_000_000
HOSTILE = (
    "</script><script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "{{7*7}} ${x} <img src=x onerror=alert(1)>",
    "\u202eXã Đảo\u200f",
    "Ằ" * 300,
    "<!-- <script>",
)


class Read(HTMLParser):
    """The elements of a page, and the texts of those that hold scripts, styles and data."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._raw = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._raw = tag if tag in ("script", "style", "title") else ""

    def handle_endtag(self, tag: str) -> None:
        self._raw = ""

    def handle_data(self, data: str) -> None:
        if self._raw:
            self.inside.append((self._raw, data))
        else:
            self.words.append(data)

    def of(self, tag: str) -> list[str]:
        whole: list[str] = [text for name, text in self.inside if name == tag]
        return whole

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.of("script")[0])
        return found


def contexts(*languages: str) -> list[Context]:
    return [example_context(language) for language in languages]  # type: ignore[arg-type]


def example_page(*languages: str) -> Read:
    return Read(page(example_results(), contexts(*languages)).decode())


def cell(data: dict[str, Any], unit: str, item: str, column: str) -> Any:
    """The cell of a figure in the data of a page."""
    columns = data["figures"]["columns"]
    at = {name: i for i, name in enumerate(columns)}
    row = next(row for row in data["figures"]["rows"] if row[at["unit"]] == unit and row[at["item"]] == item)
    return row[at[column]]


def test_nothing_is_loaded_from_anywhere() -> None:
    read = example_page("vi", "en")
    assert not [attrs for _, attrs in read.elements if "src" in attrs or "srcset" in attrs]
    assert not [
        tag for tag, _ in read.elements if tag in ("link", "iframe", "object", "embed", "base", "img")
    ]
    assert all(attrs["href"][:1] == "#" for _, attrs in read.elements if attrs.get("href"))  # type: ignore[index]
    (look,) = read.of("style")
    assert not re.search(r"url\(|@import|//", look)
    own = read.of("script")[-1] + template() + json.dumps(read.data["specs"])
    assert "://" not in own


def test_only_the_scripts_and_the_style_of_the_page_are_allowed() -> None:
    read = example_page("vi")
    (rules,) = (
        attrs["content"]
        for tag, attrs in read.elements
        if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert rules is not None
    assert rules.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in rules
    _, *scripts = read.of("script")
    for text in (*scripts, *read.of("style")):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in rules
    assert policy(["changed"], "") != policy(["changed "], "")


def test_no_text_becomes_markup_in_the_script() -> None:
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(", script()
    )


def test_seventy_units_in_two_languages_are_small_enough() -> None:
    written = page(made_results(70), [made_context(70, "vi"), made_context(70, "en")])
    assert len(written) < LIMIT
    assert len(Read(written.decode()).data["units"]["rows"]) == 70


def test_the_same_tables_give_the_same_bytes() -> None:
    assert page(example_results(), contexts("vi", "en")) == page(example_results(), contexts("vi", "en"))


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Điện Biên province: satisfaction with public services, 2019"),
        ("vi", "Tỉnh Điện Biên: "),
    ],
)
def test_the_first_language_is_shown_first(language: str, title: str) -> None:
    read = example_page(language)
    assert ("html", {"lang": language}) in read.elements
    assert read.of("title")[0].startswith(title)
    assert not [attrs for _, attrs in read.elements if "data-language" in attrs]
    assert "DỮ LIỆU MÔ PHỎNG / SIMULATED DATA" in read.words


def test_with_two_languages_there_is_a_switch() -> None:
    read = example_page("vi", "en")
    switch = {
        attrs["data-language"]: attrs["aria-pressed"]
        for _, attrs in read.elements
        if "data-language" in attrs
    }
    assert switch == {"vi": "true", "en": "false"}
    assert read.data["separators"] == {"vi": [",", "."], "en": [".", ","]}


def test_a_survey_that_is_not_simulated_has_no_mark() -> None:
    real = replace(example_context(), simulated=False)
    assert "SIMULATED" not in page(example_results(), [real]).decode()


def test_the_figures_are_those_of_the_tables() -> None:
    data = example_page("vi").data
    assert data["focus"] == "tuan-giao"
    assert cell(data, "tuan-giao", "overall", "index") == 86.141975309
    table = example_results().comparison
    own = table[(table["unit"] == "muong-lay") & (table["item"] == "2.4")].iloc[0]
    assert cell(data, "muong-lay", "2.4", "gap_to_median") == round(own["gap_to_median"], 9)


def test_a_changed_figure_changes_the_page() -> None:
    results = example_results()
    comparison = results.comparison.copy()
    comparison.loc[comparison["unit"] == "tuan-giao", "index"] = 12.5
    changed = replace(results, comparison=comparison)
    assert cell(payload(changed, contexts("vi")), "tuan-giao", "overall", "index") == 12.5


def test_what_is_suppressed_is_not_in_the_file() -> None:
    data = payload(made_results(10), [made_context(10)])
    assert cell(data, "u04", "5.1", "reliability") == "suppressed"
    assert cell(data, "u04", "5.1", "index") is None
    answers = {(unit, item): n for unit, item, *n in data["answers"]["rows"]}
    assert answers["u04", "5.1"] == [None] * 5
    assert None not in answers["u00", "1.1"]


def test_hostile_names_are_texts() -> None:
    survey = made_survey(8, HOSTILE, provenance="<b>{{7*7}}</b></script><script>alert(2)</script>")
    many = [Context.of(survey, "vi"), Context.of(survey, "en")]
    written = page(made_results(8, HOSTILE), many).decode()
    read = Read(written)
    assert [tag for tag, _ in read.elements].count("script") == 3
    assert "img" not in [tag for tag, _ in read.elements]
    names = read.data["names"]["vi"]["unit"]
    assert names["u00"] == HOSTILE[0]
    assert names["u02"] == HOSTILE[2]
    assert names["u03"] == "\ufffdXã Đảo\ufffd"
    assert names["u04"] == HOSTILE[4]
    assert "<b>{{7*7}}</b></script><script>alert(2)</script>" in read.words
    assert "\u202e" not in written


def test_what_could_end_a_script_element_is_escaped() -> None:
    text = as_script({"a": "</SCRIPT><!--&\u2028"})
    assert text == '{"a":"\\u003c/SCRIPT\\u003e\\u003c!--\\u0026\\u2028"}'
    assert json.loads(text) == {"a": "</SCRIPT><!--&\u2028"}


def test_every_text_is_asked_for_and_every_text_asked_for_is_there() -> None:
    source = template() + script()
    quoted = set(re.findall(r'"([a-z0-9_]+)"', source))
    assert not set(WORDING) - quoted - {"alpha_of", "omega_of", "title"}
    asked = set(re.findall(r'\bsay\("([a-z0-9_.]+)"', source))
    assert asked - {"term.", "meaning."} <= texts(example_context()).keys()


def test_every_code_of_the_tables_has_words() -> None:
    known = texts(example_context("en"))
    assert {f"reason.{code}" for code in REASONS} | {f"break.{code}" for code in BREAKS} <= known.keys()
    assert known["verdict.not_distinguishable"] == "cannot be told apart"
    assert known["label.use_with_care"] == "use with care"


def _contrast(colours: dict[str, str], ink: str, ground: str) -> float:
    high, low = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_texts_can_be_read_by_day_and_night(colours: dict[str, str], ink: str, ground: str) -> None:
    assert _contrast(colours, ink, ground) >= 4.5


@pytest.mark.parametrize("colours", [DAY, NIGHT], ids=["day", "night"])
@pytest.mark.parametrize("mark", ["own", "median", "best", "edge", "down"])
def test_marks_and_controls_can_be_seen_by_day_and_night(colours: dict[str, str], mark: str) -> None:
    assert _contrast(colours, mark, "paper") >= 3


def test_every_colour_that_is_used_is_given() -> None:
    given = set(re.findall(r"--([a-z0-9-]+):", colour_rules(5)))
    used = set(
        re.findall(
            r"var\(--([a-z0-9-]+)\)",
            style() + json.dumps(payload(example_results(), contexts("vi"))["specs"]),
        )
    )
    assert used <= given
    assert DAY.keys() == NIGHT.keys()


def test_a_period_without_units_says_so() -> None:
    results = example_results()
    empty = Results(
        **{name: table if table is None else table.iloc[:0] for name, table in vars(results).items()}
    )
    data = payload(empty, contexts("vi"))
    assert (data["focus"], data["units"]["rows"]) == ("", [])
    assert "nothing" in {attrs.get("id") for _, attrs in Read(page(empty, contexts("vi")).decode()).elements}


def test_the_focus_unit_is_chosen() -> None:
    chosen = payload(example_results(), [example_context("vi", "muong-lay")])
    assert chosen["focus"] == "muong-lay"
    assert payload(example_results(), [example_context("vi", "nowhere")])["focus"] == "dien-bien-phu"
