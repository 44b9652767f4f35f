"""The wordings of the letter follow the verdicts, one by one."""

import pytest

from tests.unit.made_results import example_context
from tests.unit.told_claims import OVERALL, claimed, with_cells

ABOVE = {
    "verdict": "above",
    "gap_to_median": 3.0,
    "gap_to_median_low": 1.0,
    "gap_to_median_high": 5.0,
    "p_adjusted": 0.01,
}
BELOW = {
    **ABOVE,
    "verdict": "below",
    "gap_to_median": -3.0,
    "gap_to_median_low": -5.0,
    "gap_to_median_high": -1,
}
MANY = {**ABOVE, "verdict": "not_distinguishable"}
NO_VERDICT = {"verdict": "", "gap_to_median_low": None, "gap_to_median_high": None}


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        (
            ABOVE,
            "It is higher than the median of the 10 units (86.09%) by 3.00 percentage points, "
            "a statistically significant gap; 95 % interval of the gap: +1.00 to +5.00 percentage points.",
        ),
        (
            BELOW,
            "It is lower than the median of the 10 units (86.09%) by 3.00 percentage points, a statistically "
            "significant gap; 95 % interval of the gap: −5.00 to −1.00 percentage points.",
        ),
        (
            MANY,
            "The official gap to the median of the 10 units (86.09%) is +3.00 percentage points; adjusted "
            "for the number of comparisons it is not distinguishable from the median at this sample size; "
            "95 % interval of this gap taken by itself: +1.00 to +5.00 percentage points.",
        ),
        (
            NO_VERDICT,
            "The official gap to the median of the 10 units (86.09%) is +0.05 percentage points.",
        ),
    ],
)
def test_the_verdict_chooses_the_wording(cells: dict[str, object], sentence: str) -> None:
    found = claimed("overall.gap_to_median", example_context("en"), with_cells(**cells))
    assert found.sentence == sentence
    verdict = str(cells["verdict"])
    source = f"comparison.csv[{', '.join(OVERALL)}].verdict = {verdict}"
    assert found.test == (source if verdict else "")


def test_the_verdict_chooses_the_wording_in_vietnamese() -> None:
    above, below = (
        claimed("overall.gap_to_median", example_context(), with_cells(**cells)).sentence
        for cells in (ABOVE, BELOW)
    )
    assert above.startswith("Chỉ số này cao hơn trung vị của 10 đơn vị (86,09%) là 3,00 điểm %")
    assert below.startswith("Chỉ số này thấp hơn trung vị của 10 đơn vị (86,09%) là 3,00 điểm %")


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"level_with_best": "no"}, "It is lower than the index of Mường Lay town, officially the highest"),
        ({"level_with_best": "yes"}, "taking all units together, this unit is not distinguishable"),
        (
            {"level_with_best": "yes", "gap_to_best_high": 0.0},
            "at this sample size the two are not distinguishable",
        ),
        (
            {"level_with_best": "no", "gap_to_best_high": 0.0},
            "at this sample size the two are not distinguishable",
        ),
        ({"level_with_best": ""}, "is −13.25 percentage points; 95 % interval of the gap: −16.07"),
    ],
)
def test_lower_than_the_best_takes_both_tests(cells: dict[str, object], words: str) -> None:
    sentence = claimed("overall.gap_to_best", example_context("en"), with_cells(**cells)).sentence
    assert words in sentence
    assert ("lower" in sentence) == (cells == {"level_with_best": "no"})
