"""How charts look: colours, marks, type, and text that is safe to draw.

Colours are those of Okabe and Ito (2008), told apart by colour-blind readers; in black-and-white
print the shape of the mark tells own unit, median and best unit apart. Nothing here changes
matplotlib's global settings.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

PAGE, MARGIN = 16.0, 0.1
WIDTH = PAGE - 2 * MARGIN
"""Centimetres: every chart is as wide as the text of the report; what is drawn keeps a margin in it."""

CM_PER_POINT = 2.54 / 72
FAMILY = ("DejaVu Sans", "sans-serif")
SIMULATED = "DỮ LIỆU MÔ PHỎNG / SIMULATED DATA"

BLACK, INK, QUIET, PALE, GRID, PAPER = "#000000", "#1A1A1A", "#595959", "#B3B3B3", "#E3E3E3", "#FFFFFF"
BAND, GAP, WARNING = "#E4F0F8", "#8FC1DF", "#F0E442"
SHADES = ("#003F68", "#0A5F98", "#6DAFD4", "#93C4DF", "#B5D6E9", "#D2E5F1", "#ECF3F8")
"""From the highest class of values down: one hue, ever lighter, so that it holds in grey and for every kind
of sight. No shade has the middle luminance on which neither black nor white text reads well."""


@dataclass(frozen=True)
class Mark:
    """The sign of one role, the same in every chart; `ink` is for text about it, `size` in points."""

    marker: str
    face: str
    edge: str
    ink: str
    size: float
    line: float = 1.0


OWN = Mark("o", "#0072B2", PAPER, "#00598C", 7.0, 0.7)
MEDIAN = Mark("|", "#4D4D4D", "#4D4D4D", "#4D4D4D", 14.0, 2.0)
BEST = Mark("^", PAPER, "#D55E00", "#A34700", 8.0, 1.5)
BEST_FLAG = Mark("^", PAPER, "#D55E00", "#A34700", 4.0, 0.9)
OTHER = Mark("o", "#999999", PAPER, INK, 6.0, 0.6)
CROWD = Mark("o", "#C4C4C4", PAPER, QUIET, 4.0, 0.4)
UNRANKED = Mark("o", PAPER, PALE, QUIET, 5.0, 1.0)


@cache
def _font(size: float, bold: bool) -> FontProperties:
    return FontProperties(family=list(FAMILY), size=size, weight="bold" if bold else "normal")


# Laying out asks for the same few words again and again, and measuring them takes most of the time.
@lru_cache(maxsize=50_000)
def _width(text: str, size: float, bold: bool) -> float:
    width, _, _ = text_to_path.get_text_width_height_descent(text, _font(size, bold), ismath=False)
    return 1.02 * float(width) * CM_PER_POINT


@dataclass(frozen=True)
class Type:
    """A size (points), weight and colour of text."""

    size: float
    bold: bool = False
    ink: str = INK

    @property
    def pitch(self) -> float:
        """The distance of lines in centimetres; Vietnamese capitals carry two marks above."""
        return 1.35 * self.size * CM_PER_POINT

    @property
    def font(self) -> FontProperties:
        """The font matplotlib draws it with."""
        return _font(self.size, self.bold)

    def width(self, text: str) -> float:
        """The width of `text` in centimetres, with a little slack for the renderer's hinting."""
        return _width(text, self.size, self.bold)

    def widest(self, texts: Iterable[str]) -> float:
        """The width of the widest of `texts` in centimetres."""
        return max((self.width(text) for text in texts), default=0.0)

    def wrap(self, text: str, width: float) -> tuple[str, ...]:
        """`text` in lines not wider than `width`.

        What does not fit into one line is broken at its own line breaks, with which a translator
        says where a phrase ends, unless that takes more lines; else between words. A word that is
        too wide alone is broken.
        """
        whole, parts = self._fill(clean(text), width), text.split("\n")
        if len(parts) == 1:
            return tuple(whole)
        phrases = [line for part in parts for line in self._fill(clean(part), width)]
        return tuple(phrases if 1 < len(phrases) <= len(whole) else whole)

    def _fill(self, text: str, width: float) -> list[str]:
        lines = [""]
        for word in text.split():
            joined = f"{lines[-1]} {word}".strip()
            if self.width(joined) <= width:
                lines[-1] = joined
            else:
                lines += self._pieces(word, width)
        return [line for line in lines if line]

    def _pieces(self, word: str, width: float) -> list[str]:
        pieces = [""]
        for sign in word:
            if pieces[-1] and self.width(pieces[-1] + sign) > width:
                pieces.append("")
            pieces[-1] += sign
        return pieces


TITLE, TEXT = Type(11, bold=True), Type(8)
SUBTITLE, HEAD, NOTE = Type(7.5, ink=QUIET), Type(7, ink=QUIET), Type(6.5, ink=QUIET)


@cache
def _drawable(sign: str) -> bool:
    return get_font(findfont(FAMILY[0])).get_char_index(ord(sign)) != 0


def clean(text: object) -> str:
    r"""`text` as one line that can be drawn: composed letters, no control characters, no missing glyphs.

    >>> clean("Tu\u00e2\u0300n\tGiáo\x00")
    'Tuần Giáo'
    """
    composed = unicodedata.normalize("NFC", str(text))
    spaced = (" " if sign.isspace() else sign for sign in composed)
    visible = (sign for sign in spaced if not unicodedata.category(sign).startswith("C"))
    drawn = (sign if _drawable(sign) else "\N{REPLACEMENT CHARACTER}" for sign in visible)
    return " ".join("".join(drawn).split())


def luminance(colour: str) -> float:
    """The relative luminance of a colour, 0 to 1 (WCAG 2.1)."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ink_on(colour: str) -> str:
    """Black or white, whichever has the higher contrast on `colour`: at least 4.5 to 1."""
    light = luminance(colour) + 0.05
    return BLACK if light / 0.05 >= 1.05 / light else PAPER
