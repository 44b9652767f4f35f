"""What a text in the column `minutes` means: how long an interview took."""

import math

from pipeline.intake.coding.weights import read_weight
from schemas.responses import NO_MINUTES, UNREADABLE_MINUTES


def read_minutes(text: str) -> float:
    """The minutes a text names, 0 or more, with a decimal point or comma; NaN where it is blank.

    Numbers are written as those of weights are; what is none is `UNREADABLE_MINUTES`, hours and clock times
    among it, as 1:30 may be an hour and a half or a minute and a half.

    >>> read_minutes(" 12,5 "), read_minutes(""), read_minutes("1:30")
    (12.5, nan, -1.0)
    """
    if not text.strip():
        return NO_MINUTES
    number = read_weight(text)
    return UNREADABLE_MINUTES if math.isnan(number) else number
