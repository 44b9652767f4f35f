"""The encodings of text that are known, and how each is read as Unicode."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.intake.files.legacy import BYTE_OF, from_tcvn3, from_vni

LONGEST_RUN = 256
_LONG_RUN = re.compile(rf"[^\x00-\x7f]{{{LONGEST_RUN + 1}}}")
_RUN = re.compile(rf"[\x00-\x7f]*[^\x00-\x7f]{{0,{LONGEST_RUN}}}")


@dataclass(frozen=True)
class Encoding:
    """An encoding by the name that people know, its codec, and what makes Unicode of what the codec reads."""

    name: str
    codec: str
    convert: Callable[[str], str] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the bytes can be read as they are."""
        return self.codec == "utf-8" and self.convert is None

    @property
    def width(self) -> int:
        """The bytes that every letter takes at least; a file whose size is no multiple of it lost some."""
        return {"utf-16": 2, "utf-32": 4}.get(self.codec[:6], 1)

    def read(self, codes: bytes) -> str:
        """Whole letters of a text in Unicode; what the encoding does not define becomes U+FFFD."""
        return self.finish(codes.decode(self.codec, "replace"))

    def finish(self, text: str) -> str:
        """What the codec read, in Unicode and in NFC."""
        return _composed(self.convert(text) if self.convert else text)


def _composed(text: str) -> str:
    """A text in NFC. Long runs go in pieces: the time to sort a run of marks grows with its square."""
    parts = _RUN.findall(text) if _LONG_RUN.search(text) else [text]
    return "".join(unicodedata.normalize("NFC", part) for part in parts)


def _undone(text: str) -> str:
    r"""UTF-8 that was read as Windows-1252 and saved as UTF-8 again: the text before.

    >>> _undone("Ráº¥t hÃ\xa0i lÃ²ng")
    'Rất hài lòng'
    """
    return b"".join(BYTE_OF.get(sign, b"\xff") for sign in text).decode("utf-8", "replace")


UTF_8 = Encoding("UTF-8", "utf-8")
UTF_8_TWICE = Encoding("UTF-8 (2×)", "utf-8", _undone)
UTF_16_LE, UTF_16_BE = Encoding("UTF-16", "utf-16-le"), Encoding("UTF-16", "utf-16-be")
UTF_32_LE, UTF_32_BE = Encoding("UTF-32", "utf-32-le"), Encoding("UTF-32", "utf-32-be")
WINDOWS_1258, WINDOWS_1252 = Encoding("Windows-1258", "cp1258"), Encoding("Windows-1252", "cp1252")
TCVN3, VNI = Encoding("TCVN3 (ABC)", "cp1252", from_tcvn3), Encoding("VNI", "cp1252", from_vni)
