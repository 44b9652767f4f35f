"""One clean survey in every shape in which offices send it: the same figures from each, to the byte."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from pipeline.run import run_period
from tests.shapes import SHAPES, Shape
from tests.shapes.survey import CODES, ROWS_EACH, UNITS, read_survey, with_one_answer_changed, write_text
from tests.test_hostile_files import PERIOD, project

ALL_SHAPES = [
    pytest.param(shape, id=shape.name, marks=[pytest.mark.slow] if shape.needs == "soffice" else [])
    for shape in SHAPES
]


FIRST_OF_THEIR_KIND = {shape.write.__module__: shape for shape in reversed(SHAPES)}.values()
"""A kind is a module of shapes. The sisters of the other shapes take the same path and are left to the slow
tests."""

SISTERS = [
    pytest.param(
        shape,
        id=shape.name,
        marks=[pytest.mark.slow] if shape.needs == "soffice" or shape not in FIRST_OF_THEIR_KIND else [],
    )
    for shape in SHAPES
]


@dataclass(frozen=True)
class Outcome:
    """What the program wrote: `estimates.csv` and `counts.csv` to the byte, rows accepted, errors met."""

    estimates: bytes
    counts: bytes
    accepted: int
    errors: list[str]


def outcome_of(shape: Shape, survey: pd.DataFrame, folder: Path) -> Outcome:
    made = project(folder)
    shape.write_or_skip(survey, folder / "raw" / PERIOD.name)
    run = run_period(made, PERIOD)
    processed = folder / "processed" / PERIOD.name
    findings = pd.read_csv(processed / "findings.csv", dtype=str, keep_default_na=False)
    return Outcome(
        (processed / "estimates.csv").read_bytes(),
        (processed / "counts.csv").read_bytes(),
        run.rows["accepted"],
        findings.loc[findings["severity"] == "error", "message"].tolist(),
    )


@pytest.fixture(scope="module", autouse=True)
def _estimates_alone() -> Iterator[None]:
    """The comparison and its figures take most of a run and are made from the estimates alone."""
    with pytest.MonkeyPatch.context() as patch:
        for later in ("compare", "decompose", "quality"):
            patch.setattr(f"pipeline.measure.results.{later}", lambda *_: pd.DataFrame())
        patch.setattr("pipeline.reporting.documents", lambda *_: ())
        yield


@pytest.fixture(scope="module")
def survey() -> pd.DataFrame:
    return read_survey()


@pytest.fixture(scope="module")
def canonical(survey: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The figures from the canonical file, which every shape must give."""
    canonical = Shape(lambda table, raw: write_text(table, raw / "a.csv", lineterminator="\n"))
    return outcome_of(canonical, survey, tmp_path_factory.mktemp("canonical"))


def test_the_survey_holds_every_level_and_every_kind_of_missing(
    survey: pd.DataFrame, canonical: Outcome
) -> None:
    assert (canonical.accepted, canonical.errors) == (len(UNITS) * ROWS_EACH, [])
    assert set(survey[CODES].to_numpy().ravel()) == {"1", "2", "3", "4", "5", "99", "98", "-", ""}


@pytest.mark.parametrize("shape", ALL_SHAPES)
def test_a_shape_gives_the_same_figures(
    shape: Shape, survey: pd.DataFrame, canonical: Outcome, tmp_path: Path
) -> None:
    found = outcome_of(shape, survey, tmp_path)
    assert found.errors == []
    assert found.accepted == canonical.accepted
    # A column of equal weights is told in the table, and changes no figure.
    assert found.estimates.replace(b",equal,", b",none,") == canonical.estimates
    assert found.counts == canonical.counts


@pytest.mark.parametrize("shape", SISTERS)
def test_a_shape_with_one_answer_changed_gives_other_figures(
    shape: Shape, survey: pd.DataFrame, canonical: Outcome, tmp_path: Path
) -> None:
    found = outcome_of(shape, with_one_answer_changed(survey), tmp_path)
    assert found.accepted == canonical.accepted
    assert found.estimates != canonical.estimates
