"""Who answered already: a register of respondents whose memory does not grow with their number."""

import tempfile
from collections.abc import Iterator
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
        for known_keys, known_places in self._known():
            if len(known_keys):
                at = np.minimum(np.searchsorted(known_keys, keys_sorted), len(known_keys) - 1)
                before = np.where(known_keys[at] == keys_sorted, known_places[at], before)
        new = before == NOWHERE
        self._remember(keys_sorted[new], places_sorted[new])
        answer = np.empty_like(before)
        answer[order] = before
        return answer

    def _known(self) -> Iterator[tuple[Keys, Keys]]:
        yield self._keys, self._places
        if self._file is not None:
            self._file.seek(0)
            for n in self._runs:
                run = np.frombuffer(self._file.read(16 * n), np.int64)
                yield run[:n], run[n:]

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
