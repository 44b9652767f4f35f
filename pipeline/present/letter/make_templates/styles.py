"""The styles of the packaged templates: paper, type and spacing of Decree 30/2020/NĐ-CP, Appendix I."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

FONT = "Times New Roman"
KEPT = ("Normal", "Default Paragraph Font", "Normal Table", "No List")
"""Built-in styles that every document needs; all others are made here or taken away."""

_BUILT_IN = ("Body Text", "Heading 1", "Heading 2", "Title", "Subtitle", "Caption", "Header")

Align = Literal["left", "center", "right", "both"]
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True)
class Style:
    """A paragraph style: sizes and spaces in points, indents in centimetres; `border` are lined sides."""

    name: str
    size: float = 14
    bold: bool = False
    italic: bool = False
    align: Align = "center"
    first_line: float = 0
    left: float = 0
    before: float = 0
    after: float = 0
    lines: float = 1.0
    keep_next: bool = False
    outline: int | None = None
    border: tuple[str, ...] = ()


STYLES: Sequence[Style] = (
    Style("Body Text", align="both", first_line=1.27, after=6, lines=1.15),
    Style(
        "Heading 1", bold=True, align="both", first_line=1.27, before=6, after=6, keep_next=True, outline=0
    ),
    Style(
        "Heading 2", bold=True, align="both", first_line=1.27, before=6, after=6, keep_next=True, outline=1
    ),
    Style("Title", bold=True, before=18),
    Style("Subtitle", bold=True, after=12),
    Style("Figure", before=6, keep_next=True),
    Style("Caption", size=13, italic=True, before=3, after=12),
    Style("Header", size=14),
    Style("Parent agency", size=13),
    Style("Agency", size=13, bold=True),
    Style("Rule of agency", size=2, before=2, border=("top",)),
    Style("Country", size=13, bold=True),
    Style("Motto", size=14, bold=True),
    Style("Rule of motto", size=2, before=2, border=("top",)),
    Style("Number", size=13, before=4),
    Style("About", size=13, before=4),
    Style("Place and date", italic=True, before=4),
    Style("Addressee", before=18, after=12),
    Style("Addressees head", align="left", left=3.0, before=18),
    Style("Addressees", align="left", left=4.5, after=3),
    Style("Simulated", size=13, bold=True, before=6, after=12, border=("top", "left", "bottom", "right")),
    Style("Draft", italic=True, align="both", first_line=1.27, after=6, keep_next=True),
    Style("Signature", bold=True, before=6),
    Style("Name of signer", bold=True, before=72),
    Style("Copies head", size=12, bold=True, italic=True, align="left", before=6),
    Style("Copies", size=11, align="left"),
    Style("Annex head", bold=True, keep_next=True, outline=0),
    Style("Annex title", bold=True, keep_next=True),
    Style("Annex attached", italic=True, after=8, keep_next=True),
    Style("Table head", size=8.5, bold=True),
    Style("Table text", size=9, align="left"),
    Style("Table figure", size=9),
    Style("Table group", size=9.5, bold=True, align="left", keep_next=True),
    Style("Table note", size=10, italic=True, align="left", before=3),
)


def set_styles(document: Document) -> None:
    """Replace the styles of a new document by those of the Decree; Times New Roman for every script."""
    _set_defaults(document)
    for style in list(document.styles):
        if style.name not in KEPT:
            style.element.getparent().remove(style.element)
    for latent in document.styles.element.findall(qn("w:latentStyles")):
        document.styles.element.remove(latent)
    normal = cast("ParagraphStyle", document.styles["Normal"])
    _set(normal, Style("Normal", align="left"))
    for style in STYLES:
        made = cast(
            "ParagraphStyle",
            document.styles.add_style(style.name, WD_STYLE_TYPE.PARAGRAPH, builtin=style.name in _BUILT_IN),
        )
        made.base_style = normal
        made.quick_style = True
        _set(made, style)


def _set_defaults(document: Document) -> None:
    (properties,) = document.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr")
    for child in list(properties):
        properties.remove(child)
    fonts, size = OxmlElement("w:rFonts"), OxmlElement("w:sz")
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), FONT)
    size.set(qn("w:val"), "28")
    properties.extend([fonts, size])
    for spacing in document.styles.element.xpath("w:docDefaults/w:pPrDefault"):
        spacing.getparent().remove(spacing)


def _set(made: ParagraphStyle, style: Style) -> None:
    font, form = made.font, made.paragraph_format
    font.name, font.size, font.bold, font.italic = FONT, Pt(style.size), style.bold, style.italic
    font.color.rgb = RGBColor(0, 0, 0)
    for script in ("eastAsia", "cs"):
        made.element.rPr.rFonts.set(qn(f"w:{script}"), FONT)
    _set_complex_size(made, style)
    form.alignment = _ALIGN[style.align]
    form.first_line_indent, form.left_indent = Cm(style.first_line), Cm(style.left)
    form.space_before, form.space_after = Pt(style.before), Pt(style.after)
    form.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    form.line_spacing = style.lines
    form.keep_with_next = style.keep_next
    form.widow_control = True
    if style.outline is not None:
        _add(made.element.pPr, "w:outlineLvl", val=str(style.outline))
    if style.border:
        _set_border(made, style)


def _set_complex_size(made: ParagraphStyle, style: Style) -> None:
    """The size for complex scripts too, behind that for the others, where the format wants it."""
    size = OxmlElement("w:szCs")
    size.set(qn("w:val"), str(int(2 * style.size)))
    made.element.rPr.find(qn("w:sz")).addnext(size)


def _set_border(made: ParagraphStyle, style: Style) -> None:
    border = OxmlElement("w:pBdr")
    for side in style.border:
        _add(
            border,
            f"w:{side}",
            val="single",
            sz="8" if len(style.border) == 1 else "12",
            space="1",
            color="000000",
        )
    made.element.pPr.insert_element_before(
        border,
        *("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:contextualSpacing"),
        *("w:jc", "w:outlineLvl"),
    )
    if len(style.border) == 1:
        made.paragraph_format.line_spacing = Pt(4)


def _add(parent: object, tag: str, **attributes: str) -> None:
    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)  # type: ignore[attr-defined]
