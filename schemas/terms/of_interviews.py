"""The words of `screening.csv`: tests, columns, reasons; and of straight-lining in `quality.csv`."""

from collections.abc import Mapping

from schemas.language import later
from schemas.terms.term import Term

_TESTS = {
    "near_duplicates": Term(
        later("interviews that are nearly the same"),
        later(
            "They agree more with one another than with others' interviews. It proves nothing; look again."
        ),
    ),
    "straight_lining": Term(
        later("the same level for all criteria"),
        later("Such interviews are counted among those with enough answers to be judged."),
    ),
    "speed": Term(
        later("interviews too short to be asked"),
        later("Less than a third of the usual time of the unit, or less than a second for each answer."),
    ),
}

_COLUMNS = {
    "flagged": Term(
        later("to be looked at again"),
        later("The adjusted p-value is at most 0.05. This is a reason to look, not an accusation."),
    ),
    "within": Term(
        later("among whom interviewers are compared"),
        later(
            "Interviewers are compared with others of the same area where areas are known, else of the unit."
        ),
    ),
}

_REASONS = {
    "interviewer_unknown": Term(
        later("no interviewer is named"),
        later("Interviews without a name are compared with nobody."),
    ),
    "few_interviews": Term(
        later("fewer than five interviews that can be compared"),
        later("So few interviews would stand out by chance alone."),
    ),
    "alone_in_unit": Term(
        later("no other interviewer worked in the unit"),
        later("What is unusual can only be told beside other interviewers."),
    ),
    "alone_in_areas": Term(
        later("no other interviewer worked in the same areas"),
        later("People of one area answer alike, so other areas are no measure."),
    ),
    "few_others": Term(
        later("too few interviews of others to compare with"),
        later("Labels cannot be exchanged in enough ways to tell what is unusual."),
    ),
}

OF_INTERVIEWS: Mapping[str, Term] = {**_TESTS, **_COLUMNS, **_REASONS}
