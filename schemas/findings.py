"""A finding: one problem met in the data, and how it is told."""

from dataclasses import dataclass

from schemas.language import Language
from schemas.problems import PROBLEMS, Problem

_DECIMALS = {"share", "limit"}
"""The values that are numbers with decimals."""


Counted = tuple["Finding", int]
"""A finding and the number of cases it stands for."""


@dataclass(frozen=True)
class Finding:
    """One problem met: in which file, line and column, and what stood there.

    `line` is the line of the file or of its `sheet` (the first is line 1), None where the whole file is
    meant. `values` fill the templates of the catalogue; `value` is fit to be shown (see
    `pipeline.intake.showing`).
    """

    code: str
    source: str
    line: int | None = None
    column: str = ""
    value: str = ""
    values: tuple[tuple[str, str], ...] = ()
    sheet: str = ""

    @property
    def problem(self) -> Problem:
        """The entry of the catalogue."""
        return PROBLEMS[self.code]

    def where(self, say: Language) -> str:
        """The place: `raw/2019/muong-cha.xlsx sheet "Data" line 41, column "3.4"`."""
        place = (
            say('{source} sheet "{sheet}"', source=self.source, sheet=self.sheet)
            if self.sheet
            else self.source
        )
        if self.line is not None:
            place = say("{source} line {line}", source=place, line=self.line)
        return say('{place}, column "{column}"', place=place, column=self.column) if self.column else place

    def _filled(self, template: str, say: Language) -> str:
        quoted = f'"{self.value}"' if self.value else say("a blank cell")
        values = {name: say.word(text) for name, text in self.values}
        for name in values.keys() & _DECIMALS:
            values[name] = say.decimal(values[name])
        return say(template, **{"got": quoted, "column": self.column, **values})

    def found(self, say: Language) -> str:
        """What stood there, without the place."""
        return self._filled(self.problem.found, say)

    def expected(self, say: Language) -> str:
        """What should have stood there."""
        return self._filled(self.problem.expected, say)

    def action(self, say: Language) -> str:
        """What to do, and what the program did."""
        return self._filled(self.problem.action, say)

    def message(self, say: Language) -> str:
        """Where, got, expected, what to do, as one line."""
        return say(
            "{where}: {found}; expected {expected}. {action}",
            where=self.where(say),
            found=self.found(say),
            expected=self.expected(say),
            action=self.action(say),
        )
