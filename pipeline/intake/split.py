"""Checked rows to accepted responses, rejected rows and findings. Nothing is dropped silently."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from pipeline.intake.accepted import accepted_table
from pipeline.intake.check import CheckedBlock
from pipeline.intake.code import looked_up, trimmed
from pipeline.intake.findings import Quota, RowFindings, findings_table
from pipeline.intake.register import NOWHERE, Keys, Register
from pipeline.intake.rejected import nothing_rejected, refused_rows, rejected_table
from schemas.findings import Finding
from schemas.language import Language
from schemas.settings import Survey

LINE_BITS = 40
"""A place is a number: the number of the source above these bits, the line below them."""

MIXER = 0x1E37_79B9_7F4A_7C15
"""Spreads the numbers of the units over the keys of the respondents (2⁶⁴ / golden ratio, below 2⁶³)."""


@dataclass(frozen=True)
class Batch:
    """Some rows of a file: `accepted` and `rejected`, in the columns of `processed/README.md`, and `found`.

    `found` are the findings, each with the number of cases it stands for; `size` is how many bytes of the
    file the rows took.
    """

    source: str
    accepted: pd.DataFrame
    rejected: pd.DataFrame
    found: tuple[tuple[Finding, int], ...]
    size: int = 0

    def findings(self, say: Language) -> pd.DataFrame:
        """The findings as a table, worded in a language."""
        return findings_table(self.found, say)

    @property
    def rows_read(self) -> int:
        """Rows read = accepted + rejected, always."""
        return len(self.accepted) + len(self.rejected)


@dataclass(frozen=True)
class Splitter:
    """Splits checked blocks in the order of files and lines.

    Here the one thing is decided that needs other rows: whether a respondent was met before. `sources` are
    the names of all files, `design` the design columns (weight, stratum, psu) that the survey has.
    """

    survey: Survey
    sources: Sequence[str]
    design: Sequence[str]
    register: Register
    quota: Quota = field(default_factory=Quota)

    def split(self, block: CheckedBlock) -> Batch:
        """The rows of `block` as a batch; its respondents are entered in the register."""
        refused, named = refused_rows(block.broken, len(block.lines)), _named(block)
        met = self._met_before(block, ~refused & named)
        again = np.flatnonzero(met != NOWHERE)
        refused[again] = True
        broken = pd.concat(
            [
                block.broken,
                _broken("duplicate-respondent", again),
                _broken("blank-respondent", np.flatnonzero(~named)),
            ]
        )
        places = {int(row): self._place(int(met[row])) for row in again}
        found = self.quota.choose_findings(block.findings)
        in_rows = RowFindings(block, self.survey, places).of(broken, self.quota)
        accepted = np.flatnonzero(~refused)
        return Batch(
            block.source,
            accepted_table(block, accepted, self.survey, self.sources, self.design),
            rejected_table(block, np.flatnonzero(refused), broken, self.survey),
            (*found, *in_rows),
            block.size,
        )

    def without_rows(self, source: str, findings: Sequence[Finding]) -> Batch:
        """A batch of findings alone: what is wrong with a file as a whole."""
        return Batch(
            source,
            pd.DataFrame(),
            nothing_rejected(self.survey.questionnaire),
            tuple((finding, 1) for finding in findings),
        )

    def _met_before(self, block: CheckedBlock, wanted: npt.NDArray[np.bool_]) -> Keys:
        """The places where the respondents of the wanted rows were met before; NOWHERE for all other rows."""
        met = np.full(len(wanted), NOWHERE, np.int64)
        if "respondent" in block.cells and wanted.any():
            keys = looked_up(trimmed(block.cells["respondent"]), hash, np.int64)
            if self.survey.settings.respondents_unique_within == "unit":
                keys = keys ^ (block.codes.units.astype(np.int64) * MIXER)
            places = (self.sources.index(block.source) << LINE_BITS) + block.lines
            met[wanted] = self.register.enter(keys[wanted], places[wanted])
        return met

    def _place(self, place: int) -> str:
        return f"{self.sources[place >> LINE_BITS]}:{place & ((1 << LINE_BITS) - 1)}"


def _named(block: CheckedBlock) -> npt.NDArray[np.bool_]:
    """Which rows name their respondent; all, where the file has no such column and says so in its header."""
    if "respondent" not in block.cells:
        return np.ones(len(block.lines), np.bool_)
    respondents = trimmed(block.cells["respondent"])
    filled: npt.NDArray[np.bool_] = pc.not_equal(respondents.dictionary, "").to_numpy(zero_copy_only=False)
    places: npt.NDArray[np.int32] = respondents.indices.to_numpy()
    return np.asarray(filled[places])


def _broken(problem: str, rows: npt.NDArray[np.int64]) -> pd.DataFrame:
    return pd.DataFrame({"problem": problem, "column": "respondent", "row": rows})
