"""The error list a survey team works from: one Excel workbook for one source file."""

import hashlib
import re
import unicodedata
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from pipeline.present.charts.theme import SIMULATED
from pipeline.present.context import Context
from pipeline.present.numbers import count
from pipeline.present.problems import SEVERITY_NAMES, in_order, plain
from pipeline.present.sheets import Book, Column, cell_text
from schemas.language import Language, later
from schemas.problems import PROBLEMS, SEVERITIES, Severity

LISTED = 50_000
"""So many rows a list has at most: more than anybody goes through, and well within Excel's limit."""

_LIST = (
    Column("number", later("No."), later("number of the row in this list"), 8),
    Column("severity", later("Severity"), later("error or warning; see above"), 12),
    Column("title", later("Problem"), later("what kind of problem it is"), 24),
    Column("file", later("File"), later("the survey file"), 22),
    Column("sheet", later("Sheet"), later("the sheet of an Excel file; empty for other files"), 16),
    Column("line", later("Line"), later("line of the file or sheet; empty where all of it is meant"), 9),
    Column("column", later("Column"), later("header of the column; empty where the whole row is meant"), 18),
    Column("found", later("Found"), later("what stands there"), 36),
    Column("expected", later("Expected"), later("what should stand there"), 28),
    Column("action", later("What to do"), later("how to correct it, and what the program did"), 38),
    Column("n", later("Cases"), later("how many rows or cells this row of the list stands for"), 12),
)
_NOTES = (
    *(Column("number", later("No."), "", 8), Column("severity", later("Severity"), "", 12)),
    *(Column("title", later("Problem"), "", 28), Column("sheet", later("Sheet"), "", 16)),
    *(Column("column", later("Column"), "", 24), Column("found", later("Found"), "", 48)),
    *(Column("action", later("What to do"), "", 40), Column("n", later("Cases"), "", 12)),
    Column("line", later("First line"), "", 12),
)
_MEANINGS: Mapping[Severity, str] = {
    "error": later("a file, a column or a row was refused and is missing from the figures until corrected"),
    "warning": later("a cell or a column was left out; what was kept of the row is in the figures"),
    "note": later("something was read otherwise than it stands there, and nothing was lost by it"),
}
_STEPS = (
    later("Go through the list from the top: errors come first, then warnings, each in order of lines."),
    later("Look at the paper form and correct the survey file itself, not this list."),
    later("Send the whole file again under the same name; what was corrected leaves the list."),
    later("Where the file is right and the program does not know a word or a name, tell the analyst."),
)
_PRIVACY = later(
    "Names, phone numbers, free text and whatever else could be personal were not copied into this "
    "workbook. Where only a number of characters is told, look into the survey file at that line."
)

_ENDING, _LONGEST_NAME = ".findings.xlsx", 120
_NO_NAMES = ("", ".", "..")
_AMBIGUOUS = re.compile(r"^$|^[._]|__|_$")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d) *(\.|$)")

Row = Sequence[tuple[str, Any]]


def needs_book(findings: pd.DataFrame) -> bool:
    """Whether there is something to correct: an error or a warning. Notes alone need no list."""
    return bool(findings["severity"].isin(["error", "warning"]).any())


def findings_book(
    findings: pd.DataFrame, rows: Mapping[str, int], source: str, context: Context, limit: int = LISTED
) -> bytes:
    """The workbook of the source file `source`: a page to read first, the list, and the notes, if any.

    `findings` has the columns of `findings.csv` (of any sources), `rows` the numbers of rows `read`,
    `accepted` and `rejected` of this source. Errors come first, then warnings, each by line; notes are
    grouped on a sheet of their own. At most `limit` rows are listed, and how many more there are is told.
    The same input gives the same bytes.
    """
    say = context.say
    own = _told(findings[findings["source"] == source], say)
    is_note = own["severity_code"] == "note"
    listed, notes = own[~is_note], _grouped(own[is_note])
    book = Book(title=plain(say("What to correct in {file}", file=PurePosixPath(source).name)))
    more = sum(max(0, len(part) - limit) for part in (listed, notes))
    facts = _facts(rows, more, source, context)
    book.add_page(say("Read first"), (20, 96, 16), _readme(own, facts, say), say)
    _add_list(book, say("List of problems"), _LIST, listed.head(limit), say)
    if len(notes):
        _add_list(book, say("Notes"), _NOTES, notes.head(limit), say)
    return book.content()


def _add_list(book: Book, name: str, columns: Sequence[Column], table: pd.DataFrame, say: Language) -> None:
    numbered = table.assign(number=range(1, len(table) + 1))
    book.add_list(name, columns, numbered, numbered["severity_code"].tolist(), say)


def _told(findings: pd.DataFrame, say: Language) -> pd.DataFrame:
    """The findings in the order and the words of the list."""
    codes = findings["code"]
    table = findings.assign(
        severity_code=findings["severity"],
        severity=findings["severity"].map({code: say(name) for code, name in SEVERITY_NAMES.items()}),
        title=codes.map({code: say(PROBLEMS[code].title) for code in codes.unique()}),
        file=findings["source"].map(lambda source: PurePosixPath(source).name),
        rank=findings["severity"].map({severity: i for i, severity in enumerate(SEVERITIES)}),
        place=pd.factorize(findings["sheet"])[0] + (findings["sheet"] != "") * len(findings),
    )
    for name in ("severity", "title", "file", "sheet", "column", "found", "expected", "action"):
        texts = table[name].fillna("").astype("str")
        table[name] = texts.map({text: cell_text(text) for text in texts.unique()})
    return table.sort_values(["rank", "place", "line"], kind="stable", na_position="first")


def _grouped(notes: pd.DataFrame) -> pd.DataFrame:
    """Notes that say the same of the same column as one row, with all cases and the first line."""
    kind = ["severity_code", "severity", "title", "sheet", "column", "found", "action"]
    return notes.groupby(kind, sort=False, as_index=False).agg({"n": "sum", "line": "min"})


def _facts(rows: Mapping[str, int], more: int, source: str, context: Context) -> Iterator[tuple[str, str]]:
    """Which file of which survey the list is about, and what became of its rows."""
    say, administration, period = context.say, context.administration, context.period
    yield say("File"), source
    yield (
        say("Survey"),
        say("{administration}, period {period}", administration=administration, period=period)
        if period
        else administration,
    )
    if context.simulated:
        yield "", SIMULATED
    if context.provenance:
        yield say("Provenance"), context.provenance
    numbers = {name: count(rows.get(name, 0), say) for name in ("read", "accepted", "rejected")}
    yield say("Rows"), say("{read} rows read = {accepted} accepted + {rejected} rejected", **numbers)
    if more:
        yield say("List"), say("{n} more findings are in findings.csv only", n=count(more, say))


def _readme(own: pd.DataFrame, facts: Iterable[tuple[str, str]], say: Language) -> Iterator[Row]:
    """The page to read first."""
    yield [("title", say("What to correct in this file"))]
    yield from _section("", facts)
    yield from _section(say("What was found"), ())
    yield from _counts(own, say)
    severities = ((say(SEVERITY_NAMES[severity]), say(_MEANINGS[severity])) for severity in SEVERITIES)
    yield from _section(say("Severity"), severities)
    columns = ((say(column.name), say(column.meaning)) for column in _LIST)
    yield from _section(say("Columns of the list"), columns)
    steps = ((f"{i}.", say(step)) for i, step in enumerate(_STEPS, start=1))
    yield from _section(say("What to do next"), steps)
    yield from _section(say("Personal data"), [("", say(_PRIVACY))])


def _section(name: str, entries: Iterable[tuple[str, str]]) -> Iterator[Row]:
    yield [("section", name)]
    for label, text in entries:
        yield [("label", label), ("body", cell_text(text))]


def _counts(own: pd.DataFrame, say: Language) -> Iterator[Row]:
    """How often each problem was met, and what it means."""
    counts = {str(code): int(n) for code, n in own.groupby("code")["n"].sum().items()}
    if not counts:
        yield [("label", ""), ("body", say("Nothing: every cell was read as it stands there."))]
        return
    yield [("head", name) for name in (say("Severity"), say("Problem and meaning"), say("Cases"))]
    for code in in_order(counts):
        problem = PROBLEMS[code]
        text = say("{title}. {meaning}", title=say(problem.title), meaning=say(problem.meaning))
        severity = (problem.severity, say(SEVERITY_NAMES[problem.severity]))
        yield [severity, ("text", text), ("number", counts[code])]


def book_name(source: str, folder: str = "") -> str:
    """The file name of a source's workbook: readable, and allowed on every system.

    `folder` is left out where the source lies in it; folders below are joined by two underscores. Where
    anything else was replaced or cut, a mark made from the whole source follows, so that no two sources have
    the same name.

    >>> book_name("raw/2019/Tuần Giáo (1).csv", "raw/2019/"), book_name("xã/a.xlsx")
    ('Tuần Giáo (1).csv.findings.xlsx', 'xã__a.xlsx.findings.xlsx')
    """
    parts = source.removeprefix(folder).split("/")
    name = "__".join(part for part in parts if part not in _NO_NAMES)
    safe = _allowed(name)
    if safe == name and source.startswith(folder) and not any(map(_AMBIGUOUS.search, parts)):
        return f"{safe}{_ENDING}"
    mark = hashlib.blake2b(source.encode(errors="surrogatepass"), digest_size=10).digest()
    return f"{safe}~{b32encode(mark).decode().lower()}{_ENDING}"


def _allowed(name: str) -> str:
    """The end of `name`, in signs that every system allows."""
    normal = unicodedata.normalize("NFC", name)
    allowed = "".join(sign if sign.isalnum() or sign in " -_.,()+" else "_" for sign in normal)
    end = allowed.encode()[-_LONGEST_NAME:].decode(errors="ignore")
    unfit = not end or end[0] in " .-" or _RESERVED.match(unicodedata.normalize("NFKC", end).casefold())
    return f"_{end}" if unfit else end
