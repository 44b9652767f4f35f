"""How numbers are printed: the only place of the program where they are rounded."""

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from numbers import Real

from babel.numbers import format_decimal

from schemas.language import Language

NO_DATA = "–"
MINUS = "−"
_BINARY_NOISE = Decimal("1e-9")
"""Below this a float's last digits are noise of binary fractions: 86.13499999999999 means 86.135."""


def percent(value: float | None, say: Language, digits: int = 2) -> str:
    """An index with `digits` decimals, rounded half up; the sign % is left to the text around it.

    >>> percent(86.135, Language("vi")), percent(None, Language("vi"))
    ('86,14', '–')
    """
    rounded = _half_up(value, digits)
    return NO_DATA if rounded is None else _print(rounded, say, digits)


def points(value: float | None, say: Language, digits: int = 2) -> str:
    """A gap in percentage points with its sign, rounded half up; a gap that rounds to zero has no sign.

    >>> points(-13.25, Language("vi")), points(0.05, Language("vi")), points(-0.004, Language("vi"))
    ('−13,25', '+0,05', '0,00')
    """
    rounded = _half_up(value, digits)
    if rounded is None:
        return NO_DATA
    return ("+" if rounded > 0 else "") + _print(rounded, say, digits)


def count(n: float | None, say: Language) -> str:
    """A whole number with the language's mark between thousands.

    >>> count(12345, Language("vi"))
    '12.345'
    """
    return percent(n, say, digits=0)


def _half_up(value: float | None, digits: int) -> Decimal | None:
    """`value` rounded as a decimal; None where it is missing or not finite."""
    if not isinstance(value, Real) or not math.isfinite(value):
        return None
    exact = Decimal(repr(float(value))).quantize(_BINARY_NOISE, ROUND_HALF_EVEN)
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _print(rounded: Decimal, say: Language, digits: int) -> str:
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    sign = MINUS if rounded < 0 else ""
    return sign + format_decimal(abs(rounded), format=pattern, locale=say.code)
