"""What an index was measured with, in few words: enough to tell whether two periods can be compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from schemas.labels import Kind
from schemas.questionnaire import Questionnaire


@dataclass(frozen=True)
class Framework:
    """A questionnaire as far as its indices depend on it.

    `formula` is that of the overall index. `levels` maps the codes of the levels to their values,
    `dimensions` the codes of the dimensions to those of their criteria, `weights` to their weights where all
    have one; values and weights are exact, written as `1/4`. `overall_item` is the code of the question that
    asks for overall satisfaction, "" where there is none.
    """

    code: str
    formula: str
    levels: Mapping[str, str]
    dimensions: Mapping[str, frozenset[str]]
    weights: Mapping[str, str]
    overall_item: str

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> Self:
        """The framework of a questionnaire."""
        dimensions = questionnaire.dimensions
        weighted = all(dimension.weight is not None for dimension in dimensions)
        return cls(
            code=questionnaire.code,
            formula=questionnaire.formula,
            levels={str(level.code): str(level.value) for level in questionnaire.scale.levels},
            dimensions={one.code: frozenset(questionnaire.criteria_of(one.code)) for one in dimensions},
            weights={one.code: str(one.weight) for one in dimensions} if weighted else {},
            overall_item=questionnaire.overall_item or "",
        )

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> Self:
        """The framework that `as_dict` took apart; `ValueError` where it is none."""
        try:
            return cls(
                code=str(told["code"]),
                formula=str(told["formula"]),
                levels={str(level): str(value) for level, value in told["levels"].items()},
                dimensions={str(code): frozenset(map(str, own)) for code, own in told["dimensions"].items()},
                weights={str(code): str(weight) for code, weight in told["weights"].items()},
                overall_item=str(told["overall_item"]),
            )
        except (AttributeError, KeyError, TypeError):
            raise ValueError("this is no description of a framework") from None

    def as_dict(self) -> dict[str, Any]:
        """The framework in texts and lists, as it stands in `manifest.json`; criteria are sorted."""
        return {
            "code": self.code,
            "formula": self.formula,
            "levels": dict(self.levels),
            "dimensions": {code: sorted(own) for code, own in self.dimensions.items()},
            "weights": dict(self.weights),
            "overall_item": self.overall_item,
        }

    def breaks_since(self, earlier: "Framework", kind: Kind, item: str) -> Iterator[str]:
        """Why an item is no series from `earlier` to here, as keys of `BREAKS`; nothing where it is one.

        Another questionnaire and another scale break all items, other criteria the dimension they are in and
        the overall index, another formula the overall index. A criterion stays itself, whatever the others.
        """
        own, other = self._rule(kind, item), earlier._rule(kind, item)
        if self.code != earlier.code:
            yield "framework"
        if own != other:
            yield "formula"
        if self.levels != earlier.levels:
            yield "scale"
        if kind == "dimension" and self.dimensions.get(item) != earlier.dimensions.get(item):
            yield "criteria"
        # The question for overall satisfaction is asked by itself.
        if own and own[0] != "overall_item" and self.dimensions != earlier.dimensions:
            yield "criteria"

    def _rule(self, kind: Kind, item: str) -> tuple[object, ...]:
        """The formula of an item with what it needs beside the criteria; nothing for other kinds."""
        if kind not in ("overall", "formula"):
            return ()
        formula = self.formula if kind == "overall" else item
        told = {"weighted_dimensions": self.weights, "overall_item": self.overall_item}
        return formula, told.get(formula)
