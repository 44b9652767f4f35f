"""What a text in a weight cell means."""

import math
import re

_WEIGHT = re.compile(r"\d{1,9}([.,]\d{1,20})?([eE][-+]?\d{1,3})?", re.ASCII)
_SMALLEST, _LARGEST = 1e-20, 1e9


def read_weight(text: str) -> float:
    """The number a text names, with a decimal point or comma; NaN where it is none.

    There are no signs, thousands separators and no digits but 0-9: what could be read in two ways is no
    weight. Exports in full precision have up to 20 decimals, or an exponent as in 1e-05. A number is 0, or at
    least 1e-20 and below 1e9: others come from faults, and their squares would be 0 or without an end.

    >>> read_weight(" 0,85 "), read_weight("8.5E-01"), read_weight("1.234,5")
    (0.85, 0.85, nan)
    """
    found = text.strip()
    if not _WEIGHT.fullmatch(found):
        return math.nan
    number = float(found.replace(",", "."))
    return number if number == 0 or _SMALLEST <= number < _LARGEST else math.nan
