"""The parts of a header in which a code or a question may stand: tools put groups and grids around them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST = 600
_MOST = 6

_BRACKET = re.compile(r"\[([^\[\]]*)\][\s*\d.:?]*$")
_PARENTHESIS = re.compile(r"\(([^()]*)\)[\s*\d.:?]*$")
_PATH = re.compile(r"[^\W\d]\w*(?:[.\-][^\W\d]\w*)*[.\-](?P<last>[^\W\d]\w*)")
_NUMBERED_LAST = re.compile(r"(?=\w*[^\W\d_]{2})\w*[^\W\d_][.\-](?P<last>_?\d[\d_]*)")
_LEAD_IN = re.compile(r"(?:[:?.]|\s[-–—])\s+|\s(?:về|với|ve|voi|about|with|of)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Piece:
    """A part of a header; `coded` where it may be a code alone, without the text of the question."""

    text: str
    coded: bool


def split_grid(header: str) -> tuple[str, str]:
    """What stands before the last bracket and in it: the question of a grid and its row.

    >>> split_grid("How do you find [Seats] *"), split_grid("Seats")
    (('How do you find', 'Seats'), ('Seats', ''))
    """
    found = _BRACKET.search(header)
    return (header[: found.start()].strip(), found[1].strip()) if found else (header, "")


def pieces(header: str) -> Iterator[Piece]:
    """The whole header, what stands in and before its last parenthesis, its last parts as a path, its ends.

    >>> [piece.text for piece in pieces("group_a/q1_1")]
    ['group_a/q1_1', 'q1_1']
    >>> [piece.text for piece in pieces("About seats: Enough seats")]
    ['About seats: Enough seats', 'Enough seats']
    """
    text = " ".join(header[:_LONGEST].split())
    yield Piece(text, True)
    if found := _PARENTHESIS.search(text):
        yield Piece(found[1].strip(), True)
        yield Piece(text[: found.start()].strip(), True)
    yield from _ends_of_path(text)
    for lead_in in list(_LEAD_IN.finditer(text))[-_MOST:]:
        yield Piece(text[lead_in.end() :], False)


def _ends_of_path(text: str) -> Iterator[Piece]:
    """`group/question`, `group.question`: a bare number at the end is a choice of the question before it."""
    parts = [part.strip() for part in text.split("/")]
    for i in range(max(1, len(parts) - _MOST), len(parts)):
        coded = i == len(parts) - 1 and not parts[i].isdecimal()
        yield Piece("/".join(parts[i:]), coded)
    if found := _PATH.fullmatch(text) or _NUMBERED_LAST.fullmatch(text):
        yield Piece(found["last"], not found["last"].isdecimal())
