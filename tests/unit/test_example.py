"""The simulated respondents of 2019 have every figure printed for Tuần Giáo: exact, without the pipeline."""

import csv
import io
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import pytest

from pipeline.example import Behaviour, simulate_responses, uneven_shares, write_example, write_large
from schemas.questionnaire import Questionnaire, load_questionnaire

ROOT = Path(__file__).parents[2]
RAW = ROOT / "raw" / "2019"
UNITS = {
    "dien-bien-phu": "Thành phố Điện Biên Phủ",
    "muong-lay": "Thị xã Mường Lay",
    "dien-bien": "Huyện Điện Biên",
    "dien-bien-dong": "Huyện Điện Biên Đông",
    "muong-ang": "Huyện Mường Ảng",
    "muong-cha": "Huyện Mường Chà",
    "muong-nhe": "Huyện Mường Nhé",
    "nam-po": "Huyện Nậm Pồ",
    "tua-chua": "Huyện Tủa Chùa",
    "tuan-giao": "Huyện Tuần Giáo",
}
CRITERIA = {"1": 4, "2": 5, "3": 6, "4": 3, "5": 4}  # criteria by dimension, SIPAS 2017-2020
CODES = [f"{dimension}.{i}" for dimension, size in CRITERIA.items() for i in range(1, size + 1)]
HEADER = ["respondent", "unit", "date", *CODES]

# Letter of October 2020 on SIPAS 2019 in Tuần Giáo (Decision 659/QĐ-UBND of 8 July 2020), as in
# ../shared/data/tuan-giao/published-2019.csv.
PRINTED = {
    "overall": "86,14",
    "above_median": "0,05",
    "below_best": "13,25",
    "criterion_lowest": "75,00",
    "criterion_highest": "90,56",
    "1": "85,69",
    "2": "84,00",
    "3": "88,89",
    "4": "89,26",
    "5": "77,88",
    "above_in": "1345",  # "4/5": all dimensions but administrative procedures (2)
    "median": "86,09",  # ../shared/design.md, "The example in raw/2019"
    "best": "99,39",  # as the median
}

Row = dict[str, str]


def rows_of(text: str) -> list[Row]:
    return list(csv.DictReader(io.StringIO(text)))


def committed() -> dict[str, list[Row]]:
    return {unit: rows_of((RAW / f"{unit}.csv").read_text(encoding="utf-8")) for unit in UNITS}


@pytest.fixture
def survey() -> dict[str, list[Row]]:
    return committed()


def answers(rows: Iterable[Row], codes: Sequence[str]) -> list[bool]:
    """True where satisfied (4, 5), False where not (1, 2, 3), in the cells that hold a level."""
    return [row[code] in "45" for row in rows for code in codes if row[code] in set("12345")]


def pooled(rows: Iterable[Row], codes: Sequence[str]) -> Fraction:
    given = answers(rows, codes)
    return Fraction(100 * sum(given), len(given))


def overall(rows: list[Row]) -> Fraction:
    """mean_of_respondents of ../shared/method.md §3: each respondent's own Σv/Σa, averaged."""
    return sum((pooled([row], CODES) for row in rows), Fraction(0)) / len(rows)


def of(dimension: str) -> list[str]:
    return [code for code in CODES if code[0] == dimension]


def givers(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if any(row[code] for code in of("5"))]


def printed(value: Fraction) -> str:
    cents = Decimal(value.numerator) / Decimal(value.denominator)
    return str(cents.quantize(Decimal("0.01"), ROUND_HALF_UP)).replace(".", ",")


def figures(survey: dict[str, list[Row]]) -> dict[str, str]:
    """What the letter prints about Tuần Giáo, from the respondents."""
    own = survey["tuan-giao"]
    indices = {unit: overall(rows) for unit, rows in survey.items()}
    middle, best, mine = median(indices.values()), max(indices.values()), indices["tuan-giao"]
    criteria = [pooled(own, [code]) for code in CODES]
    medians = {d: median(pooled(rows, of(d)) for rows in survey.values()) for d in CRITERIA}
    return {
        "overall": printed(mine),
        "above_median": printed(mine - middle),
        "below_best": printed(best - mine),
        "criterion_lowest": printed(min(criteria)),
        "criterion_highest": printed(max(criteria)),
        **{d: printed(pooled(own, of(d))) for d in CRITERIA},
        "above_in": "".join(d for d in CRITERIA if pooled(own, of(d)) > medians[d]),
        "median": printed(middle),
        "best": printed(best),
    }


def test_generator_writes_the_committed_files_byte_for_byte(tmp_path):
    write_example(tmp_path)
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(UNITS)
    for unit in UNITS:
        assert (tmp_path / f"{unit}.csv").read_bytes() == (RAW / f"{unit}.csv").read_bytes(), unit


def test_every_printed_figure_is_met(survey):
    assert figures(survey) == PRINTED


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        *(("tuan-giao", code) for code in ("1.1", "2.5", "3.1", "4.3", "5.4")),
        ("tua-chua", "1.1"),  # the sixth: half of the median
        ("muong-lay", "1.1"),  # the best
    ],
)
def test_printed_figures_are_missed_when_one_cell_changes(survey, unit, code):
    row = next(row for row in survey[unit] if row[code] in {"4", "5"})
    row[code] = "1"
    assert figures(survey) != PRINTED


def test_counts_behind_the_printed_figures(survey):
    own = survey["tuan-giao"]
    assert len(own) == 180  # ../shared/method.md §3, as all counts here
    assert len(givers(own)) == 52
    counts = {d: (sum(answers(own, of(d))), len(answers(own, of(d)))) for d in CRITERIA}
    assert counts == {"1": (617, 720), "2": (756, 900), "3": (960, 1080), "4": (482, 540), "5": (162, 208)}
    others = [code for code in CODES if code not in of("5")]
    # 861 or 862 of 936: the 91,9-92,1 % of ../shared/method.md §3; only 861 prints 86,14.
    assert sum(answers(givers(own), others)) == 861


def test_tuan_giao_has_one_lowest_and_one_highest_criterion(survey):
    own = survey["tuan-giao"]
    ordered = sorted((Fraction(sum(answers(own, [c])), len(answers(own, [c]))), c) for c in CODES)
    assert ordered[0][0] == Fraction(39, 52)  # 75,00; ../shared/method.md §3
    assert ordered[-1][0] == Fraction(163, 180)  # 90,56; ../shared/method.md §3
    assert ordered[0][1] in of("5")
    assert ordered[0][0] < ordered[1][0]
    assert ordered[-2][0] < ordered[-1][0]


def test_tuan_giao_is_fifth_of_ten_different_indices(survey):
    ranked = sorted((overall(rows) for rows in survey.values()), reverse=True)
    assert len(set(ranked)) == 10
    assert ranked[4] == overall(survey["tuan-giao"])  # just above a median of ten: the fifth
    assert Fraction("86.032") < ranked[5] < Fraction("86.048")  # 86,09 and 0,05 both printed


@pytest.mark.parametrize("unit", UNITS)
def test_files_are_canonical_and_clean(survey, unit):
    data = (RAW / f"{unit}.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    assert data.decode().split("\n", 1)[0].split(",") == HEADER
    rows = survey[unit]
    assert len(rows) >= 30  # publish_from
    assert {row["unit"] for row in rows} == {UNITS[unit]}
    days = [date.fromisoformat(row["date"]) for row in rows]
    assert all(date(2019, 10, 7) <= day <= date(2019, 11, 29) and day.weekday() < 5 for day in days)
    assert {row[code] for row in rows for code in CODES} <= {"1", "2", "3", "4", "5", "", "99"}
    assert all(answers([row], CODES) for row in rows)
    assert all(answers([row], of("5")) for row in givers(rows))


def test_only_tuan_giao_has_no_missing_answers(survey):
    for unit, rows in survey.items():
        cells = [row[code] for row in rows for code in CODES if code not in of("5")]
        cells += [row[code] for row in givers(rows) for code in of("5")]
        missing = sum(cell in {"", "99"} for cell in cells) / len(cells)
        assert missing == 0 if unit == "tuan-giao" else 0.01 < missing < 0.04, unit
        assert 0.2 < len(givers(rows)) / len(rows) < 0.4, unit


def test_respondents_are_numbered_in_order_and_unique(survey):
    assert [row["respondent"] for row in survey["tuan-giao"]] == [f"TG-{i:03}" for i in range(1, 181)]
    names = [row["respondent"] for rows in survey.values() for row in rows]
    assert len(names) == len(set(names))


def alpha(rows: Iterable[Row], codes: Sequence[str]) -> float:
    """Cronbach's alpha of the levels, over the respondents who gave one to each criterion."""
    levels = np.array(
        [[int(row[c]) for c in codes] for row in rows if len(answers([row], codes)) == len(codes)]
    )
    k = len(codes)
    return float(k / (k - 1) * (1 - levels.var(axis=0, ddof=1).sum() / levels.sum(axis=1).var(ddof=1)))


@pytest.mark.parametrize("unit", UNITS)
def test_answers_of_a_respondent_go_together(survey, unit):
    assert 0.8 < alpha(survey[unit], [code for code in CODES if code not in of("5")]) < 0.95


def test_survey_says_that_it_is_simulated_and_counts_its_forms(survey):
    settings = tomllib.loads((RAW / "survey.toml").read_text(encoding="utf-8"))
    assert settings["simulated"] is True
    assert "mô phỏng" in settings["provenance"]["vi"]
    assert settings["forms"].keys() == UNITS.keys()
    for unit, forms in settings["forms"].items():
        assert forms["issued"] >= forms["returned"] >= len(survey[unit])


def sipas() -> Questionnaire:
    return load_questionnaire(ROOT / "schemas" / "questionnaires" / "sipas-2017.toml")


def kansas() -> Questionnaire:
    return load_questionnaire(ROOT / "schemas" / "questionnaires" / "kcmo-2021.toml")


def simulated(questionnaire: Questionnaire, n: int, seed: int = 3, **settings) -> pd.DataFrame:
    rng = np.random.Generator(np.random.PCG64(seed))
    shares = uneven_shares(questionnaire, {d.code: 0.8 for d in questionnaire.dimensions}, rng)
    behaviour = Behaviour(shares, givers=n // 3, **settings)
    return simulate_responses(questionnaire, "X", n, behaviour, rng, "R", np.datetime64("2021-03-01"))


def test_any_questionnaire_can_be_simulated():
    questionnaire = kansas()
    responses = simulated(questionnaire, 200)
    assert responses.columns.tolist() == ["respondent", "unit", "date", *questionnaire.codes]
    cells = set(responses[list(questionnaire.codes)].to_numpy().ravel())
    assert cells == {"1", "2", "3", "4", "5", "", "9"}  # kcmo-2021 writes "don't know" as 9


def test_same_seed_same_respondents_other_seed_others():
    once, again, other = (simulated(sipas(), 60, seed) for seed in (3, 3, 4))
    pd.testing.assert_frame_equal(once, again)
    assert not once.equals(other)


def test_criterion_totals_are_those_asked_for():
    questionnaire = sipas()
    shares = uneven_shares(
        questionnaire, {d.code: 0.8 for d in questionnaire.dimensions}, np.random.default_rng(3)
    )
    rows = simulated(questionnaire, 300, blank=0, dont_know=0).to_dict("records")
    for code in CODES:
        eligible = 100 if code in of("5") else 300
        assert sum(answers(rows, [code])) == int(shares[code] * eligible + 0.5)


def test_dimension_keeps_its_share_when_criteria_are_uneven():
    shares = uneven_shares(sipas(), {str(d.code): 0.8 for d in sipas().dimensions}, np.random.default_rng(1))
    for dimension in CRITERIA:
        assert np.mean([shares[code] for code in of(dimension)]) == pytest.approx(0.8, rel=1e-12)
    assert len(set(shares.values())) == len(CODES)


def test_a_window_out_of_reach_is_refused():
    with pytest.raises(ValueError, match="no exchange brings the index into"):
        simulated(sipas(), 60, overall=(Fraction(99), Fraction(100)))


def test_large_file_has_the_rows_and_shares_asked_for(tmp_path):
    path = tmp_path / "large.csv"
    write_large(path, 60_001, units=4)  # more than one chunk, the last one not full
    rows = rows_of(path.read_text(encoding="utf-8"))
    assert list(rows[0]) == HEADER
    assert [row["respondent"] for row in rows] == [f"R{i:07}" for i in range(1, 60_002)]
    assert {row["unit"] for row in rows} == {"dien-bien-phu", "muong-lay", "dien-bien", "dien-bien-dong"}
    cells = [row[code] for row in rows for code in CODES if code not in of("5")]
    assert cells.count("") / len(cells) == pytest.approx(0.01, rel=0.1)
    assert cells.count("99") / len(cells) == pytest.approx(0.01, rel=0.1)
    assert len(givers(rows)) == 3 * 50_000 // 10 + 3 * 10_001 // 10


def test_large_file_depends_on_the_seed_alone(tmp_path):
    paths = [tmp_path / name for name in ("once", "again", "other")]
    for path, seed in zip(paths, (1, 1, 2), strict=True):
        write_large(path, 500, seed=seed)
    once, again, other = (path.read_bytes() for path in paths)
    assert once == again != other
