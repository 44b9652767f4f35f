"""Questionnaires of any size, and the tables of a survey as if it had been made with them."""

from dataclasses import replace

import pandas as pd

from pipeline.present.context import Context
from pipeline.present.results import Results
from schemas.questionnaire import Criterion, Dimension, Questionnaire
from schemas.toml import Text

HOSTILE = "<script>alert(1)</script> $x_1$ {{7*7}} =cmd|' /C calc'!A0 ${x} \u202e\x00\x1b" + "W" * 30


def with_criteria(
    context: Context, dimensions: int, each: int, text: str = "Tiêu chí về thời gian"
) -> Context:
    """The context with a questionnaire of `dimensions` times `each` criteria, 1.1, 1.2, … with one text."""
    given = context.questionnaire
    numbers = range(1, dimensions + 1)
    names = [Text(vi=f"Nội dung {i}", en=f"Dimension {i}") for i in numbers]
    criteria = [(f"{i}.{j}", f"d{i}") for i in numbers for j in range(1, each + 1)]
    made = {
        "dimensions": tuple(
            Dimension(code=f"d{i}", name=name, short=name) for i, name in enumerate(names, 1)
        ),
        "criteria": tuple(Criterion(code=c, dimension=d, text=Text(vi=text, en=text)) for c, d in criteria),
    }
    kept = {name: getattr(given, name) for name in Questionnaire.model_fields}
    return replace(context, questionnaire=Questionnaire(**{**kept, **made}))


def named_hostile(context: Context) -> Context:
    """The context with names and texts that must not come alive, for all units, criteria and dimensions."""
    given, text = context.questionnaire, Text(vi=HOSTILE, en=HOSTILE)
    dimensions = tuple(one.model_copy(update={"name": text, "short": text}) for one in given.dimensions)
    criteria = tuple(one.model_copy(update={"text": text}) for one in given.criteria)
    kept = {name: getattr(given, name) for name in Questionnaire.model_fields}
    questionnaire = Questionnaire(**{**kept, "dimensions": dimensions, "criteria": criteria})
    names = dict.fromkeys(context.unit_names, HOSTILE)
    named = replace(context, questionnaire=questionnaire, unit_names=names, short_names=names)
    return replace(named, provenance=HOSTILE, administration=HOSTILE)


def as_asked_with(context: Context, results: Results) -> Results:
    """The results with the criteria of the context's questionnaire, each with the figures of a real one."""
    real = list(dict.fromkeys(results.decomposition["item"]))
    source = {code: real[i % len(real)] for i, code in enumerate(context.questionnaire.rated)}

    def of_criteria(table: pd.DataFrame) -> pd.DataFrame:
        criteria = table["kind"] == "criterion" if "kind" in table else table["item"].isin(real)
        parts = [table[criteria & (table["item"] == old)].assign(item=new) for new, old in source.items()]
        return pd.concat([*parts, table[~criteria]], ignore_index=True)

    return replace(
        results,
        comparison=of_criteria(results.comparison),
        estimates=of_criteria(results.estimates),
        decomposition=of_criteria(results.decomposition),
    )
