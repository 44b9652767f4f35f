"""Every text that a user may see exists in Vietnamese, with the same places to fill."""

import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from pipeline.present.problems_page import problems_page
from schemas.findings import Finding
from schemas.language import Language
from schemas.problems import PROBLEMS
from tests.catalogue import ROOT, texts

PO = ROOT / "schemas" / "locale" / "vi" / "LC_MESSAGES" / "hailong.po"


def catalogue() -> dict[str, str]:
    with PO.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_is_translated_and_no_translation_is_left_over() -> None:
    assert catalogue().keys() == texts().keys()
    assert all(catalogue().values())


def test_a_translation_fills_the_same_places() -> None:
    wrong = [
        text
        for text, translated in catalogue().items()
        if not places(text) - {"n"} <= places(translated) <= places(text)
    ]
    assert wrong == []


def test_the_catalogue_is_sorted_so_that_changes_can_be_read() -> None:
    found = list(catalogue())
    assert found == sorted(found)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_can_be_told(code: str, language: str) -> None:
    problem = PROBLEMS[code]
    names = places(problem.found + problem.expected + problem.action) - {"got", "column"}
    finding = Finding(code, "raw/2019/a.csv", 41, "3.4", "6", tuple((name, "?") for name in names))
    message = finding.message(Language(language))
    assert "raw/2019/a.csv" in message
    assert "41" in message
    assert "{" not in message


def test_a_message_says_where_got_expected_and_what_to_do() -> None:
    finding = Finding("code-outside-scale", "raw/2025-03/muong-cha.csv", 41, "A3", "6", (("scale", "1-5"),))
    assert finding.message(Language("en")) == (
        'raw/2025-03/muong-cha.csv line 41, column "A3": got "6"; '
        "expected a level of the scale 1-5, or a blank. "
        "Look at the form and correct the cell. The answer was left out."
    )


def test_the_page_of_problems_is_that_of_the_catalogue() -> None:
    assert (ROOT / "docs" / "problems.md").read_text(encoding="utf-8") == problems_page()


def test_texts_from_files_are_not_taken_for_templates() -> None:
    finding = Finding("unknown-unit", "a.csv", 2, "unit", "{0.__class__} {{7*7}}", (("nearest", ""),))
    assert "{0.__class__} {{7*7}}" in finding.message(Language("vi"))


def test_the_source_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert texts()
