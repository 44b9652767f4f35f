"""A period from raw files to its report, on one page."""

from collections.abc import Callable
from dataclasses import replace
from itertools import chain

import pandas as pd

from pipeline.engine import map_in_threads
from pipeline.intake import Batch, read_responses
from pipeline.intake.screening import screen
from pipeline.measure import account, doubts, empty_tally, rake, tables, tally
from pipeline.present.report import list_findings
from pipeline.reporting import Warn, contexts_of, make_documents, redraw, with_earlier
from pipeline.storage.history import earlier_periods
from pipeline.storage.lock import locked
from pipeline.storage.manifest import appearance, identity
from pipeline.storage.outputs import Outputs
from pipeline.storage.previous import Run, documents_stand, previous_run
from pipeline.storage.project import Project
from pipeline.storage.staging import recover
from schemas.period import Period


def run_period(
    project: Project,
    period: Period,
    watch: Callable[[Batch], None] = lambda _: None,
    warn: Warn = lambda _: None,
    force: bool = False,
) -> Run:
    """Read, tally, estimate, compare and report one period; do again only what something changed for.

    `watch` is called with each batch that was read, `warn` where no PDF could be made. Raises
    `SettingsError`, `TemplateError`, `OSError`, `LockedError`, and `NothingAcceptedError` where no response
    was accepted though an earlier run has results.
    """
    survey, sources = project.survey(period), project.sources(period)
    questionnaire, contexts = survey.questionnaire, contexts_of(survey)
    say, names = contexts[0].say, contexts[0].unit_names
    with locked(project.root):
        recover(project.root)
        same = identity(project, survey, sources)
        look = appearance(project, survey, earlier_periods(project.root, period))
        if not force and (earlier := previous_run(project.root, period, same)):
            if documents_stand(project.root, period, look):
                return earlier
            edited = redraw(project, survey, look, warn)
            return replace(earlier, redrawn=True, edited=edited)
        with Outputs(project.root, survey, [source.name for source in sources]) as outputs:
            total, rows = empty_tally(questionnaire), []
            batches = read_responses(sources, survey, map_in_threads)
            for batch, part in map_in_threads(lambda it: (it, tally(it.accepted, questionnaire)), batches):
                outputs.add_rows(batch.source, batch.accepted, batch.rejected)
                outputs.add_findings(batch.findings(say))
                total += part
                rows.append(batch.by_unit)
                watch(batch)
            accounting = account(
                period.name, pd.concat(rows), total, questionnaire, survey.settings.forms, names
            )
            raked = rake(total, survey.settings.raking)
            whole = Batch("", found=tuple(doubts(survey, accounting, total, raked)))
            outputs.add_findings(whole.findings(say))
            watch(whole)
            results = dict(tables(total, raked.tally, survey, accounting))
            if outputs.has("interviewer"):
                results["screening.csv"] = screen(outputs.responses_by_unit(total.size_of_units), survey)
            outputs.add_arrays("tally.npz", total.arrays())
            for name, table in results.items():
                outputs.add_table(name, table)
            report = with_earlier(project, survey, results, warn)
            made = make_documents(report, contexts, project.templates(), survey.settings.documents, warn)
            for name, content in chain(made, list_findings(outputs.findings_by_source(), contexts[0])):
                outputs.add_document(name, content)
            outputs.commit({**same, "documents": look})
        found = outputs.total(), outputs.findings
        return Run(*found, report.estimates, report.comparison, edited=outputs.edited)
