"""What a letter says: claims, proposals, figures and the annex, in their places; nothing in a name lives."""

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from docx.oxml.ns import qn
from docx.shared import Cm

from pipeline.present.criterion_rows import criterion_rows
from pipeline.present.letter.head import committee, head
from schemas.language import Language
from tests.unit.made_letters import (
    CLAIMS,
    PICTURES,
    PROPOSALS,
    claim,
    context_of,
    example_letters,
    only_letter,
    opened,
    paragraphs,
    picture,
    texts,
    written,
)
from tests.unit.made_results import example_context, example_results, made_context, made_results

HOSTILE = (
    '<b>X</b> {{7*7}} {_{x}_} {_%y%_} {% if a %} ${x} =cmd|\'!A0 &amp; "q" a\u202eb\tc\nd\x07e\x0cf </w:t>'
)
SHOWN = '<b>X</b> {{7*7}} {_{x}_} {_%y%_} {% if a %} ${x} =cmd|\'!A0 &amp; "q" a\ufffdb c d\ufffde f </w:t>'


def test_the_order_of_a_letter():
    found = texts(opened(example_letters()["letter.docx"]))
    start = found.index("Mở đầu.")
    end = found.index("Nơi nhận:")
    assert found[start - 1] == "DỮ LIỆU MÔ PHỎNG / SIMULATED DATA"
    assert found[start:end] == [
        "Mở đầu.",
        "I. PHÂN TÍCH KẾT QUẢ",
        "1. Chỉ số hài lòng chung",
        "Chỉ số là 86,14%.",
        "Hình 1. Chỉ số hài lòng của các đơn vị",
        "2. Các nội dung đánh giá",
        "4/5 nội dung.",
        "a) Tiếp cận là 85,69%. Tiếp cận xếp thứ 5.",
        "b) Kết quả là 89,26%.",
        "Hình 2. Chỉ số hài lòng theo từng nội dung",
        "3. Các tiêu chí",
        "Từ 75,00% đến 90,56%.",
        "Hình 3. Cơ cấu câu trả lời theo từng tiêu chí",
        "4. Nguồn số liệu và phương pháp tính",
        "Phát ra 190 phiếu.",
        f"Nguồn: {example_context().provenance}",
        "II. GIẢI PHÁP",
        "Đề xuất (dự thảo, để cơ quan xem xét)",
        "Nâng từng tiêu chí.",
        "1. Tiêu chí 2.5: Thời hạn giải quyết",
        "a) Nội dung cải thiện: …………",
        "b) Chỉ số chung tăng 0,41 điểm %.",
        "c) Chủ trì: …………; thời hạn: ………….",
        "2. Tiêu chí 5.1: Hình thức góp ý",
        "a) Nội dung cải thiện: Lắp hòm thư",
        "b) Chỉ số chung tăng 0,41 điểm %.",
        "c) Chủ trì: Phòng Nội vụ; thời hạn: quý IV năm 2020.",
        "Trên đây là kết quả đo lường sự hài lòng năm 2019 và các giải pháp đề xuất của "
        "Ủy ban nhân dân huyện Tuần Giáo./.",
    ]


def test_a_report_says_the_same():
    letter, report = (texts(opened(content)) for content in example_letters().values())
    ours = letter[letter.index("Mở đầu.") : letter.index("Nơi nhận:")]
    assert report[report.index("Mở đầu.") : report.index("Nơi nhận:")] == ours


def test_real_data_are_not_marked():
    assert "DỮ LIỆU MÔ PHỎNG / SIMULATED DATA" not in texts(
        only_letter(context=replace(context_of(), simulated=False))
    )


def test_a_source_that_a_claim_tells_is_not_told_twice():
    told = (*CLAIMS, claim("opening.provenance", "opening", f"Từ: {example_context().provenance}"))
    assert sum(example_context().provenance in text for text in texts(only_letter(claims=told))) == 1


def test_without_claims_and_proposals_there_are_no_empty_headings():
    found = texts(
        only_letter(claims=(), proposals=(), pictures={}, context=replace(context_of(), provenance=""))
    )
    assert not [text for text in found if text.startswith(("I. ", "II. ", "1. "))]
    assert "Trên đây là kết quả đo lường sự hài lòng năm 2019 của Ủy ban nhân dân huyện Tuần Giáo./." in found


def test_figures_are_as_wide_as_the_text_and_told_in_words():
    document = only_letter(pictures={**PICTURES, "answers": (picture(800, 1600), 'A "{{7*7}}" <b>\n{_{')})
    drawings = document.element.body.xpath(".//wp:inline")
    assert [drawing.docPr.get("descr") for drawing in drawings] == [
        "Biểu đồ ranking",
        "Biểu đồ dimensions",
        'A "{{7*7}}" <b> {_{',
    ]
    assert [drawing.extent.cx for drawing in drawings] == [Cm(16), Cm(16), Cm(11)]
    assert drawings[2].extent.cy == Cm(22)
    assert len({drawing.docPr.get("id") for drawing in drawings}) == 3


def test_english():
    found = texts(opened(example_letters("en")["letter.docx"]))
    for text in (
        "SOCIALIST REPUBLIC OF VIET NAM",
        "TUẦN GIÁO DISTRICT",
        "No.:        /UBND-NV",
        "Tuần Giáo,       October 2020",
        "To: Department of Home Affairs of Điện Biên province",
        "2. Criterion 5.1: Hình thức góp ý",
        "c) Lead: Phòng Nội vụ; time limit: quý IV năm 2020.",
        "- Filed: VT, NV.",
        "Annex",
    ):
        assert text in found


def test_language_and_properties():
    for language, code in (("vi", "vi-VN"), ("en", "en-GB")):
        document = opened(example_letters(language)["letter.docx"])
        (lang,) = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")
        properties = document.core_properties
        assert lang.get(qn("w:val")) == properties.language == code
        assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
        assert properties.created == properties.modified
        assert (properties.created.year, properties.revision) == (2000, 1)
    assert document.core_properties.title.startswith("Results of the satisfaction survey")


def test_the_same_input_gives_the_same_bytes():
    assert written() == example_letters()
    with zipfile.ZipFile(BytesIO(example_letters()["letter.docx"])) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def annex_rows(**changed):
    table = only_letter(**changed).tables[2]
    return [[cell.xpath("string()") for cell in row.tc_lst] for row in table._tbl.tr_lst]


def test_annex():
    rows = annex_rows()
    assert rows[1][2:7] == ["Rất không hài lòng", "Không hài lòng", "Bình thường", "Hài lòng", "Rất hài lòng"]
    groups = [row[0] for row in rows[2:] if len(row) == 1]
    assert groups == ["Tiêu chí đạt trên 90%", "Tiêu chí đạt từ 80% đến 90%", "Tiêu chí đạt dưới 80%"]
    lines = [row for row in rows[2:] if len(row) > 1]
    assert [line[0] for line in lines] == [str(n) for n in range(1, 23)]
    # The shares are 1, 4, 12, 97, 66 of 180 answers.
    assert lines[0] == [
        *("1", "3.1 Công chức có thái độ giao tiếp lịch sự", "0,56", "2,22", "6,67", "53,89", "36,67"),
        *("180", "90,56", "85,34–94,05", "88,77", "+1,79", "99,64 (Mường Lay)", "−9,08", "4/10 (2–10)"),
        "+0,08",
    ]


def test_arrows_stand_in_the_annex_only_where_verdicts_are_printed():
    context = context_of()
    row = replace(criterion_rows(example_results(), context, "tuan-giao")[0], verdict="below")
    assert annex_rows(rows=[row])[3][11] == "+1,54 ↓"
    assert annex_rows(rows=[row], context=context_of(verdicts=False))[3][11] == "+1,54"


def test_withheld_figures_are_crosses():
    nan = float("nan")
    context = context_of()
    row = replace(
        criterion_rows(example_results(), context, "tuan-giao")[0],
        reliability="suppressed",
        answers=nan,
        shares=(nan,) * 5,
        index=nan,
        interval=(nan, nan),
        gap_to_median=nan,
        gap_to_best=nan,
        rank=nan,
        to_median=nan,
    )
    rows = annex_rows(rows=[row])
    assert rows[2] == ["Tiêu chí không có chỉ số"]
    assert rows[3][2:] == [*["×"] * 8, "86,24", "×", "99,29 (Mường Lay)", "×", "×", "×"]
    notes = texts(only_letter(rows=[row]))
    assert "×: không hiển thị để tránh lộ câu trả lời của cá nhân." in notes


@pytest.mark.parametrize("n", [2, 11])
def test_the_annex_has_as_many_levels_as_the_scale(n):
    context = context_of()
    levels = tuple(context.questionnaire.scale.levels[:1]) * n
    scale = context.questionnaire.scale.model_copy(update={"levels": levels})
    shown = replace(context, questionnaire=context.questionnaire.model_copy(update={"scale": scale}))
    row = replace(criterion_rows(example_results(), context, "tuan-giao")[0], shares=(9.0,) * n)
    rows = annex_rows(context=shown, rows=[row])
    assert len(rows[3]) == 11 + n
    assert rows[3][2 : 2 + n] == ["9,00"] * n
    table = only_letter(context=shown, rows=[row]).tables[2]
    assert sum(column.width.cm for column in table.columns) == pytest.approx(25.2, abs=0.01)
    assert len(table.columns) == 11 + n


def test_without_criteria_there_is_no_annex():
    document = only_letter(context=replace(context_of(), focus=None), proposals=())
    assert len(document.sections) == 1
    assert document.sections[0].page_width < document.sections[0].page_height
    assert not [text for text in texts(document) if "Phụ lục" in text]
    assert document.sections[0].different_first_page_header_footer


def test_nothing_in_a_name_lives():
    names = (HOSTILE,)
    context = replace(made_context(4, names=names), focus="u00", provenance=HOSTILE)
    rows = [
        replace(row, text=HOSTILE, best_units=("u00",))
        for row in criterion_rows(made_results(4), context, "u00")[:2]
    ]
    given = {
        "claims": [claim("overall.index", "overall", HOSTILE)],
        "proposals": [replace(PROPOSALS[0], criterion=HOSTILE, do=HOSTILE, lead=HOSTILE, by=HOSTILE)],
        "pictures": {"ranking": (picture(), HOSTILE)},
        "rows": rows,
    }
    for content in written(context, **given).values():
        document = opened(content)
        found = texts(document)
        assert SHOWN in found
        assert f"a) Nội dung cải thiện: {SHOWN}" in found
        assert f"1. Tiêu chí 2.5: {SHOWN}" in found
        assert SHOWN.upper() in found
        assert any(SHOWN in text and text.startswith("1.1 ") for text in found)
        assert document.element.body.xpath(".//wp:docPr/@descr") == [SHOWN]
        assert not [sign for text in found for sign in text if not sign.isprintable() and sign != "\ufffd"]
        styles = {paragraph.style.name for paragraph in paragraphs(document) if SHOWN in paragraph.text}
        assert {"Body Text", "Heading 2", "Table text"} <= styles


def test_names_of_three_hundred_letters():
    context = replace(made_context(4, names=("Huyện " + "N" * 294,)), focus="u00")
    document = only_letter(context=context, rows=criterion_rows(made_results(4), context, "u00"))
    assert "HUYỆN " + "N" * 294 in texts(document)
    assert len(document.core_properties.title) <= 255


def test_what_the_office_says_stands_before_what_is_made():
    given = {
        "agency": "Sở Nội vụ tỉnh Điện Biên",
        "parent": "Ủy ban nhân dân tỉnh Điện Biên",
        "place": "Điện Biên Phủ",
        "month": "2021-02",
        "addressees": ("Bộ Nội vụ;", "Viện Khoa học tổ chức nhà nước."),
        "copies": ("Chủ tịch, các Phó Chủ tịch",),
        "signs_for": "",
        "signs_as": "GIÁM ĐỐC",
        "symbol": "SNV-CCHC",
        "units": {"tuan-giao": {"place": "Tuần Giáo"}},
    }
    document = only_letter(context=context_of(**given))
    found = texts(document)
    assert found[:3] == ["ỦY BAN NHÂN DÂN", "TỈNH ĐIỆN BIÊN", "SỞ NỘI VỤ TỈNH ĐIỆN BIÊN"]
    assert "Tuần Giáo, ngày      tháng 02 năm 2021" in found
    at = found.index("Kính gửi:")
    assert found[at + 1 : at + 3] == ["- Bộ Nội vụ;", "- Viện Khoa học tổ chức nhà nước."]
    at = found.index("Nơi nhận:")
    assert found[at + 1 : at + 5] == [
        "- Như trên;",
        "- Chủ tịch, các Phó Chủ tịch;",
        "- Lưu: VT, NV.",
        "GIÁM ĐỐC",
    ]
    assert "Số:        /SNV-CCHC" in found


@pytest.mark.parametrize(
    ("month", "date"),
    [
        ("2020-10", "ngày      tháng 10 năm 2020"),
        ("2020-03", "ngày      tháng 3 năm 2020"),
        ("2020-01", "ngày      tháng 01 năm 2020"),
        ("", "ngày      tháng      năm        "),
    ],
)
def test_dates_have_a_blank_day(month, date):
    assert head(context_of(month=month), report=False).place_and_date == f"Tuần Giáo, {date}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Huyện Tuần Giáo", "Ủy ban nhân dân huyện Tuần Giáo"),
        ("Thành phố Điện Biên Phủ", "Ủy ban nhân dân thành phố Điện Biên Phủ"),
        ("Xã Mường Ảng 1", "Ủy ban nhân dân xã Mường Ảng 1"),
        ("Sở Nội vụ", ""),
        ("Xãcc", ""),
        ("Kansas City", ""),
        ("Council district 1", ""),
    ],
)
def test_only_areas_have_a_committee(name, expected):
    assert committee(name, Language("vi")) == expected


def test_a_unit_that_is_no_area_has_its_name_alone():
    context = replace(
        made_context(2, names=("Sở Nội vụ",)), focus="u00", administration="Kansas City, Missouri"
    )
    made = head(context, report=False)
    assert (made.agency_lines, made.parent_lines, made.signs_for, made.signs_as) == (
        ("SỞ NỘI VỤ",),
        (),
        "",
        "",
    )
    assert made.to == "Kính gửi: …………"
    assert made.place_and_date.startswith("…………, ngày")
