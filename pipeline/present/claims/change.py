"""What the letter says of the change since earlier periods."""

from collections.abc import Iterator
from math import isfinite

from pipeline.present.claims.claim import Claim
from pipeline.present.claims.conditions import Condition
from pipeline.present.claims.figures import Figures
from pipeline.present.claims.names import Names
from pipeline.present.claims.phrases import NOTHING, Phrase, claim, phrase
from pipeline.present.claims.row import COMPARISON, Row
from pipeline.present.claims.wordings import CHANGE, Wording, wording_of
from schemas.labels import BREAKS
from schemas.language import later

_CHANGES = "changes.csv"
_TOLD = ("", "single_sampling_unit")
"""Without a reason, or only without an interval; with any other one period was not published."""


def change_claims(figures: Figures, unit: str) -> Iterator[Claim]:
    """The changes of the overall index and the dimensions of a unit, against every earlier period."""
    table = figures.results.changes
    own = table[(table["unit"] == unit) & table["kind"].isin(["overall", "dimension"])]
    for earlier, basis in dict.fromkeys(zip(own["earlier"], own["basis"], strict=True)):
        place = "change" if basis == "previous" else f"change.{basis}"
        for kind, item in _items(figures):
            keys = (str(earlier), unit, kind, item)
            if figures.rows(_CHANGES, keys) and figures.published(unit, kind, item):
                yield from _claims(figures, keys, f"{place}.{item}")


def _items(figures: Figures) -> Iterator[tuple[str, str]]:
    yield "overall", "overall"
    for dimension in figures.context.questionnaire.dimensions:
        yield "dimension", dimension.code


def _claims(figures: Figures, keys: tuple[str, str, str, str], name: str) -> Iterator[Claim]:
    if breaks := figures.text(_CHANGES, keys, "breaks"):
        yield claim(name, "change", _not_comparable(figures, keys, breaks))
        return
    unknown = not isfinite(figures.get(_CHANGES, keys, "change"))
    if unknown or figures.text(_CHANGES, keys, "reason") not in _TOLD:
        return
    yield claim(name, "change", _change(figures, keys))
    if keys[2] == "overall" and isfinite(figures.get(_CHANGES, keys, "rank_before")):
        yield from (
            claim(f"{name}.rank", "change", told) for told in [_rank(figures, keys)] if told != NOTHING
        )


def _not_comparable(figures: Figures, keys: tuple[str, str, str, str], breaks: str) -> Phrase:
    say, names = figures.context.say, Names(figures.context)
    reasons = "; ".join(say(BREAKS[code]) for code in breaks.split(";") if code in BREAKS)
    text = later(
        "No comparison of {item} with {period} is made, because what was measured differs: {reasons}."
    )
    condition = Condition(_CHANGES, keys, "breaks", "=", breaks)
    return phrase(
        say, text, condition, period=names.period(keys[0]), item=_item(names, keys), reasons=reasons
    )


def _change(figures: Figures, keys: tuple[str, str, str, str]) -> Phrase:
    say, names = figures.context.say, Names(figures.context)
    verdict = figures.text(_CHANGES, keys, "verdict") if figures.context.letter.verdicts else ""
    bounds = figures.get(_CHANGES, keys, "change_low"), figures.get(_CHANGES, keys, "change_high")
    wording = wording_of(verdict, bounds)
    return phrase(
        say,
        CHANGE[wording],
        *([Condition(_CHANGES, keys, "verdict", "=", verdict)] if wording else []),
        period=names.period(keys[0]),
        item=_item(names, keys),
        before=figures.cell(_CHANGES, keys, "index_before"),
        gap=figures.cell(_CHANGES, keys, "change", unsigned=wording in ("above", "below")),
        interval=_interval(figures, keys, bounds, wording),
    )


def _interval(
    figures: Figures, keys: tuple[str, str, str, str], bounds: tuple[float, float], wording: Wording
) -> Phrase:
    if not bounds[0] <= bounds[1]:
        return NOTHING
    text = (
        later("; 95 % interval of this change taken by itself: {low} to {high} percentage points")
        if wording == "many"
        else later("; 95 % interval of the change: {low} to {high} percentage points")
    )
    low, high = (figures.cell(_CHANGES, keys, f"change_{end}") for end in ("low", "high"))
    return phrase(figures.context.say, text, low=low, high=high)


def _rank(figures: Figures, keys: tuple[str, str, str, str]) -> Phrase:
    row = Row(figures, *keys[1:])
    if not isfinite(figures.get(COMPARISON, row.keys, "rank")):
        return NOTHING
    text = later("The official rank was {before} in {period}; it is now {ranks}.")
    before = figures.cell(_CHANGES, keys, "rank_before")
    return phrase(row.say, text, before=before, period=row.names.period(keys[0]), ranks=row.ranks())


def _item(names: Names, keys: tuple[str, str, str, str]) -> str:
    if keys[2] == "overall":
        return names.context.say("the overall index")
    return names.context.say("dimension {dimension}", dimension=names.dimension(keys[3]))
