"""How often intervals, rank sets and verdicts are right, in simulated surveys whose truth is known.

Run with `python -m bench.coverage`: nominal 95 % intervals of indices, gaps and ranks, family-wise error of
verdicts, false accusations of the screen. `--quick` takes fewer surveys; `--surveys` and `--units` set
numbers. Answers are tallied, estimated, compared and screened by the program's own functions, as in a run.
"""

import argparse
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd
from threadpoolctl import ThreadpoolController

from bench.simulation import Sampling, Shares, simulate, sipas
from bench.truth import Measured, holds, judge_gaps, judge_ranks, measured
from pipeline.intake.screening import screen
from pipeline.measure.comparisons.compare import compare
from pipeline.measure.estimates.estimate import estimate
from pipeline.measure.tallies.tallying import tally
from schemas.settings import Survey

UNITS, SURVEYS, QUICK = 10, 500, 50
RESPONDENTS = (30, 100, 500)
SPANS = ((0.5, 0.5), (0.8, 0.8), (0.95, 0.95), (0.99, 0.99), (0.5, 0.99))
"""The truly satisfied share of the lowest and of the highest unit; the others lie evenly between."""
INTRA_CLUSTER = 0.05
INDICES = {"criterion": "1.1", "dimension": "access", "feedback": "feedback", "overall": "overall"}
"""The indices whose intervals are looked at; feedback is asked of three respondents in ten."""
ROWS_AT_ONCE = 100_000
"""So many respondents are simulated at once."""

SCREENED = (
    (Sampling(180, interviewers=6), 0.8),
    (Sampling(180, interviewers=6), 0.95),
    (Sampling(180, INTRA_CLUSTER, interviewers=6), 0.8),
    (Sampling(180, interviewers=6, habits=0.02), 0.8),
)
"""Interviewers of a unit, all honest, and how many are satisfied; the last ones have habits of asking."""
SURVEYS_A_SCREENING = 5
"""For so many surveys of the first table one is screened."""
MINUTES, SPREAD_OF_MINUTES = 15.0, 0.5

LEAST, MOST, ALLOWED = 93.0, 97.0, 5.0

Row = Mapping[str, Measured]


@dataclass(frozen=True)
class Scenario:
    """So many surveys of units of which `span` (lowest and highest) says how many are truly satisfied."""

    sampling: Sampling
    span: tuple[float, float]
    units: int
    surveys: int

    @property
    def shares(self) -> Shares:
        """The truly satisfied shares (0 to 1) of the units of one survey."""
        return np.linspace(*self.span, self.units)

    @property
    def name(self) -> str:
        """What is drawn, how many people a unit, the truth in percent, and the habits of interviewers."""
        drawn = "PSUs" if self.sampling.intra_cluster else "people"
        truth = "-".join(f"{100 * share:.0f}" for share in dict.fromkeys(self.span))
        habits = f", habits {100 * self.sampling.habits:.0f} %" if self.sampling.habits else ""
        return f"{drawn:6}{self.sampling.respondents:5}{truth:>7}{habits}"

    @property
    def rng(self) -> np.random.Generator:
        """Random numbers of this scenario, whichever others are run."""
        chances = (*self.span, self.sampling.intra_cluster, self.sampling.habits)
        return np.random.default_rng([self.sampling.respondents, *(round(1000 * part) for part in chances)])


def scenarios(units: int, surveys: int) -> list[Scenario]:
    """The scenarios of intervals, ranks and verdicts, in the order of the table."""
    return [
        Scenario(Sampling(n, intra_cluster), span, units, surveys)
        for intra_cluster in (0.0, INTRA_CLUSTER)
        for n in RESPONDENTS
        for span in SPANS
    ]


def screenings(surveys: int) -> list[Scenario]:
    """The scenarios of the screen, in the order of its table."""
    return [Scenario(sampling, (share, share), UNITS, surveys) for sampling, share in SCREENED]


def observe(scenario: Scenario) -> Row:
    """How often intervals, rank sets and verdicts are right, by column of the table."""
    survey, truth = sipas(), 100 * scenario.shares
    # One thread: it is the scenarios that are spread over the processors.
    with ThreadpoolController().limit(limits=1):
        estimates = estimate_surveys(scenario, survey)
        overall = estimates[estimates["item"] == "overall"]
        comparison = compare(overall, survey.thresholds, survey.settings.comparison)
    indices = {head: estimates[estimates["item"] == item] for head, item in INDICES.items()}
    right = {head: holds(rows, "ci_low", truth, "ci_high") for head, rows in indices.items()}
    right |= judge_gaps(comparison, truth) | judge_ranks(comparison, truth)
    return {head: measured(values) for head, values in right.items()}


def estimate_surveys(scenario: Scenario, survey: Survey) -> pd.DataFrame:
    """The estimates of all surveys, in order; each survey is a level of administration of its own."""
    rng, units = scenario.rng, scenario.units
    step = max(1, ROWS_AT_ONCE // (units * scenario.sampling.respondents))
    parts = []
    for start in range(0, scenario.surveys, step):
        numbers = range(start, min(start + step, scenario.surveys))
        names = [f"{number:05}-{unit:03}" for number in numbers for unit in range(units)]
        shares = np.tile(scenario.shares, len(numbers))
        responses = simulate(survey.questionnaire, shares, names, scenario.sampling, rng)
        estimates = estimate(tally(responses, survey.questionnaire), survey)
        parts.append(estimates[estimates["item"].isin(INDICES.values())])
    table = pd.concat(parts, ignore_index=True)
    return table.assign(level=table["unit"].str[:5])


def accuse(scenario: Scenario) -> Row:
    """Of honest interviewers how many have p ≤ 0.05, by test; and how many surveys have a flag."""
    survey, rng = sipas(), scenario.rng
    low: dict[str, list[float]] = {head: [] for head in ACCUSATIONS.columns}
    with ThreadpoolController().limit(limits=1):
        for number in range(scenario.surveys):
            names = [f"{number:05}-{unit:03}" for unit in range(scenario.units)]
            responses = simulate(survey.questionnaire, scenario.shares, names, scenario.sampling, rng)
            minutes = MINUTES * np.exp(SPREAD_OF_MINUTES * rng.standard_normal(len(responses)))
            responses = responses.assign(source="simulated", line=range(len(responses)), minutes=minutes)
            found = screen((rows for _, rows in responses.groupby("unit", observed=True)), survey)
            for test, rows in found[found["p_value"].notna()].groupby("test"):
                low[str(test)].append(float((rows["p_value"] <= ALLOWED / 100).mean()))
                low[f"{test} flag"].append(float(rows["flagged"].any()))
    return {head: measured(np.array(values)) for head, values in low.items()}


@dataclass(frozen=True)
class Table:
    """A table of shares: what it says, its columns with heads of two lines, which of them are errors."""

    title: str
    columns: Mapping[str, tuple[str, str]]
    errors: Sequence[str]

    def heads(self, width: int) -> str:
        """The two lines above the figures, behind names of so many characters."""
        lines = zip(*self.columns.values(), strict=True)
        return "\n".join((" " * width + "".join(f"{word:>7} " for word in line)).rstrip() for line in lines)

    def line(self, row: Row) -> str:
        """The figures of a row, marked where they are out of bounds."""
        return "".join(f"{row[head].share:7.1f}{self.mark(head, row[head])}" for head in self.columns)

    def mark(self, head: str, found: Measured) -> str:
        """How a figure is out of bounds; shares of errors are at the bound itself, but for chance."""
        if head in self.errors:
            return "!" if found.share > ALLOWED + 2 * found.error else " "
        return "-" if found.share < LEAST else "+" if found.share > MOST else " "


INTERVALS = Table(
    f"""\
How often what is said with 95 % confidence is true, in percent: - below {LEAST:.0f}, + above {MOST:.0f}.
Drawn are people, or PSUs of 10 to 15 people whose answers are correlated by {INTRA_CLUSTER}; so many a unit;
so many per cent are satisfied, in all units or in the lowest and the highest. Best: what came out best.
wrong: surveys with a wrong verdict on a gap to the median (Holm); ! above {ALLOWED:.0f} by two errors.""",
    {
        "criterion": ("index:", "crit."),
        "dimension": ("", "dim."),
        "feedback": ("", "feedb."),
        "overall": ("", "overall"),
        "median": ("gap to:", "median"),
        "best": ("", "best"),
        "value": ("best's", "value"),
        "own": ("ranks:", "own"),
        "all": ("", "all"),
        "level": ("set of", "best"),
        "wrong": ("", "wrong"),
    },
    ("wrong",),
)
ACCUSATIONS = Table(
    f"""\
Screen of honest interviewers, six a unit: per cent of them with p ≤ 0.05, and of surveys with a flag on
anybody; ! above {ALLOWED:.0f} by two errors. Habits: so much of the variance is the interviewers'.""",
    {
        "near_duplicates": ("near", "dupl."),
        "near_duplicates flag": ("", "flag"),
        "straight_lining": ("one", "level"),
        "straight_lining flag": ("", "flag"),
        "speed": ("", "speed"),
        "speed flag": ("", "flag"),
    },
    tuple(head + kind for head in ("near_duplicates", "straight_lining", "speed") for kind in ("", " flag")),
)


def show(table: Table, tasks: Sequence[Scenario], rows: Iterable[Row]) -> None:
    """Print a table, row by row as they come, and the largest Monte Carlo error of each column."""
    width = max(len(task.name) for task in tasks) + 1
    print(f"\n{table.title}\n\n{table.heads(width)}")
    seen = []
    for task, row in zip(tasks, rows, strict=True):
        print(f"{task.name:{width}}{table.line(row)}".rstrip(), flush=True)
        seen.append(row)
    worst = [max(row[head].error for row in seen) for head in table.columns]
    print(f"{'largest error':{width}}" + " ".join(f"{error:7.1f}" for error in worst))


def main() -> None:
    """Print both tables, scenarios side by side on all processors."""
    asked = argparse.ArgumentParser("python -m bench.coverage")
    asked.add_argument("--quick", action="store_true", help=f"{QUICK} surveys a row, not {SURVEYS}")
    asked.add_argument("--surveys", type=int, help="surveys a row")
    asked.add_argument("--units", type=int, default=UNITS, help=f"units a survey, not {UNITS}")
    given = asked.parse_args()
    surveys = given.surveys or (QUICK if given.quick else SURVEYS)
    compared = scenarios(given.units, surveys)
    screened = screenings(max(2, surveys // SURVEYS_A_SCREENING))
    start = time.perf_counter()
    print(
        f"{surveys} simulated surveys a row, {given.units} units each; {screened[0].surveys} for the screen"
    )
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        show(INTERVALS, compared, processes.map(observe, compared))
        show(ACCUSATIONS, screened, processes.map(accuse, screened))
    print(f"\n{time.perf_counter() - start:.0f} s")


if __name__ == "__main__":
    main()
