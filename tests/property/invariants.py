"""What holds for every file, however broken: said of a case as a list of what does not hold."""

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from pipeline.intake import Batch, join_batches, read_responses
from schemas.findings import Finding
from schemas.language import Language
from schemas.problems import PROBLEMS
from schemas.questionnaire import MISSING_CODES
from schemas.settings import Source, Survey
from tests.property.cases import Case
from tests.property.tables import TRACES, filled
from tests.shapes.survey import CODES

LONGEST_TIME = 5.0
"""Seconds of computing for a small file."""

LANGUAGES = tuple(map(Language, ("vi", "en")))
TEMPLATES = [
    text for problem in PROBLEMS.values() for text in (problem.found, problem.expected, problem.action)
]
PLACES = re.compile(
    "|".join(sorted({re.escape(place) for text in TEMPLATES for place in re.findall(r"{\w+}", text)}))
)
UNCLEAN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
LEVELS = {1, 2, 3, 4, 5}
KINDS = set(MISSING_CODES.values())
WIDE = {"UTF-16": ("utf-16-le", "utf-16-be"), "UTF-32": ("utf-32-le", "utf-32-be")}
LEFT_OUT = {MISSING_CODES[kind] for kind in ("blank", "not_eligible", "unreadable")}
NOT_READ = {
    *("empty-file", "line-too-long", "unread-file", "protected-file", "damaged-file", "oversized-file"),
    *("needs-extra", "unknown-encoding", "stray-return", "not-utf8", "unclosed-quote", "sheet-left-out"),
}
"""Problems of a whole file, where no row can be expected to be told."""


def broken(case: Case) -> tuple[list[str], Counter[str]]:
    """What does not hold for a case, and what was read of it in numbers."""
    with case.on_disk() as (sources, survey):
        began = time.process_time()
        batch = join_batches(read_responses(sources, survey))
        took = time.process_time() - began
    faults = [
        *([f"took {took:.1f} s"] if took > LONGEST_TIME else []),
        *_faults_of_rows(batch, sources, survey),
        *_faults_of_findings(batch, sources),
        *_faults_of_truth(batch, case),
        *_personal(batch, case),
    ]
    for source in sources:
        faults += _faults_of_lines(batch, source, case.files[source.name.split("/", 2)[2]], case)
    problems = Counter({finding.code: 1 for finding, _ in batch.found})
    rows = Counter(files=len(sources), accepted=len(batch.accepted), rejected=len(batch.rejected))
    return faults, rows + problems


def _faults_of_rows(batch: Batch, sources: Sequence[Source], survey: Survey) -> Iterator[str]:
    accepted, rejected, by_unit = batch.accepted, batch.rejected, batch.by_unit
    told = by_unit[["read", "accepted", "rejected"]].sum().to_dict() if len(by_unit) else Counter()
    if (told["accepted"], told["rejected"]) != (len(accepted), len(rejected)) or told[
        "read"
    ] != batch.rows_read:
        yield f"accounting {told} of {len(accepted)} accepted and {len(rejected)} rejected"
    names = {source.name for source in sources}
    for table in (accepted, rejected):
        if len(table) and not set(table["source"].astype("str")) <= names:
            yield "rows of no source"
        if len(table) and not (table["line"] > 0).all():
            yield "rows without a line"
    if len(rejected) and not rejected["problems"].astype("str").str.split(";").explode().isin(PROBLEMS).all():
        yield "rejected for no problem of the catalogue"
    if len(accepted):
        yield from _faults_of_accepted(accepted, by_unit, survey)


def _faults_of_accepted(accepted: pd.DataFrame, by_unit: pd.DataFrame, survey: Survey) -> Iterator[str]:
    odd = set(np.unique(accepted[list(CODES)].to_numpy()).tolist()) - LEVELS - KINDS
    if odd:
        yield f"accepted answers {odd}"
    if not set(accepted["unit"].astype("str")) <= {unit.code for unit in survey.registry.units}:
        yield "accepted units that are none"
    if not (accepted[list(CODES)] > 0).any(axis=1).all():
        yield "accepted rows without an answer"
    key = ["respondent"] if survey.settings.respondents_unique_within == "survey" else ["respondent", "unit"]
    if accepted.duplicated(key).any():
        yield "respondents accepted twice"
    counted = accepted.groupby(accepted["unit"].astype("str")).size().to_dict()
    if counted != {u: n for u, n in zip(by_unit["unit"], by_unit["accepted"], strict=True) if n}:
        yield "accounting by unit"


def _faults_of_findings(batch: Batch, sources: Sequence[Source]) -> Iterator[str]:
    names = {source.name for source in sources}
    for finding, n in batch.found:
        if finding.code not in PROBLEMS:
            yield f"problem {finding.code} is not in the catalogue"
            continue
        if n < 1 or finding.source not in names or (finding.line is not None and finding.line < 1):
            yield f"{finding.code} n={n} in {finding.source} line {finding.line}"
        for say in LANGUAGES:
            message = finding.message(say)
            if PLACES.search(message):
                yield f"{finding.code} is said with a gap: {message}"
            if UNCLEAN.search(message) or UNCLEAN.search(finding.value + finding.column):
                yield f"{finding.code} is said with odd signs: {message!r}"
            if len(message) > 3000:
                yield f"{finding.code} is said in {len(message)} letters"
    for say in LANGUAGES:
        table = batch.findings(say)
        if len(table) != len(batch.found):
            yield "findings lost in their table"


def _faults_of_truth(batch: Batch, case: Case) -> Iterator[str]:
    """Answers and units that were changed on their way."""
    if not len(batch.accepted) or not case.truth:
        return
    told = {(finding.source, finding.line) for finding, _ in batch.found}
    columns = {finding.source for finding, _ in batch.found if finding.problem.scope == "header"}
    whole = batch.accepted.groupby(batch.accepted["source"].astype("str"))[list(CODES)]
    read = whole.agg(lambda codes: not set(codes) <= LEFT_OUT)
    for row in batch.accepted.to_dict("records"):
        source = str(row["source"])
        for column, may in case.truth.get(row["respondent"], {}).items():
            got = row[column]
            # A cell is left out by itself, or with its whole column; both are told.
            if got in may or (got in LEFT_OUT and (source, row["line"]) in told):
                continue
            if not (got in LEFT_OUT and source in columns and not read.at[source, column]):
                yield f"{row['respondent']}, {column}: read as {got}, may be {sorted(may)}"


def _personal(batch: Batch, case: Case) -> Iterator[str]:
    """Traces of what is nobody's business.

    Where bytes were damaged, the header may have run into the first row; what stands in it then is shown.
    """
    headers = {finding.column for finding, _ in batch.found} if case.is_torn else set()
    tables = {"accepted": batch.accepted, "rejected": batch.rejected}
    texts = {name: table.drop(columns="source", errors="ignore").to_csv() for name, table in tables.items()}
    said = [finding.message(say) for finding, _ in batch.found for say in LANGUAGES]
    texts["findings"] = "\n".join(said)
    for name, text in texts.items():
        for header in sorted(headers, key=len, reverse=True):
            text = text.replace(header, "") if header else text
        yield from (f"{trace} in {name}" for trace in traces_in(text))


def traces_in(text: str) -> Iterator[str]:
    """The traces of what is nobody's business in a text, each with what stands around it."""
    small = text.casefold()
    for trace in TRACES:
        if (at := small.find(trace)) >= 0:
            yield f"{trace!r} in …{text[max(0, at - 60) : at + 60]!r}"


def _faults_of_lines(batch: Batch, source: Source, data: bytes, case: Case) -> Iterator[str]:
    """Filled lines of a file that are told nowhere, and lines that are told twice."""
    lines = _lines_of(batch.accepted, source) + _lines_of(batch.rejected, source)
    if twice := [place for place, n in Counter(lines).items() if n > 1]:
        yield f"lines told twice: {twice[:5]}"
    found = [finding for finding, _ in batch.found if finding.source == source.name]
    # Rows over the header are told by their number, and so are those that hold something beside it alone.
    beside = ("title-rows", "cells-beyond-header")
    above = sum(int(dict(f.values)["n"]) for f in found if f.code in beside)
    problems = {finding.code for finding in found}
    if problems & NOT_READ and not lines:
        return
    rows = case.rows.get(source.name.split("/", 2)[2])
    numbers = list(filled(rows)) if rows is not None else _filled_lines(data, found)
    if "line-too-long" in problems:
        numbers = [line for line in numbers if line <= max(f.line or 0 for f in found)]
    told = {line for _, line in lines}
    if len(missed := [line for line in numbers if line not in told]) > above + 1:
        yield f"{len(missed)} lines of {source.name} are told nowhere, {above} above: {missed[:8]}"


def _lines_of(table: pd.DataFrame, source: Source) -> list[tuple[str, int]]:
    if not len(table):
        return []
    own = table[table["source"].astype("str") == source.name]
    sheets = own["sheet"].fillna("").astype("str") if "sheet" in own else pd.Series("", index=own.index)
    return list(zip(sheets, own["line"], strict=True))


def _filled_lines(data: bytes, found: Sequence[Finding]) -> list[int]:
    """The lines of a text without quotation marks that hold something to be read; none of other files."""
    if data.startswith((b"PK", b"\xd0\xcf", b"$F", b"<")) or any(f.code == "renamed-file" for f in found):
        return []
    encodings = [dict(f.values)["encoding"] for f in found if f.code == "converted-text"]
    if encodings and (codecs := WIDE.get(encodings[0])):
        # That one was read which has line ends in it.
        text = max((data.decode(codec, "replace") for codec in codecs), key=lambda text: text.count("\n"))
    else:
        text = data.decode("utf-8", "replace")
    if '"' in text:
        return []
    return [
        line for line, cells in enumerate(text.split("\n"), start=1) if any(sign.isalnum() for sign in cells)
    ]
