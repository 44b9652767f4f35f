"""What can be wrong with what the settings say of the sampling design."""

from schemas.language import later
from schemas.problems.problem import Problem

OF_DESIGNS = (
    Problem(
        "population-exceeded",
        "file",
        "warning",
        later("More sampled than there are"),
        later("{unit}: {sampled} in the sample, {population} in the population"),
        later("a population at least as large as the sample"),
        later("Correct [population] or [psus]. No finite population correction was made here."),
        later("The numbers say of how many people served, or PSUs, the sample was drawn."),
    ),
    Problem(
        "population-without-stratum",
        "file",
        "warning",
        later("Population of a stratum that nobody is in"),
        later('{unit}: stratum "{stratum}"'),
        later("the strata as the survey files spell them"),
        later("Correct the name in [population] or [psus]. The number was not used."),
        later("A number that meets no respondent makes no correction, and its stratum remains without one."),
    ),
    Problem(
        "population-not-used",
        "file",
        "note",
        later("Population of people, sample of PSUs"),
        later("[population], and survey files that name primary sampling units"),
        later("[psus], the number of PSUs from which was drawn"),
        later("Give [psus] where it is known. No finite population correction was made."),
        later("Where PSUs are drawn, PSUs are left out; the number of people does not tell how many."),
    ),
    Problem(
        "equal-weights",
        "file",
        "note",
        later("Weights that change nothing"),
        later("one and the same weight for all respondents of a unit"),
        later("weights that differ, or no column of weights"),
        later("Nothing to do if that is meant. The indices are those without weights."),
        later("A column is filled with 1 where a form asks for it; the real weights may be elsewhere."),
    ),
    Problem(
        "margin-without-people",
        "file",
        "warning",
        later("Value of a margin that nobody has"),
        later('{unit}: nobody in the sample with "{value}" in "{column}"'),
        later("people of every value of a margin"),
        later("Put values together that few people have. The others were raked without such people."),
        later("Weights make some people count more; they cannot stand in for people not asked."),
    ),
    Problem(
        "raking-failed",
        "file",
        "warning",
        later("Margins that cannot be met together"),
        later("{unit}: no weights give all margins of [raking] at once"),
        later("margins that some weights can meet"),
        later("Put values together, or leave a margin out. The unit keeps the weights it had."),
        later("Some combinations of values are missing, so that one margin stands against another."),
    ),
)
