"""Which rows below a table are totals, averages or signatures, by their own words."""

import re
from collections.abc import Sequence

from schemas.text import bare

FIRST = 3
"""A row of totals says so in one of its first cells."""

MOST_TEXTS = 3
"""A line of signatures has at most so many texts."""

_LONGEST = 60
_WORDS = re.compile(r"[^\W\d]{2,}[ .,:/-]+[^\W\d]{2,}")
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


def aside_by_its_words(cells: Sequence[str], is_short: bool) -> str:
    """The problem of a row that does not fit the header and is no response; empty where it may be one.

    A row with a number of its own, as every form has one, may be a damaged response.

    >>> aside_by_its_words(["Tổng cộng", "200"], True), aside_by_its_words(["P001", "Huyện Tuần Giáo"], True)
    ('totals-row', '')
    >>> aside_by_its_words(["NGƯỜI LẬP BIỂU", "", "CHỦ TỊCH"], True)
    'text-row'
    """
    if any(map(is_total, cells[:FIRST])):
        return "totals-row"
    filled = [cell for cell in cells if cell.strip()]
    is_text = len(filled) <= MOST_TEXTS and all(_WORDS.search(cell[:_LONGEST]) for cell in filled)
    return "text-row" if is_short and filled and is_text else ""
