"""The verb `decompose`: of what the gaps of each unit consist, and where a point of effort pays most."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.measure.comparisons.ranks import critical_values
from pipeline.measure.comparisons.scale import DIGITS, stabilised
from pipeline.measure.effort.split import Composition, Split, split_gaps
from pipeline.measure.effort.what_if import Field, Standing, stand
from pipeline.measure.estimates.design import Design
from pipeline.measure.estimates.formulas import items
from pipeline.measure.estimates.totals import Totals
from pipeline.measure.tallies.tally import Tally
from schemas.labels import UNPUBLISHED
from schemas.settings import Survey
from schemas.tables import DECOMPOSITION, checked

Column = npt.NDArray[np.float64]
Matrix = npt.NDArray[np.float64]

_KEYS = ("period", "unit", "item", "dimension", "median_units", "best_unit", "reason", "simulated")


@dataclass(frozen=True)
class _Level:
    """The units of one level: their rows of the overall index, and what is needed to set them apart.

    `rows` is the comparison of the overall index beside n_effective and df, `places` each unit's place in the
    tally; `indices` and `medians` [U × C] are those of the criteria.
    """

    rows: pd.DataFrame
    places: npt.NDArray[np.intp]
    composition: Composition
    indices: Matrix
    medians: Matrix

    @property
    def published(self) -> pd.DataFrame:
        return self.rows[~self.rows["reliability"].isin(UNPUBLISHED)]

    def middle(self) -> list[str]:
        """The units in the middle of the published ones: one, or two where their number is even."""
        if self.rows["median"].isna().all():
            return []
        order = self.published.sort_values(["index", "unit"])["unit"].tolist()
        return order[(len(order) - 1) // 2 : len(order) // 2 + 1]

    def best(self) -> list[str]:
        """The best unit, the first of those that tie."""
        units = str(self.rows["best_units"].iloc[0])
        return units.split(";")[:1] if units else []


def decompose(
    tally: Tally, survey: Survey, estimates: pd.DataFrame, comparison: pd.DataFrame
) -> pd.DataFrame:
    """The overall index by its criteria, one row a unit and criterion of the official formula.

    `share` is what a point of the criterion adds to the overall index, in per cent of a point. `to_median`
    and `to_best` are the criterion's contributions to the gaps, with intervals (`split_gaps`); they add up to
    them. Two cases say what would be gained: the criterion raised to its own median, and by the points of
    the settings (`plus`), all else equal. `effort_rank` orders the criteria of a unit by what is gained at
    their medians, and where that is the same by share, 1 first. Empty, with the `reason`, where there is no
    overall index or a criterion of the unit is suppressed. Columns as in `processed/README.md`.
    """
    official = next(item for item in items(survey.questionnaire) if item.kind == "overall")
    totals = Totals(tally, survey.questionnaire)
    design = Design(tally, survey.settings.population, survey.settings.psus)
    composition = Composition.of(totals, design, official)
    keys = ["unit", "kind", "item"]
    joined = comparison.merge(estimates[[*keys, "level", "reliability", "n_effective", "df"]], on=keys)
    place = {unit: i for i, unit in enumerate(tally.units)}
    tables: list[pd.DataFrame] = []
    for _, rows in joined.groupby("level", sort=False):
        overall = rows[rows["kind"] == "overall"].reset_index(drop=True)
        criteria = rows[rows["kind"] == "criterion"].pivot(index="unit", columns="item")
        of_criteria = [
            pd.DataFrame(criteria[name], index=list(overall["unit"]), columns=list(official.criteria))
            for name in ("index", "median")
        ]
        level = _Level(
            overall,
            np.array([place[unit] for unit in overall["unit"]], np.intp),
            composition,
            *(table.to_numpy(np.float64) for table in of_criteria),
        )
        tables.extend(_of_level(level, survey, place))
    order = {unit: i for i, unit in enumerate(dict.fromkeys(comparison["unit"]))}
    table = pd.concat(tables or [pd.DataFrame(columns=list(DECOMPOSITION.columns))], ignore_index=True)
    table = table.iloc[np.argsort(table["unit"].map(order).to_numpy(), kind="stable")]
    table = table.reset_index(drop=True).reindex(columns=list(DECOMPOSITION.columns))
    return checked(_without_suppressed(table, estimates), DECOMPOSITION)


def _without_suppressed(table: pd.DataFrame, estimates: pd.DataFrame) -> pd.DataFrame:
    """The table without what tells a suppressed criterion.

    The shares of a unit add up to 1, and its contributions to its gap, so that one criterion cannot be left
    out alone: the unit has no figures. Where it is the unit that others are split against, they have none
    either, since its share and rate are part of theirs.
    """
    criteria = estimates[(estimates["kind"] == "criterion") & (estimates["reliability"] == "suppressed")]
    criteria = criteria[criteria["item"].isin(table["item"])]
    reasons = criteria.set_index(["unit", "item"])["reason"].to_dict()
    units = set(criteria["unit"])
    figures = table.columns.difference(list(_KEYS))
    own = table["unit"].isin(units)
    table.loc[own, figures] = np.nan
    keys = zip(table.loc[own, "unit"], table.loc[own, "item"], strict=True)
    table.loc[own, "reason"] = [reasons.get(key, "suppressed_complementary") for key in keys]
    for references, name in (("median_units", "to_median"), ("best_unit", "to_best")):
        told = [not units.isdisjoint(text.split(";")) for text in table[references]]
        table.loc[told, [name, f"{name}_low", f"{name}_high"]] = np.nan
    return table


def _of_level(level: _Level, survey: Survey, place: dict[str, int]) -> Iterator[pd.DataFrame]:
    middle, best = level.middle(), level.best()
    to_median = split_gaps(level.composition, [place[unit] for unit in middle]) if middle else None
    to_best = split_gaps(level.composition, [place[unit] for unit in best]) if best else None
    published = level.published
    field = _field(published)
    position = {unit: i for i, unit in enumerate(published["unit"])}
    criteria = level.composition.parts.item.criteria
    dimensions = {criterion.code: criterion.dimension or "" for criterion in survey.questionnaire.criteria}
    for i, row in enumerate(level.rows.to_dict("records")):
        known = not np.isnan(row["index"])
        at = int(level.places[i])
        figures: dict[str, npt.NDArray[np.generic]] = {}
        if known:
            figures |= {"index": level.indices[i], "share": 100 * level.composition.parts.share[at]}
            figures |= _contributions("to_median", to_median, at) | _contributions("to_best", to_best, at)
            figures |= _cases(level, i, field, position.get(row["unit"]), survey.settings.comparison.what_if)
        yield pd.DataFrame(
            {
                "period": row["period"],
                "unit": row["unit"],
                "item": list(criteria),
                "dimension": [dimensions[code] for code in criteria],
                "median_units": ";".join(middle),
                "best_unit": ";".join(best),
                **figures,
                "reason": row["reason"],
                "simulated": row["simulated"],
            }
        )


def _contributions(name: str, split: Split | None, at: int) -> dict[str, Column]:
    if split is None:
        return {}
    return {
        name: split.contribution[at],
        f"{name}_low": np.clip(split.low[at], -100, 100),
        f"{name}_high": np.clip(split.high[at], -100, 100),
    }


def _field(published: pd.DataFrame) -> Field:
    n_effective = published["n_effective"].to_numpy(np.float64)
    index = published["index"].to_numpy(np.float64)
    critical = np.full(len(published), np.nan)
    known = ~np.isnan(n_effective) & (published["df"].to_numpy(np.float64, na_value=np.nan) > 0)
    if known.sum() > 1:
        x, se = stabilised(index[known] / 100, n_effective[known])
        critical[known] = critical_values(x, se, df=published["df"].to_numpy(np.float64)[known])
    return Field(index, n_effective, critical)


def _cases(
    level: _Level, i: int, field: Field, unit: int | None, points: float
) -> dict[str, npt.NDArray[np.generic]]:
    """The columns of both cases: each criterion raised to its median if it is below, and by some points."""
    at = int(level.places[i])
    now, share = level.indices[i], level.composition.parts.share[at]
    rises = {
        "at_median": np.maximum(level.medians[i] - now, 0),
        "plus": np.minimum(points, 100 - now),
    }
    columns: dict[str, npt.NDArray[np.generic]] = {}
    for case, rise in rises.items():
        overall = np.clip(level.composition.parts.index[at] + share * rise, 0, 100)
        columns |= {
            f"{case}_raised_to": now + rise,
            f"{case}_gain": share * rise,
            f"{case}_overall": overall,
        }
        known = ~np.isnan(overall)
        if unit is not None and len(field.index) > 1 and known.any():
            standing = stand(field, unit, overall[known])
            columns |= _then(case, _not_worse(standing, level.rows.iloc[i]), known, bool(level.middle()))
    gain = np.nan_to_num(columns["at_median_gain"].astype(np.float64)).round(9)
    order = np.lexsort((-share.round(9), -gain))
    ahead = np.stack([gain, share.round(9)], axis=1)[order]
    new = np.append(True, (ahead[1:] != ahead[:-1]).any(axis=1))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.maximum.accumulate(np.where(new, np.arange(1, len(order) + 1), 0))
    return {**columns, "effort_rank": rank}


def _not_worse(standing: Standing, row: "pd.Series[float]") -> Standing:
    """The standing with a rank set that is the present one where nothing is gained, and nowhere worse.

    The present set is a step-down one, which a single step can miss by a rank.
    """
    if standing.rank_low is None or standing.rank_high is None or pd.isna(row["rank_low"]):
        return standing
    same = np.isclose(standing.index, row["index"], rtol=0, atol=10.0**-DIGITS)
    low = np.where(same, row["rank_low"], np.minimum(standing.rank_low, row["rank_low"]))
    high = np.where(same, row["rank_high"], np.minimum(standing.rank_high, row["rank_high"]))
    return replace(standing, rank_low=low.astype(np.int64), rank_high=high.astype(np.int64))


def _then(
    case: str, standing: Standing, known: npt.NDArray[np.bool_], with_median: bool
) -> dict[str, npt.NDArray[np.generic]]:
    """The columns of a case, for the criteria of which it is known."""
    found: dict[str, npt.NDArray[np.generic] | None] = {
        "rank": standing.rank,
        "rank_low": standing.rank_low,
        "rank_high": standing.rank_high,
        "gap_to_median": standing.gap_to_median if with_median else None,
    }
    columns: dict[str, npt.NDArray[np.generic]] = {}
    for name, values in found.items():
        if values is not None:
            columns[f"{case}_{name}"] = np.full(len(known), np.nan)
            columns[f"{case}_{name}"][known] = values
    return columns
