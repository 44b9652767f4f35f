"""Every text of the program that a user may see, found in the source."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
CALLS = {"say", "later"}


def texts() -> dict[str, str]:
    """Each text, with the place where it stands first."""
    found: dict[str, str] = {}
    for package in ("schemas", "pipeline"):
        for path in sorted((ROOT / package).rglob("*.py")):
            for text, line in _texts_of(path):
                found.setdefault(text, f"{path.relative_to(ROOT).as_posix()}:{line}")
    return found


def _texts_of(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        text = node.args[0]
        if name in CALLS and isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield text.value, node.lineno
