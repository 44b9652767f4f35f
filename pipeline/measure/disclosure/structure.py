"""Which units to leave out of a table of respondents by unit and value, so that no small number is told."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Withheld:
    """Why each unit is withheld, "" where it is shown; and whether the total of all units is."""

    reasons: tuple[str, ...]
    total: bool

    @property
    def units(self) -> Mask:
        """The units that are withheld."""
        return np.array([reason != "" for reason in self.reasons], np.bool_)


def withhold(counts: Counts, below: int, also: Mask | None = None, total_published: bool = True) -> Withheld:
    """The units to withhold of `counts` [U × V], respondents by unit and value.

    A unit with 1 to `below` - 1 respondents of a value is withheld whole, and so are units of `also`. Further
    units follow, the smallest first, until nothing small can be found from the total, the units that are
    shown and the numbers of respondents of all units (`_is_safe`); those that turn out not to be needed are
    shown again. Where no units help, or `total_published` is false, the total is withheld in their place.
    """
    small = ((counts > 0) & (counts < below)).any(axis=1)
    first = np.asarray(small if also is None else small | also)
    hidden, total = first.copy(), False
    if first.any():
        hidden, total = _with_further(counts, below, first) if total_published else (first, True)
    told = np.select([small, hidden], ["suppressed_small", "suppressed_complementary"], "")
    return Withheld(tuple(map(str, told)), total)


def withhold_numbers(sizes: Counts, below: int) -> Withheld:
    """The units to withhold of the numbers of respondents by unit [U], whose total is known."""
    small = (sizes > 0) & (sizes < below)
    hidden, order = small.copy(), np.argsort(sizes, kind="stable")
    for unit in order[~small[order]]:
        if not small.any() or (hidden.sum() > 1 and sizes[hidden].sum() >= below):
            break
        hidden[unit] = True
    told = np.select([small, hidden], ["suppressed_small", "suppressed_complementary"], "")
    return Withheld(tuple(map(str, told)), total=False)


def _with_further(counts: Counts, below: int, first: Mask) -> tuple[Mask, bool]:
    """The units to withhold so that the total can be shown; or `first`, and that it cannot."""
    if not _is_safe(counts, below, np.ones(len(counts), np.bool_)):
        return first, True
    hidden, added, order = first.copy(), [], np.argsort(counts.sum(axis=1), kind="stable")
    for unit in order[~first[order]]:
        if _is_safe(counts, below, hidden):
            break
        hidden[unit] = True
        added.append(unit)
    for unit in reversed(added):
        without = hidden.copy()
        without[unit] = False
        hidden = without if _is_safe(counts, below, without) else hidden
    return hidden, False


def _is_safe(counts: Counts, below: int, hidden: Mask) -> bool:
    """Whether total, shown units and the numbers of respondents of all units tell nothing small.

    What they tell of the hidden units are the sums by value and by unit. These must not be small, and must
    leave open more than one number for each small cell n: from max(0, row + column - sum) to min(row, column)
    (Fréchet bounds). The more units are hidden, the safer.
    """
    rest = counts[hidden]
    by_value, by_unit = rest.sum(axis=0), rest.sum(axis=1)[:, np.newaxis]
    least = np.maximum(0, by_unit + by_value - by_value.sum())
    most = np.minimum(by_unit, by_value)
    told = (rest > 0) & (rest < below) & (least == most)
    return not (((by_value > 0) & (by_value < below)).any() or told.any())
