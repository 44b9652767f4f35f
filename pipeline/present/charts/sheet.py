"""The sheet a chart is drawn on, and its files.

A sheet is laid out in centimetres, x from the left edge and y downwards from the rule above the
chart's body: a chart here is a table with a plot in it, where names wrap, rows grow and nothing may
overlap. Axis labels are plain texts; matplotlib's own would read `$` in a name as a formula and
follow the reader's global settings.
"""

import io
import math
import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from pipeline.present.charts import theme
from pipeline.present.charts.theme import (
    CM_PER_POINT,
    HEAD,
    MARGIN,
    NOTE,
    PAGE,
    SUBTITLE,
    TITLE,
    WIDTH,
    Mark,
    Type,
    clean,
)
from pipeline.present.context import Context

DPI = 200
FORMATS = ("png", "svg")
_DOTS: Mapping[str, float | Literal["figure"]] = {"png": DPI, "svg": "figure"}
_UNDATED: Mapping[str, dict[str, str | None]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
}
_TAG = 0.65
_BELOW_TITLE = 0.45
_BELOW_LINE = 0.08
_SETTINGS_LOCK = threading.Lock()


@dataclass(frozen=True)
class Sheet:
    """A figure with one frame in centimetres; below y = 0 lies the body, above it the column heads."""

    figure: Figure
    axes: Axes

    def write(self, x: float, y: float, text: str, type_: Type, align: str = "left") -> None:
        """One line of text, its letters centred on the height `y`."""
        baseline = y + 0.36 * type_.size * CM_PER_POINT
        self.axes.text(
            x, baseline, text, ha=align, va="baseline", color=type_.ink, fontproperties=type_.font,
            parse_math=False, usetex=False, clip_on=False, zorder=4,
        )  # fmt: skip

    def write_lines(self, x: float, y: float, lines: Sequence[str], type_: Type, align: str = "left") -> None:
        """Lines of text, the block centred on the height `y`."""
        for i, line in enumerate(lines):
            self.write(x, y + (i - (len(lines) - 1) / 2) * type_.pitch, line, type_, align)

    def write_head(self, x: float, lines: Sequence[str], type_: Type, align: str) -> None:
        """The head of a column: lines of text that stand on the rule above the body."""
        self.write_lines(x, -0.1 - len(lines) * type_.pitch / 2, lines, type_, align)

    def line(self, xs: tuple[float, float], ys: tuple[float, float], colour: str, width: float) -> None:
        """A straight line, `width` in points."""
        self.axes.plot(
            xs, ys, color=colour, linewidth=width, linestyle="-", marker="",
            solid_capstyle="butt", clip_on=False, zorder=2,
        )  # fmt: skip

    def mark(self, x: float, y: float, mark: Mark) -> None:
        """A mark of the theme; nothing where `x` is not a number."""
        if math.isfinite(x):
            self.axes.plot(
                [x], [y], linestyle="none", marker=mark.marker, markersize=mark.size, clip_on=False, zorder=3,
                markerfacecolor=mark.face, markeredgecolor=mark.edge, markeredgewidth=mark.line,
            )  # fmt: skip

    def box(self, left: float, top: float, width: float, height: float, face: str) -> None:
        """A filled rectangle, behind everything."""
        self.axes.add_patch(Rectangle((left, top), width, height, facecolor=face, clip_on=False, zorder=1))

    def frame(self, left: float, top: float, width: float, height: float, edge: str) -> None:
        """The outline of a rectangle."""
        self.axes.add_patch(
            Rectangle(
                (left, top), width, height, fill=False, edgecolor=edge, linewidth=1.2, clip_on=False, zorder=3
            )
        )


def open_sheet(
    words: tuple[str, str], heads: int, body: float, context: Context, notes: Sequence[str] = ()
) -> Sheet:
    """A sheet with title and subtitle, the mark of simulation, and below the notes, period and source.

    `heads` is the number of lines of the column heads, `body` the height below them in centimetres.
    """
    lines = [(type_.wrap(text, WIDTH), type_) for text, type_ in zip(words, (TITLE, SUBTITLE), strict=True)]
    foot = [line for text in (*notes, _origin(context)) for line in NOTE.wrap(text, WIDTH)]
    y = -sum(len(texts) * type_.pitch for texts, type_ in lines) - heads * HEAD.pitch - _BELOW_TITLE
    tag = _TAG if context.simulated else 0.0
    sheet = _blank(tag - y, body, len(foot) * NOTE.pitch + 0.35)
    if context.simulated:
        _write_simulated(sheet, y - tag)
    for texts, type_ in lines:
        sheet.write_lines(0, y + len(texts) * type_.pitch / 2, texts, type_)
        y += len(texts) * type_.pitch + _BELOW_LINE
    sheet.line((0, WIDTH), (0, 0), theme.INK, 0.8)
    sheet.line((0, WIDTH), (body + 0.2, body + 0.2), theme.PALE, 0.6)
    sheet.write_lines(0, body + 0.3 + len(foot) * NOTE.pitch / 2, foot, NOTE)
    return sheet


def _blank(above: float, body: float, below: float) -> Sheet:
    figure = Figure(
        figsize=(PAGE / 2.54, (above + body + below + 2 * MARGIN) / 2.54), dpi=DPI, facecolor=theme.PAPER
    )
    FigureCanvasAgg(figure)
    axes = figure.add_axes(
        (0, 0, 1, 1), xlim=(-MARGIN, WIDTH + MARGIN), ylim=(body + below + MARGIN, -above - MARGIN)
    )
    axes.set_axis_off()
    return Sheet(figure, axes)


def _write_simulated(sheet: Sheet, y: float) -> None:
    type_ = Type(8, bold=True)
    width = type_.width(theme.SIMULATED) + 0.4
    sheet.box(0.03, y + 0.03, width, 0.46, theme.WARNING)
    sheet.frame(0.03, y + 0.03, width, 0.46, theme.INK)
    sheet.write(0.23, y + 0.26, theme.SIMULATED, type_)


def _origin(context: Context) -> str:
    survey = context.say(
        "Period {period}. {administration}. {questionnaire}.",
        period=context.period,
        administration=context.administration,
        questionnaire=context.questionnaire.name.within(context.say.code),
    )
    return (
        f"{survey} {context.say('Source: {source}', source=context.provenance)}"
        if context.provenance
        else survey
    )


def describe(title: str, detail: str, context: Context) -> str:
    """The text that stands for a chart where it cannot be seen: its finding, then what it shows."""
    simulated = f"[{theme.SIMULATED}] " if context.simulated else ""
    return clean(f"{simulated}{title}. {detail}")


def render(figure: Figure, alt: str, formats: Collection[str] = FORMATS) -> dict[str, bytes]:
    """The files of a chart, "png" (200 dpi) and "svg" (text as text), with `alt` as title and description.

    The same figure gives the same bytes: no date, no random names. Saving is guarded by a lock because
    matplotlib knows some settings of its files only as global ones.
    """
    described = {"Title": clean(alt), "Description": clean(alt)}
    files = {}
    with _SETTINGS_LOCK, _settings():
        for name in formats:
            with io.BytesIO() as content:
                figure.savefig(
                    content, format=name, dpi=_DOTS[name], metadata={**described, **_UNDATED[name]}
                )
                files[name] = content.getvalue()
    return files


def _settings() -> AbstractContextManager[None]:
    return mpl.rc_context(
        {
            "svg.fonttype": "none",
            "svg.hashsalt": "hailong",
            "svg.id": None,
            "font.sans-serif": [theme.FAMILY[0]],
            "savefig.bbox": None,
            "savefig.facecolor": theme.PAPER,
            "savefig.transparent": False,
        }
    )
