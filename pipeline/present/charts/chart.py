"""What a chart is: a name, the tables it is drawn from, its figure and the text that stands for it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts.sheet import render
from pipeline.present.context import Context
from pipeline.present.results import Results


@dataclass(frozen=True)
class Chart:
    """A chart of the report.

    `draw` and `describe` take the tables named in `tables`, in that order, and the context. A chart with
    `of_a_unit` is about the focus unit, and is left out where there is none.
    """

    name: str
    tables: tuple[str, ...]
    draw: Callable[..., Figure]
    describe: Callable[..., str]
    of_a_unit: bool = False

    def files(self, results: Results, context: Context) -> dict[str, bytes]:
        """The bytes of the chart by format; none where it has nothing to show."""
        tables = self._tables(results)
        if any(not len(table) for table in tables) or not self._has_unit(results, context):
            return {}
        return render(self.draw(*tables, context), self.describe(*tables, context))

    def alt(self, results: Results, context: Context) -> str:
        """The text that stands for the chart where it cannot be seen."""
        return self.describe(*self._tables(results), context)

    def _tables(self, results: Results) -> list[pd.DataFrame]:
        named: dict[str, Any] = vars(results)
        return [named[name] for name in self.tables]

    def _has_unit(self, results: Results, context: Context) -> bool:
        return not self.of_a_unit or context.focus in set(results.comparison["unit"])
