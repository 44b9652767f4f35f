"""What is known of the files of a survey before their rows are read: tables, columns, verdicts."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.intake.blocks import Mapper
from pipeline.intake.code import Coder
from pipeline.intake.columns.match import Match, match_columns, recognised
from pipeline.intake.columns.personal import personal_kind
from pipeline.intake.columns.suggest import suggest_columns
from pipeline.intake.copies import copied_answers, copied_files
from pipeline.intake.files.tables import Opened, Opener, RawTable
from pipeline.intake.marks import MARKED, Marks, marks_of
from pipeline.intake.profile import Profile, Profiler, profile_table
from pipeline.intake.showing import is_blank, marker
from pipeline.intake.verdicts import Judge, Verdict
from schemas.findings import Counted, Finding
from schemas.responses import DESIGN_COLUMNS, INTERVIEW_COLUMNS, margin_column
from schemas.settings import Source, Survey

_JUDGED = 1000
"""So many columns that the questionnaire does not know are looked through for personal data."""


@dataclass(frozen=True)
class PlannedTable:
    """A table with its columns matched and judged, and what is to be said of it as a whole."""

    table: RawTable
    match: Match
    verdict: Verdict
    findings: tuple[Counted, ...]


@dataclass(frozen=True)
class PlannedFile:
    """A file with its tables, and what is to be said of it as a whole."""

    source: str
    tables: tuple[PlannedTable, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Plan:
    """All files of a survey, ready to be read.

    `beside` are the columns kept beside the answers: those of the design and of the interview that some file
    has, and the margins. `marks` stand for texts that may name a person.
    """

    files: tuple[PlannedFile, ...]
    tables: tuple[RawTable, ...]
    beside: tuple[str, ...]
    marks: Marks


def plan_reading(
    sources: Sequence[Source], survey: Survey, coder: Coder, folder: Path, map_blocks: Mapper
) -> Plan:
    """Open the files, match and judge their columns; plain copies of them go to `folder` where needed.

    Every file is read once for this: what is decided about a column needs the whole column. Raises `OSError`
    where a file cannot be opened or read.
    """
    questionnaire, renamed = survey.questionnaire, survey.settings.columns
    copies = copied_files(sources)
    opener = Opener(folder, lambda names: recognised(names, questionnaire, renamed))
    opened = [opener.open(source) for source in sources]
    tables = tuple(table for file in opened for table in file.tables)
    beside = _columns_beside(tables, survey)
    judge = Judge(survey, coder, "weight" in beside)
    matches = [_copy(_matched(table, survey, beside), copies.get(table.source)) for table in tables]
    profiles = [
        profile_table(map_blocks(Profiler(match, coder), table.blocks()) if not match.refused else ())
        for table, match in zip(tables, matches, strict=True)
    ]
    twins, marks = copied_answers(zip(tables, profiles, strict=True)), _marks(matches, profiles)
    planned = {
        table.number: _planned(
            table,
            match,
            judge.judge(table, match, profile),
            tuple(_marked(table, match, profile, marks)),
            twins.get(table.name),
        )
        for table, match, profile in zip(tables, matches, profiles, strict=True)
    }
    files = tuple(_file(file, planned, copies.get(file.source)) for file in opened)
    return Plan(files, tables, _without_blank_psus(beside, profiles), marks)


def suggest_for(sources: Sequence[Source], survey: Survey) -> Iterator[tuple[str, str]]:
    """For every table of some files its name and a table `[columns]` for `survey.toml`.

    Raises `OSError` where a file cannot be opened or read.
    """
    questionnaire, renamed = survey.questionnaire, survey.settings.columns
    with TemporaryDirectory(prefix="hailong-") as folder:
        opener = Opener(Path(folder), lambda names: recognised(names, questionnaire, renamed))
        for source in sources:
            for table in opener.open(source).tables:
                yield table.name, suggest_columns(table.header, table.start.sample, survey)


def _columns_beside(tables: Sequence[RawTable], survey: Survey) -> tuple[str, ...]:
    """The columns kept beside the answers because a file has them, or because weights are raked to them."""
    found: set[str] = set()
    for table in tables:
        match = match_columns(table.header, table.source, survey.questionnaire, survey.settings.columns)
        found |= match.positions.keys()
    present = (name for name in (*DESIGN_COLUMNS, *INTERVIEW_COLUMNS) if name in found)
    return (*present, *map(margin_column, survey.settings.raking))


def _without_blank_psus(beside: tuple[str, ...], profiles: Sequence[Profile]) -> tuple[str, ...]:
    """The columns beside, without PSUs where no cell names one: each respondent was drawn by himself.

    To count each of them as a PSU would give the same figures, from a tally that grows with their number.
    """
    texts = (text for profile in profiles for text in profile.texts.get("psu", ()))
    return beside if not all(map(is_blank, texts)) else tuple(name for name in beside if name != "psu")


def _matched(table: RawTable, survey: Survey, beside: Sequence[str]) -> Match:
    """The columns of a table, those with personal data told apart from other unknown ones."""
    header, settings = table.header, survey.settings
    required = ("unit", *(name for name in beside if name in DESIGN_COLUMNS))
    margins = {margin_column(code): margin.column for code, margin in settings.raking.items()}

    def match(personal: Mapping[int, str]) -> Match:
        return match_columns(
            header,
            table.source,
            survey.questionnaire,
            settings.columns,
            required,
            personal=personal,
            margins=margins,
        )

    first = match({})
    known = set(first.positions.values())
    unknown = [at for at in range(len(header.names)) if at not in known][:_JUDGED]
    kinds = {at: personal_kind(header.names[at], table.cells_at(at)) for at in unknown}
    personal = {at: kind for at, kind in kinds.items() if kind is not None}
    found = match(personal) if personal else first
    # Without a unit no row can be counted; to say so of each of them would help nobody.
    nowhere = "unit" not in found.positions and found.refused is None
    return replace(found, refused="missing-column") if nowhere else found


def _copy(match: Match, original: str | None) -> Match:
    return replace(match, refused="same-file") if original is not None else match


def _marks(matches: Sequence[Match], profiles: Sequence[Profile]) -> Marks:
    """The marks of all files together, so that a text has the same one wherever it stands."""
    columns: dict[str, list[tuple[str, Set[str]]]] = {}
    for match, profile in zip(matches, profiles, strict=True):
        for name in profile.texts.keys() & set(MARKED):
            columns.setdefault(name, []).append((match.headers[name], profile.texts[name].keys()))
    return marks_of(columns, sum(profile.ingredients for profile in profiles))


def _marked(table: RawTable, match: Match, profile: Profile, marks: Marks) -> Iterator[Finding]:
    """The columns of which a text is stored as a mark."""
    for name in MARKED:
        store = marker(name, marks)
        if any(store(text) == marks.mark(text) for text in profile.texts.get(name, ())):
            yield Finding("marked-texts", table.source, table.header.line, match.headers[name])


def _planned(
    table: RawTable, match: Match, verdict: Verdict, marked: tuple[Finding, ...], twin: str | None
) -> PlannedTable:
    if match.refused == "same-file":
        return PlannedTable(table, match, Verdict(), ())
    nobody = Finding("no-respondents", table.source, table.header.line)
    is_numbered = "respondent" in match.positions or match.refused is not None
    of_header = (*match.findings, *marked) if is_numbered else (*match.findings, *marked, nobody)
    findings = (*((finding, 1) for finding in of_header), *verdict.findings)
    if twin is not None:
        same = Finding("same-answers", table.source, values=(("first", twin),))
        return PlannedTable(table, replace(match, refused="same-answers"), verdict, (*findings, (same, 1)))
    return PlannedTable(table, match, verdict, findings)


def _file(file: Opened, planned: Mapping[int, PlannedTable], original: str | None) -> PlannedFile:
    tables = tuple(planned[table.number] for table in file.tables)
    if original is None:
        return PlannedFile(file.source, tables, file.findings)
    same = Finding("same-file", file.source, values=(("first", original),))
    return PlannedFile(file.source, tables, (*file.findings, same))
