"""Which column of the questionnaire each header of a file claims to be."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.intake.columns.spelling import SUBQUESTION, Reading, spellings
from schemas.exports import DATES, RESPONDENTS
from schemas.language import later
from schemas.questionnaire import Questionnaire
from schemas.text import fold

EXPORTED = later("a header that survey tools write")

_LONGEST = 400
_EXPORTED = {"respondent": RESPONDENTS, "date": DATES}


@dataclass(frozen=True)
class Claims:
    """What the columns of a file could be: by canonical column the positions that claim to be it.

    `rules` says for a position how it was recognised, "" where by the code, an alias or `[columns]`;
    `ambiguous` holds for a position the columns it could be, of which at least one has no other claim;
    `absent` are the headers of `[columns]` that the file does not have, by canonical column.
    """

    places: Mapping[str, tuple[int, ...]]
    rules: Mapping[int, str]
    ambiguous: Mapping[int, tuple[str, ...]]
    absent: Mapping[str, str]

    @property
    def positions(self) -> dict[str, int]:
        """The position of each column that exactly one position claims to be."""
        return {column: found[0] for column, found in self.places.items() if len(found) == 1}


def find_claims(names: Sequence[str], questionnaire: Questionnaire, renamed: Mapping[str, str]) -> Claims:
    """What each header could be, by its own text; never by its place.

    A column in `renamed` (the table `[columns]`: canonical name to header) has that header only, unless the
    file has no such header: `[columns]` is for all files of a period, and this one may spell it otherwise.
    Headers of survey tools count for a respondent or a date where the file has no other column for it.
    """
    folded = [fold(name[:_LONGEST]) for name in names]
    absent = {column: header for column, header in renamed.items() if fold(header) not in folded}
    renamed = {column: header for column, header in renamed.items() if column not in absent}
    readings = _readings(names, folded, questionnaire, renamed)
    places: dict[str, list[int]] = {}
    for position, reading in readings.items():
        if len(reading.columns) == 1:
            places.setdefault(reading.columns[0], []).append(position)
    rules = {at: reading.rule for at, reading in readings.items()}
    for column, order in _EXPORTED.items():
        if column not in places and column not in renamed and (best := _exported(folded, order, readings)):
            places[column] = best
            rules |= dict.fromkeys(best, EXPORTED)
    settled = renamed.keys() | places.keys()
    ambiguous = {
        at: reading.columns
        for at, reading in readings.items()
        if len(reading.columns) > 1 and not settled >= set(reading.columns)
    }
    return Claims({column: tuple(found) for column, found in places.items()}, rules, ambiguous, absent)


def find_margins(names: Sequence[str], margins: Mapping[str, str]) -> dict[str, tuple[int, ...]]:
    """The positions of the columns of margins, by the name under which they are kept; `margins` has headers.

    A margin may also be a column of the questionnaire: weights can be raked to the shares of the strata.
    """
    folded = [fold(name[:_LONGEST]) for name in names]
    return {
        column: tuple(at for at, name in enumerate(folded) if name and name == fold(header))
        for column, header in margins.items()
    }


def _readings(
    names: Sequence[str], folded: Sequence[str], questionnaire: Questionnaire, renamed: Mapping[str, str]
) -> dict[int, Reading]:
    """What each header could be by its text or by `[columns]`, by position."""
    known = spellings(questionnaire)
    settled = {plain: name for name, text in renamed.items() if (plain := fold(text))}
    trusted = not any(map(known.contradicts, folded))
    readings: dict[int, Reading] = {}
    for position, (name, plain) in enumerate(zip(names, folded, strict=True)):
        reading = Reading((settled[plain],)) if plain in settled else known.read(name)
        if reading is None or (reading.rule == SUBQUESTION and not trusted):
            continue
        if len(reading.columns) > 1 or plain in settled or reading.columns[0] not in renamed:
            readings[position] = reading
    return readings


def _exported(folded: Sequence[str], order: Mapping[str, int], taken: Collection[int]) -> list[int]:
    """Where the best of the headers stands that survey tools write for a column."""
    places: dict[int, list[int]] = {}
    for position, name in enumerate(folded):
        if (rank := order.get(name)) is not None and position not in taken:
            places.setdefault(rank, []).append(position)
    return places[min(places)] if places else []
