"""Read a workbook of a hundred thousand responses, beside pandas: time, and memory by number of rows.

Run with `make bench`; `python -m bench.spreadsheets 10000 100000` sets the numbers of rows.
"""

from collections.abc import Mapping
from pathlib import Path

from bench import intake
from bench.measure import DATA, Benchmark, Program


def ours(path: Path) -> int:
    """Everything `hailong run` does with the rows of a workbook, up to accepted responses."""
    from pipeline.engine import map_in_threads
    from pipeline.intake import read_responses
    from pipeline.storage.project import Project
    from schemas.settings import Source

    survey = Project(DATA).survey_around(path)
    batches = read_responses([Source(path.name, path)], survey, map_in_threads)
    return sum(len(batch.accepted) for batch in batches)


def _with_pandas(path: Path, engine: str) -> int:
    import pandas as pd

    return len(pd.read_excel(path, dtype=str, engine=engine))


PROGRAMS: Mapping[str, Program] = {
    "hailong": ours,
    "pandas (calamine)": lambda path: _with_pandas(path, "calamine"),
    "pandas (openpyxl)": lambda path: _with_pandas(path, "openpyxl"),
}


def place(rows: int) -> Path:
    """Where a workbook of so many simulated responses lies."""
    return DATA / f"responses-{rows}.xlsx"


def write(rows: int) -> None:
    """Make a workbook of so many simulated responses."""
    import pandas as pd

    table = pd.read_csv(intake.BENCHMARK.file(rows))
    table.to_excel(place(rows), index=False, engine="xlsxwriter")


BENCHMARK = Benchmark("bench.spreadsheets", "XLSX", PROGRAMS, place, write, (10_000, 100_000), rounds=3)

if __name__ == "__main__":
    BENCHMARK.run()
