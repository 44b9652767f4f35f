"""What may be shown or stored of a cell: enough to find the mistake, nothing that could be personal.

What a person's name, number or opinion could look like has no end, so each kind of cell has a list of what
may be shown, and everything else is withheld: only its length is told; file and line lead to the original.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from pipeline.intake.coding.answers import UNREAD, AnswerReader
from pipeline.intake.coding.dates import read_day
from pipeline.intake.coding.margins import MarginReader
from pipeline.intake.columns.cells import leads_to_door, names_place, tells_person
from pipeline.intake.marks import MARKED, Marks
from schemas.questionnaire import MissingKind, Questionnaire, Scale
from schemas.responses import CONTRADICTION, UNREADABLE_DATE
from schemas.settings import MARGIN, Margin, Survey
from schemas.text import bare, fold

LONGEST_SHOWN = 60
_LONGEST_JUDGED = 200
_LONGEST_CODE = 2

# Up to eight digits, some letters before them: TG-001, R0000001, 2019/0012. A phone number has nine or more.
_RESPONDENT = r"^[A-Za-z]{0,8}([-_./ ]?\d){1,8}[A-Za-z]?$|^[A-Za-z]{1,2}$"
# The number of an interviewer: 07, A3, TG-01, DTV-07, INT07. No letters before it that could be a name.
_INTERVIEWER = re.compile(
    r"(?:(?:[A-ZĐ]{1,2}|[a-zđ]|(?i:[bcdfghjklmnpqrstvwxzđ]{2,6}|id|int|enum))[-_./ ]?)?"
    r"[0-9](?:[-_./ ]?[0-9]){0,7}[A-Za-z]?|[A-Za-zĐđ]"
)
_MINUTES = re.compile(r"[-+]?\d{1,4}(?:[.,:h' ]{1,2}\d{1,4})? ?(?:'|h|giờ|phút|phut|min|minutes)?")
# No phone or identity number: those begin with 0, or have more than eight digits before a point.
_WEIGHT = re.compile(r"[-+]?(?:0|[1-9]\d{0,7})(?:[.,]\d{1,40})?(?:[eE][-+]?\d{1,4})?", re.ASCII)
_DATE_OR_NUMBER = re.compile(r"[\d.,/ -]{1,8}|\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|[^\w\s]{1,4}|\w{0,2}")
_UNIT_CODE = re.compile(r"[a-z]{1,20}(-[a-z]{1,20})*-?\d{0,5}|\d{1,6}", re.ASCII)
_NO_VALUES = ("khác", "không", "rõ", "biết", "trả", "lời", "từ", "chối", "other", "unknown", "missing")
"""Words that stand in the column of a margin where none of its values is meant."""

_SHEET = re.compile(
    r"(?:sheet|trang|trang tinh|table|bang|data|du lieu|form|form responses|form1|cau tra loi bieu mau"
    r"|cau tra loi|phieu|phieu khao sat|khao sat|survey|responses|ket qua|worksheet)(?: ?\d{1,4})?"
    r"|(?:huyen|thanh pho|thi xa|thi tran|xa|phuong|quan|tp|tx|so) [a-z ]{1,30}"
)
_PRIVATE = re.compile(r"(?:\+?84|0)(?:[ .-]?\d){9,10}|@|^[=+\-@]|\w\s+(?:Văn|Thị)\s+[^\W\d_a-zà-ỹ]")


def _one_line(text: str) -> str:
    """The beginning of a text without control signs, at most 60 signs."""
    start = text[:_LONGEST_JUDGED]
    line = " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in start).split())
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…"


def _withheld(text: str) -> str:
    return f"[{len(text)} ký tự/characters]" if text.strip() else ""


def may_be_stored(respondents: Any) -> Any:
    """Which texts of an Arrow array are plain numbers of respondents, and nobody's name or phone number."""
    return pc.match_substring_regex(respondents, _RESPONDENT)


def shown_header(text: str, known: Iterable[str]) -> str:
    """A header as it may be shown: in a file without headers it could be what the first respondent wrote."""
    words = re.split(r"[;,|\t]", fold(text[: 10 * _LONGEST_JUDGED]))
    return _one_line(text) if set(words) & set(known) else _withheld(text)


def shown_column(text: str) -> str:
    """The name of a column in a file whose header was recognised."""
    return _withheld(text) if _PRIVATE.search(text[:_LONGEST_JUDGED]) else _one_line(text)


def shown_sheet(name: str, number: int) -> str:
    """The name of a sheet where programs or kinds of unit give such a name; else its number."""
    folded = bare(name[:_LONGEST_JUDGED])
    return _one_line(name) if _SHEET.fullmatch(folded) else f"{number}"


def shown_interviewer(text: str, marks: Marks) -> str:
    """The code of an interviewer in capitals, without the `.0` of spreadsheets; any other text has a mark."""
    if not text.strip():
        return ""
    code = unicodedata.normalize("NFKC", " ".join(text[:_LONGEST_JUDGED].split())).removesuffix(".0")
    return code.upper() if _INTERVIEWER.fullmatch(code) else marks.mark(text)


def is_blank(text: str) -> bool:
    """Whether nothing of a cell can be seen: it has spaces and invisible signs only."""
    return not _one_line(text)


def shown_place(text: str, column: str, marks: Marks) -> str:
    """A stratum or PSU. What may not be shown gets a mark of its own, so that different ones stay apart.

    In a column of persons this is all but codes and places that say what they are; elsewhere what by itself
    tells a person or leads to a door.
    """
    line = _one_line(text)
    is_odd = column in marks.persons and not (_INTERVIEWER.fullmatch(line) or names_place(line))
    if line and (is_odd or line != text.strip() or _is_private_place(text)):
        return marks.mark(text)
    return line


def _is_private_place(text: str) -> bool:
    return bool(_PRIVATE.search(text)) or tells_person(text) or leads_to_door(text)


def _shown_minutes(text: str) -> str:
    likely = _DATE_OR_NUMBER.fullmatch(text.strip()) or _MINUTES.fullmatch(fold(text[:_LONGEST_JUDGED]))
    return _one_line(text) if likely else _withheld(text)


def _shown_value(text: str, reader: MarginReader) -> str:
    """A value of a margin: one that is declared, a number, a few signs, or words like those of the values."""
    folded = fold(text[:_LONGEST_JUDGED])
    likely = (
        reader.read(text) >= 0
        or _DATE_OR_NUMBER.fullmatch(folded)
        or all(_is_like(word, [*reader.words, *_NO_VALUES], 75) for word in folded.split())
    )
    return _one_line(text) if likely and len(text) <= _LONGEST_JUDGED else _withheld(text)


def _shown_unit(text: str, known: Collection[str], kinds: Collection[str]) -> str:
    """The name of a unit: a code, a text that begins with a kind of unit, or one like a known name."""
    folded = fold(text[:_LONGEST_JUDGED])
    likely = (
        _UNIT_CODE.fullmatch(text.strip()) or folded.startswith(tuple(kinds)) or _is_like(folded, known, 60)
    )
    return _one_line(text) if likely and not _PRIVATE.search(text[:_LONGEST_JUDGED]) else _withheld(text)


def _shown_answer(text: str, words: Collection[str], reader: AnswerReader) -> str:
    """An answer: a number, a few signs, what the reader understands, or words like those of the labels."""
    folded = fold(text[:_LONGEST_JUDGED])
    if len(text) > _LONGEST_JUDGED:
        return _withheld(text)
    likely = (
        _DATE_OR_NUMBER.fullmatch(folded)
        or _is_understood(text, reader)
        or all(_is_like(word, words, 75) for word in folded.split())
    )
    return _one_line(text) if likely else _withheld(text)


def _is_understood(text: str, reader: AnswerReader) -> bool:
    """Whether a text is made of known words and codes, so that nothing personal can be in it."""
    code = reader.read(text).code
    return code not in UNREAD or (code == CONTRADICTION and sum(map(str.isdecimal, text)) <= _LONGEST_CODE)


def _is_like(text: str, known: Collection[str], score: int) -> bool:
    return process.extractOne(text, known, scorer=fuzz.token_sort_ratio, score_cutoff=score) is not None


def _label_words(questionnaire: Questionnaire) -> list[str]:
    return sorted({word for text in questionnaire.scale.code_by_text for word in text.split()})


@lru_cache(maxsize=8)
def _answer_reader(scale: Scale, own: tuple[tuple[str, int | MissingKind], ...]) -> AnswerReader:
    return AnswerReader(scale, dict(own))


def marker(column: str, marks: Marks) -> Callable[[str], str]:
    """How the texts of a column of `MARKED` are stored and shown."""
    if column == "interviewer":
        return partial(shown_interviewer, marks=marks)
    return partial(shown_place, column=column, marks=marks)


def shower(column: str, survey: Survey) -> Callable[[str], str]:
    """How the texts of a margin or of a canonical column that is not in `MARKED` are shown."""
    if column == "minutes":
        return _shown_minutes
    if margin := _margin(column, survey):
        return partial(_shown_value, reader=MarginReader(margin))
    if column == "unit":
        kinds = sorted({f"{fold(unit.kind.vi)} " for unit in survey.registry.units})
        known = [*survey.registry.by_spelling, *survey.registry.pseudo_spellings]
        return partial(_shown_unit, known=known, kinds=kinds)
    own = tuple(sorted(survey.settings.answers.items()))
    reader = _answer_reader(survey.questionnaire.scale, own)
    shown = partial(_shown_answer, words=_label_words(survey.questionnaire), reader=reader)
    if column == "weight":
        return lambda text: _one_line(text) if _WEIGHT.fullmatch(text.strip()) else shown(text)
    if column == "date":
        return lambda text: _one_line(text) if read_day(text).number > UNREADABLE_DATE else shown(text)
    return shown


def _margin(column: str, survey: Survey) -> Margin | None:
    return survey.settings.raking.get(column.removeprefix(MARGIN)) if column.startswith(MARGIN) else None


def shown_cells(cells: Any, column: str, survey: Survey, marks: Marks) -> npt.NDArray[np.object_]:
    """The cells of a canonical column as they may be shown; each distinct text is judged once."""
    used = cells.dictionary_decode().dictionary_encode()
    texts: list[str] = used.dictionary.to_pylist()
    if column == "respondent":
        fit = may_be_stored(pc.utf8_trim_whitespace(used.dictionary)).to_pylist()
        shown = [
            _one_line(t) if ok or not t.strip() else _withheld(t) for t, ok in zip(texts, fit, strict=True)
        ]
    else:
        show = marker(column, marks) if column in MARKED else shower(column, survey)
        shown = list(map(show, texts))
    places: npt.NDArray[np.int32] = used.indices.to_numpy()
    return np.array(shown, np.object_)[places]
