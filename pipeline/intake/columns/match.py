"""Which column of a file is which column of the questionnaire, and what is wrong with its header."""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.intake.columns.cells import is_private
from pipeline.intake.columns.claims import Claims, find_claims, find_margins
from pipeline.intake.columns.personal import KINDS
from pipeline.intake.columns.spelling import spellings
from pipeline.intake.read import Header
from pipeline.intake.showing import shown_column, shown_header
from schemas.exports import is_metadata
from schemas.findings import Finding
from schemas.questionnaire import Questionnaire
from schemas.text import fold
from schemas.toml import quoted

_LISTED = 20
_MOST_LOOKED_AT = 2000
_NOTHING: Mapping[int, str] = MappingProxyType({})
_NO_MARGINS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Match:
    """The positions of the columns of the questionnaire in a file, and what is wrong with its header.

    `headers` are the names of these columns as the file spells them, fit to be shown.
    `refused` is the problem for which every row of the file is refused, if there is one.
    """

    width: int
    positions: Mapping[str, int]
    headers: Mapping[str, str]
    findings: tuple[Finding, ...]
    refused: str | None = None


def recognised(names: Sequence[str], questionnaire: Questionnaire, renamed: Mapping[str, str]) -> int:
    """How many columns of the questionnaire a row of texts names: the row that names most is the header."""
    claims = find_claims(names[:_MOST_LOOKED_AT], questionnaire, renamed)
    return len(claims.places) + len(set(claims.ambiguous.values()))


def match_columns(
    header: Header,
    source: str,
    questionnaire: Questionnaire,
    renamed: Mapping[str, str],
    required: Collection[str] = ("respondent", "unit"),
    sheet: str = "",
    personal: Mapping[int, str] = _NOTHING,
    margins: Mapping[str, str] = _NO_MARGINS,
) -> Match:
    """The columns of a file by their headers; never by their order, never by a guess.

    `renamed` is the table `[columns]` of `survey.toml`: canonical name to header. Of the columns beside the
    criteria those in `required` must be there. `personal` holds the kind of personal data by position,
    `margins` the headers of the columns that weights are raked to, by the names under which they are kept.
    """
    place = _Place(header, source, sheet)
    if len(header.names) == 1:
        known = spellings(questionnaire).exact.keys() | set(filter(None, map(fold, renamed.values())))
        value = shown_header(header.names[0], known)
        return Match(1, {}, {}, (place.finding("one-column", value=value),), refused="one-column")
    claims, found = find_claims(header.names, questionnaire, renamed), find_margins(header.names, margins)
    findings = (
        *_left_out(place, claims, {at for places in found.values() for at in places}, personal),
        *_ambiguous(place, claims),
        *_twice(place, claims),
        *_missing(place, claims, (*required, *questionnaire.codes)),
        *_similar(place, claims),
        *_otherwise(place, claims),
        *_margins(place, found, margins),
    )
    positions = claims.positions | {column: at[0] for column, at in found.items() if len(at) == 1}
    headers = {column: shown_column(header.names[at]) for column, at in positions.items()}
    return Match(len(header.names), positions, headers, findings)


@dataclass(frozen=True)
class _Place:
    """The header of a file: where its findings are, and how its names may be shown."""

    header: Header
    source: str
    sheet: str

    def finding(
        self, code: str, column: str = "", value: str = "", values: tuple[tuple[str, str], ...] = ()
    ) -> Finding:
        return Finding(code, self.source, self.header.line, column, value, values, self.sheet)

    def shown(self, position: int, matched: bool) -> str:
        """A name; where none is known, the header may be the first respondent's row."""
        name = self.header.names[position]
        return shown_column(name) if matched and not is_private(name) else shown_header(name, ())


def _left_out(
    place: _Place, claims: Claims, margins: Set[int], personal: Mapping[int, str]
) -> Iterator[Finding]:
    """The columns that are not read, but for those which survey tools write and nobody misses."""
    used = {at for found in claims.places.values() for at in found} | claims.ambiguous.keys() | margins
    for position, name in enumerate(place.header.names):
        if position in used:
            continue
        number = str(position + 1)
        shown = place.shown(position, bool(used)) if name else number
        if position in personal:
            kind = personal[position]
            yield place.finding("personal-data", shown, values=(("kind", KINDS.get(kind, kind)),))
        elif not name:
            yield place.finding("blank-column-name", value=number)
        elif not is_metadata(name):
            yield place.finding("unexpected-column", shown)


def _ambiguous(place: _Place, claims: Claims) -> Iterator[Finding]:
    for position, columns in claims.ambiguous.items():
        values = (("candidates", quoted(columns)),)
        yield place.finding("ambiguous-column", place.shown(position, matched=True), values=values)


def _twice(place: _Place, claims: Claims) -> Iterator[Finding]:
    for column, found in claims.places.items():
        if len(found) > 1:
            yield place.finding("duplicate-column", column, _numbers(found))


def _numbers(positions: Sequence[int]) -> str:
    numbers = ", ".join(f"{position + 1}" for position in positions[:_LISTED])
    return f"{numbers}, …" if len(positions) > _LISTED else numbers


def _missing(place: _Place, claims: Claims, wanted: Sequence[str]) -> Iterator[Finding]:
    """The columns that no header could be; of the others it is said what is wrong with their headers."""
    possible = claims.places.keys() | {column for columns in claims.ambiguous.values() for column in columns}
    return (place.finding("missing-column", column) for column in wanted if column not in possible)


def _similar(place: _Place, claims: Claims) -> Iterator[Finding]:
    for column, position in claims.positions.items():
        if rule := claims.rules[position]:
            values = (("canonical", column), ("rule", rule))
            yield place.finding("similar-column", place.shown(position, matched=True), values=values)


def _otherwise(place: _Place, claims: Claims) -> Iterator[Finding]:
    """The columns that `[columns]` names by a header that this file does not have."""
    for column, position in claims.positions.items():
        if named := claims.absent.get(column):
            values = (("canonical", column), ("named", shown_column(named)))
            yield place.finding("header-not-found", place.shown(position, matched=True), values=values)


def _margins(
    place: _Place, found: Mapping[str, tuple[int, ...]], headers: Mapping[str, str]
) -> Iterator[Finding]:
    for column, positions in found.items():
        header = shown_column(headers[column])
        if not positions:
            yield place.finding("missing-margin", header)
        elif len(positions) > 1:
            yield place.finding("duplicate-column", header, _numbers(positions))
