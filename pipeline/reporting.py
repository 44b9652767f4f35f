"""Documents from the tables of a period: at the end of its run, or later from `processed/` alone."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd

from pipeline.engine import map_in_processes
from pipeline.measure import Measured, changes
from pipeline.present.context import Context
from pipeline.present.pdf import PdfError, has_libreoffice, to_pdf
from pipeline.present.report import Made, documents, list_findings
from pipeline.present.results import Results
from pipeline.storage.history import earlier_periods, read_earlier
from pipeline.storage.lock import locked
from pipeline.storage.manifest import MANIFEST, appearance, are_whole, read_manifest, schema_digests
from pipeline.storage.previous import DamagedRunError, NotRunError, SchemasChangedError
from pipeline.storage.project import Project
from pipeline.storage.reports import Reports, part
from pipeline.storage.results import found_in, read_results
from pipeline.storage.staging import recover
from schemas.documents import DOCUMENTS, TEMPLATES, Document, UnusedTemplateError
from schemas.framework import Framework
from schemas.language import Language, LanguageCode
from schemas.period import Period
from schemas.settings import Survey
from schemas.text import bare, fold
from schemas.units import Unit

Warn = Callable[[Exception], object]


class UnknownUnitError(Exception):
    """No unit of the period is called so; `known` are the codes of those that have figures."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(name)
        self.known = tuple(known)


@dataclass(frozen=True)
class Reported:
    """The documents that were written, the tables that are not as the run wrote them, edited documents."""

    written: Sequence[str]
    altered: Sequence[str]
    edited: Sequence[str]


def with_earlier(project: Project, survey: Survey, tables: Mapping[str, pd.DataFrame], warn: Warn) -> Results:
    """The tables of a period with those that look back; without an earlier period that cannot be read."""
    earlier: list[Measured] = []
    for name in earlier_periods(project.root, survey.period):
        try:
            earlier.append(read_earlier(project.root, name))
        except DamagedRunError as error:
            warn(error)
    estimates = [*(period.estimates for period in earlier), tables["estimates.csv"]]
    history = pd.concat(estimates, ignore_index=True) if earlier else estimates[0].head(0)
    framework = Framework.of(survey.questionnaire)
    now = Measured(survey.period, framework, tables["estimates.csv"], tables["comparison.csv"])
    periods, comparing = [*earlier, now], survey.settings.comparison
    steps = [changes(period, periods[:i], comparing) for i, period in enumerate(periods)]
    back = {"history.csv": history, "changes.csv": steps[-1], "series.csv": pd.concat(steps)}
    return Results.of({**tables, **back})


def contexts_of(
    survey: Survey, language: LanguageCode | None = None, unit: str | None = None
) -> list[Context]:
    """The contexts of a report: its own language first, then the others of the project."""
    first = language or survey.settings.languages[0]
    others = [code for code in survey.settings.languages if code != first]
    return [Context.of(survey, code, unit) for code in (first, *others)]


def make_documents(
    results: Results,
    contexts: Sequence[Context],
    templates: Mapping[str, bytes],
    wanted: Collection[Document],
    warn: Warn,
) -> Iterator[Made]:
    """The wanted documents, and the Word ones as PDF; `warn` is called where that fails."""
    words: dict[str, bytes] = {}
    for unused in templates.keys() - TEMPLATES:
        warn(UnusedTemplateError(unused))
    for name, content in documents(results, contexts, templates, wanted, warn):
        if name.endswith(".docx") and isinstance(content, bytes):
            words[name] = content
        yield name, content
    if "pdf" in wanted:
        yield from _as_pdf(words, contexts[0].say, warn)


def _ask_for_libreoffice(pdf: bool | None, say: Language, warn: Warn) -> None:
    if pdf and not has_libreoffice():
        warn(PdfError(say("LibreOffice is not installed")))


def _as_pdf(words: Mapping[str, bytes], say: Language, warn: Warn) -> Iterator[Made]:
    try:
        yield from to_pdf(words, say).items()
    except PdfError as error:
        warn(error)


def redraw(project: Project, survey: Survey, look: Mapping[str, Any], warn: Warn) -> list[str]:
    """Make the documents of a finished period again, because something changed that no table depends on.

    Those of other languages and of single units stay, unless an earlier period has new figures. Returns where
    documents are kept that somebody had edited.
    """
    processed = project.root / "processed" / survey.period.name
    results = with_earlier(project, survey, read_results(processed), warn)
    before = read_manifest(processed / MANIFEST).get("documents", {})
    parts = [part()] if before.get("earlier") == look["earlier"] else []
    with Reports(project.root, survey.period, parts) as reports:
        contexts, wanted = contexts_of(survey), survey.settings.documents
        for name, content in make_documents(results, contexts, project.templates(), wanted, warn):
            reports.add(name, content)
        _add_findings(reports, project, survey, contexts[0])
        reports.commit(look)
        return reports.edited


def report_period(
    project: Project,
    period: Period,
    language: LanguageCode | None,
    pdf: bool | None,
    warn: Warn,
) -> Reported:
    """The report of a finished period again, from `processed/` alone; `pdf` overrules the settings.

    In another language than the project's first it goes into a folder of its own. Raises `NotRunError`,
    `DamagedRunError`, `SchemasChangedError`, `TemplateError`, `SettingsError`, `OSError` and `LockedError`.
    """
    with locked(project.root):
        survey, manifest = _finished(project, period)
        wanted = _wanted(_usual(survey), survey, pdf)
        results = with_earlier(project, survey, read_results(project.root / "processed" / period.name), warn)
        contexts, place = contexts_of(survey, language), part(_other(survey, language))
        altered = _altered(project, manifest)
        _ask_for_libreoffice(pdf, contexts_of(survey)[0].say, warn)
        with Reports(project.root, period, [place]) as reports, _blaming(altered):
            for name, content in make_documents(results, contexts, project.templates(), wanted, warn):
                reports.add(f"{place}{name}", content)
            if not place:
                _add_findings(reports, project, survey, contexts[0])
            look = appearance(project, survey, earlier_periods(project.root, period))
            written = reports.commit(look if not place else None)
        return Reported(written, altered, reports.edited)


def report_units(
    project: Project,
    period: Period,
    units: Sequence[str],
    language: LanguageCode | None,
    pdf: bool | None,
    warn: Warn,
    advance: Callable[[], object] = lambda: None,
) -> Reported:
    """The letter and the page of each of some units, one unit a process; `advance` is called after each.

    Raises what `report_period` raises.
    """
    with locked(project.root):
        survey, manifest = _finished(project, period)
        results = with_earlier(project, survey, read_results(project.root / "processed" / period.name), warn)
        wanted = _wanted(("letter", "page"), survey, pdf)
        work = partial(_of_unit, results, survey, language, project.templates(), wanted)
        places = {unit: part(_other(survey, language), unit) for unit in units}
        words: dict[str, bytes] = {}
        altered = _altered(project, manifest)
        _ask_for_libreoffice(pdf, contexts_of(survey)[0].say, warn)
        with Reports(project.root, period, list(places.values())) as reports, _blaming(altered):
            for unit, made, failed in map_in_processes(work, units):
                for error in failed:
                    warn(error)
                for name, content in made:
                    reports.add(f"{places[unit]}{name}", content)
                    if name.endswith(".docx") and isinstance(content, bytes):
                        words[f"{places[unit]}{name}"] = content
                advance()
            if "pdf" in wanted:
                for name, content in _as_pdf(words, contexts_of(survey)[0].say, warn):
                    reports.add(name, content)
            return Reported(reports.commit(), altered, reports.edited)


def _usual(survey: Survey) -> Sequence[Document]:
    """The documents that the project's runs make; all where they make none."""
    return [name for name in survey.settings.documents if name != "pdf"] or DOCUMENTS


def _wanted(documents: Sequence[Document], survey: Survey, pdf: bool | None) -> tuple[Document, ...]:
    """The documents to make: Word ones as PDF too, where that is asked for, or usual in the project."""
    wanted = tuple(name for name in documents if name != "pdf")
    return (*wanted, "pdf") if (pdf is None and "pdf" in survey.settings.documents) or pdf else wanted


def _of_unit(
    results: Results,
    survey: Survey,
    language: LanguageCode | None,
    templates: Mapping[str, bytes],
    wanted: Collection[Document],
    unit: str,
) -> tuple[str, list[Made], list[Exception]]:
    failed: list[Exception] = []
    contexts = contexts_of(survey, language, unit)
    return unit, list(documents(results, contexts, templates, wanted, failed.append)), failed


def _finished(project: Project, period: Period) -> tuple[Survey, dict[str, Any]]:
    """The survey of a finished run and its manifest."""
    recover(project.root)
    manifest = read_manifest(project.root / "processed" / period.name / MANIFEST)
    if "documents" not in manifest:
        raise NotRunError(period.name)
    try:
        survey = project.survey_of(period, manifest)
        outputs, schemas = dict(manifest["outputs"]), manifest["schemas"]
    except (KeyError, TypeError, ValueError):
        raise DamagedRunError(f"processed/{period.name}/{MANIFEST}") from None
    if not outputs or schema_digests(project, survey) != schemas:
        raise SchemasChangedError(period.name)
    return survey, manifest


def units_of(project: Project, period: Period, names: Sequence[str] | None) -> list[str]:
    """The codes of the units called `names` in a finished run, or of all of them, in the registry's order.

    Raises `UnknownUnitError` for a name that none with figures has, and `NotRunError`.
    """
    survey, _ = _finished(project, period)
    measured = set(read_results(project.root / "processed" / period.name)["comparison.csv"]["unit"])
    units = [unit.code for unit in survey.registry.units if unit.code in measured]
    if not names:
        return units
    known = [survey.registry.by_code[unit] for unit in units]
    wished = {_called(name, known) for name in names}
    return [unit for unit in units if unit in wished]


def _called(name: str, units: Sequence[Unit]) -> str:
    """The code of the unit of this name; where none has it, of the one that has it without accents."""
    for spelled in (fold, bare):
        found = [unit.code for unit in units if spelled(name) in map(spelled, unit.spellings())]
        if len(found) == 1:
            return found[0]
    raise UnknownUnitError(name, [unit.code for unit in units])


def _other(survey: Survey, language: LanguageCode | None) -> LanguageCode | None:
    """The language, where it is not the first of the project."""
    return language if language != survey.settings.languages[0] else None


def _add_findings(reports: Reports, project: Project, survey: Survey, context: Context) -> None:
    processed = project.root / "processed" / survey.period.name
    files = read_manifest(processed / MANIFEST)["files"]
    for name, book in list_findings(found_in(processed, files), context):
        reports.add(name, book)


def _altered(project: Project, manifest: Mapping[str, Any]) -> list[str]:
    """The tables that are not as the run wrote them."""
    outputs: Mapping[str, str] = manifest["outputs"]
    tables = {name: sha for name, sha in outputs.items() if name.startswith("processed/")}
    return [name for name, sha in tables.items() if not are_whole(project.root, {name: sha})]


@contextmanager
def _blaming(altered: Sequence[str]) -> Iterator[None]:
    """Blame an edited table for what fails: nobody can foresee what may stand in it."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        if not altered:
            raise
        raise DamagedRunError(altered[0]) from error
