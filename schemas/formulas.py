"""What the named formulas of the overall index mean, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.language import later
from schemas.questionnaire import Formula


@dataclass(frozen=True)
class FormulaText:
    """A formula in mathematical notation and in words."""

    notation: str
    meaning: str


FORMULA_TEXTS: Mapping[Formula, FormulaText] = {
    "pooled_answers": FormulaText(
        "Σ w v / Σ w a",
        later("All satisfied answers of a unit divided by all its answers, over all criteria."),
    ),
    "mean_of_criteria": FormulaText(
        "(1/K) Σ_k I_k",
        later("The simple mean of the indices of the criteria."),
    ),
    "mean_of_dimensions": FormulaText(
        "(1/D) Σ_d I_d",
        later("The simple mean of the indices of the dimensions."),
    ),
    "weighted_dimensions": FormulaText(
        "Σ_d W_d I_d / Σ_d W_d",
        later("The mean of the indices of the dimensions with the weights of the framework."),
    ),
    "mean_of_respondents": FormulaText(
        "Σ_i w_i (Σ v / Σ a)_i / Σ_i w_i",
        later("Each respondent's own share of satisfied answers, averaged over the respondents."),
    ),
    "overall_item": FormulaText(
        "Σ w v / Σ w a",
        later("The index of the one question that asks for overall satisfaction."),
    ),
}
