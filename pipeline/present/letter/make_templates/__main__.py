"""Make the packaged templates: `python -m pipeline.present.letter.make_templates FOLDER`.

The templates are Word documents that an office can change in Word; these are the first ones, in the form of
Decree 30/2020/NĐ-CP, Appendix I. The same program makes the same files.
"""

import sys
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length

from pipeline.present.letter.document import LETTER, REPORT
from pipeline.present.letter.finish import pack, set_properties
from pipeline.present.letter.make_templates.annex import add_annex
from pipeline.present.letter.make_templates.blocks import (
    TEXT_WIDTH,
    add_landscape,
    add_row,
    add_table,
    drop_first,
    keep_row,
    repeat,
    set_portrait,
    write,
)
from pipeline.present.letter.make_templates.styles import set_styles

_LEFT_HEAD, _LEFT_END = Cm(6.2), Cm(8.0)
_UNUSED = ("customXml", "thumbnail", "numbering", "stylesWithEffects")
"""Parts of a new document of python-docx that a letter has no use for."""


def templates() -> dict[str, bytes]:
    """The packaged templates by name."""
    return {LETTER: pack(_template(report=False)), REPORT: pack(_template(report=True))}


def _template(report: bool) -> Document:
    document = docx.Document()
    _drop_unused(document)
    _set_compatibility(document)
    set_styles(document)
    set_properties(document, title="", language="")
    set_portrait(document.sections[0])
    _add_head(document, report)
    repeat(document, "if simulated", ("Simulated", "{{ simulated }}"))
    _add_text(document)
    _add_end(document)
    add_landscape(document)
    add_annex(document)
    return document


def _add_head(document: Document, report: bool) -> None:
    table = add_table(document, [_LEFT_HEAD, Length(TEXT_WIDTH - _LEFT_HEAD)], TEXT_WIDTH)
    left, right = keep_row(table.rows[0]).cells
    for style, lines in (("Parent agency", "parent_lines"), ("Agency", "agency_lines")):
        repeat(left, f"for line in {lines}", (style, "{{ line }}"))
    write(left, "Rule of agency", "")
    write(right, "Country", "{{ words.country }}")
    write(right, "Motto", "{{ words.motto }}")
    write(right, "Rule of motto", "")
    below = add_row(table).cells
    write(below[0], "Number", "{{ number }}")
    if not report:
        write(below[0], "About", "{{ about }}")
    write(below[1], "Place and date", "{{ place_and_date }}")
    for cell in (left, right, *below):
        drop_first(cell)
    if report:
        write(document, "Title", "{{ words.report }}")
        write(document, "Subtitle", "{{ title }}")
    else:
        repeat(document, "if to", ("Addressee", "{{ to }}"))
        repeat(document, "if to_lines", ("Addressees head", "{{ words.to }}"))
        repeat(document, "for line in to_lines", ("Addressees", "{{ line }}"))


def _add_text(document: Document) -> None:
    repeat(document, "for sentence in opening", ("Body Text", "{{ sentence }}"))
    repeat(document, "if analysis", ("Heading 1", "{{ words.analysis }}"))
    _add_parts(document)
    write(document, "Body Text", "{%p if measures or proposals %}")
    write(document, "Heading 1", "{{ words.measures }}")
    write(document, "Draft", "{{ words.draft }}")
    repeat(document, "for sentence in measures", ("Body Text", "{{ sentence }}"))
    repeat(
        document,
        "for proposal in proposals",
        ("Heading 2", "{{ proposal.heading }}"),
        ("Body Text", "a) {{ words.do }}: {{ proposal.do }}"),
        ("Body Text", "b) {{ proposal.gain }}"),
        ("Body Text", "c) {{ words.lead }}: {{ proposal.lead }}; {{ words.by }}: {{ proposal.by }}."),
    )
    write(document, "Body Text", "{%p endif %}")
    write(document, "Body Text", "{{ closing }}")
    document.paragraphs[-1].paragraph_format.keep_with_next = True


def _add_parts(document: Document) -> None:
    write(document, "Body Text", "{%p for part in analysis %}")
    write(document, "Heading 2", "{{ part.heading }}")
    repeat(document, "for sentence in part.paragraphs", ("Body Text", "{{ sentence }}"))
    repeat(
        document,
        "for figure in part.figures",
        ("Figure", "{{ figure.picture }}"),
        ("Caption", "{{ figure.caption }}"),
    )
    write(document, "Body Text", "{%p endfor %}")


def _add_end(document: Document) -> None:
    table = add_table(document, [_LEFT_END, Length(TEXT_WIDTH - _LEFT_END)], TEXT_WIDTH)
    left, right = keep_row(table.rows[0]).cells
    write(left, "Copies head", "{{ words.copies }}")
    repeat(left, "for line in copies", ("Copies", "{{ line }}"))
    for name in ("signs_for", "signs_as"):
        repeat(right, f"if {name}", ("Signature", f"{{{{ {name} }}}}"))
    write(right, "Name of signer", "")
    for cell in (left, right):
        drop_first(cell)


def _drop_unused(document: Document) -> None:
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if any(name in relation.reltype for name in _UNUSED):
                part.rels.pop(key)


def _set_compatibility(document: Document) -> None:
    """Word of 2013 and later, so that no document opens in compatibility mode."""
    settings = document.settings.element
    for old in settings.findall(qn("w:compat")):
        place = settings.index(old)
        settings.remove(old)
    compat, setting = OxmlElement("w:compat"), OxmlElement("w:compatSetting")
    for name, value in (
        ("name", "compatibilityMode"),
        ("uri", "http://schemas.microsoft.com/office/word"),
        ("val", "15"),
    ):
        setting.set(qn(f"w:{name}"), value)
    compat.append(setting)
    settings.insert(place, compat)


def main() -> None:
    """Write the templates into the folder that is named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in templates().items():
        (folder / name).write_bytes(content)


if __name__ == "__main__":
    main()
