"""Text cells to codes: each distinct text is decided once, then the whole column follows."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from schemas.questionnaire import MISSING_CODES, Questionnaire
from schemas.responses import (
    NO_DATE,
    PSEUDO_UNIT,
    UNIT_NOT_VALID,
    UNKNOWN_UNIT,
    UNREADABLE_DATE,
    days,
)
from schemas.settings import Survey
from schemas.text import fold

_DECIMAL = re.compile(r"\d{1,9}(\.\d{1,12})?", re.ASCII)
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


@dataclass(frozen=True)
class Codes:
    """The codes of a block, row by row.

    `units` are numbers in the registry, `dates` day numbers, `weights` NaN where unreadable, `answers` the
    codes of the criteria (rows × criteria, in the order of the questionnaire); negative numbers as in
    `schemas.responses` and `schemas.questionnaire`.
    """

    units: npt.NDArray[np.int32]
    dates: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float64]
    answers: npt.NDArray[np.int8]


def looked_up(column: Any, meaning: Callable[[str], Any], dtype: type[np.generic]) -> npt.NDArray[Any]:
    """`meaning` of each cell of a dictionary column, asked once for each distinct text."""
    texts = column.dictionary.to_numpy(zero_copy_only=False)
    table = np.fromiter(map(meaning, texts), dtype, len(texts))
    return table[column.indices.to_numpy()] if len(table) else np.empty(0, dtype)


def trimmed(column: Any) -> Any:
    """A dictionary column without the spaces around its texts."""
    return pa.DictionaryArray.from_arrays(column.indices, pc.utf8_trim_whitespace(column.dictionary))


def code_cells(columns: Mapping[str, Any], n: int, survey: Survey, weighted: bool = False) -> Codes:
    """The codes of the columns at hand; a column that is not at hand reads as blank.

    Without a weight column all weights are 1, unless other files of the survey are `weighted`.
    """
    units = _unit_numbers(survey)
    return Codes(
        _coded(columns, "unit", n, lambda text: units.get(fold(text), UNKNOWN_UNIT), np.int32),
        _coded(columns, "date", n, _day, np.int32, missing=NO_DATE),
        _coded(columns, "weight", n, _weight, np.float64, missing=np.nan if weighted else 1.0),
        _answers(columns, n, survey.questionnaire),
    )


def _coded(
    columns: Mapping[str, Any],
    name: str,
    n: int,
    meaning: Callable[[str], Any],
    dtype: type[np.generic],
    missing: float | None = None,
) -> npt.NDArray[Any]:
    if name in columns:
        return looked_up(columns[name], meaning, dtype)
    return np.full(n, meaning("") if missing is None else missing, dtype)


def _unit_numbers(survey: Survey) -> dict[str, int]:
    registry = survey.registry
    numbers = dict.fromkeys(registry.pseudo_spellings, PSEUDO_UNIT)
    for number, unit in enumerate(registry.units):
        code = number if unit.exists_within(survey.first, survey.last) else UNIT_NOT_VALID
        numbers |= {fold(text): code for text in unit.spellings()}
    return numbers


def _day(text: str) -> int:
    """The day number of an ISO date or of day/month/year, never read as month first."""
    text = text.strip()
    if not text:
        return NO_DATE
    try:
        if match := _DAY_FIRST.fullmatch(text):
            return days(date(int(match[3]), int(match[2]), int(match[1])))
        return days(date.fromisoformat(text)) if _ISO.fullmatch(text) else UNREADABLE_DATE
    except ValueError:
        return UNREADABLE_DATE


def _weight(text: str) -> float:
    return float(text) if _DECIMAL.fullmatch(text.strip()) else np.nan


def _answers(columns: Mapping[str, Any], n: int, questionnaire: Questionnaire) -> npt.NDArray[np.int8]:
    codes, unreadable = questionnaire.scale.code_by_text, MISSING_CODES["unreadable"]
    answers = np.full((n, len(questionnaire.codes)), MISSING_CODES["blank"], np.int8, order="F")
    for j, criterion in enumerate(questionnaire.codes):
        if criterion in columns:
            answers[:, j] = looked_up(
                columns[criterion], lambda text: codes.get(fold(text), unreadable), np.int8
            )
    return _with_eligibility(answers, questionnaire)


def _with_eligibility(answers: npt.NDArray[np.int8], questionnaire: Questionnaire) -> npt.NDArray[np.int8]:
    """Who left an optional dimension wholly blank is not eligible for it, rather than silent."""
    for dimension in questionnaire.dimensions:
        if dimension.optional:
            own = [questionnaire.codes.index(code) for code in questionnaire.criteria_of(dimension.code)]
            silent = (answers[:, own] == MISSING_CODES["blank"]).all(axis=1)
            answers[np.ix_(silent, own)] = MISSING_CODES["not_eligible"]
    return answers
