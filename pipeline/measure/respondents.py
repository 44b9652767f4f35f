"""The verb `respondent_structure`: who answered, by unit, by stratum and by the margins of the weights."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipeline.measure.disclosure.structure import Counts, Withheld, withhold, withhold_numbers
from pipeline.measure.tallies.tally import Tally
from schemas.settings import MARGIN, Margin, Survey
from schemas.tables import RESPONDENTS, checked

ALL = ""
"""The unit of the rows on all respondents together."""

OF_EVERY_SURVEY = ("unit", "stratum")
"""Variables that are no margins; a margin with such a code is called `margin_unit`, `margin_stratum`."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class _Variable:
    """Respondents by unit and value [U × V], units and values in the order of the table."""

    name: str
    units: Sequence[str]
    values: Sequence[str]
    counts: Counts
    margin: Margin | None

    def targets(self, unit: str) -> list[float]:
        """What the shares of a unit (or `ALL`) are raked to, in percent; NaN where nothing is told."""
        margin = self.margin
        if margin is None or (unit == ALL and margin.units):
            return [np.nan] * len(self.values)
        shares = margin.units.get(unit, margin.shares)
        return [100 * shares.get(value, np.nan) / sum(shares.values()) for value in self.values]

    def rows(self, unit: str, counts: Counts) -> Iterator[Row]:
        """The rows of a unit (or `ALL`) with so many respondents by value [V]."""
        for value, n, target in zip(self.values, counts.tolist(), self.targets(unit), strict=True):
            # Nobody of a value that weights are raked to is worth a row; of a stratum elsewhere it is not.
            if n or (self.margin and value in self.margin.shares):
                share = 100 * n / int(counts.sum())
                yield self._row(unit, value, n=n, share=share, target=target)

    def withheld_row(self, unit: str, reason: str) -> Row:
        """The one row of a unit (or `ALL`) that is withheld."""
        return self._row(unit, "", reason=reason)

    def _row(self, unit: str, value: str, **numbers: Any) -> Row:
        return {"unit": unit, "variable": self.name, "value": value, "reason": "", **numbers}


def respondent_structure(tally: Tally, survey: Survey) -> pd.DataFrame:
    """How many answered, by unit, stratum and raking margin: of all together (unit "") and of each unit.

    `tally` is that of the responses as they came, before `rake`. `share` is per cent of the unit's
    respondents, not weighted; `target` the share that weights are raked to, per cent of those whose value is
    known, empty for all together where some units have shares of their own.

    A unit in which a value has 1 to `suppress_below` - 1 respondents is withheld whole for that variable: one
    row without value and numbers, with the reason. So are the smallest of the others as long as the rows of
    all together would tell a small number by subtraction; where that does not help, those rows in their
    place (`withhold`). Columns as in `RESPONDENTS`. Raises ValueError where the tally has other margins.
    """
    below, total_published = survey.thresholds.suppress_below, survey.settings.total_published
    units = _in_order(tally.units, survey)
    sizes = np.array([tally.size_of_units[unit] for unit in units], np.int64)
    hidden = withhold_numbers(sizes, below)
    rows = list(_rows_of_units(units, sizes, hidden))
    for variable in _variables(tally, units, survey):
        rows += _rows(variable, withhold(variable.counts, below, hidden.units, total_published))
    table = pd.DataFrame(rows, columns=list(RESPONDENTS.columns))
    return checked(table.assign(period=survey.period.name), RESPONDENTS)


def _in_order(units: Sequence[str], survey: Survey) -> list[str]:
    """The units in the order of the registry, unknown ones last."""
    place = {unit.code: i for i, unit in enumerate(survey.registry.units)}
    return sorted(units, key=lambda unit: (place.get(unit, len(place)), unit))


def _variables(tally: Tally, units: Sequence[str], survey: Survey) -> Iterator[_Variable]:
    """Strata, where there are any, and the raking margins in the order of their codes."""
    strata = {group.stratum for group in tally.groups}
    if strata - {""}:
        yield _variable("stratum", [group.stratum for group in tally.groups], strata, tally, units)
    codes = sorted(survey.settings.raking)
    margins = [dict(zip(codes, group.margins, strict=True)) for group in tally.groups]
    for code in codes:
        name = f"{MARGIN}{code}" if code in OF_EVERY_SURVEY else code
        own = [values[code] for values in margins]
        yield _variable(name, own, own, tally, units, survey.settings.raking[code])


def _variable(
    name: str,
    of_groups: Sequence[str],
    found: Iterable[str],
    tally: Tally,
    units: Sequence[str],
    margin: Margin | None = None,
) -> _Variable:
    """The table of a variable; values in the order of the settings, then of the alphabet, blank last."""
    told = list(margin.shares) if margin else []
    values = [*told, *sorted(set(found) - set(told), key=lambda value: (value == "", value))]
    counts = np.zeros((len(units), len(values)), np.int64)
    row = {unit: i for i, unit in enumerate(units)}
    column = {value: i for i, value in enumerate(values)}
    places = [row[group.unit] for group in tally.groups], [column[value] for value in of_groups]
    np.add.at(counts, places, tally.respondents)
    return _Variable(name, units, values, counts, margin)


def _rows_of_units(units: Sequence[str], sizes: Counts, hidden: Withheld) -> Iterator[Row]:
    """The respondents of each unit, as a share of all."""
    for unit, n, reason in zip(units, sizes.tolist(), hidden.reasons, strict=True):
        numbers = {} if reason else {"n": n, "share": 100 * n / int(sizes.sum())}
        yield {"unit": ALL, "variable": "unit", "value": unit, "reason": reason, **numbers}


def _rows(variable: _Variable, hidden: Withheld) -> Iterator[Row]:
    """The rows of all together, then of each unit."""
    if hidden.total:
        yield variable.withheld_row(ALL, "suppressed_complementary")
    else:
        yield from variable.rows(ALL, variable.counts.sum(axis=0))
    for unit, counts, reason in zip(variable.units, variable.counts, hidden.reasons, strict=True):
        yield from [variable.withheld_row(unit, reason)] if reason else variable.rows(unit, counts)
