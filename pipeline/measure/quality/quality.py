"""What the answers of each unit say of the questionnaire: one row a measure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipeline.measure.estimates.intervals import wilson_bound
from pipeline.measure.quality.coefficient import NORMAL, Coefficient, coefficients, refused
from pipeline.measure.quality.drivers import drivers
from pipeline.measure.quality.moments import Column, Matrix, Moments, relative_kurtosis
from pipeline.measure.quality.omega import omega
from pipeline.measure.quality.reliability import alpha, alpha_without, item_total, standardised_alpha
from schemas.questionnaire import MISSING_CODES, Questionnaire
from schemas.tables import QUALITY, checked

Row = tuple[str, str, str, Coefficient]


@dataclass(frozen=True)
class Scope:
    """What is summed up over the respondents of a unit, or of all units together (`unit` is empty).

    `moments` are those of all K criteria of the framework; `counts` [K × C] says how often each code was
    given to each, unweighted; of `straight_of` respondents who rated at least five criteria, `straight` gave
    all of them the same level.
    """

    unit: str
    unit_name: str
    moments: Moments
    counts: Matrix
    straight: int
    straight_of: int


def quality_table(
    scopes: Sequence[Scope], codes: Sequence[int], questionnaire: Questionnaire, period: str
) -> pd.DataFrame:
    """Reliability, missing answers, straight-lining and drivers, by scope: the table `quality.csv`.

    `codes` are those of the columns of the counts: levels, and kinds of missing below 0. Reliability
    coefficients and R² run up to 1, all shares are in percent; every value has its interval and n, or a
    `reason` (a key of `REASONS`). Drivers are computed where the framework asks for overall satisfaction: of
    the dimensions in every scope, of the criteria for all units together only, since their many shares need
    many respondents. Meaning and formulas: `docs/methods/quality.md` and `docs/methods/drivers.md`.
    """
    rows = [
        (period, scope.unit, scope.unit_name, kind, item, measure, *_cells(coefficient))
        for scope in scopes
        for kind, item, measure, coefficient in _measures(scope, codes, questionnaire)
    ]
    return checked(pd.DataFrame(rows, columns=list(QUALITY.columns)), QUALITY)


def _cells(coefficient: Coefficient) -> tuple[float, float, float, float, str]:
    return coefficient.value, coefficient.low, coefficient.high, coefficient.n, coefficient.reason


def _measures(scope: Scope, codes: Sequence[int], questionnaire: Questionnaire) -> Iterator[Row]:
    levels = {level.code: float(level.value) for level in questionnaire.scale.levels}
    places = [place for place, code in enumerate(codes) if code in levels]
    values = np.array([levels[codes[place]] for place in places])
    kurtosis = relative_kurtosis(scope.counts[:, places], values)
    moments = replace(scope.moments, kurtosis=kurtosis)
    yield from _missing(scope, codes)
    for dimension in questionnaire.dimensions:
        own = moments.of(questionnaire.criteria_of(dimension.code))
        yield from _reliability("dimension", dimension.code, own, "")
    yield from _reliability("overall", "overall", moments.of(questionnaire.rated), "_overall")
    straight = _share(np.array([scope.straight]), np.array([scope.straight_of]))
    yield "overall", "overall", "straight_lining", straight[0]
    if questionnaire.overall_item is not None:
        yield from _drivers(moments, questionnaire.overall_item, questionnaire, not scope.unit)


def _missing(scope: Scope, codes: Sequence[int]) -> Iterator[Row]:
    """The share of each kind of missing among all respondents, by criterion."""
    asked = scope.counts.sum(axis=1)
    for kind, code in MISSING_CODES.items():
        shares = _share(scope.counts[:, list(codes).index(code)], asked)
        for item, share in zip(scope.moments.items, shares, strict=True):
            yield "criterion", item, f"missing_{kind}", share


def _share(part: Column, whole: Column) -> list[Coefficient]:
    """Shares in percent, each with Wilson's interval; refused where there is nobody to count."""
    n = np.where(whole > 0, whole, np.nan)
    low, high = (100 * wilson_bound(part / n, n, np.full(len(n), z)) for z in (-NORMAL, NORMAL))
    shares = coefficients(100 * part / n, low, high, n)
    return [share if share.n > 0 else refused("no_answers", 0) for share in shares]


def _reliability(kind: str, item: str, moments: Moments, suffix: str) -> Iterator[Row]:
    yield kind, item, "alpha", alpha(moments)
    yield kind, item, "alpha_standardised", standardised_alpha(moments)
    yield kind, item, "omega", omega(moments)
    for measure, by_criterion in (("item_total", item_total), ("alpha_without", alpha_without)):
        for criterion, coefficient in by_criterion(moments).items():
            yield "criterion", criterion, f"{measure}{suffix}", coefficient


def _drivers(
    moments: Moments, outcome: str, questionnaire: Questionnaire, of_criteria: bool
) -> Iterator[Row]:
    groups = {d.code: questionnaire.criteria_of(d.code) for d in questionnaire.dimensions}
    found = drivers(moments, outcome, groups)
    yield "overall", "overall", "r_squared", found.r_squared
    for dimension, share in found.shares.items():
        yield "dimension", dimension, "driver", share
    if of_criteria:
        found = drivers(moments, outcome, {code: (code,) for code in questionnaire.rated})
        yield "overall", "overall", "r_squared_of_criteria", found.r_squared
        for criterion, share in found.shares.items():
            yield "criterion", criterion, "driver", share
