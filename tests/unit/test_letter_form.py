"""The letter has the measures of Decree 30/2020/NĐ-CP, Appendix I, as Word reads them."""

import pytest
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from tests.unit.made_letters import context_of, example_letters, only_letter, opened, paragraphs, texts

LEFT, CENTER, BOTH = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY
FONTS = ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs")
NAMES = ("letter.docx", "report.docx")


@pytest.fixture(params=NAMES)
def document(request):
    return opened(example_letters()[request.param])


@pytest.fixture
def letter():
    return opened(example_letters()["letter.docx"])


@pytest.fixture
def report():
    return opened(example_letters()["report.docx"])


def look(paragraph: Paragraph) -> tuple[float, bool, bool, object]:
    """Size, bold, italic and alignment; runs and paragraphs say nothing beside their style."""
    assert all(run.font.size is run.font.name is run.bold is run.italic is None for run in paragraph.runs)
    font, form = paragraph.style.font, paragraph.style.paragraph_format
    return font.size.pt, font.bold, font.italic, paragraph.alignment or form.alignment


def said(document, text: str) -> Paragraph:
    (found,) = [paragraph for paragraph in paragraphs(document) if paragraph.text == text]
    return found


def test_paper_and_margins(document):
    text, annex = document.sections
    assert (text.page_width, text.page_height, text.orientation) == (
        pytest.approx(Cm(21), abs=700),
        pytest.approx(Cm(29.7), abs=700),
        WD_ORIENT.PORTRAIT,
    )
    assert (annex.page_width, annex.page_height, annex.orientation) == (
        pytest.approx(Cm(29.7), abs=700),
        pytest.approx(Cm(21), abs=700),
        WD_ORIENT.LANDSCAPE,
    )
    for section in (text, annex):
        assert 20 <= round(section.top_margin.mm, 1) <= 25
        assert 20 <= round(section.bottom_margin.mm, 1) <= 25
        assert 30 <= round(section.left_margin.mm, 1) <= 35
        assert 15 <= round(section.right_margin.mm, 1) <= 20


def test_page_number_is_a_field_in_the_top_margin_but_not_on_page_one(document):
    text, annex = document.sections
    (number,) = text.header.paragraphs
    assert number._p.xpath(".//w:instrText")[0].text == " PAGE "
    size, bold, italic, align = look(number)
    assert 13 <= size <= 14
    assert (bold, italic, align) == (False, False, CENTER)
    assert text.header_distance + Pt(size * 1.2) < text.top_margin
    assert text.different_first_page_header_footer
    assert not text.first_page_header.paragraphs[0]._p.xpath(".//w:instrText")
    assert annex.header.is_linked_to_previous
    assert not annex.different_first_page_header_footer
    assert not annex._sectPr.xpath("w:pgNumType")


def test_every_style_is_black_times_new_roman(document):
    styles = [style for style in document.styles if style.type == 1]
    assert {paragraph.style.name for paragraph in paragraphs(document)} <= {style.name for style in styles}
    for style in styles:
        assert {style.element.rPr.rFonts.get(qn(script)) for script in FONTS} == {"Times New Roman"}
        assert style.font.color.rgb == (0, 0, 0)
    (default,) = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:rFonts")
    assert {default.get(qn(script)) for script in FONTS} == {"Times New Roman"}


def test_body(document):
    paragraph = said(document, "Chỉ số là 86,14%.")
    form = paragraph.style.paragraph_format
    size, bold, italic, align = look(paragraph)
    assert 13 <= size <= 14
    assert (bold, italic, align) == (False, False, BOTH)
    assert form.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert form.space_after >= Pt(6)
    assert 1 <= form.line_spacing <= 1.5


HEAD = (
    ("ỦY BAN NHÂN DÂN", "TỈNH ĐIỆN BIÊN", 13, False, False),
    ("ỦY BAN NHÂN DÂN", "HUYỆN TUẦN GIÁO", 13, True, False),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "", 13, True, False),
    ("Độc lập - Tự do - Hạnh phúc", "", 14, True, False),
    ("Tuần Giáo, ngày      tháng 10 năm 2020", "", 14, False, True),
)


@pytest.mark.parametrize(("text", "next_", "size", "bold", "italic"), HEAD)
def test_head(document, text, next_, size, bold, italic):
    found = said(document, next_ or text)
    assert look(found) == (size, bold, italic, CENTER)
    if next_:
        assert found._p.getprevious().xpath("string()") == text


def test_head_of_a_letter(letter):
    assert look(said(letter, "Số:        /UBND-NV")) == (13, False, False, CENTER)
    (about,) = [paragraph for paragraph in paragraphs(letter) if paragraph.text.startswith("V/v ")]
    assert about.text == (
        "V/v kết quả đo lường sự hài lòng của người dân, tổ chức năm 2019 "
        "tại huyện Tuần Giáo và đề xuất giải pháp"
    )
    assert look(about) == (13, False, False, CENTER)
    assert look(said(letter, "Kính gửi: Sở Nội vụ tỉnh Điện Biên")) == (14, False, False, CENTER)
    assert "BÁO CÁO" not in texts(letter)


def test_head_of_a_report(report):
    assert look(said(report, "Số:        /BC-UBND")) == (13, False, False, CENTER)
    title = said(report, "BÁO CÁO")
    assert look(title) == (14, True, False, CENTER)
    (subject,) = [text for text in texts(report) if text.startswith("Kết quả đo lường")]
    assert look(said(report, subject)) == (14, True, False, CENTER)
    assert not [text for text in texts(report) if text.startswith(("V/v", "Kính gửi"))]


def test_the_table_of_the_head_has_no_lines_and_fills_the_width(document):
    table = document.tables[0]
    assert not table._tbl.xpath(".//w:tblBorders | .//w:tcBorders | .//w:tblStyle")
    assert sum(column.width.cm for column in table.columns) == pytest.approx(16, abs=0.01)


# Centimetres on the page that LibreOffice 7.4 sets with the metrics of Times New Roman, read off at 90 dpi.
MOTTO, AGENCY = 6.0, 4.4


def rule_of(document, style: str) -> float:
    (rule,) = [paragraph for paragraph in paragraphs(document) if paragraph.style.name == style]
    form = rule.paragraph_format
    assert rule.style.element.xpath("w:pPr/w:pBdr/w:top/@w:val") == ["single"]
    assert rule.text == ""
    assert form.left_indent == form.right_indent
    return next(rule._p.iterancestors(qn("w:tc"))).width.cm - form.left_indent.cm - form.right_indent.cm


def test_rules_are_as_wide_as_the_decree_says(document):
    assert rule_of(document, "Rule of motto") == pytest.approx(MOTTO, abs=0.15)
    assert AGENCY / 3 < rule_of(document, "Rule of agency") < AGENCY / 2


def test_a_longer_name_has_a_longer_rule():
    longer = only_letter(context_of(agency="Ủy ban nhân dân huyện Điện Biên Đông"))
    usual = opened(example_letters()["letter.docx"])
    assert rule_of(longer, "Rule of agency") > 1.2 * rule_of(usual, "Rule of agency")
    assert rule_of(longer, "Rule of motto") == rule_of(usual, "Rule of motto")


def test_headings(document):
    for text in ("I. PHÂN TÍCH KẾT QUẢ", "II. GIẢI PHÁP", "1. Chỉ số hài lòng chung"):
        assert look(said(document, text)) == (14, True, False, BOTH)
    assert look(said(document, "a) Nội dung cải thiện: …………")) == (14, False, False, BOTH)


def test_the_text_ends_with_its_mark(document):
    body = list(document.element.body)
    end = next(i for i, element in enumerate(body) if element is document.tables[1]._tbl)
    assert Paragraph(body[end - 1], document._body).text.endswith("Ủy ban nhân dân huyện Tuần Giáo./.")


def test_signature_without_a_name(document):
    copies, signature = document.tables[1].rows[0].cells
    assert [paragraph.text for paragraph in signature.paragraphs] == ["TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", ""]
    assert all(look(paragraph) == (14, True, False, CENTER) for paragraph in signature.paragraphs)
    assert look(copies.paragraphs[0]) == (12, True, True, LEFT)
    assert copies.paragraphs[0].text == "Nơi nhận:"
    assert {look(paragraph) for paragraph in copies.paragraphs[1:]} == {(11, False, False, LEFT)}
    assert copies.paragraphs[-1].text == "- Lưu: VT, NV."


def test_annex_head(letter, report):
    assert look(said(letter, "Phụ lục")) == (14, True, False, CENTER)
    assert look(said(letter, "KẾT QUẢ THEO TỪNG TIÊU CHÍ NĂM 2019")) == (14, True, False, CENTER)
    where = "{} ngày      tháng 10 năm 2020 của Ủy ban nhân dân huyện Tuần Giáo)"
    attached = said(letter, where.format("(Kèm theo Công văn số        /UBND-NV"))
    assert look(attached) == (14, False, True, CENTER)
    assert said(report, where.format("(Kèm theo Báo cáo số        /BC-UBND"))


def test_annex_table_repeats_its_head_and_breaks_no_row(document):
    table: Table = document.tables[2]
    rows = table._tbl.tr_lst
    assert [bool(row.xpath("w:trPr/w:tblHeader")) for row in rows[:3]] == [True, True, False]
    assert all(row.xpath("w:trPr/w:cantSplit") for row in rows)
    assert sum(column.width.cm for column in table.columns) == pytest.approx(25.2, abs=0.01)
    assert all(
        sum(cell.width.cm for cell in row.tc_lst) == pytest.approx(25.2, abs=0.01)
        for row in table._tbl.tr_lst
    )


def test_every_cell_of_a_table_ends_with_a_paragraph_and_its_width_comes_first(document):
    for cell in document.element.body.iter(qn("w:tc")):
        assert cell[-1].tag == qn("w:p")
        assert cell.tcPr[0].tag == qn("w:tcW")
