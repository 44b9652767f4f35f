"""Where a unit stands in the overall index or a dimension: index, gaps to median and best unit, rank."""

from collections.abc import Iterator, Sequence

from pipeline.present.claims.claim import Cell, Claim, Place
from pipeline.present.claims.conditions import Condition
from pipeline.present.claims.figures import ANY
from pipeline.present.claims.phrases import NOTHING, Phrase, claim, phrase
from pipeline.present.claims.row import COMPARISON, ESTIMATES, Row
from pipeline.present.claims.wordings import BEST, HIGHEST, MEDIAN, Wording, wording_of, wording_to_best
from schemas.labels import UNPUBLISHED
from schemas.language import later


def standing_claims(row: Row, name: str, place: Place) -> Iterator[Claim]:
    """All sentences on an index, their ids beginning with `name`; why not, where it is not published."""
    if not row.published:
        yield claim(f"{name}.unpublished", place, say_unpublished(row))
        return
    told = {
        "index": say_index(row),
        "care": say_care(row),
        "gap_to_median": say_gap_to_median(row),
        "gap_to_best": say_gap_to_best(row),
        "rank": say_rank(row),
    }
    yield from (claim(f"{name}.{part}", place, text) for part, text in told.items() if text != NOTHING)


def say_index(row: Row) -> Phrase:
    """The index with its interval and number of respondents."""
    parts: dict[str, Cell | Phrase] = {"index": row.compared("index"), "basis": row.basis()}
    if row.kind == "dimension":
        text = later("{dimension}: the index is {index}%{basis}.")
        return phrase(row.say, text, dimension=row.names.dimension(row.item), **parts)
    text = later(
        "The index of satisfaction of citizens and organisations with the service of {unit} in {period} is "
        "{index}%{basis}."
    )
    period = row.names.period(row.figures.context.period)
    return phrase(row.say, text, unit=row.names.unit(row.unit), period=period, **parts)


def say_care(row: Row) -> Phrase:
    """That the index is to be used with care, and why."""
    if row.figures.text(ESTIMATES, row.keys, "reliability") != "use_with_care":
        return NOTHING
    text = later("This index is to be used with care: {reasons}.")
    return phrase(row.say, text, *_labelled(row), reasons=row.reasons(ESTIMATES))


def say_unpublished(row: Row) -> Phrase:
    """That there is no index to be told, and why; without a figure."""
    reasons = row.reasons(ESTIMATES)
    known = row.figures.text(ESTIMATES, row.keys, "reliability") in UNPUBLISHED and reasons
    if row.kind == "dimension":
        text = (
            later("{dimension}: no index is published ({reasons}).")
            if known
            else later("{dimension}: no data.")
        )
        name = row.names.dimension(row.item)
        return phrase(row.say, text, *_labelled(row), dimension=name, reasons=reasons)
    text = (
        later("No satisfaction index of {unit} is published for {period} ({reasons}).")
        if known
        else later("There is no valid response on {unit} in {period}.")
    )
    unit, period = row.names.unit(row.unit), row.names.period(row.figures.context.period)
    return phrase(row.say, text, *_labelled(row), unit=unit, period=period, reasons=reasons)


def _labelled(row: Row) -> list[Condition]:
    """That the index has its label of reliability; nothing where there is no index."""
    label = row.figures.text(ESTIMATES, row.keys, "reliability")
    return [Condition(ESTIMATES, row.keys, "reliability", "=", label)] if label else []


def say_gap_to_median(row: Row) -> Phrase:
    """The gap to the median in the wording that the verdict allows; why there is none, without a median."""
    if not row.has("gap_to_median"):
        reasons = row.reasons(COMPARISON)
        text = later("It is not compared with a median ({reasons}).")
        return phrase(row.say, text, reasons=reasons) if reasons else NOTHING
    verdict = row.verdict("verdict")
    wording = wording_of(verdict, row.bounds("gap_to_median"))
    return phrase(
        row.say,
        MEDIAN[wording],
        *([row.condition("verdict", verdict)] if wording else []),
        n=row.compared("n_units"),
        median=row.compared("median"),
        gap=row.compared("gap_to_median", unsigned=wording in ("above", "below")),
        interval=row.interval_of("gap_to_median", wording),
    )


def say_gap_to_best(row: Row) -> Phrase:
    """The gap to the best unit, or that the unit is the best; never more than the sample can tell."""
    best = row.best_units
    if not best or not row.has("gap_to_best"):
        return NOTHING
    if row.unit in best:
        wording, parts, conditions = level_with_best(row)
        first = row.condition("rank", "1")
        return phrase(row.say, HIGHEST[wording], first, *conditions, n=row.compared("n_units"), **parts)
    level = row.verdict("level_with_best")
    wording = wording_to_best(level, row.bounds("gap_to_best"))
    conditions = [row.condition("best_units", ";".join(best))]
    conditions += [row.condition("level_with_best", level)] if wording else []
    conditions += [row.condition("gap_to_best_high", "0", "<")] if wording == "below" else []
    return phrase(
        row.say,
        BEST[wording],
        *conditions,
        best=row.names.units(best),
        index=row.compared("best"),
        gap=row.compared("gap_to_best", unsigned=wording == "below"),
        interval=row.interval_of("gap_to_best", wording),
    )


def say_rank(row: Row) -> Phrase:
    """The official rank with the ranks that the sample leaves open."""
    if not row.has("rank"):
        return NOTHING
    return phrase(row.say, later("Its official rank is {ranks}."), ranks=row.ranks())


def level_with_best(row: Row) -> tuple[Wording, dict[str, Cell | str], list[Condition]]:
    """Whether others may be the best unit too: the wording, how many and who they are, what it rests on."""
    every = (ANY, row.kind, row.item)
    rows = row.figures.rows(COMPARISON, every)
    level = [keys[0] for keys, cells in rows.items() if cells["level_with_best"] == "yes"]
    if not row.figures.context.letter.verdicts or not level:
        return "", {}, []
    if len(level) == 1:
        return "above", {}, [Condition(COMPARISON, every, "count(level_with_best = yes)", "=", "1")]
    number = row.figures.cell(COMPARISON, every, "count(level_with_best = yes)")
    names = row.names.units(highest_first(row, level))
    return "not_distinguishable", {"level": number, "names": names}, []


def highest_first(row: Row, units: Sequence[str]) -> list[str]:
    """Units by this index from the highest down."""
    return sorted(units, key=lambda unit: -row.figures.get(COMPARISON, (unit, row.kind, row.item), "index"))
