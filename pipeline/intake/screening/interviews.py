"""The interviews of one unit, ready to be compared: who asked, where, what was answered, how long it took."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from schemas.questionnaire import Questionnaire

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Within = Literal["unit", "stratum", "psu"]


@dataclass(frozen=True)
class Interviews:
    """The n interviews of one unit whose interviewer is known, in the order of the files.

    `names` are the unit's interviewers; `interviewer` (n) holds positions in them; `area` (n) numbers the
    strata or primary sampling units `within` which interviewers are compared; `answers` (n × criteria) are
    codes; `rated` are the columns of `answers` that belong to a dimension; `minutes` (n) are NaN where they
    are not known; `places` (n) are `file:line`; `marked` (n) are those that a test counts. `unnamed` more
    interviews of the unit do not name their interviewer, and are left out.
    """

    unit: str
    names: tuple[str, ...]
    within: Within
    rated: Numbers
    interviewer: Numbers
    area: Numbers
    answers: npt.NDArray[np.int8]
    minutes: npt.NDArray[np.float64]
    places: npt.NDArray[np.str_]
    marked: Mask
    unnamed: int

    def __len__(self) -> int:
        return len(self.interviewer)

    def at(self, rows: Mask | Numbers) -> "Interviews":
        """Some of the interviews; the names stay as they are."""
        return replace(
            self,
            interviewer=self.interviewer[rows],
            area=self.area[rows],
            answers=self.answers[rows],
            minutes=self.minutes[rows],
            places=self.places[rows],
            marked=self.marked[rows],
        )

    def number_of(self, interviewer: int) -> int:
        """How many of the interviews are an interviewer's own."""
        return int((self.interviewer == interviewer).sum())

    def without(self, interviewers: frozenset[int]) -> "Interviews":
        """The interviews of all other interviewers."""
        return self.at(~np.isin(self.interviewer, list(interviewers)))

    def shared(self) -> "Interviews":
        """The interviews in areas where at least two interviewers worked: only there can they be compared."""
        workers = np.zeros(int(self.area.max(initial=-1)) + 1, np.int64)
        for interviewer in np.unique(self.interviewer):
            workers[np.unique(self.area[self.interviewer == interviewer])] += 1
        return self.at(workers[self.area] > 1)


def prepare(responses: pd.DataFrame, questionnaire: Questionnaire) -> Interviews:
    """The interviews of a unit, of which there is at least one response.

    The order of the rows does not matter: they are sorted by file, sheet and line.
    """
    source, sheet, line = (
        _texts(responses, "source"),
        _texts(responses, "sheet"),
        responses["line"].to_numpy(),
    )
    order = np.lexsort((line, sheet, source))
    known = order[_texts(responses, "interviewer")[order] != ""]
    rows = responses.iloc[known]
    names, interviewer = np.unique(_texts(rows, "interviewer"), return_inverse=True)
    within, area = _areas(rows)
    return Interviews(
        unit=str(responses["unit"].iloc[0]),
        names=tuple(names.tolist()),
        within=within,
        rated=np.flatnonzero(np.isin(questionnaire.codes, questionnaire.rated)),
        interviewer=interviewer,
        area=area,
        answers=rows[list(questionnaire.codes)].to_numpy(np.int8),
        minutes=_minutes(rows),
        places=_places(source[known], sheet[known], line[known]),
        marked=np.zeros(len(rows), np.bool_),
        unnamed=len(responses) - len(rows),
    )


def _texts(rows: pd.DataFrame, column: str) -> npt.NDArray[np.str_]:
    """A column as texts, "" where it is empty or not there."""
    if column not in rows:
        return np.full(len(rows), "")
    return rows[column].astype("str").fillna("").to_numpy(np.str_)


def _areas(rows: pd.DataFrame) -> tuple[Within, Numbers]:
    """Within what interviewers are compared, and the number of each interview's area.

    A primary sampling unit is named within its stratum; those without one are an area of their own.
    """
    stratum, psu = _texts(rows, "stratum"), _texts(rows, "psu")
    within: Within = "psu" if (psu != "").any() else "stratum" if (stratum != "").any() else "unit"
    area = np.unique(np.stack([stratum, psu]), axis=1, return_inverse=True)[1]
    return within, area.astype(np.int64)


def _minutes(rows: pd.DataFrame) -> npt.NDArray[np.float64]:
    """The duration of each interview; NaN where there is none or it is below zero."""
    if "minutes" not in rows:
        return np.full(len(rows), np.nan)
    minutes = rows["minutes"].to_numpy(np.float64, na_value=np.nan)
    return np.where(minutes >= 0, minutes, np.nan)


def _places(
    source: npt.NDArray[np.str_], sheet: npt.NDArray[np.str_], line: npt.NDArray[np.int64]
) -> npt.NDArray[np.str_]:
    """Where each interview stands: `file:line` or `file#sheet:line`."""
    parts = zip(source.tolist(), sheet.tolist(), line.tolist(), strict=True)
    return np.array([f"{file}#{tab}:{row}" if tab else f"{file}:{row}" for file, tab, row in parts], np.str_)
