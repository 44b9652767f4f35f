"""The workbook of a period: it shows what the tables hold, exactly, and can be filtered and printed."""

import zipfile
from io import BytesIO

import pandas as pd
import pytest

from pipeline.present.workbook.book import workbook
from pipeline.present.workbook.cells import exact
from pipeline.present.workbook.standing import ranking
from schemas.language import LanguageCode
from tests.unit.made_results import example_context, example_results, made_results
from tests.unit.opened_book import (
    cells,
    example_book,
    example_content,
    few_units_book,
    formulas,
    head_row,
    opened,
    rows,
    told,
    written,
)

SHEETS = [
    *("Read first", "Summary", "Ranking", "By criterion", "Dimensions", "Criteria"),
    *(
        "Contributions, what if",
        "Try improvements",
        "Charts",
        "Forms and rows",
        "Structure of the respondents",
    ),
    *("Quality", "Quality by unit", "Terms", "Figures of the charts"),
]
VIETNAMESE = [
    *("Đọc trước", "Tổng hợp", "Xếp hạng", "Theo tiêu chí", "Các nội dung", "Các tiêu chí"),
    *("Đóng góp và giả định", "Thử cải thiện", "Biểu đồ", "Phiếu và dòng", "Cơ cấu người trả lời"),
    *("Chất lượng bộ câu hỏi", "Chất lượng theo đơn vị", "Thuật ngữ", "Số liệu biểu đồ"),
]
EN = example_context("en")
GAP = '+0.00;"−"0.00;0.00'


def of_kind(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    return table[table["kind"] == kind]


@pytest.mark.parametrize(("language", "names"), [("en", SHEETS), ("vi", VIETNAMESE)])
def test_the_sheets_stand_in_their_order(language: LanguageCode, names: list[str]) -> None:
    assert example_book(language).sheetnames == names
    assert all(len(name) <= 31 for name in names)


@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_first_sheet_leads_to_every_other_one(language: LanguageCode) -> None:
    first = example_book(language).worksheets[0]
    links = {row[0].hyperlink.location for row in first.iter_rows() if row[0].hyperlink}
    assert links == {f"'{name}'!A1" for name in example_book(language).sheetnames[1:]}
    text = "\n".join(told(first))
    assert "DỮ LIỆU MÔ PHỎNG" in text
    assert "2.196" in text if language == "vi" else "2,196 in 10 units, of them 180 in the unit" in text
    assert example_context(language).provenance in text


def test_the_ranking_holds_the_figures_of_the_comparison() -> None:
    names = EN.unit_names
    table = of_kind(example_results().comparison, "overall").set_index("unit")
    shown = {row["Unit"]: row for row in rows(example_book()["Ranking"])}
    assert list(shown) == [names[unit] for unit in table.sort_values("rank").index]
    for unit, figures in table.iterrows():
        row = shown[names[str(unit)]]
        assert row["Index (%)"] == exact(figures["index"])
        assert row["Median (%)"] == exact(figures["median"])
        assert row["Gap to the median (points): Gap"] == exact(figures["gap_to_median"])
        assert row["Gap to the median (points): from"] == exact(figures["gap_to_median_low"])
        assert row["Gap to the best (points): to"] == exact(figures["gap_to_best_high"])
        assert row["Rank"] == figures["rank"]
        assert row["Ranks that stay open: to"] == figures["rank_high"]
    assert shown["Tuần Giáo district"]["Verdict"] == "cannot be told apart"
    assert shown["Tuần Giáo district"]["Respondents"] == 180
    assert shown["Tuần Giáo district"]["Reliability"] == "reliable"


@pytest.mark.parametrize(("name", "kind"), [("Dimensions", "dimension"), ("Criteria", "criterion")])
def test_the_lists_hold_every_figure_of_their_kind(name: str, kind: str) -> None:
    table = of_kind(example_results().comparison, kind)
    shown = rows(example_book()[name])
    assert [row["Index (%)"] for row in shown] == [exact(cell) for cell in table["index"]]
    assert [row["Gap to the best (points): Gap"] for row in shown] == [exact(c) for c in table["gap_to_best"]]
    assert [row["Rank"] for row in shown] == table["rank"].tolist()


def test_the_summary_ends_with_the_median_and_the_best() -> None:
    sheet = example_book()["Summary"]
    below = [
        [cell.value for cell in row] for row in sheet.iter_rows(min_row=head_row(sheet) + 11, max_row=16)
    ]
    table = of_kind(example_results().comparison, "overall")
    assert below[0][:3] == ["Median", None, exact(table["median"].iloc[0])]
    assert below[1][:3] == ["Highest", None, exact(table["best"].iloc[0])]
    assert below[2][2] == "Mường Lay"
    assert len(rows(sheet)) == 10


def test_a_changed_figure_changes_its_cell() -> None:
    table = example_results().comparison.copy()
    at = table.index[(table["unit"] == "tuan-giao") & (table["kind"] == "overall")][0]
    table.loc[at, "gap_to_median"] = -1.25
    sheet = written(ranking(table, example_results().estimates, EN), EN)
    shown = {row["Unit"]: row["Gap to the median (points): Gap"] for row in rows(sheet)}
    assert shown["Tuần Giáo district"] == -1.25


def test_the_table_of_the_report_stands_in_groups_from_high_to_low() -> None:
    shown = rows(example_book()["By criterion"])
    groups = [row["Group"] for row in shown]
    assert groups == ["above 90"] + ["80 to 90"] * 17 + ["below 80"] * 4
    assert [row["No."] for row in shown] == list(range(1, 23))
    first = shown[0]
    assert first["Criterion"].startswith("3.1 ")
    assert first["Answers, % of each level: Very dissatisfied"] == exact(100 / 180)
    assert sum(value for head, value in first.items() if head.startswith("Answers, %")) == pytest.approx(100)
    assert first["Answers"] == 180
    parts = example_results().decomposition
    own = parts[parts["unit"] == "tuan-giao"].set_index("item")["to_median"]
    assert first["Contribution to the gap to the median"] == exact(own["3.1"])
    colours = {
        cell["Group"].value: cell["Group"].fill.start_color.rgb
        for cell in cells(example_book()["By criterion"])
    }
    assert len(set(colours.values())) == 3


def test_the_what_if_table_holds_the_decomposition() -> None:
    parts = example_results().decomposition
    own = parts[parts["unit"] == "tuan-giao"]
    shown = rows(example_book()["Contributions, what if"])
    assert [row["Weight (%)"] for row in shown] == [exact(cell) for cell in own["share"]]
    assert [row["If it were raised by some points: rank then"] for row in shown] == own["plus_rank"].tolist()
    assert [row["Order of effort"] for row in shown] == own["effort_rank"].tolist()


def test_numbers_are_numbers_with_the_formats_of_the_reports() -> None:
    row = next(row for row in cells(example_book()["Ranking"]) if row["Unit"].value == "Tuần Giáo district")
    assert row["Index (%)"].number_format == "0.00"
    assert row["Gap to the median (points): Gap"].number_format == GAP
    assert row["Respondents"].number_format == "#,##0"
    careful = [
        row for row in cells(example_book()["Criteria"]) if row["Reliability"].value == "use with care"
    ]
    assert careful
    assert {row["Index (%)"].number_format for row in careful} == {"(0.00)"}
    assert all(isinstance(row["Index (%)"].value, int | float) for row in careful)


def test_a_gap_that_rounds_to_zero_has_no_sign() -> None:
    table = example_results().comparison.copy()
    at = table.index[(table["unit"] == "tuan-giao") & (table["kind"] == "overall")][0]
    for gap, shape in ((-0.00499, "0.00"), (0.00499, "0.00"), (-0.005, GAP), (0.005, GAP)):
        table.loc[at, "gap_to_median"] = gap
        sheet = written(ranking(table, example_results().estimates, EN), EN)
        row = next(row for row in cells(sheet) if row["Unit"].value == "Tuần Giáo district")
        assert row["Gap to the median (points): Gap"].number_format == shape


@pytest.mark.parametrize("name", [name for name in SHEETS if name not in ("Charts", "Try improvements")])
def test_every_sheet_is_set_up_for_paper(name: str) -> None:
    sheet = example_book()[name]
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (None, 0)
    assert sheet.oddFooter.right.text == "Page &P of &N"
    if name not in ("Read first", "Figures of the charts"):
        line = head_row(sheet)
        assert sheet.print_title_rows == f"$1:${line}"
        assert sheet.freeze_panes is not None
        assert sheet.freeze_panes.lstrip("ABC") == str(line + 1)
        wide = sum(dimension.width for dimension in sheet.column_dimensions.values())
        assert (sheet.page_setup.orientation == "landscape") == (wide > 100)


def test_no_cell_holds_a_formula_but_on_the_sheet_to_try_on() -> None:
    assert list(formulas(example_book())) == ["Try improvements"]
    assert formulas(example_book(focus=False)) == {}


def test_withheld_figures_are_crosses_and_unpublished_ones_words() -> None:
    estimates = made_results(5).estimates
    withheld = of_kind(estimates[estimates["reliability"] == "suppressed"], "criterion")
    shown = [row for row in rows(few_units_book()["Criteria"]) if row["Index (%)"] == "×"]
    assert len(shown) == len(withheld) > 0
    assert {row["Respondents"] for row in shown} == {"×"}
    assert {row["Gap to the median (points): Gap"] for row in shown} == {None}
    assert all(row["Reason"] for row in shown)
    summary = {row["Unit"]: row for row in rows(few_units_book()["Summary"])}["Xã Mường Ảng 4"]
    assert summary["Overall index"] == "not published"
    assert summary["Feedback"] == "×"
    assert summary["Rank"] is None


def test_without_a_unit_of_the_report_all_units_are_stacked() -> None:
    made = example_book(focus=False)
    assert "Try improvements" not in made.sheetnames
    assert any("There is no sheet to try improvements on" in text for text in told(made["Read first"]))
    assert len(rows(made["By criterion"])) == 10 * 22
    assert len(rows(made["Contributions, what if"])) == 10 * 22
    assert len(made["Charts"]._charts) == 2


def test_forms_and_rows_end_with_their_sum() -> None:
    sheet = example_book()["Forms and rows"]
    table = example_results().accounting
    last = [cell.value for cell in sheet[head_row(sheet) + 11]]
    assert last[:4] == ["Sum", table["issued"].sum(), table["returned"].sum(), table["read"].sum()]
    sheet = few_units_book()["Forms and rows"]
    sums = [cell.value for cell in sheet[head_row(sheet) + 6]]
    assert sums[3] == 246
    assert sums[6] is None, "a sum beside what is withheld would tell it"


def test_terms_stand_once_with_their_codes() -> None:
    shown = rows(example_book()["Terms"])
    assert len({(row["Term"], row["Meaning"]) for row in shown}) == len(shown)
    interval = next(row for row in shown if row["Term"] == "95 % interval of the index")
    assert interval["Name in the CSV files"] == "ci_low, ci_high"


def test_the_same_input_gives_the_same_bytes() -> None:
    content = example_content()
    assert content == workbook(example_results(), EN)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
        assert parts.read("docProps/core.xml").count(b"2000-01-01T00:00:00Z") == 2
    assert opened(content).properties.title == "Satisfaction of citizens, Điện Biên province, 2019"
