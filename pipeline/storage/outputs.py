"""The outputs of a period: made beside the old ones, put in their place when they are whole."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.dataset import dataset, field

from pipeline.storage.manifest import MANIFEST, outputs_of, read_manifest, write_manifest
from pipeline.storage.results import FoundIn, found_in
from pipeline.storage.staging import STAGING, put_in_place, write_document
from pipeline.storage.tables import write_csv
from schemas.settings import Survey

ROWS_TOGETHER = 500_000
"""Responses of several units are read together up to this number."""


def _together(respondents: Mapping[str, int]) -> Iterator[list[str]]:
    """Units in groups of not too many respondents, in the order given; a larger unit stands alone."""
    units: list[str] = []
    rows = 0
    for unit, n in respondents.items():
        if units and rows + n > ROWS_TOGETHER:
            yield units
            units, rows = [], 0
        units.append(unit)
        rows += n
    if units:
        yield units


class NothingAcceptedError(Exception):
    """No response was accepted, and there are results of an earlier run, which stay."""


class Outputs:
    """A new set of outputs for one period.

    Everything is written into a staging folder of the project. `commit` renames it into place; leaving
    without a commit removes it, so that the old outputs stay as they were.
    """

    def __init__(self, root: Path, survey: Survey, sources: Sequence[str]) -> None:
        self._root, self._survey = root, survey
        self._period = survey.period.name
        self._staging = root / STAGING / self._period
        self._processed = self._staging / "processed"
        self._reports = self._staging / "reports"
        self._responses: pq.ParquetWriter | None = None
        self._appended: set[str] = set()
        self.findings: Counter[str] = Counter()
        self.edited: list[str] = []
        self._rows = {source: Counter(read=0, accepted=0, rejected=0) for source in sources}

    def __enter__(self) -> Self:
        for folder in (self._processed, self._reports):
            folder.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._responses is not None:
            self._responses.close()
        shutil.rmtree(self._root / STAGING, ignore_errors=True)

    def add_rows(self, source: str, accepted: pd.DataFrame, rejected: pd.DataFrame) -> None:
        """Append a batch to the responses and the rejected rows."""
        self._rows[source].update(
            read=len(accepted) + len(rejected), accepted=len(accepted), rejected=len(rejected)
        )
        if len(accepted):
            self._append_responses(accepted)
        self._append("rejected.csv", rejected)

    def add_findings(self, findings: pd.DataFrame) -> None:
        """Append to the findings."""
        for code, n in zip(findings["code"], findings["n"], strict=True):
            self.findings[code] += n
        self._append("findings.csv", findings)

    def findings_by_source(self) -> Iterator[FoundIn]:
        """Each file with its rows (read, accepted, rejected) and all that was found in it."""
        return found_in(self._processed, self._rows)

    def has(self, column: str) -> bool:
        """Whether the accepted responses have a column."""
        return self._responses is not None and column in self._responses.schema.names

    def responses_by_unit(self, respondents: Mapping[str, int]) -> Iterator[pd.DataFrame]:
        """The accepted responses again, unit by unit; nothing can be added to them afterwards.

        `respondents` says how many each unit has: so many units are read at once as fit into memory.
        """
        if self._responses is None:
            return
        self._responses.close()
        responses = dataset(self._processed / "responses.parquet")
        for units in _together(respondents):
            table = responses.to_table(filter=field("unit").isin(units)).to_pandas()
            for _, own in table.groupby("unit", observed=True):
                yield own

    def add_table(self, name: str, table: pd.DataFrame) -> None:
        """Write one of the tables of the run."""
        write_csv(table, self._processed / name)

    def add_arrays(self, name: str, arrays: Mapping[str, npt.NDArray[Any]]) -> None:
        """Write arrays, such as those of a tally, into one file."""
        np.savez_compressed(self._processed / name, allow_pickle=False, **arrays)

    def add_document(self, name: str, content: bytes | pd.DataFrame) -> None:
        """Write a document of the report."""
        write_document(self._reports / name, content)

    def total(self) -> dict[str, int]:
        """Rows read, accepted and rejected over all files."""
        names = ("read", "accepted", "rejected")
        return {name: sum(rows[name] for rows in self._rows.values()) for name in names}

    def commit(self, identity: Mapping[str, Any]) -> None:
        """Write the manifest and put the new outputs in the place of the old ones.

        `NothingAcceptedError` where that would put nothing in the place of results.
        """
        earlier = read_manifest(self._root / "processed" / self._period / MANIFEST)
        if not self.total()["accepted"] and earlier.get("rows", {}).get("accepted"):
            raise NothingAcceptedError(self._period)
        if self._responses is None:
            self._append_responses(self._no_responses())
        if self._responses is not None:
            self._responses.close()
        folders = {f"processed/{self._period}": self._processed, f"reports/{self._period}": self._reports}
        content = {
            **identity,
            "rows": self.total(),
            "files": {source: dict(rows) for source, rows in self._rows.items()},
            "findings": dict(sorted(self.findings.items())),
            "outputs": outputs_of(folders),
        }
        write_manifest(self._processed / MANIFEST, content)
        known = {**earlier.get("outputs", {}), f"processed/{self._period}/{MANIFEST}": ""}
        for name, folder in folders.items():
            self.edited += put_in_place(self._root / name, folder, known)

    def _append(self, name: str, table: pd.DataFrame) -> None:
        write_csv(table, self._processed / name, append=name in self._appended)
        self._appended.add(name)

    def _no_responses(self) -> pd.DataFrame:
        codes = {code: pd.Series(dtype="int8") for code in self._survey.questionnaire.codes}
        texts = {name: pd.Series(dtype="str") for name in ("respondent", "unit")}
        return pd.DataFrame(
            {**texts, **codes, "source": pd.Series(dtype="str"), "line": pd.Series(dtype="int64")}
        )

    def _append_responses(self, accepted: pd.DataFrame) -> None:
        table = pa.Table.from_pandas(accepted, preserve_index=False)
        if self._responses is None:
            names = {str(code): name for code, name in self._survey.questionnaire.scale.names.items()}
            meaning = {b"hailong": json.dumps({"codes": names}).encode()}
            schema = table.schema.with_metadata({**(table.schema.metadata or {}), **meaning})
            self._responses = pq.ParquetWriter(self._processed / "responses.parquet", schema)
        self._responses.write_table(table.cast(self._responses.schema))
