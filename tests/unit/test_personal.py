"""Personal data: recognised by header and by content, and nothing else taken for it."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.intake.columns.personal import KINDS, personal_kind
from schemas.exports import PERSONAL, is_metadata
from schemas.questionnaire import load_questionnaire
from schemas.units import load_units
from tests.conftest import ROOT

SMALL = settings(derandomize=True, deadline=None, max_examples=200)
FRAMEWORKS = [
    load_questionnaire(ROOT / "schemas" / "questionnaires" / f"{name}.toml")
    for name in ("sipas-2017", "kcmo-2021")
]
UNITS = load_units(ROOT / "schemas" / "units" / "dien-bien.toml")

HEADERS = {
    "Họ tên": "name",
    "HỌ VÀ TÊN": "name",
    "Ho va ten nguoi tra loi": "name",
    "1. Họ và tên (không bắt buộc)": "name",
    "Câu 2: Họ tên của ông/bà": "name",
    "thong_tin/ho_ten": "name",
    "Thông tin chung [Họ và tên]": "name",
    "Họ tên người được phỏng vấn": "name",
    "Họ và tên chủ hộ": "name",
    "Tên": "name",
    "Name": "name",
    "Full name": "name",
    "firstname": "name",
    "_submitted_by": "name",
    "username": "name",
    "Điều tra viên": "name",
    "Họ tên điều tra viên": "name",
    "interviewer_name": "name",
    "Tên công chức tiếp nhận hồ sơ": "name",
    "SĐT": "phone",
    "sdt": "phone",
    "Số điện thoại": "phone",
    "Số điện thoại liên hệ (nếu có)": "phone",
    "Điện thoại di động": "phone",
    "phonenumber": "phone",
    "Your phone number": "phone",
    "Email": "email",
    "Địa chỉ email": "email",
    "Email Address": "email",
    "E-mail liên hệ": "email",
    "CMND": "identity",
    "Số CCCD": "identity",
    "CMND/CCCD": "identity",
    "Số căn cước công dân": "identity",
    "Địa chỉ": "address",
    "dia_chi_thuong_tru": "address",
    "Địa chỉ nhà riêng": "address",
    "Ngày sinh": "birth",
    "Ngày, tháng, năm sinh": "birth",
    "Date of birth": "birth",
    "Mã số thuế": "bank",
    "Số tài khoản ngân hàng": "bank",
    "IP address": "network",
    "ipaddr": "network",
    "Địa chỉ IP": "network",
    "_gps_latitude": "position",
    "Toạ độ": "position",
    "Chữ ký của người trả lời": "media",
    "Ảnh chụp": "media",
    "Ý kiến khác": "text",
    "Góp ý khác": "text",
    "Góp ý khác (nếu có)": "text",
    "Ghi chú": "text",
    "GHI CHU": "text",
    "Lý do": "text",
    "Khác (ghi rõ)": "text",
    "Ý kiến đóng góp của ông bà": "text",
    "Comments": "text",
    "Other, please specify": "text",
}


@pytest.mark.parametrize(("header", "kind"), HEADERS.items())
def test_a_header_tells_personal_data_even_where_nothing_is_filled(header: str, kind: str) -> None:
    assert personal_kind(header, ["", " "]) == kind


HARMLESS_HEADERS = [
    *("Giới tính", "Độ tuổi", "Năm sinh", "Nghề nghiệp", "Dân tộc", "Trình độ học vấn", "Nơi cư trú"),
    *(
        "Tên đơn vị",
        "Tên cơ quan",
        "Tên thủ tục hành chính",
        "Tên dịch vụ",
        "Tên xã",
        "Unit name",
        "Tên hồ sơ",
    ),
    *("Góp ý", "Góp ý, phản ánh", "Tiếp nhận góp ý, phản ánh, kiến nghị", "Ý kiến", "Kiến nghị"),
    *("Địa bàn khảo sát", "Địa điểm khảo sát", "Ngày khảo sát", "Loại phiếu", "STT", "Số lần đi lại", ""),
    *("Thái độ qua điện thoại", "Ông bà nộp hồ sơ qua email", "Hình thức liên hệ"),
    *("_status", "deviceid", "start", "Mã phiếu", "Thời gian chờ", "Anh chị hài lòng không"),
]


@pytest.mark.parametrize("header", HARMLESS_HEADERS)
def test_a_word_of_personal_data_counts_only_as_the_meaning_of_the_whole_header(header: str) -> None:
    assert personal_kind(header, []) is None
    assert personal_kind(header, ["1", "2", "", "5"]) is None


@pytest.mark.parametrize("questionnaire", FRAMEWORKS, ids=lambda questionnaire: questionnaire.code)
def test_no_question_and_no_dimension_is_personal(questionnaire) -> None:
    texts = [text for c in questionnaire.criteria for text in (c.text.vi, c.text.en, c.code)]
    texts += [
        text for d in questionnaire.dimensions for text in (d.name.vi, d.name.en, d.short.vi, d.short.en)
    ]
    answers = [text for level in questionnaire.scale.levels for text in (level.label.vi, level.label.en)]
    for text in texts:
        assert personal_kind(text, []) is None, text
        assert personal_kind(f"1.1. {text}", answers * 20) is None, text


@pytest.mark.parametrize(
    "header", ["Điện thoại", "Email", "hinh_thuc/dien_thoai", "Hình thức [Email]", "Khác"]
)
def test_a_ticked_box_is_no_personal_data_whatever_it_is_called(header: str) -> None:
    assert personal_kind(header, ["1", "0", "", "1.0", "0"]) is None
    assert personal_kind(header, ["Có", "không", "x", ""]) is None


NAMES = [
    *("Nguyễn Văn An", "Lò Thị Hoa", "Giàng A Páo", "Quàng Văn Ánh", "Trần Minh Đức", "Vừ Thị Mỷ"),
    *("Lường Văn Thương", "Cà Thị Xuân", "Phạm Hồng Thái", "Lê Thu Hà", "Sùng A Dơ", "Hoàng Mai"),
]
PHONES = ["0912345678", "0987 654 321", "0912.345.679", "+84 912 345 678", "0215 3825 123", "(0215) 3825124"]
CONTENTS = {
    "name": NAMES,
    "phone": PHONES,
    "email": ["a.b@example.org", "lan-anh@vidu.vn", "khong co", "x_y@mail.vidu.vn"],
    "identity": ["040123456789", "011098765432", "040200000017", "040 199 001 234"],
    "address": [
        "số 5 tổ 3",
        "Nhà số 7, ngõ 15",
        "12 Trần Phú, Him Lam",
        "Tổ 7, phường Him Lam",
        "SN 12 đường Võ Nguyên Giáp",
        "bản Nà Tấu, xã Nà Tấu",
    ],
    "birth": ["12/03/1975", "1980-01-30", "05/11/1999", "1/1/1962", "20/7/2001"],
    "network": ["10.0.0.7", "192.0.2.14", "192.0.2.200"],
    "position": ["21.3860 103.0160 0 0", "21.4012 103.1234 480.5 12", "21.38612,103.01622"],
    "media": [
        "1571900000000.jpg",
        "https://kobo.example.org/media/anh_1.jpg",
        "chu_ky-10_20_30.png",
        "ghiam_2.amr",
    ],
    "text": [
        "Công chức xã nhiệt tình nhưng thiếu ghế ngồi chờ",
        "Đề nghị giảm bớt giấy tờ khi làm thủ tục đất đai",
        "Tôi phải đi lại ba lần mới nhận được kết quả",
        "Máy lấy số hay hỏng, đề nghị sửa chữa sớm",
        "Không",
    ],
}


@pytest.mark.parametrize(("kind", "cells"), CONTENTS.items())
def test_the_cells_tell_personal_data_under_a_header_that_says_nothing(kind: str, cells: list[str]) -> None:
    assert personal_kind("Câu 9", cells) == kind


@pytest.mark.parametrize(("kind", "cells"), CONTENTS.items())
def test_odd_and_blank_cells_change_nothing(kind: str, cells: list[str]) -> None:
    many = cells * (1 if kind in ("text", "name") else 3)
    assert personal_kind("Cột 7", [*many, "", "  ", "không", "?"]) == kind


@pytest.mark.parametrize(
    "text", ["NGUYỄN VĂN AN", "nguyễn văn an", "Nguyen Van An", "Ông Nguyễn Văn An", "Bà Lò Thị Hoa"]
)
def test_a_name_is_recognised_in_any_case(text: str) -> None:
    assert personal_kind("Cột 7", [text, text, "Lò Thị B"]) == "name"


def test_numbers_without_their_first_zero_are_telephone_numbers() -> None:
    assert personal_kind("Cột 7", ["912345678", "987654321.0", "356789012", "888123456"]) == "phone"


def test_the_same_interviewers_again_and_again_are_names() -> None:
    assert personal_kind("Người thực hiện", ["Lò Văn An", "Lò Thị Hoa"] * 50) == "name"


def test_a_word_that_may_mean_free_text_means_it_where_sentences_stand_below() -> None:
    assert personal_kind("Góp ý", ["", CONTENTS["text"][0]]) == "text"
    assert personal_kind("Góp ý", ["Không", "Tốt", "", "ok", "4", CONTENTS["text"][0]]) == "text"
    assert personal_kind("Góp ý", ["4", "Hài lòng", "5"]) is None


SERVICES = [
    "Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở",
    "Đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế",
    "Chứng thực bản sao từ bản chính giấy tờ, văn bản",
]
HARMLESS = {
    "units": [unit.name.vi for unit in UNITS.units] * 10,
    "offices": [f"UBND {unit.name.vi}, tỉnh Điện Biên, Bộ phận Một cửa" for unit in UNITS.units] * 10,
    "communes": ["Xã Thanh Nưa", "Phường Him Lam", "Thị trấn Tuần Giáo", "Mường Pồn", "Nà Tấu", "Sín Chải"]
    * 10,
    "provinces": ["Hà Nội", "Hà Nội", "Điện Biên", "Lào Cai", "Cao Bằng", "Hà Nội", "Sơn La"],
    "streets": ["Trần Phú", "Nguyễn Trãi", "Trần Phú", "Lê Lợi", "Nguyễn Trãi", "Trần Phú"] * 10,
    "labels": ["Rất hài lòng", "Hài lòng", "Bình thường", "4 - Hài lòng"] * 10,
    "levels": ["1", "2", "3", "4", "5", "99"] * 10,
    "codes": [f"TG-{i:03}" for i in range(80)],
    "running numbers": [str(295_815_357 + i) for i in range(80)],
    "long running numbers": [str(40_100_000_000 + 3 * i) for i in range(80)],
    "uuids": ["48583952-1892-4931-8d9c-869e7b49bafb", "ad71fd4b-ac3f-4e10-9b5e-0c53f02e5f70"],
    "days": [f"{day:02}/10/2019" for day in range(1, 31)],
    "times": [f"2019-10-{day:02}T08:30:00.000+07:00" for day in range(1, 31)],
    "two years": ["15/12/2019", "20/12/2019", "03/01/2020", "07/02/2020"],
    "services": SERVICES * 20,
    "many services": [f"{service}, mẫu số {i}" for service in SERVICES for i in range(4)] * 5,
    "ages": ["Từ 25 đến 34 tuổi", "Từ 35 đến 49 tuổi", "Trên 60 tuổi"] * 20,
    "jobs": ["Nông dân", "Cán bộ, công chức, viên chức", "Lao động tự do", "Hưu trí"] * 20,
    "peoples": ["Thái", "Mông", "Kinh", "Khơ Mú", "La Hủ"] * 20,
    "weights": ["0.8512", "1.2034", "0.9921"] * 20,
    "money": ["15000", "200000", "1500000", "30000"],
    "years of birth": ["1975", "1980", "1999", "1962"],
    "places of work": ["Tổ 3", "Thôn 2", "Bản Him Lam", "Tổ dân phố 5"] * 10,
    "rules": ["Nghị định số 61/2018, khoản 2", "Quyết định số 5, tổ chức thực hiện", "Bản sao, mẫu số 3"] * 9,
    "names of fields": ["Đất đai", "Hộ tịch", "Xây dựng", "Chứng thực"] * 20,
    "nothing": ["", " ", "\u00a0"],
}


@pytest.mark.parametrize(("what", "cells"), HARMLESS.items())
def test_other_contents_are_no_personal_data(what: str, cells: list[str]) -> None:
    assert personal_kind("Câu 9", cells) is None


def test_every_kind_has_its_words_and_every_header_of_a_tool_a_kind() -> None:
    assert set(PERSONAL.values()) <= KINDS.keys()
    assert {personal_kind(header, []) for header in PERSONAL} == set(PERSONAL.values())
    assert not any(map(is_metadata, PERSONAL))


@SMALL
@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=30))
def test_any_column_is_judged(header: str, cells: list[str]) -> None:
    assert personal_kind(header, cells) in {None, *KINDS}


@SMALL
@given(st.sampled_from(sorted(CONTENTS)), st.randoms())
def test_the_order_of_the_cells_changes_nothing(kind: str, chance: random.Random) -> None:
    cells = CONTENTS[kind][:]
    chance.shuffle(cells)
    assert personal_kind("Câu 9", cells) == kind


def test_huge_cells_and_long_columns_take_a_moment() -> None:
    start = time.process_time()
    personal_kind("x" * 100_000, ["a " * 500_000] * 300)
    personal_kind("Câu 9", ("Nguyễn Văn An, số 5 tổ 3 " * 12 for _ in range(10**9)))
    assert time.process_time() - start < 3
