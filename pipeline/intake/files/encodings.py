"""In which encoding a file of text was saved, and its text as UTF-8.

UTF-16 and UTF-32 show by their first bytes, UTF-8 by its own rules. Among the encodings of one byte a letter
the words decide: they must be possible Vietnamese syllables. charset-normalizer was tried instead: TCVN3 and
VNI are unknown to it (VNI becomes Baltic), and Windows-1258 with few Vietnamese words becomes Korean.
"""

import codecs
import re
from typing import BinaryIO

from pipeline.intake.files.evidence import Evidence, wide_encoding
from pipeline.intake.files.known import LONGEST_RUN, Encoding
from pipeline.intake.files.unreadable import UnreadableError

__all__ = ["Encoding", "recognise_encoding", "write_utf8"]

BLOCK_BYTES = 1024 * 1024
_MISREAD = re.compile("[\u0a00\u0d00]")
"""Line ends whose bytes are swapped: behind a byte that was lost or won all lines run together."""


def recognise_encoding(file: BinaryIO) -> Encoding:
    """The encoding of a file, read from its beginning; raises UnreadableError where none fits.

    Damaged letters do not make a UTF-8 file anything else, and a file in ASCII is UTF-8.
    """
    block = _whole_lines(file)
    if wide := wide_encoding(block):
        return wide
    evidence = Evidence()
    while block:
        evidence.take(block)
        block = _whole_lines(file)
    return evidence.encoding()


def _whole_lines(file: BinaryIO) -> bytes:
    return file.read(BLOCK_BYTES) + file.readline(BLOCK_BYTES)


def write_utf8(file: BinaryIO, encoding: Encoding, out: BinaryIO) -> None:
    """Write the text of a file as UTF-8 in NFC without a mark at its beginning; its lines stay what they are.

    Bytes that the encoding does not define become U+FFFD. Raises UnreadableError where letters of several
    bytes are read from the wrong byte on.
    """
    decoder = codecs.getincrementaldecoder(encoding.codec)("replace")
    held, begun, ended = "", False, False
    while not ended:
        block = file.read(BLOCK_BYTES)
        ended = not block
        read = decoder.decode(block, ended)
        if encoding.width > 1 and (_MISREAD.search(read) or (encoding.width == 4 and "\ufffd" in read)):
            raise UnreadableError("damaged-file", kind=encoding.name)
        text = held + read
        end = len(text) if ended else _joint(text)
        piece = encoding.finish(text[:end])
        out.write((piece if begun else piece.removeprefix("\ufeff")).encode())
        held, begun = text[end:], begun or bool(piece)


def _joint(text: str) -> int:
    """Where a text can be cut: before its last ASCII sign, which never changes the letter before it."""
    for at in range(len(text) - 1, max(-1, len(text) - 1 - LONGEST_RUN), -1):
        if text[at].isascii():
            return at
    return len(text) if len(text) > LONGEST_RUN else 0
