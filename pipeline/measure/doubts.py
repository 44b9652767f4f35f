"""What the figures of a period say against each other: findings that no single file could give."""

from collections.abc import Iterator

import pandas as pd

from pipeline.measure.accounting import check_forms
from pipeline.measure.design_doubts import design_doubts
from pipeline.measure.mergers import partly_covered
from pipeline.measure.tallies.raking import Raked
from pipeline.measure.tallies.tally import Tally
from schemas.findings import Finding
from schemas.settings import Survey


def doubts(
    survey: Survey, accounting: pd.DataFrame, tally: Tally, raked: Raked
) -> Iterator[tuple[Finding, int]]:
    """Findings of the period as a whole, each with the number of cases it stands for (1)."""
    for finding in design_doubts(survey, tally, raked):
        yield finding, 1
    for finding in check_forms(accounting, f"raw/{survey.period.name}/survey.toml"):
        yield finding, 1
    names = survey.registry.names("vi")
    parts = partly_covered(tally, survey.registry, survey.first, survey.last)
    for unit, missing in parts.items():
        values = (("unit", names[unit]), ("missing", ", ".join(names[part] for part in missing)))
        yield Finding("partly-covered", f"units/{survey.registry.code}.toml", values=values), 1
