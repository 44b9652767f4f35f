"""A whole run of a survey with everything uncertainty knows: design, margins, interviewers, small cells."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipeline.run import run_period
from schemas.tables import COMPARISON, DECOMPOSITION, ESTIMATES, QUALITY, SCREENING
from tests.test_hostile_files import CODES, PERIOD, project

UNITS = {
    "Huyện Tuần Giáo": (0.8, 80),
    "Huyện Mường Ảng": (0.7, 80),
    "Huyện Điện Biên": (0.6, 3),
    "Huyện Tủa Chùa": (0.9, 80),
    "Huyện Nậm Pồ": (0.65, 12),
    "Huyện Mường Chà": (0.85, 80),
}
"""How many are satisfied, and how many are asked about feedback: in one unit three, in another twelve."""
NAMES = ("Lò Thị Hoa", "Vàng A Sùng", "Quàng Văn Páo", "DTV-07")
SETTINGS = """
[thresholds]
publish_from = 20
[psus]
"tuan-giao" = 30
[raking.gender]
column = "Giới tính"
shares = { "Nam" = 49, "Nữ" = 51 }
[comparison]
equivalence = 5
"""
FEEDBACK = tuple(code for code in CODES if code.startswith("5."))


def answers(random: np.random.Generator, share: float, feedback: bool, copied: list[str] | None) -> list[str]:
    """22 answers, with or without feedback; an interviewer who copies does so six times of seven."""
    if copied is not None and random.random() < 0.85:
        return copied
    satisfied = random.random(len(CODES)) < share
    levels = [str(random.choice([4, 5] if yes else [1, 2, 3])) for yes in satisfied]
    return [
        level if feedback or code not in FEEDBACK else "" for code, level in zip(CODES, levels, strict=True)
    ]


def survey(seed: int = 5) -> str:
    random = np.random.default_rng(seed)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["respondent", "unit", "psu", "interviewer", "minutes", "Giới tính", *CODES])
    number = 0
    for unit, (share, asked) in UNITS.items():
        first: list[str] | None = None
        for i in range(80):
            number += 1
            name = NAMES[i % 4]
            copied = first if name == "Vàng A Sùng" and unit == "Huyện Tuần Giáo" else None
            given = answers(random, share, i < asked, copied)
            if name == "Vàng A Sùng" and first is None:
                first = given
            gender = ("Nam", "Nữ", "Nam")[i % 3]
            writer.writerow([number, unit, f"Xã {i // 8 + 1}", name, 12 + i % 7, gender, *given])
    return out.getvalue()


@pytest.fixture(scope="module")
def processed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("uncertain")
    made = project(folder, a__csv=survey(), survey__toml=SETTINGS)
    run = run_period(made, PERIOD)
    assert run.rows == {"read": 480, "accepted": 480, "rejected": 0}
    return folder / "processed" / PERIOD.name


def table(processed: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(processed / name)


def test_every_table_has_the_columns_of_the_contract(processed: Path) -> None:
    for name, schema in {
        "estimates.csv": ESTIMATES,
        "comparison.csv": COMPARISON,
        "decomposition.csv": DECOMPOSITION,
        "quality.csv": QUALITY,
        "screening.csv": SCREENING,
    }.items():
        assert list(table(processed, name).columns) == list(schema.columns)


def test_the_copier_is_to_be_looked_at_again_and_nobody_is_named(processed: Path) -> None:
    screening = table(processed, "screening.csv")
    flagged = screening[screening["flagged"] & (screening["test"] == "near_duplicates")]
    assert "tuan-giao" in set(flagged["unit"])
    assert flagged["interviewer"].str.startswith("#").all()
    assert flagged["interviews"].str.startswith("raw/2019/a.csv:").all()
    assert set(screening["interviewer"]) >= {"DTV-07"}
    everything = b"".join(path.read_bytes() for path in processed.parent.parent.rglob("processed/2019/*"))
    for name in NAMES[:3]:
        assert name.encode() not in everything
    kept = pd.read_parquet(processed / "responses.parquet")
    assert not set(NAMES[:3]) & set(kept["interviewer"].astype("str"))


def test_what_three_people_answered_is_nowhere(processed: Path) -> None:
    estimates = table(processed, "estimates.csv")
    own = estimates[(estimates["unit"] == "dien-bien") & estimates["item"].isin(["feedback", *FEEDBACK])]
    assert own["reliability"].eq("suppressed").all()
    assert (
        own[["n_respondents", "n_answers", "index", "se", "ci_low", "n_effective", "df"]].isna().all().all()
    )
    hidden = estimates[estimates["reliability"] == "suppressed"]
    assert set(hidden["reason"]) == {"suppressed_small", "suppressed_complementary"}
    comparison = table(processed, "comparison.csv").merge(hidden[["unit", "kind", "item"]])
    assert comparison[["index", "gap_to_median", "rank", "p_value"]].isna().all().all()
    counts = table(processed, "counts.csv")
    assert counts[(counts["unit"] == "dien-bien") & counts["criterion"].isin(FEEDBACK)]["n"].isna().all()
    quality = table(processed, "quality.csv")
    assert quality[(quality["unit"] == "dien-bien") & quality["item"].isin(FEEDBACK)]["value"].isna().all()


def test_tables_agree_with_each_other(processed: Path) -> None:
    estimates, comparison = table(processed, "estimates.csv"), table(processed, "comparison.csv")
    both = estimates.merge(comparison, on=["unit", "kind", "item"])
    known = both[both["verdict"].notna()]
    assert len(known)
    assert (known["ci_low"] <= known["index_x"]).all()
    assert (known["index_x"] <= known["ci_high"]).all()
    assert (known["gap_to_median_low"] <= known["gap_to_median"]).all()
    assert (known["gap_to_median"] <= known["gap_to_median_high"]).all()
    assert (known["gap_to_best_low"] <= known["gap_to_best"] + 1e-9).all()
    for low, high in (("rank_low", "rank_high"), ("rank_low_simultaneous", "rank_high_simultaneous")):
        assert ((known[low] <= known["rank"]) & (known["rank"] <= known[high])).all()
    assert (known["level_with_best"].eq("yes") == known["rank_low_simultaneous"].eq(1)).all()
    assert (known["verdict"].ne("not_distinguishable") == known["p_adjusted"].lt(0.05)).all()
    assert set(known["equivalent"]) <= {"yes", "no"}
    assert set(estimates["weighting"]) == {"raked"}
    # Ten communes a unit, drawn as wholes.
    assert estimates.loc[estimates["kind"] == "overall", "df"].eq(9).all()


def test_contributions_add_up_to_the_gaps(processed: Path) -> None:
    comparison = table(processed, "comparison.csv")
    overall = comparison[comparison["kind"] == "overall"].set_index("unit")
    whole = table(processed, "decomposition.csv").groupby("unit")
    complete = [unit for unit, rows in whole if rows["to_median"].notna().all()]
    assert complete
    for unit in complete:
        assert whole.get_group(unit)["to_median"].sum() == pytest.approx(overall.loc[unit, "gap_to_median"])
        assert whole.get_group(unit)["to_best"].sum() == pytest.approx(overall.loc[unit, "gap_to_best"])


def test_the_order_of_rows_and_files_changes_no_figure(processed: Path, tmp_path: Path) -> None:
    lines = survey().splitlines(keepends=True)
    random = np.random.default_rng(9)
    body = [lines[1:][i] for i in random.permutation(len(lines) - 1)]
    half = len(body) // 2
    halves = {"b__csv": "".join([lines[0], *body[:half]]), "c__csv": "".join([lines[0], *body[half:]])}
    run_period(project(tmp_path, **halves, survey__toml=SETTINGS), PERIOD)
    for name in ("estimates.csv", "comparison.csv", "decomposition.csv", "quality.csv", "counts.csv"):
        again = pd.read_csv(tmp_path / "processed" / PERIOD.name / name)
        pd.testing.assert_frame_equal(again, table(processed, name), rtol=1e-9, atol=1e-9)
