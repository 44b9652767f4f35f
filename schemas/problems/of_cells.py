"""Problems of cells."""

from schemas.language import later
from schemas.problems.problem import Problem

OF_CELLS = (
    Problem(
        "code-outside-scale",
        "cell",
        "warning",
        later("Answer outside the scale"),
        later("got {got}"),
        later("a level of the scale {scale}, or a blank"),
        later("Look at the form and correct the cell. The answer was left out."),
        later("The cell is neither a level of the scale nor one of its kinds of missing."),
    ),
    Problem(
        "unknown-label",
        "cell",
        "warning",
        later("Unknown answer"),
        later("got {got}"),
        later("a label of the scale{nearest}"),
        later("Correct the cell, or add the word to [answers] in survey.toml. The answer was left out."),
        later("The text is neither a label of the scale nor one of its kinds of missing."),
    ),
    Problem(
        "label-contradicts-code",
        "cell",
        "warning",
        later("Code and label that do not fit"),
        later("got {got}"),
        later("a code with its own label"),
        later("Look at the form and correct the cell. The answer was left out."),
        later("The cell says two different things, and which is meant cannot be known."),
    ),
    Problem(
        "unknown-margin-value",
        "cell",
        "warning",
        later("Value that the margin does not have"),
        later("got {got}"),
        later("one of {choices}"),
        later("Correct the cell, or add the value under [raking] in survey.toml. It was read as blank."),
        later("Weights are raked to shares of declared values, and this one has no share."),
    ),
    Problem(
        "normalised",
        "cell",
        "note",
        later("Cell read by a rule"),
        later("{got} was read as {meaning} ({rule})"),
        later("the spelling that is declared"),
        later("Nothing to do if the reading is right; else correct the file, or settle it in survey.toml."),
        later("The cell is spelled otherwise than questionnaire or registry do, but means one thing only."),
    ),
)
