"""What stands below the summary: how to read its second lines, its verdicts and its brackets."""

from collections.abc import Iterable, Iterator

import pandas as pd

from pipeline.present.context import Context
from pipeline.present.signs import label_notes
from schemas.labels import REASONS
from schemas.language import Language, later

LISTED = 5
"""So many names are listed before the others are only counted."""


def caption(rows: pd.DataFrame, comparison: pd.DataFrame, context: Context) -> Iterator[str]:
    """The notes on a summary of `rows`: columns of the comparison, `label`, `reliability` and `care`.

    `care` holds the reasons to use the figure with care, joined by `;`. `comparison` are the units beside
    which the rows stand, with their `reliability`.
    """
    say, judged = context.say, (rows["verdict"] != "").any()
    if rows["ci_low"].notna().any() or judged:
        yield say("Second lines: responses (n), 95 % intervals, and the ranks that the sample leaves open.")
    elif len(rows):
        yield say("Official positions; sampling error is not considered.")
    if judged:
        yield _verdicts(comparison, context)
    yield from _labels(rows, comparison, context)


def _labels(rows: pd.DataFrame, comparison: pd.DataFrame, context: Context) -> Iterator[str]:
    """What is withheld or to be used with care, and why."""
    say, careful = context.say, rows[rows["reliability"] == "use_with_care"]
    yield from label_notes(set(rows["reliability"]) & {"suppressed"}, say)
    for reason, labels in grouped(zip(careful["care"], careful["label"], strict=True)):
        names, why = listed(labels, say), say(REASONS[reason])
        yield say("In brackets, to be used with care: {names} ({reason})", names=names, reason=why)
    if context.focus is not None:
        overall = comparison[(comparison["kind"] == "overall") & (comparison["unit"] != context.focus)]
        others = overall.loc[overall["reliability"] == "use_with_care", "unit"]
        if len(others):
            units = listed([context.short_names.get(unit, unit) for unit in others], say)
            yield say("To be used with care, overall index: {names}", names=units)


def _verdicts(comparison: pd.DataFrame, context: Context) -> str:
    """What a verdict is worth, with the number of comparisons that it is adjusted for."""
    judged = comparison[comparison["p_adjusted"].notna()]
    overall, dimensions = (int((judged["kind"] == kind).sum()) for kind in ("overall", "dimension"))
    if context.focus is None:
        text = later(
            "Verdicts (95 %) are adjusted for {n} comparisons and ask for more than a single interval does; "
            "what cannot be told apart need not be equal."
        )
        return context.say(text, n=overall)
    text = later(
        "Verdicts (95 %) are adjusted for {overall} comparisons (overall) and {dimensions} (dimensions) "
        "and ask for more than a single interval does; what cannot be told apart need not be equal."
    )
    return context.say(text, overall=overall, dimensions=dimensions)


def grouped(found: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """What has each reason, given reasons joined by `;` and names; in the order of the catalogue.

    >>> grouped([("wide_interval;many_missing", "A"), ("wide_interval", "B"), ("", "C")])
    [('wide_interval', ['A', 'B']), ('many_missing', ['A'])]
    """
    told = [(set(reasons.split(";")), name) for reasons, name in found]
    groups = ((reason, [name for reasons, name in told if reason in reasons]) for reason in REASONS)
    return [(reason, names) for reason, names in groups if names]


def listed(names: list[str], say: Language) -> str:
    """The first names, and how many others there are.

    >>> listed(["A", "B", "C", "D", "E", "F", "G"], Language("en"))
    'A; B; C; D; E and 2 others'
    """
    shown = "; ".join(names[:LISTED])
    more = len(names) - LISTED
    return say("{unit} and {n} others", unit=shown, n=more) if more > 0 else shown
