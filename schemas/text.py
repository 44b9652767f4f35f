"""When two spellings are the same text."""

import re
import unicodedata

_NEW_TONES = {
    f"{glide}{new}": f"{old}{vowel}"
    for glide, vowel, news, olds in (
        ("o", "a", "àáảãạ", "òóỏõọ"),
        ("o", "e", "èéẻẽẹ", "òóỏõọ"),
        ("u", "y", "ỳýỷỹỵ", "ùúủũụ"),
    )
    for new, old in zip(news, olds, strict=True)
}
_NEW_TONE = re.compile(rf"(?<!q)(?:{'|'.join(_NEW_TONES)})(?!\w)")
_PIECE = 1000
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


def fold(text: str) -> str:
    r"""The spelling by which texts are compared: compatibility form, no case, single spaces, one tone style.

    Vietnamese writes the tone of `hòa` on either vowel; both spellings fold to the same text.

    >>> fold("  RẤT  Hài\u00a0lòng ")
    'rất hài lòng'
    >>> fold("Uỷ ban Hoà Bình quý")
    'ủy ban hòa bình quý'
    """
    plain = _composed(text.translate(_INVISIBLE)).casefold()
    return " ".join(_NEW_TONE.sub(lambda found: _NEW_TONES[found[0]], plain).split())


def _composed(text: str) -> str:
    """The text in compatibility form, long ones in pieces: marks upon marks take quadratic time."""
    pieces = (text[at : at + _PIECE] for at in range(0, len(text), _PIECE))
    return "".join(unicodedata.normalize("NFKC", piece) for piece in pieces)


def bare(text: str) -> str:
    """The folded text without accents and signs: what is left where a keyboard has no Vietnamese letters.

    >>> bare("TP. Điện Biên Phủ"), bare("Rất-hài_lòng")
    ('tp dien bien phu', 'rat hai long')
    """
    folded = fold(text)
    pieces = (folded[at : at + _PIECE] for at in range(0, len(folded), _PIECE))
    letters = "".join(unicodedata.normalize("NFD", piece) for piece in pieces).replace("đ", "d")
    kept = (c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join("".join(kept).split())
