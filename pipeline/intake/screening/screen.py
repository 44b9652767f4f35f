"""The list of interviews to be looked at again, by interviewer; explained in `docs/methods/screening.md`."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
from scipy.stats import false_discovery_control

from pipeline.intake.screening.compare import LEVEL, Result, compare_interviewers
from pipeline.intake.screening.interviews import prepare
from schemas.settings import Survey
from schemas.tables import SCREENING, checked


def screen(responses_by_unit: Iterable[pd.DataFrame], survey: Survey) -> pd.DataFrame:
    """Every interviewer of every unit with up to three tests, and which interviews to look at again.

    Each frame holds all coded responses of one unit: `unit`, the criteria, `interviewer` ("" where none is
    named), `source`, `line`, and where there are any `sheet`, `stratum`, `psu`, `minutes`. One row is a unit,
    an interviewer and a test: `near_duplicates` (`statistic` and `expected` in points), `straight_lining`
    and, where there are minutes, `speed` (both in percent). `p_adjusted` is adjusted over all interviewers of
    the survey, test by test (Benjamini & Hochberg 1995); `flagged` where it is at most 0.05. A flag asks for
    a second look at the `interviews` named; it proves nothing. Neither the order of rows and units nor how
    anything is named changes a figure; of interviews that are level, the first by file and line are named.
    Raises `ValueError` where a frame holds several units, or a unit comes in several frames.
    """
    results: list[Result] = []
    seen: set[str] = set()
    for responses in responses_by_unit:
        units = set(responses["unit"].astype("str"))
        if len(units) > 1 or units & seen:
            raise ValueError(f"each unit is to come once and alone: {', '.join(sorted(units))}")
        seen |= units
        if units:
            interviews = prepare(responses, survey.questionnaire)
            results += compare_interviewers(interviews, timed="minutes" in responses)
    return _table(results, survey.period.name)


def _table(results: Sequence[Result], period: str) -> pd.DataFrame:
    """The results as a table, in the order of units, interviewers and tests."""
    rows = [
        {
            "period": period,
            "unit": result.unit,
            "interviewer": result.interviewer,
            "n_interviews": result.n_interviews,
            "n_compared": result.chance.n if result.chance else 0,
            "test": result.test,
            "within": result.within,
            "statistic": result.chance.statistic if result.chance else math.nan,
            "expected": result.chance.expected if result.chance else math.nan,
            "p_value": result.chance.p_value if result.chance else math.nan,
            "interviews": ";".join(result.places),
            "reason": result.reason,
        }
        for result in sorted(results, key=lambda result: (result.unit, result.interviewer))
    ]
    table = pd.DataFrame(rows, columns=list(SCREENING.columns))
    for _, tested in table[table["p_value"].notna()].groupby("test"):
        table.loc[tested.index, "p_adjusted"] = false_discovery_control(
            tested["p_value"].to_numpy(np.float64)
        )
    table["flagged"] = table["p_adjusted"] <= LEVEL
    table["interviews"] = table["interviews"].where(table["flagged"], "")
    return checked(table, SCREENING)
