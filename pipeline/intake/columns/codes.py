"""Codes of criteria, however they are written: `Q1.1`, `q1_1`, `Câu 1.1`, `1-1` for `1.1`."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from pipeline.intake.columns.words import BEFORE_CODES
from schemas.questionnaire import Questionnaire
from schemas.text import bare, fold

Signature = tuple[str, ...]

_LONGEST = 40
_MOST = 8
_RUN = re.compile(r"[^\W\d_]+|\d+")
_CODE = re.compile(r"[\w\s.,:;/()\[\]*#\"'–—-]+")
_SUBQUESTION = re.compile(r"([\w.\-]{1,30}?)[\s\[(_.]*sq[\s_]*(\d{1,5})[\s\])]*")

_LETTERS = frozenset("qcx")
_ROMAN = frozenset(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"))


def signature(plain: str) -> Signature:
    """The letters and numbers of a text without accents and signs; leading zeros do not count.

    >>> signature("cau 1 1"), signature("q03 01")
    (('cau', '1', '1'), ('q', '3', '1'))
    """
    return tuple(run.lstrip("0") or "0" if run.isdecimal() else run for run in _RUN.findall(plain))


@dataclass(frozen=True)
class Subquestion:
    """The numbers that LimeSurvey gives to a row of a grid, and what they say.

    `criterion` is None where no criterion has these numbers; `contradicts` where other rows of the same grid
    would be criteria, so that the numbers cannot be those of the questionnaire.
    """

    criterion: str | None
    contradicts: bool


class Codes:
    """The codes of one questionnaire. A spelling that could be two of them is none."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        owners: dict[Signature, set[str]] = defaultdict(set)
        for criterion in questionnaire.criteria:
            for text in (criterion.code, *criterion.aliases):
                if any(map(str.isdecimal, text)) and len(text) <= _LONGEST:
                    owners[signature(bare(text))].add(criterion.code)
        self._owners = _unique(owners.items())
        firsts = {written[0] for written in self._owners}
        shared = len(firsts) == 1 and not next(iter(firsts)).isdecimal()
        self._short = _unique((written[1:], {code}) for written, code in self._owners.items() if shared)

    def find(self, text: str, runs: Signature) -> str | None:
        """The criterion whose code `text` is, and nothing else; `runs` is its signature."""
        found = self._find(runs) if 0 < len(runs) <= _MOST else None
        return found if found and len(text) <= _LONGEST and _CODE.fullmatch(fold(text)) else None

    def leading(self, plain: str, runs: Signature) -> tuple[str, str] | None:
        """The criterion whose code a text begins with, and the text that follows."""
        if not any(map(str.isdecimal, runs[:_MOST])):
            return None
        for n in range(min(len(runs) - 1, _MOST), 0, -1):
            if not runs[n].isdecimal() and (found := self._find(runs[:n])):
                *_, last = islice(_RUN.finditer(plain), n)
                return found, plain[last.end() :].strip()
        return None

    def subquestion(self, text: str) -> Subquestion | None:
        """What a folded header such as `q01[sq001]` or `a_sq001` means; None for any other form."""
        found = _SUBQUESTION.fullmatch(text) if "sq" in text and len(text) <= _LONGEST else None
        if found is None:
            return None
        question = signature(bare(found[1])) or ("",)
        if own := self._find(question):
            return Subquestion(own, False)
        criterion = self._find((*question, *signature(found[2])))
        return Subquestion(criterion, criterion is None and self._is_grid(question))

    def _is_grid(self, question: Signature) -> bool:
        """Whether criteria have the code of this question and one number more."""
        plain = _without_fillers((*question, "1"))[:-1]
        return any(written[:-1] in (question, plain) for written in self._owners)

    def _find(self, written: Signature) -> str | None:
        if found := self._owners.get(written):
            return found
        rest = _without_fillers(written)
        if rest != written and (found := self._owners.get(rest)):
            return found
        # A code without the letter that all codes share, as 3.01 for q3_01; a number alone is no code.
        is_code = len(rest) > 1 or written[0] in BEFORE_CODES
        return self._short.get(rest) if is_code and written[0] not in _LETTERS else None


def _unique(owners: Iterable[tuple[Signature, set[str]]]) -> dict[Signature, str]:
    return {written: next(iter(codes)) for written, codes in owners if written and len(codes) == 1}


def _without_fillers(written: Signature) -> Signature:
    """What follows `Câu`, `Tiêu chí`, a section such as `II`, the letter of `Q1.1`, `QA1`, R's `X1.1`."""
    rest = written
    while len(rest) > 1 and rest[0] in BEFORE_CODES:
        rest = rest[1:]
    if len(rest) < 2:
        return rest
    first, numbers = rest[0], rest[1:]
    if len(first) == 2 and first[0] == "q":
        return (first[1], *numbers)
    if first == "q" and len(numbers) > 1 and len(numbers[0]) == 1:
        return numbers
    if first in _LETTERS and all(map(str.isdecimal, numbers)):
        return numbers if len(numbers) > 1 or first == "q" else rest
    if first in _ROMAN and not numbers[0].isdecimal():
        return numbers
    return rest
