"""Shapes of tables and folders: what stands around a table, its columns, the files it is spread over."""

from pathlib import Path

import numpy as np
import pandas as pd

from tests.shapes.answers import LABELS
from tests.shapes.shape import shape
from tests.shapes.survey import CODES, QUESTIONS, VIETNAMESE, answers_as, typed, write_settings, write_text

TITLES = (
    "ỦY BAN NHÂN DÂN TỈNH ĐIỆN BIÊN",
    "KẾT QUẢ KHẢO SÁT SỰ HÀI LÒNG CỦA NGƯỜI DÂN, TỔ CHỨC NĂM 2019",
    "Thang điểm: 1 = Rất không hài lòng; 2 = Không hài lòng; 3 = Bình thường; 4 = Hài lòng; 5 = Rất hài lòng",
)


def totals(survey: pd.DataFrame) -> list[str]:
    """A row of means, as a spreadsheet has it below its table."""
    answers = survey[CODES].apply(pd.to_numeric, errors="coerce").where(lambda codes: codes <= 5)
    means = [f"{mean:.2f}" for mean in answers.mean()]
    return ["Tổng cộng", str(len(survey)), "", *means]


def _write_printed(survey: pd.DataFrame, path: Path) -> None:
    """The table as it is printed: titles and a legend above, a row of totals below."""
    blank = [""] * len(survey.columns)
    rows = [
        *([title, *blank[1:]] for title in TITLES),
        blank,
        [VIETNAMESE.get(name, name) for name in survey.columns],
        *survey.to_numpy().tolist(),
        blank,
        totals(survey),
        blank,
    ]
    pd.DataFrame(rows).to_csv(path, index=False, header=False, encoding="utf-8-sig")


@shape
def titles_above_and_totals_below(survey: pd.DataFrame, raw: Path) -> None:
    _write_printed(survey, raw / "a.csv")


@shape
def titles_and_totals_in_a_file_for_each_unit(survey: pd.DataFrame, raw: Path) -> None:
    for unit, rows in survey.groupby("unit", sort=False):
        _write_printed(rows, raw / f"{unit}.csv")


@shape
def empty_rows_and_columns_around(survey: pd.DataFrame, raw: Path) -> None:
    wide = survey.assign(**{f"blank {i}": "" for i in range(4)}).rename(
        columns=lambda name: "" if "blank" in name else name
    )
    lines = wide.to_csv(index=False).splitlines()
    empty = ["," * (len(wide.columns) - 1)]
    (raw / "a.csv").write_text(
        "\n".join([*empty * 2, lines[0], *lines[1:90], *empty, *lines[90:], *empty * 60])
    )


@shape
def codes_in_one_line_questions_in_the_next(survey: pd.DataFrame, raw: Path) -> None:
    questions = pd.DataFrame([{**VIETNAMESE, **QUESTIONS}])
    write_text(pd.concat([questions, survey]), raw / "a.csv")


@shape
def questions_as_headers(survey: pd.DataFrame, raw: Path) -> None:
    write_text(survey.rename(columns={**VIETNAMESE, **QUESTIONS}), raw / "a.csv")


@shape
def numbered_questions_as_headers(survey: pd.DataFrame, raw: Path) -> None:
    numbered = {code: f"{code}. {text}" for code, text in QUESTIONS.items()}
    write_text(survey.rename(columns={**VIETNAMESE, **numbered}), raw / "a.csv")


@shape
def codes_behind_a_word_as_headers(survey: pd.DataFrame, raw: Path) -> None:
    write_text(
        survey.rename(columns={**VIETNAMESE, **{code: f"Câu {code}" for code in CODES}}), raw / "a.csv"
    )


@shape
def odd_headers_settled_in_survey_toml(survey: pd.DataFrame, raw: Path) -> None:
    odd = {name: f"Trường {number}" for number, name in enumerate(survey.columns)}
    write_text(survey.rename(columns=odd), raw / "a.csv")
    write_settings(raw, "[columns]\n" + "".join(f'"{name}" = "{header}"\n' for name, header in odd.items()))


@shape
def columns_shuffled(survey: pd.DataFrame, raw: Path) -> None:
    order = np.random.default_rng(2019).permutation(survey.columns.to_numpy())
    write_text(survey[list(order)], raw / "a.csv")


@shape
def rows_shuffled(survey: pd.DataFrame, raw: Path) -> None:
    write_text(survey.sample(frac=1, random_state=2019), raw / "a.csv")


@shape
def personal_columns_beside_the_answers(survey: pd.DataFrame, raw: Path) -> None:
    n = range(len(survey))
    personal = {
        "Họ và tên": [
            f"{('Nguyễn Văn', 'Lò Thị', 'Vàng A', 'Quàng Thị')[i % 4]} {'ABCDEGH'[i % 7]}ình" for i in n
        ],
        "Số điện thoại": [f"09{12345678 + 977 * i}" for i in n],
        "Số CCCD": [f"0110{90000000 + 1234 * i}" for i in n],
        "Địa chỉ": [f"Tổ {i % 20 + 1}, phường Mường Thanh" for i in n],
        "Email": [f"nguoi.dan.{i}@vidu.vn" for i in n],
        "Tuổi": [str(20 + i % 50) for i in n],
        "Ý kiến đóng góp": ["Cán bộ nhiệt tình, cần thêm ghế ngồi chờ" if i % 5 == 0 else "" for i in n],
    }
    write_text(survey.assign(**personal), raw / "a.csv")


@shape
def weights_that_are_all_one(survey: pd.DataFrame, raw: Path) -> None:
    write_text(survey.assign(weight="1,0"), raw / "a.csv", sep=";")


@shape
def one_file_for_each_unit(survey: pd.DataFrame, raw: Path) -> None:
    for unit, rows in survey.groupby("unit", sort=False):
        write_text(rows, raw / f"{unit}.csv")


@shape
def folders_for_each_unit(survey: pd.DataFrame, raw: Path) -> None:
    for unit, rows in survey.groupby("unit", sort=False):
        (raw / str(unit)).mkdir()
        write_text(rows, raw / str(unit) / "phiếu khảo sát.csv")


@shape
def headers_repeated_where_files_were_pasted(survey: pd.DataFrame, raw: Path) -> None:
    parts = [rows.to_csv(index=False) for _, rows in survey.groupby("unit", sort=False)]
    (raw / "a.csv").write_text("".join(parts), encoding="utf-8")


@shape
def formats_mixed_in_a_folder(survey: pd.DataFrame, raw: Path) -> None:
    first, second, third, fourth = (rows for _, rows in survey.groupby("unit", sort=False))
    write_text(answers_as(first, LABELS).rename(columns=VIETNAMESE), raw / "Phủ.txt", "utf-16", sep="\t")
    typed(second).to_excel(raw / "Lay.xlsx", index=False)
    typed(third).rename(columns=QUESTIONS).to_excel(raw / "Biên.ods", index=False)
    write_text(fourth, raw / "Chùa.csv", sep=";")
