"""What may be shown of a cell: enough to find the mistake, nothing that could be a name or a number."""

import re
import unicodedata
from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
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
    return _withheld(text)


def _withheld(text: str) -> str:
    return f"[{len(text)} ký tự/characters]"


def shown_cells(cells: Any, column: str, questionnaire: Questionnaire) -> npt.NDArray[np.object_]:
    """The cells of a canonical column as they may be shown; each distinct text is judged once."""
    used = cells.dictionary_decode().dictionary_encode()
    texts: list[str] = used.dictionary.to_pylist()
    if column == "respondent":
        personal = looks_personal(used.dictionary).to_pylist()
        shown = [
            _withheld(text) if hide else shown_name(text) for text, hide in zip(texts, personal, strict=True)
        ]
    elif column in ("unit", "stratum", "psu"):
        shown = [shown_name(text) for text in texts]
    else:
        known = questionnaire.scale.code_by_text if column in questionnaire.codes else ()
        shown = [shown_answer(text, known) for text in texts]
    places: npt.NDArray[np.int32] = used.indices.to_numpy()
    return np.array(shown, np.object_)[places]
