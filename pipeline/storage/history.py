"""The finished periods before a period, with which it is compared."""

from pathlib import Path

from pipeline.measure import Measured
from pipeline.storage.manifest import MANIFEST, read_manifest
from pipeline.storage.results import read_table
from schemas.framework import Framework
from schemas.period import Period
from schemas.tables import COMPARISON, ESTIMATES

SHOWN = 11
"""So many earlier periods a report looks back on."""


def earlier_periods(root: Path, period: Period) -> list[str]:
    """The names of the finished periods of the same length before `period`, the oldest first; at most 11."""
    found = []
    for path in (root / "processed").glob(f"*/{MANIFEST}"):
        try:
            other = Period.parse(path.parent.name)
        except ValueError:
            continue
        comparable = other.months == period.months and other.last < period.first
        whole = (path.parent / "estimates.csv").is_file() and "framework" in read_manifest(path)
        if comparable and whole:
            found.append(other)
    return [other.name for other in sorted(found, key=lambda it: it.first)[-SHOWN:]]


def read_earlier(root: Path, name: str) -> Measured:
    """The tables of an earlier period; `DamagedRunError` where one is not what a run writes."""
    folder = root / "processed" / name
    return Measured(
        period=Period.parse(name),
        framework=Framework.from_dict(read_manifest(folder / MANIFEST)["framework"]),
        estimates=read_table(folder / "estimates.csv", ESTIMATES),
        comparison=read_table(folder / "comparison.csv", COMPARISON),
    )
