"""The sentences of the letter, in their order, each with its figures and the test that allows it."""

from collections.abc import Iterator
from itertools import chain

from pipeline.present.claims.basis import basis_claims
from pipeline.present.claims.change import change_claims
from pipeline.present.claims.claim import Claim
from pipeline.present.claims.conditions import Condition
from pipeline.present.claims.criteria import criterion_claims
from pipeline.present.claims.figures import ANY, Figures
from pipeline.present.claims.gate import checked
from pipeline.present.claims.opening import opening_claims
from pipeline.present.claims.phrases import NOTHING, Phrase, claim, joined, phrase
from pipeline.present.claims.province import province_claims
from pipeline.present.claims.row import COMPARISON, Row
from pipeline.present.claims.standing import say_unpublished, standing_claims
from pipeline.present.context import Context
from pipeline.present.results import Results
from schemas.language import later


def claims(results: Results, context: Context) -> list[Claim]:
    """The sentences of the letter about the focus unit, or about all units where there is none.

    All have passed the gate; `ClaimError` where one has not. The letter of a unit without any published index
    says so and has no figure of it.
    """
    figures = Figures(results, context)
    if context.focus is None:
        told = chain(opening_claims(figures, True), province_claims(figures), basis_claims(figures, True))
    elif any(row.published for row in _rows(figures, context.focus)):
        told = chain(
            opening_claims(figures, True), _unit_claims(figures, context.focus), basis_claims(figures, True)
        )
    else:
        why = claim("overall.unpublished", "overall", say_unpublished(_rows(figures, context.focus)[0]))
        told = chain(opening_claims(figures, False), [why], basis_claims(figures, False))
    return checked(told, results, context)


def _rows(figures: Figures, unit: str) -> list[Row]:
    """The overall index of a unit and its dimensions."""
    dimensions = figures.context.questionnaire.dimensions
    return [
        Row(figures, unit, "overall", "overall"),
        *(Row(figures, unit, "dimension", dimension.code) for dimension in dimensions),
    ]


def _unit_claims(figures: Figures, unit: str) -> Iterator[Claim]:
    overall, *dimensions = _rows(figures, unit)
    yield from standing_claims(overall, "overall", "overall")
    if (counted := _counts(overall)) != NOTHING:
        yield claim("dimensions.counts", "dimensions", counted)
    for row in dimensions:
        yield from standing_claims(row, f"dimensions.{row.item}", "dimensions")
    yield from criterion_claims(figures, unit)
    yield from change_claims(figures, unit)


def _counts(overall: Row) -> Phrase:
    """How many dimensions lie officially above and below the median, and how many the sample can tell."""
    figures, every = overall.figures, (overall.unit, "dimension", ANY)
    cells = {
        place: figures.cell(COMPARISON, every, f"count({wanted})")
        for place, wanted in {
            "plus": "gap_to_median > 0",
            "minus": "gap_to_median < 0",
            "n": "gap_to_median >= -100",
        }.items()
    }
    if not cells["n"].value:
        return NOTHING
    text = later(
        "Officially, {plus}/{n} dimensions have a positive gap to the median and {minus}/{n} a negative one"
        "{told}."
    )
    return phrase(overall.say, text, told=_told(overall), **cells)


def _told(overall: Row) -> Phrase:
    """How many of the dimensions the sample can tell from the median."""
    figures, every = overall.figures, (overall.unit, "dimension", ANY)
    texts = {
        "above": later("{k} higher than the median by a statistically significant gap"),
        "below": later("{k} lower than the median by a statistically significant gap"),
        "not_distinguishable": later("{k} not distinguishable from the median at this sample size"),
    }
    counts = {verdict: figures.cell(COMPARISON, every, f"count(verdict = {verdict})") for verdict in texts}
    found = [verdict for verdict in texts if counts[verdict].value]
    if not figures.context.letter.verdicts or not found:
        return NOTHING
    if found == ["not_distinguishable"]:
        none = [
            Condition(COMPARISON, every, f"count(verdict = {verdict})", "=", "0")
            for verdict in list(texts)[:2]
        ]
        text = later("; at this sample size none of them is distinguishable from the median")
        return phrase(overall.say, text, *none)
    parts = joined((phrase(overall.say, texts[verdict], k=counts[verdict]) for verdict in found), by=", ")
    return phrase(overall.say, later("; of these, {parts}"), parts=parts)
