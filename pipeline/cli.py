"""The command `hailong`: its verbs, its exit codes, what it says on the terminal."""

import io
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from pipeline.terminal import Exit, contract, progress, say, talk
from schemas.language import LanguageCode, later

if TYPE_CHECKING:
    from pipeline.intake import Batch
    from pipeline.storage.project import Project
    from schemas.period import Period
    from schemas.settings import Source, Survey


app = typer.Typer(
    help=say("Citizen satisfaction, measured honestly: from raw survey files to the report."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

ProjectFolder = Annotated[Path, typer.Option("--project", help=say("The folder with hailong.toml."))]
AsJson = Annotated[bool, typer.Option("--json", help=say("Print the result as JSON."))]
Lang = Annotated[LanguageCode | None, typer.Option("--lang", help=say("The language of what is said."))]
Debug = Annotated[bool, typer.Option("--debug", help=say("Show the traceback of an error."))]


def _periods(project: "Project", names: Sequence[str], every: bool) -> "list[Period]":
    from schemas.period import Period

    if every == bool(names):
        raise typer.BadParameter(say("name the periods to run, or all of them with --all"))
    try:
        return project.periods() if every else [Period.parse(name) for name in names]
    except ValueError as error:
        message = say('"{name}" is no period; one looks like 2019, 2019-Q4 or 2019-12', name=str(error))
        raise typer.BadParameter(message) from None


@app.command(help=say("From the raw files of a period to its tables and documents."))
def run(
    periods: Annotated[list[str] | None, typer.Argument(help=say("2019, 2019-Q4 or 2019-12"))] = None,
    every: Annotated[bool, typer.Option("--all", help=say("All periods under raw/."))] = False,
    force: Annotated[bool, typer.Option("--force", help=say("Also where nothing changed."))] = False,
    project: ProjectFolder = Path(),
    as_json: AsJson = False,
    lang: Lang = None,  # noqa: ARG001, known to `say` before the command is built
    debug: Debug = False,
) -> None:
    """Run periods; the exit code is that of the period that went worst."""
    from pipeline.storage.project import PeriodNotFoundError, Project

    with contract(debug):
        found = Project.find(project)
        chosen = _periods(found, periods or [], every)
        if not chosen:
            raise PeriodNotFoundError("raw/")
    codes, results = [Exit.DONE], []
    for period in chosen:
        try:
            with contract(debug):
                code, result = _run_one(found, period, force, as_json)
                codes.append(code)
                results.append(result)
        except typer.Exit as stop:
            codes.append(Exit(stop.exit_code))
            results.append({"period": period.name, "exit_code": stop.exit_code})
    if as_json:
        typer.echo(json.dumps(results, ensure_ascii=False, indent=2))
    raise typer.Exit(max(codes))


def _run_one(project: "Project", period: "Period", force: bool, quiet: bool) -> tuple[Exit, dict[str, Any]]:
    from pipeline.present.context import Context
    from pipeline.present.problems import FindingsDigest, refuses
    from pipeline.present.summary import summary_notes, summary_table, summary_values
    from pipeline.run import run_period

    digest = FindingsDigest()
    with progress(say("reading"), _size(project.sources(period))) as advance:

        def watch(batch: "Batch") -> None:
            digest.add(batch.found)
            advance(batch.size)

        try:
            result = run_period(project, period, watch, _warn, force)
            digest.recall(result.findings)
        finally:
            digest.print_to(Console(stderr=True), say)
    context = Context.of(project.survey(period), say.code)
    if not quiet:
        Console().print(summary_table(result.comparison, result.estimates, context))
    talk(*summary_notes(result.comparison, context), _accounts(period.name, result.rows))
    if result.redrawn:
        talk(
            say("{period}: the figures are those of the last run; the documents are new", period=period.name)
        )
    elif not result.fresh:
        talk(say("{period}: nothing changed since the last run", period=period.name))
    _tell_edited(result.edited)
    values = summary_values(result.comparison)
    code = Exit.REFUSED if refuses(result.findings) else Exit.DONE
    told = {"period": period.name, "exit_code": code, "fresh": result.fresh, "rows": dict(result.rows)}
    return code, {**told, "findings": dict(result.findings), "summary": values}


def _size(sources: "Iterable[Source]") -> int:
    return sum(source.path.stat().st_size for source in sources)


def _accounts(name: str, rows: Mapping[str, int]) -> str:
    return say("{name}: {read} rows read = {accepted} accepted + {rejected} rejected", name=name, **rows)


def _tell_edited(names: Iterable[str]) -> None:
    for name in names:
        talk(say("a document that somebody had edited is kept as {file}", file=name))


def _warn(error: Exception) -> None:
    from pipeline.present.pdf import PdfError
    from pipeline.storage.previous import DamagedRunError
    from schemas.documents import UnusedTemplateError

    if isinstance(error, PdfError):
        talk(say("the PDF documents could not be made: {reason}", reason=error))
    elif isinstance(error, DamagedRunError):
        talk(say("{file} is missing or is not what a run writes; nothing is compared with it", file=error))
    elif isinstance(error, UnusedTemplateError):
        talk(say("templates/{file} is not used; templates are called letter.docx or report.docx", file=error))
    else:
        talk(say("no letter was made; a sentence did not pass the claim gate: {reason}", reason=error))


@app.command(help=say("The documents of a finished run again, or those of single units."))
def report(
    period: Annotated[str, typer.Argument(help=say("2019, 2019-Q4 or 2019-12"))],
    unit: Annotated[
        list[str] | None, typer.Option("--unit", help=say("The letter and the page of this unit."))
    ] = None,
    every: Annotated[bool, typer.Option("--all-units", help=say("Those of every unit."))] = False,
    pdf: Annotated[
        bool | None, typer.Option("--pdf/--no-pdf", help=say("Letters as PDF too, where LibreOffice is."))
    ] = None,
    project: ProjectFolder = Path(),
    as_json: AsJson = False,
    lang: Annotated[
        LanguageCode | None, typer.Option("--lang", help=say("The language of the documents."))
    ] = None,
    debug: Debug = False,
) -> None:
    """Make documents from processed/ alone, and print where they are."""
    from pipeline.reporting import UnknownUnitError, report_period, report_units, units_of
    from pipeline.storage.project import Project

    if unit and every:
        raise typer.BadParameter(say("name units, or all of them with --all-units"))
    with contract(debug):
        found = Project.find(project)
        chosen = _periods(found, [period], every=False)[0]
        if unit or every:
            try:
                units = units_of(found, chosen, unit)
            except UnknownUnitError as error:
                text = later("no unit of {period} with figures is called {unit}; known are: {units}")
                known = ", ".join(error.known)
                raise typer.BadParameter(say(text, period=period, unit=error, units=known)) from None
            with progress(say("making documents"), len(units)) as advance:
                reported = report_units(found, chosen, units, lang, pdf, _warn, lambda: advance(1))
        else:
            reported = report_period(found, chosen, lang, pdf, _warn)
    _tell_edited(reported.edited)
    for name in reported.altered:
        talk(say("{file} is no longer as the run wrote it; the documents show what stands there", file=name))
    if as_json:
        typer.echo(json.dumps({"period": period, "written": reported.written}, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(reported.written))


@app.command(help=say("Check files and say what is wrong with them; nothing is written."))
def check(
    files: Annotated[list[Path], typer.Argument(help=say("Files with responses, or folders of them."))],
    period: Annotated[str, typer.Option("--period", help=say("The period they belong to."))] = "",
    suggest: Annotated[
        bool, typer.Option("--suggest-columns", help=say("Print a table [columns] for survey.toml instead."))
    ] = False,
    lists: Annotated[
        Path | None, typer.Option("--lists", help=say("A folder for one Excel list of problems a file."))
    ] = None,
    project: ProjectFolder = Path(),
    as_json: AsJson = False,
    lang: Lang = None,  # noqa: ARG001, known to `say` before the command is built
    debug: Debug = False,
) -> None:
    """Check files together, as one survey: a respondent may stand in one of them only."""
    from pipeline.checking import check_files, write_lists
    from pipeline.present.problems import FindingsDigest
    from pipeline.present.summary import records
    from pipeline.storage.project import PeriodNotFoundError, Project

    with contract(debug):
        found = Project.find(project)
        chosen = _periods(found, [period], every=False) if period else []
        sources = found.sources_at(files)
        if not sources:
            raise PeriodNotFoundError(str(files[0]))
        survey = found.survey(chosen[0]) if chosen else found.survey_around(sources[0].path)
        if suggest:
            _suggest(sources, survey)
            return
        if lists is not None:
            lists.mkdir(parents=True, exist_ok=True)
        digest = FindingsDigest()
        with progress(say("reading"), _size(sources)) as advance:

            def watch(batch: "Batch") -> None:
                digest.add(batch.found)
                advance(batch.size)

            checked = check_files(sources, survey, say, watch)
        for place in write_lists(lists, checked, survey, say) if lists else ():
            talk(say("written: {file}", file=place))
    if as_json:
        result = {"rows": checked.rows, "findings": records(checked.findings)}
        typer.echo(json.dumps(result, ensure_ascii=False, indent=2))
    else:
        for name, counts in checked.rows.items():
            typer.echo(_accounts(name, counts))
        digest.print_to(Console(), say, passed=True)
    raise typer.Exit(Exit.REFUSED if digest.has_errors else Exit.DONE)


def _suggest(sources: "list[Source]", survey: "Survey") -> None:
    from pipeline.intake import suggest_for

    for name, table in suggest_for(sources, survey):
        typer.echo(f"# {name}\n{table}")


@app.command(help=say("Explain a problem, a criterion, a formula or a term of the tables by its code."))
def explain(
    code: Annotated[
        str, typer.Argument(help=say("Such as unknown-unit, 3.4, mean_of_respondents or verdict."))
    ],
    project: ProjectFolder = Path(),
    lang: Lang = None,  # noqa: ARG001, known to `say` before the command is built
    debug: Debug = False,
) -> None:
    """Explain a code of the catalogue, of the formulas or of the questionnaires."""
    from pipeline.present.explain import UnknownCodeError, explanation
    from pipeline.storage.project import questionnaires

    with contract(debug):
        try:
            typer.echo("\n".join(explanation(code, questionnaires(project), say)))
        except UnknownCodeError as error:
            text = later("no problem, criterion, formula or term is called {code}; {hint}")
            message = say(text, code=code, hint=error)
            raise typer.BadParameter(message) from None


def main() -> None:
    """Run the command line; text goes out as UTF-8 whatever the terminal says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    app(prog_name="hailong")
