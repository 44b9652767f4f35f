"""The documents of a period, made from its tables."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from pipeline.present.charts.report_charts import CHARTS
from pipeline.present.charts.sheet import FORMATS
from pipeline.present.claims.claim import claims_table
from pipeline.present.claims.claims import claims
from pipeline.present.claims.gate import ClaimError
from pipeline.present.claims.proposals import proposals
from pipeline.present.context import Context
from pipeline.present.criterion_rows import criterion_rows
from pipeline.present.findings_book import book_name, findings_book, needs_book
from pipeline.present.letter.document import letters
from pipeline.present.page.page import page
from pipeline.present.results import Results
from pipeline.present.workbook.book import workbook
from schemas.documents import Document
from schemas.labels import UNPUBLISHED

IN_LETTER = ("dimensions", "ranking", "answers", "contributions")
"""The charts that a letter shows."""

Made = tuple[str, bytes | pd.DataFrame]
"""The name of a document in the folder of its report, and its content: bytes, or a table."""


def documents(
    results: Results,
    contexts: Sequence[Context],
    templates: Mapping[str, bytes],
    wanted: Collection[Document],
    warn: Callable[[Exception], object],
) -> Iterator[Made]:
    """The documents that are wanted of a period, in the language of the first context.

    The page speaks the languages of all `contexts`. `templates` are the office's own of its letters. Nothing
    is made where nothing was measured. `warn` is called where a sentence does not pass the claim gate: no
    letter is made then. Raises `TemplateError` where a template cannot be used.
    """
    if not len(results.estimates):
        return
    context, pictures = contexts[0], {}
    shown = results if context.letter.verdicts else _without_verdicts(results)
    for name, files in draw_figures(shown, context, *_asked_for(wanted)):
        if "figures" in wanted:
            yield from ((f"figures/{name}.{suffix}", content) for suffix, content in files.items())
        pictures[name] = files["png"]
    if "workbook" in wanted:
        yield "workbook.xlsx", workbook(results, context)
    if "letter" in wanted:
        try:
            yield from _letters(results, shown, context, pictures, templates)
        except ClaimError as error:
            warn(error)
    if len(results.changes):
        yield "changes.csv", results.changes
    if "page" in wanted:
        yield "page.html", page(results, contexts)


def _asked_for(wanted: Collection[Document]) -> tuple[Collection[str], Collection[str]]:
    """The names of the charts to draw, and their formats."""
    if "figures" in wanted:
        return [chart.name for chart in CHARTS], FORMATS
    return (IN_LETTER if "letter" in wanted else ()), ("png",)


def draw_figures(
    results: Results, context: Context, names: Collection[str], formats: Collection[str] = FORMATS
) -> Iterator[tuple[str, dict[str, bytes]]]:
    """The charts called `names` that have something to show: the name and the bytes by format."""
    for chart in CHARTS:
        if chart.name in names and (files := chart.files(results, context, formats)):
            yield chart.name, files


def _letters(
    results: Results,
    drawn: Results,
    context: Context,
    pictures: Mapping[str, bytes],
    templates: Mapping[str, bytes],
) -> Iterator[Made]:
    """The letter, the report, and what they claim; `pictures` were drawn from the tables `drawn`."""
    claimed, proposed = claims(results, context), proposals(results, context)
    alts = {chart.name: chart.alt for chart in CHARTS}
    names = _in_letter(results, context)
    shown = {name: (pictures[name], alts[name](drawn, context)) for name in names if name in pictures}
    rows = criterion_rows(results, context, context.focus) if context.focus and names else []
    yield from letters(claimed, proposed, rows, shown, context, templates).items()
    yield "claims.csv", claims_table([*claimed, *(proposal.gain for proposal in proposed)])


def _without_verdicts(results: Results) -> Results:
    """The tables for an office that must not print what the sample can tell."""
    return replace(results, comparison=results.comparison.assign(verdict=""))


def _in_letter(results: Results, context: Context) -> Sequence[str]:
    """The charts for the letter; none, nor an annex, about a unit whose index is not published."""
    estimates = results.estimates
    own = estimates[(estimates["unit"] == context.focus) & (estimates["kind"] == "overall")]
    if context.focus is not None and (not len(own) or own["reliability"].isin(UNPUBLISHED).any()):
        return ()
    return [name for name in IN_LETTER if context.letter.verdicts or name != "contributions"]


def list_findings(
    sources: Iterable[tuple[str, Mapping[str, int], pd.DataFrame]], context: Context
) -> Iterator[tuple[str, bytes]]:
    """The error list of every file in which something is to be corrected: its name and its bytes.

    `sources` gives each file with its rows (read, accepted, rejected) and its findings.
    """
    for source, rows, findings in sources:
        if needs_book(findings):
            name = book_name(source, f"raw/{context.period}/")
            yield f"findings/{name}", findings_book(findings, rows, source, context)
