"""What a text in the column of a margin means: one of the values to whose shares weights are raked."""

from collections.abc import Mapping
from functools import cached_property

from schemas.language import later
from schemas.responses import NO_VALUE, OTHER_VALUE, margin_column
from schemas.settings import Margin
from schemas.text import fold

SPELLED = later("another spelling of the value")
"""The rule by which a value is recognised that the settings write otherwise."""


class MarginReader:
    """Recognises the values of a margin by their folded spelling, and nothing that is only like one."""

    def __init__(self, margin: Margin) -> None:
        self.values = tuple(margin.shares)
        self._places = {fold(value): place for place, value in enumerate(self.values)}

    def read(self, text: str) -> int:
        """The place of the value among the margin's, or `NO_VALUE` for a blank, else `OTHER_VALUE`."""
        folded = fold(text)
        return self._places.get(folded, OTHER_VALUE) if folded else NO_VALUE

    def rule(self, text: str) -> str:
        """The rule by which a text is read; empty where the settings spell it so, or where it is no value."""
        place = self.read(text)
        return "" if place < 0 or self.values[place] == text else SPELLED

    @cached_property
    def words(self) -> list[str]:
        """The words of which the values are made."""
        return sorted({word for value in self._places for word in value.split()})


def margin_readers(raking: Mapping[str, Margin]) -> dict[str, MarginReader]:
    """The reader of each margin, by the column of responses."""
    return {margin_column(code): MarginReader(margin) for code, margin in raking.items()}
