"""The scopes of the quality table, taken from a tally."""

from collections.abc import Collection, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from pipeline.measure.quality.moments import Moments
from pipeline.measure.quality.quality import Scope
from pipeline.measure.tallies.tally import Tally

RATED_FROM = 5
"""From so many rated criteria on, giving all of them the same level is counted as straight-lining."""


def scopes(tally: Tally, units: Collection[str], names: Mapping[str, str]) -> Iterator[Scope]:
    """All respondents together, then each of some units in the order of `names`; none without respondents."""
    everybody = np.ones(len(tally.groups), np.bool_)
    of_unit = np.array([group.unit for group in tally.groups], "U")
    if tally.respondents.sum():
        yield _scope(tally, everybody, "", "")
    for unit, name in names.items():
        if unit in units:
            yield _scope(tally, of_unit == unit, unit, name)


def _scope(tally: Tally, own: npt.NDArray[np.bool_], unit: str, name: str) -> Scope:
    layout = tally.layout
    products = tally.products[own].sum(axis=0).astype(np.float64)
    values, answered = layout.values, layout.answered
    square = tally.squares[own, layout.one, layout.one].sum()
    weight = tally.sums[own, layout.one].sum()
    enough = own & np.array([group.answered >= RATED_FROM for group in tally.groups])
    return Scope(
        unit=unit,
        unit_name=name,
        moments=Moments(
            items=layout.criteria,
            both=products[answered, answered],
            first=products[values, answered] / layout.denominator,
            cross=products[values, values] / layout.denominator**2,
            kish=float(square / weight),
        ),
        counts=tally.counts[own].sum(axis=0).astype(np.float64),
        straight=int(tally.straight[enough].sum()),
        straight_of=int(tally.respondents[enough].sum()),
    )
