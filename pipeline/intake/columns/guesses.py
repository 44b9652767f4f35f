"""Guesses at columns that no header names: they are proposed to a person and never read by themselves."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
from rapidfuzz import fuzz

from pipeline.intake.coding.dates import read_day
from pipeline.intake.coding.units import UnitReader
from pipeline.intake.columns.personal import personal_kind
from pipeline.intake.showing import may_be_stored
from schemas.exports import is_metadata
from schemas.language import later
from schemas.questionnaire import Criterion
from schemas.responses import UNIT_NOT_VALID, days
from schemas.settings import Survey
from schemas.text import bare

UNITS = later("a guess: {share} % of the cells are units")
DAYS = later("a guess: {share} % of the cells are days of the period")
CODES = later("a guess: every cell holds another code")
TEXT = later("a guess: the header is a little like the question ({share} %)")

_MOST_CELLS = 150
_MOST_COLUMNS = 500
_LONGEST = 200
_MOSTLY = 0.5
_NEARLY = 0.1
_ALIKE = 55
_MARGIN = 4
_FEWEST_CODES = 3


@dataclass(frozen=True)
class Guess:
    """The position of a column that could be the one looked for, how much speaks for it, and why."""

    position: int
    share: float
    reason: str


@dataclass(frozen=True)
class Columns:
    """The columns of a file that nothing is known of: their headers and their first filled cells."""

    headers: Mapping[int, str]
    cells: Mapping[int, Sequence[str]]

    @classmethod
    def of(cls, names: Sequence[str], samples: Sequence[Sequence[str]], known: Collection[int]) -> "Columns":
        """The columns that are not `known`, without personal data and what tools write of their own."""
        headers, cells = dict[int, str](), dict[int, Sequence[str]]()
        for position, name in enumerate(names):
            if len(headers) == _MOST_COLUMNS:
                break
            if position in known or is_metadata(name):
                continue
            texts = (row[position].strip()[:_LONGEST] for row in samples[:_MOST_CELLS] if position < len(row))
            filled = [text for text in texts if text]
            if personal_kind(name, filled) is None:
                headers[position], cells[position] = name, filled
        return cls(headers, cells)

    def likeliest(self, share: Callable[[Sequence[str]], float], reason: str) -> list[Guess]:
        """The columns of whose cells the largest share fits; several where none stands out."""
        shares = {position: share(filled) for position, filled in self.cells.items() if filled}
        best = max(shares.values(), default=0.0)
        if best < _MOSTLY:
            return []
        return [Guess(at, value, reason) for at, value in shares.items() if value >= best - _NEARLY]


def guess_canonical(columns: Columns, survey: Survey) -> dict[str, list[Guess]]:
    """By what the cells hold: the unit, the date and the respondent."""
    reader = UnitReader(survey.registry, survey.first, survey.last)
    first, last = days(survey.first), days(survey.last)

    def units(filled: Sequence[str]) -> float:
        return _share(filled, lambda text: (n := reader.read(text).number) >= 0 or n == UNIT_NOT_VALID)

    def dates(filled: Sequence[str]) -> float:
        return _share(filled, lambda text: first <= read_day(text).number <= last)

    return {
        "unit": columns.likeliest(units, UNITS),
        "date": columns.likeliest(dates, DAYS),
        "respondent": columns.likeliest(_codes, CODES),
    }


def guess_criteria(columns: Columns, criteria: Sequence[Criterion]) -> dict[str, list[Guess]]:
    """By what the headers say: for each criterion the header most like its question, if it is so for both."""
    likeness = {
        (position, criterion.code): _likeness(bare(name[:_LONGEST]), criterion)
        for position, name in columns.headers.items()
        for criterion in criteria
    }
    guesses: dict[str, list[Guess]] = {}
    taken: set[int] = set()
    for (position, code), share in sorted(likeness.items(), key=lambda item: -item[1]):
        if share < _ALIKE:
            break
        rival = max((likeness[position, c.code] for c in criteria if c.code != code), default=0)
        if code not in guesses and position not in taken and share - rival >= _MARGIN:
            guesses[code] = [Guess(position, share / 100, TEXT)]
            taken.add(position)
    return guesses


def _likeness(text: str, criterion: Criterion) -> float:
    return max(fuzz.token_sort_ratio(text, bare(own)) for own in _texts(criterion))


def _texts(criterion: Criterion) -> Iterator[str]:
    yield from (criterion.text.vi, criterion.text.en, *criterion.aliases)


def _share(filled: Sequence[str], fits: Callable[[str], bool]) -> float:
    return sum(map(fits, filled)) / len(filled)


def _codes(filled: Sequence[str]) -> float:
    """1 where every cell holds another code of a respondent."""
    different = len(set(filled)) == len(filled) >= _FEWEST_CODES
    return float(different and all(may_be_stored(pa.array(filled, pa.string())).to_pylist()))
