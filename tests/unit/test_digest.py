"""The findings on a terminal, in a pipe and in a log: counts first, examples, nothing obeyed."""

from io import StringIO

import pytest
from rich.console import Console

from pipeline.present.problems import OF_THE_PERIOD, FindingsDigest, plain, refuses
from schemas.findings import Finding
from schemas.language import Language
from schemas.problems import PROBLEMS

SAY = Language("en")
HOSTILE = "[red]x[/red] :smile: \x1b[31mred\x1b]8;;http://a\x07 \u202etxt.exe\u2066 \x9b1m {0} \ud800"


def finding(code: str, line: int | None = None, value: str = "6", source: str = "raw/a.csv") -> Finding:
    values = {"scale": "1-5", "nearest": "", "meaning": "5", "rule": "no accents", "kind": "XLSX"}
    return Finding(code, source, line, "3.4", value, tuple(values.items()))


def digest(*findings: tuple[Finding, int]) -> FindingsDigest:
    made = FindingsDigest()
    made.add(findings)
    return made


EXAMPLE = digest(
    (finding("normalised", 3, "rat hai long"), 400),
    *((finding("code-outside-scale", line), 1) for line in range(2, 14)),
    (finding("unknown-unit", 7), 1),
    *((finding("normalised", line, "hai long"), 1) for line in range(4, 9)),
    (finding("damaged-file"), 1),
    (finding("damaged-file", source="raw/b.csv"), 1),
)


def printed(shown: FindingsDigest, width: int = 80, terminal: bool = True, passed: bool = False) -> str:
    stream = StringIO()
    console = Console(
        file=stream, force_terminal=terminal, width=width, color_system=None, legacy_windows=False
    )
    shown.print_to(console, SAY, passed)
    return stream.getvalue()


def test_counts_come_first_errors_before_warnings_before_notes() -> None:
    assert list(EXAMPLE.lines(SAY))[:4] == [
        "error damaged-file: Damaged file (2)",
        "error unknown-unit: Unknown unit (1)",
        "warning code-outside-scale: Answer outside the scale (12)",
        "note normalised: Cell read by a rule (405)",
    ]


def test_each_problem_has_ten_examples_and_a_note_three() -> None:
    lines = list(EXAMPLE.lines(SAY))
    at = lines.index("code-outside-scale: Answer outside the scale")
    example = '    raw/a.csv line 2, column "3.4": got "6"; expected a level of the scale 1-5, or a blank'
    assert lines[at + 1] == example
    assert lines[at + 11] == "    +2 more"
    assert lines[at + 12].startswith("    What to do: Look at the form")
    notes = lines[lines.index("normalised: Cell read by a rule") + 1 :]
    assert [line.split(":")[0] for line in notes] == [
        *(f'    raw/a.csv line {line}, column "3.4"' for line in (3, 4, 5)),
        "    +402 more",
        "    What to do",
    ]


def test_what_has_no_line_is_told_with_unit_found_and_expected() -> None:
    values = (("unit", "Huyện Tuần Giáo"), ("sampled", "180"), ("population", "5"))
    whole = Finding("population-exceeded", "raw/2019/survey.toml", values=values)
    assert list(digest((whole, 1)).lines(SAY)) == [
        "warning population-exceeded: More sampled than there are (1)",
        "population-exceeded: More sampled than there are",
        "    raw/2019/survey.toml: Huyện Tuần Giáo: 180 in the sample, 5 in the population; "
        "expected a population at least as large as the sample",
        f"    What to do: {PROBLEMS['population-exceeded'].action}",
    ]


def test_counts_of_an_earlier_run_are_told_without_examples() -> None:
    recalled = FindingsDigest()
    recalled.recall({"unknown-unit": 3, "normalised": 1})
    assert recalled.has_errors
    assert list(recalled.lines(SAY)) == [
        "error unknown-unit: Unknown unit (3)",
        "note normalised: Cell read by a rule (1)",
    ]


def test_only_errors_refuse() -> None:
    assert refuses(["normalised", "unknown-unit"])
    assert not refuses(["normalised", "code-outside-scale"])
    assert not digest((finding("code-outside-scale", 2), 1)).has_errors


def test_what_was_checked_is_told_by_scope_without_notes() -> None:
    head, *scopes = FindingsDigest().passed(SAY)
    assert head == "Checked; none of these was met:"
    assert [line.split(" (")[0].strip() for line in scopes] == ["File", "Columns", "Rows", "Cells"]
    titles = [title for line in scopes for title in line.split(": ", 1)[1].split("; ")]
    assert sorted(titles) == sorted(
        problem.title
        for code, problem in PROBLEMS.items()
        if problem.severity != "note" and code not in OF_THE_PERIOD
    )


def test_what_was_met_is_not_told_as_passed() -> None:
    head, *scopes = digest((finding("code-outside-scale", 2), 1)).passed(SAY)
    assert head == "Checked; none of these was met:"
    assert "Answer outside the scale" not in "".join(scopes)
    assert "Unknown answer" in "".join(scopes)


@pytest.mark.parametrize("code", ["damaged-file", "one-column"])
def test_of_a_file_that_could_not_be_read_no_more_is_claimed_than_was_read(code: str) -> None:
    assert next(digest((finding(code), 1)).passed(SAY)) == "In what could be read, none of these was met:"


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost(width: int) -> None:
    text = printed(EXAMPLE, width, passed=True)
    assert all(len(line) <= width for line in text.splitlines())
    words = set(" ".join(line for line in EXAMPLE.lines(SAY)).split())
    if width >= 80:
        assert {word for word in words if word.isalpha()} <= set(text.split())
    assert "405" in text


def test_a_terminal_shows_a_table_and_a_pipe_plain_unwrapped_lines() -> None:
    assert "Severity" in printed(EXAMPLE)
    lines = [*EXAMPLE.lines(SAY), *EXAMPLE.passed(SAY)]
    assert printed(EXAMPLE, 30, terminal=False, passed=True).splitlines() == lines
    assert "Checked" not in printed(FindingsDigest())
    assert not printed(FindingsDigest(), terminal=False)


@pytest.mark.parametrize("terminal", [True, False])
def test_nothing_from_a_file_is_obeyed(terminal: bool) -> None:
    hostile = Finding("unknown-unit", f"raw/{HOSTILE}.csv", 2, HOSTILE, HOSTILE, (("nearest", ""),), HOSTILE)
    text = printed(digest((hostile, 1)), 2000, terminal)
    assert not set(text) & set("\x1b\x07\x9b\u202e\u2066\ud800")
    assert "[red]x[/red] :smile: �[31mred�]8;;http://a� �txt.exe� �1m {0} �" in text
    text.encode()


def test_a_line_of_a_digest_has_an_end() -> None:
    huge = Finding("unknown-unit", "a.csv", 2, "x" * 100_000, "y" * 100_000, (("nearest", ""),))
    assert max(map(len, digest((huge, 1)).lines(SAY))) < 1100


@pytest.mark.parametrize("sign", ["\n", "\t", "\u2028", "\x85", "\r"])
def test_a_text_stays_on_its_line(sign: str) -> None:
    assert plain(f"a{sign}b") == "a b"
