"""`hailong.toml` of a project and `survey.toml` of a period."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StrictBool, StringConstraints, Tag

from schemas.documents import DOCUMENTS, Document, Letter
from schemas.language import LanguageCode, later
from schemas.period import Period
from schemas.questionnaire import Columns, MissingKind, Questionnaire, Thresholds
from schemas.text import bare, fold
from schemas.toml import Frozen, Mistake, Raw, SettingsError, Text, build, quoted, read_toml, repeated
from schemas.units import Code, Name, UnitRegistry

HeaderText = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
UniqueWithin = Literal["survey", "unit"]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
"""A number of the file: no text of digits, no true or false, none without an end."""


class Forms(Frozen):
    """Questionnaires handed out to a unit's citizens and brought back, as counted by hand."""

    issued: Annotated[int, Field(strict=True, ge=0)]
    returned: Annotated[int, Field(strict=True, ge=0)]


class Dates(Frozen):
    """First and last day of the fieldwork, where it is not the period itself."""

    first: date
    last: date


class OwnThresholds(Frozen):
    """The thresholds that a project or a period sets itself; the others are the framework's."""

    publish_from: Annotated[int, Field(strict=True, ge=1)] | None = None
    median_from: Annotated[int, Field(strict=True, ge=1)] | None = None
    suppress_below: Annotated[int, Field(strict=True, ge=1)] | None = None
    care_width: Annotated[Number, Field(gt=0, le=100)] | None = None
    care_df: Annotated[int, Field(strict=True, ge=1)] | None = None
    care_missing: Annotated[Number, Field(ge=0, le=100)] | None = None


class Checks(Frozen):
    """When a column of answers is refused: above so many per cent of filled cells that are no answers."""

    unknown_labels: Annotated[Number, Field(ge=0, le=100)] = 2.0


PositiveCount = Annotated[int, Field(strict=True, ge=1)]
# A union tells what is wrong by all of its parts; a tag names the one part that the value is meant for.
_InUnit = Annotated[
    Annotated[PositiveCount, Tag("[count]")] | Annotated[dict[Name, PositiveCount], Tag("[strata]")],
    Discriminator(lambda value: "[strata]" if isinstance(value, dict) else "[count]"),
]
Drawn = Annotated[dict[Code, _InUnit], Field(default_factory=dict)]
"""What could be drawn in a unit, or in each of its strata: people served, or primary sampling units."""

Shares = Annotated[dict[Name, Annotated[Number, Field(gt=0)]], Field(min_length=1)]


_Meaning = Annotated[
    Annotated[int, Field(strict=True), Tag("[level]")] | Annotated[MissingKind, Tag("[missing]")],
    Discriminator(lambda value: "[missing]" if isinstance(value, str) else "[level]"),
]

MARGIN = "margin_"
"""Before the code of a margin: the column of responses with its values."""


_GROUPINGS = ("stratum", "psu")
"""The columns of every file to whose values weights may be raked."""


class Margin(Frozen):
    """A margin to which weights are raked: the shares (or counts) of the values of one column.

    `units` holds the shares of single units; the others have `shares`.
    """

    column: HeaderText
    shares: Shares
    units: dict[Code, Shares] = Field(default_factory=dict)


class Comparing(Frozen):
    """How units are compared.

    Verdicts are adjusted for their number; within `equivalence` points units count as equivalent; the what-if
    table raises each criterion by `what_if` points.
    """

    adjust: Literal["holm", "fdr"] = "holm"
    equivalence: Annotated[Number, Field(gt=0, lt=100)] | None = None
    what_if: Annotated[Number, Field(gt=0, le=100)] = 5.0


class SurveySettings(Frozen):
    """Everything that `hailong.toml` and `survey.toml` may say; the period's file wins, key by key."""

    questionnaire: Code
    units: Code
    focus_unit: Code | None = None
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1)] = ("vi",)
    thresholds: OwnThresholds = OwnThresholds()
    provenance: Text = Text(vi="", en="")
    simulated: StrictBool = False
    respondents_unique_within: UniqueWithin = "survey"
    dates: Dates | None = None
    checks: Checks = Checks()
    columns: dict[Name, HeaderText] = Field(default_factory=dict)
    answers: dict[Name, _Meaning] = Field(default_factory=dict)
    forms: dict[Code, Forms] = Field(default_factory=dict)
    population: Drawn
    psus: Drawn
    raking: dict[Code, Margin] = Field(default_factory=dict)
    comparison: Comparing = Comparing()
    total_published: StrictBool = True
    documents: tuple[Document, ...] = DOCUMENTS
    letter: Letter = Letter()


OF_DOCUMENTS = ("focus_unit", "provenance", "documents", "letter")
"""The settings on which documents depend, and no table."""


@dataclass(frozen=True)
class Source:
    """A raw file and the name by which findings speak of it (relative to the project)."""

    name: str
    path: Path


@dataclass(frozen=True)
class Survey:
    """One period of one project, ready to be run: what to read, with which rules, about whom."""

    period: Period
    settings: SurveySettings
    questionnaire: Questionnaire
    registry: UnitRegistry

    @property
    def first(self) -> date:
        """The first day on which a response may have been given."""
        return self.settings.dates.first if self.settings.dates else self.period.first

    @property
    def last(self) -> date:
        """The last day on which a response may have been given."""
        return self.settings.dates.last if self.settings.dates else self.period.last

    @property
    def thresholds(self) -> Thresholds:
        """The publishing thresholds: each the project's where it sets it, else the framework's."""
        own = self.settings.thresholds.model_dump(exclude_none=True)
        return self.questionnaire.thresholds.model_copy(update=own)


def _merged(project: Raw, period: Raw) -> dict[str, Any]:
    """The keys of both files, the period's own over the project's; tables are merged key by key."""
    tables = {
        key: {**project[key], **own}
        for key, own in period.items()
        if isinstance(own, dict) and isinstance(project.get(key), dict)
    }
    return {**project, **period, **tables}


def read_settings(project: Path, period: Path, source: str) -> SurveySettings:
    """The settings of a period from the two files; `period` need not exist."""
    whole = read_toml(project, project.name)
    if not period.exists():
        return build(SurveySettings, whole, project.name)
    own = read_toml(period, source)
    try:
        return build(SurveySettings, _merged(whole, own), source)
    except SettingsError as error:
        raise SettingsError(source, [_at_home(m, own, project.name) for m in error.mistakes]) from None


def _at_home(mistake: Mistake, period: Raw, project: str) -> Mistake:
    """The mistake, with the name of the project's file where the period's file does not have the key."""
    if mistake.place.split(":")[0].split(" ")[0] in period:
        return mistake
    return replace(mistake, place=f"{project}: {mistake.place}")


def _mistakes(survey: Survey) -> Iterable[Mistake]:
    settings = survey.settings
    yield from _unknown_units(survey)
    yield from _wrong_margins(survey)
    columns = (*Columns.model_fields, *survey.questionnaire.codes)
    for name in settings.columns:
        if name not in columns:
            expected = later("one of {choices} is expected")
            yield Mistake("columns", f'"{name}"', expected, (("choices", quoted(columns)),))
    levels = [level.code for level in survey.questionnaire.scale.levels]
    for text, meaning in settings.answers.items():
        if isinstance(meaning, int) and meaning not in levels:
            choices = quoted([str(code) for code in levels])
            expected = later("one of {choices} is expected")
            yield Mistake(f'answers: "{text}"', str(meaning), expected, (("choices", choices),))
    for code in settings.letter.measures:
        if code not in survey.questionnaire.codes:
            expected = later("the code of a criterion is expected")
            yield Mistake(f"letter: measures: {code}", f'"{code}"', expected)
    for header in repeated(fold(header) for header in settings.columns.values()):
        yield Mistake("columns", f'"{header}"', later("this header is given to two columns"))
    years = survey.questionnaire.years
    if survey.period.last.year < years.first or survey.period.first.year > years.last:
        expected = later("{questionnaire} is valid from {first} to {last}; name the framework of this period")
        values = {"questionnaire": survey.questionnaire.code, "first": years.first, "last": years.last}
        yield Mistake(
            "questionnaire", survey.period.name, expected, tuple((k, str(v)) for k, v in values.items())
        )
    if survey.last < survey.first:
        yield Mistake("dates: last", str(survey.last), later("not before the first day"))


def _unknown_units(survey: Survey) -> Iterable[Mistake]:
    settings = survey.settings
    named = {"focus_unit": settings.focus_unit} if settings.focus_unit else {}
    for table in ("forms", "population", "psus"):
        named |= {f"{table}: {unit}": unit for unit in getattr(settings, table)}
    for code, margin in settings.raking.items():
        named |= {f"raking: {code}: units: {unit}": unit for unit in margin.units}
    named |= {f"letter: units: {unit}": unit for unit in settings.letter.units}
    for place, unit in named.items():
        if unit not in survey.registry.by_code:
            expected = later("a unit of {registry} is expected")
            yield Mistake(place, f'"{unit}"', expected, (("registry", survey.registry.code),))


def _wrong_margins(survey: Survey) -> Iterable[Mistake]:
    raking = survey.settings.raking
    taken = _taken(survey)
    for code, margin in raking.items():
        place = f"raking: {code}"
        for value in repeated(map(fold, margin.shares)):
            yield Mistake(f"{place}: shares", f'"{value}"', later("this value is given twice"))
        for unit, shares in margin.units.items():
            if shares.keys() != margin.shares.keys():
                expected = later("the values of shares are expected: {choices}")
                choices = (("choices", quoted(margin.shares)),)
                yield Mistake(f"{place}: units: {unit}", quoted(shares), expected, choices)
        if column := taken.get(_spelling(margin.column)):
            expected = later("this is a header of {column}; a column of other values is expected")
            yield Mistake(f"{place}: column", f'"{margin.column}"', expected, (("column", column),))
        if f"{MARGIN}{code}" in survey.questionnaire.codes:
            yield Mistake(place, f'"{MARGIN}{code}"', later("a criterion has this name"))
    for header in repeated(fold(margin.column) for margin in raking.values()):
        yield Mistake("raking", f'"{header}"', later("this header is given to two margins"))


def _taken(survey: Survey) -> dict[str, str]:
    """The spellings that no margin's header may have, and the columns whose they are."""
    questionnaire, renamed = survey.questionnaire, survey.settings.columns
    headers = {criterion.code: criterion.aliases for criterion in questionnaire.criteria}
    for name in Columns.model_fields:
        headers[name] = getattr(questionnaire.columns, name)
    return {
        _spelling(header): f'"{column}"'
        for column, aliases in headers.items()
        if column not in _GROUPINGS
        for header in (column, *aliases, *([renamed[column]] if column in renamed else []))
    }


def _spelling(header: str) -> str:
    """A header as files may write it: with accents or signs, or without."""
    return bare(header) or fold(header)


def check_survey(survey: Survey, source: str) -> Survey:
    """`survey` itself where its parts fit together; `SettingsError` with every place where they do not."""
    if mistakes := list(_mistakes(survey)):
        raise SettingsError(source, mistakes)
    return survey
