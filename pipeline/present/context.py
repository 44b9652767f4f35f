"""What every output says about itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Self

from schemas.documents import Letter
from schemas.language import Language, LanguageCode
from schemas.questionnaire import Questionnaire, Thresholds
from schemas.settings import Survey


@dataclass(frozen=True)
class Context:
    """Whose figures these are, from where, in which language.

    `unit_names` and `short_names` map unit codes to names; `focus` is the code of the unit that the report is
    about, or None; `provenance` is printed in every output, `simulated` marks simulated data. `margins` maps
    the codes of raking margins to the headers of their columns, `languages` are those of the project.
    """

    say: Language
    questionnaire: Questionnaire
    period: str
    administration: str
    unit_names: Mapping[str, str]
    short_names: Mapping[str, str]
    focus: str | None
    provenance: str
    simulated: bool
    thresholds: Thresholds = field(default_factory=Thresholds)
    letter: Letter = field(default_factory=Letter)
    margins: Mapping[str, str] = field(default_factory=dict)
    languages: Sequence[LanguageCode] = ("vi",)

    @classmethod
    def of(cls, survey: Survey, language: LanguageCode | None = None, focus: str | None = None) -> Self:
        """The context of a survey, in its first language and about its focus unit where none is asked for."""
        settings, registry = survey.settings, survey.registry
        code = language or settings.languages[0]
        return cls(
            say=Language(code),
            questionnaire=survey.questionnaire,
            period=survey.period.name,
            administration=registry.name.within(code),
            unit_names=registry.names(code),
            short_names={unit.code: unit.short.within(code) for unit in registry.units},
            focus=focus or settings.focus_unit,
            provenance=settings.provenance.within(code),
            simulated=settings.simulated,
            thresholds=survey.thresholds,
            letter=settings.letter,
            margins={code: margin.column for code, margin in settings.raking.items()},
            languages=settings.languages,
        )
