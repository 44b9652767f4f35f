"""The verb `funnel`: which units lie further from the median than chance and the usual spread explain."""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import chdtr, ndtri

from pipeline.measure.comparisons.scale import stabilised
from schemas.labels import UNPUBLISHED
from schemas.settings import Survey
from schemas.tables import FUNNEL, checked

Column = npt.NDArray[np.float64]
Rows = npt.NDArray[np.bool_]

WINSORISED = 0.1
"""The share of the z scores at either end that is drawn in before the dispersion is taken."""

_END = float(ndtri(1 - WINSORISED))
BY_CHANCE = float(chdtr(3, _END**2)) + 2 * WINSORISED * _END**2
"""The mean square that winsorising leaves of normal z scores: 0.679 of their 1."""

LIMITS = {"low_998": 0.001, "low_95": 0.025, "high_95": 0.975, "high_998": 0.999}
"""The probability below each control limit."""

UNITS_TO_SPREAD = 2
CURVE = 60
BEYOND = 0.1
"""By how much the curves reach beyond the smallest and the largest unit, as a share of their sizes."""


@dataclass(frozen=True)
class Control:
    """Where the units of a level lie if chance and the spread between units are all that sets them apart.

    `centre` is a share (0 to 1), `dispersion` the mean square of the z scores without their extremes (1 by
    chance alone), `between` the standard deviation between units on the arcsine scale.
    """

    centre: float
    dispersion: float
    between: float

    @classmethod
    def around(cls, centre: float, share: Column, n_effective: Column) -> Self:
        """The control of units with these shares (0 to 1) and effective sample sizes, both [U].

        With z = (x - x0) / s on the arcsine scale, winsorised at 10 and 90 %, phi = mean z² / `BY_CHANCE` and
        w = 1 / s²: between² = max(0, (U phi - (U - 1)) / (sum w - sum w² / sum w)). Sources: Spiegelhalter
        (2005), Statistics in Medicine 24; DerSimonian & Laird (1986). The division is ours, see
        `docs/methods/funnel.md`.
        """
        alone = cls(centre, np.nan, 0.0)
        z, weight = alone.z(share, n_effective), alone.error(n_effective) ** -2
        # Sorted, so that the order of rows does not even change the last digit.
        square = np.sort(np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED])) ** 2)
        phi, n = float(square.mean()) / BY_CHANCE, len(z)
        if n < UNITS_TO_SPREAD:
            return cls(centre, phi, 0.0)
        total, squares = np.sort(weight).sum(), np.sort(weight**2).sum()
        return cls(centre, phi, float(np.sqrt(max(0.0, (n * phi - (n - 1)) / (total - squares / total)))))

    def error(self, n_effective: Column) -> Column:
        """The standard deviation of a unit around the centre, chance and spread, on the arcsine scale."""
        _, chance = stabilised(np.full_like(n_effective, self.centre), n_effective)
        return np.asarray(np.hypot(chance, self.between))

    def z(self, share: Column, n_effective: Column) -> Column:
        """How many such deviations each share lies above the centre."""
        x, _ = stabilised(share, n_effective)
        return np.asarray((x - self._middle) / self.error(n_effective))

    def limit(self, n_effective: Column, probability: float) -> Column:
        """The share at which z is the normal quantile of `probability`, by effective sample size; 0 to 1."""
        x = np.clip(self._middle + ndtri(probability) * self.error(n_effective), 0, np.pi / 2)
        share = (np.sin(x) ** 2 * (n_effective + 3 / 4) - 3 / 8) / n_effective
        return np.asarray(np.clip(share, 0, 1))

    @property
    def _middle(self) -> float:
        return float(np.arcsin(np.sqrt(self.centre)))


def funnel(estimates: pd.DataFrame, survey: Survey) -> pd.DataFrame:
    """The overall index of every unit against its effective sample size, with control limits.

    The centre is the unweighted median of the published units of one level, as in `compare`; the limits hold
    95 and 99.8 % of units that differ from it by chance and by the spread that is usual between units.
    Below `median_from` units that are published and have a standard error there are no limits. Rows: one a
    unit; then, with unit "", the limits by effective sample size for each level. Units without limits have a
    reason. Columns as in `processed/README.md`. Source: Spiegelhalter (2005), Statistics in Medicine 24.
    """
    overall = estimates[estimates["kind"] == "overall"]
    units, curves = [overall.iloc[:0]], []
    for level, group in overall.groupby("level", sort=False):
        known, control = _controlled(group, survey.thresholds.median_from)
        units.append(_units(group, known, control))
        if control is not None:
            curves.append(_curve(group.loc[known, "n_effective"].to_numpy(np.float64), control, str(level)))
    table = pd.concat([pd.concat(units).sort_index(), *curves], ignore_index=True)
    table = table.assign(period=survey.period.name, simulated=survey.settings.simulated)
    return checked(table.reindex(columns=list(FUNNEL.columns)), FUNNEL)


def _controlled(group: pd.DataFrame, least: int) -> tuple[Rows, Control | None]:
    """Which units of a level are in its funnel, and its control; None where they are fewer than `least`."""
    published = ~group["reliability"].isin(UNPUBLISHED)
    precise = (group["n_effective"] > 0) & (group["df"].astype("Float64") > 0).fillna(value=False)
    known = (published & precise).to_numpy(np.bool_)
    if known.sum() < least:
        return known, None
    centre = float(group.loc[published, "index"].median()) / 100
    return known, Control.around(centre, *_shares(group[known]))


def _shares(rows: pd.DataFrame) -> tuple[Column, Column]:
    return rows["index"].to_numpy(np.float64) / 100, rows["n_effective"].to_numpy(np.float64)


def _units(group: pd.DataFrame, known: Rows, control: Control | None) -> pd.DataFrame:
    """A row a unit of one level, with the limits at its own size where it is `known`."""
    own = group["reason"].where(group["reliability"].isin(UNPUBLISHED), "")
    own = own.mask((own == "") & ~known, "single_sampling_unit")
    if control is None:
        return group.assign(reason=own.where(own != "", "too_few_units"), outside="")
    share, n_effective = _shares(group[known])
    z = control.z(share, n_effective)
    columns = {**_lines(n_effective, control), "z": z, "outside": _outside(z)}
    rows = pd.DataFrame(columns, index=group.index[known]).reindex(group.index)
    found = {str(name): rows[name] for name in rows}
    return group.assign(**found, reason=own).fillna({"outside": ""})


def _lines(n_effective: Column, control: Control) -> dict[str, Column]:
    """Centre, spread and limits at effective sample sizes."""
    same = {"centre": 100 * control.centre, "dispersion": control.dispersion, "between": control.between}
    limits = {name: 100 * control.limit(n_effective, below) for name, below in LIMITS.items()}
    return {**{name: np.full_like(n_effective, value) for name, value in same.items()}, **limits}


def _outside(z: Column) -> list[str]:
    beyond = [z > ndtri(0.999), z > ndtri(0.975), z < ndtri(0.001), z < ndtri(0.025)]
    return [str(name) for name in np.select(beyond, ["above_998", "above_95", "below_998", "below_95"], "")]


def _curve(n_effective: Column, control: Control, level: str) -> pd.DataFrame:
    """The limits from a little below the smallest unit of a level to a little above the largest."""
    ends = n_effective.min() * (1 - BEYOND), n_effective.max() * (1 + BEYOND)
    grid = np.geomspace(*ends, CURVE)
    texts = dict.fromkeys(("unit", "unit_name", "outside", "reason"), "")
    return pd.DataFrame({"level": level, **texts, "n_effective": grid, **_lines(grid, control)})
