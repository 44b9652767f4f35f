"""The tables of a period as the page's script reads them: rows of plain values under named columns."""

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from babel import Locale

from pipeline.present.charts.levels import levels_upwards
from pipeline.present.context import Context
from pipeline.present.page.specs import specs
from pipeline.present.page.texts import texts
from pipeline.present.problems import plain
from pipeline.present.results import Results
from pipeline.present.unit_rows import FIGURE

_DIGITS = 9
"""Below this a float's last digits are noise of binary fractions, as in `numbers`."""

_KINDS = ("criterion", "dimension", "overall")
_SIZES = ["n_respondents", "ci_low", "ci_high", "reliability", "reason", "level"]
_FIGURES = [
    *(*FIGURE, "n_respondents", "index", "ci_low", "ci_high", "reliability", "reason"),
    *("median", "gap_to_median", "gap_to_median_low", "gap_to_median_high", "verdict"),
    *("best_units", "best", "gap_to_best", "gap_to_best_low", "gap_to_best_high", "level_with_best"),
    *("rank", "rank_low", "rank_high", "n_units"),
]
_EFFORT = [
    *("unit", "item", "index", "share", "effort_rank"),
    *("to_median", "to_median_low", "to_median_high", "to_best", "to_best_low", "to_best_high"),
]
_ACCOUNTS = [
    *("unit", "issued", "returned", "read", "accepted", "rejected", "answers"),
    *("blank", "not_applicable", "dont_know", "refused", "not_eligible", "unreadable"),
]
_QUALITY = ["unit", "item", "measure", "value", "low", "high"]
_MEASURES = ("alpha", "omega", "straight_lining")
_CHANGES = [
    *("earlier", "basis", "unit", "kind", "item", "index_before", "index", "change"),
    *("change_low", "change_high", "verdict", "rank_before", "rank", "breaks"),
]


def payload(results: Results, contexts: Sequence[Context]) -> dict[str, Any]:
    """All that the page shows of a period, in the languages of `contexts`, the first being the main one."""
    main = contexts[0]
    figures = _figures(results)
    units = figures.loc[figures["kind"] == "overall", ["unit", "level"]]
    codes = [str(unit) for unit in units["unit"]]
    return {
        "languages": [context.say.code for context in contexts],
        "separators": {context.say.code: _separators(context) for context in contexts},
        "texts": {context.say.code: texts(context) for context in contexts},
        "names": {context.say.code: _names(context, codes) for context in contexts},
        "specs": {context.say.code: specs(context.say) for context in contexts},
        "period": main.period,
        "focus": main.focus if main.focus in codes else next(iter(codes), ""),
        "dimensions": [dimension.code for dimension in main.questionnaire.dimensions],
        "criteria": [_criterion(code, main) for code in main.questionnaire.rated],
        "levels": [level.code for level in levels_upwards(main.questionnaire.scale)],
        "units": _table(units, ["unit", "level"]),
        "comparisons": _comparisons(results.comparison, units),
        "figures": _table(_shown(figures, main), _FIGURES),
        "answers": _answers(results.counts, main),
        "effort": _table(results.decomposition, _EFFORT),
        "accounting": _table(results.accounting, _ACCOUNTS),
        "quality": _table(results.quality[results.quality["measure"].isin(_MEASURES)], _QUALITY),
        "changes": _table(_shown(results.changes, main), _CHANGES),
    }


def as_script(value: Any) -> str:
    r"""`value` as JSON that may stand in a script element: nothing in it can end the element.

    >>> as_script("</script>")
    '"\\u003c/script\\u003e"'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _figures(results: Results) -> pd.DataFrame:
    """The comparison beside what the estimates say of the same figures."""
    compared = results.comparison.drop(columns="reason")
    return compared.merge(results.estimates[[*FIGURE, *_SIZES]], on=FIGURE, how="left")


def _shown(table: pd.DataFrame, context: Context) -> pd.DataFrame:
    """The rows of the overall index, the dimensions and the criteria that belong to one."""
    rated = table["item"].isin(context.questionnaire.rated)
    return table[table["kind"].isin(_KINDS) & ((table["kind"] != "criterion") | rated)]


def _criterion(code: str, context: Context) -> list[str]:
    found = next(criterion for criterion in context.questionnaire.criteria if criterion.code == code)
    return [code, found.dimension or ""]


def _names(context: Context, units: Sequence[str]) -> dict[str, dict[str, str]]:
    """What units, dimensions, criteria and levels are called, by code."""
    language, questionnaire = context.say.code, context.questionnaire
    named = {
        "unit": {unit: context.unit_names.get(unit, unit) for unit in units},
        "short": {unit: context.short_names.get(unit, unit) for unit in units},
        "dimension": {one.code: one.name.within(language) for one in questionnaire.dimensions},
        "brief": {one.code: one.short.within(language) for one in questionnaire.dimensions},
        "criterion": {one.code: one.text.within(language) for one in questionnaire.criteria},
        "level": {str(one.code): one.label.within(language) for one in questionnaire.scale.levels},
    }
    return {kind: {code: plain(name) for code, name in names.items()} for kind, names in named.items()}


def _separators(context: Context) -> list[str]:
    """The decimal sign of a language and its mark between thousands."""
    symbols: Mapping[str, str] = Locale.parse(context.say.code).number_symbols["latn"]
    return [symbols["decimal"], symbols["group"]]


def _comparisons(comparison: pd.DataFrame, units: pd.DataFrame) -> dict[str, dict[str, int]]:
    """How many comparisons the verdicts of each level and kind are adjusted for."""
    judged = comparison[comparison["p_adjusted"].notna() & comparison["kind"].isin(_KINDS)]
    levels = judged["unit"].map(dict(zip(units["unit"], units["level"], strict=True)))
    found: dict[str, dict[str, int]] = {str(level): dict.fromkeys(_KINDS, 0) for level in units["level"]}
    for level, kind in zip(levels, judged["kind"], strict=True):
        found[level][kind] += 1
    return found


def _answers(counts: pd.DataFrame, context: Context) -> dict[str, Any]:
    """How many gave each level, the lowest first: one row a unit and criterion."""
    levels = [str(level.code) for level in levels_upwards(context.questionnaire.scale)]
    found = counts[counts["criterion"].isin(context.questionnaire.rated) & counts["code"].isin(levels)]
    wide = found.pivot(index=["unit", "criterion"], columns="code", values="n").reindex(columns=levels)
    return _table(wide.reset_index(), ["unit", "criterion", *levels])


def _table(table: pd.DataFrame, columns: list[str]) -> dict[str, Any]:
    rows = table[columns].astype(object).to_numpy().tolist()
    return {"columns": columns, "rows": [[_cell(cell) for cell in row] for row in rows]}


def _cell(cell: Any) -> Any:
    """A cell as JSON takes it: missing is None, and numbers have no noise."""
    if isinstance(cell, str):
        return plain(cell)
    if pd.isna(cell):
        return None
    number = round(float(cell), _DIGITS)
    return int(number) if math.isfinite(number) and number == int(number) else number
