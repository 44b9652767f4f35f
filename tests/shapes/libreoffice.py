"""Shapes that LibreOffice writes."""

import subprocess
from pathlib import Path

import openpyxl
import pandas as pd

from tests.shapes.answers import LABELS
from tests.shapes.shape import shape_of
from tests.shapes.survey import QUESTIONS, VIETNAMESE, answers_as, typed, write_text

UTF8_COMMAS = "Text - txt - csv (StarCalc):44,34,76,1"
WITHIN = 120


def _convert(file: Path, to: str, raw: Path, read_as: str = "") -> Path:
    """What LibreOffice makes of a file, in the folder of raw files."""
    profile = file.parent / "profile"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += [f"--infilter={read_as}"] if read_as else []
    subprocess.run(
        [*command, "--convert-to", to, "--outdir", str(raw), str(file)],
        check=True,
        capture_output=True,
        timeout=WITHIN,
    )
    return raw / f"{file.stem}.{to.split(':')[0]}"


def _from_csv(survey: pd.DataFrame, raw: Path, to: str) -> Path:
    """A CSV file opened and saved: codes, headers such as 1.1 and dates become numbers and dates."""
    file = raw.parents[1] / "phieu.csv"
    write_text(survey.rename(columns=VIETNAMESE), file)
    return _convert(file, to, raw, UTF8_COMMAS)


@shape_of("soffice")
def xlsx_by_libreoffice(survey: pd.DataFrame, raw: Path) -> None:
    _from_csv(survey, raw, "xlsx")


@shape_of("soffice")
def xls_by_libreoffice(survey: pd.DataFrame, raw: Path) -> None:
    _from_csv(answers_as(survey, LABELS), raw, "xls")


@shape_of("soffice")
def ods_by_libreoffice(survey: pd.DataFrame, raw: Path) -> None:
    _from_csv(survey, raw, "ods")


@shape_of("soffice")
def html_called_xls_by_libreoffice(survey: pd.DataFrame, raw: Path) -> None:
    page = _from_csv(survey, raw, "html:HTML (StarCalc)")
    page.rename(page.with_suffix(".xls"))


@shape_of("soffice")
def csv_in_utf16_by_libreoffice(survey: pd.DataFrame, raw: Path) -> None:
    file = raw.parents[1] / "phieu.xlsx"
    labelled = answers_as(survey, LABELS).rename(columns={**VIETNAMESE, **QUESTIONS})
    labelled.to_excel(file, index=False)
    _convert(file, "csv:Text - txt - csv (StarCalc):9,34,65535", raw)


@shape_of("soffice")
def xlsx_with_formulas_by_libreoffice(survey: pd.DataFrame, raw: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    lists = book.create_sheet("Danh mục")
    units = list(survey["unit"].unique())
    for unit in units:
        lists.append([unit])
    sheet.append(list(survey.columns))
    for respondent, unit, date, *answers in typed(survey).itertuples(index=False):
        chosen = f"='Danh mục'!$A${units.index(unit) + 1}"
        added = [f"={answer - 1}+1" if isinstance(answer, int) else answer for answer in answers]
        sheet.append([respondent, chosen, date, *added])
    file = raw.parents[1] / "phieu.xlsx"
    book.save(file)
    _convert(file, "xlsx:Calc MS Excel 2007 XML", raw)


@shape_of("soffice")
def sheets_of_an_xlsx_turned_to_xls_by_libreoffice(survey: pd.DataFrame, raw: Path) -> None:
    file = raw.parents[1] / "phieu.xlsx"
    with pd.ExcelWriter(file) as book:
        for unit, rows in survey.groupby("unit", sort=False):
            typed(rows).to_excel(book, sheet_name=str(unit), index=False)
    _convert(file, "xls", raw)
