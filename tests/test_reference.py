"""The indices of the example beside those of R's `survey` (script, version, output: tests/reference/)."""

from pathlib import Path

import pandas as pd
import pytest

from pipeline import Project, estimate, join_batches, read_responses, tally
from schemas.period import Period
from tests.conftest import ROOT, change_cell

REFERENCE = Path(__file__).parent / "reference" / "indices.csv"
RELATIVE = 1e-9


def indices(project: Path) -> "pd.Series[float]":
    found = Project(project)
    survey = found.survey(Period.parse("2019"))
    responses = join_batches(read_responses(found.sources(survey.period), survey)).accepted
    estimates = estimate(tally(responses, survey.questionnaire), survey)
    return estimates[estimates["kind"] != "formula"].set_index(["unit", "item"])["index"].sort_index()


def reference() -> "pd.Series[float]":
    table = pd.read_csv(REFERENCE, comment="#", dtype={"item": "str"})
    return table.set_index(["unit", "item"])["index"].sort_index()


def test_every_index_is_that_of_the_survey_package() -> None:
    mine, theirs = indices(ROOT), reference()
    assert len(theirs) == 10 * (22 + 5 + 1)
    assert mine.to_dict() == pytest.approx(theirs.to_dict(), rel=RELATIVE)


def test_one_changed_cell_is_seen(example: Path) -> None:
    change_cell(example / "raw" / "2019" / "nam-po.csv", 7, "4.2", "1")
    assert indices(example).to_dict() != pytest.approx(reference().to_dict(), rel=RELATIVE)
