"""Shapes of unit names."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from tests.shapes.answers import without_accents
from tests.shapes.shape import shape
from tests.shapes.survey import CODE_OF_UNIT, write_text

SHORT = {"Thành phố ": "TP. ", "Thị xã ": "TX. ", "Huyện ": "H. "}


def _kind(name: str) -> str:
    return next(kind for kind in SHORT if name.startswith(kind))


def _write(survey: pd.DataFrame, raw: Path, spell: Callable[[str], str]) -> None:
    write_text(survey.assign(unit=survey["unit"].map(spell)), raw / "a.csv")


@shape
def units_as_codes(survey: pd.DataFrame, raw: Path) -> None:
    _write(survey, raw, CODE_OF_UNIT.__getitem__)


@shape
def units_without_their_kind(survey: pd.DataFrame, raw: Path) -> None:
    _write(survey, raw, lambda name: name.removeprefix(_kind(name)))


@shape
def units_with_their_kind_abbreviated(survey: pd.DataFrame, raw: Path) -> None:
    _write(survey, raw, lambda name: name.replace(_kind(name), SHORT[_kind(name)]))


@shape
def units_with_their_kind_abbreviated_without_a_space(survey: pd.DataFrame, raw: Path) -> None:
    _write(survey, raw, lambda name: name.replace(_kind(name), SHORT[_kind(name)].strip()))


@shape
def units_without_accents(survey: pd.DataFrame, raw: Path) -> None:
    _write(survey, raw, lambda name: without_accents(name).upper())


@shape
def units_in_decomposed_letters(survey: pd.DataFrame, raw: Path) -> None:
    _write(survey, raw, lambda name: unicodedata.normalize("NFD", name))


@shape
def units_with_their_tones_on_the_other_vowel(survey: pd.DataFrame, raw: Path) -> None:
    _write(survey, raw, lambda name: name.replace("Tủa Chùa", "Tuả Chuà"))


@shape
def units_behind_their_office_in_both_tone_styles(survey: pd.DataFrame, raw: Path) -> None:
    offices = [
        ("Uỷ", "Ủy")[row % 2] + f" ban nhân dân {name[0].lower()}{name[1:]}"
        for row, name in enumerate(survey["unit"])
    ]
    write_text(survey.assign(unit=offices), raw / "a.csv")


@shape
def units_in_english(survey: pd.DataFrame, raw: Path) -> None:
    english = {"Thành phố ": "city", "Thị xã ": "town", "Huyện ": "district"}
    _write(survey, raw, lambda name: f"{name.removeprefix(_kind(name))} {english[_kind(name)]}")
