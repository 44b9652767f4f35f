"""TCVN3 and VNI text becomes the Vietnamese that was meant."""

import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.files.legacy import UNDEFINED, from_tcvn3, from_vni, legacy_readings
from pipeline.intake.files.syllables import is_syllable, vietnamese_share

LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"

# The writers below are arranged otherwise than the tables of the program: by the order of the bytes in
# TCVN 5712:1993, and by what each mark of VNI means.
IN_ORDER_OF_BYTES = (
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ"),
    (0xBB, "ằẳẵắ"),
    (0xC6, "ặầẩẫấậè"),
    (0xCE, "ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"),
    (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
)
TCVN3 = {ord(letter): start + i for start, letters in IN_ORDER_OF_BYTES for i, letter in enumerate(letters)}

GRAVE, ACUTE, TILDE, HOOK, DOT = TONES = "\u0300\u0301\u0303\u0309\u0323"
VNI_MARKS = {
    "": {GRAVE: "ø", ACUTE: "ù", HOOK: "û", TILDE: "õ", DOT: "ï"},
    "\u0302": {"": "â", GRAVE: "à", ACUTE: "á", HOOK: "å", TILDE: "ã", DOT: "ä"},
    "\u0306": {"": "ê", GRAVE: "è", ACUTE: "é", HOOK: "ú", TILDE: "ü", DOT: "ë"},
}
VNI_WHOLE = dict(zip("đơưìíỉĩịỵ", "ñôöìíæóòî", strict=True))


def to_tcvn3(text: str) -> str:
    """Text as TCVN3 bytes read as Latin-1; a capital with a tone is written small, as its font demands."""
    held = "".join(c if ord(c) < 0x80 or ord(c) in TCVN3 else c.lower() for c in text)
    return held.translate(TCVN3)


def to_vni(text: str) -> str:
    """Text as VNI bytes read as Latin-1; the mark has the case of its letter."""
    return "".join(map(vni_code, text))


def vni_code(letter: str) -> str:
    small = letter.lower()
    if small in VNI_WHOLE:
        code = VNI_WHOLE[small]
    elif small in LETTERS:
        base, *signs = list(unicodedata.normalize("NFD", small))
        tone = next((sign for sign in signs if sign in TONES), "")
        shape = next((sign for sign in signs if sign not in TONES), "")
        if shape == "\u031b":
            code = VNI_WHOLE[unicodedata.normalize("NFC", base + shape)] + VNI_MARKS[""][tone]
        else:
            code = base + VNI_MARKS[shape][tone]
    else:
        return letter
    return code if letter == small else code.upper()


POSSIBLE = """Nậm Pồ Mường Ảng Đắk Lắk Krông Tẻh Păh Hẹ Muông Noọng Hẹt Nghiêng giếng gì quýt quỳnh quốc khuỷu
    huỵch xoong moóc khuya khoẻ khỏe ngoằn ngoèo rượu hươu ủy uỷ thuở yến uyên ẨM HUYỆN HUYệN ĐIềU ĐƯợC Ý"""
IMPOSSIBLE = """HuyÖn TuÇn Gi¸o HơÌ Baị Huyeän Giaùo Ráº¥t hÃ lÃ²ng für Köln José naïve été TuÊn TuấN đ cê ngà́
    hàì rât rầt cằch mâ mă lòngg bcà"""

vietnamese = st.text(st.sampled_from(LETTERS + LETTERS.upper() + 'abcdeghiklmnopqrstuvxyABCDĐN 019,;\n"-“”…'))


@pytest.mark.parametrize("letter", LETTERS)
def test_every_small_letter_has_a_code_in_both_encodings(letter: str) -> None:
    assert len(to_tcvn3(letter)) == 1
    assert from_tcvn3(to_tcvn3(letter)) == letter
    assert from_vni(to_vni(letter)) == letter


@pytest.mark.parametrize("letter", LETTERS.upper())
def test_every_capital_has_a_code_in_vni_and_seven_have_one_in_tcvn3(letter: str) -> None:
    assert from_vni(to_vni(letter)) == letter
    assert from_tcvn3(to_tcvn3(letter)) == (letter if letter in "ĂÂÊÔƠƯĐ" else letter.lower())


@pytest.mark.skipif(not shutil.which("iconv"), reason="needs iconv")
def test_the_codes_of_tcvn3_are_those_of_the_standard() -> None:
    codes = bytes(sorted(TCVN3.values()))
    converted = subprocess.run(
        ["iconv", "-f", "TCVN", "-t", "UTF-8"], input=codes, capture_output=True, check=True
    )
    assert from_tcvn3(codes.decode("latin-1")) == unicodedata.normalize("NFC", converted.stdout.decode())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("HuyÖn TuÇn Gi¸o", "Huyện Tuần Giáo"),
        ("§iÖn Biªn §«ng", "Điện Biên Đông"),
        ("Kh«ng hµi lßng", "Không hài lòng"),
        ("B×nh th\xad\xeang", "Bình thường"),
        ("C¸c hÖ thèng th«ng tin t¹i c¸c Së, Ban, Ngµnh", "Các hệ thống thông tin tại các Sở, Ban, Ngành"),
        ("V« §Þch gi¶i ®Êu, 20°C", "Vô Địch giải đấu, 20°C"),
    ],
)
def test_tcvn3_as_it_stands_in_sheets(written: str, meant: str) -> None:
    assert from_tcvn3(written) == meant
    assert ("tcvn3", meant) in legacy_readings(written)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Huyeän Tuaàn Giaùo", "Huyện Tuần Giáo"),
        ("ÑIEÄN BIEÂN", "ĐIỆN BIÊN"),
        ("Raát haøi loøng", "Rất hài lòng"),
        ("Bình thöôøng", "Bình thường"),
        ("Maõ Huyeän, Tænh", "Mã Huyện, Tỉnh"),
        ("Caùc heä thoâng tin taïi caùc Sôû, Ban, Ngaønh", "Các hệ thông tin tại các Sở, Ban, Ngành"),
        ("Aùi Kyø", "Ái Kỳ"),
    ],
)
def test_vni_as_it_stands_in_sheets(written: str, meant: str) -> None:
    assert from_vni(written) == meant
    assert ("vni", meant) in legacy_readings(written)


@given(vietnamese)
def test_small_text_survives_tcvn3_and_any_text_vni(text: str) -> None:
    assert from_tcvn3(to_tcvn3(text.lower())) == text.lower()
    assert from_tcvn3(to_tcvn3(text)).lower() == text.lower()
    assert from_vni(to_vni(text)) == text


@given(vietnamese)
def test_it_does_not_matter_whether_the_bytes_were_read_as_latin_1_or_windows_1252(text: str) -> None:
    for write, read in ((to_tcvn3, from_tcvn3), (to_vni, from_vni)):
        code = write(text).encode("cp1252")
        assert read(code.decode("latin-1")) == read(code.decode("cp1252"))


@given(st.text())
def test_no_text_breaks_the_conversions_and_ascii_stays(text: str) -> None:
    for read in (from_tcvn3, from_vni):
        assert read(text).count("\n") == text.count("\n")
    plain = text.encode("ascii", "ignore").decode()
    assert from_tcvn3(plain) == from_vni(plain) == plain
    assert legacy_readings(plain) == ()


def test_letters_that_an_encoding_does_not_have_are_not_passed_off_as_vietnamese() -> None:
    assert from_tcvn3("Hà") == from_vni("Hà") == f"H{UNDEFINED}"
    assert from_vni("Zoë, yï") == f"Zo{UNDEFINED}, y{UNDEFINED}"


@pytest.mark.parametrize(
    "text",
    [
        "Hài lòng",
        "Huyện Mường Ảng",
        "Mường Chà",
        "Élève français",
        "für Köln",
        "Ráº¥t hÃ\xa0i lÃ²ng",
        "20 °C",
        "",
        "Yes",
        "満足",
    ],
)
def test_text_that_is_no_legacy_text_has_no_legacy_reading(text: str) -> None:
    assert legacy_readings(text) == ()


def test_a_word_that_both_encodings_can_mean_has_both_readings() -> None:
    assert legacy_readings("ñi") == (("tcvn3", "ủi"), ("vni", "đi"))


@pytest.mark.parametrize("word", POSSIBLE.split())
def test_possible_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(unicodedata.normalize("NFD", word))


@pytest.mark.parametrize("word", [*IMPOSSIBLE.split(), "", "Huyện Ảng", "ắ" * 100_000])
def test_impossible_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_the_share_is_that_of_the_words_with_letters_outside_ascii() -> None:
    assert vietnamese_share("Mã;“Đơn vị”;Ý kiến khác – 20 % über") == (6 / 7, 7)
    assert vietnamese_share("Ma;Don vi;20 °C") == (0.0, 0)
