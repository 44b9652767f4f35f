"""What is built holds the two packages and no raw data."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        check=True,
        capture_output=True,
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
    )
    return folder


def test_the_wheel_holds_exactly_the_two_packages(built: Path) -> None:
    (wheel,) = built.glob("hailong-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"pipeline", "schemas", "hailong-0.1.0.dist-info"}
    assert {
        "pipeline/py.typed",
        "schemas/py.typed",
        "schemas/questionnaires/sipas-2017.toml",
        "schemas/units/dien-bien.toml",
        "schemas/locale/vi/LC_MESSAGES/hailong.po",
        "pipeline/present/letter/templates/letter.docx",
        "pipeline/present/letter/templates/report.docx",
        "pipeline/present/page/page.html.j2",
    } <= set(names)
    assert {".js", ".css"} <= {Path(name).suffix for name in names}
    assert not [name for name in names if name.endswith((".csv", ".parquet", ".pyc"))]


def test_the_sdist_holds_no_raw_data(built: Path) -> None:
    (sdist,) = built.glob("hailong-*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = [name.split("/", 1)[1] for name in archive.getnames() if "/" in name]
    assert "pyproject.toml" in names
    assert not [name for name in names if name.startswith(("raw", "processed", "reports", "tests"))]
    assert not [name for name in names if name.endswith((".csv", ".parquet"))]
