"""The sheets that not every workbook has, and figures that not every survey has."""

from dataclasses import replace

import pandas as pd

from pipeline.present.results import Results
from pipeline.present.workbook.book import workbook
from pipeline.present.workbook.changes import changes
from pipeline.present.workbook.respondents import respondents
from pipeline.present.workbook.screening import screening
from pipeline.present.workbook.standing import ranking, units_today
from pipeline.present.workbook.summary import summary
from pipeline.present.workbook.what_if import what_if
from schemas.tables import CHANGES, RESPONDENTS, SCREENING, types
from tests.unit.made_results import example_context, example_results, made_context, made_results
from tests.unit.opened_book import cells, first_sheet, head_row, opened, rows, sheet_names, told, written

EN = example_context("en")


def table(schema: object, *given: dict[str, object]) -> pd.DataFrame:
    """Rows of a table with what is given, the other cells empty."""
    kinds = types(schema)  # type: ignore[arg-type]
    empty = {name: "" if kind == "str" else None for name, kind in kinds.items() if kind != "bool"}
    frame = pd.DataFrame([{**empty, "simulated": True, **row} for row in given])
    return frame[[name for name in kinds if name in frame]]


def changed(unit: str, basis: str, earlier: str, **more: object) -> dict[str, object]:
    overall = {"kind": "overall", "item": "overall"}
    return {"unit": unit, "basis": basis, "earlier": earlier, **overall, **more}


def screened(interviewer: str, test: str, **more: object) -> dict[str, object]:
    sizes = {"n_interviews": 12, "n_compared": 12}
    return {"unit": "nam-po", "interviewer": interviewer, "test": test, **sizes, **more}


RISE = {"index_before": 84.0, "index": 86.14, "change": 2.14, "change_low": -1.0, "change_high": 5.3}
RANKS = {"verdict": "not_distinguishable", "rank_before": 7, "rank": 5, "rank_change": 2}
BROKEN = {"kind": "dimension", "item": "access", "index_before": 70.0, "breaks": "scale;criteria"}
CHANGED = table(
    CHANGES,
    changed("tuan-giao", "previous", "2018", **RISE, **RANKS),
    changed("nam-po", "year_before", "2017", **BROKEN),
    changed("nam-po", "previous", "2018", kind="formula", item="overall_item"),
)
FOUND = {"statistic": 12.5, "expected": 2.0, "p_adjusted": 0.004, "interviews": "a.csv:3;a.csv:7"}
SCREENED = table(
    SCREENING,
    screened("DTV-02", "speed", within="unit", p_adjusted=0.6, flagged=False),
    screened("#a1b2", "near_duplicates", within="psu", flagged=True, **FOUND),
)
ANSWERED = table(
    RESPONDENTS,
    {"variable": "unit", "value": "tuan-giao", "n": 180, "share": 8.2},
    {"unit": "nam-po", "variable": "sex", "value": "female", "n": 60, "share": 50.0, "target": 51.2},
    {"unit": "nam-po", "variable": "sex", "value": "", "n": 2, "share": 1.7},
    {"unit": "muong-cha", "variable": "stratum", "value": "", "reason": "suppressed_small"},
)


def test_changes_are_told_in_words() -> None:
    first, second = rows(written(changes(CHANGED, EN), EN))
    assert (first["Unit"], first["Compared with"]) == ("Tuần Giáo district", "the period before")
    assert (first["Change (points): Change"], first["Change (points): from"]) == (2.14, -1.0)
    assert first["What the samples say"] == "no change can be told"
    assert (first["Rank: before"], first["Rank: now"], first["Rank: change"]) == (7, 5, 2)
    assert second["Item"] == "Access to the service"
    assert second["Change (points): Change"] is None
    assert (
        second["Breaks"]
        == "other levels of the answers, or other values of them; other criteria in the dimension"
    )


def test_interviews_to_be_looked_at_stand_first() -> None:
    sheet = written(screening(SCREENED, EN), EN)
    first, second = rows(sheet)
    assert (first["Look again"], first["Interviewer"]) == ("yes", "#a1b2")
    assert (first["Test"], first["Compared within"]) == (
        "interviews that are nearly the same",
        "the sampled place",
    )
    assert first["Interviews to begin with"] == "a.csv:3; a.csv:7"
    assert (second["Look again"], second["p-value, adjusted"]) == ("no", 0.6)
    assert any("no accusation" in text for text in told(sheet))
    fills = [row["Look again"].fill.start_color.rgb for row in cells(sheet)]
    assert fills[0] != fills[1]


def test_respondents_are_named_by_the_headers_of_the_survey() -> None:
    sheet = written(respondents(ANSWERED, replace(EN, margins={"sex": "Giới tính"})), EN)
    unit, female, blank, withheld = rows(sheet)
    assert (unit["Unit"], unit["Variable"], unit["Value"]) == (
        "All respondents",
        "Unit",
        "Tuần Giáo district",
    )
    assert (female["Variable"], female["Value"], female["Target (%)"]) == ("Giới tính", "female", 51.2)
    assert (blank["Value"], blank["Respondents"]) == ("blank", 2)
    assert (withheld["Variable"], withheld["Value"]) == ("Stratum", None)
    assert (withheld["Respondents"], withheld["Share (%)"]) == ("×", "×")
    assert withheld["Reason"] == "so few respondents that they might be recognised"


def test_units_as_they_are_today_hold_overall_index_dimensions_and_criteria() -> None:
    results = example_results()
    shown = rows(written(units_today(results.comparison, results.estimates, EN), EN))
    assert len(shown) == 10 * (1 + 5 + 22)
    assert shown[0]["Item"] == "Overall index"
    assert shown[-1]["Code"] == "5.4"


def test_sheets_are_there_where_there_is_something_to_show() -> None:
    results = example_results()
    given = {"changes": CHANGED, "screening": SCREENED, "respondents": ANSWERED}
    today = {"estimates_today": results.estimates.head(40), "comparison_today": results.comparison.head(40)}
    more, less = replace(results, **given, **today), replace(results, respondents=ANSWERED.head(0))
    optional = {"Changes", "Structure of the respondents", "Look again", "Units today"}
    assert optional & set(sheet_names(workbook(more, EN))) == optional
    assert optional & set(sheet_names(workbook(less, EN))) == set()


def test_units_of_several_levels_are_told_apart() -> None:
    results = example_results()
    estimates = results.estimates.copy()
    estimates.loc[estimates["unit"] == "muong-lay", "level"] = "town"
    listed = rows(written(ranking(results.comparison, estimates, EN), EN))
    assert [row["Level of administration"] for row in listed] == ["district"] * 9 + ["town"]
    sheet = written(summary(results.comparison, estimates, EN), EN)
    below = [sheet.cell(line, 2).value for line in range(head_row(sheet) + 11, head_row(sheet) + 17)]
    assert below == ["Median", "Highest", "Highest: unit"] * 2


def test_a_unit_without_responses_is_named_on_the_first_sheet() -> None:
    context = replace(EN, focus="gone", unit_names={"gone": "Xã Cũ"})
    assert "Xã Cũ: no accepted response in this period" in told(first_sheet(example_results(), context))
    assert "Try improvements" not in sheet_names(workbook(example_results(), context))


def test_there_is_nothing_to_try_where_a_criterion_is_withheld() -> None:
    context = made_context(5, "en")
    assert what_if(made_results(5), context) is not None
    assert what_if(made_results(5), replace(context, focus="u00")) is None


def test_a_unit_that_is_not_published_has_no_rank_to_try_for() -> None:
    results = example_results()
    comparison = results.comparison.copy()
    own = (comparison["unit"] == "tuan-giao") & (comparison["kind"] == "overall")
    comparison.loc[own, ["rank", "rank_low", "rank_high"]] = pd.NA
    part = what_if(replace(results, comparison=comparison), EN)
    assert part is not None
    sheet = written(part, EN)
    assert [sheet.cell(line, 2).value for line in range(6, 10)] == [
        *("Overall index (%)", "Median of the units (%)", "Gap to the median (points)", None)
    ]
    assert [sheet.cell(line, 11).value for line in range(13, 22)].count("Tuần Giáo district") == 0


def test_nothing_measured_still_makes_a_workbook() -> None:
    results = example_results()
    none = Results(
        **{name: frame if frame is None else frame.head(0) for name, frame in vars(results).items()}
    )
    book = opened(workbook(none, replace(EN, focus=None)))
    assert "Charts" not in book.sheetnames
    assert rows(book["Ranking"]) == []


def test_the_first_sheet_tells_the_thresholds_of_the_survey() -> None:
    strict = replace(EN, thresholds=EN.thresholds.model_copy(update={"publish_from": 50}))
    text = "Units with at least {} respondents; a median needs 3 such units."
    assert text.format(50) in told(first_sheet(example_results(), strict))
    assert text.format(30) in told(first_sheet(example_results(), EN))
