"""Files of text are read right in the encoding they were saved in, or refused."""

import io
import random
import shutil
import subprocess
import tracemalloc
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.files import encodings
from pipeline.intake.files.encodings import Encoding, recognise_encoding, write_utf8
from pipeline.intake.files.known import TCVN3, UTF_16_LE, VNI, WINDOWS_1252, WINDOWS_1258
from pipeline.intake.files.unreadable import UnreadableError
from tests.unit.test_legacy import LETTERS, to_tcvn3, to_vni

SURVEY = """Mã phiếu;Đơn vị;Ông/Bà có hài lòng với thái độ phục vụ của công chức không?;“Ý kiến khác”
1;Huyện Tuần Giáo;Rất hài lòng;Cán bộ hướng dẫn nhiệt tình, dễ hiểu
2;Thị xã Mường Lay;Hài lòng;
3;Huyện Mường Ảng;Bình thường;Cần rút ngắn thời gian giải quyết hồ sơ…
4;HUYỆN NẬM PỒ;KHÔNG HÀI LÒNG;Phải đi lại nhiều lần – mất cả ngày
5;Thành phố Điện Biên Phủ;Rất không hài lòng;Đề nghị niêm yết công khai các khoản phí, lệ phí
"""
NAMES = "respondent;unit;1.1\n1;Nguyễn Văn Hùng;4\n2;Lò Thị Pồn;5\n3;Giàng A Páo;2\n4;Quàng Văn Ước;1\n"
WESTERN = {
    "French": "Âge;Élève;Prénom\n1;très satisfait;Zoë\n2;plutôt déçu, à l’école;Noé\n3;ça va « bien »;José\n",
    "German": "Größe;Straße;Für\n1;sehr höflich – äußerst;Müller\n2;nicht möglich;Jäger\n3;überprüft;Öl\n",
    "Spanish": "Año;Población;Opinión\n1;señor;está muy bien, ¿sí?\n2;niña;más rápido\n3;también;código\n",
}
needs_iconv = pytest.mark.skipif(not shutil.which("iconv"), reason="needs iconv")


def iconv(text: str, encoding: str) -> bytes:
    command = ["iconv", "-f", "UTF-8", "-t", encoding]
    return subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout


def to_cp1258(text: str) -> bytes:
    """Base letters and tones, as the codec of Python wants them."""
    return b"".join(cp1258_code(letter) for letter in text)


def cp1258_code(letter: str) -> bytes:
    try:
        return letter.encode("cp1258")
    except UnicodeEncodeError:
        base, *signs = list(unicodedata.normalize("NFD", letter))
        tones = [sign for sign in signs if sign in "\u0300\u0301\u0303\u0309\u0323"]
        shapes = [sign for sign in signs if sign not in tones]
        return (unicodedata.normalize("NFC", "".join([base, *shapes])) + "".join(tones)).encode("cp1258")


def to_western(text: str) -> bytes:
    return text.encode("cp1252")


def recognised(data: bytes) -> Encoding:
    return recognise_encoding(io.BytesIO(data))


def rewritten(data: bytes, encoding: Encoding, block: int = encodings.BLOCK_BYTES) -> str:
    out = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "BLOCK_BYTES", block)
        write_utf8(io.BytesIO(data), encoding, out)
    return out.getvalue().decode()


def read(data: bytes) -> tuple[str, str]:
    encoding = recognised(data)
    return encoding.name, rewritten(data, encoding)


@pytest.mark.parametrize("text", [SURVEY, NAMES, SURVEY.upper(), SURVEY.replace("\n", "\r\n"), "unit\nHà\n"])
@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
        ("utf-32-le", "UTF-32"),
        ("utf-32-be", "UTF-32"),
    ],
)
def test_wide_encodings_with_and_without_a_mark(text: str, codec: str, name: str) -> None:
    assert read(text.encode(codec)) == (name, text)
    assert read(unicodedata.normalize("NFD", text).encode(codec)) == (name, text)


@needs_iconv
@pytest.mark.parametrize("text", [SURVEY, NAMES, SURVEY.upper(), "unit\nHà\n"])
@pytest.mark.parametrize(
    ("target", "name"), [("CP1258", "Windows-1258"), ("UTF-16", "UTF-16"), ("UTF-32", "UTF-32")]
)
def test_files_that_iconv_writes(text: str, target: str, name: str) -> None:
    assert read(iconv(text, target)) == (name, text)


@needs_iconv
def test_a_file_that_iconv_writes_in_tcvn_is_tcvn3() -> None:
    small = "".join(line for line in SURVEY.splitlines(keepends=True) if not line.startswith("4"))
    assert (
        read(iconv(small.translate({ord(sign): '"' for sign in "“”…"}).replace("Ý", "ý"), "TCVN"))[0]
        == TCVN3.name
    )


@pytest.mark.parametrize("text", [SURVEY, NAMES, SURVEY.upper(), SURVEY.replace("\n", "\r\n"), "unit\nHà\n"])
def test_windows_1258(text: str) -> None:
    assert read(to_cp1258(text)) == ("Windows-1258", text)


@pytest.mark.parametrize("text", [SURVEY, NAMES, SURVEY.replace("\n", "\r\n"), "unit\nHuyện\n"])
def test_tcvn3(text: str) -> None:
    name, found = read(to_western(to_tcvn3(text)))
    assert (name, found.lower()) == ("TCVN3 (ABC)", text.lower())
    assert read(to_western(to_tcvn3(text.upper()))) == (name, "".join(map(capital_in_tcvn3, text.upper())))


def capital_in_tcvn3(letter: str) -> str:
    return letter if letter in "ĂÂÊÔƠƯĐ" or letter.lower() not in LETTERS else letter.lower()


@pytest.mark.parametrize("text", [SURVEY, NAMES, SURVEY.upper(), SURVEY.replace("\n", "\r\n"), "unit\nHà\n"])
def test_vni(text: str) -> None:
    assert read(to_western(to_vni(text))) == ("VNI", text)


@pytest.mark.parametrize("text", WESTERN.values(), ids=WESTERN)
def test_western_languages_are_windows_1252(text: str) -> None:
    assert read(to_western(text)) == ("Windows-1252", text)


@pytest.mark.parametrize(
    "text", ["weight\n½\n", "size\n2×3 m²\n", "t\n20°C\n", "price\n£5 · §2\n", "a;«b»\n"]
)
def test_signs_without_vietnamese_words_make_no_vietnamese_file(text: str) -> None:
    assert read(to_western(text)) == ("Windows-1252", text)


@pytest.mark.parametrize(
    "text",
    [
        SURVEY,
        NAMES,
        "unit\nHà\n",
        "\ufeff" + SURVEY,
        "a;b\n1;2\n",
        "",
        "\x00\x00\x00\x00",
        "満足;Ελλάδα;да\n",
    ],
)
def test_utf8_is_read_as_it_is(text: str) -> None:
    encoding = recognised(text.encode())
    assert encoding.name == "UTF-8"
    assert encoding.is_plain


def test_only_utf8_is_plain() -> None:
    others = [
        to_cp1258(SURVEY),
        to_western(to_vni(SURVEY)),
        to_western(to_tcvn3(SURVEY)),
        SURVEY.encode("utf-16"),
    ]
    assert not any(recognised(data).is_plain for data in [*others, to_western(WESTERN["French"])])


@pytest.mark.parametrize("text", [SURVEY, NAMES])
@pytest.mark.parametrize(
    "damage", [b"\xff", b"\xc3", b"\xe1\xba", to_cp1258("Rất hài lòng"), b"\x9f\x00\xc7\x1e\x80"]
)
def test_a_damaged_line_does_not_make_utf8_another_encoding(text: str, damage: bytes) -> None:
    lines = text.encode().splitlines(keepends=True)
    for at in range(len(lines)):
        assert recognised(b"".join([*lines[:at], damage + lines[at], *lines[at + 1 :]])).is_plain
    assert recognised(text.encode()[:-2]).is_plain


def test_utf8_is_recognised_where_a_block_ends_in_a_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "BLOCK_BYTES", 50)
    for filling in range(60):
        assert recognised(b"x" * filling + "ệ\n".encode()).is_plain
        assert recognised(b"x" * filling + SURVEY.replace("\n", " ").encode()).is_plain


def test_legacy_text_that_was_saved_as_utf8_stays_utf8() -> None:
    assert recognised(to_tcvn3(SURVEY).encode()).is_plain
    assert recognised(to_vni(SURVEY).encode()).is_plain


@pytest.mark.parametrize("text", [SURVEY, NAMES, "\ufeff" + SURVEY])
def test_utf8_that_was_saved_twice_is_undone(text: str) -> None:
    once = "".join(
        bytes([byte]).decode("cp1252" if byte not in b"\x81\x8d\x8f\x90\x9d" else "latin-1")
        for byte in text.encode()
    )
    assert read(once.encode()) == ("UTF-8 (2×)", text.removeprefix("\ufeff"))


def test_a_few_mojibake_cells_do_not_change_how_the_file_is_read() -> None:
    assert recognised((SURVEY + "6;Ráº¥t hÃ\xa0i lÃ²ng;;\n").encode()).is_plain


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_are_refused(seed: int) -> None:
    with pytest.raises(UnreadableError) as refused:
        recognised(b"a;b\n" + random.Random(seed).randbytes(2000))
    assert refused.value.problem == "unknown-encoding"
    assert "TCVN3 (ABC)" in dict(refused.value.values)["encodings"]


OTHERS = {
    "cp1251": "Очень доволен;Район;Москва\nНе доволен;Улица;Дом\n",
    "cp1253": "Πολύ ικανοποιημένος;Δήμος;Αθήνα\n",
    "gb18030": "非常满意;奠边府市;不满意\n",
    "cp932": "とても満足;ディエンビエン;不満\n",
    "cp1250": "żółw;Łódź;sąd;część\n",
}


@pytest.mark.parametrize("codec", OTHERS)
def test_other_encodings_are_refused(codec: str) -> None:
    with pytest.raises(UnreadableError):
        recognised(OTHERS[codec].encode(codec))


@needs_iconv
def test_a_vietnamese_encoding_that_is_not_known_is_refused() -> None:
    with pytest.raises(UnreadableError):
        recognised(iconv(SURVEY.translate({ord(sign): '"' for sign in "“”…–"}), "VISCII"))


@pytest.mark.parametrize(("one", "other"), [("cp1258", "tcvn3"), ("tcvn3", "vni"), ("vni", "cp1258")])
def test_a_file_of_two_encodings_is_refused(one: str, other: str) -> None:
    write: dict[str, Callable[[str], bytes]] = {
        "cp1258": to_cp1258,
        "tcvn3": lambda text: to_western(to_tcvn3(text)),
        "vni": lambda text: to_western(to_vni(text)),
    }
    with pytest.raises(UnreadableError):
        recognised(write[one](SURVEY) + write[other](SURVEY))


def test_a_word_that_means_something_in_two_encodings_is_refused_until_others_tell() -> None:
    word = to_western(to_vni("đi"))
    with pytest.raises(UnreadableError):
        recognised(word)
    assert recognised(word + b"\n" + to_western(to_vni("lại nhiều lần"))) == VNI


def test_words_without_letters_of_ascii_are_told_too() -> None:
    assert read(to_western(to_tcvn3("đã"))) == ("TCVN3 (ABC)", "đã")


def test_zero_bytes_in_a_file_do_not_make_it_wide() -> None:
    assert recognised(NAMES.encode() + b"\x00" * 500).is_plain
    assert recognised(b"a;b\x00\n1;\x00\x002\n").is_plain
    assert read(to_cp1258(NAMES) + b"\x00\n")[0] == "Windows-1258"


WORDS = sorted({word for word in SURVEY.replace(";", " ").split() if word.isalpha() and not word.isascii()})
vocabulary = st.lists(st.sampled_from(WORDS), min_size=10, unique=True)
betweens = st.sampled_from([";", ",", "\t", " ", "\n", "\r\n", '";"', "…", "\xa0"])


@given(vocabulary, betweens, st.sampled_from([str, str.upper, str.lower, str.title]))
def test_files_of_ten_words_are_recognised_and_read_right(
    words: list[str], between: str, case: type[str]
) -> None:
    text = case(between.join(words))
    assert read(to_cp1258(text)) == ("Windows-1258", text)
    assert read(to_western(to_vni(text))) == ("VNI", text)
    assert read(to_western(to_tcvn3(text)))[0] == "TCVN3 (ABC)"
    assert read(text.encode("utf-16")) == ("UTF-16", text)
    assert recognised(text.encode()).is_plain


text_of_letters = st.text(st.sampled_from(LETTERS + LETTERS.upper() + 'abcxyzABC 019;,"\r\n“…'), max_size=40)


@given(text_of_letters, st.integers(1, 9))
def test_letters_survive_at_the_borders_of_blocks(text: str, block: int) -> None:
    assert rewritten(to_cp1258(text), WINDOWS_1258, block) == text
    assert rewritten(to_western(to_vni(text)), VNI, block) == text
    assert rewritten(to_western(to_tcvn3(text.lower())), TCVN3, block) == text.lower()
    assert rewritten(unicodedata.normalize("NFD", text).encode("utf-16"), UTF_16_LE, block) == text


@pytest.mark.parametrize("block", range(1, 40))
def test_a_survey_survives_every_size_of_blocks(block: int) -> None:
    assert rewritten(to_cp1258(SURVEY), WINDOWS_1258, block) == SURVEY
    assert rewritten(to_western(to_vni(SURVEY)), VNI, block) == SURVEY
    assert rewritten(SURVEY.encode("utf-16"), UTF_16_LE, block) == SURVEY


@given(st.binary(max_size=200), st.integers(1, 9))
def test_any_bytes_are_recognised_or_refused_and_keep_their_lines(data: bytes, block: int) -> None:
    try:
        encoding = recognised(data)
    except UnreadableError:
        return
    found = rewritten(data, encoding, block)
    assert found == rewritten(data, encoding)
    lines = data.decode(encoding.codec, "replace").count("\n")
    assert found.count("\n") == lines


@given(st.text())
def test_any_text_in_utf_16_keeps_its_lines_and_comes_out_composed(text: str) -> None:
    found = rewritten(b"\xff\xfe" + text.encode("utf-16-le"), UTF_16_LE, 7)
    assert found == unicodedata.normalize("NFC", text)


def test_what_an_encoding_does_not_define_is_marked() -> None:
    assert rewritten(b"H\xe0;\x81\x8d\n", WINDOWS_1258) == "Hà;\ufffd\ufffd\n"
    assert rewritten(b"Z\xeb;\x9d\n", WINDOWS_1252) == "Zë;\ufffd\n"
    assert rewritten(b"H\xb5;H\xe0\n", TCVN3) == "Hà;H\ufffd\n"
    assert rewritten(b"Ha\xf8;H\xe0\n", VNI) == "Hà;H\ufffd\n"


def test_utf_16_that_is_cut_off_or_damaged_is_marked() -> None:
    data = SURVEY.encode("utf-16")
    assert rewritten(data[:-1], recognised(data[:-1])) == SURVEY.removesuffix("\n") + "\ufffd"
    lone = "a;b\n".encode("utf-16") + b"\x3d\xd8" + ";c\nd".encode("utf-16-le") + b"\x3d\xd8"
    assert rewritten(lone, recognised(lone)) == "a;b\n\ufffd;c\nd\ufffd"


def test_a_long_run_of_marks_takes_no_time() -> None:
    run = "a" + "\u0301\u0323" * 300_000
    found = rewritten((f"x;{run};y\n" + SURVEY).encode("utf-16"), UTF_16_LE)
    assert found.endswith(f";y\n{SURVEY}")


class Repeated(io.RawIOBase):
    """A file of some MB that is nowhere as a whole."""

    def __init__(self, data: bytes, size: int) -> None:
        self.data, self.left = data, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer)
        part = self.data[: min(len(view), self.left)]
        view[: len(part)] = part
        self.left -= len(part)
        return len(part)


class Nowhere(io.BytesIO):
    def write(self, data: Any) -> int:
        return len(memoryview(data))


@pytest.mark.parametrize("write", [to_cp1258, str.encode, lambda text: text.encode("utf-16")])
def test_memory_does_not_grow_with_the_file(
    write: Callable[[str], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encodings, "BLOCK_BYTES", 16 * 1024)
    data, size = write(SURVEY), 4 * 1024 * 1024
    tracemalloc.start()
    encoding = recognise_encoding(io.BufferedReader(Repeated(data, size)))
    write_utf8(io.BufferedReader(Repeated(data, size)), encoding, Nowhere())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < size / 3
