"""What an earlier run of a period left, where it is still valid."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.storage.manifest import MANIFEST, are_whole, read_manifest
from pipeline.storage.tables import read_csv
from schemas.period import Period
from schemas.tables import COMPARISON, ESTIMATES


@dataclass(frozen=True)
class Run:
    """A finished run: its accounting, findings by code and main tables; `fresh` if it was made just now."""

    rows: Mapping[str, int]
    findings: Mapping[str, int]
    estimates: pd.DataFrame
    comparison: pd.DataFrame
    fresh: bool = True


def previous_run(root: Path, period: Period, same: Mapping[str, Any]) -> Run | None:
    """The earlier run of a period, if it had the same inputs, rules and program and its outputs are whole."""
    processed = root / "processed" / period.name
    manifest = read_manifest(processed / MANIFEST)
    if any(manifest.get(key) != value for key, value in same.items()):
        return None
    if not manifest.get("outputs") or not are_whole(root, manifest["outputs"]):
        return None
    return Run(
        rows=manifest["rows"],
        findings=manifest["findings"],
        estimates=read_csv(processed / "estimates.csv", ESTIMATES),
        comparison=read_csv(processed / "comparison.csv", COMPARISON),
        fresh=False,
    )
