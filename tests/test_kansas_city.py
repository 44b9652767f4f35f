"""Real answers and a framework that is not SIPAS: the resident survey of Kansas City, September 2021.

Origin of the expected medians and best districts: given with the data (top-2 box, don't knows out, September
2021); of the districts' indices: an independent count with pandas, `naive_index` below.
"""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from pipeline.run import run_period
from pipeline.storage.project import Project
from schemas.period import Period
from tests.conftest import SHARED, change_cell

MEDIANS = {"services": 46.1305, "fire_and_ambulance": 80.2861, "court": 34.1615, "311": 62.8020}
BEST = {"services": "2", "fire_and_ambulance": "6", "court": "6", "311": "3"}
PREFIXES = {"services": "q3_", "fire_and_ambulance": "q7_", "court": "q15_", "311": "q17_"}


def project_in(tmp_path: Path) -> Path:
    raw = tmp_path / "raw" / "2021-09"
    raw.mkdir(parents=True)
    shutil.copyfile(SHARED / "kcmo" / "resident-survey-2021q3.csv", raw / "survey.csv")
    settings = 'questionnaire = "kcmo-2021"\nunits = "kansas-city"\nlanguages = ["en"]\ndocuments = []\n'
    (tmp_path / "hailong.toml").write_text(settings)
    return tmp_path


@pytest.fixture
def project(tmp_path: Path, shared: Path) -> Path:
    return project_in(tmp_path)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The dimensions of the survey as it was published."""
    if not SHARED.is_dir():
        pytest.skip("the folder of public data is not beside the project")
    return dimensions(project_in(tmp_path_factory.mktemp("kansas-city")))


def dimensions(project: Path) -> pd.DataFrame:
    run = run_period(Project(project), Period.parse("2021-09"))
    assert run.rows == {"read": 1033, "accepted": 1033, "rejected": 0}
    return run.comparison.query("kind == 'dimension'")


def naive_index(path: Path, dimension: str) -> pd.Series:
    """Satisfied answers over all answers by district, counted by pandas without any of our code."""
    raw = pd.read_csv(path)
    answers = raw.filter(regex=f"^{PREFIXES[dimension]}")
    valid, satisfied = answers.isin([1, 2, 3, 4, 5]), answers.isin([4, 5])
    district = raw["counci"].astype(str)
    return 100 * satisfied.sum(axis=1).groupby(district).sum() / valid.sum(axis=1).groupby(district).sum()


@pytest.mark.parametrize("dimension", MEDIANS)
def test_medians_and_best_districts(published: pd.DataFrame, dimension: str) -> None:
    found = published.query("item == @dimension")
    assert found["median"].unique() == pytest.approx([MEDIANS[dimension]], abs=5.1e-5)
    assert found["best_units"].unique().tolist() == [BEST[dimension]]


@pytest.mark.parametrize("dimension", MEDIANS)
def test_every_district_agrees_with_a_plain_count(published: pd.DataFrame, dimension: str) -> None:
    found = published.query("item == @dimension").set_index("unit")["index"]
    expected = naive_index(SHARED / "kcmo" / "resident-survey-2021q3.csv", dimension)
    assert found.to_dict() == pytest.approx(expected.to_dict(), rel=1e-12)


def test_one_changed_cell_moves_an_index(published: pd.DataFrame, project: Path) -> None:
    before = published["index"].tolist()
    path = project / "raw" / "2021-09" / "survey.csv"
    assert change_cell(path, 2, "q3_01", "5") == "2"
    assert dimensions(project)["index"].tolist() != before
