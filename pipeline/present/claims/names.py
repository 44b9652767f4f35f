"""Names as the sentences of a letter write them, and all of them, so that their digits are no figures."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.present.charts.theme import clean
from pipeline.present.context import Context
from pipeline.present.spoken import period_in_words, within_sentence
from schemas.labels import BREAKS, REASONS

LISTED = 5
"""So many units are named where many could be."""


@dataclass(frozen=True)
class Names:
    """The names of a survey in the language of its context, on one line each and without control signs."""

    context: Context

    def unit(self, code: str) -> str:
        """A unit's name within a sentence."""
        return within_sentence(clean(self.context.unit_names.get(code, code)))

    def units(self, codes: Sequence[str]) -> str:
        """Units by name; of many the first, and that there are others."""
        names = "; ".join(self.unit(code) for code in codes[:LISTED])
        return names if len(codes) <= LISTED else self.context.say("{names} and others", names=names)

    @property
    def administration(self) -> str:
        """The name of the administration within a sentence."""
        return within_sentence(clean(self.context.administration))

    @property
    def questionnaire(self) -> str:
        """The name of the questionnaire."""
        return clean(self.context.questionnaire.name.within(self.context.say.code))

    @property
    def provenance(self) -> str:
        """Where the data are from, without the full stop at the end."""
        return clean(self.context.provenance).removesuffix(".")

    def criterion(self, code: str) -> str:
        """A criterion with its code: 2.5 “Time limit as prescribed”."""
        return f"{clean(code)} “{self.text(code)}”"

    def text(self, code: str) -> str:
        """The text of a criterion."""
        texts = {
            one.code: one.text.within(self.context.say.code) for one in self.context.questionnaire.criteria
        }
        return clean(texts.get(code, code))

    def dimension(self, code: str) -> str:
        """A dimension in quotation marks."""
        names = {
            one.code: one.name.within(self.context.say.code) for one in self.context.questionnaire.dimensions
        }
        return f"“{clean(names.get(code, code))}”"

    def items(self) -> Iterator[tuple[str, str]]:
        """The names of criteria and dimensions as sentences write them, each with its code."""
        questionnaire = self.context.questionnaire
        yield from ((self.criterion(code), code) for code in questionnaire.codes)
        yield from ((self.dimension(one.code), one.code) for one in questionnaire.dimensions)

    def period(self, name: str) -> str:
        """A period in words."""
        return period_in_words(replace(self.context, period=name))

    def all(self, periods: Collection[str]) -> Iterator[str]:
        """Every text in a letter that comes from a file or a list of words, these `periods` among them."""
        questionnaire, say = self.context.questionnaire, self.context.say
        yield from map(self.unit, self.context.unit_names)
        yield from map(self.text, questionnaire.codes)
        yield from (name for name, _ in self.items())
        yield from (self.administration, self.questionnaire, self.provenance)
        yield from map(self.period, periods)
        yield from map(say, (*REASONS.values(), *BREAKS.values()))
