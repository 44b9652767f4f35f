"""The left part of every chart with one row per unit: rank, name, number of responses."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from pipeline.present.charts import theme
from pipeline.present.charts.sheet import Sheet
from pipeline.present.charts.theme import CM_PER_POINT, HEAD, NOTE, WIDTH, Type
from pipeline.present.context import Context
from pipeline.present.numbers import count
from pipeline.present.unit_rows import Standing
from schemas.language import later

_WIDEST_NAME = 5.6
_CAPTION = 0.55
_SPACE = 0.25


@dataclass(frozen=True)
class UnitTable:
    """The rows of `standings`, laid out downwards from y = 0, in centimetres."""

    standings: Sequence[Standing]
    context: Context

    @cached_property
    def least(self) -> float:
        """The height of a row with a name of one line; smaller for many units, so that 70 fit on a page."""
        return min(0.62, max(0.25, 17.8 / max(1, len(self.standings))))

    @cached_property
    def size(self) -> float:
        """The size of the type in points."""
        return min(8.0, self.least / (1.35 * CM_PER_POINT))

    @cached_property
    def names(self) -> list[tuple[str, ...]]:
        """The lines of each name."""
        return [self.type_of(row).wrap(row.name, _WIDEST_NAME) for row in self.standings]

    @cached_property
    def heights(self) -> list[float]:
        """The height of each row."""
        pitch = Type(self.size).pitch
        return [self.least + (len(lines) - 1) * pitch for lines in self.names]

    @cached_property
    def tops(self) -> list[float]:
        """The upper edge of each row; a caption stands above those without a rank."""
        starts = accumulate(self.heights, initial=0.0)
        return [y if row.ranked else y + _CAPTION for row, y in zip(self.standings, starts, strict=False)]

    def middle(self, i: int) -> float:
        """The height of the middle of row `i`."""
        return self.tops[i] + self.heights[i] / 2

    def bottom(self, ranked: bool = False) -> float:
        """Where the last row ends, or the last one with a rank."""
        n = sum(row.ranked for row in self.standings) if ranked else len(self.standings)
        return self.tops[n - 1] + self.heights[n - 1] if n else 0.0

    @cached_property
    def heads(self) -> tuple[str, str, str]:
        """What stands above rank, name and number of responses."""
        say = self.context.say
        return say("Rank"), say("Unit"), say("Responses")

    @cached_property
    def notes(self) -> list[str]:
        """What the brackets behind the ranks mean, where there are any."""
        text = later("In brackets behind the rank: the ranks that the sample leaves open (95 %).")
        return [self.context.say(text)] if any(row.open_ranks for row in self.standings) else []

    @cached_property
    def counts(self) -> list[str]:
        """The number of responses of each row."""
        return [count(row.n, self.context.say) for row in self.standings]

    @cached_property
    def edges(self) -> tuple[float, float, float]:
        """The right edge of the ranks, the left edge of the names, the right edge of the numbers."""
        bold = Type(self.size, bold=True)
        place = max(bold.widest(row.place for row in self.standings), HEAD.width(self.heads[0]))
        name = place + _SPACE
        names = [
            self.type_of(row).widest(lines) for row, lines in zip(self.standings, self.names, strict=True)
        ]
        numbers = max(bold.widest(self.counts), HEAD.width(self.heads[2]))
        return place, name, name + max(HEAD.width(self.heads[1]), *names, 0) + _SPACE + numbers

    @cached_property
    def spans(self) -> list[tuple[float, float]]:
        """From where to where the rows reach: those with a rank, then those without, if there are any."""
        ranked, bottom = self.bottom(ranked=True), self.bottom()
        return [(0.0, ranked)] + ([(ranked + _CAPTION, bottom)] if bottom > ranked else [])

    def type_of(self, row: Standing) -> Type:
        """The type of a row: bold for the own unit, grey where not ranked."""
        return Type(
            self.size, row.own, theme.OWN.ink if row.own else theme.INK if row.ranked else theme.QUIET
        )


def draw_units(sheet: Sheet, table: UnitTable) -> None:
    """Rank, name and number of responses of every row, with their heads."""
    place, name, n = table.edges
    for x, head, align in zip(table.edges, table.heads, ("right", "left", "right"), strict=True):
        sheet.write_head(x, [head], HEAD, align)
    for i, row in enumerate(table.standings):
        if row.own:
            sheet.box(0, table.tops[i], WIDTH, table.heights[i], theme.BAND)
        y, type_ = table.middle(i), table.type_of(row)
        sheet.write(place, y, row.place, type_, "right")
        sheet.write_lines(name, y, table.names[i], type_)
        sheet.write(n, y, table.counts[i], type_, "right")
    if not all(row.ranked for row in table.standings):
        y = table.bottom(ranked=True)
        text = table.context.say("Not ranked: below the publishing threshold, withheld or without data")
        sheet.line((0, WIDTH), (y + 0.08, y + 0.08), theme.PALE, 0.6)
        sheet.write(name, y + 0.34, text, NOTE)
