"""Laws that hold for all data: what adds, what may not matter, and what no file can break."""

import io
import os
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.intake import Batch, blocks, join_batches, read_responses
from pipeline.measure import Tally, compare, empty_tally, estimate, merge_units, tally, tally_from
from pipeline.measure.tallies.vector import response_vectors
from schemas.language import Language
from schemas.period import Period
from schemas.questionnaire import MISSING_CODES, Formula, Questionnaire, Thresholds, load_questionnaire
from schemas.settings import Source, Survey, SurveySettings
from schemas.units import load_units

settings.register_profile(
    "ci", max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("explore", settings.get_profile("ci"), max_examples=2000, derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
FEW, MANY = (settings(max_examples=int(times * settings().max_examples)) for times in (0.5, 4))

SCENARIOS = Path(__file__).parents[1] / "scenarios"
TOY = load_questionnaire(SCENARIOS / "toy.toml")
REGISTRY = load_units(SCENARIOS / "units.toml")
UNITS = ("an", "binh", "chau", "dong")
SETTINGS = SurveySettings(questionnaire="toy", units="toy")
PERIOD = Period.parse("2025")
EXCUSED = {MISSING_CODES["not_eligible"], MISSING_CODES["not_applicable"]}
SCALES = (["0", "0", "0", "1", "1"], ["0", "1/4", "1/2", "3/4", "1"], ["0", "1/3", "2/3", "1"])

Row = dict[str, Any]
Index = Fraction | None


# Frameworks and responses -------------------------------------------------------------------------------


def framework(
    values: Sequence[str], sizes: Sequence[int], weights: Sequence[str], formula: Formula
) -> Questionnaire:
    """A questionnaire with a question on overall satisfaction and dimensions of so many criteria."""

    def named(code: str) -> dict[str, Any]:
        text = {"vi": code, "en": code}
        return {"code": code, "name": text, "short": text}

    levels = [
        {"code": i, "value": value, "label": {"vi": f"mức {i}", "en": f"level {i}"}}
        for i, value in enumerate(values, start=1)
    ]
    dimensions = [{**named(f"d{i}"), "weight": weight} for i, weight in enumerate(weights)]
    criteria: list[dict[str, Any]] = [{"code": "all", "text": {"vi": "chung", "en": "overall"}}]
    for i, size in enumerate(sizes):
        for j in range(size):
            code = f"{i}.{j}"
            criteria.append({"code": code, "dimension": f"d{i}", "text": {"vi": code, "en": code}})
    return Questionnaire.model_validate(
        {
            "code": "drawn",
            "name": {"vi": "x", "en": "x"},
            "source": "drawn by Hypothesis",
            "years": {"first": 2025, "last": 2025},
            "formula": formula,
            "overall_item": "all",
            "scale": {"levels": levels},
            "dimensions": dimensions,
            "criteria": criteria,
        }
    )


@st.composite
def frameworks(draw: st.DrawFn) -> Questionnaire:
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    weights = st.sampled_from(["0.1", "0.2", "0.3", "0.7", "1/3", "1"])
    return framework(
        draw(st.sampled_from(SCALES)),
        sizes,
        draw(st.lists(weights, min_size=len(sizes), max_size=len(sizes))),
        draw(st.sampled_from(["mean_of_respondents", "weighted_dimensions", "overall_item"])),
    )


@st.composite
def responses(
    draw: st.DrawFn, questionnaire: Questionnaire, weighted: bool = False, design: bool = True
) -> pd.DataFrame:
    """Coded responses of a few units, with strata and sampling units of `design`, with or without weights."""
    levels = [level.code for level in questionnaire.scale.levels]
    answer = st.one_of(st.sampled_from(levels), st.sampled_from([*levels, *MISSING_CODES.values()]))
    columns = {"unit": st.sampled_from(UNITS)} | dict.fromkeys(questionnaire.codes, answer)
    if weighted:
        columns["weight"] = st.sampled_from([0.1, 0.2, 0.3, 0.7, 1.0, 1.1, 2.5, 1e-3, 1e4])
    if design:
        columns |= {"stratum": st.sampled_from(["", "đô thị"]), "psu": st.sampled_from(["1", "2"])}
    rows = draw(st.lists(st.tuples(*columns.values()), max_size=12))
    types = dict.fromkeys(questionnaire.codes, "int8") | {"unit": "str"}
    return pd.DataFrame(rows, columns=list(columns)).astype(
        types | ({"weight": "float64"} if weighted else {})
    )


@dataclass(frozen=True)
class Case:
    """A framework and responses to it."""

    questionnaire: Questionnaire
    frame: pd.DataFrame

    def tally(self) -> Tally:
        return tally(self.frame, self.questionnaire)

    def survey(self, publish_from: int = 1, median_from: int = 1) -> Survey:
        thresholds = Thresholds(publish_from=publish_from, median_from=median_from)
        own = SETTINGS.model_copy(update={"thresholds": thresholds})
        return Survey(PERIOD, own, self.questionnaire, REGISTRY)


def cases(weighted: bool = False) -> st.SearchStrategy[Case]:
    return frameworks().flatmap(lambda q: st.builds(Case, st.just(q), responses(q, weighted)))


def bits(one: Tally) -> dict[str, tuple[object, ...]]:
    return {name: (array.dtype, array.shape, array.tobytes()) for name, array in one.arrays().items()}


# Tallies add --------------------------------------------------------------------------------------------


@given(cases(), st.data())
def test_any_split_added_in_any_order_gives_the_same_bits(case, data):
    part = data.draw(st.lists(st.integers(0, 3), min_size=len(case.frame), max_size=len(case.frame)))
    total = empty_tally(case.questionnaire)
    for number in data.draw(st.permutations(range(4))):
        total = tally(case.frame[np.array(part, int) == number], case.questionnaire) + total
    assert bits(total) == bits(case.tally() + empty_tally(case.questionnaire))


@given(cases(), st.data())
def test_adding_associates(case, data):
    part = np.array(
        data.draw(st.lists(st.integers(0, 2), min_size=len(case.frame), max_size=len(case.frame)))
    )
    a, b, c = (tally(case.frame[part == number], case.questionnaire) for number in range(3))
    assert bits((a + b) + c) == bits(a + (b + c))


@given(cases(), st.randoms(use_true_random=False))
def test_order_of_responses_does_not_matter_to_the_tally(case, random):
    order = list(range(len(case.frame)))
    random.shuffle(order)
    assert bits(tally(case.frame.iloc[order], case.questionnaire)) == bits(case.tally())


@given(cases(), st.integers(1, 5))
def test_how_many_rows_are_taken_at_once_does_not_matter(case, rows):
    module = sys.modules[tally.__module__]
    with patch.object(module, "ROWS_AT_ONCE", rows):
        few_at_once = case.tally()
    assert bits(few_at_once) == bits(case.tally())


@given(st.booleans().flatmap(cases))
def test_adding_the_empty_tally_changes_nothing(case):
    whole = case.tally()
    nothing = empty_tally(case.questionnaire, whole.weighted)
    assert bits(whole + nothing) == bits(nothing + whole) == bits(whole)


@given(st.booleans().flatmap(cases))
def test_a_tally_survives_being_taken_apart_and_put_together(case):
    whole = case.tally()
    again = tally_from(whole.arrays(), case.questionnaire)
    assert bits(again) == bits(whole)
    assert (again.groups, again.clusters, again.units) == (whole.groups, whole.clusters, whole.units)


@given(cases(), st.lists(st.sampled_from(UNITS), min_size=4, max_size=4))
def test_merging_units_is_the_same_as_surveying_them_together(case, successors):
    into = dict(zip(UNITS, successors, strict=True))
    renamed = case.frame.assign(unit=case.frame["unit"].map(into).astype("str"))
    merged, together = merge_units(case.tally(), into), tally(renamed, case.questionnaire)
    assert merged.units == together.units
    for name in ("respondents", "reached", "straight", "counts", "sums", "products", "squares"):
        np.testing.assert_array_equal(merged.of_units(name), together.of_units(name))


@given(cases(), st.sampled_from(UNITS))
def test_merged_units_keep_their_own_sampling_units(case, successor):
    whole = case.tally()
    merged = merge_units(whole, dict.fromkeys(UNITS, successor))
    assert len(merged.groups) == len(whole.groups)
    assert len(merged.clusters) == len(whole.clusters)


@given(cases(weighted=True))
def test_sums_and_products_are_those_of_weighted_vectors(case):
    whole = case.tally()
    codes = case.frame[list(case.questionnaire.codes)].to_numpy()
    weighted = response_vectors(codes, case.questionnaire) * case.frame[["weight"]].to_numpy()
    np.testing.assert_allclose(whole.sums.sum(axis=0), weighted.sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(whole.squares.sum(axis=0), weighted.T @ weighted, rtol=1e-12)
    plain = response_vectors(codes, case.questionnaire)
    np.testing.assert_allclose(whole.products.sum(axis=0), plain.T @ weighted, rtol=1e-12)
    assert whole.respondents.sum() == len(case.frame)


@given(cases())
def test_sampling_units_add_up_to_their_stratum(case):
    whole = case.tally()
    for group, expected in zip(whole.groups, whole.sums, strict=True):
        own = [cluster.group == group for cluster in whole.clusters]
        np.testing.assert_array_equal(whole.cluster_sums[own].sum(axis=0), expected)


BASE = framework(SCALES[0], [2, 1], ["1", "1"], "pooled_answers")
OTHERS = {
    "code": BASE.model_copy(update={"code": "other"}),
    "criteria": framework(SCALES[0], [1, 1], ["1", "1"], "pooled_answers"),
    "values": framework(SCALES[2], [2, 1], ["1", "1"], "pooled_answers"),
    "dimensions": framework(SCALES[0], [1, 2], ["1", "1"], "pooled_answers"),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_tallies_of_frameworks_that_differ_do_not_add(other):
    with pytest.raises(ValueError, match="do not add"):
        empty_tally(BASE) + empty_tally(other)


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_a_tally_of_another_framework_is_not_put_together(other):
    with pytest.raises(ValueError, match="no tally of"):
        tally_from(empty_tally(other).arrays(), BASE)


# Estimates: a second implementation, from method.md §3 --------------------------------------------------


def share(rows: Sequence[Row], criteria: Sequence[str], values: dict[int, Fraction]) -> Index:
    """Σ w v / Σ w a over the answers to some criteria, in percent."""
    given_answers = [(row["w"], values[row[code]]) for row in rows for code in criteria if row[code] > 0]
    whole = sum(w for w, _ in given_answers)
    return 100 * sum(w * v for w, v in given_answers) / whole if whole else None


def mean(indices: Sequence[Index], weights: Sequence[Fraction]) -> Index:
    """The weighted mean; none where a part is none."""
    parts = [index for index in indices if index is not None]
    if len(parts) < len(indices):
        return None
    return sum((w * p for w, p in zip(weights, parts, strict=True)), Fraction(0)) / sum(weights)


def overall(
    rows: Sequence[Row], questionnaire: Questionnaire, formula: Formula, values: dict[int, Fraction]
) -> Index:
    dimensions = [share(rows, questionnaire.criteria_of(d.code), values) for d in questionnaire.dimensions]
    rated = questionnaire.rated
    match formula:
        case "pooled_answers":
            return share(rows, rated, values)
        case "mean_of_criteria":
            return mean([share(rows, [code], values) for code in rated], [Fraction(1)] * len(rated))
        case "mean_of_dimensions":
            return mean(dimensions, [Fraction(1)] * len(dimensions))
        case "weighted_dimensions":
            return mean(dimensions, [d.weight or Fraction(0) for d in questionnaire.dimensions])
        case "mean_of_respondents":
            own = [(row["w"], share([row], rated, values)) for row in rows]
            known = [(w, index) for w, index in own if index is not None]
            whole = sum(w for w, _ in known)
            return sum(w * index for w, index in known) / whole if known else None
        case "overall_item":
            return share(rows, [questionnaire.overall_item or ""], values)


def left_unanswered(rows: Sequence[Row], code: str) -> bool:
    """Asked, but without a single answer: then no index rests on the rest (decision in `estimate`)."""
    return all(row[code] < 0 for row in rows) and any(row[code] not in EXCUSED for row in rows)


def items(questionnaire: Questionnaire) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Kind, item and criteria of everything that has an index."""
    yield from (("criterion", code, (code,)) for code in questionnaire.codes)
    yield from (("dimension", d.code, questionnaire.criteria_of(d.code)) for d in questionnaire.dimensions)
    for kind, formula in [
        ("overall", questionnaire.formula),
        *(("formula", f) for f in questionnaire.formulas()),
    ]:
        own = (questionnaire.overall_item or "",) if formula == "overall_item" else questionnaire.rated
        yield kind, "overall" if kind == "overall" else formula, own


def by_hand(case: Case) -> dict[tuple[str, str, str], tuple[Index, int, int]]:
    """Index, respondents and answers by unit, kind and item, in exact fractions, respondent by respondent."""
    questionnaire = case.questionnaire
    values = {level.code: level.value for level in questionnaire.scale.levels}
    found = {}
    for unit, own in case.frame.groupby("unit"):
        rows = [{**row, "w": Fraction(row.get("weight", 1))} for row in own.to_dict("records")]
        for kind, item, criteria in items(questionnaire):
            if kind in ("overall", "formula"):
                formula = questionnaire.formula if kind == "overall" else item
                index = overall(rows, questionnaire, formula, values)
            else:
                index = share(rows, criteria, values)
            if kind != "criterion" and any(left_unanswered(rows, code) for code in criteria):
                index = None
            answers = [sum(row[code] > 0 for code in criteria) for row in rows]
            found[str(unit), kind, item] = (index, sum(n > 0 for n in answers), sum(answers))
    return found


def assert_as_by_hand(case: Case) -> None:
    table = estimate(case.tally(), case.survey())
    expected = by_hand(case)
    assert len(table) == len(expected)
    for row in table.to_dict("records"):
        index, people, answers = expected[row["unit"], row["kind"], row["item"]]
        assert (row["n_respondents"], row["n_answers"]) == (people, answers)
        if index is None:
            assert np.isnan(row["index"])
            assert row["reason"]
        else:
            assert row["index"] == pytest.approx(float(index), rel=1e-12, abs=1e-12)


@given(cases())
def test_estimates_are_those_of_exact_fractions(case):
    assert_as_by_hand(case)


@given(cases(weighted=True))
def test_weighted_estimates_are_those_of_exact_fractions(case):
    assert_as_by_hand(case)


@given(st.booleans().flatmap(cases))
def test_every_index_is_a_percentage_or_nothing(case):
    table = estimate(case.tally(), case.survey())
    assert (table["index"].isna() | table["index"].between(0, 100)).all()


@given(frameworks(), st.booleans(), st.integers(1, 4), st.data())
def test_where_everybody_is_satisfied_every_index_is_100(questionnaire, weighted, n, data):
    frame = pd.DataFrame(len(questionnaire.scale.levels), range(n), list(questionnaire.codes), "int8")
    frame.insert(0, "unit", "an")
    if weighted:
        frame["weight"] = data.draw(st.lists(st.floats(1e-3, 1e3), min_size=n, max_size=n))
    table = estimate(tally(frame, questionnaire), Case(questionnaire, frame).survey())
    assert table["index"].tolist() == pytest.approx([100] * len(table), rel=1e-12)
    assert table["index"].max() <= 100


@FEW
@given(cases())
def test_weights_of_one_change_no_estimate(case):
    weighted = replace(case, frame=case.frame.assign(weight=1.0))
    got, expected = (estimate(one.tally(), one.survey()) for one in (weighted, case))
    assert (set(got["weighting"]), set(expected["weighting"])) <= ({"equal"}, {"none"})
    pd.testing.assert_frame_equal(
        got.drop(columns="weighting"), expected.drop(columns="weighting"), check_exact=True
    )


# Comparison ---------------------------------------------------------------------------------------------


@FEW
@given(cases(), st.integers(1, 4), st.integers(1, 4))
def test_ranks_and_median_are_those_of_exact_fractions(case, publish_from, median_from):
    survey = case.survey(publish_from, median_from)
    comparison = compare(estimate(case.tally(), survey), survey.thresholds)
    sizes, exact = case.frame["unit"].value_counts(), by_hand(case)
    for (kind, item), rows in comparison.groupby(["kind", "item"]):
        indices = {unit: exact[unit, kind, item][0] for unit in rows["unit"] if sizes[unit] >= publish_from}
        published = {unit: index for unit, index in indices.items() if index is not None}
        for row in rows.to_dict("records"):
            own = published.get(row["unit"])
            if own is None or len(published) < 2:
                assert pd.isna(row["rank"])
            else:
                assert row["rank"] == 1 + sum(other > own for other in published.values())
            if len(published) < median_from:
                assert np.isnan(row["median"])
            else:
                assert row["median"] == pytest.approx(float(statistics.median(published.values())), rel=1e-12)
                assert float(min(published.values())) - 1e-9 <= row["median"]
                assert row["median"] <= float(max(published.values())) + 1e-9


@FEW
@given(cases(), st.permutations(UNITS))
def test_names_of_units_do_not_matter(case, names):
    new = dict(zip(UNITS, names, strict=True))
    other = replace(case, frame=case.frame.assign(unit=case.frame["unit"].map(new).astype("str")))
    columns = ["index", "median", "gap_to_median", "best", "gap_to_best", "rank", "n_units", "reason"]
    once, again = (
        compare(estimate(one.tally(), one.survey(2, 2)), Thresholds(publish_from=2, median_from=2))
        for one in (case, other)
    )
    key = ["unit", "kind", "item"]
    renamed = once.assign(unit=once["unit"].map(new).astype("str"))
    pd.testing.assert_frame_equal(
        renamed.set_index(key)[columns].sort_index(), again.set_index(key)[columns].sort_index()
    )


# Files --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class InMemory:
    """A file that is no file: all that intake asks of a path is to be opened."""

    data: bytes

    def open(self, _: str) -> io.BytesIO:
        return io.BytesIO(self.data)


SURVEY = Survey(PERIOD, SETTINGS, TOY, REGISTRY)
HEADER = ",".join(["respondent", "unit", *TOY.codes])
UNREAD = {"empty-file", "line-too-long", "unread-file", "unknown-encoding", "damaged-file", "oversized-file"}
"""The problems for which the rest of a file is not read."""
BAD_HEADERS = {"not-utf8", "stray-return", "unclosed-quote"}
"""The problems for which a file is not read where its header has them."""


def read(data: bytes) -> Batch:
    source = Source("survey.csv", InMemory(data))
    return join_batches(read_responses([source], SURVEY))


def told(batch: Batch) -> list[str]:
    """The findings, in words."""
    return sorted(finding.message(Language("en")) for finding, _ in batch.found)


def lines_of(batch: Batch) -> list[int]:
    """The lines of the rows that were read, accepted or rejected."""
    return [int(n) for table in (batch.accepted, batch.rejected) if len(table) for n in table["line"]]


def told_above(batch: Batch) -> int:
    """How many filled lines are told to stand above the header."""
    above = [dict(finding.values)["n"] for finding, _ in batch.found if finding.code == "title-rows"]
    return sum(map(int, above))


def filled_lines(data: bytes) -> tuple[list[int], int]:
    """The lines below the first that hold more than commas and blanks, and that first line."""
    filled = [
        i
        for i, line in enumerate(data.split(b"\n"), start=1)
        if line.removeprefix(b"\xef\xbb\xbf").strip(b" \t\r")
    ]
    header = filled[0] if filled else 0
    return [i for i in filled[1:] if data.split(b"\n")[i - 1].strip(b" \t\r,\x0b\x0c")], header


def assert_accounted_for(data: bytes) -> None:
    """Every line that holds something is the line of one row, and every row has a line of its own."""
    batch = read(data)
    lines = lines_of(batch)
    filled, header = filled_lines(data)
    assert len(lines) == len(set(lines))
    assert all(header < line <= data.count(b"\n") + 1 for line in lines)
    problems = {finding.code for finding, _ in batch.found}
    unread = UNREAD & problems or (BAD_HEADERS & problems and not lines)
    if b'"' not in data and not unread:
        # Lines above the header are no rows, and are told; the header takes the place of the first of them.
        assert len(set(filled) - set(lines)) <= told_above(batch)


ANSWERS = st.sampled_from(["1", "2", "3", "4", "5", "", "99", "7", "hài lòng"])
UNIT_CELLS = st.sampled_from(["An", "Xã Bình", "chau", "Toàn tỉnh", "Xã Cũ", "Nowhere", ""])
ROWS = st.tuples(UNIT_CELLS, *[ANSWERS] * len(TOY.codes))
TABLES = st.lists(ROWS, max_size=8)
DAMAGE = st.one_of(
    st.sampled_from(
        [b'"', b'""', b"'", b",", b";", b"\t", b" ", b"\r", b"\n", b"\r\n", b"\n\n", b"\0", b"\\"]
    ),
    st.sampled_from(
        [b"\xff", b"\xec", b"\xef\xbb\xbf", b"\x1a", "ạ\u2028".encode(), b"x" * 3000, b"," * 300]
    ),
    st.binary(max_size=4),
)


def written(rows: Sequence[Sequence[str]]) -> bytes:
    lines = [HEADER, *(",".join([f"R{i}", *row]) for i, row in enumerate(rows))]
    return "".join(f"{line}\n" for line in lines).encode()


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A proper file with a few bytes put in, taken out or put in the place of others."""
    data = written(draw(TABLES))
    for _ in range(draw(st.integers(0, 5))):
        at, gone = draw(st.integers(0, len(data))), draw(st.integers(0, 2))
        data = data[:at] + draw(DAMAGE) + data[at + gone :]
    return data


@st.composite
def scribbles(draw: st.DrawFn) -> bytes:
    """A header, and below it lines of marks in any order."""
    marks = st.sampled_from(
        [b'"', b'""', b",", b"\n", b"\r\n", b"an", b"5", b" ", b"R1,An,5,5,5,,\n", b'"\n"']
    )
    head = HEADER.encode() if draw(st.booleans()) else b"".join(draw(st.lists(marks, max_size=6)))
    return head + b"\n" + b"".join(draw(st.lists(marks, max_size=40)))


ROW = "R1,An,5,5,5,,\n"
DAMAGED = {
    "line break in the last cell": f'{HEADER},note\nR1,An,5,5,5,,,"a\nb"\nR2,An,5,5,5,,,\n',
    "last cell opened and never closed": f'{HEADER}\nR1,An,5,5,5,,"4\nR2,An,5,5,5,,\nR3,An,5,5,5,,\n',
    "two marks in one line, both opening": f'{HEADER}\nR1,An,5,5,5,a"b,"4\nR2,An,5,5,5,,\nR3,An,5,5,5,,\n',
    "carriage return within a cell": f"{HEADER}\nR1,An,5\r,5,5,,\nR2,An,5,5,5,,\n",
    "carriage returns for line ends": f"{HEADER}\rR1,An,5,5,5,,\rR2,An,5,5,5,,\r",
    "header cell of 140 000 signs": f"{HEADER},{'x' * 140_000}\nR1,An,5,5,5,,,\n",
    "cell of 140 000 signs": f"{HEADER}\nR1,An,5,5,5,,{'x' * 140_000}\nR2,An,5,5,5,,\n",
    "quoted cell of 140 000 signs": f'{HEADER}\nR1,An,5,5,5,,"{"x" * 140_000}"\nR2,An,5,5,5,,\n',
    "quoted cell of 140 000 signs on two lines": f'{HEADER}\nR1,An,5,5,,"{"x" * 140_000}\n",\n{ROW}',
    "nothing": "",
    "line breaks only": "\n\r\n\n",
    "header alone": HEADER,
    "unit of 140 000 signs": f"{HEADER}\nR1,{'x' * 140_000},5,5,5,,\n{ROW}",
    "NUL": f"{HEADER}\nR\0,A\0n,5,5,5,,\n",
    "semicolons": f"{HEADER}\n{ROW}".replace(",", ";"),
    "byte order mark below the last line": f"{HEADER}\n{ROW}\ufeff",
    "last line without an end": f"{HEADER}\n{ROW}".rstrip(),
    "no column known": "a,b\n1,2\n3,4\n",
}


@pytest.mark.parametrize("text", DAMAGED.values(), ids=DAMAGED.keys())
def test_no_damaged_file_stops_the_reader(text):
    assert_accounted_for(text.encode())


@MANY
@given(damaged())
def test_no_damage_to_a_file_stops_the_reader_or_loses_a_line(data):
    assert_accounted_for(data)


@MANY
@given(scribbles())
def test_no_scribble_stops_the_reader_or_loses_a_line(data):
    assert_accounted_for(data)


@given(st.binary(max_size=300))
def test_no_bytes_stop_the_reader(data):
    assert_accounted_for(data)


@FEW
@given(TABLES, st.randoms(use_true_random=False))
def test_order_of_rows_in_a_file_changes_no_estimate(rows, random):
    header, *lines = written(rows).splitlines(keepends=True)
    shuffled = random.sample(lines, len(lines))
    once, again = (read(b"".join([header, *some])) for some in (lines, shuffled))
    assert (len(once.accepted), len(once.rejected)) == (len(again.accepted), len(again.rejected))
    if len(once.accepted):
        tables = [estimate(tally(batch.accepted, TOY), SURVEY) for batch in (once, again)]
        pd.testing.assert_frame_equal(*tables, check_exact=True)


@FEW
@given(TABLES)
def test_row_and_cell_of_an_undamaged_file_are_read_as_they_stand(rows):
    batch = read(written(rows))
    assert sorted(lines_of(batch)) == list(range(2, len(rows) + 2))


@FEW
@given(st.lists(st.integers(1, 4), max_size=8))
def test_a_respondent_is_accepted_once_and_told_where(numbers):
    lines = [f"{number},An,5,5,5,,\n" for number in numbers]
    batch = read("".join([f"{HEADER}\n", *lines]).encode())
    first = {number: 2 + numbers.index(number) for number in numbers}
    again = {i: f"survey.csv:{first[n]}" for i, n in enumerate(numbers, start=2) if i != first[n]}
    found = [finding for finding, _ in batch.found if finding.code == "duplicate-respondent"]
    assert {finding.line: dict(finding.values)["first"] for finding in found} == again
    assert len(batch.accepted) == len(first)


@FEW
@given(st.one_of(TABLES.map(written), damaged(), scribbles()), st.integers(1, 200))
def test_where_a_file_is_cut_into_blocks_does_not_matter(data, size):
    with patch.object(blocks, "LONGEST_RECORD_LINES", 3):
        whole = read(data)
        with patch.object(blocks, "BLOCK_BYTES", size):
            cut = read(data)
    for name in ("accepted", "rejected"):
        assert getattr(cut, name).astype("str").to_dict() == getattr(whole, name).astype("str").to_dict()
    assert told(cut) == told(whole)
