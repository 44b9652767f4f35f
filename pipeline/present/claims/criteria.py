"""What the letter says of a unit's criteria: range, groups, the weakest, those that the sample can tell."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from pipeline.present.claims.claim import Cell, Claim
from pipeline.present.claims.conditions import Condition
from pipeline.present.claims.figures import ANY, Figures
from pipeline.present.claims.phrases import NOTHING, Phrase, claim, joined, phrase
from pipeline.present.claims.row import COMPARISON, Row
from schemas.language import later

WEAKEST = 3
"""So many of the lowest criteria are named at least, and so many of those that contribute most to a gap."""

NAMED = 5
"""So many of the lowest criteria, and of those on one side of the median, are named at most."""

WEAK = 80
"""Below this index lies the lowest of the official groups."""

_DECOMPOSITION = "decomposition.csv"


def criterion_claims(figures: Figures, unit: str) -> Iterator[Claim]:
    """The sentences on the criteria; none where no criterion has an index that may be told."""
    rows = [
        row
        for code in figures.context.questionnaire.rated
        if (row := Row(figures, unit, "criterion", code)).published
    ]
    if not rows:
        return
    ordered = sorted(rows, key=_index)
    told = {
        "range": _range(ordered),
        "groups": _groups(ordered[0]),
        "lowest": _lowest(ordered),
        **_judged(ordered),
        "to_best": _contributions(figures, unit),
    }
    yield from (claim(f"criteria.{part}", "criteria", text) for part, text in told.items() if text != NOTHING)


def _index(row: Row) -> float:
    return row.figures.get(COMPARISON, row.keys, "index")


def _every(row: Row) -> tuple[str, str, str]:
    return row.unit, "criterion", ANY


def _number(row: Row) -> Cell:
    """How many criteria have an index."""
    return row.figures.cell(COMPARISON, _every(row), "count(index >= 0)")


def _end(row: Row, end: str) -> Condition:
    """That the criterion is the one at an end of all criteria, or one of several."""
    return Condition(COMPARISON, _every(row), f"{end}(index)", "has", row.item)


def _with_index(row: Row) -> Phrase:
    criterion = row.names.criterion(row.item)
    return phrase(row.say, "{criterion} ({index}%)", criterion=criterion, index=row.compared("index"))


def _range(ordered: list[Row]) -> Phrase:
    first, last = ordered[0], ordered[-1]
    text = later("The indices of the {n} criteria range from {low}% (criterion {first}) to {high}% ({last}).")
    return phrase(
        first.say,
        text,
        _end(first, "lowest"),
        _end(last, "highest"),
        n=_number(first),
        low=first.compared("index"),
        first=first.names.criterion(first.item),
        high=last.compared("index"),
        last=last.names.criterion(last.item),
    )


def _groups(some: Row) -> Phrase:
    """How many criteria lie in each of the official groups."""
    every = _every(some)
    texts = {
        "index > 90": later("{k} have an index over 90%"),
        "index >= 80 and index <= 90": later("{k} have an index from 80% to 90%"),
        "index < 80": later("{k} have an index under 80%"),
    }
    counts = {wanted: some.figures.cell(COMPARISON, every, f"count({wanted})") for wanted in texts}
    groups = [phrase(some.say, texts[wanted], k=cell) for wanted, cell in counts.items() if cell.value]
    text = later("Of the {n} criteria {groups}.")
    return phrase(some.say, text, n=_number(some), groups=joined(groups, by=", "))


def _lowest(ordered: list[Row]) -> Phrase:
    """The criteria of the lowest group, as far as they can be named, and some in any case."""
    weak = sum(_index(row) < WEAK for row in ordered)
    named = ordered[: min(max(weak, WEAKEST), NAMED)]
    text = later("The criteria with the lowest indices are {names}.")
    return phrase(ordered[0].say, text, _end(ordered[0], "lowest"), names=joined(map(_with_index, named)))


def _judged(ordered: list[Row]) -> dict[str, Phrase]:
    """Which criteria the sample can tell from the median; where none, that there is none."""
    some, every = ordered[0], _every(ordered[0])
    found = {
        verdict: [row for row in ordered if row.verdict("verdict") == verdict]
        for verdict in ("below", "above")
    }
    if not any(row.verdict("verdict") for row in ordered):
        return {}
    if not any(found.values()):
        text = later("At this sample size no criterion is distinguishable from the median of the units.")
        none = [Condition(COMPARISON, every, f"count(verdict = {verdict})", "=", "0") for verdict in found]
        return {"judged": phrase(some.say, text, *none)}
    return {f"{verdict}_median": _side(rows, verdict) for verdict, rows in found.items() if rows}


def _side(rows: list[Row], verdict: str) -> Phrase:
    """The criteria on one side of the median, those furthest from it first."""
    some = rows[0]
    text = {
        "below": later(
            "Criteria lower than the median by a statistically significant gap: {k} of {n}{names}."
        ),
        "above": later(
            "Criteria higher than the median by a statistically significant gap: {k} of {n}{names}."
        ),
    }[verdict]
    ordered = sorted(rows, key=lambda row: -abs(row.figures.get(COMPARISON, row.keys, "gap_to_median")))
    names = joined(map(_with_gap, ordered[:NAMED]))
    listed = later(": {names}") if len(rows) <= NAMED else later(", among them {names}")
    return phrase(
        some.say,
        text,
        k=some.figures.cell(COMPARISON, _every(some), f"count(verdict = {verdict})"),
        n=_number(some),
        names=phrase(some.say, listed, names=names),
    )


def _with_gap(row: Row) -> Phrase:
    return phrase(
        row.say,
        later("{criterion} ({gap} percentage points)"),
        row.condition("verdict", row.verdict("verdict")),
        criterion=row.names.criterion(row.item),
        gap=row.compared("gap_to_median"),
    )


def _contributions(figures: Figures, unit: str) -> Phrase:
    """The criteria that contribute most to the gap to the best unit, and what the sample can tell of them."""
    rows = figures.rows(_DECOMPOSITION, (unit, ANY))
    overall = Row(figures, unit, "overall", "overall")
    lacking = [row for row in rows.values() if isfinite(row["to_best"]) and row["to_best"] < 0]
    if not lacking or unit in overall.best_units:
        return NOTHING
    judged = figures.context.letter.verdicts
    sure = [row for row in lacking if row["to_best_high"] < 0] if judged else lacking
    best = str(lacking[0]["best_unit"])
    condition = Condition(COMPARISON, overall.keys, "best_units", "has", best)
    name = overall.names.unit(best)
    if not sure:
        text = later(
            "At this sample size no criterion is distinguishable as a part of the gap of the overall index "
            "to {best}, officially the highest unit."
        )
        return phrase(overall.say, text, condition, best=name)
    text = later(
        "The criteria that contribute most to the gap of the overall index to {best}, officially the highest "
        "unit, are {names}."
    )
    largest = sorted(sure, key=lambda row: row["to_best"])[:WEAKEST]
    return phrase(
        overall.say, text, condition, best=name, names=joined(_contribution(overall, row) for row in largest)
    )


def _contribution(overall: Row, row: Mapping[str, Any]) -> Phrase:
    figures, keys = overall.figures, (overall.unit, str(row["item"]))
    cells = {
        place: figures.cell(_DECOMPOSITION, keys, column)
        for place, column in (("gap", "to_best"), ("low", "to_best_low"), ("high", "to_best_high"))
    }
    known = isfinite(row["to_best_high"])
    text = (
        later("{criterion} ({gap} percentage points; 95 % interval: {low} to {high})")
        if known
        else later("{criterion} ({gap} percentage points)")
    )
    return phrase(overall.say, text, criterion=overall.names.criterion(keys[1]), **cells)
