"""The sentences of a letter in tests: their numbers found in the tables, and tables to tell of."""

import operator
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from functools import cache

import pandas as pd

from pipeline.present.claims.claim import Claim, claims_table
from pipeline.present.claims.claims import claims
from pipeline.present.context import Context
from pipeline.present.results import Results
from schemas.language import LanguageCode
from schemas.tables import CHANGES, types
from tests.unit.made_results import example_context, example_results

OWN = "tuan-giao"
OVERALL = (OWN, "overall", "overall")
KEYS = {
    "estimates": ["unit", "kind", "item"],
    "comparison": ["unit", "kind", "item"],
    "decomposition": ["unit", "item"],
    "changes": ["earlier", "unit", "kind", "item"],
    "accounting": ["unit"],
}
SIGNS = {"=": operator.eq, "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge}
SOURCE = re.compile(r"(\w+)(?:\.csv)?\[(.*?)\]\.(.+)")
WHOLE = re.compile(r"^settings|(count|sum)\(|\.(n_|issued|returned|accepted)|rank(_before|_low|_high)?$")


INDEXED: dict[tuple[int, str], tuple[pd.DataFrame, pd.DataFrame]] = {}


def indexed(results: Results, name: str) -> pd.DataFrame:
    """A table by its keys; made once, and kept with the table so that no other has its id."""
    table = getattr(results, name)
    if (id(table), name) not in INDEXED:
        INDEXED[id(table), name] = table, table.set_index(KEYS[name]).sort_index()
    return INDEXED[id(table), name][1]


def number_of(results: Results, context: Context, source: str) -> float:
    """A figure by its source as `claims.csv` writes it, read in another way than the program reads it."""
    name, keys, column = SOURCE.fullmatch(source).groups()
    if name == "settings":
        return getattr(context.thresholds, column)
    if "*" not in keys:
        own = tuple(keys.split(", "))
        return float(indexed(results, name).at[own if len(own) > 1 else own[0], column])
    rows = getattr(results, name)
    for key, value in zip(KEYS[name], keys.split(", "), strict=True):
        any_of = results.comparison["unit"] if key == "unit" else rows[key]
        rows = rows[rows[key].isin(any_of) if value == "*" else rows[key] == value]
    if "kind" in rows and "criterion" in keys:
        rows = rows[rows["item"].isin(context.questionnaire.rated)]
    if counted := re.fullmatch(r"(count|sum)\((.+)\)", column):
        if counted[1] == "sum":
            return rows[counted[2]].sum()
        for part in counted[2].split(" and "):
            left, sign, right = part.split(" ")
            if sign == "has":
                rows = rows[[right in cell.split(";") for cell in rows[left]]]
            elif rows[left].dtype == "str":
                rows = rows[rows[left] == right]
            else:
                rows = rows[SIGNS[sign](rows[left].astype("float64"), float(right))]
        return len(rows)
    raise KeyError(source)


def printed(value: float, language: LanguageCode, decimals: int) -> str:
    """Digits of a number as that language prints them, without a sign."""
    noise = Decimal(repr(float(value))).quantize(Decimal("1e-9"), ROUND_HALF_EVEN)
    rounded = abs(noise.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))
    english = f"{rounded:,}"
    return english if language == "en" else english.translate(str.maketrans(",.", ".,"))


def numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:[.,]\d+)*", text))


def names(context: Context) -> Iterator[str]:
    """What has numbers and is no figure, in the capitals of the registry or not."""
    code = context.say.code
    questionnaire = context.questionnaire
    yield from (f"{one.code} “{one.text.within(code)}”" for one in questionnaire.criteria)
    yield from context.unit_names.values()
    yield from (context.provenance.rstrip("."), questionnaire.name.within(code))
    yield from ("năm 2019", "năm 2018", "the year 2019", "the year 2018")


def assert_from_tables(found: list[Claim], results: Results, context: Context) -> None:
    texts = sorted(names(context), key=len, reverse=True)
    rows = claims_table(found)
    for row in rows.to_dict("records"):
        sentence = row["sentence"]
        for text in texts:
            sentence = re.sub(re.escape(text), " ", sentence, flags=re.IGNORECASE)
        sentence = re.sub(r"(?<![\d.,])(95|80|90) ?%", " ", sentence)
        sources = [source for source in re.split(r"; (?=\w+(?:\.csv)?\[)", row["source_cells"]) if source]
        expected = Counter()
        for source in sources:
            value = number_of(results, context, source)
            expected[printed(value, context.say.code, 0 if WHOLE.search(source) else 2)] += 1
        assert numbers(sentence) == expected, row


def suppressed(results: Results, unit: str, item: str) -> Results:
    """The tables with the dimension `item` of a unit suppressed, and its criteria."""
    gone = [item, *(code for code in results.decomposition["item"].unique() if code.startswith("5."))]
    changed = {}
    for name in ("estimates", "comparison"):
        table = getattr(results, name).copy()
        rows = (table["unit"] == unit) & table["item"].isin(gone)
        floats = [column for column in table if table[column].dtype in ("float64", "Int64")]
        for column in floats:
            if column != "n_units":
                table.loc[rows, column] = pd.NA
        table.loc[rows, "reason"] = "suppressed_small"
        for column in ("verdict", "level_with_best"):
            if column in table:
                table.loc[rows, column] = ""
        if "reliability" in table:
            table.loc[rows, "reliability"] = "suppressed"
        changed[name] = table
    decomposition = results.decomposition.copy()
    own = decomposition["unit"] == unit
    empty = [column for column in decomposition if decomposition[column].dtype in ("float64", "Int64")]
    for column in empty:
        decomposition.loc[own, column] = pd.NA
    return replace(results, **changed, decomposition=decomposition)


def change(item: str, kind: str, now: float, **cells: object) -> dict[str, object]:
    empty = dict.fromkeys(types(CHANGES))
    texts = {name: "" for name, dtype in types(CHANGES).items() if dtype == "str"}
    own = {"period": "2019", "earlier": "2018", "basis": "previous", "unit": "tuan-giao", "kind": kind}
    return {**empty, **texts, **own, "item": item, "index": now, "simulated": True, **cells}


def changed(*rows: dict[str, object]) -> Results:
    return replace(example_results(), changes=pd.DataFrame(rows).astype(types(CHANGES)))


UPWARDS = change(
    "overall",
    "overall",
    86.14,
    index_before=80.0,
    change=6.14,
    change_low=2.1,
    change_high=10.2,
    verdict="up",
    rank_before=7,
    rank=5,
)


def without_verdicts(context: Context) -> Context:
    return replace(context, letter=context.letter.model_copy(update={"verdicts": False}))


def said(results: Results, context: Context) -> dict[str, str]:
    return {claim.id: claim.sentence for claim in claims(results, context)}


@cache
def told(language: LanguageCode, focus: str | None) -> list[Claim]:
    return claims(example_results(), replace(example_context(language), focus=focus))


def claimed(name: str, context: Context, results: Results | None = None) -> Claim:
    found = claims(results, context) if results else told(context.say.code, context.focus)
    return next(claim for claim in found if claim.id == name)


def with_cells(unit: str = OWN, kind: str = "overall", **cells: object) -> Results:
    """The example with other cells in one row of the comparison."""
    table = example_results().comparison.copy()
    for name, value in cells.items():
        table.loc[(table["unit"] == unit) & (table["kind"] == kind), name] = value
    return replace(example_results(), comparison=table)
