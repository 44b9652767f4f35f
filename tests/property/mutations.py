"""Damage to the bytes of a file: what mail, disks, editors and evil minds do to it."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable

Chance = random.Random

PIECES = (
    *(b"\0", b"\0" * 40, b"\x1a", b"\x1b[2J", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3", b"\xe1\xba"),
    *(b'"', b'""', b"'", b",", b";", b"\t", b"|", b",,,,", b"\\", b"\x1f", b"\x1e", b"\x0b", b"\x0c"),
    *(b"\r", b"\n", b"\r\n", b"\n\n\n", b"\r\r\n", b'"\n"', b'\n"', "\u2028".encode(), "\x85".encode()),
    *(b"=1+1", b"<b>", b"</td>", b"<!--", b"]]>", b"&#0;", b"&lol;", b"<!DOCTYPE x>", b"PK\x03\x04", b"%PDF"),
    *("\u0302".encode() * 40, "\u202e".encode(), "\ufeff".encode(), "ạ".encode(), b"\xed\xa0\x80"),
    *(b"5", b"99", b"-1", b"9" * 40, b"x" * 3000, b"," * 300, b"sep=;\n", "Tổng cộng,".encode()),
)
LINE_ENDS = (b"\n", b"\r\n", b"\r", b"\n\r", b"\n\n", b"\x0b", "\u2028".encode())
DELIMITERS = (b",", b";", b"\t", b"|", b" ", b":")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1258", "cp1252", "utf-7")


def _place(data: bytearray, chance: Chance) -> tuple[int, int]:
    """Where to begin and where to end, near each other as a rule."""
    at = chance.randrange(len(data) + 1)
    return at, min(len(data), at + chance.choice((1, 1, 2, 5, 30, 300)))


def flip(data: bytearray, chance: Chance) -> None:
    for _ in range(chance.choice((1, 1, 3, 20))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: Chance) -> None:
    at, end = _place(data, chance)
    del data[at:end]


def cut_off(data: bytearray, chance: Chance) -> None:
    at = chance.randrange(len(data) + 1)
    del data[at:]


def insert(data: bytearray, chance: Chance) -> None:
    at, _ = _place(data, chance)
    data[at:at] = chance.choice(PIECES)


def overwrite(data: bytearray, chance: Chance) -> None:
    at, end = _place(data, chance)
    data[at:end] = chance.choice(PIECES)


def put_random(data: bytearray, chance: Chance) -> None:
    at, end = _place(data, chance)
    data[at:end] = chance.randbytes(end - at)


def duplicate(data: bytearray, chance: Chance) -> None:
    at, end = _place(data, chance)
    to, _ = _place(data, chance)
    data[to:to] = data[at:end] * chance.choice((1, 1, 2, 10))


def swap_blocks(data: bytearray, chance: Chance) -> None:
    at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
    end = min(to, at + chance.choice((5, 40, 400)))
    after = min(len(data), to + chance.choice((5, 40, 400)))
    data[at:after] = data[to:after] + data[end:to] + data[at:end]


def put_mark_first(data: bytearray, chance: Chance) -> None:
    data[:0] = chance.choice(
        (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\xef\xbb\xbf" * 2)
    )


def change_line_ends(data: bytearray, chance: Chance) -> None:
    old, new = chance.sample(LINE_ENDS, 2)
    data[:] = data.replace(old, new, chance.choice((1, 3, -1)))


def change_delimiters(data: bytearray, chance: Chance) -> None:
    old, new = chance.sample(DELIMITERS, 2)
    data[:] = data.replace(old, new, chance.choice((1, 3, 30, -1)))


def quote_piece(data: bytearray, chance: Chance) -> None:
    at, end = _place(data, chance)
    data[end:end] = b'"'
    data[at:at] = b'"'


def save_again(data: bytearray, chance: Chance) -> None:
    """As an editor does that takes the text for another encoding."""
    read, written = (chance.choice(ENCODINGS) for _ in range(2))
    data[:] = bytes(data).decode(read, "replace").encode(written, "replace")


DAMAGES: tuple[Callable[[bytearray, Chance], None], ...] = (
    *(flip, cut, cut_off, insert, insert, overwrite, put_random, duplicate, swap_blocks),
    *(put_mark_first, change_line_ends, change_delimiters, quote_piece, save_again),
)


def damaged(data: bytes, chance: Chance) -> bytes:
    """Some bytes with one damage or several."""
    made = bytearray(data)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 8))):
        if not made:
            made[:] = chance.choice(PIECES)
        chance.choice(DAMAGES)(made, chance)
    return bytes(made)


def damaged_within(data: bytes, chance: Chance) -> bytes:
    """An archive that is whole, with damage in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        names = [part.filename for part in old.infolist()]
        tables = [name for name in names if "sheet" in name or "Strings" in name or "content" in name]
        chosen = chance.choice(tables if tables and chance.random() < 0.7 else names)
        for name in names:
            part = old.read(name)
            new.writestr(name, damaged(part, chance) if name == chosen else part)
    return out.getvalue()


def damaged_file(data: bytes, chance: Chance) -> bytes:
    """A file with damage: to an archive mostly within its parts, which a checksum would hide else."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        try:
            return damaged_within(data, chance)
        except (zipfile.BadZipFile, zlib.error, NotImplementedError):
            return damaged(data, chance)
    return damaged(data, chance)
