"""What one header could be: by a code or a name, also one written otherwise, or by the text of a question."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.intake.columns.codes import Codes, signature
from pipeline.intake.columns.pieces import Piece, pieces, split_grid
from pipeline.intake.columns.wording import Wordings
from schemas.language import later
from schemas.questionnaire import Questionnaire
from schemas.responses import CANONICAL_COLUMNS
from schemas.text import bare, fold

SPELLED = later("the code or the name, written otherwise")
CODE_AND_QUESTION = later("the code and the text of the question")
SUBQUESTION = later("the numbers of question and subquestion")

TORN, DOUBTED = "torn", "doubted"
"""In place of a rule: parts of a header say different things; its code stands before another text."""

_MOST_KEPT = 16_000
_LONGEST = 600
_LONGEST_NAME = 220

_HINT = re.compile(r"\((?:[dmy/\-. ]+|bắt buộc|bat buoc|required)\)\W*$")
_NUMBER = re.compile(r"(?:câu |cau |q)?[\divx]{1,4}[.):] ?(?=\D)")
_CODE = re.compile(r"[a-z][a-z0-9]{0,20}[.:] ")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Reading:
    """The columns that a header could be, and the rule; no rule where it is the code or an alias itself."""

    columns: tuple[str, ...]
    rule: str = ""


class Spellings:
    """How the columns of one questionnaire may be called; each header is judged by its own text alone."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        names = {name: (name, *getattr(questionnaire.columns, name)) for name in CANONICAL_COLUMNS}
        criteria = {c.code: (c.code, *c.aliases) for c in questionnaire.criteria}
        self.exact = {fold(text): name for name, texts in (names | criteria).items() for text in texts}
        self._names = _without_signs(names)
        self._codes, self._wordings = Codes(questionnaire), Wordings(questionnaire)
        self._kept: dict[str, Reading | None] = {}

    def read(self, header: str) -> Reading | None:
        """What a header could be; None where it is nothing of the questionnaire."""
        if len(header) > _LONGEST:
            header = f"{header[: _LONGEST // 2]} {header[-_LONGEST // 2 :]}"
        if header not in self._kept:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._kept[header] = self._read(header)
        return self._kept[header]

    def contradicts(self, folded: str) -> bool:
        """Whether a header shows that numbers of subquestions are not those of the questionnaire."""
        numbers = self._codes.subquestion(folded)
        return numbers is not None and numbers.contradicts

    def _read(self, header: str) -> Reading | None:
        folded = fold(header)
        if column := self.exact.get(folded):
            return Reading((column,))
        if len(folded) <= _LONGEST_NAME:
            if column := self._named(folded):
                return Reading((column,), SPELLED)
            if (numbers := self._codes.subquestion(folded)) is not None:
                return Reading((numbers.criterion,), SUBQUESTION) if numbers.criterion else None
            if whole := self._wordings.equal(bare(folded)):
                return Reading(whole.criteria, whole.rule)
        read = self._read_grid(*split_grid(folded))
        return None if read is None or self._wordings.is_turned(bare(folded), read.columns) else read

    def _named(self, folded: str) -> str | None:
        """The canonical column whose name this is but for signs, accents, a number, or a group before it."""
        text = _HINT.sub("", folded)
        behind = (_NUMBER.sub("", text, count=1), _CODE.sub("", text, count=1), text.rpartition("/")[2])
        for part in (text, *behind, split_grid(folded)[1]):
            if part and (column := self._names.get(_SIGNS.sub(" ", part).strip())):
                return column
        return None

    def _read_grid(self, question: str, row: str) -> Reading | None:
        """The row of a grid where it is a question; the number before a grid is not that of its rows."""
        within = self._read_parts(row) if row else None
        if within and within.rule != SPELLED:
            return within
        before = self._read_parts(question)
        return _agreed([reading for reading in (within, before) if reading])

    def _read_parts(self, text: str) -> Reading | None:
        longest = self._wordings.longest
        parts = (piece for piece in pieces(text) if len(piece.text) <= longest)
        return _agreed([reading for piece in parts if (reading := self._read_piece(piece))])

    def _read_piece(self, piece: Piece) -> Reading | None:
        plain = bare(piece.text)
        runs = signature(plain)
        if piece.coded and (code := self._codes.find(piece.text, runs)):
            return Reading((code,), SPELLED)
        leading = self._codes.leading(plain, runs)
        if leading is None:
            found = self._wordings.find(plain)
            return Reading(found.criteria, found.rule) if found else None
        return self._with_question(*leading)

    def _with_question(self, code: str, text: str) -> Reading:
        """A code with a text behind it: the text must be about the same, for numbers are given anew."""
        found = self._wordings.find(text)
        fitting = found.criteria if found else self._wordings.fits(code, text.split())
        if found and code in fitting:
            return Reading((code,), CODE_AND_QUESTION)
        if not fitting:
            return Reading((code,), DOUBTED)
        columns = self._wordings.in_order((code, *fitting))
        return Reading(columns, CODE_AND_QUESTION if len(columns) == 1 else TORN)


@lru_cache(maxsize=8)
def spellings(questionnaire: Questionnaire) -> Spellings:
    """The spellings of a questionnaire, made once."""
    return Spellings(questionnaire)


def _without_signs(names: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The canonical column for its names without signs; without accents where no accent is written at all."""
    owners: dict[str, set[str]] = {}
    for name, texts in names.items():
        for text in texts:
            # LimeSurvey has codes of letters and digits only: `donvi` for "Đơn vị".
            for plain in (_SIGNS.sub(" ", fold(text)).strip(), bare(text), bare(text).replace(" ", "")):
                owners.setdefault(plain, set()).add(name)
    return {plain: next(iter(names)) for plain, names in owners.items() if plain and len(names) == 1}


def _agreed(readings: Sequence[Reading]) -> Reading | None:
    """What all parts of a header can be; every column that one of them can be where they contradict."""
    if all(reading.rule == DOUBTED for reading in readings):
        return None
    if torn := [reading for reading in readings if reading.rule == TORN]:
        return torn[0]
    common = frozenset.intersection(*(frozenset(reading.columns) for reading in readings))
    for reading in readings:
        if len(reading.columns) == 1 and set(reading.columns) == common and reading.rule != DOUBTED:
            return reading
    return Reading(tuple(dict.fromkeys(column for reading in readings for column in reading.columns)), TORN)
