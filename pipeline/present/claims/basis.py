"""What the figures rest on: respondents, forms, the publishing rule, what is withheld or needs care."""

from collections.abc import Iterator
from math import isfinite

from pipeline.present.caption import grouped
from pipeline.present.claims.claim import Claim
from pipeline.present.claims.figures import ANY, SETTINGS, Figures
from pipeline.present.claims.names import LISTED, Names
from pipeline.present.claims.phrases import NOTHING, Phrase, claim, phrase
from pipeline.present.claims.row import ESTIMATES, Row
from schemas.labels import REASONS
from schemas.language import later

_ACCOUNTING = "accounting.csv"
_EVERY_UNIT = (ANY, "overall", "overall")
_LABELS = {
    "use_with_care": later("Overall indices to be used with care, units: {n} ({reason}): {names}."),
    "not_published": later("Units that are not published and not ranked: {n} ({reason}): {names}."),
    "suppressed": later("Units whose index is withheld: {n} ({reason}): {names}."),
}


def basis_claims(figures: Figures, told: bool) -> Iterator[Claim]:
    """The basis of the figures; of a unit without figures (not `told`) only the publishing rule."""
    focus = figures.context.focus
    sentences = {
        "respondents": _respondents(figures, focus) if told and focus else NOTHING,
        "forms": _forms(figures, focus) if told else NOTHING,
        "publishing": _publishing(figures),
        "verdicts": _verdicts(figures) if told else NOTHING,
        **(_units(figures) if told else {}),
        **(_criteria(figures, focus) if told and focus else {}),
    }
    yield from (claim(f"basis.{name}", "basis", text) for name, text in sentences.items() if text != NOTHING)


def _respondents(figures: Figures, unit: str) -> Phrase:
    row = Row(figures, unit, "overall", "overall")
    if not row.published:
        return NOTHING
    n, answers = (figures.get(ESTIMATES, row.keys, name) for name in ("n_respondents", "n_answers"))
    if not isfinite(n):
        return NOTHING
    if not isfinite(answers):
        text = later("Every respondent with at least one answer is counted: {n} for the overall index.")
        return phrase(row.say, text, n=row.estimate("n_respondents"))
    text = later(
        "Every respondent with at least one answer is counted: {n} for the overall index, "
        "with {answers} answers."
    )
    return phrase(row.say, text, n=row.estimate("n_respondents"), answers=row.estimate("n_answers"))


def _forms(figures: Figures, focus: str | None) -> Phrase:
    keys = (focus or ANY,)
    rows = figures.rows(_ACCOUNTING, keys).values()
    if not rows or not all(_is_number(row[name]) for row in rows for name in ("issued", "returned")):
        return NOTHING
    text = later("Forms: {issued} issued, {returned} returned, {accepted} valid.")
    columns = ("issued", "returned", "accepted")
    cells = {name: figures.cell(_ACCOUNTING, keys, name if focus else f"sum({name})") for name in columns}
    return phrase(figures.context.say, text, **cells)


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and isfinite(cell)


def _publishing(figures: Figures) -> Phrase:
    text = later(
        "Units are published and ranked from {publish_from} respondents on; an index that rests on fewer "
        "than {suppress_below} respondents is not shown; the median is taken of {median_from} units or more."
    )
    names = ("publish_from", "suppress_below", "median_from")
    cells = {name: figures.cell(SETTINGS, ("thresholds",), name) for name in names}
    return phrase(figures.context.say, text, **cells)


def _verdicts(figures: Figures) -> Phrase:
    overall = figures.rows("comparison.csv", _EVERY_UNIT).values()
    if not figures.context.letter.verdicts or not any(row["verdict"] for row in overall):
        return NOTHING
    text = later(
        "What is said of gaps to the median rests on tests at the 95 % level, adjusted for the number of "
        "comparisons; what is not distinguishable need not be equal."
    )
    return phrase(figures.context.say, text)


def _units(figures: Figures) -> dict[str, Phrase]:
    """The units with each label and each reason of it."""
    return {
        f"{label}.{reason}": phrase(
            figures.context.say,
            text,
            n=figures.cell(ESTIMATES, _EVERY_UNIT, f"count(reliability = {label} and reason has {reason})"),
            reason=figures.context.say(REASONS[reason]),
            names=Names(figures.context).units(units),
        )
        for label, text in _LABELS.items()
        for reason, units in _labelled(figures, _EVERY_UNIT, label)
    }


def _criteria(figures: Figures, unit: str) -> dict[str, Phrase]:
    """How many of the unit's criteria are withheld or to be used with care, by reason; a few by name."""
    texts = {
        "use_with_care": later("Criteria whose index is to be used with care: {n} ({reason}){names}."),
        "not_published": later("Criteria whose index is not published: {n} ({reason}){names}."),
        "suppressed": later("Criteria whose index is withheld: {n} ({reason}){names}."),
    }
    every = (unit, "criterion", ANY)
    return {
        f"criteria.{label}.{reason}": phrase(
            figures.context.say,
            text,
            n=figures.cell(ESTIMATES, every, f"count(reliability = {label} and reason has {reason})"),
            reason=figures.context.say(REASONS[reason]),
            names=_named(codes, figures),
        )
        for label, text in texts.items()
        for reason, codes in _labelled(figures, every, label)
    }


def _named(codes: list[str], figures: Figures) -> Phrase:
    if len(codes) > LISTED:
        return NOTHING
    names = "; ".join(map(Names(figures.context).criterion, codes))
    return phrase(figures.context.say, later(": {names}"), names=names)


def _labelled(figures: Figures, keys: tuple[str, ...], label: str) -> list[tuple[str, list[str]]]:
    """Each reason of a label of reliability, with what has it: what the key `*` stands for."""
    rows = figures.rows(ESTIMATES, keys)
    place = keys.index(ANY)
    return grouped(
        (str(row["reason"]), own[place]) for own, row in rows.items() if row["reliability"] == label
    )
