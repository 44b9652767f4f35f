"""Scenarios: small surveys with figures computed by hand (`scenarios/README.md` says how to add one)."""

import csv
import io
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import openpyxl
import pandas as pd
import pytest

from pipeline.intake import join_batches, read_responses
from pipeline.measure import compare, estimate, rake, tally
from pipeline.measure.disclosure.suppress import suppress
from pipeline.storage.project import Project
from schemas.language import Language
from schemas.period import Period
from schemas.questionnaire import Thresholds

SCENARIOS = Path(__file__).parent / "scenarios"
FOLDERS = sorted(path for path in SCENARIOS.iterdir() if path.is_dir())
PERIOD = Period.parse("2025")
KEY = ["unit", "kind", "item"]
TOLERANCE = Fraction(1, 10**9)
"""Indices are binary fractions, expected numbers exact ones; they may differ in the twelfth digit."""

Row = dict[str, str]


@dataclass(frozen=True)
class Outcome:
    """What the program makes of a scenario: rows by fate, findings and estimates."""

    rows: Row
    findings: pd.DataFrame
    estimates: pd.DataFrame
    thresholds: Thresholds

    def items(self) -> pd.DataFrame:
        """The estimates beside their comparison."""
        comparison = compare(self.estimates, self.thresholds)
        own = [name for name in self.estimates if name in KEY or name not in comparison.columns]
        return self.estimates[own].merge(comparison, on=KEY, validate="one_to_one")

    def wrong_estimates(self, expected: list[Row]) -> list[str]:
        """What is wrong in the columns that need no comparison, which takes most of the time.

        The comparison has reasons of its own.
        """
        names = set(self.estimates) - {"reason"}
        own = [{name: row[name] for name in row if name in names} for row in expected]
        return list(wrong_figures(self.estimates, own))


def project_of(folder: Path, root: Path) -> Project:
    """A project in `root` whose one period is the scenario's input."""
    for kind, own, shared in (
        ("questionnaires", "questionnaire.toml", "toy.toml"),
        ("units", "units.toml", "units.toml"),
    ):
        (root / kind).mkdir()
        source = folder / own if (folder / own).exists() else SCENARIOS / shared
        shutil.copy(source, root / kind / "toy.toml")
    (root / "hailong.toml").write_text('questionnaire = "toy"\nunits = "toy"\n')
    shutil.copytree(folder / "input", root / "raw" / PERIOD.name)
    return Project(root)


def outcome_of(project: Project) -> Outcome:
    survey = project.survey(PERIOD)
    batch = join_batches(read_responses(project.sources(PERIOD), survey))
    findings = batch.findings(Language("en"))
    raked = rake(tally(batch.accepted, survey.questionnaire), survey.settings.raking)
    estimates = suppress(estimate(raked.tally, survey), survey)
    rows = {"read": batch.rows_read, "accepted": len(batch.accepted), "rejected": len(batch.rejected)}
    return Outcome(
        {name: str(n) for name, n in rows.items()},
        findings.assign(source=findings["source"].map(lambda name: Path(name).name)),
        estimates,
        survey.thresholds,
    )


def read_table(path: Path) -> list[Row]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def agrees(got: object, expected: str) -> bool:
    """Whether a cell of a table is what a statistician wrote: a text, an exact number, or nothing."""
    if pd.isna(got) or isinstance(got, str):
        return expected == ("" if pd.isna(got) else got)
    return expected != "" and abs(Fraction(float(got)) - Fraction(expected)) <= TOLERANCE


def wrong_figures(items: pd.DataFrame, expected: list[Row]) -> Iterator[str]:
    """Each expected cell that the tables do not hold, and units that are in one of the two only."""
    found = {tuple(row[name] for name in KEY): row for row in items.to_dict("records")}
    for unit in sorted(set(items["unit"]) ^ {row["unit"] for row in expected}):
        yield f"{unit}: in the results or in expected.csv, not in both"
    for row in expected:
        key = tuple(row[name] for name in KEY)
        for name in row.keys() - KEY:
            got = found[key][name] if key in found else "no such row"
            if not agrees(got, row[name]):
                yield f"{' '.join(key)}, {name}: got {got!r}, expected {row[name]!r}"


def wrong_findings(findings: pd.DataFrame, expected: list[Row]) -> Iterator[str]:
    """Each finding too many or too few, by the columns that the expected ones name."""
    columns = list(expected[0]) if expected else ["code", "line", "column"]
    texts = findings[columns].astype("str").fillna("").replace("<NA>", "")
    got = Counter(texts.itertuples(index=False, name=None))
    wanted = Counter(tuple(row[name] for name in columns) for row in expected)
    yield from (f"finding not expected: {finding}" for finding in (got - wanted).elements())
    yield from (f"finding missing: {finding}" for finding in (wanted - got).elements())


def wrong_rows(rows: Row, expected: list[Row]) -> Iterator[str]:
    """A difference in rows read, accepted or rejected; where nothing is said, no row may be rejected."""
    wanted = expected[0] if expected else rows | {"rejected": "0"}
    if rows != wanted or int(rows["read"]) != int(rows["accepted"]) + int(rows["rejected"]):
        yield f"rows: got {rows}, expected {wanted}"


def table_or_nothing(path: Path) -> list[Row]:
    return read_table(path) if path.exists() else []


@dataclass(frozen=True)
class Sister:
    """One cell of a scenario and another value for it, as `sister.toml` has it.

    `line` is where its record begins, `column` its header, which stands on line `header`.
    """

    file: str
    line: int
    column: str
    value: str
    header: int = 1
    delimiter: str = ","
    encoding: str = "utf-8"
    format: Literal["text", "xlsx"] = "text"

    def change(self, path: Path) -> None:
        """Write the value into the cell of the file at `path`."""
        if self.format == "xlsx":
            self._change_workbook(path)
        else:
            text = path.read_bytes().decode(self.encoding, "surrogateescape")
            path.write_bytes(self._changed(text).encode(self.encoding, "surrogateescape"))

    def _changed(self, text: str) -> str:
        lines = io.StringIO(text, newline="\n").readlines()
        at = next(csv.reader(lines[self.header - 1 :], delimiter=self.delimiter)).index(self.column)
        records = csv.reader(lines[self.line - 1 :], delimiter=self.delimiter)
        cells = next(records)
        assert cells[at] != self.value, "the sister changes nothing"
        cells[at] = self.value
        record = io.StringIO(newline="")
        csv.writer(record, delimiter=self.delimiter, lineterminator="\n").writerow(cells)
        lines[self.line - 1 : self.line - 1 + records.line_num] = [record.getvalue()]
        return "".join(lines)

    def _change_workbook(self, path: Path) -> None:
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
        sheet = book.worksheets[0]
        at = [cell.value for cell in sheet[self.header]].index(self.column) + 1
        assert str(sheet.cell(self.line, at).value) != self.value, "the sister changes nothing"
        sheet.cell(self.line, at).value = self.value
        book.save(path)


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_scenario_gives_what_was_computed_by_hand(folder, tmp_path):
    outcome = outcome_of(project_of(folder, tmp_path))
    expected = read_table(folder / "expected.csv")
    differences = [
        *wrong_rows(outcome.rows, table_or_nothing(folder / "expected_rows.csv")),
        *wrong_findings(outcome.findings, table_or_nothing(folder / "expected_findings.csv")),
        *outcome.wrong_estimates(expected),
        *wrong_figures(outcome.items(), expected),
    ]
    assert not differences, "\n".join(differences)


def test_expected_figures_are_missed_when_one_cell_changes(folder, tmp_path):
    project = project_of(folder, tmp_path)
    sister = Sister(**tomllib.loads((folder / "sister.toml").read_text(encoding="utf-8")))
    sister.change(project.root / "raw" / PERIOD.name / sister.file)
    outcome, expected = outcome_of(project), read_table(folder / "expected.csv")
    assert outcome.wrong_estimates(expected) or list(wrong_figures(outcome.items(), expected))


def test_scenario_says_what_it_shows_and_where_its_figures_come_from(folder):
    why = (folder / "WHY.md").read_text(encoding="utf-8")
    assert why.startswith("# ")
    assert "Origin: by hand." in why
    assert "Sister: " in why
    assert 5 <= len([line for line in why.splitlines() if line.strip()]) <= 15
