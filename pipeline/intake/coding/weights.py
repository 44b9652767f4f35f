"""What a text in a weight cell means."""

import math
import re

_WEIGHT = re.compile(r"\d{1,9}([.,]\d{1,12})?", re.ASCII)


def read_weight(text: str) -> float:
    """The number a text names, with a decimal point or comma; NaN where it is none.

    There are no signs, exponents, thousands separators and no digits but 0-9: what could be read in two ways
    is no weight.

    >>> read_weight(" 0,85 "), read_weight("1.234,5")
    (0.85, nan)
    """
    number = text.strip()
    return float(number.replace(",", ".")) if _WEIGHT.fullmatch(number) else math.nan
