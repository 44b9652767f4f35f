"""`docs/problems.md`: the catalogue of problems as a page. `make docs` writes it again."""

from collections.abc import Iterator

from schemas.language import LANGUAGES, Language, later
from schemas.problems import PROBLEMS, Problem

SCOPES = {
    "file": later("the file"),
    "header": later("the header"),
    "row": later("a row"),
    "cell": later("a cell"),
}
_HEAD = later(
    "Made from the catalogue by `make docs`. Problems of severity error refuse data (exit code 1); after a "
    "warning a cell or a column is left out; a note tells what was read otherwise than it stands there, and "
    "nothing is lost by it."
)


def problems_page() -> str:
    """The page: every problem in both languages, Vietnamese first."""
    heads = "\n\n".join(Language(code)(_HEAD) for code in LANGUAGES)
    entries = "\n".join(line for problem in PROBLEMS.values() for line in _entry(problem))
    return f"# Các lỗi dữ liệu / Problems in the data\n\n{heads}\n\n{entries}\n"


def _entry(problem: Problem) -> Iterator[str]:
    yield f"## `{problem.code}`"
    for code in LANGUAGES:
        say = Language(code)
        kind = f"{say(problem.severity)}, {say(SCOPES[problem.scope])}"
        yield f"**{say(problem.title)}** ({kind}). {say(problem.meaning)} {say(problem.action)}"
        yield ""


if __name__ == "__main__":
    print(problems_page(), end="")  # noqa: T201 (the page is the result)
