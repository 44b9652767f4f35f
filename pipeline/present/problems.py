"""Findings as a person reads them: counts first, then a few examples, then how many more."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline.present.numbers import count
from schemas.findings import Finding
from schemas.language import Language, later
from schemas.problems import PROBLEMS, SEVERITIES, Scope, Severity

EXAMPLES: Mapping[Severity, int] = {"error": 10, "warning": 10, "note": 3}
"""So many examples of one problem are told."""

SEVERITY_NAMES: Mapping[Severity, str] = {
    "error": later("error"),
    "warning": later("warning"),
    "note": later("note"),
}
SCOPE_NAMES: Mapping[Scope, str] = {
    "file": later("File"),
    "header": later("Columns"),
    "row": later("Rows"),
    "cell": later("Cells"),
}
STYLES: Mapping[Severity, str] = {"error": "bold red", "warning": "yellow", "note": "cyan"}

OF_THE_PERIOD = frozenset({"forms-exceeded"})
"""Problems that are looked for in a whole period only, never in files that are checked by themselves."""

_REFUSE_TABLES = frozenset(
    {
        *("one-column", "missing-column", "same-file", "same-answers"),
        *("reversed-scale", "contradicting-labels", "no-valid-answer", "too-many-unknown"),
    }
)
"""Problems for which columns or whole tables are not looked at any further."""

_INDENT = 4
_LONGEST_LINE = 1000


def refuses(codes: Iterable[str]) -> bool:
    """Whether one of the problems means that data was refused: one of severity "error"."""
    return any(PROBLEMS[code].severity == "error" for code in codes)


def in_order(counts: Mapping[str, int]) -> list[str]:
    """The codes of problems as they are told: errors first, the most frequent first."""
    place = {code: i for i, code in enumerate(PROBLEMS)}
    return sorted(
        counts, key=lambda code: (SEVERITIES.index(PROBLEMS[code].severity), -counts[code], place[code])
    )


def plain(text: str) -> str:
    r"""`text` on one line, with a mark for every sign that a terminal or a program could obey.

    Such signs are control and escape signs, marks that turn the direction of writing, and half characters.

    >>> plain("Huyện\n[red]\x1b[31m\u202eX")
    'Huyện [red]�[31m�X'
    """
    return text if text.isprintable() else "".join(map(_plain_sign, text))


def _plain_sign(sign: str) -> str:
    if sign.isspace():
        return " "
    return "\ufffd" if unicodedata.category(sign)[0] == "C" else sign


class FindingsDigest:
    """Collects findings batch by batch: exact counts of each problem, its first examples."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._examples: dict[str, list[Finding]] = {}

    def add(self, findings: Iterable[tuple[Finding, int]]) -> None:
        """Take in the findings of a batch, each with the number of cases it stands for."""
        for finding, n in findings:
            self.counts[finding.code] += n
            examples = self._examples.setdefault(finding.code, [])
            if len(examples) < EXAMPLES[finding.problem.severity]:
                examples.append(finding)

    def recall(self, counts: Mapping[str, int]) -> None:
        """Take the counts of a run, also where its findings were met in an earlier one."""
        self.counts = Counter(counts)

    @property
    def has_errors(self) -> bool:
        """Whether data was refused."""
        return refuses(self.counts)

    def lines(self, say: Language) -> Iterator[str]:
        """The digest as lines of plain text: the counts, then the examples of each problem."""
        for code in in_order(self.counts):
            problem = PROBLEMS[code]
            yield say(
                "{severity} {code}: {title} ({n})",
                severity=say(SEVERITY_NAMES[problem.severity]),
                code=code,
                title=say(problem.title),
                n=count(self.counts[code], say),
            )
        yield from self._details(say)

    def passed(self, say: Language) -> Iterator[str]:
        """What was looked for and not met, a line a scope; more is claimed of no file than was read of it."""
        yield (
            say("In what could be read, none of these was met:")
            if any(map(_stops_reading, self.counts))
            else say("Checked; none of these was met:")
        )
        for scope, name in SCOPE_NAMES.items():
            titles = [
                say(problem.title)
                for code, problem in PROBLEMS.items()
                if problem.scope == scope
                and problem.severity != "note"
                and code not in OF_THE_PERIOD | self.counts.keys()
            ]
            if titles:
                yield " " * _INDENT + say(
                    "{scope} ({n}): {titles}", scope=say(name), n=len(titles), titles="; ".join(titles)
                )

    def print_to(self, console: Console, say: Language, passed: bool = False) -> None:
        """Print the digest: with a table on a terminal, as its plain lines, unwrapped, anywhere else.

        Where `passed`, what was checked and not met follows.
        """
        checked = list(self.passed(say)) if passed else []
        if not console.is_terminal:
            for line in (*self.lines(say), *checked):
                console.print(Text(line), soft_wrap=True)
            return
        if self.counts:
            console.print(self._table(say))
        for line in (*self._details(say), *([""] if self.counts else []), *checked):
            console.print(_hanging(line))

    def _details(self, say: Language) -> Iterator[str]:
        """The examples of each problem, how many more there are, and what to do."""
        for code in in_order(self.counts):
            examples = self._examples.get(code)
            if not examples:
                continue
            yield say("{code}: {title}", code=code, title=say(PROBLEMS[code].title))
            told = [_told(example, say) for example in examples]
            if (more := self.counts[code] - len(examples)) > 0:
                told.append(say("+{n} more", n=count(more, say)))
            told.append(say("What to do: {action}", action=say(PROBLEMS[code].action)))
            yield from (" " * _INDENT + line for line in told)

    def _table(self, say: Language) -> Table:
        """The counts as a table; every cell is a `Text`, in which nothing is taken for markup."""
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        for name in (say("Severity"), say("Code"), say("Problem")):
            table.add_column(Text(name), overflow="fold")
        table.add_column(Text(say("Cases")), justify="right", no_wrap=True)
        for code in in_order(self.counts):
            problem = PROBLEMS[code]
            severity = Text(say(SEVERITY_NAMES[problem.severity]), style=STYLES[problem.severity])
            table.add_row(severity, Text(code), Text(say(problem.title)), count(self.counts[code], say))
        return table


def _told(example: Finding, say: Language) -> str:
    line = say(
        "{where}: {found}; expected {expected}",
        where=example.where(say),
        found=example.found(say),
        expected=example.expected(say),
    )
    shown = plain(line[:_LONGEST_LINE])
    return f"{shown}…" if len(line) > _LONGEST_LINE else shown


def _stops_reading(code: str) -> bool:
    """Whether a file with this problem was not looked at any further."""
    problem = PROBLEMS[code]
    return code in _REFUSE_TABLES or (problem.scope == "file" and problem.severity == "error")


def _hanging(line: str) -> RenderableType:
    """A line for a terminal: bold where it is a heading, else wrapped below its own beginning."""
    if line[:1] != " ":
        return Text(line, style="bold")
    return Padding(Text(line.strip()), (0, 0, 0, _INDENT))
