"""All tables of a period as a run makes them, of the example and of surveys made here, for its documents."""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

import schemas
from pipeline.intake import join_batches, read_responses
from pipeline.measure import account, tables, tally
from pipeline.present.context import Context
from pipeline.present.results import Results
from pipeline.storage.project import Project
from schemas.language import LanguageCode
from schemas.period import Period
from schemas.questionnaire import load_questionnaire
from schemas.settings import Survey, SurveySettings
from schemas.tables import CHANGES, ESTIMATES, types
from schemas.toml import Text
from schemas.units import Unit, UnitRegistry
from tests.conftest import ROOT

SIPAS = load_questionnaire(Path(schemas.__file__).parent / "questionnaires" / "sipas-2017.toml")
LONG = "Ban Quản lý Khu kinh tế cửa khẩu quốc tế "


def empty(schema: object) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types(schema).items()})  # type: ignore[arg-type]


def results_of(responses: pd.DataFrame, survey: Survey) -> Results:
    """The tables of responses, those of earlier periods empty."""
    total = tally(responses, survey.questionnaire)
    units = responses["unit"].value_counts()
    by_unit = pd.DataFrame({"unit": units.index, "read": units.to_numpy(), "accepted": units.to_numpy()})
    names = survey.registry.names("vi")
    accounting = account(
        survey.period.name,
        by_unit.assign(rejected=0),
        total,
        survey.questionnaire,
        survey.settings.forms,
        names,
    )
    made = dict(tables(total, total, survey, accounting))
    return Results.of(
        {**made, "history.csv": empty(ESTIMATES), "changes.csv": empty(CHANGES), "series.csv": empty(CHANGES)}
    )


@cache
def example_survey() -> Survey:
    return Project(ROOT).survey(Period.parse("2019"))


@cache
def example_results() -> Results:
    project, period = Project(ROOT), Period.parse("2019")
    survey = project.survey(period)
    return results_of(join_batches(read_responses(project.sources(period), survey)).accepted, survey)


def example_context(language: LanguageCode = "vi", focus: str | None = None) -> Context:
    return Context.of(example_survey(), language, focus)


def made_survey(n: int, names: tuple[str, ...] = (), provenance: str = "Số liệu thử") -> Survey:
    """A survey of `n` units u00, u01, …, the first with `names`, every third other with a long one."""
    given = [*names, *(f"{LONG}{i}" if i % 3 == 0 else f"Xã Mường Ảng {i}" for i in range(len(names), n))]
    units = tuple(
        Unit(
            code=f"u{i:02d}",
            name=Text(vi=name, en=name),
            short=Text(vi=name.removeprefix("Xã "), en=name),
            kind=Text(vi="xã", en="commune"),
            level="commune",
        )
        for i, name in enumerate(given)
    )
    settings = SurveySettings(
        questionnaire="sipas-2017",
        units="made",
        focus_unit="u03" if n > 3 else "u00",
        languages=("vi", "en"),
        provenance=Text(vi=provenance, en=provenance),
        simulated=True,
        population={},
        psus={},
    )
    registry = UnitRegistry(
        code="made", name=Text(vi="Tỉnh Thử", en="Test province"), source="made", units=units
    )
    return Survey(Period.parse("2019"), settings, SIPAS, registry)


def made_responses(n: int, size: int = 60) -> pd.DataFrame:
    """Answers of `size` respondents in each of `n` units, every fifth unit with a tenth of them."""
    chance = np.random.default_rng(20191231)
    parts = []
    for i in range(n):
        people = max(4, size // 10) if i % 5 == 4 else size
        level = 0.62 + 0.36 * ((i * 37) % 100) / 99
        satisfied = chance.random((people, len(SIPAS.codes))) < level
        codes = np.where(
            satisfied, chance.integers(4, 6, satisfied.shape), chance.integers(1, 4, satisfied.shape)
        )
        frame = pd.DataFrame(codes.astype("int8"), columns=list(SIPAS.codes))
        frame.loc[chance.random(people) < 0.6, list(SIPAS.criteria_of("feedback"))] = -5
        frame.insert(0, "unit", f"u{i:02d}")
        frame.insert(0, "respondent", [f"R{i:02d}-{k:03d}" for k in range(people)])
        parts.append(frame.assign(source="made.csv", line=range(2, people + 2)))
    return pd.concat(parts, ignore_index=True)


@cache
def made_results(n: int, names: tuple[str, ...] = ()) -> Results:
    """The tables of a survey of `n` made units."""
    return results_of(made_responses(n), made_survey(n, names))


def made_context(n: int, language: LanguageCode = "vi", names: tuple[str, ...] = ()) -> Context:
    return Context.of(made_survey(n, names), language)
