"""Text cells to codes: each distinct text is decided once, then the whole column follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.intake.coding.answers import UNREAD, AnswerReader
from pipeline.intake.coding.dates import is_ambiguous, read_day
from pipeline.intake.coding.margins import margin_readers
from pipeline.intake.coding.minutes import read_minutes
from pipeline.intake.coding.units import UnitReader
from pipeline.intake.coding.weights import read_weight
from schemas.questionnaire import MISSING_CODES, Questionnaire
from schemas.responses import LEFT_UNREAD, NO_DATE, NO_MINUTES, NO_VALUE, UNREADABLE_DATE
from schemas.settings import Survey


@dataclass(frozen=True)
class Codes:
    """The codes of a block, row by row.

    `units` are numbers in the registry, `dates` day numbers, `weights` NaN where unreadable, `minutes` NaN
    where blank, `margins` by column the places of the values in the settings, `answers` the codes of the
    criteria (rows × criteria, in the order of the questionnaire); negative numbers as in `schemas.responses`
    and `schemas.questionnaire`.
    """

    units: npt.NDArray[np.int32]
    dates: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float64]
    minutes: npt.NDArray[np.float64]
    margins: Mapping[str, npt.NDArray[np.int32]]
    answers: npt.NDArray[np.int8]


@dataclass(frozen=True)
class Reserve:
    """What is known of the columns of a table as wholes, and makes their cells be read with reserve.

    `refused` are the criteria of which nothing is read; in a file whose dates are `month_first` no date is
    read that could be misread; where other files are `weighted`, a missing weight is no weight of 1.
    """

    refused: frozenset[str] = frozenset()
    month_first: bool = False
    weighted: bool = False


def looked_up(column: Any, meaning: Callable[[str], Any], dtype: type[np.generic]) -> npt.NDArray[Any]:
    """`meaning` of each cell of a dictionary column, asked once for each distinct text."""
    texts = column.dictionary.to_numpy(zero_copy_only=False)
    table = np.fromiter(map(meaning, texts), dtype, len(texts))
    return table[column.indices.to_numpy()] if len(table) else np.empty(0, dtype)


def trimmed(column: Any) -> Any:
    """A dictionary column without the spaces around its texts."""
    return pa.DictionaryArray.from_arrays(column.indices, pc.utf8_trim_whitespace(column.dictionary))


class Coder:
    """Codes the cells of a survey by its questionnaire, its units and its own table `[answers]`."""

    def __init__(self, survey: Survey) -> None:
        self.questionnaire: Questionnaire = survey.questionnaire
        self.answers = AnswerReader(survey.questionnaire.scale, survey.settings.answers)
        self.units = UnitReader(survey.registry, survey.first, survey.last)
        self.margins = margin_readers(survey.settings.raking)

    def code(self, columns: Mapping[str, Any], n: int, reserve: Reserve) -> Codes:
        """The codes of the columns at hand; a column that is not at hand reads as blank."""
        return Codes(
            _coded(columns, "unit", n, self.unit, np.int32),
            _coded(columns, "date", n, _cautious_day if reserve.month_first else _day, np.int32, NO_DATE),
            _coded(columns, "weight", n, read_weight, np.float64, np.nan if reserve.weighted else 1.0),
            _coded(columns, "minutes", n, read_minutes, np.float64, NO_MINUTES),
            {
                name: _coded(columns, name, n, reader.read, np.int32, NO_VALUE)
                for name, reader in self.margins.items()
            },
            self._answers(columns, n, reserve.refused),
        )

    def unit(self, text: str) -> int:
        """The number of a unit in the registry, or why there is none."""
        return self.units.read(text).number

    def answer(self, text: str) -> int:
        """The code of an answer, or why it is unreadable; no problem where the office itself says so."""
        answer = self.answers.read(text)
        return LEFT_UNREAD if answer.rule == "own" and answer.code in UNREAD else answer.code

    def _unread(self, text: str) -> int:
        is_blank = self.answers.read(text).code == MISSING_CODES["blank"]
        return MISSING_CODES["blank"] if is_blank else LEFT_UNREAD

    def _answers(self, columns: Mapping[str, Any], n: int, refused: frozenset[str]) -> npt.NDArray[np.int8]:
        criteria = self.questionnaire.codes
        answers = np.full((n, len(criteria)), MISSING_CODES["blank"], np.int8, order="F")
        for j, criterion in enumerate(criteria):
            if criterion in columns:
                meaning = self._unread if criterion in refused else self.answer
                answers[:, j] = looked_up(columns[criterion], meaning, np.int8)
        return _with_eligibility(answers, self.questionnaire)


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


def _day(text: str) -> int:
    return read_day(text).number


def _cautious_day(text: str) -> int:
    return UNREADABLE_DATE if is_ambiguous(text) else _day(text)


def _with_eligibility(answers: npt.NDArray[np.int8], questionnaire: Questionnaire) -> npt.NDArray[np.int8]:
    """Who left an optional dimension wholly blank is not eligible for it, rather than silent."""
    for dimension in questionnaire.dimensions:
        if dimension.optional:
            own = [questionnaire.codes.index(code) for code in questionnaire.criteria_of(dimension.code)]
            silent = (answers[:, own] == MISSING_CODES["blank"]).all(axis=1)
            answers[np.ix_(silent, own)] = MISSING_CODES["not_eligible"]
    return answers
