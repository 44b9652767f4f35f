"""The sampling design: what was drawn in which stratum, and out of how many."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from pipeline.measure.tallies.tally import Group, Tally

Counts = npt.NDArray[np.int64]
Column = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

Drawn = Mapping[str, int | Mapping[str, int]]
"""What could be drawn, by the unit that was surveyed, as a whole or by stratum."""

Stratum = tuple[str, str, str]
"""Unit it is reported under, unit that was surveyed, stratum within it."""


def _stratum(group: Group) -> Stratum:
    return group.unit, group.surveyed, group.stratum


@dataclass(frozen=True)
class Design:
    """The strata of a tally and their sampling units: respondents, or PSUs where the data name them.

    Each surveyed unit was sampled on its own, so it is a stratum, or several. `population` (people served)
    and `psus` (PSUs) say out of how many was drawn; where that is not told for the sampling unit in use,
    the sample is taken for a small part of them.
    """

    tally: Tally
    population: Drawn
    psus: Drawn

    @property
    def clustered(self) -> bool:
        """Whether the sampling units are PSUs."""
        return bool(self.tally.clusters)

    @cached_property
    def strata(self) -> tuple[Stratum, ...]:
        """The strata in order."""
        return tuple(sorted({_stratum(group) for group in self.tally.groups}))

    @cached_property
    def stratum_of_group(self) -> Places:
        """For each group of the tally the place of its stratum."""
        place = {stratum: i for i, stratum in enumerate(self.strata)}
        return np.array([place[_stratum(group)] for group in self.tally.groups], np.intp)

    @cached_property
    def unit_of_stratum(self) -> Places:
        """For each stratum the place of its unit among `tally.units`."""
        place = {unit: i for i, unit in enumerate(self.tally.units)}
        return np.array([place[unit] for unit, *_ in self.strata], np.intp)

    @cached_property
    def psu_of_cluster(self) -> Places:
        """For each cluster of the tally the place of its PSU: clusters of one PSU differ in their groups."""
        places: dict[tuple[Stratum, str], int] = {}
        named = ((_stratum(cluster.group), cluster.psu) for cluster in self.tally.clusters)
        return np.array([places.setdefault(psu, len(places)) for psu in named], np.intp)

    @cached_property
    def stratum_of_psu(self) -> Places:
        """For each PSU the place of its stratum."""
        place = {stratum: i for i, stratum in enumerate(self.strata)}
        strata = np.array([place[_stratum(cluster.group)] for cluster in self.tally.clusters], np.intp)
        own = np.zeros(self.n_psus, np.intp)
        own[self.psu_of_cluster] = strata
        return own

    @cached_property
    def n_psus(self) -> int:
        """The number of PSUs in the sample."""
        return int(self.psu_of_cluster.max(initial=-1)) + 1

    @cached_property
    def sampled(self) -> Counts:
        """The number of sampling units by stratum."""
        if self.clustered:
            return np.bincount(self.stratum_of_psu, minlength=len(self.strata))
        respondents = np.zeros(len(self.strata), np.int64)
        np.add.at(respondents, self.stratum_of_group, self.tally.respondents)
        return respondents

    @cached_property
    def available(self) -> Column:
        """The number that could be drawn, by stratum; infinite where it is not told."""
        told = self.psus if self.clustered else self.population
        whole = [self._told(told.get(surveyed), stratum) for _, surveyed, stratum in self.strata]
        return np.array(whole, np.float64)

    def _told(self, drawn: int | Mapping[str, int] | None, stratum: str) -> float:
        if isinstance(drawn, Mapping):
            return drawn.get(stratum, np.inf)
        return np.inf if drawn is None else drawn

    @cached_property
    def in_population(self) -> Counts:
        """The number of sampling units of what `available` counts: a stratum, or a unit told as a whole."""
        told = self.psus if self.clustered else self.population
        in_unit: Counter[tuple[str, str]] = Counter()
        for (unit, surveyed, _), n in zip(self.strata, self.sampled, strict=True):
            in_unit[unit, surveyed] += int(n)
        whole = [isinstance(told.get(surveyed), int) for _, surveyed, _ in self.strata]
        together = [in_unit[unit, surveyed] for unit, surveyed, _ in self.strata]
        return np.where(whole, together, self.sampled).astype(np.int64)

    @cached_property
    def left_out(self) -> Column:
        """The finite population correction 1 − n/N by stratum.

        N of a unit that is told as a whole but has several strata is that of all of them together. It is 1
        where more was drawn than told to be there: a finding says so.
        """
        factor = 1 - self.in_population / self.available
        return np.where(factor < 0, 1.0, factor)
