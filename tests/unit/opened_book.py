"""A workbook opened again, as the tests of it read it."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import xlsxwriter
from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.present.context import Context
from pipeline.present.results import Results
from pipeline.present.workbook.book import workbook
from pipeline.present.workbook.first import Part, write_first
from pipeline.present.workbook.looks import Looks
from schemas.language import LanguageCode
from tests.unit.made_results import example_context, example_results, made_context, made_results

Row = dict[str, Any]


def opened(content: bytes, values: bool = False) -> Workbook:
    """The workbook; with `values` the results of formulas stand in their cells."""
    return openpyxl.load_workbook(BytesIO(content), data_only=values)


def head_row(sheet: Worksheet) -> int:
    """The row of the heads of a list, 1 the first."""
    return int(sheet.auto_filter.ref.split(":")[0].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def cells(sheet: Worksheet) -> Iterator[dict[str, Cell]]:
    """The rows of a list below its head, by the heads; `band: head` where a head stands under a band."""
    line = head_row(sheet)
    last = int(sheet.auto_filter.ref.split(":")[1].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    heads, band = [], ""
    merged = {str(area).split(":")[0]: area for area in sheet.merged_cells.ranges if area.min_row == line - 1}
    reach = 0
    for cell in sheet[line]:
        above = sheet.cell(line - 1, cell.column)
        if above.coordinate in merged and line == 4:
            band, reach = str(above.value), merged[above.coordinate].max_col
        heads.append(f"{band}: {cell.value}" if cell.column <= reach else str(cell.value))
    for row in sheet.iter_rows(min_row=line + 1, max_row=last):
        yield dict(zip(heads, row, strict=True))


def rows(sheet: Worksheet) -> list[Row]:
    """The same with values."""
    return [{head: cell.value for head, cell in row.items()} for row in cells(sheet)]


def formulas(book: Workbook) -> dict[str, list[str]]:
    """The cells with formulas of every sheet that has any."""
    found = {
        sheet.title: [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        for sheet in book.worksheets
    }
    return {name: places for name, places in found.items() if places}


def told(sheet: Worksheet) -> list[str]:
    """All texts of a sheet."""
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def written(part: Part, context: Context) -> Worksheet:
    """One sheet alone, in a workbook of its own."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        part.write(book.add_worksheet(part.name), Looks(book), context)
    return opened(stream.getvalue())[part.name]


def first_sheet(results: Results, context: Context) -> Worksheet:
    """The first sheet alone, in a workbook of its own."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        write_first(book.add_worksheet("first"), (), results, Looks(book), context)
    return opened(stream.getvalue())["first"]


def sheet_names(content: bytes) -> list[str]:
    """The names of the sheets, without reading these."""
    with zipfile.ZipFile(BytesIO(content)) as parts:
        return re.findall(r'<sheet name="([^"]*)"', parts.read("xl/workbook.xml").decode())


@cache
def example_content(language: LanguageCode = "en", focus: bool = True) -> bytes:
    """The workbook of the example; without `focus` it is about no single unit."""
    context = example_context(language)
    return workbook(example_results(), context if focus else replace(context, focus=None))


@cache
def example_book(language: LanguageCode = "en", focus: bool = True) -> Workbook:
    return opened(example_content(language, focus))


@cache
def few_units_book() -> Workbook:
    """Of five units, among them one that is not published, and figures that are withheld."""
    return opened(workbook(made_results(5), made_context(5, "en")))
