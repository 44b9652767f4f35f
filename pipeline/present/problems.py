"""Findings as a person reads them: counts first, then ten examples, then how many more."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from schemas.findings import Finding
from schemas.language import Language
from schemas.problems import PROBLEMS

EXAMPLES = 10


def refuses(codes: Iterable[str]) -> bool:
    """Whether one of the problems means that data was refused: one of severity "error"."""
    return any(PROBLEMS[code].severity == "error" for code in codes)


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
            if len(examples) < EXAMPLES:
                examples.append(finding)

    def recall(self, counts: Mapping[str, int]) -> None:
        """Take the counts of a run, also where its findings were met in an earlier one."""
        self.counts = Counter(counts)

    @property
    def has_errors(self) -> bool:
        """Whether data was refused."""
        return refuses(self.counts)

    def lines(self, say: Language) -> Iterator[str]:
        """The digest as lines of text, errors first, the most frequent first."""
        severity = {"error": say("error"), "warning": say("warning")}
        ordered = sorted(self.counts, key=lambda code: (PROBLEMS[code].severity, -self.counts[code]))
        for code in ordered:
            problem = PROBLEMS[code]
            yield say(
                "{severity} {code}: {title} ({n})",
                severity=severity[problem.severity],
                code=code,
                title=say(problem.title),
                n=self.counts[code],
            )
            examples = self._examples.get(code, [])
            yield from (f"    {example.message(say)}" for example in examples)
            if (more := self.counts[code] - len(examples)) > 0:
                yield "    " + say("+{n} more", n=more)

    def passed(self, say: Language) -> Iterator[str]:
        """What was checked and found in order."""
        yield from (
            say("passed: {title}", title=say(problem.title))
            for code, problem in PROBLEMS.items()
            if code not in self.counts
        )
