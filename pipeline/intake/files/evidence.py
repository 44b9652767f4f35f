"""What the bytes of a file and the words in them say about its encoding."""

import codecs
import re
from dataclasses import dataclass, field

from pipeline.intake.files.known import (
    TCVN3,
    UTF_8,
    UTF_8_TWICE,
    UTF_16_BE,
    UTF_16_LE,
    UTF_32_BE,
    UTF_32_LE,
    VNI,
    WINDOWS_1252,
    WINDOWS_1258,
    Encoding,
)
from pipeline.intake.files.legacy import UNDEFINED
from pipeline.intake.files.syllables import foreign_words, vietnamese_share
from pipeline.intake.files.unreadable import UnreadableError

MOST_WORDS = 20_000
LONGEST_WORD = 40
LEAST_SHARE = 0.7
LEAST_LEAD = 0.1
MOST_BY_CHANCE = 0.5
WESTERN_SHARE = 0.9
_DAMAGED = 50

_MARKS = (
    (codecs.BOM_UTF32_LE, UTF_32_LE),
    (codecs.BOM_UTF32_BE, UTF_32_BE),
    (codecs.BOM_UTF16_LE, UTF_16_LE),
    (codecs.BOM_UTF16_BE, UTF_16_BE),
)
_BYTEWISE = (WINDOWS_1258, WINDOWS_1252, TCVN3, VNI)

# In all four, these bytes and the rest of ASCII stand between words. Control bytes do not: no word holds one.
_BETWEEN_WORDS = b"\t\n\v\f\r\x85\x91\x92\x93\x94\x95\x96\x97\xa0" + bytes(
    byte for byte in range(0x20, 0x7F) if not chr(byte).isalpha()
)
_TO_WORDS = bytes.maketrans(_BETWEEN_WORDS, b" " * len(_BETWEEN_WORDS))
_LETTER = re.compile(r"[^\W\d_µªº]")
# The first bytes of Vietnamese letters in UTF-8, read as western letters, and what follows them.
_TWICE = re.compile(r"[ÃÄÆ][^\x00-\x7f]|á[º»]")
# Letters of western Europe: not all marked, no three marked in a row, no capital after a small one.
_WESTERN = re.compile(
    r"(?![^A-Za-z]{2,}$)(?!.*[^A-Za-z]{3})(?!.*[a-zß-ÿ][A-ZÀ-Þ])[A-Za-zÀ-ÏÑ-ÖØ-Ýß-ïñ-öø-ýŒœŠšŽž]+"
)


def wide_encoding(head: bytes) -> Encoding | None:
    """UTF-16 or UTF-32 by the mark at the beginning or by the bytes that are zero in most letters."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    zeros = [head[place::4].count(0) / max(1, len(head[place::4])) for place in range(4)]
    if min(zeros[2:]) > 0.9 and zeros[0] < 0.5:
        return UTF_32_LE
    if min(zeros[:2]) > 0.9 and zeros[3] < 0.5:
        return UTF_32_BE
    first, second = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if max(first, second) < 0.5 or max(first, second) < 4 * min(first, second):
        return None
    return UTF_16_LE if second > first else UTF_16_BE


@dataclass
class Evidence:
    """What was seen in the blocks of a file so far; it does not grow with the file.

    `size` counts all bytes, `whole` those that UTF-8 explains beyond one a letter, `broken` those it cannot.
    `words` are distinct ones that hold a byte outside ASCII, from blocks that are no UTF-8; `first` is the
    beginning of the text outside ASCII where it is UTF-8.
    """

    size: int = 0
    whole: int = 0
    broken: int = 0
    words: set[bytes] = field(default_factory=set)
    first: str = ""

    def take(self, block: bytes) -> None:
        """Take note of a block of whole lines."""
        self.size += len(block)
        if block.isascii():
            return
        try:
            text = block.decode()
        except UnicodeDecodeError:
            text = block.decode(errors="replace")
            self.broken += text.count(UNDEFINED) - block.count(UNDEFINED.encode())
            self._take_words(block)
        self.first = self.first or text
        self.whole += len(block) - len(text)

    def _take_words(self, block: bytes) -> None:
        if (room := MOST_WORDS - len(self.words)) > 0:
            words = {
                word[:LONGEST_WORD] for word in set(block.translate(_TO_WORDS).split()) if not word.isascii()
            }
            self.words.update(sorted(words)[:room])

    def encoding(self) -> Encoding:
        """The encoding of the file; UnreadableError where none of the known ones makes words of it."""
        if self.whole >= self.broken:
            return UTF_8_TWICE if _is_saved_twice(self.first) else UTF_8
        try:
            return bytewise_encoding(self.words)
        except UnreadableError:
            if self.broken * _DAMAGED > self.size:
                raise
            # Next to nothing is broken: the lines concerned are refused, not the file.
            return UTF_8


def _is_saved_twice(text: str) -> bool:
    if not _TWICE.search(text):
        return False
    plain, undone = vietnamese_share(text)[0], vietnamese_share(UTF_8_TWICE.finish(text))[0]
    return undone >= max(LEAST_SHARE, plain + LEAST_LEAD)


def bytewise_encoding(words: set[bytes]) -> Encoding:
    """The encoding of one byte a letter in which distinct words are possible Vietnamese syllables.

    It must be clearly better than each that reads another text. Windows-1252 is left for western languages.
    Single signs (`½`, `·`) say nothing. Raises UnreadableError.
    """
    telling = [
        word for word in sorted(words) if len(word) > 1 or _LETTER.match(word.decode("cp1252", "replace"))
    ]
    if not telling:
        return WINDOWS_1252
    read = {encoding: encoding.read(b"\n".join(telling)) for encoding in _BYTEWISE}
    share = {encoding: vietnamese_share(text)[0] for encoding, text in read.items()}
    best = max(_BYTEWISE, key=lambda encoding: share[encoding])
    rival = max((share[other] for other in _BYTEWISE if read[other] != read[best]), default=0.0)
    if share[best] >= max(LEAST_SHARE, rival + LEAST_LEAD):
        return best
    if share[best] <= MOST_BY_CHANCE and _western_share(read[WINDOWS_1252]) >= WESTERN_SHARE:
        return WINDOWS_1252
    raise UnreadableError("unknown-encoding", encodings=", ".join(e.name for e in (UTF_16_LE, *_BYTEWISE)))


def _western_share(text: str) -> float:
    looks = [bool(_WESTERN.fullmatch(word)) for word in foreign_words(text)]
    return sum(looks) / len(looks) if looks else 1.0
