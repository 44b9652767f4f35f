"""What the settings say of the sampling design that the data do not bear out."""

from collections.abc import Iterator

import numpy as np

from pipeline.measure.estimates.design import Design
from pipeline.measure.tallies.raking import Raked
from pipeline.measure.tallies.tally import Tally
from schemas.findings import Finding
from schemas.settings import Survey


def design_doubts(survey: Survey, tally: Tally, raked: Raked) -> Iterator[Finding]:
    """Findings on populations, weights and margins, each at the settings of the period."""
    source = f"raw/{survey.period.name}/survey.toml"
    names = survey.registry.names("vi")
    for code, values in (*_of_populations(survey, tally), *_of_weights(tally), *_of_margins(survey, raked)):
        named = {key: names.get(text, text) if key == "unit" else text for key, text in values.items()}
        yield Finding(code, source, values=tuple(named.items()))


def _of_populations(survey: Survey, tally: Tally) -> Iterator[tuple[str, dict[str, str]]]:
    design = Design(tally, survey.settings.population, survey.settings.psus)
    if design.clustered and survey.settings.population and not survey.settings.psus:
        yield "population-not-used", {}
    if not design.clustered and survey.settings.psus and not survey.settings.population:
        yield "psus-not-used", {}
    told = design.psus if design.clustered else design.population
    strata = {(surveyed, stratum) for _, surveyed, stratum in design.strata}
    for unit, drawn in told.items():
        known = [stratum for surveyed, stratum in strata if surveyed == unit]
        for stratum in drawn if known and not isinstance(drawn, int) else ():
            if stratum not in known:
                yield "population-without-stratum", {"unit": unit, "stratum": stratum}
    exceeded = {
        (unit, int(sampled), int(available))
        for (_, unit, _), sampled, available in zip(
            design.strata, design.in_population, design.available, strict=True
        )
        if sampled > available
    }
    for unit, sampled, available in sorted(exceeded):
        yield "population-exceeded", {"unit": unit, "sampled": str(sampled), "population": str(available)}


def _of_weights(tally: Tally) -> Iterator[tuple[str, dict[str, str]]]:
    if not tally.weighted:
        return
    one = tally.layout.one
    n, weight = tally.of_units("respondents"), tally.of_units("sums")[:, one]
    if np.allclose(n * tally.of_units("squares")[:, one, one], weight**2, rtol=1e-12, atol=0):
        yield "equal-weights", {}


def _of_margins(survey: Survey, raked: Raked) -> Iterator[tuple[str, dict[str, str]]]:
    for unit, pairs in raked.empty.items():
        for margin, value in pairs:
            column = survey.settings.raking[margin].column
            yield "margin-without-people", {"unit": unit, "column": column, "value": value}
    for unit in raked.failed:
        yield "raking-failed", {"unit": unit}
