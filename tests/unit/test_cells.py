"""The text of a typed cell."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.files.cells import cell_text, clean, number_text, written_number
from pipeline.intake.files.unreadable import UnreadableError


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4.0, "4"),
        (-0.0, "0"),
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.3333333333333333"),
        (100.0, "100"),
        (2.5e-7, "0.00000025"),
        (1e16, "10000000000000000"),
        (1000000000000001.0, "1000000000000001"),
        (12345678901234567890, "12345678901234567890"),
        (True, "TRUE"),
        (datetime(2019, 10, 25, 23, 59, 59, 999_700), "2019-10-26"),
        (datetime(2019, 10, 25, 10, 11, 12, 345_000), "2019-10-25 10:11:12"),
        (time(10, 11, 11, 999_999), "10:11:12"),
        (timedelta(hours=-1, minutes=-30), "-1:30:00"),
        (None, ""),
        ("a\0\x1f\r\nb\u2028c\ud800", "a b c\ufffd"),
    ],
)
def test_a_typed_cell_has_one_text(value: object, text: str) -> None:
    assert cell_text(value) == text  # type: ignore[arg-type]


def test_a_cell_longer_than_any_answer_is_refused() -> None:
    assert clean("x" * 1024 * 1024)
    with pytest.raises(UnreadableError, match="oversized-file"):
        clean("x" * (1024 * 1024 + 1))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_never_changed_by_more_than_the_noise_of_its_last_digits(number: float) -> None:
    text = number_text(number)
    assert "e" not in text.lower()
    assert float(text) == pytest.approx(number, rel=1e-14, abs=0)
    assert float(text) == number or len(text.strip("-0.").replace(".", "")) <= 12


@given(st.integers())
def test_whole_numbers_are_exact(number: int) -> None:
    assert written_number(str(number)) == str(number)


@given(st.text())
def test_a_text_is_one_line_that_can_be_saved(text: str) -> None:
    made = clean(text)
    assert len((made + "x").splitlines()) == 1
    assert made.encode().decode() == made
    assert clean(made) == made
    assert text.isprintable() <= (made == text)
