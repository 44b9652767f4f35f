"""The verb `account`: what became of every form and every row of a unit, and of every cell it was asked."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from pipeline.measure.tallies.tally import Tally
from schemas.findings import Finding
from schemas.questionnaire import MISSING_CODES, Questionnaire
from schemas.settings import Forms
from schemas.tables import ACCOUNTING, ANSWERED, checked

ROWS = ("read", "accepted", "rejected")


def account(
    period: str,
    rows: pd.DataFrame,
    tally: Tally,
    questionnaire: Questionnaire,
    forms: Mapping[str, Forms],
    names: Mapping[str, str],
) -> pd.DataFrame:
    """The accounting of a period, one row a unit: forms, rows, answers by criterion, kinds of missing.

    `rows` has the columns `unit` (code, or "" where a row's unit is not known), `read`, `accepted` and
    `rejected`, any number of rows a unit; `names` are unit names by code, in the order of the result. Units
    are those with a row, a form or a respondent; rows of unknown units come last. All numbers are counts of
    forms, rows or cells, unweighted; columns as in `ACCOUNTING`. Raises `pandera.errors.SchemaErrors` where
    read = accepted + rejected or answers + missing = accepted × criteria does not hold.
    """
    by_unit = rows.groupby(rows["unit"].astype("str"))[list(ROWS)].sum()
    units = _units({*by_unit.index, *forms, *tally.units}, names)
    counted = pd.concat([by_unit, _cells(tally, questionnaire)], axis="columns")
    table = counted.reindex(units).fillna(0).astype("int64").rename_axis("unit").reset_index()
    handed = {unit: given.model_dump() for unit, given in forms.items()}
    for name in ("issued", "returned"):
        table[name] = pd.array([handed.get(unit, {}).get(name) for unit in units], dtype="Int64")
    table = table.assign(period=period, unit_name=[names.get(unit, unit) for unit in units])
    return checked(table, ACCOUNTING)


def _units(found: set[str], names: Mapping[str, str]) -> list[str]:
    """Known units in the order of `names`, then other ones, the rows of unknown units last."""
    place = {unit: i for i, unit in enumerate(names)}
    return sorted(found, key=lambda unit: (unit == "", place.get(unit, len(place)), unit))


def _cells(tally: Tally, questionnaire: Questionnaire) -> pd.DataFrame:
    """Answers by criterion, all answers, and each kind of missing over all criteria, by unit."""
    counts, codes = tally.of_units("counts").astype(np.int64), np.array(tally.codes)
    answered = counts[:, :, codes > 0].sum(axis=2)
    columns = {"answers": answered.sum(axis=1)}
    columns |= {f"{ANSWERED}{code}": answered[:, k] for k, code in enumerate(questionnaire.codes)}
    columns |= {kind: counts[:, :, codes == code].sum(axis=(1, 2)) for kind, code in MISSING_CODES.items()}
    return pd.DataFrame(columns, index=list(tally.units))


def check_forms(accounting: pd.DataFrame, source: str) -> Iterator[Finding]:
    """A finding for each unit with more rows than forms returned, or more of these than issued.

    `source` is the settings file that tells the forms. Units without forms are not judged.
    """
    told = accounting[accounting["issued"].notna()]
    exceeded = (told["read"] > told["returned"]) | (told["returned"] > told["issued"])
    for row in told[exceeded].to_dict("records"):
        values = {"unit": row["unit_name"], **{name: row[name] for name in ("read", "returned", "issued")}}
        yield Finding(
            "forms-exceeded", source, values=tuple((name, str(value)) for name, value in values.items())
        )
