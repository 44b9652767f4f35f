"""Shapes of text files: encodings and delimiters."""

import csv
import subprocess
import unicodedata
from pathlib import Path

import pandas as pd

from tests.shapes.answers import LABELS
from tests.shapes.shape import shape, shape_of
from tests.shapes.survey import VIETNAMESE, answers_as, write_text


def _in_words(survey: pd.DataFrame) -> pd.DataFrame:
    """The survey with as many Vietnamese letters as it can have: headers, units and labels."""
    return answers_as(survey, LABELS).rename(columns=VIETNAMESE)


def _by_iconv(survey: pd.DataFrame, path: Path, encoding: str) -> None:
    text = _in_words(survey).to_csv(index=False, lineterminator="\r\n").encode()
    written = subprocess.run(
        ["iconv", "-f", "UTF-8", "-t", encoding], input=text, capture_output=True, check=True
    )
    path.write_bytes(written.stdout)


@shape
def plain_csv(survey: pd.DataFrame, raw: Path) -> None:
    write_text(survey, raw / "a.csv", lineterminator="\n")


@shape
def utf8_with_byte_order_mark(survey: pd.DataFrame, raw: Path) -> None:
    write_text(_in_words(survey), raw / "a.csv", "utf-8-sig")


@shape
def utf8_decomposed(survey: pd.DataFrame, raw: Path) -> None:
    text = _in_words(survey).to_csv(index=False)
    (raw / "a.csv").write_text(unicodedata.normalize("NFD", text), encoding="utf-8")


@shape
def excel_unicode_text(survey: pd.DataFrame, raw: Path) -> None:
    text = _in_words(survey).to_csv(index=False, sep="\t", lineterminator="\r\n")
    (raw / "a.txt").write_bytes(b"\xff\xfe" + text.encode("utf-16-le"))


@shape
def utf16_big_endian(survey: pd.DataFrame, raw: Path) -> None:
    text = _in_words(survey).to_csv(index=False, lineterminator="\r\n")
    (raw / "a.csv").write_bytes(b"\xfe\xff" + text.encode("utf-16-be"))


@shape_of("iconv")
def windows_1258(survey: pd.DataFrame, raw: Path) -> None:
    # iconv writes the letters decomposed, as Windows does: ê and a dot below for ệ.
    _by_iconv(survey, raw / "a.csv", "CP1258")


@shape
def windows_1258_without_labels(survey: pd.DataFrame, raw: Path) -> None:
    write_text(survey.assign(unit=survey["unit"].map(_as_windows_has_it)), raw / "a.csv", "cp1258")


def _as_windows_has_it(name: str) -> str:
    """The letters of the code page and the tones behind them."""
    letters = unicodedata.normalize("NFD", name)
    for mark, vowels in (("\u0302", "aeoAEO"), ("\u0306", "aA"), ("\u031b", "ouOU")):
        for vowel in vowels:
            for tone in ("", "\u0323", "\u0309", "\u0300", "\u0301", "\u0303"):
                letters = letters.replace(
                    vowel + tone + mark, unicodedata.normalize("NFC", vowel + mark) + tone
                )
    return letters


@shape_of("iconv")
def tcvn3(survey: pd.DataFrame, raw: Path) -> None:
    # TCVN 5712-1 has the letters of TCVN3 at the same places, but for capitals with tones; none is used.
    _by_iconv(survey, raw / "a.csv", "TCVN5712-1")


_VNI_ALONE = dict(zip("đơưìíỉĩịỵ", "ñôöìíæóòî", strict=True))
_TONES = {"": 0, "\u0301": 1, "\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0323": 5}
_VNI_MARKS = {"": " ùøûõï", "\u0302": "âáàåãä", "\u0306": "êéèúüë"}


def to_vni(text: str) -> str:
    """A text in the letters that the VNI fonts show as Vietnamese."""
    return "".join(_vni(letter) for letter in unicodedata.normalize("NFC", text))


def _vni(letter: str) -> str:
    if letter.isascii():
        return letter
    small = letter.lower()
    written = _VNI_ALONE.get(small) or _vni_marked(small)
    return written.upper() if letter.isupper() else written


def _vni_marked(small: str) -> str:
    base, *marks = unicodedata.normalize("NFD", small)
    tone = next((mark for mark in marks if mark in _TONES), "")
    if "\u031b" in marks:
        return _VNI_ALONE[unicodedata.normalize("NFC", base + "\u031b")] + _VNI_MARKS[""][_TONES[tone]]
    shape = next((mark for mark in marks if mark in _VNI_MARKS), "")
    return base + _VNI_MARKS[shape][_TONES[tone]]


@shape
def vni(survey: pd.DataFrame, raw: Path) -> None:
    text = _in_words(survey).to_csv(index=False, lineterminator="\r\n")
    (raw / "a.csv").write_bytes(to_vni(text).encode("cp1252"))


@shape
def semicolons(survey: pd.DataFrame, raw: Path) -> None:
    write_text(survey, raw / "a.csv", "utf-8-sig", sep=";")


@shape
def tabs(survey: pd.DataFrame, raw: Path) -> None:
    write_text(survey, raw / "a.tsv", sep="\t")


@shape
def pipes(survey: pd.DataFrame, raw: Path) -> None:
    write_text(survey, raw / "a.txt", sep="|")


@shape
def semicolons_named_in_the_first_line(survey: pd.DataFrame, raw: Path) -> None:
    text = survey.to_csv(index=False, sep=";", lineterminator="\r\n")
    (raw / "a.csv").write_text("sep=;\r\n" + text, encoding="utf-8-sig", newline="")


@shape
def windows_line_ends(survey: pd.DataFrame, raw: Path) -> None:
    write_text(survey, raw / "a.csv")


@shape
def all_cells_quoted_with_line_breaks(survey: pd.DataFrame, raw: Path) -> None:
    remarks = [f'Tôi đề nghị:\n- thêm ghế, quạt;\n- "nhanh hơn"\nlần {row}' for row in range(len(survey))]
    write_text(
        survey.assign(**{"Ý kiến khác": remarks}), raw / "a.csv", quoting=csv.QUOTE_ALL, lineterminator="\n"
    )
