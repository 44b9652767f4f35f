"""Indices with standard errors of 700 units from a tally, beside R's `survey` on the same responses.

Run with `python -m bench.variance`; `python -m bench.variance 70` sets the number of units. Ours are all
28 items (22 criteria, five dimensions, the overall index) and the named formulas; of R, if it is there, five
criteria are asked, which must agree.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bench.simulation import sipas
from pipeline.example import Behaviour, simulate_cells, uneven_shares
from pipeline.measure import estimate, tally
from schemas.questionnaire import Questionnaire
from schemas.settings import Survey

UNITS, RESPONDENTS, ROUNDS = 700, 180, 9
ASKED_OF_R = ["1.1", "2.1", "3.1", "4.1", "5.1"]
SCRIPT = Path(__file__).parent / "svyby.R"


def simulate(questionnaire: Questionnaire, units: int) -> pd.DataFrame:
    """Coded responses of so many units, 180 respondents each on average, of whom 30 % gave feedback."""
    rng = np.random.Generator(np.random.PCG64(700))
    code = questionnaire.scale.code_by_text
    parts = []
    for number in range(units):
        n, level = int(rng.integers(RESPONDENTS - 60, RESPONDENTS + 61)), rng.uniform(0.7, 0.95)
        shares = uneven_shares(questionnaire, {d.code: level for d in questionnaire.dimensions}, rng)
        cells = simulate_cells(questionnaire, n, Behaviour(shares, givers=3 * n // 10), rng)
        codes = {name: [code[text] for text in texts] for name, texts in cells.items()}
        parts.append(pd.DataFrame(codes, dtype=np.int8).assign(unit=f"u{number:03}"))
    return pd.concat(parts, ignore_index=True)


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and of the processor: the fairer ones where the machine does other work too."""

    wall: float
    cpu: float


def measured(responses: pd.DataFrame, survey: Survey) -> tuple[Spent, pd.DataFrame]:
    """The median time of `estimate` from a tally, and what it gives."""
    start = time.perf_counter()
    sums = tally(responses, survey.questionnaire)
    print(f"tally, once: {time.perf_counter() - start:.2f} s")
    wall, cpu = [], []
    for _ in range(ROUNDS):
        start, worked = time.perf_counter(), time.process_time()
        estimates = estimate(sums, survey)
        wall.append(time.perf_counter() - start)
        cpu.append(time.process_time() - worked)
    return Spent(statistics.median(wall), statistics.median(cpu)), estimates


def with_r(responses: pd.DataFrame, program: str) -> tuple[Spent, pd.DataFrame]:
    """The time that svyby needs for five criteria, and what it gives."""
    with tempfile.TemporaryDirectory() as folder:
        raw, found = Path(folder) / "responses.csv", Path(folder) / "estimates.csv"
        responses[["unit", *ASKED_OF_R]].to_csv(raw, index=False)
        done = subprocess.run([program, str(SCRIPT), raw, found], check=True, capture_output=True, text=True)
        wall, cpu = (float(seconds) for seconds in done.stdout.split())
        return Spent(wall, cpu), pd.read_csv(found, dtype={"item": str})


def furthest(ours: pd.DataFrame, theirs: pd.DataFrame) -> float:
    """The largest relative difference of an index or a standard error."""
    both = theirs.merge(ours[ours["kind"] == "criterion"], on=["unit", "item"], suffixes=("_r", ""))
    if len(both) != len(theirs):
        raise SystemExit("the programs estimated different units and items")
    columns = (both[["index", "se"]].to_numpy(np.float64), both[["index_r", "se_r"]].to_numpy(np.float64))
    return float(np.max(np.abs(columns[0] - columns[1]) / np.where(columns[1] == 0, 1, columns[1])))


def main(units: int) -> None:
    """Print what ours and R need, and the ratio."""
    survey = sipas()
    responses = simulate(survey.questionnaire, units)
    print(f"{units} units, {len(responses):,} responses, {len(survey.questionnaire.codes)} criteria")
    ours, estimates = measured(responses, survey)
    items = estimates["item"].nunique()
    times = f"{ours.wall * 1000:.0f} ms, processor {ours.cpu * 1000:.0f} ms"
    print(f"estimate, {items} items from the tally: {times} (median of {ROUNDS})")
    program = shutil.which("Rscript")
    if program is None:
        print("R is not installed here: nothing to compare with")
        return
    spent, theirs = with_r(responses, program)
    times = f"{spent.wall:.1f} s, processor {spent.cpu:.1f} s"
    print(f"R svyby, {len(ASKED_OF_R)} items from the responses: {times}")
    print(f"R / ours: {spent.wall / ours.wall:.0f}, processor {spent.cpu / ours.cpu:.0f}")
    print(f"largest relative difference of an index or standard error: {furthest(estimates, theirs):.1e}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else UNITS)
