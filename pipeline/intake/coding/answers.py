"""What a text in an answer cell means: a level, a kind of missing, or why neither."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from rapidfuzz import fuzz, process

from pipeline.intake.files.legacy import legacy_readings
from schemas.language import later
from schemas.questionnaire import MISSING_CODES, MissingKind, Scale
from schemas.responses import CONTRADICTION, OUTSIDE_SCALE, UNKNOWN_LABEL
from schemas.text import bare, fold

RULES: Mapping[str, str] = MappingProxyType(
    {
        "own": later("[answers] in survey.toml"),
        "spelling": later("another spelling of the label"),
        "number": later("another spelling of the number"),
        "code-and-label": later("code and label in one cell"),
        "accents": later("letters without accents"),
        "legacy": later("letters of an old Vietnamese font"),
    }
)
"""How each rule that an answer is read by is told."""

_LONGEST = 200
_REMEMBERED = 4096
_ALIKE = 65

_POINTS = r"(?:điểm|diem|points?)"
_LEVEL = r"(?:mức(?: độ| điểm)?|muc(?: do| diem)?|điểm|diem|level|score)"
# Three zeros are left out: "4.000" is four thousand where the point separates thousands.
_NUMBER = re.compile(
    rf"(?P<level>{_LEVEL} ?:? ?)?(?P<digits>-?\d+)(?:\.|[.,](?:0{{1,2}}|0{{4,12}}))?"
    rf"(?: ?/ ?(?P<of>\d+))?(?P<points> ?{_POINTS})?",
    re.ASCII,
)
_ANY_NUMBER = re.compile(r"[-+−]?(?=[.,]*\d)[\d.,]+(?:e[-+]?\d+)?%?(?: ?/ ?\d+)?", re.ASCII)
_BETWEEN = r"\- .:=|/_–—"
_CODE_FIRST = re.compile(
    rf"(?:{_LEVEL} )?[(\[]?(\d{{1,9}})(?: {_POINTS})?[)\]]?[{_BETWEEN}]*(?=\D)", re.ASCII
)
_CODE_LAST = re.compile(rf"(?<![{_BETWEEN}(\[])[{_BETWEEN}(\[]+(\d{{1,9}})(?: {_POINTS})?[)\]]?\Z", re.ASCII)
_JOINED = re.compile(r"(?<=\w)[-_](?=\w)")
_AROUND_WORDS = " .,;:!\"'“”‘’"

Letters = tuple[tuple[str, frozenset[str]], ...]
"""A text letter by letter, each with its accents."""


@dataclass(frozen=True)
class Answer:
    """What a cell says: the code of a level or a kind of missing, or `OUTSIDE_SCALE` and the like.

    `rule` is a key of `RULES`, empty where the cell was read as it stands. Where the cell holds a code and a
    known label, `said` is what each of the two means by itself (`OUTSIDE_SCALE` for a code without meaning).
    """

    code: int
    rule: str = ""
    said: tuple[int, int] | None = field(default=None, compare=False)


UNREAD = (OUTSIDE_SCALE, UNKNOWN_LABEL, CONTRADICTION)
"""What an answer is where the cell could not be read; the kind of missing `unreadable` has the first code."""

_UNKNOWN = Answer(UNKNOWN_LABEL)


class AnswerReader:
    """Reads the answer cells of a survey; `own` is its table `[answers]`, which wins over the questionnaire.

    A text is read as a level only where its own digits or words name that level and nothing else.

    >>> from schemas.questionnaire import Level, Text
    >>> labels = ("Kém", "Poor"), ("Tốt", "Good")
    >>> levels = [Level(code=i, value=i - 1, label=Text(vi=v, en=e)) for i, (v, e) in enumerate(labels, 1)]
    >>> reader = AnswerReader(Scale(levels=tuple(levels)))
    >>> [reader.read(text).code for text in ("Tốt", "2.0", "2 - tot", "3", "1 - Tốt")]
    [2, 2, 2, -6, -8]
    """

    def __init__(self, scale: Scale, own: Mapping[str, int | MissingKind] = MappingProxyType({})) -> None:
        self._scale = scale
        self._own = {
            fold(text): code if isinstance(code, int) else MISSING_CODES[code] for text, code in own.items()
        }
        self._codes = scale.code_by_text | self._own
        self._declared = dict.fromkeys(_spellings(scale))
        self.words: Mapping[str, int] = {
            text: code for text, code in self._codes.items() if any(map(str.isalpha, text))
        }
        self._by_letters: dict[str, list[tuple[Letters, int]]] = {}
        for text, code in self.words.items():
            letters = _letters(text)
            self._by_letters.setdefault(_without_accents(letters), []).append((letters, code))
        self._names = {bare(text): text for text in reversed(self._declared) if fold(text) in self.words}
        highest = max(level.code for level in scale.levels)
        self._best = str(highest) if highest == len(scale.levels) else ""
        self._longest = max(_LONGEST, *map(len, self._declared))
        self._known: dict[str, Answer] = {}

    def read(self, text: str) -> Answer:
        """What the text of a cell means."""
        if len(text) > self._longest and len(text := text.strip()) > self._longest:
            return _UNKNOWN
        cell = text.strip(" \t\r\n")
        if (answer := self._known.get(cell)) is None:
            answer = self._as_written(cell)
            if answer == _UNKNOWN and not cell.isascii():
                answer = self._as_converted(cell)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[cell] = answer
        return answer

    def code_named(self, digits: str) -> int:
        """What a number by itself means: a level, a kind of missing or `OUTSIDE_SCALE`."""
        return self._codes.get(digits.lstrip("0") or "0", OUTSIDE_SCALE)

    def nearest(self, text: str) -> str:
        """The label most like an unknown text, nothing where none is alike; a suggestion, never a reading."""
        if len(text) > self._longest or self.read(text) != _UNKNOWN:
            return ""
        folded = fold(text)
        _, words = next(_codes_and_labels(folded), ("", folded))
        found = process.extractOne(bare(words), self._names.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return self._names[found[0]] if found else ""

    def _as_written(self, cell: str) -> Answer:
        folded = fold(cell)
        if folded in self._own:
            return Answer(self._own[folded], "own")
        if cell in self._declared or not folded:
            return Answer(self._codes[folded])
        if sum(map(str.isdecimal, cell)) != sum(map(str.isdecimal, folded)):
            return _UNKNOWN  # ⁵, ⑤ and ½ become digits when folded, but are no plain numbers
        if folded in self._codes:
            return Answer(self._codes[folded], "number" if folded.isdecimal() else "spelling")
        return self._number(folded) or self._code_and_label(folded) or self._label(folded) or _UNKNOWN

    def _as_converted(self, cell: str) -> Answer:
        """The one answer that all known readings of a text in an old font agree on, accents and all."""
        readings = [self._as_written(text) for _, text in legacy_readings(cell)]
        known = [answer for answer in readings if answer != _UNKNOWN and answer.rule != "accents"]
        if len({answer.code for answer in known}) != 1:
            return _UNKNOWN
        code = known[0].code
        return Answer(code, "" if code in UNREAD else "legacy", known[0].said)

    def _number(self, folded: str) -> Answer | None:
        if match := _NUMBER.fullmatch(folded):
            code = self.code_named(match["digits"])
            fits = match["of"] in (None, self._best)
            is_rating = any(match[part] for part in ("level", "of", "points"))
            if fits and code != OUTSIDE_SCALE and (code > 0 or not is_rating):
                return Answer(code, "number")
            return Answer(OUTSIDE_SCALE)
        return Answer(OUTSIDE_SCALE) if _ANY_NUMBER.fullmatch(folded) else None

    def _code_and_label(self, folded: str) -> Answer | None:
        for digits, words in _codes_and_labels(folded):
            if label := self._label(words):
                said = (self.code_named(digits), label.code)
                # Which number stands for a kind of missing is each program's own choice.
                is_free = said[0] == OUTSIDE_SCALE and label.code < 0
                if said[0] == said[1] or is_free:
                    return Answer(label.code, "code-and-label", said)
                return Answer(CONTRADICTION, "", said)
        return None

    def _label(self, folded: str) -> Answer | None:
        """What words mean without the signs around them and, if need be, with some accents left out."""
        words = folded.strip(_AROUND_WORDS)
        if words in self.words:
            return Answer(self.words[words], "spelling")
        letters = _letters(words)
        alike = self._by_letters.get(_without_accents(letters), [])
        codes = {code for full, code in alike if _leaves_out_accents(letters, full)}
        if len(codes) != 1:
            return None
        return Answer(codes.pop(), "spelling" if letters in [full for full, _ in alike] else "accents")


def _spellings(scale: Scale) -> Iterator[str]:
    yield ""
    for level in scale.levels:
        texts = (str(level.code), level.label.vi, level.label.en, *level.aliases)
        yield from (unicodedata.normalize("NFC", text) for text in texts)
    for missing in scale.missing:
        yield from (unicodedata.normalize("NFC", text) for text in missing.texts)


def _codes_and_labels(folded: str) -> Iterator[tuple[str, str]]:
    """The ways to take a text for a code and the words behind or before it."""
    if match := _CODE_FIRST.match(folded):
        yield match[1], folded[match.end() :]
    if match := _CODE_LAST.search(folded):
        yield match[1], folded[: match.start()]


def _letters(words: str) -> Letters:
    """The letters of a folded text, whether hyphens, underscores or spaces join its words."""
    joined = _JOINED.sub(" ", words.strip(_AROUND_WORDS)).replace("’", "'").replace("đ", "d\u0335")
    letters: list[tuple[str, set[str]]] = []
    for sign in unicodedata.normalize("NFD", joined):
        if letters and unicodedata.combining(sign):
            letters[-1][1].add(sign)
        else:
            letters.append((sign, set()))
    return tuple((letter, frozenset(accents)) for letter, accents in letters)


def _without_accents(letters: Letters) -> str:
    return "".join(letter for letter, _ in letters)


def _leaves_out_accents(letters: Letters, full: Letters) -> bool:
    """Whether a text has no accent that the label does not have: `đat` is `đạt`, but `đắt` is not."""
    return all(own <= accents for (_, own), (_, accents) in zip(letters, full, strict=True))
