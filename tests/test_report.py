"""`hailong report`: documents again, from `processed/` alone, of one language, of one unit."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import DOCUMENTS, ROOT, Finished, change_cell, copy_of_example, hailong

MAIN = ("letter.docx", "report.docx", "claims.csv", "workbook.xlsx", "page.html")


def documents(project: Path) -> dict[str, bytes]:
    """The documents of 2019 by name, but for PDF."""
    folder = project / "reports" / "2019"
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pdf")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def tables(project: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (project / "processed" / "2019").glob("*.csv")}


def set_letter(project: Path, line: str) -> None:
    with (project / "hailong.toml").open("a", encoding="utf-8") as settings:
        settings.write(f"\n[letter]\n{line}\n")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example after a run with all documents but the PDF."""
    project = copy_of_example(tmp_path_factory.mktemp("whole") / "project", *DOCUMENTS)
    assert hailong(project, "run", "2019").returncode == 0
    return project


@pytest.fixture
def whole_copy(whole: Path, tmp_path: Path) -> Path:
    return shutil.copytree(whole, tmp_path / "whole")


@pytest.mark.slow
def test_run_makes_every_document_the_same_anywhere(whole: Path, tmp_path: Path) -> None:
    made = documents(whole)
    assert set(MAIN) <= set(made)
    figures = {name.removeprefix("figures/") for name in made if name.startswith("figures/")}
    wanted = ["dimensions", "ranking", "heatmap", "spread", "answers", "criteria", "contributions", "funnel"]
    wanted += ["respondents", "forms"]
    assert figures == {f"{name}.{suffix}" for name in wanted for suffix in ("png", "svg")}
    elsewhere = copy_of_example(tmp_path / "nơi khác", *DOCUMENTS)
    env = {"LC_ALL": "C", "TZ": "Asia/Ho_Chi_Minh", "PYTHONHASHSEED": "7"}
    assert hailong(elsewhere, "run", "2019", language="vi", **env).returncode == 0
    assert documents(elsewhere) == made


@pytest.mark.slow
def test_every_document_can_be_made_from_the_tables_alone(whole_copy: Path) -> None:
    before = documents(whole_copy)
    shutil.rmtree(whole_copy / "raw")
    shutil.rmtree(whole_copy / "reports")
    done = hailong(whole_copy, "report", "2019", "--no-pdf")
    assert done.returncode == 0, done.stderr
    assert documents(whole_copy) == before
    assert "reports/2019/letter.docx" in done.stdout.splitlines()


def test_report_in_another_language_leaves_the_official_one(reported_copy: Path) -> None:
    before = documents(reported_copy)
    shutil.rmtree(reported_copy / "raw")
    done = hailong(reported_copy, "report", "2019", "--lang", "en", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["written"] == ["reports/2019/en/page.html"]
    after = documents(reported_copy)
    assert {name: after[name] for name in before} == before
    assert b'<html lang="vi"' in before["page.html"]
    assert b'<html lang="en"' in after["en/page.html"]


@pytest.mark.slow
def test_new_tables_take_away_documents_that_would_show_old_figures(whole_copy: Path) -> None:
    hailong(whole_copy, "report", "2019", "--no-pdf", "--lang", "en")
    (whole_copy / "reports/2019/notes.txt").write_text("own", encoding="utf-8")
    change_cell(whole_copy / "raw/2019/tuan-giao.csv", 2, "1.1", "1")
    assert hailong(whole_copy, "run", "2019").returncode == 0
    after = documents(whole_copy)
    assert not [name for name in after if name.startswith("en/")]
    assert after["notes.txt"] == b"own"


def test_letter_and_page_of_one_unit(reported_copy: Path) -> None:
    before = documents(reported_copy)
    done = hailong(reported_copy, "report", "2019", "--no-pdf", "--unit", "Thị xã Mường Lay")
    assert done.returncode == 0, done.stderr
    after = documents(reported_copy)
    assert {name for name in after if name not in before} == {
        f"units/muong-lay/{name}" for name in ("letter.docx", "report.docx", "claims.csv", "page.html")
    }
    assert {name: after[name] for name in before} == before
    sentences = pd.read_csv(reported_copy / "reports/2019/units/muong-lay/claims.csv")["sentence"]
    assert sentences.str.contains("99,39").any()


def test_an_edited_letter_is_kept(reported_copy: Path) -> None:
    hailong(reported_copy, "report", "2019", "--no-pdf", "--unit", "muong-lay")
    letter = reported_copy / "reports/2019/units/muong-lay/letter.docx"
    made = letter.read_bytes()
    for i, name in enumerate(("letter.edited.docx", "letter.edited2.docx")):
        letter.write_bytes(f"number {i}".encode())
        done = hailong(reported_copy, "report", "2019", "--no-pdf", "--unit", "muong-lay")
        assert f"kept as reports/2019/units/muong-lay/{name}" in done.stderr
        assert letter.read_bytes() == made
        assert (letter.parent / name).read_bytes() == f"number {i}".encode()


def test_a_new_letterhead_leaves_other_languages_and_units(reported_copy: Path) -> None:
    hailong(reported_copy, "report", "2019", "--lang", "en")
    before = documents(reported_copy)
    set_letter(reported_copy, 'place = "Mường Thanh"')
    assert "the documents are new" in hailong(reported_copy, "run", "2019").stderr
    assert documents(reported_copy) == before


def test_unknown_unit_names_those_that_are_known(reported: Finished) -> None:
    done = hailong(reported.project, "report", "2019", "--unit", "Hà Nội")
    assert done.returncode == 2
    assert "Hà Nội" in done.stderr
    assert "tuan-giao" in done.stderr


def test_period_that_was_not_run(example: Path) -> None:
    done = hailong(example, "report", "2019")
    assert done.returncode == 4
    assert "hailong run 2019" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_letterhead_changes_the_documents_and_no_table(whole_copy: Path) -> None:
    before, figures = documents(whole_copy), tables(whole_copy)
    set_letter(whole_copy, 'place = "Mường Thanh"')
    done = hailong(whole_copy, "run", "2019")
    assert "the documents are new" in done.stderr
    after = documents(whole_copy)
    assert {name for name in before if after[name] != before[name]} == {"letter.docx", "report.docx"}
    assert tables(whole_copy) == figures
    assert "nothing changed" in hailong(whole_copy, "run", "2019").stderr


@pytest.mark.slow
def test_broken_template_leaves_the_old_documents(whole_copy: Path) -> None:
    before = documents(whole_copy)
    (whole_copy / "templates").mkdir()
    (whole_copy / "templates" / "letter.docx").write_bytes(b"no document")
    done = hailong(whole_copy, "report", "2019", "--no-pdf")
    assert done.returncode == 3
    assert "letter.docx" in done.stderr
    assert "Traceback" not in done.stderr
    assert documents(whole_copy) == before
    assert not (whole_copy / ".hailong-staging").exists()


@pytest.mark.slow
def test_edited_table_is_told(whole_copy: Path) -> None:
    path = whole_copy / "processed/2019/comparison.csv"
    path.write_text(
        path.read_text(encoding="utf-8-sig").replace(",True,", ",False,", 1), encoding="utf-8-sig"
    )
    done = hailong(whole_copy, "report", "2019", "--no-pdf")
    assert done.returncode == 0, done.stderr
    assert "processed/2019/comparison.csv is no longer as the run wrote it" in done.stderr


def test_changed_questionnaire_asks_for_a_new_run(reported_copy: Path) -> None:
    own = reported_copy / "questionnaires"
    own.mkdir()
    packaged = Path("schemas/questionnaires/sipas-2017.toml").read_text(encoding="utf-8")
    (own / "sipas-2017.toml").write_text(packaged + "\n", encoding="utf-8")
    done = hailong(reported_copy, "report", "2019", "--no-pdf")
    assert done.returncode == 3
    assert "run it again" in done.stderr


@pytest.mark.parametrize(
    ("name", "spoil"),
    [
        ("comparison.csv", lambda text: text[: len(text) // 2]),
        ("estimates.csv", lambda text: text.replace("tuan-giao", "nowhere")),
        ("comparison.csv", lambda text: text.splitlines(keepends=True)[0]),
        ("accounting.csv", lambda text: None),
        ("manifest.json", lambda text: '{"documents": 5}'),
    ],
)
def test_damaged_tables_are_named(reported_copy: Path, name: str, spoil: Callable[[str], str | None]) -> None:
    before, path = documents(reported_copy), reported_copy / "processed/2019" / name
    text = spoil(path.read_text(encoding="utf-8"))
    path.unlink() if text is None else path.write_text(text, encoding="utf-8")
    done = hailong(reported_copy, "report", "2019")
    assert done.returncode == 4, done.stderr
    assert f"processed/2019/{name}" in done.stderr
    assert "is missing or is not what a run writes" in done.stderr
    assert "Traceback" not in done.stderr
    assert documents(reported_copy) == before


@pytest.mark.slow
def test_an_earlier_period_that_is_damaged_is_named_and_left_out(tmp_path: Path) -> None:
    project = copy_of_example(tmp_path / "project", "page")
    shutil.copytree(project / "raw/2019", project / "raw/2018")
    for path in (project / "raw/2018").glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace("2019-", "2018-"), encoding="utf-8")
    assert hailong(project, "run", "--all").returncode == 0
    changes = pd.read_csv(project / "reports/2019/changes.csv")
    assert set(changes["verdict"]) == {"not_distinguishable"}
    assert (changes["change"] == 0).all()
    path = project / "processed/2018/estimates.csv"
    path.write_text(path.read_text(encoding="utf-8")[:3000], encoding="utf-8")
    done = hailong(project, "report", "2019")
    assert done.returncode == 0, done.stderr
    assert "processed/2018/estimates.csv is missing or is not what a run writes" in done.stderr
    assert not (project / "reports/2019/changes.csv").exists()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "getppid"), reason="this system does not tell who started a process")
def test_workers_end_with_a_report_that_is_killed(whole_copy: Path) -> None:
    words = [sys.executable, "-m", "pipeline", "report", "2019", "--no-pdf", "--all-units"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(words, cwd=whole_copy, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    time.sleep(6)
    process.kill()
    # Workers hold the pipes: reading them to their end waits for the last worker.
    process.communicate(timeout=30)
    assert documents(whole_copy).keys() >= set(MAIN)


@pytest.mark.slow
def test_every_unit_has_its_own(whole_copy: Path) -> None:
    done = hailong(whole_copy, "report", "2019", "--no-pdf", "--all-units", "--json")
    assert done.returncode == 0, done.stderr
    written = json.loads(done.stdout)["written"]
    assert len(written) == 10 * 4
    one = {name: content for name, content in documents(whole_copy).items() if "units/nam-po/" in name}
    hailong(whole_copy, "report", "2019", "--no-pdf", "--unit", "nam-po")
    again = {name: content for name, content in documents(whole_copy).items() if "units/nam-po/" in name}
    assert again == one
