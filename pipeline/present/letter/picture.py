"""A chart in a Word document: as wide as the text, with the text that stands for it."""

import io
from dataclasses import dataclass, field
from typing import Any

from docx.image.image import Image
from docx.shared import Cm
from lxml import etree

WIDTH, HEIGHT = 16.0, 22.0
"""Centimetres: the width of the text, and what a page has room for above the caption."""


@dataclass(frozen=True)
class Picture:
    """A PNG and its alternative text; it places itself in the `document` (a docxtpl one) that prints it."""

    png: bytes = field(repr=False)
    alt: str
    document: Any = field(repr=False)

    def __html__(self) -> str:
        """The picture between two runs of text, as docxtpl's own pictures are put."""
        part = self.document.current_rendering_part
        inline = part.new_pic_inline(io.BytesIO(self.png), Cm(self._width()))
        for properties in inline.xpath(".//wp:docPr | .//pic:cNvPr"):
            properties.set("descr", self.alt)
        drawing = etree.tostring(inline, encoding="unicode")
        # Braces in the text would be taken for marks that docxtpl looks for once all is printed.
        drawing = drawing.replace("{", "&#123;").replace("}", "&#125;")
        return (
            f"</w:t></w:r><w:r><w:drawing>{drawing}</w:drawing></w:r>"
            '<w:r><w:t xml:space="preserve">'
        )  # fmt: skip

    def _width(self) -> float:
        image = Image.from_blob(self.png)
        return min(WIDTH, HEIGHT * image.px_width / image.px_height)
