"""Read, validate and tally a million responses, beside a plain count by Polars on the same file.

Both alternate in one run, each time in a process of its own, so that peak memory is that of the one program.
Times are those of the work itself; starting Python and importing libraries is told apart. Ratios compare
medians. Run with `make bench`; `python -m bench.intake 1000000 4000000` sets the numbers of rows.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

DATA = Path(__file__).parent / "data"
ROUNDS = 5


def ours(path: Path) -> int:
    """Everything `hailong run` does with the rows of a file: read, code, validate, split, tally."""
    from pipeline.engine import map_in_threads
    from pipeline.intake import read_responses
    from pipeline.measure import empty_tally, tally
    from pipeline.storage.project import Project
    from schemas.settings import Source

    survey = Project(DATA).survey_around(path)
    total = empty_tally(survey.questionnaire)
    batches = read_responses([Source(path.name, path)], survey, map_in_threads)
    for part in map_in_threads(lambda batch: tally(batch.accepted, survey.questionnaire), batches):
        total += part
    return int(total.counts.sum())


def polars(path: Path) -> int:
    """What a good analyst would write in Polars: a count per unit, criterion and level, without checks."""
    import polars as pl

    frame = pl.scan_csv(path)
    criteria = [name for name in frame.collect_schema().names() if name[0].isdigit()]
    long = frame.unpivot(on=criteria, index="unit")
    return int(long.group_by("unit", "variable", "value").len().collect()["len"].sum())


PROGRAMS: dict[str, Callable[[Path], int]] = {"hailong": ours, "polars": polars}


def once(name: str, path: Path) -> dict[str, float]:
    """One run of a program in a process of its own: seconds, processor seconds, peak memory in MB."""
    command = [sys.executable, "-m", "bench.intake", "--once", name, str(path)]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {**json.loads(done.stdout), "process": time.perf_counter() - start}


def measure(name: str, path: Path) -> None:
    """The work of one process: run the program on the file, after its imports, and print the figures."""
    program = PROGRAMS[name]
    program(_small())
    before = time.process_time()
    start = time.perf_counter()
    cells = program(path)
    wall, cpu = time.perf_counter() - start, time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "memory": memory, "cells": cells}))


def _small() -> Path:
    """A file of a thousand rows: the first call imports what the program needs."""
    return _written(1000)


def _written(rows: int) -> Path:
    from pipeline.example import write_large

    path = DATA / f"responses-{rows}.csv"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        (DATA / "hailong.toml").write_text('questionnaire = "sipas-2017"\nunits = "dien-bien"\n')
        write_large(path, rows)
    return path


def compare(rows: int) -> None:
    """Alternate the programs on a file of so many rows and print their medians and the ratio."""
    path = _written(rows)
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in PROGRAMS}
    for _ in range(ROUNDS):
        for name, found in runs.items():
            found.append(once(name, path))
    middle = {
        name: {key: statistics.median(run[key] for run in found) for key in found[0]}
        for name, found in runs.items()
    }
    if len({values["cells"] for values in middle.values()}) != 1:
        raise SystemExit("the programs counted different numbers of cells")
    print(f"\n{rows:,} responses, {path.stat().st_size / 1e6:.0f} MB, median of {ROUNDS} alternating runs")
    print(f"{'':10}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'with start-up s':>17}")
    for name, values in middle.items():
        columns = f"{values['wall']:9.2f}{values['cpu']:9.2f}{values['memory']:9.0f}{values['process']:17.2f}"
        print(f"{name:10}{columns}")
    ours_, theirs = middle["hailong"], middle["polars"]
    print(f"{'ratio':10}" + "".join(f"{ours_[k] / theirs[k]:9.2f}" for k in ("wall", "cpu", "memory")))


def main() -> None:
    """Compare on a million and on four million rows, or on the numbers given."""
    if sys.argv[1:2] == ["--once"]:
        measure(sys.argv[2], Path(sys.argv[3]))
        return
    for rows in [int(text) for text in sys.argv[1:]] or [1_000_000, 4_000_000]:
        compare(rows)


if __name__ == "__main__":
    main()
