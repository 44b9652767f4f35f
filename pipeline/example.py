"""Simulated respondents: the example in `raw/2019`, small projects to begin with, large files for benchmarks.

No respondents' file of the 2019 survey is public. `write_example` makes one in which Tuần Giáo has every
figure printed for it: the counts behind them (`PRINTED`) are met exactly, the rest is drawn.
`python -m pipeline.example raw/2019` writes it again.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from schemas.questionnaire import MISSING_CODES, Questionnaire, Scale, load_questionnaire
from schemas.units import UnitRegistry, load_units

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Rng = np.random.Generator
Day = np.datetime64

A_LEVEL = 0  # stands in a cell until the level is known; no level and no kind of missing has this code
RESPONDENT, DIMENSION, NOISE = 0.6, 0.48, 0.64  # of a score; squares add up to 1; alpha of levels near 0.9
GIVERS_ARE_KINDER = 0.6  # standard deviations; in 1.1-4.3 of Tuần Giáo 92 % are satisfied, of the rest 85 %
UNEVENNESS = 0.15  # how far criteria of one dimension and unit differ, on the log scale of the dissatisfied


@dataclass(frozen=True)
class Behaviour:
    """How the respondents of a unit answer.

    `satisfied` is the share (0 to 1) of satisfied answers by criterion, `givers` the number of respondents
    who answer the optional dimensions; `blank` and `dont_know` are probabilities of a cell. `overall` is the
    window (percent, low ≤ index < high) in which `mean_of_respondents` must lie.
    """

    satisfied: Mapping[str, float]
    givers: int
    blank: float = 0.01
    dont_know: float = 0.015
    overall: tuple[Fraction, Fraction] | None = None


@dataclass(frozen=True)
class Profile:
    """A unit of the example: its size, and the wanted shares (percent) of its dimensions and of the whole."""

    unit: str
    prefix: str
    respondents: int
    givers: int
    dimensions: tuple[float, ...]
    overall: tuple[str, str]


# fmt: off
PROFILES = (
    Profile("dien-bien-phu",  "DP", 420, 139, (92.6, 93.9, 94.4, 94.8, 86.2), ("93.1", "93.5")),
    Profile("muong-lay",      "ML", 288,  98, (99.2, 99.5, 99.6, 99.5, 98.4), ("99.388", "99.393")),
    Profile("dien-bien",      "DB", 360,  92, (84.9, 91.2, 92.3, 91.0, 83.4), ("89.5", "89.9")),
    Profile("dien-bien-dong", "DD", 240,  58, (86.4, 86.1, 83.8, 84.6, 72.9), ("84.2", "84.6")),
    Profile("muong-ang",      "MA", 150,  47, (87.6, 89.3, 89.6, 87.9, 80.1), ("87.8", "88.2")),
    Profile("muong-cha",      "MC", 132,  36, (82.1, 82.7, 84.4, 85.2, 70.8), ("82.2", "82.7")),
    Profile("muong-nhe",      "MN",  96,  21, (76.0, 77.8, 80.9, 79.6, 66.5), ("77.6", "78.1")),
    Profile("nam-po",         "NP", 120,  26, (80.4, 79.3, 82.8, 81.4, 69.7), ("79.9", "80.3")),
    Profile("tua-chua",       "TC", 210,  66, (84.6, 88.7, 87.6, 87.0, 75.9), ("86.036", "86.044")),
    Profile("tuan-giao",      "TG", 180,  52, (), ("86.14", "86.145")),
)  # the windows of ML, TC and TG are those in which 99,39, 13,25, 86,09, 0,05 and 86,14 are printed
PRINTED = {  # satisfied answers in Tuần Giáo; they add up to the printed dimensions (docs/methods)
    "1.1": 158, "1.2": 155, "1.3": 149, "1.4": 155,  # 617 of 720: 85,69
    "2.1": 153, "2.2": 152, "2.3": 155, "2.4": 154, "2.5": 142,  # 756 of 900: 84,00
    "3.1": 163, "3.2": 160, "3.3": 159, "3.4": 161, "3.5": 156, "3.6": 161,  # 960 of 1080: 88,89; top 90,56
    "4.1": 162, "4.2": 159, "4.3": 161,  # 482 of 540: 89,26
    "5.1": 42, "5.2": 41, "5.3": 40, "5.4": 39,  # 162 of 208: 77,88; lowest 75,00
}
# fmt: on
CHUNK = 50_000  # rows that `write_large` holds at a time
FIRST_DAY, WORKING_DAYS = Day("2019-10-07"), 40  # of the field work
STAY = 15  # working days that a team stays with a unit


def simulate_responses(
    questionnaire: Questionnaire, unit: str, n: int, behaviour: Behaviour, rng: Rng, prefix: str, first: Day
) -> pd.DataFrame:
    """Raw rows of `n` respondents of `unit` in the canonical columns, every cell a text.

    A score by respondent and criterion is drawn; the highest scores of a criterion are its satisfied answers.
    So answers go together within a respondent and yet every criterion's total is exact. The dates are in
    the three weeks from `first`, a working day.
    """
    days = np.busday_offset(first, np.sort(rng.integers(0, STAY, n)))
    names = [f"{prefix}-{number:03}" for number in range(1, n + 1)]
    head = {"respondent": names, "unit": unit, "date": days.astype(str)}
    return pd.DataFrame(head | simulate_cells(questionnaire, n, behaviour, rng))


def simulate_cells(questionnaire: Questionnaire, n: int, behaviour: Behaviour, rng: Rng) -> dict[str, Texts]:
    """The answer cells of `n` respondents by criterion, as texts; see `simulate_responses`."""
    giver = rng.permutation(n) < behaviour.givers
    cells = _missing(questionnaire, giver, behaviour, rng)
    answered = cells == A_LEVEL
    scores = _scores(questionnaire, giver, rng)
    shares = np.array([behaviour.satisfied[code] for code in questionnaire.codes])
    satisfied = _highest(scores, answered, shares)
    if behaviour.overall is not None:
        satisfied = _settle(satisfied, answered, scores, _common(questionnaire), behaviour.overall)
    for column, share in enumerate(shares):
        _write_levels(cells[:, column], scores[:, column], satisfied[:, column], share, questionnaire.scale)
    texts = _texts(questionnaire.scale)[cells - min(MISSING_CODES.values())]
    return {code: texts[:, column] for column, code in enumerate(questionnaire.codes)}


def _optional(questionnaire: Questionnaire) -> list[Flags]:
    """For each optional dimension, which criteria belong to it."""
    optional = [dimension.code for dimension in questionnaire.dimensions if dimension.optional]
    dimensions = np.array([criterion.dimension for criterion in questionnaire.criteria])
    return [dimensions == code for code in optional]


def _common(questionnaire: Questionnaire) -> Flags:
    """Which criteria everybody is asked to rate."""
    optional = {dimension.code for dimension in questionnaire.dimensions if dimension.optional}
    return np.array([criterion.dimension not in optional for criterion in questionnaire.criteria])


def _groups(questionnaire: Questionnaire) -> Codes:
    """For each criterion the first column of its dimension."""
    dimensions = [criterion.dimension for criterion in questionnaire.criteria]
    return np.array([dimensions.index(dimension) for dimension in dimensions])


def _missing(questionnaire: Questionnaire, giver: Flags, behaviour: Behaviour, rng: Rng) -> Codes:
    """The kind of missing of every cell, or `A_LEVEL`."""
    draws = rng.random((len(giver), len(questionnaire.codes)))
    either = np.where(draws < behaviour.blank, MISSING_CODES["blank"], MISSING_CODES["dont_know"])
    cells = np.where(draws < behaviour.blank + behaviour.dont_know, either, A_LEVEL)
    for columns in _optional(questionnaire):
        # A giver without any answer there could not be told from one who is not eligible.
        silent = (cells[:, columns] != A_LEVEL).all(axis=1)
        cells[np.ix_(silent, columns)] = A_LEVEL
        cells[np.ix_(~giver, columns)] = MISSING_CODES["blank"]
    return cells


def _scores(questionnaire: Questionnaire, giver: Flags, rng: Rng) -> Numbers:
    """A latent standard normal score by respondent and criterion: respondent + dimension + noise."""
    n, k = len(giver), len(questionnaire.codes)
    person = rng.normal(size=(n, 1)) + GIVERS_ARE_KINDER * giver[:, np.newaxis]
    within = rng.normal(size=(n, k))[:, _groups(questionnaire)]
    return RESPONDENT * person + DIMENSION * within + NOISE * rng.normal(size=(n, k))


def _highest(scores: Numbers, answered: Flags, shares: Numbers) -> Flags:
    """The cells that are satisfied: in each column the highest scores, as many as its share asks for."""
    wanted = np.floor(shares * answered.sum(axis=0) + 0.5).astype(np.int64)
    satisfied = np.zeros_like(answered)
    for column, count in enumerate(wanted):
        ranked = np.argsort(np.where(answered[:, column], -scores[:, column], np.inf), kind="stable")
        satisfied[ranked[:count], column] = True
    return satisfied


def _overall(satisfied: Flags, answered: Flags) -> Fraction:
    """Each respondent's own share of satisfied answers, averaged, in percent."""
    v, a = satisfied.sum(axis=1), answered.sum(axis=1)
    total = sum((Fraction(int(v[a == k].sum()), int(k)) for k in np.unique(a) if k), Fraction(0))
    return 100 * total / int(np.count_nonzero(a))


def _settle(
    satisfied: Flags, answered: Flags, scores: Numbers, common: Flags, window: tuple[Fraction, Fraction]
) -> Flags:
    """`satisfied` with the overall index inside `window` and every criterion's total as it was.

    In SIPAS a satisfied answer weighs 1/22 with a respondent who also rated feedback and 1/18 with one who
    did not, so exchanging two answers to one criterion between them moves the index by a small step. Raises
    `ValueError` where no exchange is left or a step is wider than the window.
    """
    satisfied = satisfied.copy()
    complete = answered[:, common].sum(axis=1) == common.sum()
    further = answered[:, ~common].sum(axis=1)
    many, few = complete & (further == (~common).sum()), complete & (further == 0)
    for column in np.tile(np.flatnonzero(common), len(satisfied)):
        overall = _overall(satisfied, answered)
        if window[0] <= overall < window[1]:
            return satisfied
        giving, taking = (many, few) if overall < window[0] else (few, many)
        _exchange(satisfied[:, column], scores[:, column], giving, taking)
    raise ValueError(f"no exchange brings the index into {float(window[0])}-{float(window[1])}")


def _exchange(satisfied: Flags, scores: Numbers, giving: Flags, taking: Flags) -> None:
    """Pass one satisfied answer on: the least satisfied who gives, to the least dissatisfied who takes."""
    givers, takers = np.flatnonzero(giving & satisfied), np.flatnonzero(taking & ~satisfied)
    if givers.size and takers.size:
        satisfied[givers[np.argmin(scores[givers])]] = False
        satisfied[takers[np.argmax(scores[takers])]] = True


def _write_levels(cells: Codes, scores: Numbers, satisfied: Flags, share: float, scale: Scale) -> None:
    """Fill in the levels: the further from the middle of the scale, the rarer and the more extreme the score.

    The more are satisfied, the more of them are very satisfied, and the fewer of the rest very dissatisfied.
    """
    middle = (min(level.value for level in scale.levels) + max(level.value for level in scale.levels)) / 2
    ordered = sorted(scale.levels, key=lambda level: (level.value, level.code))
    upper = [level.code for level in ordered if level.value > middle]
    lower = [level.code for level in reversed(ordered) if level.value <= middle]
    answered = cells == A_LEVEL
    _spread(cells, np.flatnonzero(answered & satisfied), scores, upper, share**4)
    _spread(cells, np.flatnonzero(answered & ~satisfied), -scores, lower, (1 - share) ** 0.5)


def _spread(cells: Codes, rows: Codes, strength: Numbers, levels: Sequence[int], ratio: float) -> None:
    """Give `rows` the `levels` in order of strength, each `ratio` times as often as the one before."""
    weights = np.power(ratio, np.arange(len(levels)))
    ends = np.floor(np.cumsum(weights) / weights.sum() * len(rows) + 0.5).astype(np.int64)
    ranked = rows[np.argsort(strength[rows], kind="stable")]
    cells[ranked] = np.repeat(levels, np.diff(ends, prepend=0))


def _texts(scale: Scale) -> Texts:
    """The text of each code from the lowest up; a kind of missing that the scale has no text for is blank."""
    missing = {MISSING_CODES[entry.kind]: entry.texts[0] for entry in scale.missing}
    levels = {level.code: str(level.code) for level in scale.levels}
    codes = range(min(MISSING_CODES.values()), max(levels) + 1)
    return np.array([(missing | levels).get(code, "") for code in codes], dtype=object)


def uneven_shares(questionnaire: Questionnaire, wanted: Mapping[str, float], rng: Rng) -> dict[str, float]:
    """A share by criterion, uneven around that of its dimension (0 to 1); an overall item has their mean."""
    mean = sum(wanted.values()) / len(wanted)
    even = np.array([wanted.get(item.dimension or "", mean) for item in questionnaire.criteria])
    group, factor = _groups(questionnaire), np.exp(UNEVENNESS * rng.normal(size=len(even)))
    factor /= (np.bincount(group, weights=factor) / np.maximum(np.bincount(group), 1))[group]
    return dict(zip(questionnaire.codes, np.maximum(1 - (1 - even) * factor, 0).tolist(), strict=True))


def _behaviour(questionnaire: Questionnaire, profile: Profile, rng: Rng) -> Behaviour:
    low, high = (Fraction(percent) for percent in profile.overall)
    if not profile.dimensions:
        fewer, n = questionnaire.criteria_of("feedback"), profile.respondents
        shares = {code: count / (profile.givers if code in fewer else n) for code, count in PRINTED.items()}
        return Behaviour(shares, profile.givers, blank=0, dont_know=0, overall=(low, high))
    dimensions = [dimension.code for dimension in questionnaire.dimensions]
    wanted = {code: share / 100 for code, share in zip(dimensions, profile.dimensions, strict=True)}
    return Behaviour(uneven_shares(questionnaire, wanted, rng), profile.givers, overall=(low, high))


def _sipas() -> tuple[Questionnaire, UnitRegistry]:
    folder = resources.files("schemas")
    with (
        resources.as_file(folder / "questionnaires" / "sipas-2017.toml") as questionnaire,
        resources.as_file(folder / "units" / "dien-bien.toml") as units,
    ):
        return load_questionnaire(questionnaire), load_units(units)


def write_example(folder: Path) -> None:
    """Write the respondents of the ten units of 2019 to `folder`, a file `<unit code>.csv` each."""
    questionnaire, registry = _sipas()
    for number, profile in enumerate(PROFILES):
        rng = np.random.Generator(np.random.PCG64([2019, number]))
        behaviour = _behaviour(questionnaire, profile, rng)
        start = np.busday_offset(FIRST_DAY, rng.integers(0, WORKING_DAYS - STAY + 1))
        name, n = registry.by_code[profile.unit].name.vi, profile.respondents
        responses = simulate_responses(questionnaire, name, n, behaviour, rng, profile.prefix, start)
        responses.to_csv(folder / f"{profile.unit}.csv", index=False, lineterminator="\n")


def write_large(path: Path, rows: int, units: int = 10, seed: int = 1) -> None:
    """Write one canonical CSV of many respondents, in chunks, so that memory does not grow with `rows`.

    About 72 MB a million rows. The first `units` units of the registry take turns; 30 % of the respondents
    gave feedback, 1 % of the cells are blank and 1 % "don't know".
    """
    questionnaire, registry = _sipas()
    rng = np.random.Generator(np.random.PCG64(seed))
    codes = np.array([unit.code for unit in registry.units[:units]], dtype=object)
    shares = uneven_shares(questionnaire, {d.code: 0.86 for d in questionnaire.dimensions}, rng)
    with path.open("w", encoding="utf-8", newline="") as file:
        for first in range(0, rows, CHUNK):
            numbers = np.arange(first, min(first + CHUNK, rows))
            names = [f"R{number:07}" for number in numbers + 1]
            days = np.busday_offset(FIRST_DAY, rng.integers(0, WORKING_DAYS, len(numbers)))
            head = {"respondent": names, "unit": codes[numbers % len(codes)], "date": days.astype(str)}
            behaviour = Behaviour(shares, givers=3 * len(numbers) // 10, dont_know=0.01)
            chunk = pd.DataFrame(head | simulate_cells(questionnaire, len(numbers), behaviour, rng))
            chunk.to_csv(file, index=False, header=first == 0, lineterminator="\n")


if __name__ == "__main__":
    write_example(Path(sys.argv[1]))
