"""The annex of the packaged templates: the table by criterion, across the page."""

from typing import Any

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.table import Table, _Cell

from pipeline.present.letter.make_templates.blocks import (
    ANNEX_WIDTH,
    add_row,
    add_table,
    fill,
    keep_row,
    repeat,
    write,
)

_COLUMNS = (
    ("number", 0.8, "Table figure"),
    ("criterion", 4.2, "Table text"),
    ("{%tc for share in row.shares %}", 1.15, ""),
    ("share", 1.15, "Table figure"),
    ("{%tc endfor %}", 1.15, ""),
    ("answers", 1.1, "Table figure"),
    ("index", 1.3, "Table figure"),
    ("interval", 2.05, "Table figure"),
    ("median", 1.3, "Table figure"),
    ("gap", 1.55, "Table figure"),
    ("best", 2.3, "Table figure"),
    ("gap_to_best", 1.55, "Table figure"),
    ("rank", 1.8, "Table figure"),
    ("contribution", 1.5, "Table figure"),
)
"""The columns: a value of a row of the annex or a tag, the width in centimetres, the style.

The levels are as many as the scale has: the cell between the tags is repeated for each.
"""

_WIDTHS = [Cm(width) for _, width, _ in _COLUMNS]


def add_annex(document: Document) -> None:
    """Head, table and notes of the annex."""
    write(document, "Body Text", "{%p if annex.groups %}")
    write(document, "Annex head", "{{ words.annex }}")
    write(document, "Annex title", "{{ annex.title }}")
    write(document, "Annex attached", "{{ annex.attached }}")
    repeat(document, "if simulated", ("Simulated", "{{ simulated }}"))
    table = add_table(document, _WIDTHS, ANNEX_WIDTH, lines=True)
    _add_heads(table)
    _add_tag(table, "for group in annex.groups")
    _add_group(table)
    _add_tag(table, "for row in group.rows")
    _add_cells(table)
    _add_tag(table, "endfor")
    _add_tag(table, "endfor")
    repeat(document, "for note in annex.notes", ("Table note", "{{ note }}"))
    write(document, "Body Text", "{%p endif %}")


def _add_heads(table: Table) -> None:
    """Two rows of heads: the labels of the levels stand below a common one, the others span both rows."""
    rows = keep_row(table.rows[0], head=True), add_row(table, head=True)
    rows[1].height, rows[1].height_rule = Cm(2.1), WD_ROW_HEIGHT_RULE.AT_LEAST
    above, below = (row.cells for row in rows)
    for (name, _, _), top, bottom in zip(_COLUMNS, above, below, strict=True):
        for cell, merge in ((top, "restart"), (bottom, "")):
            if name != "share":
                _merge_down(cell, merge)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            fill(cell, "Table head", "")
        if name.startswith("{"):
            continue
        if name == "share":
            fill(top, "Table head", "{% colspan annex.levels|length %}{{ annex.heads.levels }}")
            fill(bottom, "Table head", "{{ level }}")
            _turn(bottom)
        else:
            fill(top, "Table head", f"{{{{ annex.heads.{name} }}}}")
    for tag, at in (("{%tc for level in annex.levels %}", 2), ("{%tc endfor %}", 4)):
        fill(below[at], "Table head", tag)
    _span(above[3], above[2], above[4])


def _turn(cell: _Cell) -> None:
    """Write upwards, so that a long label has room in a narrow column."""
    direction: Any = OxmlElement("w:textDirection")
    direction.set(qn("w:val"), "btLr")
    cell._tc.get_or_add_tcPr().insert_element_before(direction, "w:tcFitText", "w:vAlign", "w:hideMark")


def _merge_down(cell: _Cell, how: str) -> None:
    merge = OxmlElement("w:vMerge")
    if how:
        merge.set(qn("w:val"), how)
    cell._tc.get_or_add_tcPr().append(merge)


def _add_tag(table: Table, tag: str) -> None:
    fill(add_row(table).cells[0], "Table text", f"{{%tr {tag} %}}")


def _add_group(table: Table) -> None:
    cells = add_row(table).cells
    fill(cells[0], "Table group", "{% colspan annex.columns %}{{ group.heading }}")
    _span(*cells)


def _span(cell: _Cell, *others: _Cell) -> None:
    """Let a cell take the place of others in its row."""
    row: Any = cell._tc.getparent()
    for other in others:
        row.remove(other._tc)
    cell._tc.grid_span = 1 + len(others)


def _add_cells(table: Table) -> None:
    for (name, _, style), cell in zip(_COLUMNS, add_row(table).cells, strict=True):
        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        if name.startswith("{"):
            fill(cell, "Table figure", name)
        else:
            fill(cell, style, "{{ share }}" if name == "share" else f"{{{{ row.{name} }}}}")
