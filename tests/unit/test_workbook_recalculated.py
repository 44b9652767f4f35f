"""The workbook in LibreOffice: nothing is an error, and what was computed before is what it computes."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.present.workbook.book import workbook
from tests.unit.made_files import converted
from tests.unit.made_results import example_context, example_results, made_context, made_results
from tests.unit.opened_book import example_content, formulas, opened

NAME = "Try improvements"
OWN = "tuan-giao"
_NOW, _THEN, _CHANGE = 3, 4, 5
_WISH = 7


def recalculated(book: Workbook, folder: Path) -> Workbook:
    """The workbook with the values that LibreOffice computes: openpyxl saves formulas without values."""
    stream = BytesIO()
    book.save(stream)
    return opened(converted(stream.getvalue(), "book.xlsx", "xlsx", folder), values=True)


def results(sheet: Worksheet, at: int = _THEN) -> dict[str, Any]:
    """The results on the sheet by the beginnings of their names."""
    lines = range(6, 10)
    return {str(sheet.cell(line, 2).value).split()[0]: sheet.cell(line, at).value for line in lines}


def wish_cell(sheet: Worksheet, item: str) -> Any:
    line = next(row[1].row for row in sheet.iter_rows() if str(row[1].value).startswith(f"{item} "))
    return sheet.cell(line, _WISH)


def what_if(item: str) -> dict[str, Any]:
    table = example_results().decomposition
    row = table[(table["unit"] == OWN) & (table["item"] == item)].iloc[0]
    return {str(name): value for name, value in row.items()}


@pytest.mark.slow
def test_no_cell_is_an_error_and_cached_values_are_those_computed(tmp_path: Path) -> None:
    book = recalculated(opened(example_content()), tmp_path)
    for sheet in book.worksheets:
        texts = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
        assert not [text for text in texts if text.startswith(("#", "Err:"))]
    cached = opened(example_content(), values=True)[NAME]
    places = formulas(opened(example_content()))[NAME]
    assert len(places) == 8 + 2 * 22 + 1
    for place in places:
        assert cached[place].value is not None
        assert book[NAME][place].value == pytest.approx(cached[place].value, abs=2e-9)


@pytest.mark.slow
@pytest.mark.parametrize(("item", "case"), [("2.5", "at_median"), ("1.3", "plus"), ("5.4", "plus")])
def test_a_wish_gives_what_the_what_if_table_says(tmp_path: Path, item: str, case: str) -> None:
    book, told = opened(example_content()), what_if(item)
    wish_cell(book[NAME], item).value = told[f"{case}_raised_to"]
    sheet = recalculated(book, tmp_path)[NAME]
    then = results(sheet)
    assert then["Overall"] == pytest.approx(told[f"{case}_overall"], abs=2e-9)
    assert then["Gap"] == pytest.approx(told[f"{case}_gap_to_median"], abs=2e-9)
    assert then["Rank"] == told[f"{case}_rank"]
    assert results(sheet, _CHANGE)["Overall"] == pytest.approx(told[f"{case}_gain"], abs=4e-9)


@pytest.mark.slow
def test_wishes_add_up_and_lift_the_unit_past_others(tmp_path: Path) -> None:
    book = opened(example_content())
    for item in example_context().questionnaire.rated:
        wish_cell(book[NAME], item).value = 100
    sheet = recalculated(book, tmp_path)[NAME]
    parts = example_results().decomposition
    own = parts[parts["unit"] == OWN]
    gains = (own["share"] * (100 - own["index"])).sum() / 100
    assert results(sheet, _CHANGE)["Overall"] == pytest.approx(gains, abs=4e-9)
    assert 99 < results(sheet)["Overall"] <= 100
    assert results(sheet)["Rank"] == 1
    assert results(sheet, _CHANGE)["Rank"] == 4, "from the fifth to the first place"
    comparison = example_results().comparison
    overall = comparison[(comparison["kind"] == "overall") & (comparison["unit"] != OWN)]["index"]
    middle = sorted([*overall, results(sheet)["Overall"]])[4:6]
    assert results(sheet)["Median"] == pytest.approx(sum(middle) / 2, abs=2e-9)


@pytest.mark.slow
def test_seventy_units_are_recalculated_without_error(tmp_path: Path) -> None:
    content = workbook(made_results(70), made_context(70, "en"))
    sheet = recalculated(opened(content), tmp_path)[NAME]
    assert results(sheet) == pytest.approx(results(sheet, _NOW), abs=2e-9)


@pytest.mark.slow
def test_it_prints(tmp_path: Path) -> None:
    content = workbook(example_results(), example_context("vi"))
    pdf = converted(content, "book.xlsx", "pdf", tmp_path)
    assert pdf.startswith(b"%PDF")
    assert 20 < pdf.count(b"/Type/Page") < 80
