"""What if a criterion were better: the overall index, its gap, rank and rank set then."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipeline.measure.comparisons.scale import DIGITS, stabilised

Column = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Field:
    """The published units of one level in the comparison of the overall index, each array [U].

    `index` in percent; `critical` is each unit's critical value for its differences from the others on the
    arcsine scale, NaN where it has no precision.
    """

    index: Column
    n_effective: Column
    critical: Column


@dataclass(frozen=True)
class Standing:
    """Where a unit would stand with each of C other values of its index, all else equal, each array [C].

    No rank set where the unit has no precision.
    """

    index: Column
    gap_to_median: Column
    rank: Counts
    rank_low: Counts | None
    rank_high: Counts | None


def stand(field: Field, unit: int, index: Column) -> Standing:
    """The standing of a published unit (its place in `field`) with other values of its index [C].

    Gap and rank are those of the comparison with the new value among the unchanged ones of the other units;
    the median moves along where the unit is part of its middle. The rank set is the marginal one in a single
    step, at the precision and the critical value the unit has now.
    """
    others = np.delete(np.arange(len(field.index)), unit)
    rivals = field.index[others]
    joint = np.concatenate([np.broadcast_to(rivals, (len(index), len(rivals))), index[:, np.newaxis]], axis=1)
    rank = 1 + (rivals.round(DIGITS) > index.round(DIGITS)[:, np.newaxis]).sum(axis=1)
    gap = np.asarray(index - np.median(joint, axis=1))
    if np.isnan(field.critical[unit]):
        return Standing(index, gap, rank, None, None)
    x, se = stabilised(field.index / 100, field.n_effective)
    own, own_se = stabilised(index / 100, np.full(len(index), field.n_effective[unit]))
    distance = (x[others] - own[:, np.newaxis]) / np.hypot(se[others], own_se[:, np.newaxis])
    low = 1 + (distance > field.critical[unit]).sum(axis=1)
    high = len(field.index) - (distance < -field.critical[unit]).sum(axis=1)
    return Standing(
        index=index,
        gap_to_median=gap,
        rank=rank,
        rank_low=np.minimum(low, rank),
        rank_high=np.maximum(high, rank),
    )
