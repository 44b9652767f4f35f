"""The verb `tally`: accepted responses to their sums."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from threadpoolctl import ThreadpoolController

from pipeline.measure.tallies.tally import Array, Cluster, Group, Places, Tally, empty_tally
from pipeline.measure.tallies.vector import Layout, response_vectors
from schemas.questionnaire import Questionnaire
from schemas.settings import MARGIN

Codes = npt.NDArray[np.int8]

ROWS_AT_ONCE = 16_384
"""So many vectors are held at once: enough for fast products, few enough for the processor's cache."""


def tally(responses: pd.DataFrame, questionnaire: Questionnaire) -> Tally:
    """The tally of accepted responses (columns as in `responses.parquet`).

    Uses `unit`, the criteria, and `weight`, `stratum`, `psu` and the margins where they are there.
    """
    nothing = empty_tally(questionnaire, weighted="weight" in responses)
    if not len(responses):
        return nothing
    codes = responses[list(questionnaire.codes)].to_numpy()
    groups, group = _groups(responses, codes[:, Layout.of(questionnaire).positions(questionnaire.rated)])
    clusters, cluster = _clusters(responses, groups, group)
    weights = responses["weight"].to_numpy(np.float64) if "weight" in responses else None
    # One thread: products of so small a width lose time to a second, and sums of weights keep their order.
    with ThreadpoolController().limit(limits=1):
        sums, products, squares, cluster_sums = _moments(
            codes, questionnaire, weights, (group, len(groups)), (cluster, len(clusters))
        )
    number = nothing.sums.dtype
    products = products.astype(number)
    reached = _reached(codes, questionnaire, group, len(groups), None)
    return replace(
        nothing,
        groups=groups,
        respondents=np.bincount(group, minlength=len(groups)),
        reached=reached,
        reached_weight=reached
        if weights is None
        else _reached(codes, questionnaire, group, len(groups), weights),
        straight=_straight(codes, questionnaire, group, len(groups)),
        counts=_counts(codes, nothing.codes, group, len(groups)),
        sums=sums.astype(number),
        products=products,
        squares=squares if weights is not None else products,
        clusters=clusters,
        cluster_sums=cluster_sums.astype(number),
    )


def _groups(responses: pd.DataFrame, rated: Codes) -> tuple[tuple[Group, ...], Places]:
    """The groups in order, and for each response the place of its group; `rated` are its rated answers."""
    margins = sorted(str(name) for name in responses if str(name).startswith(MARGIN))
    parts = [_spelled(responses, name) for name in ("unit", "stratum", *margins)]
    answered = np.count_nonzero(rated > 0, axis=1)
    levels = [texts for _, texts in parts]
    places = np.ravel_multi_index(
        (*(part for part, _ in parts), answered),
        (*(len(texts) for texts in levels), rated.shape[1] + 1),
    )
    found, group = _ranked(places)
    keys = np.unravel_index(found, (*(len(texts) for texts in levels), rated.shape[1] + 1))
    named = [[levels[i][place] for place in part] for i, part in enumerate(keys[:-1])]
    units, strata = named[:2]
    values = list(zip(*named[2:], strict=True)) if margins else [()] * len(found)
    key = zip(units, strata, values, keys[-1], strict=True)
    return tuple(Group(unit, unit, stratum, own, int(m)) for unit, stratum, own, m in key), group


def _clusters(
    responses: pd.DataFrame, groups: tuple[Group, ...], group: Places
) -> tuple[tuple[Cluster, ...], Places | None]:
    """The primary sampling units in order, and for each response the place of its own."""
    if "psu" not in responses:
        return (), None
    psu, texts = _spelled(responses, "psu")
    found, cluster = _ranked(group * len(texts) + psu)
    return tuple(Cluster(groups[key // len(texts)], texts[key % len(texts)]) for key in found), cluster


def _ranked(places: Places) -> tuple[Places, Places]:
    """The distinct numbers in order, and for each number its place among them."""
    found = np.sort(pd.unique(places))
    return found, np.searchsorted(found, places)


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
    codes: Codes,
    questionnaire: Questionnaire,
    weights: npt.NDArray[np.float64] | None,
    grouping: tuple[Places, int],
    clustering: tuple[Places | None, int],
) -> tuple[Array, Array, Array, Array]:
    """Σ w x, Σ w x x' and Σ w² x x' by group, and Σ w x by cluster."""
    (group, n_groups), (cluster, n_clusters) = grouping, clustering
    layout = Layout.of(questionnaire)
    size = layout.size
    # Whole numbers are exact in single precision, too, where few enough are added; and twice as fast.
    kind, step = (
        (np.float32, layout.exact_rows(ROWS_AT_ONCE)) if weights is None else (np.float64, ROWS_AT_ONCE)
    )
    sums, cluster_sums = np.zeros((n_groups, size)), np.zeros((n_clusters, size))
    products = np.zeros((n_groups, size, size))
    squares = products if weights is None else np.zeros_like(products)
    order = np.argsort(group.astype(np.min_scalar_type(n_groups)), kind="stable")
    ends = np.cumsum(np.bincount(group, minlength=n_groups))
    for g, (start, end) in enumerate(zip(ends - np.diff(ends, prepend=0), ends, strict=True)):
        for at in range(start, end, step):
            rows = order[at : min(at + step, end)]
            plain = response_vectors(codes[rows], questionnaire, kind)
            vectors = plain if weights is None else plain * weights[rows, np.newaxis]
            sums[g] += vectors.sum(axis=0)
            products[g] += plain.T @ vectors
            if weights is not None:
                squares[g] += vectors.T @ vectors
            if cluster is not None:
                np.add.at(cluster_sums, cluster[rows], vectors)
    return sums, products, squares, cluster_sums


def _counts(codes: Codes, known: tuple[int, ...], group: Places, n_groups: int) -> Array:
    """How often each code was given, by group and criterion."""
    place = np.zeros(max(known) - min(known) + 1, np.int64)
    place[np.array(known)] = np.arange(len(known))
    by_criterion = [
        np.bincount(group * len(known) + place[answers], minlength=n_groups * len(known))
        for answers in codes.T
    ]
    return np.stack([counts.reshape(n_groups, len(known)) for counts in by_criterion], axis=1)


def _reached(
    codes: Codes,
    questionnaire: Questionnaire,
    group: Places,
    n_groups: int,
    weights: npt.NDArray[np.float64] | None,
) -> Array:
    """Respondents with an answer in each dimension, and (last) in any of them, by group; or their weights."""
    layout, answered = Layout.of(questionnaire), codes > 0
    parts = [questionnaire.criteria_of(dimension.code) for dimension in questionnaire.dimensions]
    reached = [answered[:, layout.positions(part)].any(axis=1) for part in (*parts, questionnaire.rated)]
    counted = [
        np.bincount(group[rows], None if weights is None else weights[rows], n_groups) for rows in reached
    ]
    return np.stack(counted, axis=1)


def _straight(codes: Codes, questionnaire: Questionnaire, group: Places, n_groups: int) -> Array:
    """Respondents who gave one level to all rated criteria that they answered, at least one, by group."""
    rated = codes[:, Layout.of(questionnaire).positions(questionnaire.rated)]
    highest = rated.max(axis=1)
    lowest = np.where(rated > 0, rated, np.iinfo(rated.dtype).max).min(axis=1)
    return np.bincount(group[(highest > 0) & (highest == lowest)], minlength=n_groups)
