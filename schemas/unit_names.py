"""How names of units are written: with which kinds, behind which offices, with or without accents.

Names are compared as *spelled words*: folded, without dots and hyphens, every accent behind its letter and
every tone at the end of its word, so that a text that lost accents is what is left of the full spelling.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from schemas.text import fold

Words = tuple[str, ...]
Frame = tuple[str, str]
"""What stands before and after the proper name: `("huyện ", "")`, `("", " district")`."""

KINDS: Mapping[str, tuple[Words, Words]] = MappingProxyType(
    {
        "tỉnh": (("t",), ("province",)),
        "thành phố": (("tp", "t.p"), ("city",)),
        "thị xã": (("tx", "t.x"), ("town",)),
        "huyện": (("h",), ("district",)),
        "quận": (("q",), ("district", "urban district")),
        "xã": (("x",), ("commune",)),
        "phường": (("p",), ("ward",)),
        "thị trấn": (("tt", "t.t"), ("town", "township")),
        "đặc khu": ((), ("special zone",)),
        "sở": ((), ("department",)),
    }
)
"""The kinds of Vietnamese units: their abbreviations, and what they are called in English."""

OFFICES = (
    *("UBND", "Ủy ban nhân dân", "People's Committee"),
    *("Bộ phận một cửa", "Bộ phận 1 cửa", "Bộ phận một cửa liên thông", "Bộ phận tiếp nhận và trả kết quả"),
    *("Trung tâm hành chính công", "Trung tâm phục vụ hành chính công"),
)
"""Offices that are named in front of a unit and are part of it."""

_LINKS = ("của", "tại", "thuộc", "of", "the")
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_STROKE = "\u0335"
_ACCENTS = re.compile("[\u0300-\u036f]+")
_JOINED = re.compile(r"[._]|(?<=\w)[-\u2010\u2013\u2014](?=\w)")
_PAUSE = re.compile(r"[,;:]")
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u02bc`"), "'")


def spelled_words(text: str) -> Words:
    r"""The words of a name, comparable letter by letter and accent by accent.

    Any place of the tone within its word gives the same word.

    >>> spelled_words("TP.Điện-Biên") == spelled_words("tp  điện biên."), spelled("Tủa") == spelled("Tuả")
    (True, True)
    """
    joined = _JOINED.sub(" ", fold(text).translate(_APOSTROPHES))
    letters = unicodedata.normalize("NFD", _PAUSE.sub(r" \g<0> ", joined)).replace("đ", f"d{_STROKE}")
    words = [_tone_last(word) for word in letters.split()]
    while words and _PAUSE.fullmatch(words[-1]):
        words.pop()
    return tuple(words)


def _tone_last(word: str) -> str:
    tones = sorted(sign for sign in word if sign in _TONES)
    return "".join([*(sign for sign in word if sign not in _TONES), *tones]) if tones else word


def spelled(text: str) -> str:
    """The spelled words of a name, one space between them."""
    return " ".join(spelled_words(text))


def plain(spelling: str) -> str:
    """Spelled words without their accents.

    >>> plain(spelled("Huyện Điện Biên Đông"))
    'huyen dien bien dong'
    """
    return _ACCENTS.sub("", spelling)


def is_rest_of(spelling: str, full: str) -> bool:
    """Whether `spelling` is what is left of `full` when accents get lost: all, some or none of them.

    Both are spelled words that are the same without accents. A wrong accent is no lost one.

    >>> is_rest_of(spelled("Ha"), spelled("Hà")), is_rest_of(spelled("Hạ"), spelled("Hà"))
    (True, False)
    """
    signs = iter(full)
    return all(sign in signs for sign in spelling)


def frames(kind: str, english: str = "") -> tuple[Frame, ...]:
    """All that may stand around the name of a unit of this kind: in full, abbreviated, in English.

    >>> len(frames("quận")), frames("Khu vực hội đồng", "council district")[1]
    (8, ('', ' council district'))
    """
    own = spelled(kind)
    short, translated = _ABBREVIATED.get(own, ((), ()))
    before = [(f"{form} ", "") for form in (own, *short) if form]
    for form in dict.fromkeys((*translated, spelled(english))):
        if form:
            before += [("", f" {form}"), (f"{form} ", ""), (f"{form} of ", "")]
    return tuple(before)


_ABBREVIATED = {
    spelled(kind): (tuple(map(spelled, short)), english) for kind, (short, english) in KINDS.items()
}


def without_frame(name: str, around: Iterable[Frame]) -> str:
    """The proper name in a spelled name; the name itself where no frame fits."""
    cores = (
        name[len(before) : len(name) - len(after)]
        for before, after in around
        if name.startswith(before) and name.endswith(after) and len(name) > len(before) + len(after)
    )
    return min(cores, key=len, default=name)


_OFFICES = sorted((tuple(map(plain, spelled_words(office))) for office in OFFICES), key=len, reverse=True)
_PLAIN_LINKS = {plain(spelled(link)) for link in _LINKS}


def without_office(words: Words) -> Words:
    """The words that follow the offices named first, `UBND` or `Bộ phận một cửa của UBND`.

    >>> without_office(spelled_words("Bo phan mot cua cua UBND H. An"))
    ('h', 'an')
    """
    bare, at = tuple(map(plain, words)), 0
    while office := next((office for office in _OFFICES if bare[at : at + len(office)] == office), None):
        at += len(office)
        while at < len(bare) and bare[at] in _PLAIN_LINKS:
            at += 1
    return words[at:]


def kind_frames(names: Iterable[str]) -> tuple[Frame, ...]:
    """The frames of the kinds that stand before these names: those of a province for `Tỉnh Điện Biên`."""
    spelt = tuple(map(spelled, names))
    return tuple(
        frame
        for kind in KINDS
        if any(name.startswith(f"{spelled(kind)} ") for name in spelt)
        for frame in frames(kind)
    )
