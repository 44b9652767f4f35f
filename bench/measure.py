"""Programs side by side: each run in a process of its own, alternating, medians compared.

Times are those of the work itself; starting Python and importing libraries is told apart. Peak memory is that
of the one program: a process counts the memory of the one that started it, which imports next to nothing.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"
ROUNDS = 5

Program = Callable[[Path], int]
"""Does its work on a file and returns a number by which it can be seen that all did the same work."""


def once(module: str, name: str, path: Path) -> dict[str, float]:
    """One run of a program of a benchmark: seconds, processor seconds, peak memory in MB."""
    command = [sys.executable, "-m", module, "--once", name, str(path)]
    start = time.perf_counter()
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {**json.loads(done.stdout), "process": time.perf_counter() - start}


def measure(program: Program, small: Path, path: Path) -> None:
    """The work of one process: run the program on the file, after its imports, and print the figures.

    The first call, on a small file, imports what the program needs.
    """
    program(small)
    before = time.process_time()
    start = time.perf_counter()
    work = program(path)
    wall, cpu = time.perf_counter() - start, time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"wall": wall, "cpu": cpu, "memory": memory, "work": work}))


@dataclass(frozen=True)
class Benchmark:
    """A benchmark that a module runs: programs by name, ours first, on files of so many rows.

    `place` is where the file of so many rows lies, `write` makes it.
    """

    module: str
    what: str
    programs: Mapping[str, Program]
    place: Callable[[int], Path]
    write: Callable[[int], None]
    rows: tuple[int, ...]
    rounds: int = ROUNDS

    def file(self, rows: int) -> Path:
        """The file of so many rows, made in a process of its own where it is not there yet."""
        if not self.place(rows).exists():
            subprocess.run([sys.executable, "-m", self.module, "--write", str(rows)], check=True)
        return self.place(rows)

    def run(self) -> None:
        """Compare the programs, or do what one of the processes of that is for."""
        match sys.argv[1:]:
            case ["--write", rows]:
                self.write(int(rows))
            case ["--once", name, path]:
                measure(self.programs[name], self.file(1000), Path(path))
            case given:
                for rows in [int(text) for text in given] or self.rows:
                    title = f"{rows:,} responses as {self.what}"
                    compare(self.module, self.programs, self.file(rows), title, self.rounds)


def compare(
    module: str, programs: Mapping[str, Program], path: Path, title: str, rounds: int = ROUNDS
) -> None:
    """Alternate the programs on a file; print their medians, and how ours compares with the others."""
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, found in runs.items():
            found.append(once(module, name, path))
    middle = {
        name: {key: statistics.median(run[key] for run in found) for key in found[0]}
        for name, found in runs.items()
    }
    if len({values["work"] for values in middle.values()}) != 1:
        raise SystemExit(f"the programs did different work: {middle}")
    print(f"\n{title}, {path.stat().st_size / 1e6:.0f} MB, median of {rounds} alternating runs")
    print(f"{'':24}{'wall s':>9}{'cpu s':>9}{'peak MB':>9}{'with start-up s':>17}")
    for name, values in middle.items():
        columns = f"{values['wall']:9.2f}{values['cpu']:9.2f}{values['memory']:9.0f}{values['process']:17.2f}"
        print(f"{name:24}{columns}")
    ours, *others = middle
    for name in others:
        ratios = "".join(f"{middle[ours][k] / middle[name][k]:9.2f}" for k in ("wall", "cpu", "memory"))
        print(f"{f'{ours} / {name}':24}{ratios}")
