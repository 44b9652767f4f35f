"""Measures proposed from the what-if table: which criteria to improve first, and what that would bring."""

from collections.abc import Mapping
from math import isfinite
from typing import Any, Literal

from pipeline.present.charts.theme import clean
from pipeline.present.claims.claim import Claim, Proposal
from pipeline.present.claims.figures import ANY, Figures
from pipeline.present.claims.gate import checked
from pipeline.present.claims.names import Names
from pipeline.present.claims.phrases import NOTHING, Phrase, claim, phrase
from pipeline.present.context import Context
from pipeline.present.numbers import percent
from pipeline.present.results import Results
from schemas.documents import Measure
from schemas.language import later

MOST = 5
"""So many measures are proposed."""

WEAK = 80
"""Criteria below this index come first: the lowest of the official groups."""

_TABLE = "decomposition.csv"
Case = Literal["at_median", "plus"]
_TEXTS: Mapping[Case, str] = {
    "at_median": later(
        "If criterion {criterion} is brought from {index}% to {raised}%, the median of the units, and all "
        "else stays as it is, the overall index rises by {gain} percentage points to {overall}%{rank}."
    ),
    "plus": later(
        "If criterion {criterion} is brought from {index}% to {raised}% and all else stays as it is, "
        "the overall index rises by {gain} percentage points to {overall}%{rank}."
    ),
}


def proposals(results: Results, context: Context) -> list[Proposal]:
    """What could be done about the criteria in which a point pays most, those below 80 % first.

    Each is raised to its median among the units; where the unit is below no median, the lowest criteria are
    raised by the points of the what-if table. None without a focus unit, or where its index is not published.
    The sentences have passed the gate.
    """
    unit = context.focus
    figures = Figures(results, context)
    if unit is None or not figures.published(unit, "overall", "overall"):
        return []
    case, items = _chosen(figures, unit)
    made = [_proposal(figures, unit, item, case) for item in items]
    checked([proposal.gain for proposal in made], results, context)
    return made


def _chosen(figures: Figures, unit: str) -> tuple[Case, list[str]]:
    rows = [row for row in figures.rows(_TABLE, (unit, ANY)).values() if isfinite(row["index"])]
    below = [row for row in rows if _pays(row, "at_median", figures)]
    if below:
        ordered = sorted(below, key=lambda row: (row["index"] >= WEAK, row["effort_rank"]))
        return "at_median", [str(row["item"]) for row in ordered[:MOST]]
    ordered = sorted((row for row in rows if _pays(row, "plus", figures)), key=lambda row: row["index"])
    return "plus", [str(row["item"]) for row in ordered[:MOST]]


def _pays(row: Mapping[str, Any], case: Case, figures: Figures) -> bool:
    """Whether there is a gain that does not round to nothing."""
    gain, say = row[f"{case}_gain"], figures.context.say
    return isfinite(gain) and percent(gain, say) != percent(0.0, say)


def _proposal(figures: Figures, unit: str, item: str, case: Case) -> Proposal:
    measure = figures.context.letter.measures.get(item, Measure())
    return Proposal(
        item=item,
        criterion=Names(figures.context).text(item),
        do=clean(measure.do),
        lead=clean(measure.lead),
        by=clean(measure.by),
        gain=_gain(figures, unit, item, case),
    )


def _gain(figures: Figures, unit: str, item: str, case: Case) -> Claim:
    keys = (unit, item)
    cells = {
        "index": "index",
        "raised": f"{case}_raised_to",
        "gain": f"{case}_gain",
        "overall": f"{case}_overall",
    }
    told = phrase(
        figures.context.say,
        _TEXTS[case],
        criterion=Names(figures.context).criterion(item),
        rank=_rank(figures, keys, case),
        **{place: figures.cell(_TABLE, keys, column) for place, column in cells.items()},
    )
    return claim(f"measures.{item}", "measures", told)


def _rank(figures: Figures, keys: tuple[str, str], case: Case) -> Phrase:
    """The rank then, with the ranks that the sample leaves open."""
    say = figures.context.say
    cells = {name: figures.cell(_TABLE, keys, f"{case}_{name}") for name in ("rank", "rank_low", "rank_high")}
    rank, low, high = (figures.get(_TABLE, keys, f"{case}_{name}") for name in cells)
    if not isfinite(rank):
        return NOTHING
    texts = {
        "range": later("; the rank would be {rank} (95 % interval: rank {rank_low} to rank {rank_high})"),
        "one": later("; the rank would be {rank} (95 % interval: rank {rank_low})"),
        "none": later("; the rank would be {rank}"),
    }
    return phrase(say, texts["range" if low < high else "one" if low == high else "none"], **cells)
