"""What the legend of a table says of its scale: the pairs of code and label in running text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from pipeline.intake.coding.answers import AnswerReader
from pipeline.intake.coding.column_faults import EXAMPLES, ColumnFault, Pair, is_reversed, reversed_scale
from schemas.questionnaire import Scale
from schemas.text import fold

Legend = dict[tuple[str, str], Pair]
"""The pairs of a legend by the code and the label as they are written."""

_MOST_TEXTS, _MOST_SIGNS = 10_000, 100_000
_POINTS = r"(?: ?(?:diem|points?))?"
_MEANS = r"(?:(?:la|nghia la|tuong ung voi|ung voi|is|means) )?"
_LINKS = r"den|toi|tu|va|hoac|to|from|and|or"
_END = rf"$|[^\w%/ ]|\d|(?:{_LINKS})\b"
_BEHIND_LINK = "|".join(rf"(?<=\b{link} )" for link in _LINKS.split("|"))
_BEFORE = rf"(?<!\w)(?:(?<![^\W\d] )|{_BEHIND_LINK})"
_CODE = re.compile(r"[0-9]{1,3}")
_LINE = re.compile(r"[\n\r\t\v\f]+")


def legend_fault(texts: Iterable[str], reader: AnswerReader, scale: Scale) -> ColumnFault | None:
    """Why the texts around a table refuse its columns: they state another scale than the questionnaire.

    Two or more codes must stand with different labels, in one text or each in a text of its own. No more
    than the first 10,000 texts and 100,000 signs are looked at.

    >>> from schemas.questionnaire import Level, Text
    >>> labels = ("Kém", "Poor"), ("Tốt", "Good")
    >>> levels = [Level(code=i, value=i - 1, label=Text(vi=v, en=e)) for i, (v, e) in enumerate(labels, 1)]
    >>> scale = Scale(levels=tuple(levels))
    >>> legend_fault(["Thang điểm: 1 = Tốt, 2 = Kém"], AnswerReader(scale), scale).code
    'reversed-scale'
    """
    single: Legend = {}
    finder = _PairFinder(reader, len(scale.levels))
    for text in finder.passages(texts):
        pairs = finder.pairs(text)
        if fault := _fault_of_legend(pairs, scale):
            return fault
        single |= pairs if len(pairs) == 1 else {}
    return _fault_of_legend(single, scale)


def _fault_of_legend(legend: Legend, scale: Scale) -> ColumnFault | None:
    pairs = set(legend.values())
    if len({code for code, _ in pairs}) < 2 or len({label for _, label in pairs}) < 2:
        return None
    wrong = [written for written, (code, label) in legend.items() if code != label]
    if not wrong:
        return None
    examples = ", ".join(f'"{code} = {label}"' for code, label in wrong[:EXAMPLES])
    if is_reversed(pairs, scale):
        return reversed_scale(examples, scale)
    return ColumnFault("contradicting-labels", (("examples", examples),))


class _PairFinder:
    """Finds codes beside labels in running text, whichever of the two stands first."""

    def __init__(self, reader: AnswerReader, n_levels: int) -> None:
        self._reader, self._n_levels = reader, n_levels
        self._words = _words_without_accents(reader.words)
        words = "|".join(map(re.escape, sorted(self._words, key=len, reverse=True))) or "(?!)"
        self._patterns = (
            rf"(?<![\w.,/])(?P<code>[0-9]{{1,3}}){_POINTS}[ .:=)\]/|>→–—_-]{{1,6}}{_MEANS}[\"“'‘(\[]?"
            rf"(?P<label>{words})(?!\w)(?= ?(?:{_END}))",
            rf"{_BEFORE}(?P<label>{words})[\"”’')]?[ :=(\[>→–—_-]{{1,6}}{_MEANS}(?:muc |diem )?"
            rf"(?P<code>[0-9]{{1,3}}){_POINTS}(?![\w/%]|[.,]\d)(?= ?(?:{_END}|(?:{words})\b))",
        )

    def passages(self, texts: Iterable[str]) -> Iterator[str]:
        """The texts without accents; cells that hold nothing but a code or a label are joined to one text."""
        joined, room = "", _MOST_SIGNS
        for text in islice(filter(str.strip, texts), _MOST_TEXTS):
            plain = _unaccented(fold(_LINE.sub(" ; ", text[:room])))[:room]
            room -= len(plain)
            if plain in self._words or _CODE.fullmatch(plain):
                joined += f"{plain} = "
            elif plain:
                yield joined
                yield plain
                joined = ""
        yield joined

    def pairs(self, text: str) -> Legend:
        """The pairs in the order, code or label first, in which there are more of them."""
        first, second = (self._found(pattern, text) for pattern in self._patterns)
        return first[1] if (len(first[1]), -first[0]) >= (len(second[1]), -second[0]) else second[1]

    def _found(self, pattern: str, text: str) -> tuple[int, Legend]:
        """Where the first pair begins, and all of them, but for codes that no scale of this length has."""
        start, legend = len(text), {}
        for match in re.finditer(pattern, text):
            digits, word = match["code"], self._words[match["label"]]
            pair = self._reader.code_named(digits), self._reader.words[word]
            if max(pair) > 0 and (int(digits) <= self._n_levels or pair[0] > 0):
                start = min(start, match.start())
                legend[digits, word] = pair
        return start, legend


def _words_without_accents(words: Mapping[str, int]) -> dict[str, str]:
    """The labels by their letters alone, without those that would then mean two things."""
    codes: dict[str, set[int]] = {}
    for word, code in words.items():
        codes.setdefault(_unaccented(word), set()).add(code)
    return {plain: word for word in words if len(codes[plain := _unaccented(word)]) == 1}


def _unaccented(folded: str) -> str:
    letters = unicodedata.normalize("NFD", folded).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
