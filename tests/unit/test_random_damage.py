"""Files damaged at random: what comes out are rows of clean texts, or the name of a problem."""

import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.intake.files.formats import Format, recognise_format
from pipeline.intake.files.sheets import read_sheets
from pipeline.intake.files.unreadable import UnreadableError
from tests.unit.made_files import ods, repacked, sav, xls, xlsb, xlsx

ROWS = [["đơn vị", "a1", "b"], ["Mường Chà", 4.0, "Hài lòng"], ["Tủa Chùa", 0.85, "x"], ["", 99.0, "4"]]
PIECES = (b"\0", b"\xff", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"<", b'"', b"&", b"9" * 9, b"-1", b"]]>")
UNCLEAN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def damaged(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(made))
        match chance.randrange(5):
            case 0:
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                del made[at : at + chance.choice((1, 2, 4, 30))]
            case 2:
                made[at:at] = chance.choice(PIECES)
            case 3:
                piece = chance.choice(PIECES)
                made[at : at + len(piece)] = piece
            case 4:
                made[at:at] = made[chance.randrange(len(made)) :][:20]
        made = made or bytearray(b" ")
    return bytes(made)


def damaged_within(content: bytes, chance: random.Random) -> bytes:
    """Damage in a part of an archive, which is whole otherwise."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [
            name for name in archive.namelist() if re.search("sheet1|Strings|workbook|styles|content", name)
        ]
    return repacked(content, {chance.choice(parts): lambda part: damaged(part, chance)})


PAGE = (
    b"<html><body><table><caption>x</caption><tr><th rowspan=2>a<th colspan='2'>b</tr>"
    b"<tr><td>c<td>&#7885;</tr><tr><td>d<br>e</td><td><table><tr><td>1</table></td></tr></table></body></html>"
)
BASES: dict[str, tuple[Callable[[Path], bytes], int]] = {
    "xlsx": (lambda _: xlsx(ROWS), 150),
    "ods": (lambda _: ods(ROWS), 150),
    "html": (lambda _: PAGE, 150),
    "xls": (lambda _: xls(ROWS), 20),
    "xlsb": (lambda _: xlsb(ROWS), 20),
    "sav": (sav, 20),
    "zsav": (lambda folder: sav(folder, compress=True), 20),
}


@pytest.mark.parametrize("base", BASES)
def test_damage_at_random_is_rows_or_a_problem(base: str, tmp_path: Path) -> None:
    make, cases = BASES[base]
    content, chance, found = make(tmp_path), random.Random(base), Counter[str]()
    for _ in range(cases):
        within = content.startswith(b"PK") and chance.random() < 0.7
        file = io.BytesIO(damaged_within(content, chance) if within else damaged(content, chance))
        try:
            kind = recognise_format(file, f"a.{base}")
            sheets = [] if kind is Format.TEXT else read_sheets(file, kind)
            cells = [cell for sheet in sheets for row in sheet.rows for cell in row]
            assert not [cell for cell in cells if UNCLEAN.search(cell)]
            found["read"] += 1
        except UnreadableError as error:
            found[error.problem] += 1
    assert found.total() == cases
    assert found["read"]
    assert found["damaged-file"]
