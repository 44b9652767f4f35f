"""A period from raw files to its report, on one page."""

from collections.abc import Callable

import pandas as pd

from pipeline.engine import map_in_threads
from pipeline.intake import Batch, read_responses
from pipeline.intake.screening import screen
from pipeline.measure import account, doubts, empty_tally, rake, tables, tally
from pipeline.present.context import Context
from pipeline.present.report import draw_figures, list_findings
from pipeline.storage.lock import locked
from pipeline.storage.manifest import identity
from pipeline.storage.outputs import Outputs, recover
from pipeline.storage.previous import Run, previous_run
from pipeline.storage.project import Project
from schemas.period import Period


def run_period(
    project: Project, period: Period, watch: Callable[[Batch], None] = lambda _: None, force: bool = False
) -> Run:
    """Read, tally, estimate, compare, draw and store one period; do nothing where nothing changed.

    `watch` is called with each batch that was read. Raises `SettingsError`, `OSError`, `LockedError`, and
    `NothingAcceptedError` where no response was accepted though an earlier run has results.
    """
    survey, sources = project.survey(period), project.sources(period)
    questionnaire, context = survey.questionnaire, Context.of(survey)
    with locked(project.root):
        recover(project.root)
        same = identity(project, survey, sources)
        if not force and (earlier := previous_run(project.root, period, same)):
            return earlier
        with Outputs(project.root, survey, [source.name for source in sources]) as outputs:
            total, rows = empty_tally(questionnaire), []
            batches = read_responses(sources, survey, map_in_threads)
            for batch, part in map_in_threads(lambda it: (it, tally(it.accepted, questionnaire)), batches):
                outputs.add_rows(batch.source, batch.accepted, batch.rejected)
                outputs.add_findings(batch.findings(context.say))
                total += part
                rows.append(batch.by_unit)
                watch(batch)
            accounting = account(
                period.name, pd.concat(rows), total, questionnaire, survey.settings.forms, context.unit_names
            )
            raked = rake(total, survey.settings.raking)
            whole = Batch("", found=tuple(doubts(survey, accounting, total, raked)))
            outputs.add_findings(whole.findings(context.say))
            watch(whole)
            results = dict(tables(total, raked.tally, survey, accounting))
            if outputs.has("interviewer"):
                results["screening.csv"] = screen(outputs.responses_by_unit(total.size_of_units), survey)
            outputs.add_arrays("tally.npz", total.arrays())
            for name, table in results.items():
                outputs.add_table(name, table)
            estimates, comparison = results["estimates.csv"], results["comparison.csv"]
            for name, files in draw_figures(comparison, estimates, context):
                outputs.add_figure(name, files)
            for name, book in list_findings(outputs.findings_by_source(), context):
                outputs.add_document(name, book)
            outputs.commit(same)
        return Run(outputs.total(), outputs.findings, estimates, comparison)
