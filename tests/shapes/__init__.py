"""One survey in the shapes in which offices send it; each shape is written by the tool that offices use."""

# Importing a module enters its shapes into the list.
from tests.shapes import answers, encodings, exports, layouts, libreoffice, unit_names, workbooks  # noqa: F401
from tests.shapes.shape import SHAPES, Shape

__all__ = ["SHAPES", "Shape"]
