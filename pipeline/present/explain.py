"""What a code means: a problem, a formula, a word of the tables, a dimension, a criterion."""

from collections.abc import Iterable, Iterator

from rapidfuzz import process

from schemas.formulas import FORMULA_TEXTS
from schemas.language import Language
from schemas.problems import PROBLEMS
from schemas.questionnaire import FORMULAS, Questionnaire
from schemas.terms import TERMS


class UnknownCodeError(Exception):
    """Nothing is called so; the argument names what is called nearly so."""


def explanation(code: str, questionnaires: Iterable[Questionnaire], say: Language) -> list[str]:
    """What `code` means, as lines of text; `UnknownCodeError` where nothing is called so."""
    known = list(questionnaires)
    lines = [*_problem(code, say), *_formula(code, say), *_term(code, say)]
    for questionnaire in known:
        lines += [*_criterion(code, questionnaire, say), *_dimension(code, questionnaire, say)]
    if not lines:
        dimensions = (dimension.code for q in known for dimension in q.dimensions)
        codes = [*PROBLEMS, *FORMULAS, *TERMS, *dimensions, *(code for q in known for code in q.codes)]
        raise UnknownCodeError(", ".join(found for found, *_ in process.extract(code, codes, limit=3)))
    return lines


def _problem(code: str, say: Language) -> Iterator[str]:
    problem = PROBLEMS.get(code)
    if problem is not None:
        yield f"{code}: {say(problem.title)} ({say(problem.severity)})"
        yield "  " + say(problem.meaning)
        yield "  " + say("What to do: {action}", action=say(problem.action))


def _formula(code: str, say: Language) -> Iterator[str]:
    for formula in FORMULAS:
        if formula == code:
            yield f"{formula} = {FORMULA_TEXTS[formula].notation}"
            yield "  " + say(FORMULA_TEXTS[formula].meaning)


def _term(code: str, say: Language) -> Iterator[str]:
    term = TERMS.get(code)
    if term is not None:
        yield f"{code}: {say(term.title)}"
        yield "  " + say(term.meaning)


def _criterion(code: str, questionnaire: Questionnaire, say: Language) -> Iterator[str]:
    names = {dimension.code: dimension.name.within(say.code) for dimension in questionnaire.dimensions}
    for criterion in questionnaire.criteria:
        if criterion.code == code:
            dimension = names.get(criterion.dimension or "", say("Overall"))
            yield f"{questionnaire.code} {code} ({dimension}): {criterion.text.within(say.code)}"
            yield from _scale(questionnaire, say)


def _dimension(code: str, questionnaire: Questionnaire, say: Language) -> Iterator[str]:
    for dimension in questionnaire.dimensions:
        if dimension.code == code:
            yield f"{questionnaire.code} {code}: {dimension.name.within(say.code)}"
            texts = {criterion.code: criterion.text.within(say.code) for criterion in questionnaire.criteria}
            yield from (f"  {own} {texts[own]}" for own in questionnaire.criteria_of(code))


def _scale(questionnaire: Questionnaire, say: Language) -> Iterator[str]:
    for level in questionnaire.scale.levels:
        label = level.label.within(say.code)
        yield "  " + say("{code} {label}: counts {value}", code=level.code, label=label, value=level.value)
