"""Excel's own charts: whole, over no figures, drawn from cells that hold what the tables hold."""

import re
import zipfile
from io import BytesIO

import pytest
from openpyxl.chart.bar_chart import BarChart
from openpyxl.utils import range_boundaries

from pipeline.present.charts import theme
from pipeline.present.charts.levels import level_colours
from pipeline.present.workbook.cells import exact
from tests.unit.made_results import example_results
from tests.unit.opened_book import example_book, example_content, few_units_book


def chart_parts(made: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(made)) as parts:
        names = sorted(name for name in parts.namelist() if name.startswith("xl/charts/chart"))
        return [parts.read(name).decode() for name in names]


def values(reference: str) -> list[object]:
    """What the cells hold that a chart refers to."""
    name, area = reference.rsplit("!", 1)
    first, top, last, bottom = range_boundaries(area.replace("$", ""))
    sheet = example_book()[name.strip("'")]
    return [sheet.cell(line, at).value for line in range(top, bottom + 1) for at in range(first, last + 1)]


def test_there_are_four_of_a_unit() -> None:
    charts = example_book()["Charts"]._charts
    assert [type(chart) for chart in charts] == [BarChart] * 4
    assert [chart.type for chart in charts] == ["col", "bar", "bar", "bar"]
    assert [chart.grouping for chart in charts] == ["clustered", "clustered", "percentStacked", "clustered"]


def test_no_chart_lies_over_a_cell_with_something_in_it() -> None:
    sheet = example_book()["Charts"]
    full = {cell.row for row in sheet.iter_rows() for cell in row if cell.value is not None}
    for chart in sheet._charts:
        end = chart.anchor.to.row + (chart.anchor.to.rowOff > 0)
        assert not full & set(range(chart.anchor._from.row + 1, end + 1))
        assert chart.anchor.to.col <= 16


def test_titles_and_series_are_taken_from_cells() -> None:
    for xml in chart_parts(example_content()):
        assert "<c:title><c:tx><c:strRef><c:f>'Figures of the charts'!" in xml
        references = re.findall(r"<c:f>([^<]*)</c:f>", xml)
        assert len(references) > 3
        assert all(reference.startswith("'Figures of the charts'!") for reference in references)


def test_the_ranking_shows_every_unit_the_median_and_the_own_unit() -> None:
    bars = example_book()["Charts"]._charts[0]
    others, own = (values(series.val.numRef.f) for series in bars.series)
    table = example_results().comparison
    overall = table[table["kind"] == "overall"].sort_values("rank")
    together = [a if b is None else b for a, b in zip(others, own, strict=True)]
    assert together == [exact(cell) for cell in overall["index"]]
    assert [value is not None for value in own] == (overall["unit"] == "tuan-giao").tolist()
    line = bars._charts[1]
    assert set(values(line.series[0].val.numRef.f)) == {exact(overall["median"].iloc[0])}
    assert bars.series[1].spPr.solidFill.srgbClr == theme.OWN.face.lstrip("#")
    assert values(bars.title.tx.strRef.f) == [
        "Tuần Giáo district: rank 5 of 10, 86.14 %; to the median: cannot be told apart · " + theme.SIMULATED
    ]


def test_levels_have_the_colours_they_have_everywhere() -> None:
    series = example_book()["Charts"]._charts[2].series
    colours = [one.spPr.solidFill.srgbClr.lower() for one in series]
    assert colours == [colour.lstrip("#") for colour in level_colours(5)]
    assert [values(one.tx.strRef.f)[0] for one in series] == [
        *("Very dissatisfied", "Dissatisfied", "Neutral", "Satisfied", "Very satisfied")
    ]
    sums = [sum(row) for row in zip(*(values(one.val.numRef.f) for one in series), strict=True)]
    assert sums == pytest.approx([100] * 22)


def test_contributions_stand_from_the_lowest_up_with_their_intervals() -> None:
    parts = example_results().decomposition
    own = parts[parts["unit"] == "tuan-giao"].sort_values("to_median")
    series = example_book()["Charts"]._charts[3].series[0]
    assert values(series.val.numRef.f) == [exact(cell) for cell in own["to_median"]]
    above = values(series.errBars.plus.numRef.f)
    assert above == [exact(cell) for cell in own["to_median_high"] - own["to_median"]]


def test_every_chart_has_an_axis_title_and_a_text_that_stands_for_it() -> None:
    for xml in chart_parts(example_content()):
        assert xml.count("<c:title>") == 2
    with zipfile.ZipFile(BytesIO(example_content())) as parts:
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert len(re.findall(r'<xdr:cNvPr [^>]*descr="[^"]{20,}', drawing)) == 4


def test_without_a_unit_there_are_ranking_and_dimensions() -> None:
    charts = example_book(focus=False)["Charts"]._charts
    assert [len(chart.series) for chart in charts] == [1, 2]


def test_units_that_are_not_published_stand_in_no_chart() -> None:
    sheet = few_units_book()["Figures of the charts"]
    texts = [cell.value for row in sheet.iter_rows(max_row=10) for cell in row if isinstance(cell.value, str)]
    assert any(text.endswith("Mường Ảng 2") for text in texts)
    assert not any(text.endswith("Mường Ảng 4") for text in texts)
