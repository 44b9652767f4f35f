"""Critical values beside exact integrals and beside all draws."""

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from pipeline.measure.comparisons import critical
from pipeline.measure.comparisons.critical import (
    DRAWS,
    MANY,
    Column,
    Comparisons,
    Errors,
    comparisons_of,
    critical_value,
    draw_errors,
)
from pipeline.measure.comparisons.ranks import critical_values, level_with_best

TOLERANCE = {(np.inf, False): 0.03, (6.0, False): 0.12, (np.inf, True): 0.05, (6.0, True): 0.35}
"""By degrees of freedom, and whether the units are so many that half the draws have to do."""


@pytest.mark.parametrize("units", [2, 3, 10, 20, 200])
@pytest.mark.parametrize("df", [np.inf, 6.0])
def test_critical_values_are_those_of_the_integral(units: int, df: float) -> None:
    """With equal errors P(all |Z_j - Z_k| <= c sqrt(2)) = E [F(Z + c sqrt(2)) - F(Z - c sqrt(2))]^(U-1)."""
    law = stats.norm() if df == np.inf else stats.t(df)
    z = np.linspace(-40, 40, 8001)

    def covered(c: float) -> float:
        inside = law.cdf(z + c * np.sqrt(2)) - law.cdf(z - c * np.sqrt(2))
        return float(integrate.trapezoid(law.pdf(z) * inside ** (units - 1), z))

    exact = optimize.brentq(lambda c: covered(c) - 0.95, 1, 10)
    own = critical_values(np.arange(units) * 1.0, np.full(units, 3.0), df=np.full(units, df))
    assert own == pytest.approx(exact, abs=TOLERANCE[df, units > MANY])


def test_many_units_have_half_the_draws_and_the_same_boundary() -> None:
    """199 equal units, one d above: apart beyond q(0,95; 200) / sqrt(2) = 4,593 standard errors."""
    assert len(draw_errors(np.ones(MANY), np.full(MANY, np.inf)).draws) == DRAWS
    assert len(draw_errors(np.ones(200), np.full(200, np.inf)).draws) == DRAWS / 2
    boundary = stats.studentized_range.ppf(0.95, 200, np.inf)
    for distance, best in ((boundary - 0.1, 200), (boundary + 0.1, 1)):
        x = np.append(np.zeros(199), distance)
        assert level_with_best(x, np.ones(200), stepdown=False).sum() == best


def spread(units: int) -> tuple[Column, Column, Column]:
    """Units some of which are apart; standard errors alike in groups, in ascending order."""
    place = np.arange(units)
    return 80 + (7 * place % units) * 12 / units, 1 + place / units, np.where(place % 3, 9.0, np.inf)


def value_of_all_draws(
    errors: Errors, x: Column, family: list[Comparisons], coverage: float, steps: bool
) -> float:
    """The critical value by its definition: every pair in every draw, in every step."""
    pairs = np.array([(row.unit, other) for row in family for other in np.arange(len(x))[row.others]])
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    upper = np.where(x[pairs[:, 0]] >= x[pairs[:, 1]], pairs[:, 0], pairs[:, 1])
    lower = pairs.sum(axis=1) - upper
    error = np.hypot(errors.se[upper], errors.se[lower])
    upwards = (errors.draws[:, upper] - errors.draws[:, lower]) / error.astype(np.float32)
    distance, left = (x[upper] - x[lower]) / error, np.ones(len(pairs), np.bool_)
    while True:
        greatest = np.maximum(upwards[:, left].max(axis=1, initial=-np.inf), -upwards.min(axis=1))
        critical = float(np.quantile(greatest, coverage, method="inverted_cdf"))
        if not steps or (left == (left := distance <= critical)).all():
            return critical


@pytest.mark.parametrize("steps", [False, True])
@pytest.mark.parametrize("coverage", [0.95, 0.5])
@pytest.mark.parametrize(("units", "own"), [(2, 1), (30, 4), (30, None), (300, 150)])
def test_draws_left_out_change_no_critical_value(
    units: int, own: int | None, coverage: float, steps: bool
) -> None:
    """Its sister has one unit moved far away, which leaves the family in the second step."""
    x, se, df = spread(units)
    errors = draw_errors(se, df)

    def family(x: Column) -> list[Comparisons]:
        if own is not None:
            return [comparisons_of(own, units, x, se)]
        return [comparisons_of(unit, unit, x, se) for unit in range(1, units)]

    all_draws = value_of_all_draws(errors, x, family(x), coverage, steps)
    assert critical_value(errors, family(x), coverage, stepdown=steps) == pytest.approx(all_draws, rel=1e-6)
    if steps and units > 2:
        moved = x.copy()
        moved[own or -1] += 100
        other = critical_value(errors, family(moved), coverage, stepdown=steps)
        assert other != pytest.approx(all_draws, rel=1e-6)


@pytest.mark.parametrize("steps", [False, True])
def test_more_draws_are_looked_at_where_bounds_are_loose(
    steps: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All units in one group, half of them with twice or more of the standard error the bounds suppose."""
    monkeypatch.setattr(critical, "ALIKE", 8.0)
    x, _, df = spread(40)
    se = np.geomspace(1, 4, 40)
    errors = draw_errors(se, df)
    assert errors.least.tolist() == [1]
    family = [comparisons_of(unit, unit, x, se) for unit in range(1, 40)]
    all_draws = value_of_all_draws(errors, x, family, 0.95, steps)
    assert critical_value(errors, family, 0.95, stepdown=steps) == pytest.approx(all_draws, rel=1e-6)
