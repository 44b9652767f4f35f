"""What several tests share: the folders, and projects made for one test."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"

Maker = Callable[..., Path]


@pytest.fixture
def shared() -> Path:
    """Public data beside the project; tests that read it skip where it is not."""
    if not SHARED.is_dir():
        pytest.skip("the folder of public data is not beside the project")
    return SHARED


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A project that is a copy of the example."""
    project = tmp_path / "project"
    shutil.copytree(ROOT / "raw" / "2019", project / "raw" / "2019")
    shutil.copy(ROOT / "hailong.toml", project)
    return project


def change_cell(path: Path, line: int, column: str, value: str) -> str:
    """Change one cell of a CSV file without quotes; the text that stood there."""
    lines = path.read_text(encoding="utf-8").split("\n")
    at = lines[0].split(",").index(column)
    cells = lines[line - 1].split(",")
    before, cells[at] = cells[at], value
    lines[line - 1] = ",".join(cells)
    path.write_text("\n".join(lines), encoding="utf-8")
    return before
