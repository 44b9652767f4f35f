"""Who answered already: a register of respondents whose memory does not grow with their number."""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO, Self

import numpy as np
import numpy.typing as npt

KEPT = 500_000
NOWHERE = -1

Keys = npt.NDArray[np.int64]


class Register:
    """Respondents met so far, each with the place where it was first met.

    A respondent is known by a 64-bit key (its hash); two of n different respondents share one with
    probability about n² / 2⁶⁵, which is 4e-7 for four million. Keys are kept sorted, the newest half million
    in memory and the older ones in a temporary file, in runs of half a million, read one at a time.
    """

    def __init__(self) -> None:
        self._keys: Keys = np.empty(0, np.int64)
        self._places: Keys = np.empty(0, np.int64)
        self._runs: list[int] = []
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def enter(self, keys: Keys, places: Keys) -> Keys:
        """For each row the place where its respondent was met before, NOWHERE at the first time."""
        order = np.argsort(keys, kind="stable")
        keys_sorted, places_sorted = keys[order], places[order]
        first = np.searchsorted(keys_sorted, keys_sorted, side="left")
        before = np.where(first == np.arange(len(keys)), NOWHERE, places_sorted[first])
        for known, places_of in self._known():
            at = np.minimum(np.searchsorted(known, keys_sorted), len(known) - 1)
            if (again := known[at] == keys_sorted).any():
                before = np.where(again, places_of()[at], before)
        new = before == NOWHERE
        self._remember(keys_sorted[new], places_sorted[new])
        answer = np.empty_like(before)
        answer[order] = before
        return answer

    def _known(self) -> Iterator[tuple[Keys, Callable[[], Keys]]]:
        """The sorted runs of keys, each with a way to get at its places, which are seldom asked for."""
        if len(self._keys):
            yield self._keys, lambda: self._places
        start = 0
        for n in self._runs:
            yield self._read(start, n), partial(self._read, start + 8 * n, n)
            start += 16 * n

    def _read(self, start: int, n: int) -> Keys:
        if self._file is None:
            return np.empty(0, np.int64)
        self._file.seek(start)
        return np.frombuffer(self._file.read(8 * n), np.int64)

    def _remember(self, keys: Keys, places: Keys) -> None:
        at = np.searchsorted(self._keys, keys)
        self._keys, self._places = np.insert(self._keys, at, keys), np.insert(self._places, at, places)
        if len(self._keys) >= KEPT:
            self._put_away()

    def _put_away(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 (closed by __exit__)
        self._file.seek(0, 2)
        self._file.write(self._keys.tobytes() + self._places.tobytes())
        self._runs.append(len(self._keys))
        self._keys = self._places = np.empty(0, np.int64)
