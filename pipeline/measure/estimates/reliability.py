"""Which indices are published, which are to be used with care, and why."""

import numpy as np
import numpy.typing as npt

from pipeline.measure.estimates.precision import Precision
from schemas.questionnaire import MISSING_CODES, Thresholds

Matrix = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.str_]

EXCUSED = (MISSING_CODES["not_eligible"], MISSING_CODES["not_applicable"])
"""Kinds of missing of those who were not to answer: they leave the number of answers asked for."""


def judge(
    index: Matrix,
    incomplete: Flags,
    few: Flags,
    precise: Precision,
    missing: Matrix,
    thresholds: Thresholds,
) -> tuple[Texts, Texts]:
    """The label of each index, and its reasons joined by `;` ("" where it is reliable).

    All arrays are [U × I]: `incomplete` where a criterion was asked and not answered, `few` where the unit
    has fewer than `publish_from` respondents, `missing` the per cent of answers asked for that are missing.
    Reasons are the keys of `schemas.labels.REASONS`.
    """
    none = np.isnan(index)
    unpublished = [
        ("criterion_without_answers", incomplete),
        ("no_answers", none & ~incomplete),
        ("below_publish_from", few & ~none),
    ]
    width = precise.high - precise.low
    care = [
        ("single_sampling_unit", np.isnan(precise.se)),
        ("few_degrees_of_freedom", (precise.df >= 0) & (precise.df < thresholds.care_df)),
        ("wide_interval", width > thresholds.care_width),
        ("many_missing", missing > thresholds.care_missing),
    ]
    held_back = np.logical_or.reduce([flags for _, flags in unpublished])
    careful = np.logical_or.reduce([flags for _, flags in care])
    label = np.where(held_back, "not_published", np.where(careful, "use_with_care", "reliable"))
    return label, np.where(held_back, _joined(unpublished), _joined(care))


def _joined(reasons: list[tuple[str, Flags]]) -> Texts:
    """The reasons that hold, joined: one text for each set of reasons that there is."""
    bits = sum(flags.astype(np.int64) << bit for bit, (_, flags) in enumerate(reasons))
    sets, place = np.unique(bits, return_inverse=True)
    texts = [
        ";".join(reason for bit, (reason, _) in enumerate(reasons) if present >> bit & 1) for present in sets
    ]
    return np.array(texts, "U")[place].reshape(np.shape(bits))


def missing_share(answers: Counts, asked: Counts) -> Matrix:
    """Per cent of the answers asked for that were not given; 0 where nothing was asked."""
    share = np.divide(100 * (asked - answers), asked, out=np.zeros(asked.shape), where=asked > 0)
    return np.asarray(share)
