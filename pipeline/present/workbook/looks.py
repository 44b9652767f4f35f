"""How cells of the workbook look: number formats, fills, frames."""

from typing import Any, Literal

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from pipeline.present.charts import theme
from pipeline.present.sheets import BORDER, FONT, FORMULA_STARTS, HEAD_FILL

Kind = Literal[
    "text",
    "sign",
    "count",
    "rank",
    "moved",
    "index",
    "care",
    "unpublished",
    "gap",
    "level",
    "share",
    "measure",
    "p",
    "wish",
    "title",
    "subtitle",
    "band",
    "head",
    "note",
    "section",
    "label",
    "body",
    "link",
    "mark",
    "heading",
]

GAP_FORMAT = '+0.00;"−"0.00;0.00'
INPUT_FILL = "#FFF6CC"
"""Of cells to write into."""

_FRAME = {**FONT, "valign": "top", "border": 1, "border_color": BORDER}
_NUMBER = {**_FRAME, "align": "right"}
_HEAD = {**_FRAME, "bold": True, "bg_color": HEAD_FILL, "text_wrap": True}
_BODY = {**FONT, "valign": "top", "text_wrap": True}

_LOOKS: dict[Kind, dict[str, Any]] = {
    "text": {**_FRAME, "text_wrap": True, "align": "left", "indent": 1},
    "sign": {**_FRAME, "align": "right"},
    "count": {**_NUMBER, "num_format": "#,##0"},
    "rank": {**_NUMBER, "num_format": "0"},
    "moved": {**_NUMBER, "num_format": '+0;"−"0;0'},
    "index": {**_NUMBER, "num_format": "0.00"},
    "care": {**_NUMBER, "num_format": "(0.00)"},
    "unpublished": {**_NUMBER, "num_format": "0.00", "italic": True, "font_color": theme.QUIET},
    "gap": {**_NUMBER, "num_format": GAP_FORMAT},
    # Excel would show a gap of -0.001 as -0.00.
    "level": {**_NUMBER, "num_format": "0.00"},
    "share": {**_NUMBER, "num_format": "0.00"},
    "measure": {**_NUMBER, "num_format": "0.00;-0.00"},
    "p": {**_NUMBER, "num_format": "0.000"},
    "wish": {**_NUMBER, "num_format": "0.00", "bg_color": INPUT_FILL, "locked": False},
    "title": {**_BODY, "bold": True, "font_size": 14},
    "subtitle": {**_BODY, "font_color": theme.QUIET},
    "band": {**_HEAD, "align": "center"},
    "head": _HEAD,
    "note": _BODY,
    "section": {**FONT, "bold": True, "font_size": 11, "valign": "bottom"},
    "label": {**_BODY, "bold": True},
    "body": _BODY,
    "link": {**_BODY, "font_color": theme.OWN.ink, "underline": 1},
    "mark": {**_BODY, "bold": True, "bg_color": theme.WARNING},
    "heading": {**FONT, "bold": True, "font_size": 14},
}


class Looks:
    """The formats of one workbook, each made when it is first asked for."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self._made: dict[tuple[Kind, str, bool, bool], Format] = {}

    def of(self, kind: Kind, fill: str = "", bold: bool = False, quoted: bool = False) -> Format:
        """The format of a kind of cell, on a fill (a colour, "" for none), in bold or not.

        `quoted` marks a text that Excel would take for a formula when somebody edits its cell.
        """
        key = (kind, fill, bold, quoted)
        if key not in self._made:
            more: dict[str, Any] = {"bg_color": fill} if fill else {}
            more |= {"bold": True} if bold else {}
            more |= {"quote_prefix": True} if quoted else {}
            self._made[key] = self.book.add_format({**_LOOKS[kind], **more})
        return self._made[key]

    def of_text(self, text: str, kind: Kind, fill: str = "", bold: bool = False) -> Format:
        """The format of a cell with this text."""
        return self.of(kind, fill, bold, quoted=text.startswith(FORMULA_STARTS))
