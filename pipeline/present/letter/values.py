"""What a template of a letter may use: texts, lists of texts, pictures; no tables and nothing to call."""

from dataclasses import dataclass

from pipeline.present.letter.picture import Picture


@dataclass(frozen=True)
class Words:
    """The fixed words of the form, in the language of the letter."""

    country: str
    motto: str
    report: str
    to: str
    copies: str
    analysis: str
    measures: str
    draft: str
    do: str
    lead: str
    by: str
    annex: str


@dataclass(frozen=True)
class Figure:
    """A chart as wide as the text, and its numbered caption."""

    picture: Picture
    caption: str


@dataclass(frozen=True)
class Part:
    """A numbered part of the analysis; all of it is empty where there is nothing to say."""

    heading: str = ""
    paragraphs: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()


@dataclass(frozen=True)
class ProposalText:
    """A proposed measure; dots where the office has not said what, who or by when."""

    heading: str
    do: str
    gain: str
    lead: str
    by: str


@dataclass(frozen=True)
class AnnexHeads:
    """The heads of the columns of the annex."""

    number: str
    criterion: str
    levels: str
    answers: str
    index: str
    interval: str
    median: str
    gap: str
    best: str
    gap_to_best: str
    rank: str
    contribution: str


@dataclass(frozen=True)
class AnnexRow:
    """A criterion as it is printed; `shares` are those of the levels."""

    number: str
    criterion: str
    shares: tuple[str, ...]
    answers: str
    index: str
    interval: str
    median: str
    gap: str
    best: str
    gap_to_best: str
    rank: str
    contribution: str


@dataclass(frozen=True)
class AnnexGroup:
    """Criteria whose indices lie above 90, from 80 to 90, below 80, or that have none."""

    heading: str
    rows: tuple[AnnexRow, ...]


@dataclass(frozen=True)
class Annex:
    """The table by criterion; `columns` is the number of its columns, `levels` the labels of the scale."""

    title: str
    attached: str
    heads: AnnexHeads
    levels: tuple[str, ...]
    columns: int
    groups: tuple[AnnexGroup, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Head:
    """Who writes to whom, and who signs."""

    parent: str
    parent_lines: tuple[str, ...]
    agency: str
    agency_lines: tuple[str, ...]
    number: str
    about: str
    place_and_date: str
    to: str
    to_lines: tuple[str, ...]
    signs_for: str
    signs_as: str
    copies: tuple[str, ...]


@dataclass(frozen=True)
class Body:
    """What the letter says. The parts of `analysis` that are not empty are also there by name."""

    simulated: str
    opening: tuple[str, ...]
    analysis: tuple[Part, ...]
    overall: Part
    dimensions: Part
    criteria: Part
    change: Part
    basis: Part
    measures: tuple[str, ...]
    proposals: tuple[ProposalText, ...]
    closing: str
