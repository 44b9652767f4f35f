"""Whether what the program says of simulated surveys is true; truths are percentages of their U units."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Values = npt.NDArray[np.float64]

ROUNDING = 1e-9
DIGITS = 9
"""Indices that agree to so many decimals are tied, as in `compare`."""
ENDS = ("low", "high")


@dataclass(frozen=True)
class Measured:
    """A share in percent, and its Monte Carlo error: one standard error over the surveys."""

    share: float
    error: float


def measured(right: Values) -> Measured:
    """The mean of ones and zeros [R × …] of R surveys, NaN left out, and its error."""
    each = pd.DataFrame(right.reshape(len(right), -1)).mean(axis=1).dropna()
    return Measured(100 * float(each.mean()), 100 * float(each.std() / np.sqrt(len(each))))


def holds(rows: pd.DataFrame, low: str, truth: Values, high: str) -> Values:
    """1 where the interval from column `low` to `high` holds the truth [U], 0 where not; NaN without one."""
    return _between(_numbers(rows, low, len(truth)), truth, _numbers(rows, high, len(truth)))


def judge_gaps(rows: pd.DataFrame, truth: Values) -> dict[str, Values]:
    """1 where the intervals of gaps are right [R × U], that of the best unit's value, and all verdicts [R].

    `rows` is the comparison of one item, survey by survey. The best unit is the one that came out best,
    whatever the truth; where several did, each counts in part. A verdict is wrong that names a direction in
    which the true gap to the true median does not go: `wrong` is 1 for a survey with any.
    """
    units = len(truth)
    index = np.round(_numbers(rows, "index", units), DIGITS)
    best = index == index.max(axis=1, keepdims=True)
    others = best[:, np.newaxis] & ~np.eye(units, dtype=np.bool_)
    low, high = (_numbers(rows, f"gap_to_best_{end}", units)[..., np.newaxis] for end in ENDS)
    gap, verdict = truth - np.median(truth), _by_survey(rows, "verdict", units)
    wrong = ((verdict == "above") & (gap <= ROUNDING)) | ((verdict == "below") & (gap >= -ROUNDING))
    return {
        "median": holds(rows, "gap_to_median_low", gap, "gap_to_median_high"),
        "best": _mean_of(others, _between(low, truth[:, np.newaxis] - truth, high)),
        "value": _mean_of(best, holds(rows, "best_low", truth, "best_high")),
        "wrong": wrong.any(axis=1).astype(np.float64),
    }


def judge_ranks(rows: pd.DataFrame, truth: Values) -> dict[str, Values]:
    """1 where a unit's own rank set is right [R × U]; where all of a survey are, and its set of the best [R].

    A rank set is right that holds every rank the unit could truly have: equal units share the ranks from the
    first to the last of them. The set of units level with the best is right that has all truly best ones.
    """
    units = len(truth)
    first = 1 + (truth > truth[:, np.newaxis]).sum(axis=1)
    last = (truth >= truth[:, np.newaxis]).sum(axis=1)
    own, every = (
        (_numbers(rows, f"rank_low{kind}", units) <= first)
        & (_numbers(rows, f"rank_high{kind}", units) >= last)
        for kind in ("", "_simultaneous")
    )
    level = _by_survey(rows, "level_with_best", units)[:, truth == truth.max()] == "yes"
    return {
        "own": own.astype(np.float64),
        "all": every.all(axis=1).astype(np.float64),
        "level": level.all(axis=1).astype(np.float64),
    }


def _by_survey(rows: pd.DataFrame, name: str, units: int) -> npt.NDArray[np.generic]:
    return rows[name].to_numpy().reshape(-1, units)


def _numbers(rows: pd.DataFrame, name: str, units: int) -> Values:
    return rows[name].to_numpy(np.float64, na_value=np.nan).reshape(-1, units)


def _between(low: Values, truth: Values, high: Values) -> Values:
    """1 where low ≤ truth ≤ high but for rounding, 0 where not, NaN where there is no interval."""
    inside = (low <= truth + ROUNDING) & (truth <= high + ROUNDING)
    return np.where(np.isnan(low + high), np.nan, inside)


def _mean_of(chosen: npt.NDArray[np.bool_], values: Values) -> Values:
    """The mean of the chosen values over the last axis; NaN where none is chosen."""
    n = chosen.sum(axis=-1)
    total = np.where(chosen, values, 0).sum(axis=-1)
    return np.divide(total, n, out=np.full(n.shape, np.nan), where=n > 0)
