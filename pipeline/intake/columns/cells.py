"""What a cell looks like: the name of a person, a telephone, an address, a sentence."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from pipeline.intake.columns.words import COMMON_FAMILIES, FAMILIES, FLAGS, MIDDLE_NAMES
from schemas.text import bare, fold

LONGEST_JUDGED = 150
_SHORT = 40
_MOST_WORDS = 4

_BARE_FAMILIES = frozenset(map(bare, FAMILIES))
_ADDRESS = r"ông|bà|anh|chị|cô|chú|bác|đ/c|đồng chí|mr|mrs|ms"
_ROLE = (
    r"(?:trưởng|phó) (?:bản|thôn|xóm|ấp|buôn|làng|khu|khu phố|khối|tổ|tổ dân phố)|tổ trưởng|tổ phó|già làng"
    r"|bí thư|bí thư chi bộ|chủ hộ"
)
_TITLE = re.compile(
    rf"^(?:(?:{_ADDRESS}|hộ|hộ gia đình|gia đình|nhà|(?P<role>{_ROLE}))[. :]+)+", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){1,4}")

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,20})+")
_NETWORK = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?|(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}", re.IGNORECASE)
_POSITION = re.compile(r"(?:8|9|1\d|2[0-4])[.,]\d{4,}[,; ]+10[2-9][.,]\d{4,}(?:[,; ]+-?[\d.]+){0,2}")
_MEDIA = re.compile(r"\S.*\.(?:jpe?g|png|heic|gif|amr|m4a|mp3|mp4|3gpp?|wav|ogg|pdf)", re.IGNORECASE)
_PHONE = re.compile(r"(?:(?:\+|00)?84|0)(?:[35789]\d{8}|2\d{9})")
_PHONE_AS_NUMBER = re.compile(r"[35789]\d{8}")
_IDENTITY = re.compile(r"0(?:0[1-9]|[1-8]\d|9[0-6])\d{9}|[0-3]\d{8}")

_HOUSE = re.compile(
    r"(?:^|[,;] ?)(?:số nhà|nhà số|số|sn|so nha|so)\.? ?\d|^\d+[a-z]?(?:/\d+)* [^\W\d]+ [^\W\d]+,"
)
_NUMBER = re.compile(r"\b(?:số nhà|nhà số|số|sn)\.? ?\d")
_DOOR = re.compile(r"\b(?:số nhà|nhà số|sn)\.? ?\d|^số \d+[a-z]?[,;]? ")
_BEFORE_NAME = r")\.? ?(?=\d|(?-i:[A-ZĐÀ-ÝẠ-Ỹ]))"
_SMALL = re.compile(
    r"\b(?:tổ dân phố|tổ|tdp|thôn|bản|xóm|ấp|đội|khu phố|khu|khối|ngõ|ngách|hẻm|đường|phố|buôn|làng"
    r"|to|thon|ban|xom|duong|pho" + _BEFORE_NAME,
    re.IGNORECASE,
)
_LARGE = re.compile(
    r"\b(?:xã|phường|thị trấn|huyện|thị xã|quận|thành phố|tp|tỉnh|xa|phuong|huyen|tinh" + _BEFORE_NAME,
    re.IGNORECASE,
)
# With accents only: `To` and `Ban` without them may be the beginning of a name.
_PLACE = re.compile(
    r"(?:tổ dân phố|tổ|tdp|thôn|bản|xóm|ấp|khu phố|khu|khối|buôn|làng|đường|phố|chợ|xã|phường|thị trấn|huyện"
    r"|thị xã|quận|thành phố|tp|tỉnh" + _BEFORE_NAME,
    re.IGNORECASE,
)


def is_flag(text: str) -> bool:
    """Whether a cell is a small number, a tick or a yes or no, which says nothing of a person."""
    number = text.removesuffix(".0")
    return (number.isdecimal() and len(number) <= 2) or (len(text) <= 12 and fold(text) in FLAGS)


def is_name(text: str) -> bool:
    """Whether a text is a person's name: two to five words, the first a family name, or any behind a title.

    >>> is_name("Lò Văn Ánh"), is_name("Nguyen Thi Hoa"), is_name("Chị Hoa"), is_name("Mường Chà")
    (True, True, True, False)
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    plain = _TITLE.sub("", line)
    return _is_full_name(plain) or (plain != line and _is_called(plain))


def _is_full_name(plain: str) -> bool:
    """Whether words without a title begin with a family name and are written as names are."""
    if not _NAME.fullmatch(plain):
        return False
    words = fold(plain).split()
    if words[0] not in FAMILIES and words[0] not in COMMON_FAMILIES:
        return words[0].isascii() and has_middle_name(plain) and bare(words[0]) in _BARE_FAMILIES
    return has_middle_name(plain) or all(word[0].isupper() for word in plain.split())


def _is_called(plain: str) -> bool:
    """Whether what follows a title can be a name: some words in capitals, and not a kind of place."""
    words = plain.split()
    letters = all(word.isalpha() and word[0].isupper() for word in words)
    return 0 < len(words) <= _MOST_WORDS and letters and not names_place(plain)


def has_middle_name(text: str) -> bool:
    """Whether the second word is one that nothing but a person's name has: `Văn`, `Thị`, the Hmông `A`."""
    words = fold(text).split()
    return len(words) > 2 and words[1] in MIDDLE_NAMES


def tells_person(text: str) -> bool:
    """Whether a text tells a person whatever stands around it: by a name that nothing else has, or a title.

    Places begin with titles, too (`Bà Rịa`, `Anh Sơn`), so a full name must follow these, any behind a role.

    >>> tells_person("Trưởng bản Vàng A Sùng"), tells_person("Ông Lê Thu"), tells_person("Bản Nà Sáy")
    (True, True, False)
    """
    line = " ".join(unicodedata.normalize("NFC", text[:LONGEST_JUDGED]).split())
    words = _WORD.findall(line)
    if any(_is_telling(*three) for three in zip(words, words[1:], words[2:], strict=False)):
        return True
    if (title := _TITLE.match(line)) is None:
        return False
    plain = line[title.end() :]
    return _is_full_name(plain) or (title["role"] is not None and _is_called(plain))


def _is_telling(family: str, middle: str, given: str) -> bool:
    """Whether three words in a row are a family name, a second name that only persons have, and one more."""
    if fold(middle) not in MIDDLE_NAMES or (given[0].islower() and not family[0].islower()):
        return False
    return fold(family) in FAMILIES or (family.isascii() and bare(family) in _BARE_FAMILIES)


def names_place(text: str) -> bool:
    """Whether a text begins with what kind of place it names.

    >>> names_place("Bản Nà Sáy"), names_place("Tổ trưởng Lê Hà")
    (True, False)
    """
    return _PLACE.match(unicodedata.normalize("NFC", text)) is not None


def leads_to_door(text: str) -> bool:
    """Whether a text is the address of one house.

    >>> leads_to_door("Số nhà 7, tổ 3"), leads_to_door("Tổ 3, phường Him Lam")
    (True, False)
    """
    return is_address(text) and _DOOR.search(unicodedata.normalize("NFC", text).casefold()) is not None


def is_address(text: str) -> bool:
    """Whether a text leads to a door: a house number, or two places of which one is a street or a hamlet.

    >>> is_address("số 5 tổ 3"), is_address("Bản Nà Tấu, xã Nà Tấu"), is_address("Xã Nà Tấu")
    (True, True, False)
    """
    plain = unicodedata.normalize("NFC", text)
    small, folded = len(_SMALL.findall(plain)), plain.casefold()
    house = 2 * bool(_HOUSE.search(folded)) if small or len(text) < _SHORT else 0
    return (house or bool(_NUMBER.search(folded))) + small + bool(small and _LARGE.search(plain)) >= 2


def is_prose(text: str) -> bool:
    """Whether a text is a sentence rather than an answer."""
    return len(text) >= 25 and text.count(" ") >= 5


def _digits(text: str) -> str:
    return re.sub(r"[\s().\-]", "", text.removesuffix(".0"))


def _is_phone(text: str) -> bool:
    digits = _digits(text)
    return bool(_PHONE.fullmatch(digits) or _PHONE_AS_NUMBER.fullmatch(digits))


_PATTERNS: Mapping[str, tuple[int, Callable[[str], object]]] = MappingProxyType(
    {
        "email": (LONGEST_JUDGED, lambda text: "@" in text and _EMAIL.search(text)),
        "network": (45, _NETWORK.fullmatch),
        "position": (60, _POSITION.fullmatch),
        "media": (LONGEST_JUDGED, lambda text: text[-6:].count(".") and _MEDIA.fullmatch(text)),
        "phone": (25, _is_phone),
        "identity": (25, lambda text: _IDENTITY.fullmatch(_digits(text))),
        "name": (60, is_name),
        "address": (LONGEST_JUDGED, is_address),
    }
)
"""How long a cell of each kind can be, and how it is recognised; the first that fits counts."""


def cell_kind(text: str) -> str | None:
    """The kind of personal data that a cell looks like by itself."""
    n = len(text)
    return next((kind for kind, (most, fits) in _PATTERNS.items() if n <= most and fits(text)), None)


def is_private(text: str) -> bool:
    """Whether a text that stands for a header looks like what a respondent wrote of himself."""
    kind = cell_kind(" ".join(text[:LONGEST_JUDGED].split()))
    return kind is not None and (kind != "name" or has_middle_name(text))


def are_running(cells: Sequence[str]) -> bool:
    """Whether cells are numbers that a program gave out one after another."""
    numbers = [int(cell) for cell in cells if cell.isdecimal()]
    rising = sum(a < b for a, b in pairwise(numbers))
    return len(numbers) == len(cells) >= 6 and rising >= 0.9 * (len(numbers) - 1)
