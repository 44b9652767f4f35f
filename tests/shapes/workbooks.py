"""Shapes of workbooks, each written by the library that other programs write it with."""

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import openpyxl.styles
import pandas as pd
import pyreadstat
import xlsxwriter
import xlwt

from tests.shapes.answers import LABELS
from tests.shapes.layouts import TITLES, totals
from tests.shapes.shape import shape
from tests.shapes.survey import CODE_OF_UNIT, CODES, GROUPS, QUESTIONS, VIETNAMESE, answers_as, typed


@shape
def xlsx_by_pandas(survey: pd.DataFrame, raw: Path) -> None:
    typed(survey).to_excel(raw / "a.xlsx", index=False, engine="openpyxl")


@shape
def xlsx_called_csv(survey: pd.DataFrame, raw: Path) -> None:
    typed(survey).to_excel(raw / "a.xlsx", index=False)
    (raw / "a.xlsx").rename(raw / "a.csv")


@shape
def xlsx_with_titles_and_everything_as_text(survey: pd.DataFrame, raw: Path) -> None:
    book = xlsxwriter.Workbook(raw / "a.xlsx", {"strings_to_numbers": False})
    sheet, bold = book.add_worksheet("Dữ liệu"), book.add_format({"bold": True})
    last = len(survey.columns) - 1
    for row, title in enumerate(TITLES):
        sheet.merge_range(row, 0, row, last, title, bold)
    for dimension in GROUPS:
        columns = [survey.columns.get_loc(code) for code in CODES if code[0] == dimension]
        sheet.merge_range(4, columns[0], 4, columns[-1], GROUPS[dimension], bold)
    for column, name in enumerate(("respondent", "unit", "date")):
        sheet.merge_range(4, column, 5, column, VIETNAMESE[name], bold)
    for column, code in enumerate(CODES, start=3):
        sheet.write_string(5, column, code, bold)
    days = [f"{day:%d/%m/%Y}" for day in pd.to_datetime(survey["date"])]
    rows = [*survey.assign(date=days).to_numpy().tolist(), [], totals(survey)]
    for at, cells in enumerate(rows, start=6):
        for column, text in enumerate(cells):
            if text:
                sheet.write_string(at, column, text)
    sheet.autofilter(5, 0, 5 + len(survey), last)
    book.close()


@shape
def xlsx_with_a_sheet_for_each_unit(survey: pd.DataFrame, raw: Path) -> None:
    with pd.ExcelWriter(raw / "a.xlsx", engine="xlsxwriter") as book:
        guide = pd.DataFrame(
            {"HƯỚNG DẪN": ["Mỗi phiếu nhập một dòng.", *TITLES, "Đơn vị chọn theo danh mục."]}
        )
        guide.to_excel(book, sheet_name="Hướng dẫn", index=False)
        for unit, rows in survey.groupby("unit", sort=False):
            typed(rows).to_excel(book, sheet_name=str(unit), index=False)
        _levels_counted(survey).to_excel(book, sheet_name="Thống kê")
        _units_compared(survey).to_excel(book, sheet_name="Tổng hợp", index=False)


def _levels_counted(survey: pd.DataFrame) -> pd.DataFrame:
    """How often each level was given for each criterion: a sheet of figures, not of responses."""
    answers = answers_as(survey, LABELS)[CODES]
    counts = pd.DataFrame({code: answers[code].value_counts() for code in CODES}).T.fillna(0).astype(int)
    return counts.rename_axis("Tiêu chí").rename(index=QUESTIONS)


def _units_compared(survey: pd.DataFrame) -> pd.DataFrame:
    """The share of satisfied answers of each unit by dimension."""
    rows = []
    for number, (unit, own) in enumerate(survey.groupby("unit", sort=False), start=1):
        shares = {
            name: f"{own[[c for c in CODES if c[0] == d]].isin(['4', '5']).to_numpy().mean():.2%}"
            for d, name in GROUPS.items()
        }
        rows.append({"TT": number, "Đơn vị": unit, "Số phiếu": len(own), **shares})
    return pd.DataFrame(rows)


@shape
def xlsx_by_openpyxl_with_formatted_rows_below(survey: pd.DataFrame, raw: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([*(VIETNAMESE.get(name, name) for name in survey.columns)])
    for row in typed(survey).itertuples(index=False):
        sheet.append([None if cell is None else cell for cell in row])
    thin = openpyxl.styles.Side(style="thin")
    for row in sheet.iter_rows(min_row=1, max_row=len(survey) + 100, max_col=len(survey.columns) + 3):
        for cell in row:
            cell.border = openpyxl.styles.Border(thin, thin, thin, thin)
    for cell in sheet["C"][1:]:
        cell.number_format = "dd/mm/yyyy"
    sheet.freeze_panes = "D2"
    sheet.column_dimensions["B"].hidden = True
    book.save(raw / "Phiếu khảo sát.xlsx")


@shape
def xlsx_with_numbered_rows_and_vietnamese_labels(survey: pd.DataFrame, raw: Path) -> None:
    labelled = answers_as(survey, LABELS).rename(columns={**VIETNAMESE, **QUESTIONS})
    labelled.insert(0, "STT", range(1, len(survey) + 1))
    labelled.to_excel(raw / "a.xlsx", index=False)


@shape
def xls_by_xlwt(survey: pd.DataFrame, raw: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    for column, name in enumerate(survey.columns):
        sheet.write(0, column, VIETNAMESE.get(name, name))
    for row, cells in enumerate(typed(survey).itertuples(index=False), start=1):
        for column, cell in enumerate(cells):
            _write_cell(sheet, row, column, cell, day)
    book.save(str(raw / "a.xls"))


def _write_cell(sheet: Any, row: int, column: int, cell: Any, day: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write(row, column, cell, day)
    elif cell is not None:
        sheet.write(row, column, cell)


@shape
def ods_by_pandas(survey: pd.DataFrame, raw: Path) -> None:
    typed(survey).to_excel(raw / "a.ods", index=False, engine="odf")


@shape
def html_table_called_xls(survey: pd.DataFrame, raw: Path) -> None:
    shown = answers_as(survey, LABELS).replace("", "&nbsp;").rename(columns={**VIETNAMESE, **QUESTIONS})
    table = shown.to_html(index=False, escape=False, border=1)
    head = '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>'
    (raw / "a.xls").write_text(f"{head}<body><h3>{TITLES[1]}</h3>{table}</body></html>", encoding="utf-8")


SPSS_CODES = {"-": 97}


@shape
def spss_with_value_labels(survey: pd.DataFrame, raw: Path) -> None:
    units = {name: number for number, name in enumerate(CODE_OF_UNIT, start=1)}
    names = {code: f"q{code.replace('.', '_')}" for code in CODES}
    answers = {
        names[code]: [float(SPSS_CODES.get(text, text) or "nan") for text in survey[code]] for code in CODES
    }
    table = pd.DataFrame(
        {
            "respondent": survey["respondent"],
            "unit": survey["unit"].map(units).astype(float),
            "date": [day.date() for day in pd.to_datetime(survey["date"])],
            **answers,
        }
    )
    labels = {float(SPSS_CODES.get(code, code)): label for code, label in LABELS.items()}
    pyreadstat.write_sav(
        table,
        str(raw / "a.sav"),
        column_labels=["Mã phiếu", "Đơn vị", "Ngày khảo sát", *QUESTIONS.values()],
        variable_value_labels={
            "unit": {float(number): name for name, number in units.items()},
            **dict.fromkeys(names.values(), labels),
        },
        missing_ranges={name: [97.0, 98.0, 99.0] for name in names.values()},
    )


@shape
def spss_with_codes_alone(survey: pd.DataFrame, raw: Path) -> None:
    coded = survey.rename(columns={code: f"q{code.replace('.', '_')}" for code in CODES})
    pyreadstat.write_sav(coded, str(raw / "a.sav"))
