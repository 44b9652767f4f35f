"""What an entry of the catalogue of problems says."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")
Scope = Literal["file", "header", "row", "cell"]


@dataclass(frozen=True)
class Problem:
    """A kind of problem.

    `scope` is what has the problem; `severity` is "error" where a file, a column or a row is refused or an
    index is at stake, "warning" where a cell or a column is left out and the rest is kept, "note" where
    something was read otherwise than it stands there and nothing is lost by it. `sets_aside` is true where a
    row is no response and goes to the rejected ones without being an error. `found`, `expected` and `action`
    are templates of one sentence.
    """

    code: str
    scope: Scope
    severity: Severity
    title: str
    found: str
    expected: str
    action: str
    meaning: str
    sets_aside: bool = False
