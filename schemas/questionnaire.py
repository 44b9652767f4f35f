"""A framework: one edition of a questionnaire, its scale, its kinds of missing, its formula."""

import math
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field

from schemas.language import later
from schemas.text import fold
from schemas.toml import Frozen, Mistake, Raw, Text, build, entries, quoted, read_toml, repeated
from schemas.units import Code, Name

Formula = Literal[
    "pooled_answers",
    "mean_of_criteria",
    "mean_of_dimensions",
    "weighted_dimensions",
    "mean_of_respondents",
    "overall_item",
]
FORMULAS: tuple[Formula, ...] = get_args(Formula)

MissingKind = Literal["blank", "not_applicable", "dont_know", "refused", "not_eligible", "unreadable"]
MISSING_CODES: dict[MissingKind, int] = {
    "blank": -1,
    "not_applicable": -2,
    "dont_know": -3,
    "refused": -4,
    "not_eligible": -5,
    "unreadable": -6,
}
"""How each kind of missing is stored in a coded response; levels are stored as 1, 2, 3, …"""

MISSING_NAMES: dict[int, str] = {
    -1: later("blank"),
    -2: later("not applicable"),
    -3: later("don't know"),
    -4: later("refused"),
    -5: later("not eligible"),
    -6: later("unreadable"),
}
"""What each kind of missing is called in messages."""


RESERVED = (
    *("respondent", "unit", "date", "weight", "stratum", "psu", "interviewer", "minutes"),
    *("source", "line", "problems", "answers"),
)
"""Names of columns that no criterion may have."""

_NUMBER = re.compile(r"\d{1,6}(\.\d{1,9})?|\d{1,6}/\d{1,6}", re.ASCII)


def _exact(value: Any) -> Any:
    """Numbers and texts such as "1/4" or "0.25" as exact fractions."""
    if isinstance(value, bool) or not _NUMBER.fullmatch(str(value)):
        raise ValueError(later('a number is expected, as 1, 0.25 or "1/4"'))
    try:
        return Fraction(str(value))
    except ZeroDivisionError:
        raise ValueError(later('a number is expected, as 1, 0.25 or "1/4"')) from None


Share = Annotated[Fraction, BeforeValidator(_exact), Field(ge=0, le=1)]


class Level(Frozen):
    """One point of the answer scale; `value` (0 to 1) is what it counts for."""

    code: Annotated[int, Field(strict=True, ge=1, le=100)]
    value: Share
    label: Text
    aliases: tuple[Name, ...] = ()


class Missing(Frozen):
    """The texts that stand for one kind of missing."""

    kind: Literal["not_applicable", "dont_know", "refused"]
    texts: Annotated[tuple[Name, ...], Field(min_length=1)]


class Scale(Frozen):
    """The levels of the answers and the kinds of missing."""

    levels: Annotated[tuple[Level, ...], Field(min_length=2)]
    missing: tuple[Missing, ...] = ()

    @cached_property
    def denominator(self) -> int:
        """The least common denominator of the values, so that tallies are whole numbers."""
        return math.lcm(*(level.value.denominator for level in self.levels))

    @cached_property
    def code_by_text(self) -> dict[str, int]:
        """The code of every folded text that an answer cell may hold."""
        codes = {"": MISSING_CODES["blank"]}
        for level in self.levels:
            for text in (str(level.code), level.label.vi, level.label.en, *level.aliases):
                codes[fold(text)] = level.code
        for missing in self.missing:
            codes |= {fold(text): MISSING_CODES[missing.kind] for text in missing.texts}
        return codes

    @property
    def shown(self) -> str:
        """The scale as it stands in messages: `1-5`."""
        return f"{self.levels[0].code}-{self.levels[-1].code}"

    @cached_property
    def names(self) -> dict[int, str]:
        """The name of each code in tables: the level's number or the kind of missing."""
        return {level.code: str(level.code) for level in self.levels} | {
            code: kind for kind, code in MISSING_CODES.items()
        }


class Dimension(Frozen):
    """A group of criteria; `weight` is used by the formula `weighted_dimensions` alone.

    Where `optional`, a respondent who left all criteria of the dimension blank is *not eligible* for them.
    """

    code: Code
    name: Text
    short: Text
    weight: Share | None = None
    optional: bool = False


class Criterion(Frozen):
    """One rated item. The item that asks for overall satisfaction belongs to no dimension."""

    code: Code
    dimension: Code | None = None
    text: Text
    aliases: tuple[Name, ...] = ()
    wording: str = ""


class Columns(Frozen):
    """Other headers under which the canonical columns come."""

    respondent: tuple[Name, ...] = ()
    unit: tuple[Name, ...] = ()
    date: tuple[Name, ...] = ()
    weight: tuple[Name, ...] = ()
    stratum: tuple[Name, ...] = ()
    psu: tuple[Name, ...] = ()
    interviewer: tuple[Name, ...] = ()
    minutes: tuple[Name, ...] = ()


class Thresholds(Frozen):
    """What may be published, and what only with care; explained in `docs/methods/reliability.md`.

    `publish_from` respondents a unit needs to be ranked, `median_from` units a median; an index that rests on
    fewer than `suppress_below` respondents is not shown. An index is to be used with care where its interval
    is wider than `care_width` points, its design has fewer than `care_df` degrees of freedom, or more than
    `care_missing` per cent of the answers asked for are missing.
    """

    publish_from: Annotated[int, Field(strict=True, ge=1)] = 30
    median_from: Annotated[int, Field(strict=True, ge=1)] = 3
    suppress_below: Annotated[int, Field(strict=True, ge=1)] = 5
    care_width: Annotated[float, Field(gt=0, le=100)] = 20.0
    care_df: Annotated[int, Field(strict=True, ge=1)] = 8
    care_missing: Annotated[float, Field(ge=0, le=100)] = 30.0


class Years(Frozen):
    """The years for which a framework is valid, both included."""

    first: Annotated[int, Field(strict=True, ge=1900, le=2200)]
    last: Annotated[int, Field(strict=True, ge=1900, le=2200)]


class Questionnaire(Frozen):
    """A framework; its formulas are explained in `docs/methods/indices.md`."""

    code: Code
    name: Text
    source: Name
    years: Years
    formula: Formula
    formula_source: str = ""
    overall_item: Code | None = None
    columns: Columns = Columns()
    scale: Scale
    thresholds: Thresholds = Thresholds()
    dimensions: Annotated[tuple[Dimension, ...], Field(min_length=1)]
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of all criteria, in the order of the questionnaire."""
        return tuple(criterion.code for criterion in self.criteria)

    def criteria_of(self, dimension: str) -> tuple[str, ...]:
        """The codes of the criteria of a dimension."""
        return tuple(criterion.code for criterion in self.criteria if criterion.dimension == dimension)

    @cached_property
    def rated(self) -> tuple[str, ...]:
        """The codes of the criteria that belong to a dimension: all but the overall item."""
        return tuple(criterion.code for criterion in self.criteria if criterion.dimension is not None)

    def formulas(self) -> tuple[Formula, ...]:
        """The formulas this framework has what is needed for."""
        weighted = all(dimension.weight is not None for dimension in self.dimensions)
        return tuple(
            formula
            for formula in FORMULAS
            if (formula != "weighted_dimensions" or weighted)
            and (formula != "overall_item" or self.overall_item is not None)
        )


def _codes(raw: Raw, key: str) -> list[str]:
    return [entry["code"] for entry in entries(raw, key) if isinstance(entry.get("code"), str)]


def _across_criteria(raw: Raw) -> Iterator[Mistake]:
    dimensions, overall = _codes(raw, "dimensions"), raw.get("overall_item")
    for key, noun in (("dimensions", "dimension"), ("criteria", "criterion")):
        for code in repeated(_codes(raw, key)):
            yield Mistake(f'{noun} "{code}"', "", later("this code is given twice"))
    for number, entry in enumerate(entries(raw, "criteria"), start=1):
        own, dimension = entry.get("code"), entry.get("dimension")
        place = f"criterion {number}" if own is None else f'criterion "{own}"'
        if isinstance(dimension, str) and dimension not in dimensions:
            expected = later("one of {choices} is expected")
            choices = quoted(dict.fromkeys(dimensions))
            yield Mistake(f"{place}: dimension", f'"{dimension}"', expected, (("choices", choices),))
        if (dimension is None) != (overall is not None and own == overall):
            expected = later("every criterion but the overall item has a dimension, and only that has none")
            yield Mistake(f"{place}: dimension", "", expected)
    used = [entry.get("dimension") for entry in entries(raw, "criteria")]
    for code in dimensions:
        if code not in used:
            yield Mistake(f'dimension "{code}"', "", later("no criterion belongs to this dimension"))
    if isinstance(overall, str) and overall not in _codes(raw, "criteria"):
        yield Mistake("overall_item", f'"{overall}"', later("the code of a criterion is expected"))


def _across_columns(raw: Raw) -> Iterator[Mistake]:
    """Every header means one column: codes, aliases and the names of the canonical columns do not meet."""
    owner = {name: later("a column of every file") for name in RESERVED}
    columns = raw.get("columns")
    if isinstance(columns, dict):
        for name, texts in columns.items():
            own = [text for text in _list(texts) if not isinstance(text, str) or fold(text) != name]
            yield from _claimed(owner, f"columns: {name}", own)
    for entry in entries(raw, "criteria"):
        texts = [entry.get("code"), *_list(entry.get("aliases"))]
        yield from _claimed(owner, f'criterion "{entry.get("code")}"', texts)


def _across_scale(raw: Raw) -> Iterator[Mistake]:
    scale = raw.get("scale")
    if not isinstance(scale, dict):
        return
    owner: dict[str, str] = {}
    for level in entries(scale, "levels"):
        label = list(level["label"].values()) if isinstance(level.get("label"), dict) else []
        own = [str(level.get("code")), *label, *_list(level.get("aliases"))]
        yield from _claimed(owner, f'scale: level "{level.get("code")}"', own)
    for missing in entries(scale, "missing"):
        yield from _claimed(owner, f'scale: missing "{missing.get("kind")}"', _list(missing.get("texts")))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _claimed(owner: dict[str, str], place: str, texts: Iterable[object]) -> Iterator[Mistake]:
    for text in dict.fromkeys(fold(text) for text in texts if isinstance(text, str)):
        if owner.get(text, place) != place:
            expected = later("this text already means {other}")
            yield Mistake(place, f'"{text}"', expected, (("other", owner[text]),))
        owner.setdefault(text, place)


def _across_formula(raw: Raw) -> Iterator[Mistake]:
    weights = [entry.get("weight") for entry in entries(raw, "dimensions")]
    if raw.get("formula") == "weighted_dimensions" and None in weights:
        yield Mistake("formula", '"weighted_dimensions"', later("every dimension needs a weight for it"))
    if raw.get("formula") == "overall_item" and raw.get("overall_item") is None:
        yield Mistake("formula", '"overall_item"', later("the key overall_item must name the criterion"))
    years = raw.get("years")
    if isinstance(years, dict):
        first, last = years.get("first"), years.get("last")
        if isinstance(first, int) and isinstance(last, int) and last < first:
            yield Mistake("years: last", str(last), later("not before the first year"))


def _across(raw: Raw) -> Iterable[Mistake]:
    yield from _across_criteria(raw)
    yield from _across_columns(raw)
    yield from _across_scale(raw)
    yield from _across_formula(raw)


def load_questionnaire(path: Path, source: str | None = None) -> Questionnaire:
    """The questionnaire in the TOML file `path`; `SettingsError` with every mistake in it."""
    source = source or path.name
    return build(Questionnaire, read_toml(path, source), source, _across)
