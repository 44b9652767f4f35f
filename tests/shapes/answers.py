"""Shapes of answers, kinds of missing and dates: labels, codes, and what stands around them."""

import unicodedata
from datetime import date
from pathlib import Path

import pandas as pd

from tests.shapes.shape import shape
from tests.shapes.survey import CODES, answers_as, write_settings, write_text

MISSING = {"99": "Không biết", "98": "Không trả lời", "-": "Không áp dụng"}
LABELS = {
    "1": "Rất không hài lòng",
    "2": "Không hài lòng",
    "3": "Bình thường",
    "4": "Hài lòng",
    "5": "Rất hài lòng",
    **MISSING,
}
ENGLISH = {
    "1": "Very dissatisfied",
    "2": "Dissatisfied",
    "3": "Neutral",
    "4": "Satisfied",
    "5": "Very satisfied",
    "99": "Don't know",
    "98": "Refused",
    "-": "N/A",
}


def without_accents(text: str) -> str:
    """A text as it is typed where the keyboard has no Vietnamese letters."""
    letters = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@shape
def labels_instead_of_codes(survey: pd.DataFrame, raw: Path) -> None:
    write_text(answers_as(survey, LABELS), raw / "a.csv")


@shape
def labels_in_capitals_with_odd_spaces(survey: pd.DataFrame, raw: Path) -> None:
    spelled = answers_as(
        survey, lambda code: f" {LABELS[code].upper()} ".replace(" ", "  ", 2).replace("HÀI ", "HÀI\u00a0")
    )
    write_text(spelled, raw / "a.csv")


@shape
def labels_without_accents(survey: pd.DataFrame, raw: Path) -> None:
    write_text(answers_as(survey, lambda code: without_accents(LABELS[code])), raw / "a.csv")


@shape
def labels_in_decomposed_letters(survey: pd.DataFrame, raw: Path) -> None:
    write_text(answers_as(survey, lambda code: unicodedata.normalize("NFD", LABELS[code])), raw / "a.csv")


@shape
def labels_in_english(survey: pd.DataFrame, raw: Path) -> None:
    write_text(answers_as(survey, ENGLISH), raw / "a.csv")


@shape
def codes_with_labels_behind_a_dot(survey: pd.DataFrame, raw: Path) -> None:
    write_text(
        answers_as(survey, lambda code: f"{code}. {LABELS[code]}" if code != "-" else code), raw / "a.csv"
    )


@shape
def codes_with_labels_behind_a_dash(survey: pd.DataFrame, raw: Path) -> None:
    write_text(
        answers_as(survey, lambda code: f"{code} - {LABELS[code].lower()}" if code != "-" else code),
        raw / "a.csv",
    )


@shape
def labels_with_codes_in_parentheses(survey: pd.DataFrame, raw: Path) -> None:
    write_text(
        answers_as(survey, lambda code: f"{LABELS[code]} ({code})" if code != "-" else code), raw / "a.csv"
    )


@shape
def codes_with_decimals(survey: pd.DataFrame, raw: Path) -> None:
    write_text(answers_as(survey, lambda code: f"{code}.0" if code.isdigit() else code), raw / "a.csv")


@shape
def codes_with_decimal_commas(survey: pd.DataFrame, raw: Path) -> None:
    spelled = answers_as(survey, lambda code: f"{code},0" if code.isdigit() else code)
    write_text(spelled, raw / "a.csv", sep=";")


@shape
def codes_in_full_width_digits(survey: pd.DataFrame, raw: Path) -> None:
    wide = {str(digit): chr(ord("０") + digit) for digit in range(10)}
    spelled = answers_as(survey, lambda code: "".join(wide.get(sign, sign) for sign in code))
    write_text(spelled, raw / "a.csv")


@shape
def codes_with_trailing_spaces(survey: pd.DataFrame, raw: Path) -> None:
    spelled = answers_as(survey, lambda code: f"{code}  ")
    write_text(
        spelled.assign(respondent=survey["respondent"] + " ", unit=survey["unit"] + "\t"), raw / "a.csv"
    )


@shape
def labels_and_codes_mixed(survey: pd.DataFrame, raw: Path) -> None:
    labelled = answers_as(survey, LABELS)
    every_third = [row % 3 == 0 for row in range(len(survey))]
    write_text(survey.mask(pd.Series(every_third, index=survey.index), labelled), raw / "a.csv")


@shape
def kinds_of_missing_as_texts(survey: pd.DataFrame, raw: Path) -> None:
    texts = {
        "99": ["KCYK", "không có ý kiến", "Không rõ"],
        "98": ["Từ chối trả lời"],
        "-": ["KHL", "N/A", "klq"],
    }
    numbers = iter(range(len(survey) * len(CODES)))

    def spell(code: str) -> str:
        return texts[code][next(numbers) % len(texts[code])] if code in texts else code

    write_text(answers_as(survey, spell), raw / "a.csv")


@shape
def words_of_its_own_settled_in_survey_toml(survey: pd.DataFrame, raw: Path) -> None:
    spelled = answers_as(survey, lambda code: {"4": "Ổn", "5": "Quá ổn", "99": "Chịu"}.get(code, code))
    write_text(spelled, raw / "a.csv")
    write_settings(raw, '[answers]\n"ổn" = 4\n"quá ổn" = 5\n"chịu" = "dont_know"\n')


def _days(survey: pd.DataFrame) -> list[date]:
    return [date.fromisoformat(text) for text in survey["date"]]


@shape
def dates_day_first(survey: pd.DataFrame, raw: Path) -> None:
    write_text(survey.assign(date=[f"{day:%d/%m/%Y}" for day in _days(survey)]), raw / "a.csv")


@shape
def dates_as_excel_serials(survey: pd.DataFrame, raw: Path) -> None:
    origin = date(1899, 12, 30)
    write_text(survey.assign(date=[str((day - origin).days) for day in _days(survey)]), raw / "a.csv")


@shape
def dates_with_vietnamese_months(survey: pd.DataFrame, raw: Path) -> None:
    written = [f"{day.day:02}-thg{day.month}-{day.year}" for day in _days(survey)]
    write_text(survey.assign(date=written), raw / "a.csv")


@shape
def dates_with_time(survey: pd.DataFrame, raw: Path) -> None:
    written = [
        f"{day.isoformat()}T{8 + i % 9:02}:{i % 60:02}:00.000+07:00" for i, day in enumerate(_days(survey))
    ]
    write_text(survey.assign(date=written), raw / "a.csv")
