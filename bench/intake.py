"""Read, validate and tally a million responses, beside plain readers on the same file.

Run with `make bench`; `python -m bench.intake 1000000 4000000` sets the numbers of rows.
"""

from collections.abc import Mapping
from pathlib import Path

from bench.measure import DATA, Benchmark, Program


def ours(path: Path) -> int:
    """Everything `hailong run` does with the rows of a file: profile, read, code, validate, split, tally."""
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


def pandas(path: Path) -> int:
    """What every notebook begins with: the file as texts, and nothing else."""
    import pandas as pd

    frame = pd.read_csv(path, dtype=str)
    return int(sum(name[0].isdigit() for name in frame.columns) * len(frame))


PROGRAMS: Mapping[str, Program] = {"hailong": ours, "polars": polars, "pandas": pandas}


def place(rows: int) -> Path:
    """Where a file of so many simulated responses lies."""
    return DATA / f"responses-{rows}.csv"


def write(rows: int) -> None:
    """Make a file of so many simulated responses."""
    from pipeline.example import write_large

    DATA.mkdir(exist_ok=True)
    (DATA / "hailong.toml").write_text('questionnaire = "sipas-2017"\nunits = "dien-bien"\n')
    write_large(place(rows), rows)


BENCHMARK = Benchmark("bench.intake", "CSV", PROGRAMS, place, write, (1_000_000, 4_000_000))

if __name__ == "__main__":
    BENCHMARK.run()
