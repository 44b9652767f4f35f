"""Standard errors, degrees of freedom and design effects beside those of R's `survey`.

Programs, versions and commands are at the head of the expected tables and in tests/reference/README.md.
"""

import shutil
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.intake import join_batches, read_responses
from pipeline.measure import estimate, merge_units, tally
from pipeline.storage.project import Project
from schemas.period import Period
from schemas.questionnaire import Questionnaire, Scale, load_questionnaire
from schemas.settings import Survey, SurveySettings
from schemas.units import load_units
from tests.conftest import ROOT, change_cell

REFERENCE = Path(__file__).parent / "reference"
RELATIVE = 1e-9
FIGURES = ["index", "se", "df", "deff"]
KEY = ["unit", "kind", "item"]

QUESTIONNAIRE = load_questionnaire(REFERENCE / "design.toml")
UNITS = load_units(ROOT / "tests" / "scenarios" / "units.toml")

# The populations of tests/reference/design.R.
PEOPLE = {"an": 400, "binh": 51, "chau": 900, "dong": 333, "giang": 40}
PEOPLE_BY_STRATUM = {
    "an": {"a": 100, "b": 60, "c": 240},
    "binh": {"a": 31, "b": 500},
    "chau": {"a": 300, "b": 400, "c": 200},
    "dong": {"a": 80, "b": 6, "c": 247},
    "giang": {"a": 40},
}
PSUS = {"an": 30, "binh": 18, "chau": 11, "dong": 9, "giang": 3}
PSUS_BY_STRATUM = {
    "an": {"a": 9, "b": 5, "c": 16},
    "binh": {"a": 4, "b": 14},
    "chau": {"a": 6, "b": 7, "c": 3},
    "dong": {"a": 4, "b": 1, "c": 9},
    "giang": {"a": 3},
}
LONELY = PSUS_BY_STRATUM | {"dong": {"a": 4, "b": 5, "c": 9}}
WHOLE_DESIGN = ("psu", "stratum", "weight")

DESIGNS: dict[str, tuple[tuple[str, ...], dict[str, object]]] = {
    "srs": ((), {}),
    "srs-fpc": ((), {"population": PEOPLE}),
    "weights": (("weight",), {}),
    "strata": (("stratum",), {}),
    "strata-fpc": (("stratum",), {"population": PEOPLE_BY_STRATUM}),
    "strata-fpc-of-unit": (("stratum",), {"population": PEOPLE}),
    "strata-weights": (("stratum", "weight"), {}),
    "psu": (("psu",), {}),
    "psu-fpc": (("psu",), {"psus": PSUS}),
    "psu-strata-weights": (WHOLE_DESIGN, {}),
    "psu-strata-weights-fpc": (WHOLE_DESIGN, {"psus": PSUS_BY_STRATUM}),
    "lonely-fpc": (WHOLE_DESIGN, {"psus": LONELY}),
    "mean-srs": ((), {}),
    "mean-psu-strata-weights-fpc": (WHOLE_DESIGN, {"psus": PSUS_BY_STRATUM}),
}
"""Which columns of the data tell the design, and the populations that the settings tell."""


def figures(table: pd.DataFrame) -> dict[tuple[str, ...], float]:
    """Each figure by unit, kind, item and name; NaN where there is none."""
    named = table.set_index(KEY)[FIGURES].astype(np.float64)
    return named.stack(future_stack=True).to_dict()


def expected(file: str, dataset: str) -> dict[tuple[str, ...], float]:
    table = pd.read_csv(REFERENCE / file, comment="#", dtype={"item": "str", "unit": "str"})
    return figures(table[table["dataset"] == dataset])


def computed(responses: pd.DataFrame, survey: Survey) -> dict[tuple[str, ...], float]:
    estimates = estimate(tally(responses, survey.questionnaire), survey)
    return figures(estimates[estimates["kind"] != "overall"])


def agree(mine: Mapping[tuple[str, ...], float], theirs: Mapping[tuple[str, ...], float]) -> bool:
    return bool(mine == pytest.approx(theirs, rel=RELATIVE, abs=0, nan_ok=True))


def responses() -> pd.DataFrame:
    """The respondents of the many designs, as they come out of the intake."""
    table = pd.read_csv(REFERENCE / "design_responses.csv", keep_default_na=False)
    return table.astype(dict.fromkeys(QUESTIONNAIRE.codes, np.int8))


def under(dataset: str, table: pd.DataFrame) -> pd.DataFrame:
    """The respondents as far as a design is told."""
    columns, _ = DESIGNS[dataset]
    return table[["unit", *columns, *QUESTIONNAIRE.codes]]


def survey_of(dataset: str, **changed: object) -> Survey:
    _, populations = DESIGNS[dataset]
    settings = SurveySettings.model_validate(
        {"questionnaire": "design", "units": "toy"} | populations | changed
    )
    questionnaire = mean_score(QUESTIONNAIRE) if dataset.startswith("mean-") else QUESTIONNAIRE
    return Survey(Period.parse("2025"), settings, questionnaire, UNITS)


def mean_score(questionnaire: Questionnaire) -> Questionnaire:
    """The questionnaire with levels that count 0, ¼, ½, ¾, 1."""
    levels = questionnaire.scale.levels
    even = tuple(level.model_copy(update={"value": Fraction(level.code - 1, 4)}) for level in levels)
    return questionnaire.model_copy(update={"scale": Scale(levels=even)})


def changed_items(mine: Mapping[tuple[str, ...], float], theirs: Mapping[tuple[str, ...], float]) -> set[str]:
    """Units and items of which some figure is not the expected one, as `unit/item`."""
    return {f"{key[0]}/{key[2]}" for key in theirs if not agree({key: mine[key]}, {key: theirs[key]})}


@pytest.mark.parametrize("dataset", DESIGNS)
def test_every_figure_is_that_of_the_survey_package(dataset: str) -> None:
    theirs = expected("design_expected.csv", dataset)
    assert len(theirs) == 5 * (8 + 3 + 6) * len(FIGURES)  # units; criteria, dimensions, formulas
    assert agree(computed(under(dataset, responses()), survey_of(dataset)), theirs)


@pytest.mark.parametrize("dataset", DESIGNS)
def test_one_changed_answer_is_seen_where_it_counts_and_nowhere_else(dataset: str) -> None:
    """The first respondent of an rates 1.1 with 5 in place of 2."""
    table = responses()
    assert table.loc[0, ["unit", "1.1"]].tolist() == ["an", 2]
    table.loc[0, "1.1"] = 5
    mine = computed(under(dataset, table), survey_of(dataset))
    overall = set(QUESTIONNAIRE.formulas()) - {"overall_item"}
    touched = {f"an/{item}" for item in {"1.1", "access"} | overall}
    assert changed_items(mine, expected("design_expected.csv", dataset)) == touched


@pytest.mark.parametrize("dataset", [name for name, (columns, _) in DESIGNS.items() if "weight" in columns])
def test_one_changed_weight_is_seen(dataset: str) -> None:
    table = responses()
    table.loc[0, "weight"] += 0.001
    mine = computed(under(dataset, table), survey_of(dataset))
    assert not agree(mine, expected("design_expected.csv", dataset))


@pytest.mark.parametrize("dataset", [name for name, (_, told) in DESIGNS.items() if told])
def test_one_changed_population_is_seen_in_its_unit_alone(dataset: str) -> None:
    _, told = DESIGNS[dataset]
    [(name, populations)] = told.items()
    assert isinstance(populations, dict)
    own = populations["an"]
    larger = own + 1 if isinstance(own, int) else own | {"a": own["a"] + 1}
    mine = computed(under(dataset, responses()), survey_of(dataset, **{name: populations | {"an": larger}}))
    touched = changed_items(mine, expected("design_expected.csv", dataset))
    assert {key.split("/")[0] for key in touched} == {"an"}


def test_one_psu_in_another_stratum_is_seen() -> None:
    """A PSU name says nothing without its stratum: p1 of a and p1 of b are two."""
    table = responses()
    moved = (table["unit"] == "an") & (table["stratum"] == "b")
    table.loc[moved & (table["psu"] == "p3"), "stratum"] = "c"
    mine = computed(under("psu-strata-weights", table), survey_of("psu-strata-weights"))
    assert not agree(mine, expected("design_expected.csv", "psu-strata-weights"))


def test_a_merged_unit_keeps_what_was_drawn() -> None:
    """The respondents of binh are reported under an: its strata, PSUs and populations remain its own."""
    survey = survey_of("psu-strata-weights-fpc")
    apart = tally(under("psu-strata-weights-fpc", responses()), survey.questionnaire)
    theirs = expected("design_expected.csv", "merged-fpc")
    assert len(theirs) == 4 * (8 + 3 + 6) * len(FIGURES)
    together = estimate(merge_units(apart, {"binh": "an"}), survey)
    assert agree(figures(together[together["kind"] != "overall"]), theirs)
    forgotten = under("psu-strata-weights-fpc", responses()).replace({"unit": {"binh": "an"}})
    assert not agree(computed(forgotten, survey), theirs)


def read(project: Project, period: str) -> tuple[pd.DataFrame, Survey]:
    survey = project.survey(Period.parse(period))
    return join_batches(read_responses(project.sources(survey.period), survey)).accepted, survey


def test_the_example_has_the_standard_errors_of_the_survey_package() -> None:
    theirs = expected("example_se.csv", "example")
    assert len(theirs) == 10 * (22 + 5 + 4) * len(FIGURES)
    assert agree(computed(*read(Project(ROOT), "2019")), theirs)


def test_one_changed_cell_of_the_example_is_seen(example: Path) -> None:
    change_cell(example / "raw" / "2019" / "nam-po.csv", 7, "4.2", "1")
    mine = computed(*read(Project(example), "2019"))
    touched = changed_items(mine, expected("example_se.csv", "example"))
    formulas = ("pooled_answers", "mean_of_criteria", "mean_of_dimensions", "mean_of_respondents")
    assert touched == {f"nam-po/{item}" for item in ("4.2", "results", *formulas)}


@pytest.fixture
def kansas_city(tmp_path: Path, shared: Path) -> Path:
    raw = tmp_path / "raw" / "2021-09"
    raw.mkdir(parents=True)
    shutil.copyfile(shared / "kcmo" / "resident-survey-2021q3.csv", raw / "survey.csv")
    settings = 'questionnaire = "kcmo-2021"\nunits = "kansas-city"\nlanguages = ["en"]\ndocuments = []\n'
    (tmp_path / "hailong.toml").write_text(settings)
    return tmp_path


def test_kansas_city_has_the_standard_errors_of_the_survey_package(kansas_city: Path) -> None:
    theirs = expected("kcmo_expected.csv", "kcmo")
    assert len(theirs) == 6 * (30 + 4 + 5) * len(FIGURES)
    assert agree(computed(*read(Project(kansas_city), "2021-09")), theirs)


def test_one_changed_cell_of_kansas_city_is_seen(kansas_city: Path) -> None:
    assert change_cell(kansas_city / "raw" / "2021-09" / "survey.csv", 2, "q7_01", "1") == "5"
    mine = computed(*read(Project(kansas_city), "2021-09"))
    touched = changed_items(mine, expected("kcmo_expected.csv", "kcmo"))
    formulas = ("pooled_answers", "mean_of_criteria", "mean_of_dimensions", "mean_of_respondents")
    assert touched == {f"1/{item}" for item in ("q7_01", "fire_and_ambulance", *formulas)}


def test_the_official_index_has_the_figures_of_its_formula() -> None:
    survey = survey_of("psu-strata-weights-fpc")
    table = estimate(tally(under("psu-strata-weights-fpc", responses()), survey.questionnaire), survey)
    official = table[table["kind"] == "overall"].set_index("unit")
    formula = table[table["item"] == "mean_of_respondents"].set_index("unit")
    pd.testing.assert_frame_equal(official[FIGURES], formula[FIGURES])
