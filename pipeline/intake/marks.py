"""Marks in place of texts that may name a person: one for each text, and none that can be read back."""

import hashlib
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import starmap

from pipeline.intake.columns.cells import is_name
from pipeline.intake.columns.personal import personal_kind
from schemas.text import fold

MARKED = ("interviewer", "stratum", "psu")
"""The columns of which any text is stored, as it is or as a mark, because what it tells apart is needed."""

_PLACES = ("address", "text")
"""Kinds of personal data that long names of villages and offices look like, too."""

_SIZE = 2**512
_ROUNDS = 100_000
_SALT = b"hailong: marks"


def ingredient(counts: Mapping[str, int]) -> int:
    """What counted texts add to the key of the marks; a sum, so that no order of rows or files changes it."""
    parts = (n * int.from_bytes(hashlib.blake2b(_folded(text)).digest()) for text, n in counts.items())
    return sum(parts) % _SIZE


@dataclass(frozen=True)
class Marks:
    """The marks of one survey; `persons` are the columns of which every text that is no code gets one.

    The key comes from all texts of these columns together, with their counts, by a function that is slow on
    purpose: whoever wants to find the name behind a mark cannot try names one by one. So a mark is the same
    in all files of a period, and another one in another period.
    """

    key: bytes = b""
    persons: frozenset[str] = frozenset()

    def mark(self, text: str) -> str:
        """The mark of a text, the same for all its spellings that differ in case and spaces only."""
        return f"#{hashlib.blake2b(_folded(text), digest_size=6, key=self.key).hexdigest()}"


def marks_of(columns: Mapping[str, Sequence[tuple[str, Set[str]]]], ingredients: int) -> Marks:
    """The marks of a survey: `columns` has for each marked column its header and distinct texts by table.

    A column that looks like one of persons in one table, or in all together, is taken for one everywhere:
    the same text must have the same mark.
    """
    if not columns:
        return Marks()
    persons = {name for name, found in columns.items() if any(starmap(_names_persons, _with_whole(found)))}
    amount = (ingredients % _SIZE).to_bytes(64)
    return Marks(hashlib.pbkdf2_hmac("sha256", amount, _SALT, _ROUNDS), frozenset(persons))


def _with_whole(found: Sequence[tuple[str, Set[str]]]) -> Sequence[tuple[str, Set[str]]]:
    return [*found, ("", frozenset().union(*(texts for _, texts in found)))]


def _names_persons(header: str, texts: Set[str]) -> bool:
    """Whether a column looks like one of persons; a sample that no order of rows changes decides."""
    sample = sorted(filter(str.strip, texts), key=lambda text: hashlib.blake2b(_folded(text)).digest())
    return personal_kind(header, sample) not in (None, *_PLACES) or (
        # Too few to be told from streets by their number; these have three names each.
        len(sample) > 1 and all(is_name(text) and text.count(" ") > 1 for text in sample)
    )


def _folded(text: str) -> bytes:
    return fold(text).encode()
