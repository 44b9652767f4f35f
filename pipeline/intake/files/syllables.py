"""Whether a word is a possible Vietnamese syllable: what tells text from what a wrong encoding makes of it.

The rules are those of the spelling (onset, glide, nucleus, coda, one tone); names of places in the languages
of the highlands (`Krông`, `Đắk`, `Đạ Tẻh`) add a few onsets and codas.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_ALL_VOWELS = "aàáảãạ ăằắẳẵặ âầấẩẫậ eèéẻẽẹ êềếểễệ iìíỉĩị oòóỏõọ ôồốổỗộ ơờớởỡợ uùúủũụ ưừứửữự yỳýỷỹỵ"
_VOWELS = _ALL_VOWELS.split()
_TONELESS = str.maketrans({toned: vowels[0] for vowels in _VOWELS for toned in vowels})
_TONED = re.compile(f"[{''.join(vowels[1:] for vowels in _VOWELS)}]")
_ACUTE_OR_DOT = frozenset(toned for vowels in _VOWELS for toned in (vowels[2], vowels[5]))

_ONSETS = r"gi|gh(?=[eêi])|ngh(?=[eêi])|ng|nh|ch|kh|ph|qu|th|tr|[bđghkmp][lr]|c(?![eêiy])|[bdđghklmnprstvx]"
_NUCLEI_BEFORE = {
    "": "a e ê i ia o oa oe ô ơ u ua uê uơ uy uya ư ưa y",
    "i": "a o oa ô ơ u uô ư ươ",
    "y": "a â oa uâ",
    "o": "a e oa oe",
    "u": "a â ê i iê oa uê uy ư ươ yê",
    "m": "a ă â e ê i iê o oa oă oe ô ơ u uâ uô uy ư ươ yê",
    "n": "a ă â e ê i iê o oa oă oe ô ơ u uâ uê uô uy uyê ư ươ yê",
    "ng": "a ă â e iê o oa oă oo ô u uâ uô ư ươ yê",
    "nh": "a ê i oa uê uy y",
    "p": "a ă â e ê i iê o oa oă oe ô ơ u uô uy ư ươ",
    "t": "a ă â e ê i iê o oa oă oe ô ơ u uâ uô uy uyê ư ươ y yê",
    "c": "a ă â e iê o oa oă oo ô u uô ư ươ",
    "ch": "a ê i oa uê uy y",
    "h": "a ă â e ê i iê o ô ơ u ư",
    "k": "a ă â e ê i iê o ô ơ u ư",
}
_STOPPED = frozenset({"p", "t", "c", "ch"})


def _tone_places(nucleus: str, coda: str) -> frozenset[int]:
    """Where the tone can stand in a rime: on the last vowel of its nucleus, except in `mía` and `hòa`."""
    last = len(nucleus) - 1
    if nucleus[1:].endswith("a") and nucleus != "oa":
        return frozenset({last - 1})
    return frozenset({last, last - 1} if not coda and last else {last})


_RIMES = {
    nucleus + coda: (_tone_places(nucleus, coda), coda in _STOPPED)
    for coda, nuclei in _NUCLEI_BEFORE.items()
    for nucleus in nuclei.split()
}
_SYLLABLE = re.compile(f"(?:{_ONSETS})?(?P<rime>{'|'.join(_RIMES)})")
_MARKED = "đăâêôơư" + "".join(vowels[1:] for vowels in _VOWELS)
_CAPITAL_INSIDE = re.compile(f"[a-z].*[A-Z]|[a-z{_MARKED}].*[{_MARKED.upper()}]")
_LONGEST = 16

_BETWEEN_WORDS = re.compile("[\t-\r -@\\[-`{-~\x85\x91-\x97\xa0\u2000-\u2027\u202f-\u203a\u3000\ufeff]+")
_BESIDE_WORDS = "¡¢£¤¥¦§¨©«¬\xad®¯°±²³´¶·¸¹»¼½¾¿×÷€†‡‰™ˆ˜"


def is_syllable(word: str) -> bool:
    """Whether a word is a possible syllable: onset, rime, and at most one tone, in its place.

    After -p, -t, -c, -ch only two of the tones can stand. A capital after a small letter is the trace of a
    wrong encoding (`TuÊn`), except in TCVN3 without its capital font (`HUYệN`).

    >>> [is_syllable(word) for word in ("Nghiêng", "Đắk", "TuÇn", "hàì", "lòngg", "rât")]
    [True, True, False, False, False, False]
    """
    return len(word) <= _LONGEST and _is_spoken(word)


@lru_cache(maxsize=1 << 15)
def _is_spoken(word: str) -> bool:
    composed = unicodedata.normalize("NFC", word)
    small = composed.lower()
    found = _SYLLABLE.fullmatch(small.translate(_TONELESS))
    if not found or _CAPITAL_INSIDE.search(composed):
        return False
    places, stopped = _RIMES[found["rime"]]
    tones = [tone.start() for tone in _TONED.finditer(small)]
    if not tones:
        return not stopped
    may_end = not stopped or small[tones[0]] in _ACUTE_OR_DOT
    return len(tones) == 1 and may_end and tones[0] - found.start("rime") in places


def foreign_words(text: str) -> Iterable[str]:
    """The words of a text that hold a sign outside ASCII, without the signs that stand beside words."""
    words = (word.strip(_BESIDE_WORDS) for word in _BETWEEN_WORDS.split(text) if not word.isascii())
    return (word for word in words if not word.isascii())


def vietnamese_share(text: str) -> tuple[float, int]:
    """The share of possible syllables among the words that hold a sign outside ASCII, and their number.

    >>> vietnamese_share("Huyện Tuần Giáo"), vietnamese_share("HuyÖn TuÇn Gi¸o"), vietnamese_share("Huyen")
    ((1.0, 3), (0.0, 3), (0.0, 0))
    """
    judged = [is_syllable(word) for word in foreign_words(text)]
    return (sum(judged) / len(judged) if judged else 0.0), len(judged)
