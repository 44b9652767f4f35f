"""Templates: the packaged ones are those of the program; an office's own may be anything, and do no harm."""

import io
import re
import zipfile
from dataclasses import fields

import docx
import openpyxl
import pytest
from docx.document import Document

from pipeline.present.letter import values
from pipeline.present.letter.document import packaged
from pipeline.present.letter.make_templates.__main__ import main, templates
from schemas.documents import TemplateError
from schemas.language import LANGUAGES
from tests.conftest import ROOT
from tests.unit.made_letters import context_of, only_letter, opened, texts, written


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def saved(document: Document) -> bytes:
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def template(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    return saved(document)


def filled(*lines: str) -> list[str]:
    return texts(only_letter(templates={"letter.docx": template(*lines)}))


def refused(*lines: str, language="en") -> str:
    with pytest.raises(TemplateError) as caught:
        written(context_of(language), templates={"letter.docx": template(*lines)})
    assert caught.value.name == "letter.docx"
    assert str(caught.value) == f"letter.docx: {caught.value.message}"
    return caught.value.message


@pytest.mark.parametrize("name", ["letter.docx", "report.docx"])
def test_the_packaged_templates_are_those_that_the_program_makes(name):
    assert parts(packaged(name)) == parts(templates()[name])


def test_templates_are_written_into_a_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.argv", ["make_templates", str(tmp_path)])
    main()
    assert (tmp_path / "report.docx").read_bytes() == templates()["report.docx"]


def test_an_office_moves_things_around():
    document = opened(packaged("letter.docx"))
    opening = next(p for p in document.paragraphs if p.text == "{{ closing }}")
    opening.insert_paragraph_before("Số ĐT: 0215; {{ agency }}; {{ criteria.heading|upper }}")
    office = document.add_table(rows=3, cols=2)
    for row, (left, right) in enumerate(
        [
            ("{%tr for proposal in proposals %}", ""),
            ("{{ proposal.heading }}", "{{ proposal.do }} ({{ proposal.by }})"),
            ("{%tr endfor %}", ""),
        ]
    ):
        office.cell(row, 0).text, office.cell(row, 1).text = left, right
    written_ = written(templates={"letter.docx": saved(document)})
    letter, report = (opened(content) for content in written_.values())
    assert "Số ĐT: 0215; ỦY BAN NHÂN DÂN HUYỆN TUẦN GIÁO; 3. CÁC TIÊU CHÍ" in texts(letter)
    assert [[cell.text for cell in row.cells] for row in letter.tables[-1].rows] == [
        ["1. Tiêu chí 2.5: Thời hạn giải quyết", "………… (…………)"],
        ["2. Tiêu chí 5.1: Hình thức góp ý", "Lắp hòm thư (quý IV năm 2020)"],
    ]
    assert "BÁO CÁO" in texts(report)


def test_what_a_template_builds_of_its_own_text():
    assert filled(
        "{% set x %}<{{ agency }} & co>{% endset %}{{ x }} {{ 7 * 7 }} {{ '{{' }} {{ '<b>'|safe }}"
    ) == ["<ỦY BAN NHÂN DÂN HUYỆN TUẦN GIÁO & co> 49 {{ <b>"]


REFUSED = [
    ("{{ agensy }}", "there is no such value: 'agensy' is undefined"),
    ("{{ words.nothing }}", "there is no such value: "),
    ("{{ agency", "a tag cannot be read: "),
    ("{%p for line in copies %}", "a tag cannot be read: "),
    ("{{ agency|nothing }}", "a tag cannot be read: No filter named 'nothing'"),
    ("{{ agency.__class__ }}", "this is not allowed in a template: "),
    ("{{ ''.__class__.__mro__ }}", "this is not allowed in a template: "),
    ("{{ words.__init__.__globals__ }}", "this is not allowed in a template: "),
    ("{% for x in range(9999999) %}{% endfor %}", "it cannot be filled in: "),
    ("{{ 1 / 0 }}", "it cannot be filled in: division by zero"),
    ("{% include 'hailong.toml' %}", "it cannot be filled in: "),
    ("{{ copies }}", "it cannot be filled in: a value of type tuple cannot be printed"),
    ("{{ analysis[0].figures[0].picture.png }}", "it cannot be filled in: a value of type bytes"),
]


@pytest.mark.parametrize(("line", "message"), REFUSED)
def test_a_wrong_template_is_told_with_its_place(line, message):
    told = refused("Trước", line)
    assert message in told
    assert "Traceback" not in told
    if "for line" not in line and "nothing }}" not in line:
        assert re.match(r'near "[^"]*[{]', told) or line == "{{ agency"


def test_the_place_is_the_paragraph():
    assert refused("Trước", "Nơi {{ agensy }} ấy", "Sau").startswith('near "Nơi {{ agensy }} ấy": ')
    told = refused("{{ agensy }}", language="vi")
    assert told == "gần \"{{ agensy }}\": không có giá trị này: 'agensy' is undefined"


def test_no_document_of_word():
    sheet = io.BytesIO()
    openpyxl.Workbook().save(sheet)
    broken = template("x")[:-200]
    for content in (b"", b"x", sheet.getvalue(), broken):
        with pytest.raises(TemplateError, match="no Word document"):
            written(context_of("en"), templates={"letter.docx": content})


def test_broken_xml_is_not_mended():
    told = refused("{% set x %}{{ '&' }}{% endset %}{{ x|upper }}")
    assert "no longer a Word document" in told


def test_a_template_with_headers_and_footnotes_of_its_own():
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "{{ agency }}"
    document.sections[0].footer.paragraphs[0].text = "{{ title }}"
    document.core_properties.author = "{{ agency }}"
    made = only_letter(templates={"letter.docx": saved(document)})
    assert made.sections[0].header.paragraphs[0].text == "ỦY BAN NHÂN DÂN HUYỆN TUẦN GIÁO"
    assert made.sections[0].footer.paragraphs[0].text.startswith("Kết quả đo lường")
    assert made.core_properties.author == ""


def test_every_value_is_documented():
    page = (ROOT / "docs" / "templates.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:\w+\.)?(\w+)`", page))
    kinds = [getattr(values, name) for name in dir(values)]
    names = {field.name for kind in kinds if hasattr(kind, "__dataclass_fields__") for field in fields(kind)}
    assert names - {"png", "alt", "document"} <= named
    assert {"title", "words", "annex"} <= {word.split(".")[0] for word in re.findall(r"`([\w.]+)`", page)}


def test_the_packaged_templates_use_no_word_of_a_language():
    for content in templates().values():
        document = opened(content)
        said = " ".join(texts(document))
        words = re.sub(r"{[%{].*?[%}]}", "", said)
        assert not [word for word in words.split() if len(word) > 2]
    assert LANGUAGES == ("vi", "en")
