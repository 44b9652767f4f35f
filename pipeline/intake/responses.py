"""The verb `read_responses`: raw files to batches of accepted responses, rejected rows and findings."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import Any

import pandas as pd

from pipeline.intake.check import Checker
from pipeline.intake.match import Match, match_columns
from pipeline.intake.read import Header, read_blocks, read_header
from pipeline.intake.register import Register
from pipeline.intake.split import Batch, Splitter
from schemas.findings import Finding
from schemas.responses import DESIGN_COLUMNS
from schemas.settings import Source, Survey

ENDINGS = (".csv",)
"""The files that are read; any other is named, and refused."""

Mapper = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""`map`, or something that maps in parallel and keeps the order."""


def read_responses(sources: Sequence[Source], survey: Survey, map_blocks: Mapper = map) -> Iterator[Batch]:
    """The responses of a survey, file after file, a few thousand rows at a time.

    Each batch holds accepted responses, rejected rows and findings; rows read = accepted + rejected. All
    files are read to their ends whatever is wrong with them; memory does not grow with rows. Raises `OSError`
    where a file cannot be opened or read.
    """
    names = [source.name for source in sources]
    headers = {source.name: _header(source) for source in sources}
    design = _design_columns(headers.values(), survey)
    with Register() as register:
        splitter = Splitter(survey, names, design, register)
        for source in sources:
            header = headers[source.name]
            if isinstance(header, Finding):
                yield splitter.without_rows(source.name, [header])
            else:
                yield from _read_file(source, header, splitter, map_blocks)


def join_batches(batches: Iterable[Batch]) -> Batch:
    """All batches as one, for a notebook or a small file; a large survey is better tallied batch by batch."""
    parts = list(batches)

    def joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
        filled = [table for table in tables if len(table)] or tables[:1]
        return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()

    sources = ", ".join(dict.fromkeys(part.source for part in parts))
    size = sum(part.size for part in parts)
    found = tuple(finding for part in parts for finding in part.found)
    accepted, rejected = ([getattr(part, name) for part in parts] for name in ("accepted", "rejected"))
    return Batch(sources, joined(accepted), joined(rejected), found, size)


def _header(source: Source) -> Header | Finding:
    if PurePath(source.name).suffix.lower() not in ENDINGS:
        return Finding("unread-file", source.name, values=(("endings", ", ".join(ENDINGS)),))
    with source.path.open("rb") as file:
        return read_header(file, source.name)


def _design_columns(headers: Iterable[Header | Finding], survey: Survey) -> list[str]:
    """The design columns that at least one file has; then all files must have them."""
    found: set[str] = set()
    for header in headers:
        if isinstance(header, Header):
            match = match_columns(header, "", survey.questionnaire, survey.settings.columns)
            found |= match.positions.keys() & set(DESIGN_COLUMNS)
    return [name for name in DESIGN_COLUMNS if name in found]


def _read_file(source: Source, header: Header, splitter: Splitter, map_blocks: Mapper) -> Iterator[Batch]:
    survey = splitter.survey
    required = ("respondent", "unit", *splitter.design)
    match: Match = match_columns(header, source.name, survey.questionnaire, survey.settings.columns, required)
    if match.findings:
        yield splitter.without_rows(source.name, match.findings)
    rows, checker = 0, Checker(survey, match, weighted="weight" in splitter.design)
    with source.path.open("rb") as file:
        read_header(file, source.name)
        for block in map_blocks(checker, read_blocks(file, source.name, header)):
            batch = splitter.split(block)
            rows += batch.rows_read
            yield batch
    if not rows:
        yield splitter.without_rows(source.name, [Finding("no-rows", source.name)])
