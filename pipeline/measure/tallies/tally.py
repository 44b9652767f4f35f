"""The tally: everything that later figures need, in numbers that add."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from pipeline.measure.tallies.vector import Layout
from schemas.questionnaire import Questionnaire

Array = npt.NDArray[np.int64 | np.float64]
Places = npt.NDArray[np.intp]


class Group(NamedTuple):
    """Respondents who are added up together.

    `unit` is the unit they are reported under, `surveyed` the one they were drawn in (another where units
    merged); `margins` are their values of the margins to which weights are raked; `answered` is the number of
    rated criteria they answered.
    """

    unit: str
    surveyed: str
    stratum: str
    margins: tuple[str, ...]
    answered: int


class Cluster(NamedTuple):
    """A primary sampling unit, as far as its respondents are in one group."""

    group: Group
    psu: str


Key = TypeVar("Key", Group, Cluster)


@dataclass(frozen=True)
class Tally:
    """Sums over respondents, by group. Tallies of one framework add; so do units.

    With G groups, K criteria, C codes and vectors of length P (see `Layout`): `respondents` [G] and `reached`
    [G × (dimensions + 1)] count people: all, and those with an answer in each dimension and in any;
    `reached_weight` is the sum of the weights of the latter;
    `straight` [G] counts those who gave one and the same level to all rated criteria they answered; `counts`
    [G × K × C] counts codes; `sums` [G × P] is Σ w x, `products` [G × P × P] is Σ w x x', and `squares`
    [G × P × P] is Σ w² x x'. Where the data name primary sampling units, `cluster_sums` [H × P] is Σ w x
    within each of the `clusters`.

    Without weights all are whole numbers, so that any order of adding gives the same bits.
    """

    framework: str
    layout: Layout
    codes: tuple[int, ...]
    groups: tuple[Group, ...]
    respondents: Array
    reached: Array
    reached_weight: Array
    straight: Array
    counts: Array
    sums: Array
    products: Array
    squares: Array
    clusters: tuple[Cluster, ...]
    cluster_sums: Array

    @property
    def weighted(self) -> bool:
        """Whether some responses came with a weight."""
        return self.sums.dtype == np.float64

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units in the tally, in alphabetical order."""
        return tuple(sorted({group.unit for group in self.groups}))

    @property
    def size_of_units(self) -> dict[str, int]:
        """The number of respondents by unit."""
        return dict(zip(self.units, self.of_units("respondents").tolist(), strict=True))

    @cached_property
    def unit_of_group(self) -> Places:
        """For each group the place of its unit among `units`."""
        place = {unit: i for i, unit in enumerate(self.units)}
        return np.array([place[group.unit] for group in self.groups], np.intp)

    def __add__(self, other: "Tally") -> "Tally":
        """The tally of both sets of responses; `ValueError` where they answered different frameworks."""
        if (self.framework, self.layout, self.codes) != (other.framework, other.layout, other.codes):
            raise ValueError(f"tallies of {self.framework} and {other.framework} do not add")
        if not other.groups and other.weighted == self.weighted:
            return self
        return regrouped(self, self.groups + other.groups, self.clusters + other.clusters, other)

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The tally as arrays by name, to be saved; `tally_from` makes it whole again.

        Without weights `squares` is `products` and `reached_weight` is `reached`; they are left out.
        """
        groups = [[*group[:3], str(group.answered), *group.margins] for group in self.groups]
        place = {group: i for i, group in enumerate(self.groups)}
        return {
            "framework": np.array(self.framework),
            "criteria": np.array(self.layout.criteria),
            "codes": np.array(self.codes),
            "groups": np.array(groups, "U").reshape(len(groups), -1 if groups else 4),
            "cluster_group": np.array([place[cluster.group] for cluster in self.clusters], np.int64),
            "cluster_psu": np.array([cluster.psu for cluster in self.clusters], "U"),
            **{name: getattr(self, name) for name in _ADDED if name not in _SAME or self.weighted},
        }

    def of_units(self, name: str) -> Array:
        """The array `name` summed over the groups of each unit, in the order of `units`."""
        return _added(getattr(self, name), self.unit_of_group, len(self.units))


_ADDED = tuple(field.name for field in fields(Tally) if field.type is Array)
_SAME = {"squares": "products", "reached_weight": "reached"}
"""Arrays that without weights are the same as others."""
_BY_CLUSTER = "cluster_sums"


def _added(array: Array, places: Places, n: int) -> Array:
    """The rows of an array summed at their places."""
    total = np.zeros((n, *array.shape[1:]), array.dtype)
    np.add.at(total, places, array)
    return total


def tally_from(arrays: Mapping[str, npt.NDArray[Any]], questionnaire: Questionnaire) -> Tally:
    """The tally that `Tally.arrays` took apart; `ValueError` where it is of another framework."""
    nothing = empty_tally(questionnaire)
    same = (
        str(arrays["framework"]) == nothing.framework
        and tuple(arrays["criteria"]) == nothing.layout.criteria
        and tuple(arrays["codes"]) == nothing.codes
    )
    if not same:
        raise ValueError(f"this is no tally of {questionnaire.code}")
    texts = [[str(text) for text in key] for key in arrays["groups"]]
    groups = tuple(Group(key[0], key[1], key[2], tuple(key[4:]), int(key[3])) for key in texts)
    pairs = zip(arrays["cluster_group"], arrays["cluster_psu"], strict=True)
    kept: dict[str, Any] = {name: arrays[name if name in arrays else _SAME[name]] for name in _ADDED}
    return replace(
        nothing,
        groups=groups,
        clusters=tuple(Cluster(groups[group], str(psu)) for group, psu in pairs),
        **kept,
    )


def regrouped(
    first: Tally, groups: tuple[Group, ...], clusters: tuple[Cluster, ...], *others: Tally
) -> Tally:
    """The arrays of all tallies, one after another, added where their keys are the same."""
    parts = (first, *others)
    weighted = any(part.weighted for part in parts)
    kept, by_group = _order(groups)
    kept_clusters, by_cluster = _order(clusters)

    def added(name: str) -> Array:
        array = np.concatenate([getattr(part, name) for part in parts])
        if name == _BY_CLUSTER:
            return _added(array, by_cluster, len(kept_clusters))
        return _added(array, by_group, len(kept))

    sums: dict[str, Any] = {name: added(name) for name in _ADDED if name not in _SAME or weighted}
    sums |= {name: sums[same] for name, same in _SAME.items() if name not in sums}
    return replace(first, groups=kept, clusters=kept_clusters, **sums)


def _order(keys: tuple[Key, ...]) -> tuple[tuple[Key, ...], Places]:
    """The distinct keys in order, and for each key its place among them."""
    kept = tuple(sorted(set(keys)))
    place = {key: i for i, key in enumerate(kept)}
    return kept, np.array([place[key] for key in keys], np.intp)


def merge_units(tally: Tally, into: Mapping[str, str]) -> Tally:
    """The tally after mergers: `into` maps units to the units they became; others stay.

    All indices are as if the respondents had been surveyed under the new unit. They were not drawn there,
    though: for its variances each former unit remains a stratum, and its PSUs remain its own.
    """
    moved = {group: group._replace(unit=into.get(group.unit, group.unit)) for group in tally.groups}
    clusters = tuple(cluster._replace(group=moved[cluster.group]) for cluster in tally.clusters)
    return regrouped(tally, tuple(moved.values()), clusters)


def empty_tally(questionnaire: Questionnaire, weighted: bool = False) -> Tally:
    """The tally of nobody: adding it changes nothing."""
    layout, codes = Layout.of(questionnaire), tuple(sorted(questionnaire.scale.names))
    number = np.float64 if weighted else np.int64
    products: Array = np.zeros((0, layout.size, layout.size), number)
    reached = np.zeros((0, len(questionnaire.dimensions) + 1), np.int64)
    return Tally(
        framework=questionnaire.code,
        layout=layout,
        codes=codes,
        groups=(),
        respondents=np.zeros(0, np.int64),
        reached=reached,
        reached_weight=reached.astype(number),
        straight=np.zeros(0, np.int64),
        counts=np.zeros((0, len(layout.criteria), len(codes)), np.int64),
        sums=np.zeros((0, layout.size), number),
        products=products,
        squares=products,
        clusters=(),
        cluster_sums=np.zeros((0, layout.size), number),
    )
