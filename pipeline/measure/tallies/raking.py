"""Weights raked to known margins, on the tally: people of one cell of the margins share their factor."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import numpy.typing as npt
from scipy import optimize

from pipeline.measure.tallies.tally import Tally, regrouped
from schemas.settings import Margin

Column = npt.NDArray[np.float64]
Cells = npt.NDArray[np.str_]

_CLOSE = 1e-9
"""Raked shares must agree with the margins to this share of the sample."""


@dataclass(frozen=True)
class Raked:
    """The weighted tally, and by surveyed unit the margins that could not be met.

    `empty` holds (margin, value) that nobody in the sample has, `failed` the units that keep their weights
    since no weights meet all margins at once, or nobody's value of any margin is known. Their groups keep
    their margins, the others have none any more.
    """

    tally: Tally
    empty: Mapping[str, tuple[tuple[str, str], ...]]
    failed: tuple[str, ...]


def rake(tally: Tally, margins: Mapping[str, Margin]) -> Raked:
    """The tally with weights raked, in each surveyed unit, to the shares of its margins.

    Weights are multiplied by exp(Σ_m λ_m(value)), one λ for each value of each margin, such that the weighted
    shares are those told (raking, or iterative proportional fitting: Deming & Stephan 1940; as calibration:
    Deville & Särndal 1992). Their sum stays what it was. People whose value of a margin is not known keep
    their share of the sample. Variances take the weights as given.
    """
    if not margins:
        return Raked(tally, {}, ())
    codes = sorted(margins)
    factors, failed = np.ones(len(tally.groups)), []
    empty: dict[str, tuple[tuple[str, str], ...]] = {}
    for unit, places in _by_surveyed(tally):
        cells = np.array([tally.groups[place].margins for place in places], "U").reshape(len(places), -1)
        base = tally.sums[places, tally.layout.one].astype(np.float64)
        told = [margins[code].units.get(unit, margins[code].shares) for code in codes]
        if nobody := tuple(_nobody(codes, told, cells)):
            empty[unit] = nobody
        found = _factors(cells, base, told)
        if found is None:
            failed.append(unit)
        else:
            factors[places] = found
    return Raked(_weighted(tally, factors, failed), empty, tuple(failed))


def _by_surveyed(tally: Tally) -> Iterator[tuple[str, list[int]]]:
    by_unit = sorted(range(len(tally.groups)), key=lambda place: tally.groups[place].surveyed)
    for unit, places in groupby(by_unit, key=lambda place: tally.groups[place].surveyed):
        yield unit, list(places)


def _nobody(codes: list[str], told: list[dict[str, float]], cells: Cells) -> Iterator[tuple[str, str]]:
    for m, code in enumerate(codes):
        yield from ((code, value) for value in told[m] if value not in cells[:, m])


def _factors(cells: Cells, base: Column, told: list[dict[str, float]]) -> Column | None:
    """What the weights of each cell are multiplied by; None where nothing meets all margins."""
    values = [(m, value) for m, shares in enumerate(told) for value in shares if value in cells[:, m]]
    if not values:
        return None
    member = np.stack([cells[:, m] == value for m, value in values], axis=1).astype(np.float64)
    target = np.empty(len(values))
    for m, shares in enumerate(told):
        own = [i for i, (margin, _) in enumerate(values) if margin == m]
        share = np.array([shares[values[i][1]] for i in own])
        target[own] = share / share.sum() * (base @ member[:, own]).sum()
    total = base.sum()

    def off(effects: Column) -> Column:
        return np.asarray((member.T @ (base * np.exp(member @ effects)) - target) / total)

    def slope(effects: Column) -> npt.NDArray[np.float64]:
        weight = base * np.exp(member @ effects)
        return np.asarray(member.T @ (weight[:, np.newaxis] * member) / total)

    with np.errstate(over="ignore", invalid="ignore"):
        solved = optimize.root(
            off, np.zeros(len(values)), jac=slope, method="lm", options={"xtol": 1e-15, "ftol": 1e-15}
        )
    factors = np.exp(member @ solved.x)
    return np.asarray(factors) if np.abs(off(solved.x)).max(initial=0) < _CLOSE else None


def _weighted(tally: Tally, factors: Column, failed: Sequence[str]) -> Tally:
    """The tally with the weights of each group multiplied; where raked, no longer kept apart by margins."""
    place = {group: i for i, group in enumerate(tally.groups)}
    of_cluster = np.array([factors[place[cluster.group]] for cluster in tally.clusters])
    heavier = replace(
        tally,
        reached_weight=tally.reached_weight * factors[:, np.newaxis],
        sums=tally.sums * factors[:, np.newaxis],
        products=tally.products * factors[:, np.newaxis, np.newaxis],
        squares=tally.squares * factors[:, np.newaxis, np.newaxis] ** 2,
        cluster_sums=tally.cluster_sums * of_cluster.reshape(-1, 1),
    )
    whole = [group if group.surveyed in failed else group._replace(margins=()) for group in tally.groups]
    return regrouped(
        heavier,
        tuple(whole),
        tuple(cluster._replace(group=whole[place[cluster.group]]) for cluster in tally.clusters),
    )
