"""The command line, as its users call it: real processes in temporary projects."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from filelock import FileLock

from pipeline.storage.lock import LOCK
from tests.conftest import ROOT, Finished, change_cell, copy_of_example, hailong

OUTPUTS = {
    "processed/2019": [
        "accounting.csv",
        "comparison.csv",
        "counts.csv",
        "decomposition.csv",
        "estimates.csv",
        "findings.csv",
        "funnel.csv",
        "manifest.json",
        "quality.csv",
        "rejected.csv",
        "respondents.csv",
        "responses.parquet",
        "tally.npz",
    ],
}


def contents(project: Path) -> dict[str, bytes]:
    """The outputs by name; the manifest without its timestamp."""
    files = [path for name in ("processed", "reports") for path in (project / name).rglob("*")]
    found = {path.relative_to(project).as_posix(): path.read_bytes() for path in files if path.is_file()}
    name = "processed/2019/manifest.json"
    manifest = json.loads(found[name])
    del manifest["created"]
    return {**found, name: json.dumps(manifest).encode()}


@pytest.fixture(scope="module")
def finished_elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Finished:
    """The example after a run in Vietnamese, in another folder, locale, time zone and order of hashes."""
    project = copy_of_example(tmp_path_factory.mktemp("finished") / "nơi khác")
    env = {"LC_ALL": "C", "TZ": "Asia/Ho_Chi_Minh", "PYTHONHASHSEED": "7"}
    return Finished(project, hailong(project, "run", "2019", language="vi", **env))


def test_run_leaves_the_files_of_the_contract_and_a_summary(finished_elsewhere: Finished) -> None:
    done = finished_elsewhere.done
    assert done.returncode == 0, done.stderr
    for folder, names in OUTPUTS.items():
        assert sorted(path.name for path in (finished_elsewhere.project / folder).iterdir()) == names
    for text in ("Huyện Tuần Giáo", "86,14", "86,09", "+0,05", "99,39", "−13,25", "5/10", "MÔ PHỎNG"):
        assert text in done.stdout
    assert "2196" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_summary_says_what_the_sample_allows(finished: Finished, finished_copy: Path) -> None:
    """The letter's case: +0.05 above the median with 180 respondents, which cannot be told from it."""
    done = finished.done
    overall = next(line for line in done.stdout.splitlines() if line.startswith(" Overall"))
    assert "+0.05  cannot be" in overall
    assert "(3–8)" in done.stdout
    assert "adjusted for 10 comparisons (overall) and 50 (dimensions)" in " ".join(done.stdout.split())
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert hailong(finished_copy, "run", "2019").stdout == done.stdout


def test_manifest_accounts_for_every_row(finished: Finished) -> None:
    manifest = json.loads((finished.project / "processed/2019/manifest.json").read_text(encoding="utf-8"))
    rows = {"read": 2196, "accepted": 2196, "rejected": 0}
    assert manifest["rows"] == rows
    for name, total in rows.items():
        assert sum(counts[name] for counts in manifest["files"].values()) == total
    assert len(pd.read_parquet(finished.project / "processed/2019/responses.parquet")) == 2196


def test_a_second_run_does_nothing(finished_copy: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (finished_copy / "processed").rglob("*")}
    again = hailong(finished_copy, "run", "2019")
    assert again.returncode == 0
    assert "nothing changed" in again.stderr
    assert {path: path.stat().st_mtime_ns for path in (finished_copy / "processed").rglob("*")} == before


def test_the_same_input_gives_the_same_bytes_elsewhere(
    finished: Finished, finished_elsewhere: Finished
) -> None:
    assert contents(finished.project) == contents(finished_elsewhere.project)


def test_a_corrected_file_is_read_again(finished_copy: Path) -> None:
    before = contents(finished_copy)["processed/2019/estimates.csv"]
    change_cell(finished_copy / "raw/2019/tuan-giao.csv", 2, "1.1", "1")
    assert hailong(finished_copy, "run", "2019").returncode == 0
    assert contents(finished_copy)["processed/2019/estimates.csv"] != before


def test_refused_rows_end_in_one_and_leave_whole_outputs(example: Path) -> None:
    change_cell(example / "raw/2019/tuan-giao.csv", 5, "unit", "Huyện Tuấn Giáo")
    done = hailong(example, "run", "2019")
    assert done.returncode == 1
    assert 'raw/2019/tuan-giao.csv line 5, column "unit"' in done.stderr
    assert '"Huyện Tuần Giáo"?' in done.stderr
    rejected = pd.read_csv(example / "processed/2019/rejected.csv", encoding="utf-8-sig")
    assert rejected[["line", "problems"]].to_numpy().tolist() == [[5, "unknown-unit"]]
    assert hailong(example, "run", "2019").returncode == 1


def test_nothing_accepted_keeps_the_results_of_the_earlier_run(finished_copy: Path) -> None:
    before = contents(finished_copy)
    for path in (finished_copy / "raw/2019").glob("*.csv"):
        path.write_text("respondent~unit~1.1\nA~Huyện Tuần Giáo~5\n", encoding="utf-8")
    done = hailong(finished_copy, "run", "2019")
    assert done.returncode == 1
    assert "one-column" in done.stderr
    assert "were kept" in done.stderr
    assert contents(finished_copy) == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["run"], 2),
        (["run", "2019", "--all"], 2),
        (["run", "../2019"], 2),
        (["run", "2019-13"], 2),
        (["run", "2018"], 4),
        (["run", "2019", "--project", "nowhere"], 4),
        (["check", "raw/2019/none.csv"], 4),
        (["check", "raw/2019/tuan-giao.csv"], 0),
        (["explain", "unknown-unit"], 0),
        (["explain", "3.4"], 0),
        (["explain", "access"], 0),
        (["explain", "mean_of_respondents"], 0),
        (["explain", "not_distinguishable"], 0),
        (["explain", "wide_interval"], 0),
        (["explain", "deff"], 0),
        (["explain", "nonsense"], 2),
        (["fly"], 2),
        (["--help"], 0),
    ],
)
def test_exit_codes(example: Path, words: list[str], code: int) -> None:
    done = hailong(example, *words)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert (done.stdout if code == 0 else done.stderr).strip()


def test_every_mistake_in_the_settings_is_told_at_once(example: Path) -> None:
    (example / "hailong.toml").write_text('questionaire = "x"\nunits = 7\nlanguages = ["fr"]\n')
    done = hailong(example, "run", "2019")
    assert done.returncode == 3
    for place in ("questionaire", "questionnaire", "units", "languages"):
        assert place in done.stderr


def test_a_second_run_at_the_same_time_is_refused(example: Path) -> None:
    with FileLock(example / LOCK):
        done = hailong(example, "run", "2019")
    assert done.returncode == 5
    assert "another run" in done.stderr


def test_results_for_programs_are_json_on_stdout(example: Path) -> None:
    (run,) = json.loads(hailong(example, "run", "2019", "--json").stdout)
    assert run["rows"] == {"read": 2196, "accepted": 2196, "rejected": 0}
    assert round(next(row for row in run["summary"] if row["unit"] == "tuan-giao")["index"], 2) == 85.69
    checked = json.loads(hailong(example, "check", "raw/2019/tuan-giao.csv", "--json").stdout)
    assert checked == {
        "rows": {"raw/2019/tuan-giao.csv": {"read": 180, "accepted": 180, "rejected": 0}},
        "findings": [],
    }


def test_help_is_fast_because_it_loads_no_pandas(example: Path) -> None:
    code = "import sys; import pipeline.cli; print('pandas' in sys.modules, 'matplotlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.split() == ["False", "False"]
