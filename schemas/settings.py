"""`hailong.toml` of a project and `survey.toml` of a period."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StrictBool

from schemas.language import LanguageCode, later
from schemas.period import Period
from schemas.questionnaire import Questionnaire, Thresholds
from schemas.toml import Frozen, Mistake, Raw, SettingsError, Text, build, quoted, read_toml
from schemas.units import Code, Name, UnitRegistry

UniqueWithin = Literal["survey", "unit"]


class Forms(Frozen):
    """Questionnaires handed out to a unit's citizens and brought back, as counted by hand."""

    issued: Annotated[int, Field(strict=True, ge=0)]
    returned: Annotated[int, Field(strict=True, ge=0)]


class Dates(Frozen):
    """First and last day of the fieldwork, where it is not the period itself."""

    first: date
    last: date


class SurveySettings(Frozen):
    """Everything that `hailong.toml` and `survey.toml` may say; the period's file wins, key by key."""

    questionnaire: Code
    units: Code
    focus_unit: Code | None = None
    languages: Annotated[tuple[LanguageCode, ...], Field(min_length=1)] = ("vi",)
    thresholds: Thresholds | None = None
    provenance: Text = Text(vi="", en="")
    simulated: StrictBool = False
    respondents_unique_within: UniqueWithin = "survey"
    dates: Dates | None = None
    columns: dict[Name, Name] = Field(default_factory=dict)
    forms: dict[Code, Forms] = Field(default_factory=dict)


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
        """The publishing thresholds: the project's where it sets them, else the framework's."""
        return self.settings.thresholds or self.questionnaire.thresholds


def _merged(project: Raw, period: Raw) -> dict[str, Any]:
    """The keys of both files, the period's own over the project's."""
    return {**project, **period}


def read_settings(project: Path, period: Path, source: str) -> SurveySettings:
    """The settings of a period from the two files; `period` need not exist."""
    raw = read_toml(project, project.name)
    if not period.exists():
        return build(SurveySettings, raw, project.name)
    return build(SurveySettings, _merged(raw, read_toml(period, source)), source)


def _mistakes(survey: Survey) -> Iterable[Mistake]:
    known, settings = survey.registry.by_code, survey.settings
    named = {"focus_unit": settings.focus_unit} if settings.focus_unit else {}
    named |= {f"forms: {unit}": unit for unit in settings.forms}
    for place, unit in named.items():
        if unit not in known:
            expected = later("a unit of {registry} is expected")
            yield Mistake(place, f'"{unit}"', expected, (("registry", survey.registry.code),))
    columns = ("respondent", "unit", "date", "weight", "stratum", "psu", *survey.questionnaire.codes)
    for name in settings.columns:
        if name not in columns:
            expected = later("one of {choices} is expected")
            yield Mistake("columns", f'"{name}"', expected, (("choices", quoted(columns)),))
    years = survey.questionnaire.years
    if survey.period.last.year < years.first or survey.period.first.year > years.last:
        expected = later("{questionnaire} is valid from {first} to {last}; name the framework of this period")
        values = {"questionnaire": survey.questionnaire.code, "first": years.first, "last": years.last}
        yield Mistake(
            "questionnaire", survey.period.name, expected, tuple((k, str(v)) for k, v in values.items())
        )
    if survey.last < survey.first:
        yield Mistake("dates: last", str(survey.last), later("not before the first day"))


def check_survey(survey: Survey, source: str) -> Survey:
    """`survey` itself where its parts fit together; `SettingsError` with every place where they do not."""
    if mistakes := list(_mistakes(survey)):
        raise SettingsError(source, mistakes)
    return survey
