"""One index of one unit: its cells in the tables, and the pieces of sentences on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from pipeline.present.claims.claim import Cell
from pipeline.present.claims.conditions import Condition
from pipeline.present.claims.figures import Figures
from pipeline.present.claims.names import Names
from pipeline.present.claims.phrases import NOTHING, Phrase, joined, phrase
from pipeline.present.claims.wordings import Wording
from schemas.labels import REASONS
from schemas.language import Language, later

ESTIMATES, COMPARISON = "estimates.csv", "comparison.csv"

_OF_GAP: Mapping[bool, str] = {
    False: later("; 95 % interval of the gap: {low} to {high} percentage points"),
    True: later("; 95 % interval of this gap taken by itself: {low} to {high} percentage points"),
}


@dataclass(frozen=True)
class Row:
    """An index in `estimates.csv` and `comparison.csv`."""

    figures: Figures
    unit: str
    kind: str
    item: str

    @property
    def say(self) -> Language:
        """The language of the letter."""
        return self.figures.context.say

    @property
    def names(self) -> Names:
        """The names in the letter."""
        return Names(self.figures.context)

    @property
    def keys(self) -> tuple[str, str, str]:
        """The keys of the row."""
        return self.unit, self.kind, self.item

    @property
    def published(self) -> bool:
        """Whether the index may be told."""
        return self.figures.published(*self.keys)

    def estimate(self, column: str) -> Cell:
        """A cell of `estimates.csv`."""
        return self.figures.cell(ESTIMATES, self.keys, column)

    def compared(self, column: str, unsigned: bool = False) -> Cell:
        """A cell of `comparison.csv`."""
        return self.figures.cell(COMPARISON, self.keys, column, unsigned)

    def has(self, column: str) -> bool:
        """Whether `comparison.csv` has a number there."""
        return isfinite(self.figures.get(COMPARISON, self.keys, column))

    def verdict(self, column: str) -> str:
        """What was tested, "" where nothing was or the office does not print verdicts."""
        return (
            self.figures.text(COMPARISON, self.keys, column) if self.figures.context.letter.verdicts else ""
        )

    def condition(self, column: str, expected: str, sign: str = "=") -> Condition:
        """What a cell of `comparison.csv` must hold."""
        return Condition(COMPARISON, self.keys, column, sign, expected)

    def bounds(self, gap: str) -> tuple[float, float]:
        """The interval of a gap."""
        low, high = (self.figures.get(COMPARISON, self.keys, f"{gap}_{end}") for end in ("low", "high"))
        return low, high

    @property
    def best_units(self) -> list[str]:
        """The codes of the units with the highest index."""
        return [code for code in self.figures.text(COMPARISON, self.keys, "best_units").split(";") if code]

    def reasons(self, table: str) -> str:
        """Why there is no index or no comparison, or why it is to be used with care, in words."""
        codes = self.figures.text(table, self.keys, "reason").split(";")
        return "; ".join(self.say(REASONS[code]) for code in codes if code in REASONS)

    def basis(self, respondents: bool = True) -> Phrase:
        """In brackets the interval of the index and the number of respondents, as far as they are known."""
        parts = []
        if isfinite(self.figures.get(ESTIMATES, self.keys, "ci_low")):
            low, high = self.estimate("ci_low"), self.estimate("ci_high")
            parts.append(phrase(self.say, later("95 % interval: {low}% to {high}%"), low=low, high=high))
        if respondents and isfinite(self.figures.get(ESTIMATES, self.keys, "n_respondents")):
            parts.append(phrase(self.say, later("{n} respondents"), n=self.estimate("n_respondents")))
        return phrase(self.say, " ({basis})", basis=joined(parts)) if parts else NOTHING

    def interval_of(self, gap: str, wording: Wording) -> Phrase:
        """The interval of a gap, where it has one."""
        low, high = self.bounds(gap)
        if not low <= high:
            return NOTHING
        text = _OF_GAP[wording == "many"]
        return phrase(self.say, text, low=self.compared(f"{gap}_low"), high=self.compared(f"{gap}_high"))

    def ranks(self) -> Phrase:
        """The official rank out of how many, with the ranks that the sample leaves open."""
        low, high = (self.figures.get(COMPARISON, self.keys, f"rank_{end}") for end in ("low", "high"))
        cells = {name: self.compared(name) for name in ("rank", "rank_low", "rank_high")}
        text = {
            True: later("{rank}/{n} (95 % interval: rank {low} to rank {high})"),
            False: later("{rank}/{n} (95 % interval: rank {low})"),
        }[low < high]
        if not low <= high:
            text = later("{rank}/{n}")
        parts = {"rank": cells["rank"], "low": cells["rank_low"], "high": cells["rank_high"]}
        return phrase(self.say, text, n=self.compared("n_units"), **parts)
