"""Letters made of claims, proposals and pictures that are written here."""

import io
from dataclasses import replace
from functools import cache

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from PIL import Image

from pipeline.present.claims.claim import Claim, Place, Proposal
from pipeline.present.context import Context
from pipeline.present.criterion_rows import criterion_rows
from pipeline.present.letter.document import letters
from schemas.documents import Letter
from schemas.language import LanguageCode
from tests.unit.made_results import example_context, example_results


def claim(id_: str, place: Place, sentence: str) -> Claim:
    return Claim(id_, place, sentence, (), "")


CLAIMS = (
    claim("opening.survey", "opening", "Mở đầu."),
    claim("overall.index", "overall", "Chỉ số là 86,14%."),
    claim("dimensions.counts", "dimensions", "4/5 nội dung."),
    claim("dimensions.access.index", "dimensions", "Tiếp cận là 85,69%."),
    claim("dimensions.access.rank", "dimensions", "Tiếp cận xếp thứ 5."),
    claim("dimensions.results.index", "dimensions", "Kết quả là 89,26%."),
    claim("criteria.range", "criteria", "Từ 75,00% đến 90,56%."),
    claim("basis.forms", "basis", "Phát ra 190 phiếu."),
    claim("measures.table", "measures", "Nâng từng tiêu chí."),
)
GAIN = claim("measures.2.5", "measures", "Chỉ số chung tăng 0,41 điểm %.")
PROPOSALS = (
    Proposal("2.5", "Thời hạn giải quyết", "", "", "", GAIN),
    Proposal("5.1", "Hình thức góp ý", "Lắp hòm thư", "Phòng Nội vụ", "quý IV năm 2020.", GAIN),
)


def picture(width: int = 1260, height: int = 900) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(content, "PNG")
    return content.getvalue()


PICTURES = {name: (picture(), f"Biểu đồ {name}") for name in ("answers", "dimensions", "heatmap", "ranking")}


def context_of(language: LanguageCode = "vi", **letter: object) -> Context:
    return replace(example_context(language), letter=Letter.model_validate({"month": "2020-10", **letter}))


def written(context: Context | None = None, **changed: object) -> dict[str, bytes]:
    context = context or context_of()
    rows = criterion_rows(example_results(), context, context.focus) if context.focus else []
    given = {
        "claims": CLAIMS,
        "proposals": PROPOSALS,
        "rows": rows,
        "pictures": PICTURES,
        "context": context,
        "templates": {},
    }
    return letters(**{**given, **changed})  # type: ignore[arg-type]


@cache
def example_letters(language: LanguageCode = "vi") -> dict[str, bytes]:
    return written(context_of(language))


def only_letter(context: Context | None = None, **changed: object) -> Document:
    """The letter alone, beside a report that takes no time."""
    short = io.BytesIO()
    docx.Document().save(short)
    templates = {"report.docx": short.getvalue(), **changed.pop("templates", {})}  # type: ignore[dict-item]
    return opened(written(context, **changed, templates=templates)["letter.docx"])


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def paragraphs(document: Document) -> list[Paragraph]:
    """Every paragraph in the order of reading, those of tables too."""
    return [Paragraph(element, document._body) for element in document.element.body.iter(qn("w:p"))]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(document) if paragraph.text]
