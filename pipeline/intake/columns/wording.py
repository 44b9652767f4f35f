"""Questions of criteria, found again in a header although a few letters or words differ."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from pipeline.intake.columns.words import LEAD_IN, NEGATIONS, QUESTION_TAGS, TURNED
from schemas.language import later
from schemas.questionnaire import Criterion, Questionnaire
from schemas.text import bare

QUESTION = later("the text of the question")
BEGINNING = later("the beginning of the question")
ALIKE = later("nearly the text of the question")

_LIKE = 90
_ALMOST = 80
_MARGIN = 4
_FITTING = 0.65
_SHORTEST = 8
_SHORTEST_BEGINNING = 30
_SHORTEST_WITH_SLIP = 5

_PARENTHESIS = re.compile(r"\([^()]*\)")


@dataclass(frozen=True)
class Found:
    """The criteria that a text could be, in the order of the questionnaire, and the rule."""

    criteria: tuple[str, ...]
    rule: str


@dataclass(frozen=True)
class _Wording:
    criterion: str
    text: str
    words: tuple[str, ...]


def _alike(word: str, other: str) -> bool:
    """Whether two words are the same but for a slip; short words are like too many others."""
    allowed = 0 if len(other) < _SHORTEST_WITH_SLIP else 1 if len(other) < 8 else 2
    if word == other or not allowed or abs(len(word) - len(other)) > allowed:
        return word == other
    return OSA.distance(word, other, score_cutoff=allowed) <= allowed


def _share(words: Collection[str], among: Collection[str]) -> float:
    """How many of `words` stand among others, from 0 to 1; 0 where there are none."""
    found = sum(word in among or any(_alike(word, other) for other in among) for word in words)
    return found / len(words) if words else 0.0


class Wordings:
    """The questions of one questionnaire in both languages, with their aliases.

    `longest` is the length beyond which a text is none of them.
    """

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._order = questionnaire.codes
        self._wordings = [w for criterion in questionnaire.criteria for w in _wordings(criterion)]
        self._texts = [wording.text for wording in self._wordings]
        self._equal: dict[str, list[str]] = defaultdict(list)
        self._owners: dict[str, set[str]] = defaultdict(set)
        for wording in self._wordings:
            self._equal[wording.text].append(wording.criterion)
            for word in wording.words:
                self._owners[word].add(wording.criterion)
        self.longest = _SHORTEST + 8 * max(map(len, self._texts)) // 5
        labels = {
            bare(text) for level in questionnaire.scale.levels for text in (level.label.vi, level.label.en)
        }
        said = sorted(map(re.escape, labels.union(QUESTION_TAGS)), key=len, reverse=True)
        self._labels = re.compile(rf"\b(?:{'|'.join(said)})\b")

    def equal(self, text: str) -> Found | None:
        """The criteria whose question is this text but for accents and signs."""
        return self._found(self._equal.get(text, ()), QUESTION)

    def find(self, text: str) -> Found | None:
        """The criteria whose question a text without accents and signs is, begins, or nearly is."""
        plain = _without_numbers(text)
        if found := self.equal(text) or self.equal(plain):
            return found
        if not _SHORTEST <= len(plain) <= self.longest:
            return None
        if len(plain) >= _SHORTEST_BEGINNING:
            begun = [w.criterion for w in self._wordings if w.text.startswith(plain)]
            if begun:
                return self._found(begun, BEGINNING)
        return self._nearest(plain)

    def fits(self, criterion: str, words: Sequence[str]) -> tuple[str, ...]:
        """The criteria that words behind the code of `criterion` could mean: that one alone, if all is well.

        None where the words are about something else.
        """
        asked = [word for word in words if word not in LEAD_IN and not word.isdecimal()]
        if not asked:
            return (criterion,)
        said = Counter(owner for word in asked for owner in self._owners_of(word))
        most, own = max(said.values(), default=0) / len(asked), said[criterion] / len(asked)
        nearer = {code for code, n in said.items() if n == most * len(asked) and most > own + 0.2}
        if own >= _FITTING or (most >= 0.8 and len(asked) >= 3):
            return self.in_order({criterion, *nearer})
        return ()

    def is_turned(self, header: str, criteria: Collection[str]) -> bool:
        """Whether a header without accents asks something else: why, how important, whether not."""
        own = {word for word, owners in self._owners.items() if owners & set(criteria)}
        said = self._labels.sub(" ", header)
        if any(f" {turn} " in f" {said} " and not set(turn.split()) <= own for turn in TURNED):
            return True
        # "… hài lòng không?" asks, and negates nothing.
        return any(word in NEGATIONS and word not in own for word in said.split()[:-1])

    def _owners_of(self, word: str) -> Collection[str]:
        """The criteria in whose questions a word stands, or one that differs by a slip."""
        if word in self._owners or len(word) < _SHORTEST_WITH_SLIP:
            return self._owners.get(word, ())
        return {owner for other, owners in self._owners.items() if _alike(word, other) for owner in owners}

    def _nearest(self, text: str) -> Found | None:
        scored = process.extract(text, self._texts, scorer=fuzz.ratio, score_cutoff=_ALMOST, limit=None)
        best: dict[str, tuple[float, _Wording]] = {}
        for _, score, at in scored:
            best.setdefault(self._wordings[at].criterion, (score, self._wordings[at]))
        if not best:
            return None
        (score, own), *others = best.values()
        words = frozenset(text.split())
        if _has_other_word(words, {word for _, wording in best.values() for word in wording.words}):
            return None
        unclear = [w.criterion for other, w in others if not _tells_apart(words, own, w, score - other)]
        if unclear:
            return self._found((own.criterion, *unclear), ALIKE)
        return self._found((own.criterion,), ALIKE) if score >= _LIKE else None

    def _found(self, criteria: Iterable[str], rule: str) -> Found | None:
        ordered = self.in_order(set(criteria))
        return Found(ordered, rule) if ordered else None

    def in_order(self, criteria: Collection[str]) -> tuple[str, ...]:
        """The criteria in the order of the questionnaire."""
        return tuple(code for code in self._order if code in criteria)


def _wordings(criterion: Criterion) -> Iterator[_Wording]:
    texts = (criterion.text.vi, criterion.text.en, *criterion.aliases)
    shorter = (_PARENTHESIS.sub(" ", text) for text in texts)
    for text in dict.fromkeys(filter(None, map(bare, (*texts, *shorter)))):
        yield _Wording(criterion.code, text, tuple(text.split()))


def _without_numbers(text: str) -> str:
    """A text without the number before it and without the one that a tool put behind its repetition."""
    words = text.split()
    while len(words) > 1 and (words[0].isdecimal() or words[0] in ("cau", "q")):
        words = words[1:]
    return " ".join(words).rstrip("0123456789 ") if words else ""


def _has_other_word(words: Collection[str], known: Collection[str]) -> bool:
    """Whether a text has a word that is neither in a question nor a slip in one that it lacks."""
    lacking = set(known) - set(words)
    others = (word for word in words if word not in known and word not in LEAD_IN and not word.isdecimal())
    return any(
        all(OSA.distance(word, own) > (1 if len(own) < _SHORTEST_WITH_SLIP else 2) for own in lacking)
        for word in others
    )


def _tells_apart(words: frozenset[str], own: _Wording, other: _Wording, margin: float) -> bool:
    """Whether a text has the words in which its question differs from another, and not those of the other."""
    mine, theirs = set(own.words) - set(other.words), set(other.words) - set(own.words)
    has, has_not = _share(mine, words), _share(theirs, words)
    if has == 1 and not has_not:
        return True
    return margin >= _MARGIN and has >= 0.5 > has_not
