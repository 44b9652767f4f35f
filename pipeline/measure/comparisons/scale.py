"""The scale on which units are ranked: ranks stay, and the error no longer depends on the level."""

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.float64]

DIGITS = 9
"""Indices that agree to so many decimals of a percent are tied: they differ by the order of adding only."""


def stabilised(share: Column, n_effective: Column) -> tuple[Column, Column]:
    """Shares (0 to 1) on the arcsine scale, and their standard errors there.

    x = arcsin √((n p + 3/8) / (n + 3/4)), se = 1 / (2 √(n + 1/2)): near 0 and 1, where the spread of a share
    closes, that of x does not. Ranks are those of the shares, since the scale is the same for all units.
    Source: Anscombe (1948), with the effective sample size for n.
    """
    inside = (n_effective * share + 3 / 8) / (n_effective + 3 / 4)
    return np.asarray(np.arcsin(np.sqrt(inside))), np.asarray(0.5 / np.sqrt(n_effective + 0.5))
