"""The sheet with Excel's own charts, and the sheet with the figures they are drawn from."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.chart import Chart
from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from pipeline.present.charts.theme import SIMULATED
from pipeline.present.context import Context
from pipeline.present.sheets import cell_text, height_of, lines_of, set_up_page
from pipeline.present.workbook.cells import Value, write_across, write_text, write_value
from pipeline.present.workbook.listing import source, subtitle
from pipeline.present.workbook.looks import Kind, Looks

WIDTH, HEIGHT = 1000, 600
"""Pixels: as a landscape page of A4 is."""

_COLUMNS, _LINE, _LINES = 15, 15, HEIGHT // 20
"""Columns beside each other under a chart; the height of a line (points); lines that a chart covers."""

_PAGE = _LINES + 4
"""Lines of a page: what is measured, the chart, a free line, whose figures, their source."""

_SCALE = 90
_LABELS, _FIGURES = 60, 14


@dataclass(frozen=True)
class Block:
    """The figures of one chart: labels in the first column, then a column a series.

    The title says the finding; it is the title of the chart too.
    """

    title: str
    heads: Sequence[str]
    kind: Kind
    rows: Sequence[tuple[Value, ...]]


@dataclass(frozen=True)
class Area:
    """Where the figures of a block stand: the sheet, the line of the title, the number of rows."""

    sheet: str
    line: int
    n: int

    @property
    def title(self) -> list[str | int]:
        """The cell with the title."""
        return [self.sheet, self.line, 0]

    def head(self, at: int) -> list[str | int]:
        """The cell with the name of a column."""
        return [self.sheet, self.line + 1, at]

    def cells(self, at: int) -> list[str | int]:
        """The figures of a column."""
        return [self.sheet, self.line + 2, at, self.line + 1 + self.n, at]

    def series(self, at: int) -> dict[str, list[str | int]]:
        """Name, labels and figures of a series."""
        return {"name": self.head(at), "categories": self.cells(0), "values": self.cells(at)}

    def reference(self, at: int) -> str:
        """The figures of a column as a formula names them."""
        ends = (
            xl_rowcol_to_cell(line, at, row_abs=True, col_abs=True)
            for line in (self.line + 2, self.line + 1 + self.n)
        )
        return f"={quote_sheetname(self.sheet)}!{':'.join(ends)}"


@dataclass(frozen=True)
class NativeChart:
    """A chart that Excel draws: its figures, what is measured, the text that stands for it, how it looks."""

    block: Block
    measured: str
    alt: str
    draw: Callable[[Workbook, Area], Chart]


@dataclass(frozen=True)
class FigureSheet:
    """The sheet with the figures of the charts."""

    name: str
    shows: str
    charts: Sequence[NativeChart]

    def areas(self) -> list[Area]:
        """Where the figures of each chart stand."""
        return list(self._areas())

    def _areas(self) -> Iterator[Area]:
        line = 3
        for chart in self.charts:
            yield Area(self.name, line, len(chart.block.rows))
            line += len(chart.block.rows) + 3

    def write(self, sheet: Worksheet, looks: Looks, context: Context) -> None:
        """Write the blocks below each other."""
        set_up_page(sheet, context.say)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, _LABELS)
        last = max((len(chart.block.heads) for chart in self.charts), default=2) - 1
        sheet.set_column(1, last, _FIGURES)
        sheet.freeze_panes(2, 1)
        width = _LABELS + last * _FIGURES
        write_across(sheet, 0, (0, last), context.say("Figures of the charts"), looks, "title", width)
        write_across(sheet, 1, (0, last), subtitle(context), looks, "subtitle", width)
        for chart, area in zip(self.charts, self.areas(), strict=True):
            _write_block(sheet, chart.block, area, looks)


def _write_block(sheet: Worksheet, block: Block, area: Area, looks: Looks) -> None:
    write_text(sheet, (area.line, 0), block.title, looks, "label")
    sheet.set_row(area.line, height_of(lines_of(block.title, _LABELS - 2)))
    for at, head in enumerate(block.heads):
        write_text(sheet, (area.line + 1, at), head, looks, "head")
    heads = (lines_of(head, _FIGURES - 1) for head in block.heads[1:])
    sheet.set_row(area.line + 1, height_of(max(heads, default=1)))
    for line, row in enumerate(block.rows, start=area.line + 2):
        for at, value in enumerate(row):
            write_value(sheet, (line, at), value, block.kind, looks, "", bold=False)
        sheet.set_row(line, height_of(max(lines_of(v, _LABELS - 1) for v in row[:1] if isinstance(v, str))))


@dataclass(frozen=True)
class ChartSheet:
    """The sheet with the charts, one a page."""

    name: str
    shows: str
    figures: FigureSheet

    def write(self, sheet: Worksheet, looks: Looks, context: Context) -> None:
        """Place the charts below each other; no cell with text or figures lies behind them."""
        set_up_page(sheet, context.say, SIMULATED if context.simulated else "")
        sheet.set_landscape()
        sheet.set_print_scale(_SCALE)
        sheet.set_default_row(_LINE)
        sheet.hide_gridlines(2)
        sheet.set_h_pagebreaks([_PAGE * i for i in range(1, len(self.figures.charts))])
        for i, (chart, area) in enumerate(zip(self.figures.charts, self.figures.areas(), strict=True)):
            top = i * _PAGE
            write_across(sheet, top, (0, _COLUMNS), chart.measured, looks, "subtitle", 140)
            drawn = chart.draw(looks.book, area)
            drawn.set_size({"width": WIDTH, "height": HEIGHT})
            sheet.insert_chart(
                *(top + 1, 0, drawn),
                {"object_position": 2, "description": cell_text(chart.alt)},
            )
            for line, note in enumerate([subtitle(context), *source(context)], start=top + _LINES + 2):
                write_across(sheet, line, (0, _COLUMNS), note, looks, "subtitle", 140)
