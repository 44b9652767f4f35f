"""Fitting what depends on the texts that were filled in: rules as wide as texts, columns as many as cells."""

import unicodedata
from itertools import accumulate, pairwise
from typing import Any

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

RULES = {"Rule of agency": 0.4, "Rule of motto": 1.0}
"""Styles of empty paragraphs with a line, and how wide it is as a share of the text above."""

_SIZE = 13.0
"""Points: what a text is taken to be written in where its style does not say."""


def fit_rules(document: Document) -> None:
    """Indent every rule that stands in a cell so that it is as wide as its share of the text above it."""
    shares = {style.style_id: RULES[style.name] for style in document.styles if style.name in RULES}
    for style in document.element.body.iter(qn("w:pStyle")):
        share = shares.get(style.get(qn("w:val"), ""))
        if share is not None:
            _fit_rule(Paragraph(style.getparent().getparent(), document._body), share)


def _fit_rule(rule: Paragraph, share: float) -> None:
    cell: Any = next(rule._p.iterancestors(qn("w:tc")), None)
    above: list[Any] = list(rule._p.itersiblings(qn("w:p"), preceding=True))
    if cell is None or cell.width is None or not above:
        return
    texts = [Paragraph(element, rule._parent) for element in above]
    style = texts[0].style
    size = style.font.size.pt if style is not None and style.font.size is not None else _SIZE
    same = [text for text in texts if _style_name(text) == _style_name(texts[0])]
    widest = min(max(text_width(text.text, size) for text in same), cell.width.pt)
    form = rule.paragraph_format
    form.left_indent = form.right_indent = Pt((cell.width.pt - share * widest) / 2)


def _style_name(text: Paragraph) -> str | None:
    return None if text.style is None else text.style.name


def text_width(text: str, size: float) -> float:
    """The width in points of bold text in Times New Roman, nearly; accents make no letter wider."""
    font = FontProperties(family="STIXGeneral", weight="bold", size=size)
    return float(text_to_path.get_text_width_height_descent(_unaccented(text), font, ismath=False)[0])


def _unaccented(text: str) -> str:
    """The text in letters that every font has; other signs count as wide as an "n"."""
    letters = unicodedata.normalize("NFD", text).replace("Đ", "D").replace("đ", "d")
    bare = (sign for sign in letters if not unicodedata.combining(sign))
    return "".join(sign if sign.isascii() else "n" for sign in bare)


def fit_columns(document: Document) -> None:
    """Give tables of fixed layout the columns of their longest row, together as wide as the table says."""
    for table in document.element.body.iter(qn("w:tbl")):
        layout, total = (table.tblPr.find(qn(tag)) for tag in ("w:tblLayout", "w:tblW"))
        rows = [[int(cell.width or 0) for cell in row.tc_lst] for row in table.tr_lst]
        widths = max(rows, key=len, default=[])
        if layout is None or total is None or not widths or not all(widths):
            continue
        if layout.get(qn("w:type")) == "fixed" and total.get(qn("w:type")) == "dxa":
            _set_columns(table, widths, int(total.get(qn("w:w"))))


def _set_columns(table: Any, widths: list[int], total: int) -> None:
    """Columns in proportion to `widths`; `total` and what is written are twentieths of a point."""
    edges = [round(total * edge / sum(widths)) for edge in accumulate(widths, initial=0)]
    for old in list(table.tblGrid):
        table.tblGrid.remove(old)
    for left, right in pairwise(edges):
        column = OxmlElement("w:gridCol")
        column.set(qn("w:w"), str(right - left))
        table.tblGrid.append(column)
    for row in table.tr_lst:
        at = 0
        for cell in row.tc_lst:
            end = min(at + cell.grid_span, len(widths))
            _set_width(cell, edges[end] - edges[at])
            at = end


def _set_width(cell: Any, width: int) -> None:
    properties = cell.get_or_add_tcPr()
    own = properties.get_or_add_tcW()
    own.set(qn("w:type"), "dxa")
    own.set(qn("w:w"), str(width))
    # docxtpl puts the span of a cell before its width, where the format does not have it.
    properties.insert(0, own)
