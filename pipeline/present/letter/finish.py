"""What is done to a document once it is filled in: fitting, language, properties, the same bytes."""

import io
import zipfile
from datetime import UTC, datetime

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from pipeline.present.letter.fit import fit_columns, fit_rules
from pipeline.present.problems import plain
from schemas.language import Language, LanguageCode

LANGUAGES: dict[LanguageCode, str] = {"vi": "vi-VN", "en": "en-GB"}

_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_LONGEST_TITLE = 255
_BLANK = ("author", "last_modified_by", "comments", "keywords", "category", "subject", "identifier")


def finish(content: bytes, title: str, say: Language) -> bytes:
    """The document as it is handed out; the same document gives the same bytes."""
    document = docx.Document(io.BytesIO(content))
    fit_rules(document)
    fit_columns(document)
    _drop_empty_end(document)
    _set_language(document, LANGUAGES[say.code])
    set_properties(document, title, LANGUAGES[say.code])
    return pack(document)


def pack(document: Document) -> bytes:
    """The file of a document, its parts without the date of their writing."""
    written, packed = io.BytesIO(), io.BytesIO()
    document.save(written)
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _ZIP_DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return packed.getvalue()


def _drop_empty_end(document: Document) -> None:
    """Take away a last section without anything in it: an annex that has no rows."""
    body = document.element.body
    inner = body.xpath("./w:p[w:pPr/w:sectPr]")
    if not inner:
        return
    after = [element for element in inner[-1].itersiblings() if element.tag != qn("w:sectPr")]
    if any(element.tag == qn("w:tbl") or element.xpath(".//w:t | .//w:drawing") for element in after):
        return
    for element in [*after, body.sectPr]:
        body.remove(element)
    body.append(inner[-1].pPr.sectPr)


def _set_language(document: Document, language: str) -> None:
    """Name the language of the text where the document says it for all of it."""
    for properties in document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        lang = OxmlElement("w:lang")
        for name in ("w:val", "w:eastAsia"):
            lang.set(qn(name), language)
        properties.append(lang)


def set_properties(document: Document, title: str, language: str) -> None:
    """Title and language; nobody and no date, so that nothing tells whose computer made it and when."""
    properties = document.core_properties
    properties.title, properties.language = plain(title)[:_LONGEST_TITLE], language
    for name in _BLANK:
        setattr(properties, name, "")
    properties.created = properties.modified = properties.last_printed = _DATE
    properties.revision = 1
