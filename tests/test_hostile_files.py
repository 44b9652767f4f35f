"""Files that were damaged, or made to do harm: no row is lost, nothing personal is written, nothing hangs."""

import csv
import io
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from pipeline.intake import Batch, join_batches, read_responses
from pipeline.run import run_period
from pipeline.storage.project import Project
from schemas.language import Language
from schemas.period import Period
from tests.conftest import ROOT

PERIOD = Period.parse("2019")
CODES = [f"{d}.{k}" for d, n in zip(range(1, 6), (4, 5, 6, 3, 4), strict=True) for k in range(1, n + 1)]
HEADER = ["respondent", "unit", *CODES]
UNIT = "Huyện Tuần Giáo"


def row(respondent: str, unit: str = UNIT, answer: str = "4", **cells: str) -> list[str]:
    answers = {
        **dict.fromkeys(CODES, answer),
        **{name.replace("_", "."): text for name, text in cells.items()},
    }
    return [respondent, unit, *(answers[code] for code in CODES)]


def text(rows: list[list[str]], header: list[str] | None = None) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header or HEADER, *rows])
    return out.getvalue()


def project(folder: Path, **files: bytes | str) -> Project:
    raw = folder / "raw" / "2019"
    raw.mkdir(parents=True)
    (folder / "hailong.toml").write_text(
        'questionnaire = "sipas-2017"\nunits = "dien-bien"\ndocuments = []\n'
    )
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (raw / name.replace("__", ".")).write_bytes(data)
    return Project(folder)


def read(folder: Path, **files: bytes | str) -> Batch:
    made = project(folder, **files)
    return join_batches(read_responses(made.sources(PERIOD), made.survey(PERIOD)))


def found(batch: Batch) -> Counter[str]:
    total: Counter[str] = Counter()
    for finding, n in batch.found:
        total[finding.code] += n
    return total


THREE = text([row("a1"), row("a2"), row("a3")])


@pytest.mark.parametrize(
    ("content", "accepted", "rejected", "problems"),
    [
        (THREE, 3, 0, {}),
        ("\ufeff" + THREE, 3, 0, {}),
        ("\ufeff\ufeff" + THREE, 3, 0, {}),
        (THREE.replace("\n", "\r\n"), 3, 0, {}),
        (THREE.rstrip("\n"), 3, 0, {}),
        ("\n\n" + THREE + "\n,,\n".replace(",,", "," * 23), 3, 0, {}),
        (THREE.replace("\n", "\r"), 0, 0, {"stray-return": 1}),
        (THREE.replace("a2,", "a2\r,"), 2, 1, {"stray-return": 1}),
        (THREE.replace("a2,", '"a2,'), 2, 1, {"unclosed-quote": 1}),
        (THREE.replace("a2,", 'a"2,'), 3, 0, {}),
        (THREE.rstrip("\n")[:-1] + '"4', 2, 1, {"unclosed-quote": 1}),
        (THREE.replace("4\na2", '"4\na2'), 2, 1, {"unclosed-quote": 1}),
        (THREE.replace("a2,", "a\0,"), 3, 0, {}),
        (THREE.encode().replace(b"a2", b"a\xff"), 2, 1, {"not-utf8": 1}),
        (THREE.encode("utf-16"), 3, 0, {"converted-text": 1}),
        (THREE.encode("utf-16")[:80] + THREE.encode("utf-16")[81:], 0, 0, {"damaged-file": 1}),
        (THREE.replace(",", ";"), 3, 0, {}),
        (THREE.replace(",", "\t"), 3, 0, {}),
        (THREE.replace(",", "|"), 3, 0, {}),
        (THREE.replace(",", "~"), 0, 3, {"one-column": 1}),
        (THREE.replace("a2,", "a2,,"), 2, 1, {"wrong-cell-count": 1}),
        ('"' + THREE, 0, 0, {"unclosed-quote": 1}),
        ("", 0, 0, {"empty-file": 1}),
        (" \n\t\n", 0, 0, {"empty-file": 1}),
        (text([]), 0, 0, {"no-rows": 1}),
        ("x" * 3_000_000, 0, 0, {"line-too-long": 1}),
        (THREE + "y" * 7_000_000, 3, 1, {"line-too-long": 1}),
        (",".join(["x" * 200_000, *HEADER]) + "\n", 0, 0, {"unexpected-column": 1, "no-rows": 1}),
        (text([[*row("a1"), "note"], ["", "", *[""] * 22, "a complaint"]], [*HEADER, "ghi chú"]), 1, 1, None),
    ],
)
def test_rows_are_read_or_refused(
    tmp_path: Path, content: bytes | str, accepted: int, rejected: int, problems: dict[str, int] | None
) -> None:
    batch = read(tmp_path, a__csv=content)
    assert (len(batch.accepted), len(batch.rejected)) == (accepted, rejected)
    if problems is not None:
        assert found(batch) == Counter(problems)


def test_a_file_in_another_format_is_missed(tmp_path: Path) -> None:
    batch = read(tmp_path, a__csv=THREE, b__xlsx=b"%PDF-1.7\n", c__CSV=text([row("b1")]), README__md="x")
    assert found(batch) == {"unread-file": 1}
    assert len(batch.accepted) == 4


@pytest.mark.parametrize("weight", ["abc", "", "nan", "inf", "0", "-1", "1e9", "1_0", "1e308"])
def test_a_weight_that_is_none_refuses_the_row(tmp_path: Path, weight: str) -> None:
    rows = [[*row("a1"), "1.5"], [*row("a2"), weight]]
    batch = read(tmp_path, a__csv=text(rows, [*HEADER, "weight"]))
    assert found(batch) == {"invalid-weight": 1}
    assert batch.accepted["weight"].tolist() == [1.5]


def test_a_file_without_the_weights_that_others_have_is_refused(tmp_path: Path) -> None:
    weighted = text([[*row("a1"), "2"]], [*HEADER, "weight"])
    batch = read(tmp_path, a__csv=weighted, b__csv=text([row("b1")]))
    assert found(batch) == {"missing-column": 1, "invalid-weight": 1}
    assert batch.accepted["respondent"].tolist() == ["a1"]


def test_a_duplicate_names_the_line_of_the_first(tmp_path: Path) -> None:
    batch = read(tmp_path, a__csv=text([row("a1"), row("a2")]), b__csv=text([row("b1"), row("a2")]))
    assert batch.rejected[["source", "line"]].to_numpy().tolist() == [["raw/2019/b.csv", 3]]
    assert "raw/2019/a.csv:3" in batch.findings(Language("en"))["message"][0]


def test_a_renamed_column_has_its_new_name_only(tmp_path: Path) -> None:
    made = project(tmp_path, a__csv=text([[*row("a1"), "1"]], [*HEADER, "Câu 1"]))
    (tmp_path / "raw" / "2019" / "survey.toml").write_text('[columns]\n"1.1" = "Câu 1"\n', encoding="utf-8")
    batch = join_batches(read_responses(made.sources(PERIOD), made.survey(PERIOD)))
    assert found(batch) == {"unexpected-column": 1}
    assert batch.accepted["1.1"].tolist() == [1]


def test_clusters_that_look_like_numbers_of_persons_stay_apart(tmp_path: Path) -> None:
    rows = [[*row(f"a{i}"), f"0912345{i:03}"] for i in range(20)]
    batch = read(tmp_path, a__csv=text(rows, [*HEADER, "psu"]))
    assert batch.accepted["psu"].nunique() == 20
    assert not batch.accepted["psu"].str.contains("0912345").any()


PERSONAL = [
    "Nguyễn Văn Bình 0912345678",
    "0912345678",
    "0912.345.678",
    "84-(912)-345-678",
    "012 345 678 901",
    "Ms. Hoa",
    "Nguyễn\u00a0Văn\u00a0Cường",
    "NguyenVanDung",
    "Nguyen_Van_Giang",
    "０９１２３４５６７８",
    "Trần Thị Hạnh 1985",
    "Khánh",
    "hoa@example.org",
    "số 5 tổ 3 phường Mường Thanh",
]


def test_nothing_personal_is_written(tmp_path: Path) -> None:
    opinions = ["cán bộ Lan rất tốt", "không biết anh Phúc", "rất hài lòng chị Quy", "Oanh"]
    rows = [row(person) for person in PERSONAL]
    rows += [row(f"a{i}", unit=person) for i, person in enumerate(PERSONAL)]
    rows += [row(f"b{i}", **{"2_1": opinion}) for i, opinion in enumerate(opinions)]
    rows += [row(f"c{i}", answer=person) for i, person in enumerate(PERSONAL)]
    rows = [[*cells, person] for cells, person in zip(rows, PERSONAL * 9, strict=False)]
    headless = text(rows[1:3], header=["Phạm Thị Lan", *row("x")[1:], "0987654321"])
    made = project(
        tmp_path, a__csv=text(rows, [*HEADER, "Họ tên"]), b__csv=headless, c__csv="Lê Thị Bé;x\n1;2\n"
    )
    run_period(made, PERIOD)
    written = [path for name in ("processed", "reports") for path in (tmp_path / name).rglob("*.*")]
    everything = "".join(
        pd.read_parquet(path).to_csv()
        if path.suffix == ".parquet"
        else path.read_bytes().decode("utf-8", "ignore")
        for path in written
    )
    secret = [*PERSONAL, *opinions, "Phạm Thị Lan", "0987654321", "Lê Thị Bé"]
    assert [text_ for text_ in secret if text_ in everything] == []


def test_formulas_are_neutralised(tmp_path: Path) -> None:
    bad = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1"]
    rows = [row(text_, unit=text_, **{"1_1": text_}) for text_ in bad] + [row(text_) for text_ in bad]
    made = project(tmp_path, a__csv=text(rows, [*HEADER[:-1], "=evil"]))
    run_period(made, PERIOD)
    for path in (tmp_path / "processed" / "2019").glob("*.csv"):
        for cells in csv.reader(path.read_text(encoding="utf-8-sig").splitlines()):
            assert not [c for c in cells if c.startswith(("=", "+", "@", "\t", "-2+"))], path.name
    stored = pd.read_parquet(tmp_path / "processed" / "2019" / "responses.parquet")["respondent"]
    assert not stored.str.startswith(tuple("=+-@")).any()


def test_huge_cells_take_no_time(tmp_path: Path) -> None:
    huge = "x" * 900_000
    batch = read(tmp_path, a__csv=text([row(huge), row("a2", unit=huge), row("a3", **{"1_1": huge})]))
    assert batch.rows_read == 3
    assert max(len(value) for value in batch.findings(Language("vi"))["value"]) < 80


def test_ten_thousand_columns(tmp_path: Path) -> None:
    header = [*HEADER, *(f"x{i}" for i in range(10_000))]
    batch = read(tmp_path, a__csv=text([[*row("a1"), *["1"] * 10_000]], header))
    assert found(batch) == {"unexpected-column": 10_000}
    assert len(batch.accepted) == 1


def test_many_cases_of_a_problem_are_counted_and_the_first_written_out(tmp_path: Path) -> None:
    rows = [row(f"a{i}", **{"1_1": "7" if i % 4 else "4"}) for i in range(4000)]
    made = project(tmp_path, a__csv=text(rows))
    (tmp_path / "raw" / "2019" / "survey.toml").write_text("[checks]\nunknown_labels = 100\n")
    batch = join_batches(read_responses(made.sources(PERIOD), made.survey(PERIOD)))
    assert found(batch) == {"code-outside-scale": 3000, "unread-answers": 1}
    assert len(batch.found) == 1002


def test_outputs_put_aside_by_a_run_that_died_come_back(finished_copy: Path) -> None:
    before = (finished_copy / "processed" / "2019" / "estimates.csv").read_bytes()
    aside = finished_copy / ".hailong-staging" / "2019"
    aside.mkdir(parents=True)
    (finished_copy / "processed" / "2019").rename(aside / "old-processed")
    assert not run_period(Project(finished_copy), PERIOD).fresh
    assert (finished_copy / "processed" / "2019" / "estimates.csv").read_bytes() == before
    assert not (finished_copy / ".hailong-staging").exists()


def test_an_analysts_notes_beside_the_outputs_stay(finished_copy: Path) -> None:
    notes = finished_copy / "reports" / "2019" / "ghi chú.txt"
    notes.write_text("của tôi", encoding="utf-8")
    assert not run_period(Project(finished_copy), PERIOD).fresh
    assert run_period(Project(finished_copy), PERIOD, force=True).fresh
    assert notes.read_text(encoding="utf-8") == "của tôi"


def test_the_example_is_the_one_that_is_committed() -> None:
    assert len(list((ROOT / "raw" / "2019").glob("*.csv"))) == 10
