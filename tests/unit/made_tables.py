"""Small tables of estimates and comparisons, as a run would make them, for charts and summaries."""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pandas as pd

import schemas
from pipeline.measure import compare
from pipeline.present.context import Context
from schemas.language import Language
from schemas.questionnaire import Thresholds, load_questionnaire

VI, EN = Language("vi"), Language("en")
SIPAS = load_questionnaire(Path(schemas.__file__).parent / "questionnaires" / "sipas-2017.toml")
DIMENSIONS = [dimension.code for dimension in SIPAS.dimensions]
ITEMS = [*(("dimension", code) for code in DIMENSIONS), ("overall", "overall")]
LONG = "Ban Quản lý Khu kinh tế cửa khẩu quốc tế"
# Tuần Giáo as printed in 2019 (data/tuan-giao/published-2019.csv), unrounded; the others are invented.
TUAN_GIAO = [100 * 617 / 720, 84.0, 100 * 960 / 1080, 100 * 482 / 540, 100 * 162 / 208, 86.142]
TEN = {
    "tuan-giao": TUAN_GIAO,
    "muong-lay": [99.2, 99.6, 99.5, 99.75, 98.6, 99.39],
    "nam-po": [85.0, 88.0, 88.0, 89.0, 77.0, 86.038],
    "muong-nhe": [80.0, 82.0, 81.0, 83.0, 70.0, 79.5],
}
NAMES = {"tuan-giao": "Huyện Tuần Giáo", "muong-lay": "Thị xã Mường Lay"}

Tables = tuple[pd.DataFrame, pd.DataFrame]
Labels = Mapping[tuple[str, str], tuple[str, str]]


def tables(
    values: Mapping[str, Sequence[float]], n: float = math.nan, labels: Labels | None = None
) -> Tables:
    """The comparison and the estimates of units with the indices of five dimensions and the overall one.

    `n` is the effective sample size of all of them, without which there are no intervals; `labels` gives
    reliability and reasons by unit and item, "reliable" where none is given.
    """
    frozen = tuple((unit, tuple(own)) for unit, own in values.items())
    comparison, estimates = _tables(frozen, n, tuple((labels or {}).items()))
    return comparison.copy(), estimates.copy()


# Comparing takes most of the time of the tests that draw, and they draw the same few tables.
@cache
def _tables(
    values: tuple[tuple[str, tuple[float, ...]], ...],
    n: float,
    labels: tuple[tuple[tuple[str, str], tuple[str, str]], ...],
) -> Tables:
    told = dict(labels)
    rows = [
        _row(unit, kind, item, index, n, *told.get((unit, item), ("reliable", "")))
        for unit, own in values
        for (kind, item), index in zip(ITEMS, own, strict=True)
    ]
    whole = dict.fromkeys(("n_respondents", "n_answers", "df"), "Int64")
    estimates = pd.DataFrame(rows).astype(whole)
    return compare(estimates, Thresholds()), estimates


def _row(
    unit: str, kind: str, item: str, index: float, n: float, reliability: str, reason: str
) -> dict[str, object]:
    hidden = reliability == "suppressed"
    n, index = (math.nan, math.nan) if hidden else (n, index)
    half = 196 * math.sqrt(index / 100 * (1 - index / 100) / n) if math.isfinite(n) else math.nan
    return {
        "period": "2019",
        "unit": unit,
        "unit_name": unit,
        "kind": kind,
        "item": item,
        "n_respondents": pd.NA if hidden else 52 if item == "feedback" else 180,
        "n_answers": pd.NA if hidden else 180,
        "index": index,
        "se": half / 1.96,
        "ci_low": max(0.0, index - half) if math.isfinite(half) else math.nan,
        "ci_high": min(100.0, index + half) if math.isfinite(half) else math.nan,
        "reliability": reliability,
        "level": "district",
        "formula": "",
        "reason": reason,
        "simulated": False,
        "n_effective": n,
        "deff": 1.0,
        "df": int(n) if math.isfinite(n) else pd.NA,
        "weighting": "none",
        "kish": 1.0,
    }


def unpublished(unit: str) -> dict[tuple[str, str], tuple[str, str]]:
    """The labels of a unit below the publishing threshold."""
    return {(unit, item): ("not_published", "below_publish_from") for _, item in ITEMS}


def many(n: int) -> dict[str, list[float]]:
    """The indices of `n` units, spread from 40 to 99.9."""
    return {f"u{i:02d}": [40 + (59.9 * ((i * 37 + j * 11) % 100)) / 99 for j in range(6)] for i in range(n)}


def context_of(say: Language = VI, focus: str | None = "tuan-giao", **names: str) -> Context:
    """The context of these tables; `names` are those of single units."""
    known = NAMES | {f"u{i:02d}": LONG if i % 2 else f"Xã Mường Ảng {i}" for i in range(100)} | names
    short = known | {"tuan-giao": "Tuần Giáo", "muong-lay": "Mường Lay"} | names
    return Context(say, SIPAS, "2019", "Tỉnh Điện Biên", known, short, focus, "Số liệu thử", True)


def with_verdicts(comparison: pd.DataFrame, verdicts: Mapping[str, str], unit: str) -> pd.DataFrame:
    """The comparison with the verdicts on a unit's items as given."""
    own = comparison["unit"] == unit
    given = comparison["item"].map(verdicts)
    return comparison.assign(verdict=comparison["verdict"].mask(own & given.notna(), given))
