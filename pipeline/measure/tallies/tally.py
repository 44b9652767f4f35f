"""The tally: everything that later figures need, in numbers that add."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import ThreadpoolController

from pipeline.measure.tallies.vector import Layout, response_vectors
from schemas.questionnaire import Questionnaire

Array = npt.NDArray[np.int64 | np.float64]
Places = npt.NDArray[np.intp]
Key = tuple[str, ...]

ROWS_AT_ONCE = 16_384
"""So many vectors are held at once: enough for fast products, few enough for the processor's cache."""


@dataclass(frozen=True)
class Tally:
    """Sums over respondents, by unit and stratum. Tallies of one framework add; so do units.

    With G groups (unit, stratum), K criteria, C codes and vectors of length P (see `Layout`):
    `respondents` [G] and `reached` [G × (dimensions + 1)] count people: all, and those with an answer in each
    dimension and in any; `counts` [G × K × C] counts codes; `sums` [G × P] is Σ w x, `products` [G × P × P]
    is Σ w² x x'. Where the data name primary sampling units, `clusters` are (unit, stratum, psu) and
    `cluster_sums` [H × P] is Σ w x within each.

    Without weights all are whole numbers, so that any order of adding gives the same bits.
    """

    framework: str
    layout: Layout
    codes: tuple[int, ...]
    groups: tuple[Key, ...]
    respondents: Array
    reached: Array
    counts: Array
    sums: Array
    products: Array
    clusters: tuple[Key, ...]
    cluster_sums: Array

    @property
    def weighted(self) -> bool:
        """Whether some responses came with a weight."""
        return self.sums.dtype == np.float64

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The units in the tally, in alphabetical order."""
        return tuple(sorted({unit for unit, _ in self.groups}))

    def __add__(self, other: "Tally") -> "Tally":
        """The tally of both sets of responses; `ValueError` where they answered different frameworks."""
        if (self.framework, self.layout, self.codes) != (other.framework, other.layout, other.codes):
            raise ValueError(f"tallies of {self.framework} and {other.framework} do not add")
        if not other.groups and other.weighted == self.weighted:
            return self
        return _regrouped(self, self.groups + other.groups, self.clusters + other.clusters, other)

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The tally as arrays by name, to be saved; `tally_from` makes it whole again."""
        return {
            "framework": np.array(self.framework),
            "criteria": np.array(self.layout.criteria),
            "codes": np.array(self.codes),
            "groups": np.array(self.groups, "U").reshape(-1, 2),
            "clusters": np.array(self.clusters, "U").reshape(-1, 3),
            "respondents": self.respondents,
            "reached": self.reached,
            "counts": self.counts,
            "sums": self.sums,
            "products": self.products,
            "cluster_sums": self.cluster_sums,
        }

    def of_units(self, name: str) -> Array:
        """The array `name` summed over the strata of each unit, in the order of `units`."""
        array: Array = getattr(self, name)
        at = np.array([self.units.index(unit) for unit, _ in self.groups], np.intp)
        total = np.zeros((len(self.units), *array.shape[1:]), array.dtype)
        np.add.at(total, at, array)
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
    groups = tuple(tuple(str(text) for text in key) for key in arrays["groups"])
    clusters = tuple(tuple(str(text) for text in key) for key in arrays["clusters"])
    return replace(
        nothing,
        groups=groups,
        clusters=clusters,
        respondents=arrays["respondents"],
        reached=arrays["reached"],
        counts=arrays["counts"],
        sums=arrays["sums"],
        products=arrays["products"],
        cluster_sums=arrays["cluster_sums"],
    )


def _regrouped(first: Tally, groups: tuple[Key, ...], clusters: tuple[Key, ...], *others: Tally) -> Tally:
    """The arrays of all tallies, one after another, added where their keys are the same."""
    parts = (first, *others)
    kept, by_group = _order(groups)
    kept_clusters, by_cluster = _order(clusters)

    def added(name: str, places: Places, n: int) -> Array:
        array = np.concatenate([getattr(part, name) for part in parts])
        total = np.zeros((n, *array.shape[1:]), array.dtype)
        np.add.at(total, places, array)
        return total

    return replace(
        first,
        groups=kept,
        clusters=kept_clusters,
        respondents=added("respondents", by_group, len(kept)),
        reached=added("reached", by_group, len(kept)),
        counts=added("counts", by_group, len(kept)),
        sums=added("sums", by_group, len(kept)),
        products=added("products", by_group, len(kept)),
        cluster_sums=added("cluster_sums", by_cluster, len(kept_clusters)),
    )


def _order(keys: tuple[Key, ...]) -> tuple[tuple[Key, ...], Places]:
    """The distinct keys in order, and for each key its place among them."""
    kept = tuple(sorted(set(keys)))
    place = {key: i for i, key in enumerate(kept)}
    return kept, np.array([place[key] for key in keys], np.intp)


def merge_units(tally: Tally, into: Mapping[str, str]) -> Tally:
    """The tally after mergers: `into` maps units to the units they became; others stay.

    The same as if their respondents had been surveyed under the new unit in the first place.
    """
    groups = tuple((into.get(unit, unit), *rest) for unit, *rest in tally.groups)
    clusters = tuple((into.get(unit, unit), *rest) for unit, *rest in tally.clusters)
    return _regrouped(tally, groups, clusters)


def empty_tally(questionnaire: Questionnaire, weighted: bool = False) -> Tally:
    """The tally of nobody: adding it changes nothing."""
    layout, codes = Layout.of(questionnaire), tuple(sorted(questionnaire.scale.names))
    number = np.float64 if weighted else np.int64
    return Tally(
        framework=questionnaire.code,
        layout=layout,
        codes=codes,
        groups=(),
        respondents=np.zeros(0, np.int64),
        reached=np.zeros((0, len(questionnaire.dimensions) + 1), np.int64),
        counts=np.zeros((0, len(layout.criteria), len(codes)), np.int64),
        sums=np.zeros((0, layout.size), number),
        products=np.zeros((0, layout.size, layout.size), number),
        clusters=(),
        cluster_sums=np.zeros((0, layout.size), number),
    )


def tally(responses: pd.DataFrame, questionnaire: Questionnaire) -> Tally:
    """The tally of accepted responses (columns as in `responses.parquet`).

    Uses `unit`, the criteria, and `weight`, `stratum`, `psu` where they are there.
    """
    nothing = empty_tally(questionnaire, weighted="weight" in responses)
    if not len(responses):
        return nothing
    groups, group = _grouped(responses, ["unit", "stratum"])
    clusters, cluster = _grouped(responses, ["unit", "stratum", "psu"]) if "psu" in responses else ((), None)
    codes = responses[list(questionnaire.codes)].to_numpy()
    weights = responses["weight"].to_numpy(np.float64) if "weight" in responses else None
    # One thread: products of so small a width lose time to a second, and sums of weights keep their order.
    with ThreadpoolController().limit(limits=1):
        sums, products, cluster_sums = _moments(
            codes, questionnaire, weights, (group, len(groups)), (cluster, len(clusters))
        )
    number = nothing.sums.dtype
    return replace(
        nothing,
        groups=groups,
        respondents=np.bincount(group, minlength=len(groups)),
        reached=_reached(codes, questionnaire, group, len(groups)),
        counts=_counts(codes, nothing.codes, group, len(groups)),
        sums=sums.astype(number),
        products=products.astype(number),
        clusters=clusters,
        cluster_sums=cluster_sums.astype(number),
    )


def _grouped(responses: pd.DataFrame, names: list[str]) -> tuple[tuple[Key, ...], Places]:
    """The distinct keys of the rows in order, and for each row the place of its key among them."""
    keys: tuple[Key, ...] = ((),)
    places = np.zeros(len(responses), np.intp)
    for name in names:
        codes, values = _spelled(responses, name)
        joint = places * len(values) + codes
        found = np.sort(pd.unique(joint))
        places = np.searchsorted(found, joint)
        pairs = zip(found // len(values), found % len(values), strict=True)
        keys = tuple((*keys[key], values[value]) for key, value in pairs)
    return keys, places


def _spelled(responses: pd.DataFrame, name: str) -> tuple[Places, list[str]]:
    """A column as numbers of its distinct texts, which are in order; one empty text where it is not there."""
    if name not in responses:
        return np.zeros(len(responses), np.intp), [""]
    column = responses[name]
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("str").astype("category")
    texts = [str(text) for text in column.cat.categories]
    order = sorted(range(len(texts)), key=texts.__getitem__)
    place = np.empty(len(texts), np.intp)
    place[order] = np.arange(len(texts))
    return place[column.cat.codes.to_numpy()], [texts[i] for i in order]


def _moments(
    codes: npt.NDArray[np.int8],
    questionnaire: Questionnaire,
    weights: npt.NDArray[np.float64] | None,
    grouping: tuple[Places, int],
    clustering: tuple[Places | None, int],
) -> tuple[Array, Array, Array]:
    """Σ w x and Σ w² x x' by group, and Σ w x by cluster."""
    (group, n_groups), (cluster, n_clusters) = grouping, clustering
    layout = Layout.of(questionnaire)
    size = layout.size
    # Whole numbers are exact in single precision, too, where few enough are added; and twice as fast.
    kind, step = (
        (np.float32, layout.exact_rows(ROWS_AT_ONCE)) if weights is None else (np.float64, ROWS_AT_ONCE)
    )
    sums, products = np.zeros((n_groups, size)), np.zeros((n_groups, size, size))
    cluster_sums = np.zeros((n_clusters, size))
    order = np.argsort(group.astype(np.min_scalar_type(n_groups)), kind="stable")
    ends = np.cumsum(np.bincount(group, minlength=n_groups))
    for g, (start, end) in enumerate(zip(ends - np.diff(ends, prepend=0), ends, strict=True)):
        for at in range(start, end, step):
            rows = order[at : min(at + step, end)]
            vectors = response_vectors(codes[rows], questionnaire, kind)
            if weights is not None:
                vectors *= weights[rows, np.newaxis]
            sums[g] += vectors.sum(axis=0)
            products[g] += vectors.T @ vectors
            if cluster is not None:
                np.add.at(cluster_sums, cluster[rows], vectors)
    return sums, products, cluster_sums


def _counts(codes: npt.NDArray[np.int8], known: tuple[int, ...], group: Places, n_groups: int) -> Array:
    """How often each code was given, by group and criterion."""
    place = np.zeros(max(known) - min(known) + 1, np.int64)
    place[np.array(known)] = np.arange(len(known))
    by_criterion = [
        np.bincount(group * len(known) + place[answers], minlength=n_groups * len(known))
        for answers in codes.T
    ]
    return np.stack([counts.reshape(n_groups, len(known)) for counts in by_criterion], axis=1)


def _reached(
    codes: npt.NDArray[np.int8], questionnaire: Questionnaire, group: Places, n_groups: int
) -> Array:
    """Respondents with an answer in each dimension, and (last) in any of them, by group."""
    layout, answered = Layout.of(questionnaire), codes > 0
    parts = [questionnaire.criteria_of(dimension.code) for dimension in questionnaire.dimensions]
    reached = [answered[:, layout.positions(part)].any(axis=1) for part in (*parts, questionnaire.rated)]
    return np.stack([np.bincount(group[rows], minlength=n_groups) for rows in reached], axis=1)
