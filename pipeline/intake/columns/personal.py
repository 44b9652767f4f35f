"""Columns of personal data, recognised by what their header says and by what their cells look like."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType

from pipeline.intake.coding.dates import read_day
from pipeline.intake.columns import words
from pipeline.intake.columns.cells import (
    LONGEST_JUDGED,
    are_running,
    cell_kind,
    has_middle_name,
    is_flag,
    is_prose,
)
from schemas.exports import personal_header
from schemas.language import later
from schemas.responses import UNREADABLE_DATE
from schemas.text import bare

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "name": later("names of persons"),
        "phone": later("telephone numbers"),
        "email": later("e-mail addresses"),
        "identity": later("identity numbers"),
        "address": later("addresses"),
        "birth": later("birth dates"),
        "text": later("free text"),
        "bank": later("bank or tax numbers"),
        "network": later("network addresses"),
        "position": later("positions on the map"),
        "media": later("pictures, recordings or signatures"),
    }
)
"""The kinds of personal data, and how they are told."""

SAMPLE = 150
"""So many filled cells of a column are looked at."""

_FORMS: Mapping[str, Sequence[tuple[str, ...]]] = MappingProxyType(
    {kind: [tuple(phrase.split()) for phrase in phrases] for kind, phrases in words.PERSONAL.items()}
)

_ENDS = re.compile(r"\[([^\[\]]*)\]\W*$|/([^/]*)$")
_LEADING = re.compile(r"^(?:(?:cau|muc|q|phan)? ?\d{1,3} |[ivx]{1,4} )+")


def personal_kind(header: str, cells: Iterable[str]) -> str | None:
    """Which of `KINDS` a column holds that is no column of the questionnaire; None where it holds none.

    >>> personal_kind("Họ và tên người trả lời", []), personal_kind("Góp ý", ["4", "5"])
    ('name', None)
    >>> personal_kind("Câu 9", ["0912345678", "0987 654 321", "không có"])
    'phone'
    """
    texts = (" ".join(cell[:LONGEST_JUDGED].split()) for cell in cells)
    filled = list(islice(filter(None, texts), SAMPLE))
    if filled and all(map(is_flag, filled)):
        return None
    return _said(header, filled) or _seen(filled)


def _said(header: str, filled: Sequence[str]) -> str | None:
    """The kind that the header names."""
    if kind := personal_header(header):
        return kind
    for said in _cores(header):
        text = " ".join(said)
        if kind := words.PERSONAL_ALONE.get(text):
            return kind
        if kind := next((kind for kind, forms in _FORMS.items() if _is_about(said, forms)), None):
            return kind
        if text in words.MAYBE_TEXT and any(map(is_prose, filled)):
            return "text"
    return None


def _cores(header: str) -> Iterator[list[str]]:
    """The words of a header without its number; those of its last part alone, where it has parts."""
    texts = [header[:LONGEST_JUDGED]]
    if part := _ENDS.search(header[-LONGEST_JUDGED:]):
        texts.append(part[1] or part[2] or "")
    for text in texts:
        yield _LEADING.sub("", f"{bare(text)} ", count=1).split()


def _is_about(said: Sequence[str], forms: Sequence[tuple[str, ...]]) -> bool:
    """Whether what is said is one of the forms, and beside it nothing but words that change nothing."""
    for form in forms:
        n = len(form)
        for at in range(len(said) - n + 1):
            if tuple(said[at : at + n]) == form and {*said[:at], *said[at + n :]} <= words.BESIDE:
                return True
    return False


def _seen(filled: Sequence[str]) -> str | None:
    """The kind that most cells look like; a few odd cells change nothing."""
    if not filled:
        return None
    kinds = Counter(map(cell_kind, filled))
    del kinds[None]
    for kind, n in kinds.most_common(1):
        if _counts(kind, n, filled):
            return kind
    if _are_birth_dates(filled):
        return "birth"
    return "text" if _are_sentences(filled) else None


def _counts(kind: str | None, n: int, filled: Sequence[str]) -> bool:
    """Whether so many cells of a kind make a column of that kind."""
    if kind == "email":
        return n >= 0.2 * len(filled)
    if n < 0.6 * len(filled) or (kind in ("phone", "identity") and are_running(filled)):
        return False
    # Streets and communes are called after persons; they come again and again, and without Văn and Thị.
    telling = sum(map(has_middle_name, filled)) >= 0.2 * len(filled)
    return kind != "name" or telling or (len(filled) >= 4 and len(set(filled)) >= 0.6 * len(filled))


def _are_birth_dates(filled: Sequence[str]) -> bool:
    """Dates of many years; a survey is answered within one or two."""
    numbers = sorted(number for text in filled if (number := read_day(text).number) > UNREADABLE_DATE)
    if len(numbers) < 0.6 * len(filled) or not numbers:
        return False
    early, late = numbers[len(numbers) // 10], numbers[-1 - len(numbers) // 10]
    return late - early > 10 * 365


def _are_sentences(filled: Sequence[str]) -> bool:
    """Sentences of which nearly each is another one; labels of answers are long, too, but few."""
    sentences = [text for text in filled if is_prose(text)]
    different = len(set(sentences))
    if len(filled) < 4:
        return 0 < different == len(sentences)
    return different >= max(3, 0.15 * len(filled)) and different >= 0.6 * len(sentences)
