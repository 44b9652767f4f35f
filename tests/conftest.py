"""What several tests share: the folders, and projects made for one test."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"

Maker = Callable[..., Path]

DOCUMENTS = ("figures", "workbook", "letter", "page")


@pytest.fixture
def shared() -> Path:
    """Public data beside the project; tests that read it skip where it is not."""
    if not SHARED.is_dir():
        pytest.skip("the folder of public data is not beside the project")
    return SHARED


def copy_of_example(project: Path, *documents: str) -> Path:
    """A copy of the example whose runs make these documents, which take most of a run's time."""
    shutil.copytree(ROOT / "raw" / "2019", project / "raw" / "2019")
    settings = (ROOT / "hailong.toml").read_text(encoding="utf-8")
    (project / "hailong.toml").write_text(f"{settings}documents = {list(documents)}\n", encoding="utf-8")
    return project


def hailong(project: Path, *words: str, language: str = "en", **env: str) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own, as its users call it."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", *words],
        cwd=project,
        env={**os.environ, "HAILONG_LANG": language, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )


@dataclass(frozen=True)
class Finished:
    """A project in which `hailong run 2019` ended, and what it said; tests read it and change nothing."""

    project: Path
    done: subprocess.CompletedProcess[str]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A project that is a copy of the example."""
    return copy_of_example(tmp_path / "project")


@pytest.fixture(scope="session")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The example after a run with the page, which takes least time of all documents."""
    project = copy_of_example(tmp_path_factory.mktemp("reported") / "project", "page")
    return Finished(project, hailong(project, "run", "2019"))


@pytest.fixture
def reported_copy(reported: Finished, tmp_path: Path) -> Path:
    """A project of the test's own in which the first run is over, with its documents."""
    return shutil.copytree(reported.project, tmp_path / "reported")


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The example after its first run in English, without documents; the tests share it."""
    project = copy_of_example(tmp_path_factory.mktemp("finished") / "project")
    return Finished(project, hailong(project, "run", "2019"))


@pytest.fixture
def finished_copy(finished: Finished, tmp_path: Path) -> Path:
    """A project of the test's own in which the first run is over."""
    return shutil.copytree(finished.project, tmp_path / "finished")


def change_cell(path: Path, line: int, column: str, value: str) -> str:
    """Change one cell of a CSV file without quotes; the text that stood there."""
    lines = path.read_text(encoding="utf-8").split("\n")
    at = lines[0].split(",").index(column)
    cells = lines[line - 1].split(",")
    before, cells[at] = cells[at], value
    lines[line - 1] = ",".join(cells)
    path.write_text("\n".join(lines), encoding="utf-8")
    return before
