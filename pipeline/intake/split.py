"""Checked rows to accepted responses, rejected rows and findings. Nothing is dropped silently."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from pipeline.intake.accepted import accepted_table
from pipeline.intake.batch import Batch, counted_by_unit
from pipeline.intake.check import CheckedBlock
from pipeline.intake.code import Coder, looked_up, trimmed
from pipeline.intake.files.tables import RawTable
from pipeline.intake.findings import Quota
from pipeline.intake.marks import Marks
from pipeline.intake.register import NOWHERE, Keys, Register
from pipeline.intake.rejected import nothing_rejected, refused_rows, rejected_table
from pipeline.intake.row_findings import RowFindings
from pipeline.intake.showing import is_blank
from schemas.findings import Counted
from schemas.settings import Survey

LINE_BITS = 40
"""A place is a number: the number of the table above these bits, the line below them."""

_BLANKS = {"psu": "missing-psu", "stratum": "missing-stratum"}
"""The problem of a response whose cell of the design is blank."""

MIXER = 0x1E37_79B9_7F4A_7C15
"""Spreads the numbers of the units over the keys of the respondents (2⁶⁴ / golden ratio, below 2⁶³)."""


@dataclass(frozen=True)
class Splitter:
    """Splits checked blocks in the order of files, sheets and lines.

    Here the one thing is decided that needs other rows: whether a respondent was met before. `tables` are
    all tables of the survey, `beside` the columns kept beside the answers, `marks` what stands for names.
    """

    survey: Survey
    coder: Coder
    tables: Sequence[RawTable]
    beside: Sequence[str]
    marks: Marks
    register: Register
    quota: Quota = field(default_factory=Quota)
    met: dict[int, Counter[int]] = field(default_factory=dict)

    def split(self, block: CheckedBlock) -> Batch:
        """The rows of `block` as a batch; its respondents are entered in the register."""
        refused, named = refused_rows(block.broken, len(block.lines)), _named(block)
        met = self._met_before(block, ~refused & named)
        again = np.flatnonzero(met != NOWHERE)
        refused[again] = True
        broken = pd.concat(
            [
                block.broken,
                _broken("duplicate-respondent", "respondent", again),
                _broken("blank-respondent", "respondent", np.flatnonzero(~named)),
                *_blank_places(block, ~refused),
            ]
        )
        places = {int(row): self._place(int(met[row])) for row in again}
        found = self.quota.choose_findings(block.findings)
        in_rows = RowFindings(block, self.survey, self.coder, self.marks, places).of(broken, self.quota)
        accepted, sources = np.flatnonzero(~refused), list(dict.fromkeys(t.source for t in self.tables))
        sheets = any(table.sheet for table in self.tables)
        return Batch(
            block.table.source,
            accepted_table(block, accepted, self.survey, sources, self.beside, self.marks, sheets),
            rejected_table(block, np.flatnonzero(refused), broken, self.survey, self.marks),
            in_sheet(block.table.sheet, (*found, *in_rows)),
            block.size,
            counted_by_unit(block.codes.units, refused, len(block.torn), self.survey.registry),
        )

    def without_rows(self, source: str, findings: Sequence[Counted], sheet: str = "") -> Batch:
        """A batch of findings alone: what is wrong with a file or a table as a whole."""
        nothing = nothing_rejected(self.survey)
        return Batch(source, pd.DataFrame(), nothing, in_sheet(sheet, findings))

    def met_elsewhere(self, table: RawTable) -> tuple[RawTable, int] | None:
        """The earlier table in which most respondents of this one were met before, and their number."""
        elsewhere = Counter({at: n for at, n in self.met.get(table.number, {}).items() if at != table.number})
        if not elsewhere:
            return None
        at, n = elsewhere.most_common(1)[0]
        return self.tables[at], n

    def _met_before(self, block: CheckedBlock, wanted: npt.NDArray[np.bool_]) -> Keys:
        """The places where the respondents of the wanted rows were met before; NOWHERE for all other rows."""
        met = np.full(len(wanted), NOWHERE, np.int64)
        if "respondent" in block.cells and wanted.any():
            keys = looked_up(trimmed(block.cells["respondent"]), hash, np.int64)
            if self.survey.settings.respondents_unique_within == "unit":
                keys = keys ^ (block.codes.units.astype(np.int64) * MIXER)
            places = (block.table.number << LINE_BITS) + block.lines
            met[wanted] = self.register.enter(keys[wanted], places[wanted])
            again = met[met != NOWHERE] >> LINE_BITS
            self.met.setdefault(block.table.number, Counter()).update(again.tolist())
        return met

    def _place(self, place: int) -> str:
        return f"{self.tables[place >> LINE_BITS].name}:{place & ((1 << LINE_BITS) - 1)}"


def in_sheet(sheet: str, findings: Sequence[Counted]) -> tuple[Counted, ...]:
    """The findings, placed in a sheet of their file."""
    if not sheet:
        return tuple(findings)
    return tuple((replace(finding, sheet=sheet), n) for finding, n in findings)


def _named(block: CheckedBlock) -> npt.NDArray[np.bool_]:
    """Which rows name their respondent; all, where the file has no such column and says so in its header."""
    if "respondent" not in block.cells:
        return np.ones(len(block.lines), np.bool_)
    respondents = trimmed(block.cells["respondent"])
    filled: npt.NDArray[np.bool_] = pc.not_equal(respondents.dictionary, "").to_numpy(zero_copy_only=False)
    places: npt.NDArray[np.int32] = respondents.indices.to_numpy()
    return np.asarray(filled[places])


def _blank_places(block: CheckedBlock, accepted: npt.NDArray[np.bool_]) -> Iterator[pd.DataFrame]:
    """The accepted rows with a blank stratum or PSU; where the file has no such column its header says so."""
    for column, problem in _BLANKS.items():
        if column in block.cells:
            blank = looked_up(block.cells[column], is_blank, np.bool_)
            yield _broken(problem, column, np.flatnonzero(blank & accepted))


def _broken(problem: str, column: str, rows: npt.NDArray[np.int64]) -> pd.DataFrame:
    return pd.DataFrame({"problem": problem, "column": column, "row": rows})
