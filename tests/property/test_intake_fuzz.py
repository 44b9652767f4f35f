"""Surveys in every shape, damaged at random: no file stops the intake, and no answer changes on its way.

Each case is made from its number alone. Where one fails, its number is in the message, and
`broken(made_case(seed, number))` shows it again.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.run import run_period
from tests.property.cases import Case, made_case
from tests.property.invariants import broken, traces_in
from tests.shapes.survey import CODES
from tests.test_hostile_files import PERIOD, project

FEW, MANY, RUNS = 40, 600, 15
SEEDS_OF_FEW, SEEDS_OF_MANY = (1, 2, 3, 4), (11, 12, 13, 14, 15)


def faults_of(cases: Iterable[Case]) -> tuple[list[str], Counter[str]]:
    """What does not hold for some cases, and what was read of them."""
    faults, read = list[str](), Counter[str]()
    for case in cases:
        found, counts = broken(case)
        read += counts
        faults += [f"case {case.number}, {', '.join(case.how)}: {fault}" for fault in found]
    return faults, read


@pytest.mark.parametrize("seed", SEEDS_OF_FEW)
def test_no_damaged_file_stops_the_intake_or_changes_an_answer(seed: int) -> None:
    faults, read = faults_of(made_case(seed, number) for number in range(FEW))
    assert faults == []
    # Damage beyond all reading would show nothing.
    assert read["accepted"] > FEW
    assert read["rejected"] > FEW


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS_OF_MANY)
def test_none_of_thousands_of_damaged_files_stops_the_intake(seed: int) -> None:
    faults, read = faults_of(made_case(seed, number) for number in range(MANY))
    assert faults == []
    assert read["files"] > MANY
    assert len(read) > 30


def outputs_of_run(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What a whole run writes of a case, as text by file; its row accounting must hold."""
    monkeypatch.setattr("pipeline.reporting.documents", lambda *_: ())
    made = project(folder)
    raw = folder / "raw" / PERIOD.name
    (raw / "survey.toml").write_text(case.settings, encoding="utf-8")
    for number, (name, data) in enumerate(case.files.items()):
        (raw / str(number)).mkdir()
        # A name that begins with a dot is that of a hidden file, which is not read.
        (raw / str(number) / name.replace("/", "∕").lstrip(".")).write_bytes(data)
    rows = run_period(made, PERIOD).rows
    assert rows["read"] == rows["accepted"] + rows["rejected"]
    processed = folder / "processed" / PERIOD.name
    stored = pd.read_parquet(processed / "responses.parquet")
    assert len(stored) == rows["accepted"]
    assert not len(stored) or (stored[CODES].min().min() >= -6 and stored[CODES].max().max() <= 5)
    written = {path.name: path.read_text(encoding="utf-8-sig") for path in processed.glob("*.csv")}
    return {**written, "responses.parquet": stored.drop(columns="source", errors="ignore").to_csv()}


def assert_runs(case: Case, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = outputs_of_run(case, folder, monkeypatch)
    if not case.is_torn:
        assert [f"{name}: {trace}" for name, text in outputs.items() for trace in traces_in(text)] == []


@pytest.mark.parametrize("number", [1000, 1001, 1002])
def test_a_whole_run_over_a_damaged_folder_ends_well(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_runs(made_case(21, number), tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("number", range(RUNS))
def test_many_whole_runs_over_damaged_folders_end_well(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for step in range(4):
        folder = tmp_path / str(step)
        folder.mkdir()
        assert_runs(made_case(22, 4 * number + step), folder, monkeypatch)
