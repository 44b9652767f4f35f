"""The register of respondents: who was met before, and where, however many have been met."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.intake import register
from pipeline.intake.register import NOWHERE, Register

SMALL = settings(derandomize=True, deadline=None)
KEYS = st.one_of(st.integers(-5, 5), st.integers(-(2**63), 2**63 - 1))
BATCHES = st.lists(st.lists(KEYS, max_size=12), max_size=8)


@pytest.fixture(autouse=True, scope="module")
def ten_in_memory():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(register, "KEPT", 10)
        yield


def enter(one: Register, keys: list[int], first_place: int = 0) -> list[int]:
    """The places where `keys` were met before; they stand at `first_place` and after it."""
    places = np.arange(first_place, first_place + len(keys), dtype=np.int64)
    return one.enter(np.array(keys, np.int64), places).tolist()


def test_nobody_was_met_before_the_first_time():
    with Register() as one:
        assert enter(one, [7, -3, 0]) == [NOWHERE] * 3


def test_a_duplicate_is_told_its_first_place():
    with Register() as one:
        assert enter(one, [7, 8, 7, 7], 100) == [NOWHERE, NOWHERE, 100, 100]
        assert enter(one, [8, 9, 7], 200) == [101, NOWHERE, 100]


def test_no_keys_are_no_trouble():
    with Register() as one:
        assert enter(one, []) == []
        assert enter(one, [1]) == [NOWHERE]
        assert enter(one, []) == []


def test_duplicates_are_found_in_every_run_on_disk():
    with Register() as one:
        for run in range(4):
            assert enter(one, list(range(10 * run, 10 * run + 10)), 1000 * run) == [NOWHERE] * 10
        assert len(one._runs) == 4
        assert enter(one, [39, 0, 25, 17, 40], 9000) == [3009, 0, 2005, 1007, NOWHERE]


def test_a_batch_larger_than_memory_goes_to_disk_whole():
    with Register() as one:
        enter(one, list(range(25)))
        assert one._runs == [25]
        assert enter(one, [24, 25], 100) == [24, NOWHERE]


@SMALL
@given(BATCHES)
def test_answers_are_those_of_a_dictionary(batches):
    met: dict[int, int] = {}
    with Register() as one:
        place = 0
        for keys in batches:
            expected = []
            for at, key in enumerate(keys, start=place):
                expected.append(met.get(key, NOWHERE))
                met.setdefault(key, at)
            assert enter(one, keys, place) == expected
            place += len(keys)


def test_its_file_is_closed_at_the_end():
    with Register() as one:
        enter(one, list(range(10)))
        file = one._file
        assert not file.closed
    assert file.closed


def test_its_file_is_closed_after_an_error():
    one = Register()
    enter(one, list(range(10)))
    one.__exit__(RuntimeError, RuntimeError(), None)
    assert one._file.closed


def test_few_respondents_need_no_file():
    with Register() as one:
        enter(one, list(range(9)))
        assert one._file is None
