"""The indices: criteria, dimensions, and the six named formulas of the overall index.

Each is a weighted mean of ratios of totals, which is all that value, variance and decomposition need.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from schemas.labels import Kind
from schemas.questionnaire import Formula, Questionnaire

Block = tuple[float, tuple[str, ...]]


@dataclass(frozen=True)
class Item:
    """An index: Σ_b W_b · (Σ_c N_c / Σ_c D_c) / Σ_b W_b over its blocks b of criteria c.

    N_c = Σ w v and D_c = Σ w a are the sum of the values and the number of the answers to a criterion; where
    `own`, each answer counts as one of its respondent's m rated ones: N_c = Σ w v / m, D_c = Σ w a / m.
    """

    kind: Kind
    item: str
    blocks: tuple[Block, ...]
    own: bool = False
    formula: str = ""

    @property
    def weight(self) -> float:
        """The sum of the weights of the blocks."""
        return sum(weight for weight, _ in self.blocks)

    @property
    def criteria(self) -> tuple[str, ...]:
        """The criteria of all blocks."""
        return tuple(code for _, codes in self.blocks for code in codes)


def items(questionnaire: Questionnaire) -> Iterator[Item]:
    """All indices of a framework: criteria, dimensions, the official overall index, all named formulas."""
    for code in questionnaire.codes:
        yield Item("criterion", code, ((1, (code,)),))
    for dimension in questionnaire.dimensions:
        yield Item("dimension", dimension.code, ((1, questionnaire.criteria_of(dimension.code)),))
    for formula in questionnaire.formulas():
        blocks, own = overall_blocks(questionnaire, formula), formula == "mean_of_respondents"
        if formula == questionnaire.formula:
            yield Item("overall", "overall", blocks, own, formula)
        yield Item("formula", formula, blocks, own, formula)


def overall_blocks(questionnaire: Questionnaire, formula: Formula) -> tuple[Block, ...]:
    """The blocks of a named formula.

    `pooled_answers`: all answers together. `mean_of_criteria`, `mean_of_dimensions`: the simple mean of those
    indices. `weighted_dimensions`: their mean with the framework's weights. `mean_of_respondents`: each
    respondent's own Σ v / m, averaged with w, which is the pooled ratio of `own` answers. `overall_item`: the
    one question that asks for it.
    """
    dimensions = questionnaire.dimensions
    if formula == "mean_of_criteria":
        return tuple((1, (code,)) for code in questionnaire.rated)
    if formula == "mean_of_dimensions":
        return tuple((1, questionnaire.criteria_of(one.code)) for one in dimensions)
    if formula == "weighted_dimensions":
        return tuple((float(one.weight or 0), questionnaire.criteria_of(one.code)) for one in dimensions)
    if formula == "overall_item":
        return ((1, (questionnaire.overall_item or "",)),)
    return ((1, questionnaire.rated),)
