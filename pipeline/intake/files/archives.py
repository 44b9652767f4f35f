"""ZIP archives that may be attacks: opened only where what they unpack to is bounded and whole."""

import posixpath
import re
from collections.abc import Iterator
from typing import IO, BinaryIO
from zipfile import ZipFile, ZipInfo

from pipeline.intake.files.unreadable import UnreadableError

LARGEST_CONTENT = 2 * 1024**3
"""Bytes that the parts of one archive may unpack to: 2,000,000 rows of 25 columns in XLSX."""
LARGEST_DIRECTORY = 4 * 1024**2
"""Bytes of the list of parts: some 40,000 of them, where a workbook has dozens."""

_END = re.compile(rb"PK\x05\x06.{8}(.{4})|PK\x06\x06.{36}(.{8})", re.DOTALL)
_IN_64_BITS = 2**32 - 1
_READ = (".xml", ".rels", ".bin", "mimetype")
_BLOCK = 1024 * 1024


class Archive:
    """The parts of a ZIP archive by their names; nothing is ever written to a disk under these names.

    Raises what `zipfile` raises for a damaged one, and `UnreadableError` for an endless or a protected one.
    """

    def __init__(self, file: BinaryIO) -> None:
        _refuse_long_directory(file)
        self._zip = ZipFile(file)
        parts = self._zip.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise UnreadableError("protected-file")
        self._parts = {_plain(part.filename): part for part in parts}
        self._sizes: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._parts

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def open(self, name: str) -> IO[bytes]:
        """A part, unpacked while it is read; `KeyError` where there is none of this name."""
        return self._zip.open(self._parts[_plain(name)])

    def check(self) -> None:
        """Unpack each part that a reader may look into, to know that it is whole and how large it is.

        The sizes that the archive states about itself are not believed.
        """
        left = LARGEST_CONTENT
        for name, part in self._parts.items():
            if name.endswith(_READ):
                self._sizes[name] = self._unpacked(part, left)
                left -= self._sizes[name]

    def size(self, name: str) -> int:
        """Bytes of a part that was checked."""
        return self._sizes[_plain(name)]

    def _unpacked(self, part: ZipInfo, most: int) -> int:
        size = 0
        with self._zip.open(part) as content:
            while block := content.read(_BLOCK):
                size += len(block)
                if size > most:
                    raise UnreadableError("oversized-file", limit="2 GiB")
        return size


def _plain(name: str) -> str:
    r"""One spelling for the names of parts; some programs write `XL\SharedStrings.xml`."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


def _refuse_long_directory(file: BinaryIO) -> None:
    """Refuse a list of parts that is too long before `zipfile` makes an object of each."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 2**16 - 128))
    lengths = (int.from_bytes(found[1] or found[2], "little") for found in _END.finditer(file.read()))
    if any(length > LARGEST_DIRECTORY and length != _IN_64_BITS for length in lengths):
        raise UnreadableError("oversized-file", limit="2 GiB")
