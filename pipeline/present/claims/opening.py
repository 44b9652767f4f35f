"""How the letter begins: which survey, how many valid responses, where the data are from."""

from collections.abc import Iterator
from math import isfinite

from pipeline.present.claims.claim import Claim
from pipeline.present.claims.figures import ANY, Figures
from pipeline.present.claims.names import Names
from pipeline.present.claims.phrases import Phrase, claim, phrase
from schemas.language import later

_ACCOUNTING = "accounting.csv"


def opening_claims(figures: Figures, told: bool) -> Iterator[Claim]:
    """The survey and its source; with the number of valid responses where figures are `told`."""
    context, names = figures.context, Names(figures.context)
    yield claim("opening.survey", "opening", _survey(figures, told))
    if names.provenance:
        text = later("Source of the data: {provenance}.")
        yield claim("opening.provenance", "opening", phrase(context.say, text, provenance=names.provenance))
    if context.simulated:
        text = later("All figures in this document are from simulated data; they are not real responses.")
        yield claim("opening.simulated", "opening", phrase(context.say, text))


def _survey(figures: Figures, told: bool) -> Phrase:
    context, names = figures.context, Names(figures.context)
    values = {
        "period": names.period(context.period),
        "administration": names.administration,
        "questionnaire": names.questionnaire,
    }
    if context.focus is None:
        text = later(
            "This document presents the results of the survey of the satisfaction of citizens and "
            "organisations in {period}, {administration} ({questionnaire}): {n} valid responses on {k} units."
        )
        n = figures.cell(_ACCOUNTING, (ANY,), "sum(accepted)")
        k = figures.cell(_ACCOUNTING, (ANY,), "count(accepted > 0)")
        return phrase(context.say, text, **values, n=n, k=k)
    unit = names.unit(context.focus)
    if not told or not isfinite(figures.get(_ACCOUNTING, (context.focus,), "accepted")):
        text = later(
            "This document is about {unit} in the survey of the satisfaction of citizens and organisations "
            "in {period}, {administration} ({questionnaire})."
        )
        return phrase(context.say, text, **values, unit=unit)
    text = later(
        "This document presents the results of {unit} in the survey of the satisfaction of citizens and "
        "organisations in {period}, {administration} ({questionnaire}): {n} valid responses."
    )
    n = figures.cell(_ACCOUNTING, (context.focus,), "accepted")
    return phrase(context.say, text, **values, unit=unit, n=n)
