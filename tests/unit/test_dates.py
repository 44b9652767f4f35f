"""A date is the day that is written, never with its month first; a weight is a plain number."""

import math
import time
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.coding.dates import RULES, Day, is_ambiguous, month_first_examples, read_day
from pipeline.intake.coding.weights import read_weight
from schemas.responses import NO_DATE, UNREADABLE_DATE, days

DAY = days(date(2019, 10, 25))


@pytest.mark.parametrize(
    ("rule", "texts"),
    [
        ("", ["2019-10-25", " 2019-10-25 "]),
        ("with-time", ["2019-10-25T10:11:12.123+07:00", "2019-10-25 10:11:12", "2019-10-25T23:59Z"]),
        ("with-time", ["2019-10-25T10:11:12.123456", "2019-10-25 10:11:12+07", "2019-10-25 0:00"]),
        ("year-first", ["2019/10/25", "2019.10.25", "2019/10/25 10:11:12 SA GMT+7", "２０１９-１０-２５"]),
        ("day-first", ["25/10/2019", "25-10-2019", "25.10.2019", "25 / 10 / 2019", "２５/１０/２０１９"]),
        (
            "day-first",
            ["25/10/2019 10:11:12", "25/10/2019, 10:11", "10:11:12 25/10/2019", "10h30 25/10/2019"],
        ),
        (
            "day-first",
            ["25/10/2019 10:11 SA", "25/10/2019 10:11:12 CH", "25/10/2019 10:11 PM", "10:11 25/10/2019"],
        ),
        ("day-first", ["Thứ Sáu, 25/10/2019", "ngày 25/10/2019", "25/10/2019\u200e", "\u00a025/10/2019"]),
        (
            "month-name",
            ["25-thg10-2019", "25 thg 10 2019", "25 Thg10 2019", "25 thg 10, 2019", "25-Th10-2019"],
        ),
        ("month-name", ["25 tháng 10 năm 2019", "ngày 25 tháng 10 năm 2019", "25 thang 10 nam 2019"]),
        (
            "month-name",
            ["Thứ Sáu, ngày 25 tháng 10 năm 2019", "25 Tháng Mười 2019", "25 tháng 10, 2019 lúc 10:11"],
        ),
        ("month-name", ["25-Oct-2019", "25 October 2019", "Oct 25, 2019", "October 25th, 2019", "25OCT2019"]),
        ("month-name", ["Fri Oct 25 2019 10:11:12 GMT+0700", "Friday, 25 October 2019", "25. Oct. 2019"]),
        ("serial", ["43763", "43763.42", "43763,42", "43763.0"]),
    ],
)
def test_one_day_is_read_in_every_form(rule: str, texts: list[str]) -> None:
    assert [read_day(text) for text in texts] == [Day(DAY, rule)] * len(texts)
    assert rule in ("", *RULES)


@pytest.mark.parametrize(
    "text",
    [
        *("10/25/2019", "10-25-2019", "2019-25-10", "2019/25/10", "25/10/19", "25-thg10-19", "25-Oct-19"),
        *("31/02/2019", "29/02/2019", "2019-02-30", "00/10/2019", "25/00/2019", "25/13/2019", "0000-01-01"),
        *(
            "25/10/0000",
            "25/10-2019",
            "25/10",
            "10/2019",
            "2019",
            "20191025",
            "25102019",
            "tháng 10 năm 2019",
        ),
        *("2019-10-25T25:00", "25/10/2019 10:60", "2019-10-25 10:11:12 x", "12", "32873", "73416", "437630"),
        *("-43763", "4.3763e4", "1571961600", "2⁵/10/2019", "٢٥/١٠/٢٠١٩", "25/10/2019²", "②⑤/10/2019"),
        *("=TODAY()", "hôm qua", "-", "N/A", "25 Foo 2019", "25 tháng 13 năm 2019", "\0", "25/10/20199"),
    ],
)
def test_what_is_no_day_is_unreadable(text: str) -> None:
    assert read_day(text) == Day(UNREADABLE_DATE)


@pytest.mark.parametrize("text", ["", " ", "\u00a0\u200b", " " * 1000])
def test_a_blank_cell_is_no_date(text: str) -> None:
    assert read_day(text) == Day(NO_DATE)


def test_a_month_left_empty_on_the_form_is_not_may() -> None:
    assert read_day("ngày 25 tháng năm 2019").number == UNREADABLE_DATE
    assert read_day("25 Tháng Năm 2019").number == UNREADABLE_DATE
    assert read_day("ngày 25 tháng năm năm 2019") == Day(days(date(2019, 5, 25)), "month-name")


def test_named_months_are_told_apart() -> None:
    words = ("Một", "Hai", "Ba", "Tư", "Năm năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")
    expected = [days(date(2019, month, 2)) for month in range(1, 13)]
    assert [read_day(f"2 Tháng {word} 2019").number for word in words] == expected
    names = ("Jan", "February", "mar", "April", "May", "June", "JUL", "Aug", "Sept", "Oct", "November", "Dec")
    assert [read_day(f"{name} 2, 2019").number for name in names] == expected
    assert [read_day(f"2-{name}-2019").number for name in names] == expected


def test_a_zone_never_moves_the_day() -> None:
    assert read_day("2019-10-25T23:59:59-11:00").number == read_day("2019-10-25T00:00:00+14:00").number == DAY


@pytest.mark.parametrize(
    ("text", "ambiguous"),
    [
        *(
            ("05/10/2019", True),
            ("5-1-2019", True),
            ("05.10.2019 10:11", True),
            ("10:11:12 05/10/2019", True),
        ),
        *(("25/10/2019", False), ("10/25/2019", False), ("10/10/2019", False), ("2019-05-10", False)),
        *(("2019/05/10", False), ("5-thg10-2019", False), ("43763", False), ("", False), ("x" * 99, False)),
    ],
)
def test_a_date_is_ambiguous_where_day_and_month_could_be_changed(text: str, ambiguous: bool) -> None:
    assert is_ambiguous(text) is ambiguous


def test_only_dates_that_can_be_nothing_else_show_that_the_month_comes_first() -> None:
    texts = [
        "05/10/2019",
        "25/10/2019",
        "02/30/2019",
        "13/13/2019",
        "2019-10-25",
        "10-25",
        "x",
        "1.10/25/2019",
    ]
    assert month_first_examples(texts) == ()
    assert month_first_examples([*texts, "10/25/2019 10:11 AM", "10-31-19", "10/25/2019"]) == (
        "10/25/2019",
        "10-31-19",
    )
    assert len(month_first_examples(f"{month}/25/2019" for month in range(1, 13))) == 5
    assert read_day("10/25/2019").number == UNREADABLE_DATE


ANY_DAY = st.dates(date(1, 1, 1), date(9999, 12, 31))
FORMS = (
    "{d}/{m}/{y:04}",
    "{d:02}-{m:02}-{y:04}",
    "{y:04}-{m:02}-{d:02}",
    "{y:04}/{m}/{d}",
    "{d} thg {m} {y:04}",
)


@given(
    ANY_DAY, st.sampled_from(FORMS), st.sampled_from(["{}", "{} 10:11:12", "\t{}", "{}, 23:59 CH", "7:00 {}"])
)
def test_any_day_is_read_as_itself(day: date, form: str, around: str) -> None:
    text = around.format(form.format(d=day.day, m=day.month, y=day.year))
    assert read_day(text).number == days(day)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_serial_counts_the_days_of_excel(day: date) -> None:
    assert read_day(str((day - date(1899, 12, 30)) // timedelta(1))) == Day(days(day), "serial")


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 9999), st.sampled_from("/-."))
def test_the_first_number_is_never_the_month(first: int, second: int, year: int, sign: str) -> None:
    number = read_day(f"{first}{sign}{second}{sign}{year:04}").number
    try:
        assert number == days(date(year, second, first))
    except ValueError:
        assert number == UNREADABLE_DATE


@given(st.one_of(st.text(max_size=90), st.text("0123456789 -/.:,thgngàyăm", max_size=20)))
def test_any_text_is_a_day_or_says_why_not(text: str) -> None:
    day = read_day(text)
    assert (day.number > UNREADABLE_DATE) or not day.rule
    assert not is_ambiguous(text) or day.number > UNREADABLE_DATE
    assert not month_first_examples([text]) or day.number == UNREADABLE_DATE


@pytest.mark.parametrize(
    "text", ["1" * 10**6, "25/" * 10**6, " " * 10**6 + "x", "ặ" * 10**6, "10:11 " * 10**5]
)
def test_a_million_signs_take_no_time(text: str) -> None:
    start = time.perf_counter()
    assert read_day(text).number == UNREADABLE_DATE
    assert not is_ambiguous(text)
    assert not month_first_examples([text])
    assert math.isnan(read_weight(text))
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    "piece", ["10:11 ", "thứ hai ", "ngày ", "1 ", "1/", "mon", "+7", "t1:11", "gmt", ", "]
)
def test_no_text_takes_long(piece: str) -> None:
    text = (piece * 80)[:79]
    start = time.perf_counter()
    for _ in range(100):
        read_day(text)
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("0,85", 0.85),
        ("0.85", 0.85),
        (" 2 ", 2),
        ("\t1,5\n", 1.5),
        ("0", 0),
        ("123456789,123456789012", 123456789.123456789),
        ("2.6885610871512586", 2.6885610871512586),
        ("0.8571428571428571", 6 / 7),
        ("0,85714285714285714286", 6 / 7),
        ("1e-05", 0.00001),
        ("1,5E-05", 0.000015),
        ("8.5e+1", 85),
        ("1E005", 100_000),
        ("0e0", 0),
        ("1e-20", 1e-20),
        ("999999999.99999988", 999999999.99999988),
    ],
)
def test_a_weight_has_a_decimal_point_or_comma(text: str, weight: float) -> None:
    assert read_weight(text) == weight


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "abc",
            "nan",
            "inf",
            "-1",
            "+1",
            "1e9",
            "1e308",
            "1e999",
            "1_0",
            "1.234,5",
            "1,234.5",
            "1.234.567",
        ),
        *(
            "1 234",
            "1 234,5",
            ",5",
            ".5",
            "5,",
            "5.",
            "1,2,3",
            "0x1",
            "1/2",
            "50%",
            "１",
            "٢",
            "²",
            "1\u200b",
        ),
        *("1234567890", "1e", "e5", "1e5.5", "1 e5", "1e-21", "999999999.99999999", "1.1e1e1"),
        f"1.{'1' * 21}",
    ],
)
def test_what_is_no_plain_number_is_no_weight(text: str) -> None:
    assert math.isnan(read_weight(text))


@given(st.text(max_size=20))
def test_any_text_is_a_weight_or_none(text: str) -> None:
    weight = read_weight(text)
    assert math.isnan(weight) or weight == float(text.strip().replace(",", "."))
