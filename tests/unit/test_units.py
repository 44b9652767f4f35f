"""Units: recognised by any spelling of their names, never guessed, and reported as of today after mergers."""

import time
import unicodedata
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.intake.coding.units import RULES, UnitReader
from pipeline.measure import Tally, compare, empty_tally, estimate, tally
from pipeline.measure.mergers import as_of_today, partly_covered
from schemas.language import Language
from schemas.period import Period
from schemas.questionnaire import MISSING_CODES, load_questionnaire
from schemas.responses import AMBIGUOUS_UNIT, PSEUDO_UNIT, UNIT_NOT_VALID, UNKNOWN_UNIT
from schemas.settings import Survey, SurveySettings
from schemas.text import fold
from schemas.toml import SettingsError, build
from schemas.unit_mistakes import unit_mistakes
from schemas.units import UnitRegistry, load_units
from tests.conftest import ROOT

FEW = settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(FEW, max_examples=200)

SEVERAL, TOTAL, ENDED, UNKNOWN = "several", "total", "ended", "unknown"
NUMBERS = {AMBIGUOUS_UNIT: SEVERAL, PSEUDO_UNIT: TOTAL, UNIT_NOT_VALID: ENDED, UNKNOWN_UNIT: UNKNOWN}
KINDS = {
    "xã": ("X.", "commune"),
    "phường": ("P.", "ward"),
    "thị trấn": ("TT.", "township"),
    "thị xã": ("TX.", "town"),
    "huyện": ("H.", "district"),
    "thành phố": ("TP.", "city"),
}
DIEN_BIEN = load_units(ROOT / "schemas" / "units" / "dien-bien.toml")


def unit(kind: str, name: str, code: str = "", short: str = "", **own: Any) -> dict[str, Any]:
    """A raw unit of a kind; its short name is its whole name, unless said otherwise."""
    whole = f"{kind.capitalize()} {name}"
    return {
        "code": code or whole.casefold().encode("ascii", "ignore").decode().replace(" ", "-"),
        "name": {"vi": whole, "en": f"{name} {KINDS[kind][1]}"},
        "short": {"vi": short or whole, "en": short or f"{name} {KINDS[kind][1]}"},
        "kind": {"vi": kind, "en": KINDS[kind][1]},
        "level": {"xã": "commune", "phường": "commune", "thị trấn": "commune"}.get(kind, "district"),
        **own,
    }


def registry(*units: dict[str, Any], pseudo: Sequence[str] = ()) -> UnitRegistry:
    names = [{"name": {"vi": name, "en": name}} for name in pseudo]
    raw = {
        "code": "made-up",
        "name": {"vi": "Tỉnh Nam Sơn", "en": "Nam Sơn province"},
        "source": "made for this test",
        "units": list(units),
        "pseudo_units": names,
    }
    return build(UnitRegistry, raw, "made-up.toml", unit_mistakes)


def reader(of: UnitRegistry, year: int = 2019) -> UnitReader:
    return UnitReader(of, date(year, 1, 1), date(year, 12, 31))


READER = reader(DIEN_BIEN)


def meaning(of: UnitRegistry, text: str, year: int = 2019) -> str:
    number = reader(of, year).read(text).number
    return NUMBERS[number] if number < 0 else of.units[number].code


def mistakes(*units: dict[str, Any], pseudo: Sequence[str] = ()) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        registry(*units, pseudo=pseudo)
    return [mistake.describe(Language("en")) for mistake in caught.value.mistakes]


# Spellings ----------------------------------------------------------------------------------------------

SPELLINGS = {
    "": "Huyện Tuần Giáo | Tuần Giáo | tuan-giao | H. Tuần Giáo | UBND huyện Tuần Giáo | Tuần Giáo district",
    "spelling": (
        "HUYỆN TUẦN GIÁO | huyện  tuần giáo |  Tuần Giáo  | Tuần\u00a0Giáo | TUAN-GIAO | Tuần-Giáo"
        " | h.tuần giáo | H Tuần Giáo | Tuần Gíao | Tuần\nGiáo | Tu\u200bần Giáo | Tuần Giáo,"
        " | TUẦN GIÁO DISTRICT"
    ),
    "kind": (
        "H.  TUẦN GIÁO, tỉnh Điện Biên | UBND Tuần Giáo | Ủy ban nhân dân huyện Tuần Giáo"
        " | Uỷ ban nhân dân Huyện Tuần Giáo | Bộ phận một cửa huyện Tuần Giáo | UBND H.Tuần Giáo"
        " | Bộ phận một cửa của UBND huyện Tuần Giáo | District of Tuần Giáo"
        " | Uy ban nhan dan huyện Tuần Giáo"
        " | Bộ phận Tiếp nhận và Trả kết quả huyện Tuần Giáo | Trung tâm hành chính công huyện Tuần Giáo"
        " | Huyện Tuần Giáo tỉnh Điện Biên | People’s Committee of Tuần Giáo district"
    ),
    "accents": (
        "tuan giao | Tuan Giao | H. Tuan Giao | HUYEN TUAN GIAO | Huyện Tuan Giao | Tuan Giao district"
        " | District of Tuan Giao | UBND huyen Tuan Giao | Uy ban nhan dan huyen Tuan Giao | Tuần Giao"
        " | Bo phan mot cua huyen Tuan Giao | Tuân Giao | tuan_giao | Huyen Tuan Giao, tinh Dien Bien"
    ),
    "legacy": "HuyÖn TuÇn Gi¸o | TuÇn Gi¸o | H. TuÇn Gi¸o | Huyeän Tuaàn Giaùo | HUYEÄN TUAÀN GIAÙO",
    "numbered": "1. Huyện Tuần Giáo | 12 - tuan giao | 3) H. Tuần Giáo",
}


@pytest.mark.parametrize(
    ("text", "rule"), [(text, rule) for rule, texts in SPELLINGS.items() for text in texts.split(" | ")]
)
def test_a_unit_is_recognised_by_any_of_its_spellings(text: str, rule: str) -> None:
    reading = READER.read(text)
    assert (DIEN_BIEN.units[reading.number].code, reading.rule) == ("tuan-giao", rule)
    assert reading.number >= 0


def test_decomposed_letters_are_another_spelling() -> None:
    text = unicodedata.normalize("NFD", "Huyện Tuần Giáo")
    assert (meaning(DIEN_BIEN, text), READER.read(text).rule) == ("tuan-giao", "spelling")


MEANINGS = {
    "dien-bien": (
        "Huyện Điện Biên | H. Điện Biên | Điện Biên | dien bien | ĐIỆN BIÊN | H.Dien Bien"
        " | UBND huyện Điện Biên"
    ),
    "dien-bien-dong": (
        "Điện Biên Đông | H.Điện Biên Đông | dien bien dong | Đien Bien Đong | Dien Bien Dong district"
    ),
    "dien-bien-phu": (
        "TP Điện Biên Phủ | TP.Điện Biên Phủ | T.P Điện Biên Phủ | Thành phố Điện Biên Phủ | DIEN BIEN PHU"
        " | Dien Bien Phu City | City of Dien Bien Phu | thanh pho dien bien phu | TP. §iÖn Biªn Phñ"
    ),
    "muong-lay": (
        "TX.Mường Lay | TX Mường Lay | T.X. Mường Lay | THI XA MUONG LAY | Muong Lay town | muong lay"
        " | Mường lay | M\u00adêng Lay | THÞ X· M¦êNG LAY | Thò xaõ Möôøng Lay"
    ),
    "muong-ang": "Mường Ảng | muong ang | Mương Ang | H. Muong Ang",
    "tua-chua": "Tủa Chùa | Tuả Chuà | Tua Chua | huyện Tủa chùa",
    TOTAL: (
        "Toàn tỉnh | TOAN TINH | Tỉnh Điện Biên | tinh dien bien | T. Điện Biên | UBND tỉnh Điện Biên"
        " | Điện Biên province | Tổng | tong | TỔNG CỘNG | Trung bình | trung binh toan tinh"
        " | Trung tâm phục vụ hành chính công tỉnh Điện Biên | Toµn tØnh"
    ),
    SEVERAL: "UBND Điện Biên | UBND Dien Bien | Bộ phận một cửa Điện Biên",
    UNKNOWN: (
        "Huyện Mường Lay | H. Muong Lay | TP. Tuần Giáo | Thị xã Tuần Giáo | Thành phố Điện Biên"
        " | Điện Biên Phủ Đông | Mường Ẳng | Mường | Huyện | UBND | UBND huyện | H."
        " | Phòng Nội vụ huyện Tuần Giáo | Tuần Giáo 2"
        " | Huyện ủy Tuần Giáo | Tuần Giáo / Mường Ảng | Tuần Giáo, Mường Ảng | =Tuần Giáo | @Tuần Giáo"
        " | Tuần\0Giáo | Tuần Giáo\x07 | <b>Tuần Giáo</b> | ../tuan-giao | Tuần (Giáo) | Điện Biên (Phủ)"
        " | Xã Mã | Mã | Tỉnh | 1 | - | ... | \ufffd |  | \u200b"
    ),
}


@pytest.mark.parametrize(
    ("text", "expected"), [(text, code) for code, texts in MEANINGS.items() for text in texts.split(" | ")]
)
def test_names_of_dien_bien_are_not_confused(text: str, expected: str) -> None:
    assert meaning(DIEN_BIEN, text) == expected


def test_every_name_in_a_registry_means_its_unit_letter_by_letter() -> None:
    for name in ("dien-bien", "kansas-city"):
        registered = load_units(ROOT / "schemas" / "units" / f"{name}.toml")
        units = reader(registered)
        for place, own in enumerate(registered.units):
            for text in own.spellings():
                reading = units.read(text)
                assert (reading.number, reading.rule, reading.candidates) == (place, "", ())


TWINS = registry(
    unit("xã", "An", "xa-an"),
    unit("phường", "An", "phuong-an"),
    unit("xã", "Bình", "xa-binh", short="Bình"),
    unit("phường", "Bình", "phuong-binh"),
    unit("xã", "Hà", "ha", short="Hà"),
    unit("xã", "Hạ", "ha-2"),
    unit("xã", "Na Son", "na-son"),
    unit("xã", "Nà Sơn", "na-son-2"),
    unit("phường", "Phường Đúc", "duc"),
    unit("thị xã", "Lay", "tx-lay"),
    unit("thị trấn", "Lay", "tt-lay"),
    unit("huyện", "Chà", "cha", aliases=["Huyện Lay", "UBND huyện"]),
    unit("xã", "Mường Bang", "bang"),
    unit("xã", "Mường Bằng", "bang-2"),
    unit("xã", "Mó", "mo", short="Mó"),
    unit("xã", "Lâm", "so-1"),
    unit("xã", "Ninh", "lam"),
    pseudo=["Tổng", "Tỉnh Nam Sơn", "Xã"],
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xã An", "xa-an"),
        ("X.An", "xa-an"),
        ("Phường An", "phuong-an"),
        ("P AN", "phuong-an"),
        ("An", SEVERAL),
        ("an", SEVERAL),
        ("UBND An", SEVERAL),
        ("Thị trấn An", UNKNOWN),
        ("Bình", "xa-binh"),
        ("bình", "xa-binh"),
        ("binh", "xa-binh"),
        ("UBND Bình", SEVERAL),
        ("UBND xã Bình", "xa-binh"),
        ("ward Binh", "phuong-binh"),
        ("Hà", "ha"),
        ("Hạ", "ha-2"),
        ("X. Hạ", "ha-2"),
        ("ha", "ha"),
        ("Ha", SEVERAL),
        ("HA-2", "ha-2"),
        ("xa ha", SEVERAL),
        ("Xã Ha", SEVERAL),
        ("Xã Hả", UNKNOWN),
        ("Xã Na Son", "na-son"),
        ("X. Nà Sơn", "na-son-2"),
        ("X. Na Son", SEVERAL),
        ("Na Son commune", "na-son"),
        ("na-son", "na-son"),
        ("Na-Son", SEVERAL),
        ("Phường Đúc", "duc"),
        ("P. Phường Đúc", "duc"),
        ("Phuong Duc", "duc"),
        ("Đúc", UNKNOWN),
        ("TX. Lay", "tx-lay"),
        ("TT. Lay", "tt-lay"),
        ("Lay town", "tx-lay"),
        ("town of Lay", SEVERAL),
        ("Lay township", "tt-lay"),
        ("H. Lay", "cha"),
        ("Lay", SEVERAL),
        ("UBND huyện", "cha"),
        ("Huyện", UNKNOWN),
        ("xã", TOTAL),
        ("tinh Nam Son", TOTAL),
        ("Xã An tỉnh Nam Sơn", "xa-an"),
        ("X. Mường Bang", "bang"),
        ("X. Muong Bang", SEVERAL),
        ("M·", UNKNOWN),
        ("Mã", UNKNOWN),
        ("Mã commune", UNKNOWN),
        ("lam", "lam"),
        ("Lam", SEVERAL),
        ("Xa Lam", "so-1"),
    ],
)
def test_units_of_the_same_name_are_told_apart_or_refused(text: str, expected: str) -> None:
    assert meaning(TWINS, text) == expected


def test_an_ambiguous_name_comes_with_the_units_it_fits() -> None:
    of_an = reader(TWINS).read("An")
    assert [named.name.vi for named in of_an.candidates] == ["Xã An", "Phường An"]
    with_total = READER.read("UBND Điện Biên")
    assert [named.name.vi for named in with_total.candidates] == ["Huyện Điện Biên", "Toàn tỉnh"]


def test_every_rule_is_told_in_words() -> None:
    assert set(SPELLINGS) - {""} == set(RULES)
    assert all(RULES.values())


FOLLOWING = registry(
    unit("xã", "An", "an-cu", short="An", valid_to=date(2018, 12, 31), merged_into="an"),
    unit("xã", "An", "an", short="An", valid_from=date(2019, 1, 1)),
    unit("xã", "Bình", "binh", valid_to=date(2018, 12, 31)),
    unit("xã", "Bỉnh", "binh-2"),
    unit("xã", "Cao", "cao", valid_to=date(2018, 12, 31)),
    unit("phường", "Cao", "p-cao", valid_from=date(2019, 1, 1)),
    unit("xã", "Na", "na", valid_to=date(2018, 12, 31)),
    unit("xã", "Nà", "na-2"),
)


@pytest.mark.parametrize(
    ("text", "year", "expected"),
    [
        ("Xã An", 2018, "an-cu"),
        ("Xã An", 2019, "an"),
        ("xa an", 2018, "an-cu"),
        ("xa an", 2019, "an"),
        ("an-cu", 2018, "an-cu"),
        ("an-cu", 2019, ENDED),
        ("an", 2018, "an-cu"),
        ("Xã Bình", 2019, ENDED),
        ("X. Bình", 2019, ENDED),
        ("Xã Bình", 2018, "binh"),
        ("xa binh", 2018, SEVERAL),
        ("xa binh", 2019, "binh-2"),
        ("Cao", 2018, "cao"),
        ("Cao", 2019, "p-cao"),
        ("Xã Cao", 2019, ENDED),
        ("P. Cao", 2018, ENDED),
        ("X. Na", 2018, SEVERAL),
        ("X. Na", 2019, ENDED),
        ("Xa Na", 2019, "na-2"),
    ],
)
def test_of_units_with_one_name_the_one_that_existed_is_meant(text: str, year: int, expected: str) -> None:
    assert meaning(FOLLOWING, text, year) == expected


def test_two_units_of_one_name_within_the_time_are_ambiguous() -> None:
    both = UnitReader(FOLLOWING, date(2018, 7, 1), date(2019, 6, 30)).read("Xã An")
    assert (both.number, [named.code for named in both.candidates]) == (AMBIGUOUS_UNIT, ["an-cu", "an"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Huyện Mường Lay", "muong-lay"),
        ("Mường Ẳng", "muong-ang"),
        ("Tuần Dáo", "tuan-giao"),
        ("Huyệnn Tuần Giáo", "tuan-giao"),
        ("UBND huyện Tuần Dáo, tỉnh Điện Biên", "tuan-giao"),
        ("Dien Bien Phuu", "dien-bien-phu"),
        ("Tua Chuaa", "tua-chua"),
        ("Atlantis", None),
        ("Thị xã Hồng Lĩnh", None),
        ("Huyện", None),
        ("Nguyễn Văn A", None),
        ("", None),
        ("\0" * 50, None),
        ("x" * 1_000_000, None),
    ],
)
def test_what_is_unknown_is_asked_about_only_where_a_name_is_like_it(text: str, expected: str | None) -> None:
    nearest = READER.nearest(text)
    assert (nearest and nearest.code) == expected
    assert meaning(DIEN_BIEN, text) == UNKNOWN


def test_units_that_existed_are_asked_about_first() -> None:
    near = [reader(FOLLOWING, year).nearest("Xãa An") for year in (2018, 2019)]
    assert [unit and unit.code for unit in near] == ["an-cu", "an"]


@pytest.mark.parametrize(
    "text",
    [
        "Tuần Giáo" * 120_000,
        "\u0301" * 1_000_000,
        "a" + "\u0323\u0301" * 499,
        "UBND " * 200,
        "\ufdfa" * 1000,
        "-._," * 250,
        "= 1 + 1" * 140,
        "\ud800",
    ],
)
def test_hostile_texts_are_unknown_at_once(text: str) -> None:
    units = READER
    start = time.perf_counter()
    assert units.read(text).number == UNKNOWN_UNIT
    units.nearest(text)
    assert time.perf_counter() - start < 0.5


def test_a_name_longer_than_any_name_is_compared_with_is_still_its_own() -> None:
    long = registry(unit("xã", "An " * 60, "an"))
    assert meaning(long, "x. " + "an " * 60) == "an"


# Laws ---------------------------------------------------------------------------------------------------

SYLLABLES = [
    "An",
    "Ân",
    "Hà",
    "Hạ",
    "Ha",
    "Na",
    "Nà",
    "Sơn",
    "Son",
    "Đông",
    "Dong",
    "Bang",
    "Bằng",
    "X",
    "Xã",
]
LETTERS = {"all": lambda sign: True, "tones": lambda sign: sign in "\u0300\u0301\u0303\u0309\u0323"}


@st.composite
def registries(draw: st.DrawFn) -> UnitRegistry:
    """Units of few and like names, some declaring bare names, codes and aliases that look like others."""
    names = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=2).map(" ".join)
    raw: list[dict[str, Any]] = []
    taken: set[str] = set()
    for _ in range(draw(st.integers(2, 7))):
        kind, name, n = draw(st.sampled_from(sorted(KINDS))), draw(names), len(raw)
        code = draw(st.sampled_from([f"u{n}", without_accents(name).casefold().replace(" ", "-")]))
        alias = draw(st.sampled_from([[], [f"{KINDS[kind][0]} {name}"], [draw(names)]]))
        own = unit(kind, name, code, short=draw(st.sampled_from(["", name])), aliases=alias)
        texts = {fold(text) for text in (code, *own["name"].values(), *own["short"].values(), *alias)}
        if not texts & taken:
            raw.append(own)
            taken |= texts
    assume(raw)
    return registry(*raw, pseudo=[] if "tổng" in taken else ["Tổng", "Tỉnh Hà"])


def without_accents(text: str, which: str = "all") -> str:
    letters = unicodedata.normalize("NFD", text)
    kept = (c for c in letters if not (unicodedata.combining(c) and LETTERS[which](c)))
    return unicodedata.normalize(
        "NFC", "".join(kept).translate(str.maketrans("đĐ", "dD" if which == "all" else "đĐ"))
    )


def spelt(draw: st.DrawFn, text: str) -> str:
    """The same text with other spaces, case and Unicode form."""
    space = st.sampled_from([" ", "  ", "\t", "\u00a0", " \n "])
    around = st.sampled_from(["", " ", "\u3000"])
    text = draw(around) + draw(space).join(text.split()) + draw(around)
    text = draw(st.sampled_from([str, str.upper, str.lower, str.title, str.swapcase]))(text)
    return unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD", "NFKC"])), text)


@st.composite
def texts_of(draw: st.DrawFn, of: UnitRegistry) -> str:
    """A text that somebody might write for a unit."""
    own = draw(st.sampled_from(of.units))
    core = own.name.vi.split(" ", own.kind.vi.count(" ") + 1)[-1]
    short, english = KINDS[own.kind.vi]
    forms = [*own.spellings(), core, f"{short}{core}", f"{short} {core}", f"{core} {english}", f"UBND {core}"]
    text = draw(st.sampled_from([*forms, f"UBND {own.name.vi}", f"{english} of {core}", "Tỉnh Hà", "Tổng"]))
    return without_accents(text, "tones") if draw(st.integers(0, 4)) == 0 else text


def is_declared(of: UnitRegistry, text: str, number: int) -> bool:
    return fold(text) in map(fold, of.units[number].spellings())


@MANY
@given(st.data())
def test_lost_accents_never_make_a_text_mean_another_unit(data: st.DataObject) -> None:
    of = data.draw(registries())
    text = data.draw(texts_of(of))
    written = spelt(data.draw, without_accents(text, data.draw(st.sampled_from(sorted(LETTERS)))))
    units = reader(of)
    before, after = units.read(text).number, units.read(written).number
    if after >= 0 and after != before and before != UNKNOWN_UNIT:
        assert is_declared(of, written, after), (text, written)


@MANY
@given(st.data())
def test_spaces_case_and_unicode_form_never_change_what_a_name_means(data: st.DataObject) -> None:
    of = data.draw(registries())
    text = data.draw(texts_of(of))
    assume(text not in of.by_code)
    units = reader(of)
    once, again = units.read(text), units.read(spelt(data.draw, text))
    assert (once.number, once.candidates) == (again.number, again.candidates)


@FEW
@given(st.data())
def test_the_full_name_of_a_unit_means_it_in_every_registry(data: st.DataObject) -> None:
    of = data.draw(registries())
    units = reader(of)
    for place, own in enumerate(of.units):
        for name in own.names():
            reading = units.read(name)
            assert (reading.number, reading.rule) == (place, "")


@MANY
@given(st.text(max_size=60))
def test_no_text_stops_the_reader_and_what_it_says_is_repeatable(text: str) -> None:
    first = READER.read(text)
    READER.nearest(text)
    READER.read("Tuần Giáo")
    assert READER.read(text) == first


# The registry -------------------------------------------------------------------------------------------


def test_names_may_be_taken_over_but_not_shared() -> None:
    old, new = {"valid_to": date(2019, 6, 30)}, {"valid_from": date(2019, 7, 1)}
    registry(unit("xã", "An", "a", **old), unit("xã", "An", "b", **new))
    for own in ({"valid_from": date(2019, 6, 30)}, {}):
        found = mistakes(unit("xã", "An", "a", **old), unit("xã", "An", "b", **own))
        assert found == [
            'unit "b": got "an commune"; this name already means unit "a"; a name may mean one unit only',
            'unit "b": got "xã an"; this name already means unit "a"; a name may mean one unit only',
        ]


def test_a_third_unit_of_one_name_is_held_against_all_before() -> None:
    spans = [("a", 2010, 2012), ("b", 2016, 2018), ("c", 2011, 2011), ("d", 2013, 2015), ("e", 2017, 2020)]
    found = mistakes(
        *(
            unit("xã", "An", code, valid_from=date(first, 1, 1), valid_to=date(last, 12, 31))
            for code, first, last in spans
        )
    )
    assert [line.split(";")[0].split(":")[0] for line in found] == ['unit "c"'] * 2 + ['unit "e"'] * 2
    assert 'means unit "b"' in found[-1]


def test_a_total_is_never_a_unit_of_any_time() -> None:
    assert len(mistakes(unit("xã", "An", "a", valid_to=date(2000, 1, 1)), pseudo=["Xã An"])) == 1


def test_codes_stay_unique_over_time() -> None:
    old, new = {"valid_to": date(2019, 6, 30)}, {"valid_from": date(2019, 7, 1)}
    found = mistakes(unit("xã", "An", "a", **old), unit("xã", "An", "a", **new))
    assert 'unit "a": this code is given to two units' in found


def test_the_mapping_by_spelling_holds_the_last_of_units_that_followed_each_other() -> None:
    for units in (FOLLOWING.units, FOLLOWING.units[::-1]):
        assert FOLLOWING.model_copy(update={"units": units}).by_spelling["xã an"].code == "an"


END = {"valid_to": date(2019, 6, 30)}


def test_mistakes_in_mergers_are_told_all_at_once_and_each_at_its_place() -> None:
    assert mistakes(
        unit("xã", "An", "an", merged_into="nowhere", **END),
        unit("xã", "Bình", "binh", merged_into="binh", **END),
        unit("xã", "Cao", "cao", merged_into="da", **END),
        unit("xã", "Da", "da", merged_into="cao", **END),
        unit("xã", "Giang", "giang", merged_into="khe"),
        unit("xã", "Hà", "ha", merged_into="ich", **END),
        unit("xã", "Ích", "ich", valid_from=date(2019, 7, 2)),
        unit("xã", "Khê", "khe"),
        unit("xã", "Lan", "lan", merged_into="mai", **END),
        unit("xã", "Mai", "mai", **END),
        unit("xã", "Nam", "nam", merged_into="khe", valid_to=date.max),
    ) == [
        'unit "an": merged_into: got "nowhere"; a unit of made-up is expected',
        'unit "giang": valid_to: a merged unit needs the last day on which it existed',
        'unit "ha": merged_into: got "ich"; a unit that exists on the day after 2019-06-30 is expected',
        'unit "lan": merged_into: got "mai"; a unit that exists on the day after 2019-06-30 is expected',
        'unit "nam": merged_into: got "khe"; a unit that exists on the day after 9999-12-31 is expected',
        'unit "binh": merged_into: got "binh"; a unit cannot become part of itself: "binh", "binh"',
        'unit "cao": merged_into: got "da"; a unit cannot become part of itself: "cao", "da", "cao"',
    ]


def test_mergers_are_read_from_a_file(tmp_path: Path) -> None:
    text = (ROOT / "tests" / "scenarios" / "units.toml").read_text(encoding="utf-8")
    merged = 'valid_to = 2024-12-31\nmerged_into = "an"\nmerged_by = "Nghị quyết 1/NQ"\n'
    path = tmp_path / "units.toml"
    path.write_text(text.replace("valid_to = 2024-12-31\n", merged), encoding="utf-8")
    of = load_units(path)
    assert of.merged() == {"cu": "an"}
    assert of.by_code["cu"].merged_by == "Nghị quyết 1/NQ"


def test_mergers_are_followed_to_their_end() -> None:
    of = registry(
        unit("xã", "An", "a", valid_to=date(2010, 12, 31), merged_into="b"),
        unit("xã", "Bình", "b", valid_to=date(2015, 12, 31), merged_into="c"),
        unit("xã", "Cao", "c"),
        unit("xã", "Da", "d", valid_to=date(2012, 12, 31)),
    )
    assert of.merged() == {"a": "c", "b": "c"}
    assert of.merged(date(2015, 12, 31)) == {"a": "b"}
    assert of.merged(date(2016, 1, 1)) == {"a": "c", "b": "c"}
    assert of.merged(date(2010, 12, 31)) == {}


# Mergers ------------------------------------------------------------------------------------------------

TOY = load_questionnaire(ROOT / "tests" / "scenarios" / "toy.toml")
LEVELS = [level.code for level in TOY.scale.levels]
TREE = registry(
    *(unit("xã", name, code, valid_to=date(2019, 12, 31), merged_into=into) for name, code, into in [
        ("An", "a", "x"), ("Bình", "b", "x"), ("Cao", "c", "d")
    ]),
    unit("phường", "Da", "d", valid_from=date(2010, 1, 1)),
    unit("xã", "Em", "e", valid_to=date(2019, 12, 31)),
    unit("xã", "Xuân", "x", valid_from=date(2020, 1, 1), valid_to=date(2022, 12, 31), merged_into="y"),
    unit("xã", "Ỷ", "z", valid_to=date(2022, 12, 31), merged_into="y"),
    unit("thành phố", "Yên", "y", valid_from=date(2023, 1, 1)),
)  # fmt: skip


def answers(units: Sequence[str], seed: int = 1, missing: bool = True, **columns: Any) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    kinds = [*LEVELS, *MISSING_CODES.values()] if missing else LEVELS
    codes = random.choice(kinds, (len(units), len(TOY.codes))).astype(np.int8)
    return pd.DataFrame(codes, columns=list(TOY.codes)).assign(unit=list(units), **columns)


def bits(one: Tally) -> dict[str, tuple[object, ...]]:
    return {name: (array.dtype, array.shape, array.tobytes()) for name, array in one.arrays().items()}


CODES = st.sampled_from(sorted(TREE.by_code))


@FEW
@given(
    st.lists(st.tuples(CODES, st.sampled_from(["", "1"]), st.sampled_from("pq")), max_size=12),
    st.integers(0, 99),
)
def test_merging_tallies_is_the_same_as_renaming_the_units_of_the_responses(
    rows: list[Any], seed: int
) -> None:
    units = [unit for unit, *_ in rows]
    frame = answers(units, seed, stratum=[s for _, s, _ in rows], psu=[p for *_, p in rows])
    merged = TREE.merged()
    today = as_of_today(tally(frame, TOY), TREE)
    if not merged.keys() & set(units):
        assert today is None
        return
    assert today is not None
    renamed = tally(frame.assign(unit=[merged.get(unit, unit) for unit in units]), TOY)
    assert today.units == renamed.units
    for name in ("respondents", "reached", "straight", "counts", "sums", "products", "squares"):
        np.testing.assert_array_equal(today.of_units(name), renamed.of_units(name))
    assert today.respondents.sum() == len(frame)


@FEW
@given(st.lists(CODES, max_size=8), st.lists(CODES, max_size=8))
def test_it_does_not_matter_whether_tallies_are_merged_before_or_after_they_are_added(
    some: list[str], more: list[str]
) -> None:
    one, other = tally(answers(some, 1), TOY), tally(answers(more, 2), TOY)
    parts = (as_of_today(part, TREE) or part for part in (one, other))
    total = one + other
    assert bits(as_of_today(total, TREE) or total) == bits(sum(parts, empty_tally(TOY)))


def test_weights_are_added_in_mergers() -> None:
    frame = answers("abcde", weight=[0.1, 2.5, 0.7, 1.0, 3.0])
    today = as_of_today(tally(frame, TOY), TREE)
    assert today is not None
    again = tally(frame.assign(unit=["y", "y", "d", "d", "e"]), TOY)
    for name in ("sums", "products", "squares"):
        np.testing.assert_allclose(today.of_units(name), again.of_units(name), rtol=1e-12)


@pytest.mark.parametrize("units", ["", "d", "dey"])
def test_where_no_unit_was_merged_there_is_no_second_tally(units: str) -> None:
    assert as_of_today(tally(answers(units), TOY), TREE) is None


def test_indices_are_estimated_and_compared_under_the_units_of_today() -> None:
    settings = SurveySettings(
        questionnaire="toy", units="made-up", thresholds={"publish_from": 1, "median_from": 1}
    )
    survey = Survey(Period.parse("2019"), settings, TOY, TREE)
    frame = answers("abcde" * 4, missing=False)
    today = as_of_today(tally(frame, TOY), TREE)
    assert today is not None
    estimates = estimate(today, survey)
    units = estimates.drop_duplicates("unit").set_index("unit")
    assert units["level"].to_dict() == {"y": "district", "d": "commune", "e": "commune"}
    assert units["unit_name"].to_dict() == {"y": "Thành phố Yên", "d": "Phường Da", "e": "Xã Em"}
    assert estimates["n_respondents"].max() <= 8
    renamed = frame.assign(unit=frame["unit"].map(lambda unit: TREE.merged().get(unit, unit)))
    together = estimate(tally(renamed, TOY), survey)
    # The former units remain strata, so that the precision is another one.
    same = ["unit", "kind", "item", "n_respondents", "n_answers", "index", "level", "formula"]
    pd.testing.assert_frame_equal(estimates[same], together[same])
    comparison = compare(estimates, survey.thresholds)
    overall = comparison[comparison["kind"] == "overall"].set_index("unit")
    assert overall["n_units"].to_dict() == {"y": 1, "d": 2, "e": 2}


@pytest.mark.parametrize(
    ("units", "first", "last", "missing"),
    [
        ("abz", 2019, 2019, {}),
        ("ab", 2019, 2019, {"y": ("z",)}),
        ("a", 2019, 2019, {"y": ("b", "z")}),
        ("c", 2019, 2019, {"d": ("d",)}),
        ("d", 2019, 2019, {"d": ("c",)}),
        ("cd", 2019, 2019, {}),
        ("e", 2019, 2019, {}),
        ("", 2019, 2019, {}),
        ("d", 2020, 2020, {}),
        ("xz", 2020, 2020, {}),
        ("z", 2020, 2020, {"y": ("x",)}),
        ("x", 2020, 2020, {"y": ("z",)}),
        ("y", 2023, 2023, {}),
        # Within the time units were founded of others: they cover their parts, or their parts cover them.
        ("xz", 2019, 2020, {}),
        ("abz", 2019, 2020, {}),
        ("az", 2019, 2020, {"y": ("b",)}),
        ("y", 2019, 2023, {}),
        ("ay", 2019, 2023, {}),
        ("d", 2019, 2020, {"d": ("c",)}),
    ],
)
def test_units_of_today_are_told_of_which_a_part_was_not_surveyed(
    units: str, first: int, last: int, missing: dict[str, tuple[str, ...]]
) -> None:
    found = partly_covered(tally(answers(units), TOY), TREE, date(first, 1, 1), date(last, 12, 31))
    assert found == missing
