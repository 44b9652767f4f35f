"""Simulated surveys whose true indices are known: SIPAS answered by people who are drawn singly or by PSU."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import ndtri

from pipeline.example import DIMENSION, NOISE, RESPONDENT
from schemas.period import Period
from schemas.questionnaire import MISSING_CODES, Questionnaire, load_questionnaire
from schemas.settings import Survey, SurveySettings
from schemas.units import load_units

Shares = npt.NDArray[np.float64]
Scores = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]

SMALLEST_PSU, LARGEST_PSU = 10, 15
GIVERS = 0.3
"""The share of respondents who gave feedback, and are asked about it."""
VERY_SATISFIED = 0.3
"""Of the satisfied."""
VERY_DISSATISFIED, DISSATISFIED = 0.1, 0.4
"""Of those who are not satisfied; the others are neutral."""


@dataclass(frozen=True)
class Sampling:
    """How the respondents of a unit are drawn and interviewed.

    `intra_cluster` is the correlation of the yes-or-no answers (satisfied or not) of two people of one PSU to
    one criterion; 0 where people are drawn singly. `interviewers` share the respondents of a unit at random;
    `habits` is the share of the variance of the latent scores that is theirs, not the respondent's.
    """

    respondents: int
    intra_cluster: float = 0.0
    interviewers: int = 0
    habits: float = 0.0


def sipas() -> Survey:
    """The survey that is simulated; the units that are drawn are in no registry."""
    with resources.as_file(resources.files("schemas")) as folder:
        questionnaire = load_questionnaire(folder / "questionnaires" / "sipas-2017.toml")
        registry = load_units(folder / "units" / "dien-bien.toml")
    settings = SurveySettings(questionnaire="sipas-2017", units="dien-bien", population={}, psus={})
    return Survey(Period.parse("2019"), settings, questionnaire, registry)


def simulate(
    questionnaire: Questionnaire,
    shares: Shares,
    names: Sequence[str],
    sampling: Sampling,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Coded responses of U units, in each of which the share of `shares` (0 to 1) is truly satisfied.

    The share holds for every criterion, so every index of a unit has the true value 100 · share. Satisfied
    with a criterion is who has a latent score, standard normal, above the point that this share is above.
    Feedback is asked of three in ten. Rows are those of the first unit, the second, and so on.
    """
    units, n = len(names), sampling.respondents
    columns = {"unit": pd.Categorical.from_codes(np.repeat(np.arange(units), n), list(names))}
    scores = draw_people(questionnaire, units * n, rng)
    if sampling.interviewers:
        own = rng.integers(sampling.interviewers, size=(units, n))
        scores = _share_out(scores, own, np.full(units, sampling.habits), rng)
        columns["interviewer"] = _named(own)
    if sampling.intra_cluster:
        psu = draw_psus(units, n, rng)
        within = [latent_correlation(float(share), sampling.intra_cluster) for share in shares]
        scores = _share_out(scores, psu, np.array(within), rng)
        columns["psu"] = _named(psu)
    codes = find_levels(scores, np.repeat(shares, n))
    _leave_out_feedback(codes, questionnaire, rng)
    return pd.DataFrame(codes, columns=list(questionnaire.codes)).assign(**columns)


def draw_people(questionnaire: Questionnaire, n: int, rng: np.random.Generator) -> Scores:
    """Latent scores [n × K], standard normal: a part of the respondent, one of each dimension, and noise."""
    dimensions = [criterion.dimension for criterion in questionnaire.criteria]
    column = [dimensions.index(dimension) for dimension in dimensions]
    person, within, alone = (
        rng.standard_normal((n, width), np.float32) for width in (1, len(dimensions), len(dimensions))
    )
    return (
        np.float32(RESPONDENT) * person
        + np.float32(DIMENSION) * within[:, column]
        + np.float32(NOISE) * alone
    )


def draw_psus(units: int, n: int, rng: np.random.Generator) -> Places:
    """The PSU of each of n respondents of each unit [U × n]; PSUs have 10 to 15 people, 12.5 if n allows."""
    psus = math.ceil(2 * n / (SMALLEST_PSU + LARGEST_PSU))
    room = LARGEST_PSU - SMALLEST_PSU
    filled = np.tile(np.arange(psus * room) < n - psus * SMALLEST_PSU, (units, 1))
    sizes = SMALLEST_PSU + rng.permuted(filled, axis=1).reshape(units, psus, room).sum(axis=2)
    return np.repeat(np.tile(np.arange(psus), units), sizes.reshape(-1)).reshape(units, n)


@lru_cache(maxsize=1_000)
def latent_correlation(share: float, correlation: float) -> float:
    """The correlation r of two standard normal scores for which "above h" has the given correlation.

    h is the point that `share` is above. P(both above) − share² is the integral from 0 to r of
    exp(−h² / (1 + s)) / (2π √(1 − s²)) ds, and has to be correlation · share (1 − share).
    """
    h = float(ndtri(share))

    def excess(r: float) -> float:
        both, _ = quad(lambda s: math.exp(-(h**2) / (1 + s)) / (2 * math.pi * math.sqrt(1 - s**2)), 0, r)
        return float(both) - correlation * share * (1 - share)

    return float(brentq(excess, 0, 0.999, xtol=1e-12))


def find_levels(scores: Scores, shares: Shares) -> npt.NDArray[np.int8]:
    """The levels (1 to 5) of scores [n × K], so that a share of `shares` [n] is satisfied (4 or 5)."""
    not_satisfied = 1 - shares
    below = [VERY_DISSATISFIED * not_satisfied, (VERY_DISSATISFIED + DISSATISFIED) * not_satisfied]
    cuts = ndtri([*below, not_satisfied, 1 - VERY_SATISFIED * shares]).astype(np.float32)
    levels = np.ones(scores.shape, np.int8)
    for cut in cuts:
        levels += scores > cut[:, np.newaxis]
    return levels


def _share_out(scores: Scores, own: Places, part: Shares, rng: np.random.Generator) -> Scores:
    """Scores with a `part` [U] of the variance common to those of a unit with one number in `own` [U × n]."""
    units = len(own)
    common = rng.standard_normal((units, int(own.max()) + 1), np.float32)
    effect = np.take_along_axis(common, own, axis=1).reshape(-1, 1)
    share = np.repeat(part.astype(np.float32), own.shape[1])[:, np.newaxis]
    return np.sqrt(share) * effect + np.sqrt(1 - share) * scores


def _named(own: Places) -> pd.Categorical:
    return pd.Categorical.from_codes(
        own.reshape(-1), [f"{number:02}" for number in range(int(own.max()) + 1)]
    )


def _leave_out_feedback(
    codes: npt.NDArray[np.int8], questionnaire: Questionnaire, rng: np.random.Generator
) -> None:
    optional = {dimension.code for dimension in questionnaire.dimensions if dimension.optional}
    asked = [criterion.dimension in optional for criterion in questionnaire.criteria]
    silent = rng.random(len(codes)) >= GIVERS
    codes[np.ix_(silent, asked)] = MISSING_CODES["not_eligible"]
