"""The texts of the page in one language, those from files made harmless."""

from pipeline.present.context import Context
from pipeline.present.page.wording import GLOSSARY, WORDING
from pipeline.present.problems import plain
from schemas.labels import BREAKS, REASONS, RELIABILITIES, VERDICTS
from schemas.terms import TERMS


def texts(context: Context) -> dict[str, str]:
    """Every text by its key; the places of those that the script fills are still open.

    Keys with a dot are those of codes: `verdict.above`, `label.suppressed`, `reason.no_answers`,
    `break.scale`, `term.index` and `meaning.index`.
    """
    say = context.say
    said = {key: say.word(text) for key, text in WORDING.items()}
    facts = {"administration": plain(context.administration), "period": plain(context.period)}
    return {
        **said,
        "title": say(WORDING["title"], **facts),
        "fact.period": facts["period"],
        "fact.questionnaire": plain(context.questionnaire.name.within(say.code)),
        "fact.provenance": plain(context.provenance),
        **{f"verdict.{code}": say.word(TERMS[code].title) for code in VERDICTS},
        **{f"explained.{code}": say.word(TERMS[code].meaning) for code in VERDICTS},
        **{f"label.{code}": say.word(TERMS[code].title) for code in RELIABILITIES},
        **{f"reason.{code}": say.word(text) for code, text in REASONS.items()},
        **{f"break.{code}": say.word(text) for code, text in BREAKS.items()},
        **{f"term.{code}": say.word(TERMS[code].title) for code in GLOSSARY},
        **{f"meaning.{code}": say.word(TERMS[code].meaning) for code in GLOSSARY},
    }
