"""Names, criteria and provenance of any kind: none of them becomes a formula, a link or a break of a file."""

import zipfile
from dataclasses import replace
from functools import cache
from io import BytesIO

import pytest
from lxml import etree
from openpyxl.workbook import Workbook

from pipeline.present.workbook.book import workbook
from schemas.language import LanguageCode
from schemas.toml import Text
from tests.unit.made_results import made_context, made_results
from tests.unit.opened_book import formulas, opened, rows, told

LONG = "Ủy ban nhân dân " * 18 + "hết tên"
HOSTILE = (
    "=cmd|'/C calc'!A0",
    "<script>alert(1)</script>",
    "{{7*7}} ${x} {unit}",
    "+1+1\u202egnp.exe",
    LONG,
    "https://example.org/",
)


@cache
def content(language: LanguageCode = "en", focus: str = "u00") -> bytes:
    names = {f"u{i:02d}": name for i, name in enumerate(HOSTILE)}
    context = made_context(7, language)
    first, *others = context.questionnaire.criteria
    texts = (Text(vi="=1+1", en="=1+1"), Text(vi=LONG, en=LONG))
    changed = [c.model_copy(update={"text": text}) for c, text in zip(others, texts, strict=False)]
    questionnaire = context.questionnaire.model_copy(
        update={"criteria": (first, *changed, *others[len(changed) :])}
    )
    hostile = replace(
        context,
        questionnaire=questionnaire,
        focus=focus,
        unit_names={**context.unit_names, **names},
        short_names={**context.short_names, **names},
        administration="=HYPERLINK(1)",
        provenance="@SUM(A1) <b>&amp;</b> \x00\x1b[31m" + LONG,
    )
    return workbook(made_results(7), hostile)


@cache
def book() -> Workbook:
    return opened(content())


@pytest.mark.parametrize(("language", "focus"), [("en", "u00"), ("vi", "u02")])
def test_no_text_becomes_a_formula_or_a_link(language: LanguageCode, focus: str) -> None:
    made = opened(content(language, focus))
    places = formulas(made)
    tried = made.worksheets[7]
    assert set(places) <= {tried.title}
    assert all("cmd" not in str(tried[place].value) for place in places.get(tried.title, ()))
    with zipfile.ZipFile(BytesIO(content(language, focus))) as parts:
        for name in parts.namelist():
            data = parts.read(name)
            etree.fromstring(data, etree.XMLParser(resolve_entities=False))
            assert b'TargetMode="External"' not in data
            assert b"<script" not in data
            assert "\u202e".encode() not in data


def test_names_stand_as_they_are() -> None:
    units = {row["Unit"] for row in rows(book()["Ranking"])}
    assert {HOSTILE[0], HOSTILE[1], HOSTILE[2], "+1+1\ufffdgnp.exe", LONG, HOSTILE[5]} <= units


def test_every_text_that_looks_like_a_formula_is_marked_as_a_text() -> None:
    risky = [
        cell
        for sheet in book().worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "s" and str(cell.value).startswith(("=", "+", "-", "@"))
    ]
    assert len({cell.parent.title for cell in risky}) > 8
    assert all(cell.quotePrefix for cell in risky)


def test_a_chart_of_a_unit_with_the_name_of_a_formula_takes_it_from_a_cell() -> None:
    with zipfile.ZipFile(BytesIO(content())) as parts:
        charts = [parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/charts/")]
    assert charts
    assert all("<c:f>=" not in xml and "<c:f>cmd" not in xml for xml in charts)


def test_long_texts_make_high_rows_not_wide_columns() -> None:
    sheet = book()["Ranking"]
    assert all(dimension.width <= 50 for dimension in sheet.column_dimensions.values())
    heights = [sheet.row_dimensions[line].height for line in range(5, 12)]
    assert max(heights) > 100


def test_the_provenance_is_told_without_what_could_be_obeyed() -> None:
    shown = next(text for text in told(book()["Read first"]) if text.startswith("@SUM"))
    assert "\x1b" not in shown
    assert "<b>&amp;</b> \ufffd\ufffd[31m" in shown
