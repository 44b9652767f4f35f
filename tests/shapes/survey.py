"""The survey that all shapes hold: four units of the example, as canonical text cells."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tests.conftest import ROOT

UNITS = ("dien-bien-phu", "muong-lay", "dien-bien", "tua-chua")
ROWS_EACH = 50

_QUESTIONNAIRE = tomllib.loads(
    (ROOT / "schemas" / "questionnaires" / "sipas-2017.toml").read_text(encoding="utf-8")
)
QUESTIONS: dict[str, str] = {c["code"]: c["text"]["vi"] for c in _QUESTIONNAIRE["criteria"]}
CODES = list(QUESTIONS)
GROUPS: dict[str, str] = dict(
    zip("12345", (d["name"]["vi"] for d in _QUESTIONNAIRE["dimensions"]), strict=True)
)
VIETNAMESE = {"respondent": "Mã phiếu", "unit": "Đơn vị", "date": "Ngày khảo sát"}
"""The headers that Vietnamese offices write."""

CODE_OF_UNIT = {
    "Thành phố Điện Biên Phủ": "dien-bien-phu",
    "Thị xã Mường Lay": "muong-lay",
    "Huyện Điện Biên": "dien-bien",
    "Huyện Tủa Chùa": "tua-chua",
}


def read_survey() -> pd.DataFrame:
    """The first rows of the four units, with every kind of missing in them: blank, 99, 98 and `-`."""
    files = [ROOT / "raw" / "2019" / f"{unit}.csv" for unit in UNITS]
    tables = [pd.read_csv(file, dtype=str, keep_default_na=False, nrows=ROWS_EACH) for file in files]
    survey = pd.concat(tables, ignore_index=True)
    unknown = survey[CODES] == "99"
    for step, text in ((3, "98"), (4, "-")):
        survey[CODES] = survey[CODES].mask(
            unknown & (unknown.to_numpy().cumsum().reshape(unknown.shape) % step == 0), text
        )
    return survey


def with_one_answer_changed(survey: pd.DataFrame) -> pd.DataFrame:
    """The survey with one satisfied answer turned into a dissatisfied one."""
    row = survey.index[survey["2.1"] == "4"][7]
    changed = survey.copy()
    changed.loc[row, "2.1"] = "2"
    return changed


def answers_as(survey: pd.DataFrame, spell: Callable[[str], str] | Mapping[str, str]) -> pd.DataFrame:
    """The survey with its answers spelled otherwise; blanks stay blank."""
    words = spell.__getitem__ if isinstance(spell, Mapping) else spell
    return survey.assign(**{code: [text and words(text) for text in survey[code]] for code in CODES})


def typed(survey: pd.DataFrame) -> pd.DataFrame:
    """The survey with numbers, dates and empty cells where its texts are such, as in a spreadsheet."""
    cells = {
        code: pd.Series(
            [int(text) if text.isdigit() else text or None for text in survey[code]], dtype=object
        )
        for code in CODES
    }
    numbers = pd.DataFrame(cells).set_index(survey.index)
    return pd.concat([survey[["respondent", "unit"]], pd.to_datetime(survey["date"]), numbers], axis=1)


def write_text(survey: pd.DataFrame, path: Path, encoding: str = "utf-8", **options: Any) -> None:
    """The survey as delimited text, by pandas."""
    survey.to_csv(path, index=False, encoding=encoding, **{"lineterminator": "\r\n", **options})


def write_settings(raw: Path, text: str) -> None:
    """The settings of the period."""
    (raw / "survey.toml").write_text(text, encoding="utf-8")
