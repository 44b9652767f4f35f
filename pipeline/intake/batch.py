"""Some rows of a file as they leave the intake: accepted, rejected, with what was found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.intake.findings import findings_table
from schemas.findings import Counted
from schemas.language import Language
from schemas.units import UnitRegistry


def counted_by_unit(
    units: npt.NDArray[np.int32], refused: npt.NDArray[np.bool_], torn: int, registry: UnitRegistry
) -> pd.DataFrame:
    """Rows by unit code ("" where the unit is not known): read, accepted, rejected.

    `units` are numbers in the registry; `torn` records never became rows, so that nobody knows their unit.
    """
    known, size = np.maximum(units, -1) + 1, len(registry.units) + 1
    read = np.bincount(known, minlength=size)
    rejected = np.bincount(known[refused], minlength=size)
    read[0] += torn
    rejected[0] += torn
    codes = ["", *(unit.code for unit in registry.units)]
    table = pd.DataFrame({"unit": codes, "read": read, "accepted": read - rejected, "rejected": rejected})
    return table[table["read"] > 0]


def _no_units() -> pd.DataFrame:
    numbers = {name: pd.Series(dtype="int64") for name in ("read", "accepted", "rejected")}
    return pd.DataFrame({"unit": pd.Series(dtype="str"), **numbers})


@dataclass(frozen=True)
class Batch:
    """Some rows of a file: `accepted` and `rejected`, in the columns of `processed/README.md`, and `found`.

    `found` are the findings, each with the number of cases it stands for; `size` is how many bytes of the
    file the rows took; `by_unit` counts the rows by unit (unit, read, accepted, rejected).
    """

    source: str
    accepted: pd.DataFrame = field(default_factory=pd.DataFrame)
    rejected: pd.DataFrame = field(default_factory=pd.DataFrame)
    found: tuple[Counted, ...] = ()
    size: int = 0
    by_unit: pd.DataFrame = field(default_factory=_no_units)

    def findings(self, say: Language) -> pd.DataFrame:
        """The findings as a table, worded in a language."""
        return findings_table(self.found, say)

    @property
    def rows_read(self) -> int:
        """Rows read = accepted + rejected, always."""
        return len(self.accepted) + len(self.rejected)


def join_batches(batches: Iterable[Batch]) -> Batch:
    """All batches as one, for a notebook or a small file; a large survey is better tallied batch by batch."""
    parts = list(batches)

    def joined(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
        filled = [table for table in tables if len(table)] or tables[:1]
        return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame()

    accepted, rejected, by_unit = (
        joined([getattr(part, name) for part in parts]) for name in ("accepted", "rejected", "by_unit")
    )
    return Batch(
        ", ".join(dict.fromkeys(part.source for part in parts)),
        accepted,
        rejected,
        tuple(finding for part in parts for finding in part.found),
        sum(part.size for part in parts),
        by_unit.groupby("unit", as_index=False).sum() if len(by_unit) else _no_units(),
    )
