"""What earlier runs left, where it is still valid: of the period itself, and of the periods before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.storage.manifest import MANIFEST, are_whole, read_manifest
from pipeline.storage.tables import read_csv
from schemas.period import Period
from schemas.tables import COMPARISON, ESTIMATES


class NotRunError(Exception):
    """There is no finished run of the period."""


class DamagedRunError(Exception):
    """A file of a finished run, which is named, is missing or is not what a run writes."""


class SchemasChangedError(Exception):
    """The questionnaire or the units are no longer those of the run."""


@dataclass(frozen=True)
class Run:
    """A finished run: its accounting, findings by code and main tables.

    `fresh` if the tables were made just now, `redrawn` if only the documents were; `edited` says where
    documents are kept that somebody had edited.
    """

    rows: Mapping[str, int]
    findings: Mapping[str, int]
    estimates: pd.DataFrame
    comparison: pd.DataFrame
    fresh: bool = True
    redrawn: bool = False
    edited: Sequence[str] = ()


def previous_run(root: Path, period: Period, same: Mapping[str, Any]) -> Run | None:
    """The earlier run of a period, if it had the same inputs, rules and program and its tables are whole."""
    processed = root / "processed" / period.name
    manifest = read_manifest(processed / MANIFEST)
    if any(manifest.get(key) != value for key, value in same.items()):
        return None
    tables = _below(manifest, "processed")
    if not tables or not are_whole(root, tables):
        return None
    return Run(
        rows=manifest["rows"],
        findings=manifest["findings"],
        estimates=read_csv(processed / "estimates.csv", ESTIMATES),
        comparison=read_csv(processed / "comparison.csv", COMPARISON),
        fresh=False,
    )


def documents_stand(root: Path, period: Period, look: Mapping[str, Any]) -> bool:
    """Whether the documents of a finished period were made with the same settings, and are whole."""
    manifest = read_manifest(root / "processed" / period.name / MANIFEST)
    return manifest.get("documents") == look and are_whole(root, _below(manifest, "reports"))


def _below(manifest: Mapping[str, Any], folder: str) -> dict[str, str]:
    outputs: Mapping[str, str] = manifest.get("outputs", {})
    return {name: known for name, known in outputs.items() if name.startswith(f"{folder}/")}
