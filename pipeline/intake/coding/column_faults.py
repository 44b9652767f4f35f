"""What is wrong with a whole column of answers, whatever may be right in single cells."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from pipeline.intake.coding.answers import UNREAD, Answer, AnswerReader
from schemas.questionnaire import MISSING_CODES, Scale
from schemas.responses import CONTRADICTION, OUTSIDE_SCALE

Pair = tuple[int, int]
"""What a code means by the questionnaire, and what the label beside it means."""


@dataclass(frozen=True)
class ColumnFault:
    """A problem for which a column is refused, and what fills its templates."""

    code: str
    values: tuple[tuple[str, str], ...]


EXAMPLES = 5
"""So many examples are told."""

_FEWEST_WORDS, _FEWEST_CELLS = 2, 3
"""So many unknown words, or cells of any kind that are no answers, are more than slips of the pen."""

_JUDGED = 100


def column_fault(
    counts: Mapping[str, int], reader: AnswerReader, scale: Scale, limit: float, show: Callable[[str], str]
) -> ColumnFault | None:
    """Why a column is refused of which `counts` are the distinct texts; None where it is not.

    `limit` is the share of filled cells, in percent, that may be no answers; `show` tells what may be shown
    of a text.
    """
    answers = {text: reader.read(text) for text, n in counts.items() if n}
    filled = {text: counts[text] for text in answers if answers[text].code != MISSING_CODES["blank"]}
    column = _Column(filled, answers, scale, limit, lambda texts: listed_examples(texts, reader, show))
    return column.fault_of_labels() or column.fault_of_answers()


@dataclass(frozen=True)
class _Column:
    """The filled cells of a column: their distinct texts with counts, and what each was read as."""

    counts: Mapping[str, int]
    answers: Mapping[str, Answer]
    scale: Scale
    limit: float
    examples: Callable[[Mapping[str, int]], str]

    def fault_of_labels(self) -> ColumnFault | None:
        """A fault that shows where codes stand together with labels.

        A single cell is a slip of the pen beside other labels; beside mere codes it is all that is known of
        what they mean.
        """
        if not (wrong := self._where(lambda _, answer: answer.code == CONTRADICTION)):
            return None
        n = sum(wrong.values())
        has_codes = bool(self._where(lambda text, answer: answer.code > 0 and not _has_letters(text)))
        pairs = {said for text in self.counts if (said := self.answers[text].said)}
        if is_reversed(pairs, self.scale) and (n > 1 or has_codes):
            return reversed_scale(self.examples(wrong), self.scale)
        labelled = self._where(lambda text, answer: bool(answer.said) or _is_label(text, answer))
        if n > 1 and 100 * n > self.limit * sum(labelled.values()):
            return ColumnFault("contradicting-labels", (("examples", self.examples(wrong)),))
        return None

    def fault_of_answers(self) -> ColumnFault | None:
        """A fault of too few cells that are answers; there is none where all cells are kinds of missing."""
        unread = self._where(lambda _, answer: _is_unread(answer))
        n, total = sum(unread.values()), sum(self.counts.values())
        words = sum(n for text, n in unread.items() if self.answers[text].code != OUTSIDE_SCALE)
        are_many = any(
            count >= least and 100 * count > self.limit * total
            for count, least in ((words, _FEWEST_WORDS), (n, _FEWEST_CELLS))
        )
        has_levels = any(self.answers[text].code > 0 for text in self.counts)
        if n and not has_levels and (are_many or n == total):
            return ColumnFault("no-valid-answer", (("n", str(total)), ("scale", self.scale.shown)))
        if not are_many:
            return None
        numbers = {
            "n": str(n),
            "total": str(total),
            "share": _decimal(100 * n / total),
            "limit": _decimal(self.limit),
        }
        return ColumnFault("too-many-unknown", (*numbers.items(), ("examples", self.examples(unread))))

    def _where(self, fits: Callable[[str, Answer], bool]) -> dict[str, int]:
        return {text: n for text, n in self.counts.items() if fits(text, self.answers[text])}


def listed_examples(counts: Mapping[str, int], reader: AnswerReader, show: Callable[[str], str]) -> str:
    """The five most frequent texts as they may be shown, with their counts and the labels most like them."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_JUDGED]
    listed: Counter[str] = Counter()
    nearest: dict[str, str] = {}
    for text, n in ordered:
        listed[shown := show(text)] += n
        nearest.setdefault(shown, reader.nearest(text))
    return ", ".join(
        f'"{shown}" ({n}, "{nearest[shown]}"?)' if nearest[shown] else f'"{shown}" ({n})'
        for shown, n in listed.most_common(EXAMPLES)
    )


def _is_unread(answer: Answer) -> bool:
    return answer.code in UNREAD and answer.rule != "own"


def _is_label(text: str, answer: Answer) -> bool:
    return _has_letters(text) and not _is_unread(answer)


def _has_letters(text: str) -> bool:
    return any(map(str.isalpha, text))


def _decimal(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def is_reversed(pairs: Collection[Pair], scale: Scale) -> bool:
    """Whether each code stands with the label of its mirror image; the middle of the scale says nothing."""
    levels = sorted(scale.levels, key=lambda level: level.code)
    mirror = {level.code: other.code for level, other in zip(levels, reversed(levels), strict=True)}
    told = [(code, label) for code, label in pairs if max(code, label) > 0]
    telling = [(code, label) for code, label in told if code != label or mirror[code] != label]
    is_mirrored = bool(telling) and all(mirror.get(code) == label for code, label in telling)
    return is_mirrored and levels[0].value < levels[-1].value


def reversed_scale(examples: str, scale: Scale) -> ColumnFault:
    """The fault of a scale in which 1 is the best."""
    best = max(scale.levels, key=lambda level: level.code)
    values = (("examples", examples), ("best", f"{best.code} = {best.label.vi}"))
    return ColumnFault("reversed-scale", values)
