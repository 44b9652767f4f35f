"""The workbook of a period: its sheets in their order, as bytes."""

from collections.abc import Iterator
from io import BytesIO

from xlsxwriter import Workbook

from pipeline.present.charts.dimension_rows import with_known_focus
from pipeline.present.context import Context
from pipeline.present.results import Results
from pipeline.present.sheets import CREATED, FONT, cell_text
from pipeline.present.workbook.accounting import accounting
from pipeline.present.workbook.changes import changes
from pipeline.present.workbook.chart_sheet import ChartSheet, FigureSheet
from pipeline.present.workbook.charts import charts
from pipeline.present.workbook.effort import effort
from pipeline.present.workbook.first import Part, write_first
from pipeline.present.workbook.looks import Looks
from pipeline.present.workbook.quality import quality, unit_quality
from pipeline.present.workbook.respondents import respondents
from pipeline.present.workbook.screening import screening
from pipeline.present.workbook.standing import criteria, dimensions, ranking, units_today
from pipeline.present.workbook.summary import summary
from pipeline.present.workbook.terms import terms
from pipeline.present.workbook.unit_criteria import unit_criteria
from pipeline.present.workbook.what_if import what_if


def workbook(results: Results, context: Context) -> bytes:
    """The workbook of a period (.xlsx), to read, to filter and to print on A4.

    It shows what the tables hold and computes nothing, but for one sheet on which an official may try
    improvements of the focus unit. The same input gives the same bytes.
    """
    stream, say = BytesIO(), context.say
    # XlsxWriter adds to the properties that it is given.
    book = Workbook(stream, {"in_memory": True, "default_format_properties": {**FONT}})
    title = say(
        "Satisfaction of citizens, {administration}, {period}",
        administration=context.administration,
        period=context.period,
    )
    book.set_properties({"title": cell_text(title), "created": CREATED})
    known = with_known_focus(context, results.comparison)
    looks, parts = Looks(book), list(_parts(results, known))
    first = book.add_worksheet(say("Read first"))
    write_first(first, parts, results, looks, context)
    for part in parts:
        part.write(book.add_worksheet(part.name), looks, known)
    book.close()
    return stream.getvalue()


def _parts(results: Results, context: Context) -> Iterator[Part]:
    """The sheets behind the first one; those with nothing to show are left out."""
    comparison, estimates = results.comparison, results.estimates
    yield summary(comparison, estimates, context)
    yield ranking(comparison, estimates, context)
    yield unit_criteria(results, context)
    yield dimensions(comparison, estimates, context)
    yield criteria(comparison, estimates, context)
    yield effort(results.decomposition, context)
    if (tried := what_if(results, context)) is not None:
        yield tried
    figures = _figures(results, context)
    if figures.charts:
        shows = context.say("Charts of Excel that can be changed and copied into other documents")
        yield ChartSheet(context.say("Charts"), shows, figures)
    yield from _about_the_survey(results, context)
    yield terms(context)
    if figures.charts:
        yield figures


def _figures(results: Results, context: Context) -> FigureSheet:
    say = context.say
    return FigureSheet(
        say("Figures of the charts"), say("What the charts are drawn from"), charts(results, context)
    )


def _about_the_survey(results: Results, context: Context) -> Iterator[Part]:
    if len(results.changes):
        yield changes(results.changes, context)
    yield accounting(results.accounting, context)
    if len(results.respondents):
        yield respondents(results.respondents, context)
    if len(results.quality):
        yield quality(results.quality, context)
        yield unit_quality(results.quality, context)
    if results.screening is not None and len(results.screening):
        yield screening(results.screening, context)
    if results.comparison_today is not None and results.estimates_today is not None:
        yield units_today(results.comparison_today, results.estimates_today, context)
