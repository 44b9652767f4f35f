"""The sentences of a letter about all units: how many, the median, both ends of the ranking, dimensions."""

from collections.abc import Iterator, Mapping

from pipeline.present.claims.claim import Claim
from pipeline.present.claims.conditions import Condition
from pipeline.present.claims.figures import ANY, Figures
from pipeline.present.claims.phrases import NOTHING, Phrase, claim, joined, phrase
from pipeline.present.claims.row import COMPARISON, Row
from pipeline.present.claims.standing import highest_first, level_with_best
from pipeline.present.claims.wordings import LEVEL
from schemas.language import later

NAMED = 10
"""So many units above or below the median are named with their gaps."""

_JUDGED: Mapping[str, str] = {
    "above": later(
        "Units with an index higher than the median, a statistically significant gap: {k} of {n}{names}."
    ),
    "below": later(
        "Units with an index lower than the median, a statistically significant gap: {k} of {n}{names}."
    ),
}
_NONE: Mapping[str, str] = {
    "above": later("No unit has an index higher than the median by a statistically significant gap."),
    "below": later("No unit has an index lower than the median by a statistically significant gap."),
}


def province_claims(figures: Figures) -> Iterator[Claim]:
    """The sentences on the overall index of all units, and on each dimension."""
    overall = _first_ranked(figures, "overall", "overall")
    if overall is None:
        yield claim(
            "overall.unpublished", "overall", phrase(figures.context.say, later("No unit is published."))
        )
        return
    told = {"units": _units(overall), **_ends(overall), **_judged(overall)}
    yield from (claim(f"overall.{part}", "overall", text) for part, text in told.items() if text != NOTHING)
    dimensions = [
        row
        for dimension in figures.context.questionnaire.dimensions
        if (row := _first_ranked(figures, "dimension", dimension.code)) is not None
    ]
    for row in dimensions:
        parts = {"median": _median(row), **_ends(row)}
        name = f"dimensions.{row.item}"
        yield from (
            claim(f"{name}.{part}", "dimensions", text) for part, text in parts.items() if text != NOTHING
        )
    if lowest := [row for row in dimensions if row.has("median")]:
        yield claim("dimensions.lowest_median", "dimensions", _lowest_median(lowest))


def _every(row: Row) -> tuple[str, str, str]:
    return ANY, row.kind, row.item


def _first_ranked(figures: Figures, kind: str, item: str) -> Row | None:
    """The row of the highest unit, None where no unit is ranked."""
    rows = figures.rows(COMPARISON, (ANY, kind, item))
    ranked = [Row(figures, *keys) for keys, row in rows.items() if row["rank"] == 1]
    return next(iter(ranked), None)


def _units(row: Row) -> Phrase:
    period = row.names.period(row.figures.context.period)
    if not row.has("median"):
        text = later("{n} units are published and ranked in {period}.")
        return phrase(row.say, text, n=row.compared("n_units"), period=period)
    text = later(
        "{n} units are published and ranked in {period}; "
        "the median of their satisfaction indices is {median}%."
    )
    return phrase(row.say, text, n=row.compared("n_units"), period=period, median=row.compared("median"))


def _ends(row: Row) -> dict[str, Phrase]:
    """The highest unit with those that are level with it, and the lowest one with its rank set."""
    if not row.best_units:
        return {}
    wording, parts, conditions = level_with_best(row)
    highest = phrase(
        row.say,
        later("Officially the highest index is that of {unit}: {index}%{basis}{level}."),
        row.condition("rank", "1"),
        row.condition("best_units", ";".join(row.best_units)),
        *conditions,
        unit=row.names.units(row.best_units),
        index=row.compared("index"),
        basis=row.basis() if len(row.best_units) == 1 else NOTHING,
        level=phrase(row.say, LEVEL[wording], **parts) if wording else NOTHING,
    )
    last_units = str(row.figures.value(COMPARISON, _every(row), "highest(rank)")).split(";")
    last = Row(row.figures, last_units[0], row.kind, row.item)
    lowest = phrase(
        row.say,
        later("Officially the lowest index is that of {unit}: {index}%{basis}, rank {ranks}."),
        Condition(COMPARISON, _every(row), "highest(rank)", "=", ";".join(last_units)),
        unit=row.names.units(last_units),
        index=last.compared("index"),
        basis=last.basis() if len(last_units) == 1 else NOTHING,
        ranks=last.ranks(),
    )
    return {"highest": highest, "lowest": lowest}


def _judged(row: Row) -> dict[str, Phrase]:
    """Which units the sample shows above and below the median, with how many it cannot tell."""
    figures, every = row.figures, _every(row)
    rows = figures.rows(COMPARISON, every)
    judged = {keys[0]: str(cells["verdict"]) for keys, cells in rows.items() if cells["verdict"]}
    if not judged or not figures.context.letter.verdicts:
        return {}
    found: dict[str, Phrase] = {}
    for verdict, text in _JUDGED.items():
        column = f"count(verdict = {verdict})"
        units = highest_first(row, [unit for unit, own in judged.items() if own == verdict])
        if verdict == "below":
            units.reverse()
        if not units:
            none = Condition(COMPARISON, every, column, "=", "0")
            found[verdict] = phrase(row.say, _NONE[verdict], none)
            continue
        k, n = figures.cell(COMPARISON, every, column), row.compared("n_units")
        found[verdict] = phrase(row.say, text, k=k, n=n, names=_with_gaps(row, units))
    text = later("Units that at this sample size are not distinguishable from the median: {k} of {n}.")
    k = figures.cell(COMPARISON, every, "count(verdict = not_distinguishable)")
    return {**found, "not_distinguishable": phrase(row.say, text, k=k, n=row.compared("n_units"))}


def _with_gaps(row: Row, units: list[str]) -> Phrase:
    parts = []
    for unit in units[:NAMED]:
        own = Row(row.figures, unit, row.kind, row.item)
        parts.append(
            phrase(
                row.say,
                later("{unit} ({gap} percentage points)"),
                own.condition("verdict", own.verdict("verdict")),
                unit=row.names.unit(unit),
                gap=own.compared("gap_to_median"),
            )
        )
    named = joined(parts)
    text = later(": {names}") if len(units) <= NAMED else later(", among them {names}")
    return phrase(row.say, text, names=named)


def _median(row: Row) -> Phrase:
    if not row.has("median"):
        return NOTHING
    text = later("{dimension}: the median of the {n} units is {median}%.")
    dimension = row.names.dimension(row.item)
    return phrase(
        row.say, text, dimension=dimension, n=row.compared("n_units"), median=row.compared("median")
    )


def _lowest_median(rows: list[Row]) -> Phrase:
    lowest = min(rows, key=lambda row: row.figures.get(COMPARISON, row.keys, "median"))
    items = (lowest.unit, "dimension", ANY)
    text = later("The dimension with the lowest median is {dimension} ({median}%).")
    return phrase(
        lowest.say,
        text,
        Condition(COMPARISON, items, "lowest(median)", "has", lowest.item),
        dimension=lowest.names.dimension(lowest.item),
        median=lowest.compared("median"),
    )
