"""Vietnamese text of the time before Unicode, as it looks where its bytes were read as western letters.

TCVN3 (the fonts .VnTime, called ABC) has a byte for each small letter, and another font for its capitals;
VNI writes a base letter and a mark. Both use the bytes of the western letters, so that a sheet holds
`HuyÖn TuÇn Gi¸o` or `Huyeän Tuaàn Giaùo` where somebody saw Vietnamese.
"""

import re
from collections.abc import Iterator

from pipeline.intake.files.syllables import vietnamese_share

UNDEFINED = "\ufffd"

_WESTERN_LETTERS = "".join(map(chr, (*range(0xC0, 0xD7), *range(0xD8, 0xF7), *range(0xF8, 0x100))))
_PUNCTUATION = {
    chr(byte): sign for byte in range(0x80, 0xA0) if (sign := bytes([byte]).decode("cp1252", "ignore"))
}
BYTE_OF = {sign: bytes([ord(byte)]) for byte, sign in _PUNCTUATION.items()} | {
    chr(byte): bytes([byte]) for byte in range(0x100)
}
"""The byte behind each sign that Latin-1 or Windows-1252 reads."""

_UNUSED = _PUNCTUATION | dict.fromkeys(_WESTERN_LETTERS, UNDEFINED)

_TCVN3 = {
    "¡¢£¤¥¦§®": "ĂÂÊÔƠƯĐđ",
    "µ¸¶·¹": "àáảãạ",
    "¨»¾¼½Æ": "ăằắẳẵặ",
    "©ÇÊÈÉË": "âầấẩẫậ",
    "ÌÐÎÏÑ": "èéẻẽẹ",
    "ªÒÕÓÔÖ": "êềếểễệ",
    "×ÝØÜÞ": "ìíỉĩị",
    "ßãáâä": "òóỏõọ",
    "«åèæçé": "ôồốổỗộ",
    "¬êíëìî": "ơờớởỡợ",
    "ïóñòô": "ùúủũụ",
    "\xadõøö÷ù": "ưừứửữự",
    "úýûüþ": "ỳýỷỹỵ",
}
_FROM_TCVN3 = str.maketrans(_UNUSED | dict(zip("".join(_TCVN3), "".join(_TCVN3.values()), strict=True)))

_VNI_ALONE = dict(zip("ôöñíìæóòî", "ơưđíìỉĩịỵ", strict=True))
_VNI_MARKED = {
    "a": ("ùøûõïâáàåãäêéèúüë", "áàảãạâấầẩẫậăắằẳẵặ"),
    "e": ("ùøûõïâáàåãä", "éèẻẽẹêếềểễệ"),
    "o": ("ùøûõïâáàåãä", "óòỏõọôốồổỗộ"),
    "ô": ("ùøûõï", "ớờởỡợ"),
    "u": ("ùøûõï", "úùủũụ"),
    "ö": ("ùøûõï", "ứừửữự"),
    "y": ("ùøûõ", "ýỳỷỹ"),
}


def _vni_codes() -> Iterator[tuple[str, str]]:
    """Each code and its letter; the base decides the case, whatever the case of the mark."""
    for code, letter in _VNI_ALONE.items():
        yield from ((code, letter), (code.upper(), letter.upper()))
    for base, (marks, letters) in _VNI_MARKED.items():
        for mark, letter in zip(marks, letters, strict=True):
            for written in (mark, mark.upper()):
                yield from ((base + written, letter), (base.upper() + written, letter.upper()))


_FROM_VNI = _UNUSED | dict(_vni_codes())
_VNI_CODE = re.compile("[aeoôuöyAEOÔUÖY][ùøûõïâáàåãäêéèúüëÙØÛÕÏÂÁÀÅÃÄÊÉÈÚÜË]|[À-ÖØ-öø-ÿ\x80-\x9f]")


def from_tcvn3(text: str) -> str:
    """TCVN3 that was read as Latin-1 or Windows-1252, in Unicode (NFC).

    Capitals with tones exist as another font only: they come out small, in the middle of capitals. Letters
    that TCVN3 does not have become U+FFFD.

    >>> from_tcvn3("HuyÖn TuÇn Gi¸o"), from_tcvn3("HUYÖN §IÖN BI£N")
    ('Huyện Tuần Giáo', 'HUYệN ĐIệN BIÊN')
    """
    return text.translate(_FROM_TCVN3)


def from_vni(text: str) -> str:
    """VNI that was read as Latin-1 or Windows-1252, in Unicode (NFC); marks without a letter become U+FFFD.

    >>> from_vni("Huyeän Tuaàn Giaùo"), from_vni("ÑIEÄN BIEÂN")
    ('Huyện Tuần Giáo', 'ĐIỆN BIÊN')
    """
    return _VNI_CODE.sub(_vni_letter, text)


def _vni_letter(found: re.Match[str]) -> str:
    code = found[0]
    return _FROM_VNI.get(code) or "".join(_FROM_VNI.get(sign, sign) for sign in code)


def legacy_readings(text: str) -> tuple[tuple[str, str], ...]:
    """What a text can have meant in TCVN3 and in VNI: the readings in which every word could be Vietnamese.

    None for a text that holds signs which no byte of these encodings is read as.

    >>> legacy_readings("RÊt hµi lßng"), legacy_readings("Rất hài lòng")
    ((('tcvn3', 'Rất hài lòng'),), ())
    """
    if text.isascii() or not BYTE_OF.keys() >= set(text):
        return ()
    readings = (("tcvn3", from_tcvn3(text)), ("vni", from_vni(text)))
    return tuple((name, read) for name, read in readings if read != text and vietnamese_share(read)[0] == 1.0)
