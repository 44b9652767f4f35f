"""What templates are built of: paragraphs, tables, cells, page numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from docx.blkcntnr import BlockItemContainer
from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Cm, Length
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

PAGE = (Cm(21.0), Cm(29.7))
MARGINS = {"top": Cm(2.0), "bottom": Cm(2.0), "left": Cm(3.0), "right": Cm(2.0)}
ANNEX_MARGINS = {**MARGINS, "right": Cm(1.5)}
TEXT_WIDTH, ANNEX_WIDTH = Cm(16.0), Cm(25.2)


def write(place: Document | BlockItemContainer, style: str, *texts: str) -> None:
    """Paragraphs of one style."""
    for text in texts:
        place.add_paragraph(text, style=style)


def repeat(place: Document | BlockItemContainer, head: str, *blocks: tuple[str, str]) -> None:
    """Paragraphs between two tags, as `for …` and its `endfor`: pairs of style and text."""
    write(place, "Body Text", f"{{%p {head} %}}")
    for style, text in blocks:
        write(place, style, text)
    write(place, "Body Text", f"{{%p end{head.split()[0]} %}}")


def set_portrait(section: Section) -> None:
    """A4 upright, the page number centred above the text, none on the first page."""
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = PAGE
    _set_margins(section, MARGINS)
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    _number(section.header.paragraphs[0])
    section.first_page_header.is_linked_to_previous = False
    section.first_page_header.paragraphs[0].style = "Header"


def add_landscape(document: Document) -> None:
    """A new section, A4 across, its pages numbered on."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_height, section.page_width = PAGE
    _set_margins(section, ANNEX_MARGINS)
    section.different_first_page_header_footer = False


def _set_margins(section: Section, margins: Mapping[str, Length]) -> None:
    for side, width in margins.items():
        setattr(section, f"{side}_margin", width)
    section.header_distance = section.footer_distance = Cm(1.0)


def _number(paragraph: Paragraph) -> None:
    """The page number as a field."""
    paragraph.style = "Header"
    for kind, text in (("begin", ""), ("", " PAGE "), ("separate", ""), ("text", "2"), ("end", "")):
        run = paragraph.add_run()
        if kind == "text":
            run.text = text
            continue
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.set(qn("xml:space"), "preserve")
            element.text = text
        run._r.append(element)


def add_table(document: Document, widths: Sequence[Length], whole: Length, lines: bool = False) -> Table:
    """A table of fixed columns and one row, with or without lines, `whole` wide."""
    table: Table = document.add_table(rows=1, cols=len(widths))
    table.autofit = False
    properties: Any = table._tbl.tblPr
    width, layout, look = (properties.find(qn(f"w:{tag}")) for tag in ("tblW", "tblLayout", "tblLook"))
    width.set(qn("w:type"), "dxa")
    width.set(qn("w:w"), str(round(whole.twips)))
    borders = [_borders()] if lines else []
    properties.extend([*borders, layout, _cell_margins((20, 40) if lines else (0, 0)), look])
    for column, wide in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = wide
    set_widths(table.rows[0], widths)
    return table


def _borders() -> Any:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    return borders


def _cell_margins(margins: tuple[int, int]) -> Any:
    """What a cell keeps free above and below, and at its sides, in twentieths of a point."""
    element = OxmlElement("w:tblCellMar")
    for side, width in zip(("top", "left", "bottom", "right"), 2 * margins, strict=True):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        element.append(margin)
    return element


def set_widths(row: _Row, widths: Sequence[Length]) -> None:
    """The widths of the cells of a row."""
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = width


def add_row(table: Table, head: bool = False) -> _Row:
    """A row that is not broken over pages; `head` repeats it on each page."""
    row = table.add_row()  # type: ignore[no-untyped-call]
    return keep_row(row, head)


def keep_row(row: _Row, head: bool = False) -> _Row:
    """The row, not to be broken over pages."""
    properties = row._tr.get_or_add_trPr()
    for tag in ("w:cantSplit", *(["w:tblHeader"] if head else [])):
        properties.append(OxmlElement(tag))
    return row


def fill(cell: _Cell, style: str, text: str) -> None:
    """Text in the first paragraph of a cell."""
    cell.paragraphs[0].text = text
    cell.paragraphs[0].style = style


def drop_first(cell: _Cell) -> None:
    """Take the empty first paragraph out of a cell that has others."""
    first = cell.paragraphs[0]._p
    first.getparent().remove(first)
