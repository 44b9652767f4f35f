"""The printed SIPAS figures of Tuần Giáo 2019, from the raw files to `processed/2019/`.

Origin of the expected numbers: the letter of October 2020 (`../shared/data/tuan-giao/published-2019.csv`),
typed here as printed; 86,09 and 99,39 are its 86,14 less 0,05 and plus 13,25.
"""

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest

from pipeline.run import run_period
from pipeline.storage.project import Project
from schemas.period import Period
from tests.conftest import Finished, change_cell

PRINTED = {
    "overall": "86.14",
    "above_median": "0.05",
    "below_best": "13.25",
    "criterion_lowest": "75.00",
    "criterion_highest": "90.56",
    "dimensions_above_median": "4/5",
    "access": "85.69",
    "procedures": "84.00",
    "civil_servants": "88.89",
    "results": "89.26",
    "feedback": "77.88",
    "median": "86.09",
    "best": "99.39",
}


def printed(value: float) -> str:
    return str(Decimal(repr(float(value))).quantize(Decimal("0.01"), ROUND_HALF_UP))


def figures(project: Path) -> dict[str, str]:
    """The figures of Tuần Giáo as one would print them from the two tables of a run."""
    tables = {
        name: pd.read_csv(project / "processed" / "2019" / f"{name}.csv", encoding="utf-8-sig")
        for name in ("estimates", "comparison")
    }
    estimates, comparison = (t[t["unit"] == "tuan-giao"].set_index(["kind", "item"]) for t in tables.values())
    criteria = estimates.loc["criterion", "index"]
    overall = comparison.loc[("overall", "overall")]
    dimensions = comparison.loc["dimension"]
    above = (dimensions["gap_to_median"] > 0).sum()
    return {
        "overall": printed(overall["index"]),
        "above_median": printed(overall["gap_to_median"]),
        "below_best": printed(-overall["gap_to_best"]),
        "criterion_lowest": printed(criteria.min()),
        "criterion_highest": printed(criteria.max()),
        "dimensions_above_median": f"{above}/{len(dimensions)}",
        **{item: printed(index) for item, index in estimates.loc["dimension", "index"].items()},
        "median": printed(overall["median"]),
        "best": printed(overall["best"]),
    }


def test_every_printed_figure_is_reproduced(finished: Finished) -> None:
    assert figures(finished.project) == PRINTED


def test_the_one_dimension_below_its_median_is_procedures(finished: Finished) -> None:
    comparison = pd.read_csv(finished.project / "processed/2019/comparison.csv", encoding="utf-8-sig")
    own = comparison.query("unit == 'tuan-giao' and kind == 'dimension'")
    assert own.loc[own["gap_to_median"] < 0, "item"].tolist() == ["procedures"]


SLOW = [pytest.param(column, marks=pytest.mark.slow) for column in ("2.3", "3.6", "4.2")]


@pytest.mark.parametrize("column", ["1.1", *SLOW])
def test_one_changed_cell_is_seen(example: Path, column: str) -> None:
    """The sister that must fail: one satisfied answer of one respondent becomes a dissatisfied one."""
    path = example / "raw" / "2019" / "tuan-giao.csv"
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    line = next(i for i, row in enumerate(rows, start=2) if row[column] in "45")
    change_cell(path, line, column, "2")
    run_period(Project(example), Period.parse("2019"))
    assert figures(example) != PRINTED


def test_the_typed_figures_are_those_of_the_letter(shared: Path) -> None:
    with (shared / "tuan-giao" / "published-2019.csv").open(encoding="utf-8") as file:
        letter = {row["item"]: row["printed"] for row in csv.DictReader(file) if row["section"] == "sipas"}
    for item, text in letter.items():
        mine = PRINTED[item]
        same = text == mine if "/" in text else Decimal(text.replace(",", ".")) == Decimal(mine)
        assert same, item
