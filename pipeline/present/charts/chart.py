"""What a chart is: a name, the tables it is drawn from, its figure and the text that stands for it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from pipeline.present.charts.sheet import FORMATS, render
from pipeline.present.context import Context
from pipeline.present.results import Results


def has_rows(*tables_and_context: Any) -> bool:
    """Whether all tables have rows; the context stands last."""
    return all(len(table) for table in tables_and_context[:-1])


@dataclass(frozen=True)
class Chart:
    """A chart of the report.

    `draw`, `describe` and `has` take the tables named in `tables`, in that order, and the context. `has`
    tells whether there is anything to show.
    """

    name: str
    tables: tuple[str, ...]
    draw: Callable[..., Figure]
    describe: Callable[..., str]
    has: Callable[..., bool] = has_rows

    def files(
        self, results: Results, context: Context, formats: Collection[str] = FORMATS
    ) -> dict[str, bytes]:
        """The bytes of the chart by format; none where it has nothing to show."""
        tables = self._tables(results)
        if not self.has(*tables, context):
            return {}
        return render(self.draw(*tables, context), self.describe(*tables, context), formats)

    def alt(self, results: Results, context: Context) -> str:
        """The text that stands for the chart where it cannot be seen."""
        return self.describe(*self._tables(results), context)

    def _tables(self, results: Results) -> list[pd.DataFrame]:
        named: dict[str, Any] = vars(results)
        return [named[name] for name in self.tables]
