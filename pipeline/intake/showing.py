"""What may be shown of a cell: enough to find the mistake, nothing that could be a name or a number."""

import re
import unicodedata
from collections.abc import Callable, Collection
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process

from schemas.questionnaire import Questionnaire
from schemas.text import fold

LONGEST_SHOWN = 60
_NUMBERS = re.compile(r"(?<!\w)(?:(?:\+?84|0)(?:[ .-]?\d){9,10}|\d{9}|\d{12})(?!\w)")
_MAIL = re.compile(r"\S+@\S+")
_SHORT = re.compile(r"[\d.,/ -]{1,8}|\d{4}-\d\d-\d\d|\d\d/\d\d/\d{4}|\S{0,4}")
_ALIKE = 60


_PERSONAL = r"^(\+?84|0)([ .-]?\d){9,10}$|^\d{9}$|^\d{12}$|@|^\D*\pL \pL\D*$|^[=+@-]"


def looks_personal(texts: Any) -> Any:
    """Which texts of an Arrow array are a phone or identity number, an address, a name, or a formula."""
    return pc.match_substring_regex(texts, _PERSONAL)


def shown_respondent(text: str) -> str:
    """A respondent's code as it may be shown: of a name or a phone number only the length."""
    return f"[{len(text)}]" if looks_personal(pa.array([text]))[0].as_py() else shown_name(text)


def shown_name(text: str) -> str:
    """A code or name as it may be shown: one line, cut at 60 signs, long numbers and addresses masked."""
    line = "".join(" " if unicodedata.category(sign)[0] == "C" else sign for sign in text)
    line = _MAIL.sub("…", _NUMBERS.sub("…", " ".join(line.split())))
    return line if len(line) <= LONGEST_SHOWN else f"{line[: LONGEST_SHOWN - 1]}…"


def shown_answer(text: str, known: Collection[str]) -> str:
    """An answer cell as it may be shown.

    A number, a few signs, or a text like one of the `known` labels is shown as it stands; any other text may
    be what a respondent wrote or who they are, so only its length is told.
    """
    folded = fold(text)
    if _SHORT.fullmatch(folded) or process.extractOne(
        folded, list(known), scorer=fuzz.ratio, score_cutoff=_ALIKE
    ):
        return shown_name(text)
    return f"[{len(text)}]"


def shown_cell(column: str, questionnaire: Questionnaire) -> Callable[[str], str]:
    """How the cells of a canonical column are shown."""
    if column == "respondent":
        return shown_respondent
    if column in ("unit", "stratum", "psu"):
        return shown_name
    known = questionnaire.scale.code_by_text if column in questionnaire.codes else ()
    return partial(shown_answer, known=known)
