"""Which column of a file is which column of the questionnaire."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.intake.read import Header
from pipeline.intake.showing import shown_column, shown_header
from schemas.findings import Finding
from schemas.questionnaire import Questionnaire
from schemas.responses import CANONICAL_COLUMNS
from schemas.text import fold


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


def _spellings(questionnaire: Questionnaire, renamed: Mapping[str, str]) -> dict[str, str]:
    """The canonical column for every folded header. A column named in `[columns]` has that header only."""
    criteria = {c.code: (c.code, *c.aliases) for c in questionnaire.criteria}
    columns = {name: (name, *getattr(questionnaire.columns, name)) for name in CANONICAL_COLUMNS}
    spellings = {
        fold(text): name
        for name, texts in (columns | criteria).items()
        if name not in renamed
        for text in texts
    }
    return spellings | {fold(header): name for name, header in renamed.items()}


def match_columns(
    header: Header,
    source: str,
    questionnaire: Questionnaire,
    renamed: Mapping[str, str],
    required: Collection[str] = ("respondent", "unit"),
) -> Match:
    """The columns of a file by their headers; never by their order, never by a guess.

    `renamed` is the table `[columns]` of `survey.toml`: canonical name to header. Of the
    columns beside the criteria those in `required` must be there.
    """
    width, spellings = len(header.names), _spellings(questionnaire, renamed)
    if width == 1:
        finding = Finding("one-column", source, 1, value=shown_header(header.names[0], spellings))
        return Match(width, {}, {}, (finding,), refused="one-column")
    places: dict[str, list[int]] = {}
    for position, name in enumerate(header.names):
        if (column := spellings.get(fold(name))) is not None:
            places.setdefault(column, []).append(position)
    positions = {column: found[0] for column, found in places.items() if len(found) == 1}
    wanted = (*required, *questionnaire.codes)
    findings = (
        *_left_out(header, source, {position for found in places.values() for position in found}),
        *_twice(source, places),
        *(Finding("missing-column", source, 1, column) for column in wanted if column not in places),
    )
    headers = {column: shown_column(header.names[at]) for column, at in positions.items()}
    return Match(width, positions, headers, findings)


def _left_out(header: Header, source: str, matched: set[int]) -> Iterator[Finding]:
    """The columns that are not read; where none is known, the header may be the first respondent's row."""
    for position, name in enumerate(header.names):
        if position in matched:
            continue
        if name:
            shown = shown_column(name) if matched else shown_header(name, ())
            yield Finding("unexpected-column", source, 1, shown)
        else:
            yield Finding("blank-column-name", source, 1, value=str(position + 1))


def _twice(source: str, places: Mapping[str, Sequence[int]]) -> Iterator[Finding]:
    for column, found in places.items():
        if len(found) > 1:
            numbers = ", ".join(f"{position + 1}" for position in found)
            yield Finding("duplicate-column", source, 1, column, numbers)
