"""The table `[columns]` of `survey.toml`, proposed for a file."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.intake.columns.claims import Claims, find_claims
from pipeline.intake.columns.guesses import Columns, Guess, guess_canonical, guess_criteria
from pipeline.intake.read import Header
from schemas.language import Language, later
from schemas.responses import CANONICAL_COLUMNS
from schemas.settings import Survey
from schemas.text import fold

SEVERAL = later("one of several columns that could be it")
ALSO = later("the header could also be {columns}")
UNUSABLE = later("recognised in column {number}; its header is too long or stands in the file twice")

_LONGEST_HEADER = 1000
_MOST_LISTED = 5


@dataclass(frozen=True)
class _Line:
    """A line of the table; commented out where a person has to choose or to fill in."""

    column: str
    header: str
    remark: str = ""
    is_open: bool = False

    def __str__(self) -> str:
        key = self.column if self.column in CANONICAL_COLUMNS else f'"{self.column}"'
        text = f"{key} = {_toml(self.header)}" + (f"  # {self.remark}" if self.remark else "")
        return f"# {text}" if self.is_open else text


def suggest_columns(
    header: Header, samples: Sequence[Sequence[str]], survey: Survey, say: Language | None = None
) -> str:
    """The table `[columns]` for a file, ready to paste: a line for each column of the questionnaire.

    `samples` are the cells of some rows. Columns that are recognised stand as they are; guesses from the
    header or from what the cells hold are marked; where there is nothing to propose the line is a comment.
    """
    say = say or Language(survey.settings.languages[0])
    claims = find_claims(header.names, survey.questionnaire, survey.settings.columns)
    proposal = _Proposal(header.names, claims, _guesses(header, samples, survey, claims), say)
    remark = say("Proposed from the header of the file; check the lines with a remark.")
    columns = (*CANONICAL_COLUMNS, *survey.questionnaire.codes)
    lines = [line for column in columns for line in proposal.lines(column)]
    return "\n".join(["[columns]", f"# {remark}", *map(str, lines), ""])


def _guesses(
    header: Header, samples: Sequence[Sequence[str]], survey: Survey, claims: Claims
) -> dict[str, list[Guess]]:
    """Guesses for the columns without a header, each position for one column only."""
    known = {at for found in claims.places.values() for at in found} | claims.ambiguous.keys()
    unclaimed = [c for c in survey.questionnaire.criteria if c.code not in claims.places]
    criteria = guess_criteria(Columns.of(header.names, (), known), unclaimed)
    known |= {guess.position for guesses in criteria.values() for guess in guesses}
    canonical = guess_canonical(Columns.of(header.names, samples, known), survey)
    taken: set[int] = set()
    for column, found in canonical.items():
        canonical[column] = [guess for guess in found if guess.position not in taken]
        taken |= {guess.position for guess in found if column not in claims.places}
    return criteria | canonical


class _Proposal:
    """What can be said of each column, and which headers may stand in a table."""

    def __init__(
        self, names: Sequence[str], claims: Claims, guesses: Mapping[str, list[Guess]], say: Language
    ) -> None:
        self._names, self._claims, self._guesses, self._say = names, claims, guesses, say
        self._times = Counter(map(fold, names))

    def lines(self, column: str) -> Iterator[_Line]:
        """The lines of a column; at least one."""
        found = self._claims.places.get(column, ())
        could = [at for at, columns in self._claims.ambiguous.items() if column in columns]
        guesses = () if found else self._guesses.get(column, ())
        if len(found) == 1:
            rule = self._claims.rules[found[0]]
            yield self._line(column, found[0], self._say(rule) if rule else "", is_open=False)
        elif found:
            yield from self._open(column, found, self._say(SEVERAL))
        elif could:
            for at in could[:_MOST_LISTED]:
                others = ", ".join(other for other in self._claims.ambiguous[at] if other != column)
                yield self._line(column, at, self._say(ALSO, columns=others), is_open=True)
        elif len(guesses) == 1:
            share = round(100 * guesses[0].share)
            yield self._line(column, guesses[0].position, self._say(guesses[0].reason, share=share), False)
        elif guesses:
            yield from self._open(column, [guess.position for guess in guesses], self._say(SEVERAL))
        else:
            yield _Line(column, "…", is_open=True)

    def _open(self, column: str, positions: Sequence[int], remark: str) -> Iterator[_Line]:
        return (self._line(column, at, remark, is_open=True) for at in positions[:_MOST_LISTED])

    def _line(self, column: str, position: int, remark: str, is_open: bool) -> _Line:
        """A line with the header at a position, or the reason why that header cannot stand there."""
        name = self._names[position].strip()
        if 0 < len(name) <= _LONGEST_HEADER and self._times[fold(name)] == 1 and fold(name):
            return _Line(column, name, remark, is_open)
        return _Line(column, "…", self._say(UNUSABLE, number=position + 1), is_open=True)


def _toml(text: str) -> str:
    r"""A text as a TOML string; JSON writes the same escapes, but leaves the sign 127 as it is.

    >>> print(_toml('say "a\\b"'))
    "say \"a\\b\""
    """
    written = json.dumps(text.encode("utf-8", "replace").decode(), ensure_ascii=False)
    return written.replace("\x7f", "\\u007f")
