"""Signs at figures: withheld, to be used with care, above or below the median; and the notes on them."""

from collections.abc import Collection, Iterator

from pipeline.present.numbers import percent
from schemas.language import Language, later

WITHHELD = "×"
ARROWS = {"above": "↑", "below": "↓"}

_ARROW_NOTE = later(
    "↑ ↓: above, below the median (95 %, adjusted for the number of comparisons); "
    "no arrow: cannot be told apart."
)
_CARE_NOTE = later("Indices in brackets are to be used with care: imprecise, or many answers are missing.")
_WITHHELD_NOTE = later("×: withheld, so that nobody's answers can be recognised.")


def figure(value: float, reliability: str, say: Language) -> str:
    """An index as it is printed: in brackets where it is to be used with care, a cross where withheld.

    >>> figure(86.135, "use_with_care", Language("vi")), figure(float("nan"), "suppressed", Language("vi"))
    ('(86,14)', '×')
    """
    if reliability == "suppressed":
        return WITHHELD
    return f"({percent(value, say)})" if reliability == "use_with_care" else percent(value, say)


def sign_notes(reliabilities: Collection[str], verdicts: Collection[str], say: Language) -> Iterator[str]:
    """What the signs at figures of these labels and verdicts mean; nothing where there are none."""
    if any(verdicts):
        yield say(_ARROW_NOTE)
    yield from label_notes(reliabilities, say)


def label_notes(reliabilities: Collection[str], say: Language) -> Iterator[str]:
    """What brackets and crosses mean, where there are any."""
    if "use_with_care" in reliabilities:
        yield say(_CARE_NOTE)
    if "suppressed" in reliabilities:
        yield say(_WITHHELD_NOTE)
