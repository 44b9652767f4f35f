"""Which rows are totals or averages, as spreadsheets have them below a table."""

import re

from schemas.text import bare

_LONGEST = 60
_TOTAL = re.compile(
    r"(?:tong|tong cong|tong so|tong so phieu|tong hop|cong|trung binh|trung binh chung|binh quan|ty le|ti le"
    r"|total|grand total|sum|average|mean|median|trung vi|gia tri trung vi)(?: \d{1,9})?"
)


def is_total(text: str) -> bool:
    """Whether a cell says that its row is a total or an average, and no respondent.

    >>> is_total(" TỔNG CỘNG: "), is_total("Tổng: 180"), is_total("Tổng đài 311")
    (True, True, False)
    """
    return len(text) <= _LONGEST and _TOTAL.fullmatch(bare(text)) is not None
