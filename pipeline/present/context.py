"""What every output says about itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from schemas.language import Language, LanguageCode
from schemas.questionnaire import Questionnaire
from schemas.settings import Survey


@dataclass(frozen=True)
class Context:
    """Whose figures these are, from where, in which language.

    `unit_names` and `short_names` map unit codes to names; `focus` is the code of the unit that the report is
    about, or None; `provenance` is printed in every output, `simulated` marks simulated data.
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

    @classmethod
    def of(cls, survey: Survey, language: LanguageCode | None = None) -> Self:
        """The context of a survey, in its first language where none is asked for."""
        code, registry = language or survey.settings.languages[0], survey.registry
        return cls(
            say=Language(code),
            questionnaire=survey.questionnaire,
            period=survey.period.name,
            administration=registry.name.within(code),
            unit_names=registry.names(code),
            short_names={unit.code: unit.short.within(code) for unit in registry.units},
            focus=survey.settings.focus_unit,
            provenance=survey.settings.provenance.within(code),
            simulated=survey.settings.simulated,
        )
