"""Checked rows to accepted responses, rejected rows and findings. Nothing is dropped silently."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.intake.accepted import accepted_table
from pipeline.intake.check import CheckedBlock
from pipeline.intake.code import looked_up
from pipeline.intake.findings import RowFindings, findings_table
from pipeline.intake.register import NOWHERE, Keys, Register, respondent_key
from pipeline.intake.rejected import refused_rows, rejected_columns, rejected_table
from schemas.language import Language
from schemas.problems import Finding
from schemas.settings import Survey

LINE_BITS = 40
"""A place is a number: the number of the source above these bits, the line below them."""

MIXER = 0x1E37_79B9_7F4A_7C15
"""Spreads the numbers of the units over the keys of the respondents (2⁶⁴ / golden ratio, below 2⁶³)."""


@dataclass(frozen=True)
class Batch:
    """Some rows of a file: `accepted`, `rejected` and `findings`, in the columns of `processed/README.md`.

    `size` is how many bytes of the file they took.
    """

    source: str
    accepted: pd.DataFrame
    rejected: pd.DataFrame
    findings: pd.DataFrame
    size: int = 0

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
    say: Language
    register: Register

    def split(self, block: CheckedBlock) -> Batch:
        """The rows of `block` as a batch; its respondents are entered in the register."""
        refused = refused_rows(block.broken, len(block.lines))
        met = self._met_before(block, ~refused)
        again = np.flatnonzero(met != NOWHERE)
        refused[again] = True
        broken = pd.concat(
            [
                block.broken,
                _broken("duplicate-respondent", again),
                _broken("blank-respondent", np.flatnonzero(~_named(block))),
            ]
        )
        places = {int(row): self._place(int(met[row])) for row in again}
        findings = [(finding, 1) for finding in block.findings]
        findings += RowFindings(block, self.survey, places).of(broken)
        accepted = np.flatnonzero(~refused)
        return Batch(
            block.source,
            accepted_table(block, accepted, self.survey, self.sources, self.design),
            rejected_table(block, np.flatnonzero(refused), broken, self.survey.questionnaire),
            findings_table(findings, self.say),
            block.size,
        )

    def without_rows(self, source: str, findings: Sequence[Finding]) -> Batch:
        """A batch of findings alone: what is wrong with a file as a whole."""
        return Batch(
            source,
            pd.DataFrame(),
            pd.DataFrame(columns=rejected_columns(self.survey.questionnaire)),
            findings_table([(finding, 1) for finding in findings], self.say),
        )

    def _met_before(self, block: CheckedBlock, wanted: npt.NDArray[np.bool_]) -> Keys:
        """The places where the respondents of the wanted rows were met before; NOWHERE for all other rows."""
        met = np.full(len(wanted), NOWHERE, np.int64)
        wanted = wanted & _named(block)
        if "respondent" in block.cells and wanted.any():
            keys = looked_up(block.cells["respondent"], respondent_key, np.int64)
            if self.survey.settings.respondents_unique_within == "unit":
                keys = keys ^ (block.coded["unit"].to_numpy(np.int64) * MIXER)
            places = (self.sources.index(block.source) << LINE_BITS) + block.lines
            met[wanted] = self.register.enter(keys[wanted], places[wanted])
        return met

    def _place(self, place: int) -> str:
        return f"{self.sources[place >> LINE_BITS]}:{place & ((1 << LINE_BITS) - 1)}"


def _named(block: CheckedBlock) -> npt.NDArray[np.bool_]:
    """Which rows name their respondent; all, where the file has no such column and says so in its header."""
    if "respondent" not in block.cells:
        return np.ones(len(block.lines), np.bool_)
    return looked_up(block.cells["respondent"], lambda text: bool(text.strip()), np.bool_)


def _broken(problem: str, rows: npt.NDArray[np.int64]) -> pd.DataFrame:
    return pd.DataFrame({"problem": problem, "column": "respondent", "row": rows})
