"""The words of the tables as the sheets say them: units, items, labels, verdicts, reasons."""

from collections import Counter
from collections.abc import Iterable

import pandas as pd

from pipeline.present.caption import listed
from pipeline.present.context import Context
from pipeline.present.problems import plain
from schemas.labels import REASONS
from schemas.terms import TERMS

_LONGEST = 60


def unit_name(unit: str, context: Context) -> str:
    """The name of a unit; its code where it has none."""
    return context.unit_names.get(unit, unit)


def unit_names(codes: str, context: Context) -> str:
    """The short names of units, given their codes joined by `;`."""
    return listed([context.short_names.get(code, code) for code in codes.split(";") if code], context.say)


def brief_names(units: Iterable[str], context: Context, longest: int = _LONGEST) -> list[str]:
    """Names for charts: the short ones, the whole ones of those that share a short one, none too long."""
    codes = list(units)
    short = [context.short_names.get(code, code) for code in codes]
    times = Counter(short)
    names = (
        name if times[name] == 1 else unit_name(code, context)
        for code, name in zip(codes, short, strict=True)
    )
    return [_cut_within(plain(name), longest) for name in names]


def _cut_within(text: str, longest: int) -> str:
    """A text cut in its middle: names that are alike mostly differ at their ends."""
    end = longest // 3
    return text if len(text) <= longest else f"{text[: longest - end - 1].rstrip()}…{text[-end:].lstrip()}"


def brief(text: str, longest: int = _LONGEST) -> str:
    """A text on one line, at most `longest` signs.

    >>> brief("Huyện Tuần Giáo", 10)
    'Huyện Tuầ…'
    """
    shown = plain(text)
    return shown if len(shown) <= longest else shown[: longest - 1].rstrip() + "…"


def item_name(kind: str, item: str, context: Context) -> str:
    """The text of a criterion or the name of a dimension; what the overall index is called."""
    code = context.say.code
    if kind == "criterion":
        return next((c.text.within(code) for c in context.questionnaire.criteria if c.code == item), item)
    if kind == "dimension":
        return next((d.name.within(code) for d in context.questionnaire.dimensions if d.code == item), item)
    return context.say("Overall index")


def dimension_of(criterion: str, context: Context) -> str:
    """The short name of the dimension of a criterion; "" where it has none."""
    owner = {c.code: c.dimension for c in context.questionnaire.criteria}.get(criterion)
    names = {d.code: d.short.within(context.say.code) for d in context.questionnaire.dimensions}
    return names.get(owner or "", "")


def word(code: str, context: Context) -> str:
    """What a label, a verdict or another code of the tables is called; "" for none."""
    return context.say(TERMS[code].title) if code in TERMS else code


def reasons(codes: Iterable[str], context: Context) -> str:
    """Reasons in words, given codes joined by `;`; each once."""
    single = dict.fromkeys(code for joined in codes for code in joined.split(";") if code)
    return "; ".join(
        context.say(REASONS[code]) if code in REASONS else word(code, context) for code in single
    )


def text_of(cell: object) -> str:
    """A cell of a table as a text; "" where it is empty."""
    return "" if pd.isna(cell) else str(cell)  # type: ignore[call-overload]
