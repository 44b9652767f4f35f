"""What the answers say of the questionnaire: all respondents together, then unit by unit."""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from pipeline.present.charts.theme import BAND, GRID
from pipeline.present.context import Context
from pipeline.present.unit_rows import number
from pipeline.present.workbook.cells import Value
from pipeline.present.workbook.listing import Column, Listing, Row
from pipeline.present.workbook.words import item_name, reasons, text_of, unit_name
from schemas.language import Language, later
from schemas.questionnaire import MISSING_CODES, MISSING_NAMES

Measures = Mapping[str, Mapping[Any, Any]]
"""The rows of one unit and item by their measures."""

_OVERALL = ("overall", "overall")
_NOTES = (
    later(
        "Alpha and omega: how far the criteria agree; from about 0.7 on they are taken to measure one thing."
    ),
    later(
        "Item-total: correlation with the other criteria of the dimension; near 0 it measures something else."
    ),
    later(
        "Missing answers: per cent of respondents. Same level: per cent who chose one level for all criteria."
    ),
)
_DRIVERS = later("Driver: per cent of what is explained of the overall item; going together is not causing.")


def quality(table: pd.DataFrame, context: Context) -> Listing:
    """The overall index, the dimensions and the criteria, of all respondents together."""
    say, measured = context.say, _measures(table[table["unit"] == ""])
    items = [_OVERALL, *_places(context)]
    with_drivers = bool((table["measure"] == "driver").any())
    return Listing(
        name=say("Quality"),
        shows=say("How well the questionnaire measures: agreement of the criteria, missing answers"),
        title=say("Quality of the questionnaire, all respondents together"),
        columns=list(_columns(say, with_drivers=with_drivers)),
        rows=[
            Row(
                tuple(_cells(item, measured.get(("", *item), {}), context, with_drivers=with_drivers)),
                fill=GRID if item[0] != "criterion" else "",
            )
            for item in items
        ],
        notes=[*map(say, _NOTES), *([say(_DRIVERS)] if with_drivers else [])],
        fixed=2,
    )


def unit_quality(table: pd.DataFrame, context: Context) -> Listing:
    """The overall index and the dimensions, unit by unit."""
    say, measured = context.say, _measures(table[table["unit"] != ""])
    units = list(dict.fromkeys(table.loc[table["unit"] != "", "unit"]))
    items = [_OVERALL, *(("dimension", d.code) for d in context.questionnaire.dimensions)]
    return Listing(
        name=say("Quality by unit"),
        shows=say("Agreement of the criteria and answers of one level, unit by unit"),
        title=say("Quality of the answers, unit by unit"),
        columns=[
            Column(say("Unit"), widest=34),
            Column(say("Item"), widest=36),
            *_reliability(say),
            Column(say("Same level (%)"), "share"),
            Column(say("Reason"), widest=46),
        ],
        rows=[
            Row(
                (
                    unit_name(unit, context),
                    item_name(*item, context),
                    *_agreement(measured.get((unit, *item), {})),
                    _value(measured.get((unit, *item), {}), "straight_lining"),
                    _reasons(measured.get((unit, *item), {}), context),
                ),
                fill=BAND if unit == context.focus else "",
            )
            for unit in units
            for item in items
        ],
        notes=[say(note) for note in _NOTES],
        fixed=2,
    )


def _measures(table: pd.DataFrame) -> dict[tuple[str, str, str], dict[str, dict[Any, Any]]]:
    found: dict[tuple[str, str, str], dict[str, dict[Any, Any]]] = {}
    for row in table.to_dict("records"):
        found.setdefault((row["unit"], row["kind"], row["item"]), {})[row["measure"]] = row
    return found


def _places(context: Context) -> Iterator[tuple[str, str]]:
    """Every dimension with its criteria behind it."""
    for dimension in context.questionnaire.dimensions:
        yield "dimension", dimension.code
        yield from (("criterion", code) for code in context.questionnaire.criteria_of(dimension.code))


def _columns(say: Language, *, with_drivers: bool) -> Iterator[Column]:
    yield Column(say("Code"), widest=8)
    yield Column(say("Item"), widest=46)
    yield from _reliability(say)
    yield Column(say("Item-total correlation"), "measure")
    yield Column(say("Alpha without the criterion"), "measure")
    for code in MISSING_CODES.values():
        yield Column(say(MISSING_NAMES[code]), "share", say("Missing answers (%)"))
    yield Column(say("Same level (%)"), "share")
    if with_drivers:
        band = say("Driver (%)")
        yield Column(say("Driver"), "share", band)
        yield Column(say("from"), "share", band)
        yield Column(say("to"), "share", band)
    yield Column(say("Reason"), widest=34)


def _reliability(say: Language) -> Iterator[Column]:
    yield Column(say("Respondents"), "count")
    for band in (say("Cronbach's alpha"), say("McDonald's omega")):
        yield Column(say("value"), "measure", band)
        yield Column(say("from"), "measure", band)
        yield Column(say("to"), "measure", band)


def _cells(
    item: tuple[str, str], found: Measures, context: Context, *, with_drivers: bool
) -> Iterator[Value]:
    kind, code = item
    yield code if kind == "criterion" else ""
    yield item_name(kind, code, context)
    yield from _agreement(found)
    yield _value(found, "item_total")
    yield _value(found, "alpha_without")
    for missing in MISSING_CODES:
        yield _value(found, f"missing_{missing}")
    yield _value(found, "straight_lining")
    if with_drivers:
        yield from (_value(found, "driver", name) for name in ("value", "low", "high"))
    yield _reasons(found, context)


def _agreement(found: Measures) -> Sequence[Value]:
    """The number of respondents, then alpha and omega with their intervals."""
    numbers = [number(row["n"]) for row in found.values()]
    n = next((size for size in numbers if math.isfinite(size)), math.nan)
    return [
        n,
        *(
            _value(found, measure, name)
            for measure in ("alpha", "omega")
            for name in ("value", "low", "high")
        ),
    ]


def _value(found: Measures, measure: str, name: str = "value") -> Value:
    return number(found[measure][name]) if measure in found else None


def _reasons(found: Measures, context: Context) -> str:
    return reasons([text_of(row["reason"]) for row in found.values()], context)
