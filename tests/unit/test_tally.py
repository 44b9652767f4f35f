"""The tally beyond the laws: parts of a large table, saving, ties that only floating point breaks."""

import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.measure import compare, empty_tally, tally, tally_from
from pipeline.measure.tallies.tally import Tally
from schemas.questionnaire import Questionnaire, Scale, Thresholds, load_questionnaire
from schemas.tables import ESTIMATES, types
from tests.conftest import ROOT

QUESTIONNAIRE = load_questionnaire(ROOT / "schemas" / "questionnaires" / "sipas-2017.toml")
ARRAYS = ("respondents", "reached", "straight", "counts", "sums", "products", "squares", "cluster_sums")


def responses(n: int, questionnaire: Questionnaire = QUESTIONNAIRE) -> pd.DataFrame:
    random = np.random.default_rng(7)
    codes = random.choice([-3, -1, 1, 2, 3, 4, 5], (n, len(questionnaire.codes))).astype(np.int8)
    table = pd.DataFrame(codes, columns=list(questionnaire.codes))
    return table.assign(unit=random.choice(["b", "a", "c"], n), psu=random.choice(["x", "y"], n))


def same(one: Tally, other: Tally) -> bool:
    return (one.groups, one.clusters) == (other.groups, other.clusters) and all(
        np.array_equal(getattr(one, name), getattr(other, name)) for name in ARRAYS
    )


def test_a_large_table_is_tallied_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    table = responses(500)
    whole = tally(table, QUESTIONNAIRE)
    monkeypatch.setattr(sys.modules[tally.__module__], "ROWS_AT_ONCE", 7)
    assert same(tally(table, QUESTIONNAIRE), whole)


def test_a_tally_is_saved_and_loaded(tmp_path: Path) -> None:
    whole = tally(responses(50), QUESTIONNAIRE)
    np.savez_compressed(tmp_path / "tally.npz", allow_pickle=False, **whole.arrays())
    with np.load(tmp_path / "tally.npz", allow_pickle=False) as arrays:
        assert same(tally_from(arrays, QUESTIONNAIRE), whole)


def test_a_tally_of_another_framework_is_refused() -> None:
    other = load_questionnaire(ROOT / "schemas" / "questionnaires" / "kcmo-2021.toml")
    with pytest.raises(ValueError, match="kcmo"):
        tally_from(empty_tally(QUESTIONNAIRE).arrays(), other)
    with pytest.raises(ValueError, match="do not add"):
        empty_tally(QUESTIONNAIRE) + empty_tally(other)


def test_indices_that_differ_by_the_order_of_adding_are_tied() -> None:
    estimates = pd.DataFrame(
        {
            **{name: "" if kind == "str" else np.nan for name, kind in types(ESTIMATES).items()},
            "unit": ["a", "b", "c"],
            "index": [0.1 + 0.2, 0.3, 0.2],
            "reliability": "reliable",
            "n_respondents": 40,
            "n_answers": 40,
            "simulated": False,
            "kind": "overall",
        }
    )
    assert estimates["index"][0] != estimates["index"][1]
    comparison = compare(estimates, Thresholds())
    assert comparison["rank"].tolist() == [1, 1, 3]
    assert comparison["best_units"].unique().tolist() == ["a;b"]


def test_sums_of_a_fine_scale_are_exact() -> None:
    """200,000 respondents at the top of a scale in twelfths: the squares leave single precision behind."""
    known = QUESTIONNAIRE.scale.levels
    twelfths = {level.code: Fraction(7 + level.code, 12) for level in known}
    levels = (
        level.model_copy(update={"value": twelfths[level.code]}) for level in QUESTIONNAIRE.scale.levels
    )
    fine = QUESTIONNAIRE.model_copy(update={"scale": Scale(levels=tuple(levels))})
    n, k = 200_000, len(fine.codes)
    table = pd.DataFrame(np.full((n, k), 4, np.int8), columns=list(fine.codes)).assign(unit="a")
    whole = tally(table, fine)
    assert whole.products[0, 0, 0] == n * 11**2 > 2**24
