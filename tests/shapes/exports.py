"""Shapes of exports of survey tools, laid out as these tools lay them out."""

import csv
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from tests.shapes.answers import LABELS
from tests.shapes.shape import shape
from tests.shapes.survey import CODE_OF_UNIT, CODES, GROUPS, QUESTIONS, answers_as, write_settings, write_text

ROMAN = dict(zip("12345", ("I", "II", "III", "IV", "V"), strict=True))
GROUP_NAMES = dict(zip("12345", ("tiep_can", "thu_tuc", "cong_chuc", "ket_qua", "gop_y"), strict=True))


def _times(survey: pd.DataFrame) -> list[datetime]:
    days = pd.to_datetime(survey["date"])
    return [day.to_pydatetime() + timedelta(hours=8, seconds=97 * i % 28800) for i, day in enumerate(days)]


def _kobo(survey: pd.DataFrame, headers: dict[str, str]) -> pd.DataFrame:
    """What KoboToolbox puts before and behind the answers."""
    times = _times(survey)
    before = {
        "start": [f"{time.isoformat()}.000+07:00" for time in times],
        "end": [f"{(time + timedelta(minutes=9)).isoformat()}.000+07:00" for time in times],
    }
    behind = {
        "_id": [str(48_000_001 + 3 * i) for i in range(len(survey))],
        "_uuid": [str(uuid.uuid5(uuid.NAMESPACE_OID, name)) for name in survey["respondent"]],
        "_submission_time": [(time + timedelta(minutes=10)).isoformat() for time in times],
        **dict.fromkeys(("_validation_status", "_notes"), ""),
        "_status": "submitted_via_web",
        "_submitted_by": "",
        "__version__": "vQ7sWk2o3",
        "_tags": "",
        "_index": [str(i + 1) for i in range(len(survey))],
    }
    answers = survey[["unit", *CODES]].rename(columns=headers)
    return pd.concat([pd.DataFrame(before), answers, pd.DataFrame(behind, index=survey.index)], axis=1)


def _kobo_values(survey: pd.DataFrame) -> pd.DataFrame:
    coded = survey.assign(unit=[CODE_OF_UNIT[unit].replace("-", "_") for unit in survey["unit"]])
    names = {code: f"{GROUP_NAMES[code[0]]}/q{code.replace('.', '_')}" for code in CODES}
    return _kobo(coded, {"unit": "thong_tin/don_vi", **names})


def _kobo_labels(survey: pd.DataFrame) -> pd.DataFrame:
    asked = {code: f"{GROUPS[code[0]]}/{question}" for code, question in QUESTIONS.items()}
    return _kobo(answers_as(survey, LABELS), {"unit": "Thông tin chung/Đơn vị", **asked})


@shape
def kobo_csv_with_values(survey: pd.DataFrame, raw: Path) -> None:
    write_text(_kobo_values(survey), raw / "a.csv", sep=";", quoting=csv.QUOTE_ALL)


@shape
def kobo_csv_with_labels(survey: pd.DataFrame, raw: Path) -> None:
    write_text(_kobo_labels(survey), raw / "a.csv", "utf-8-sig", sep=";", quoting=csv.QUOTE_ALL)


@shape
def kobo_xlsx(survey: pd.DataFrame, raw: Path) -> None:
    _kobo_labels(survey).to_excel(raw / "a.xlsx", index=False, engine="xlsxwriter", sheet_name="SIPAS 2019")


def _limesurvey(survey: pd.DataFrame, headers: dict[str, str], around: tuple[str, ...]) -> pd.DataFrame:
    """What LimeSurvey puts before the answers."""
    times = [time.isoformat(sep=" ") for time in _times(survey)]
    number = [str(i + 1) for i in range(len(survey))]
    before = dict(zip(around, (number, times, "5", "vi", "1839201774", times, times), strict=True))
    answers = survey[["unit", *CODES]].rename(columns=headers)
    return pd.concat([pd.DataFrame(before, index=survey.index), answers], axis=1)


IN_CODES = ("id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp")
IN_WORDS = (
    *("Mã phản hồi", "Ngày gửi", "Trang cuối", "Ngôn ngữ bắt đầu"),
    *("Hạt giống", "Ngày bắt đầu", "Ngày hành động cuối cùng"),
)


def _subquestions() -> dict[str, str]:
    return {code: f"q{int(code[0]):02}[SQ{int(code[2]):03}]" for code in CODES}


@shape
def limesurvey_with_codes(survey: pd.DataFrame, raw: Path) -> None:
    table = _limesurvey(survey, {"unit": "donvi", **_subquestions()}, IN_CODES)
    write_text(table, raw / "a.csv", quoting=csv.QUOTE_ALL, lineterminator="\n")


@shape
def limesurvey_with_codes_of_answers_settled_in_survey_toml(survey: pd.DataFrame, raw: Path) -> None:
    coded = answers_as(survey, lambda code: f"AO0{code}" if code in "12345" else code)
    table = _limesurvey(coded, {"unit": "G01Q01", **_subquestions()}, IN_CODES)
    write_text(table, raw / "a.csv", quoting=csv.QUOTE_ALL, lineterminator="\n")
    codes = "".join(f'"AO0{level}" = {level}\n' for level in range(1, 6))
    write_settings(raw, f'[columns]\nunit = "G01Q01"\n[answers]\n{codes}')


@shape
def limesurvey_with_full_question_text(survey: pd.DataFrame, raw: Path) -> None:
    asked = {code: f"{GROUPS[code[0]]} [{question}]" for code, question in QUESTIONS.items()}
    table = _limesurvey(answers_as(survey, LABELS), {"unit": "Đơn vị", **asked}, IN_WORDS)
    write_text(table, raw / "a.csv", "utf-8-sig", quoting=csv.QUOTE_ALL, lineterminator="\n")


@shape
def limesurvey_with_codes_and_question_text(survey: pd.DataFrame, raw: Path) -> None:
    asked = {
        code: f"{subquestion}. {GROUPS[code[0]]} [{QUESTIONS[code]}]"
        for code, subquestion in _subquestions().items()
    }
    table = _limesurvey(answers_as(survey, LABELS), {"unit": "donvi. Đơn vị", **asked}, IN_CODES)
    write_text(table, raw / "a.csv", quoting=csv.QUOTE_ALL, lineterminator="\n")


@shape
def google_forms_csv(survey: pd.DataFrame, raw: Path) -> None:
    asked = {
        code: f"{ROMAN[code[0]]}. {GROUPS[code[0]]} [{question}]" for code, question in QUESTIONS.items()
    }
    answers = answers_as(survey, LABELS)[["unit", *CODES]].rename(columns={"unit": "Đơn vị", **asked})
    stamps = [
        f"{t:%Y/%m/%d} {t.hour % 12 or 12}:{t:%M:%S} {'SA' if t.hour < 12 else 'CH'} GMT+7"
        for t in _times(survey)
    ]
    answers.insert(0, "Dấu thời gian", stamps)
    write_text(
        answers,
        raw / "Khảo sát (Câu trả lời) - Câu trả lời biểu mẫu 1.csv",
        quoting=csv.QUOTE_ALL,
        lineterminator="\n",
    )


@shape
def google_sheets_xlsx(survey: pd.DataFrame, raw: Path) -> None:
    asked = {code: f"Mức độ hài lòng của Ông/Bà [{code}. {question}]" for code, question in QUESTIONS.items()}
    answers = answers_as(survey, LABELS)[["unit", *CODES]].rename(columns={"unit": "Đơn vị", **asked})
    answers.insert(0, "Dấu thời gian", _times(survey))
    answers.to_excel(raw / "a.xlsx", index=False, sheet_name="Câu trả lời biểu mẫu 1")


@shape
def microsoft_forms_xlsx(survey: pd.DataFrame, raw: Path) -> None:
    times = _times(survey)
    before = {
        "ID": range(1, len(survey) + 1),
        "Start time": times,
        "Completion time": [time + timedelta(minutes=6) for time in times],
        "Email": "anonymous",
        "Name": None,
    }
    answers = answers_as(survey, LABELS)[["unit", *CODES]].rename(columns={"unit": "Đơn vị", **QUESTIONS})
    table = pd.concat([pd.DataFrame(before, index=survey.index), answers], axis=1)
    table.to_excel(raw / "a.xlsx", index=False, sheet_name="Form1")
