"""The words of the sheets and what they mean."""

from pipeline.present.context import Context
from pipeline.present.workbook.listing import Column, Listing, Row
from schemas.formulas import FORMULA_TEXTS
from schemas.terms import TERMS, Term


def terms(context: Context) -> Listing:
    """Every term once, with the codes that stand for it in the files."""
    say, codes = context.say, dict[Term, list[str]]()
    for code, term in TERMS.items():
        codes.setdefault(term, []).append(code)
    formula = context.questionnaire.formula
    text = FORMULA_TEXTS[formula]
    return Listing(
        name=say("Terms"),
        shows=say("The words of these sheets and what they mean"),
        title=say("Terms"),
        columns=[
            Column(say("Term"), widest=34),
            Column(say("Meaning"), widest=76),
            Column(say("Name in the CSV files"), widest=38),
        ],
        rows=[
            Row((say("formula of the overall index"), f"{say(text.meaning)} {text.notation}", formula)),
            *(Row((say(term.title), say(term.meaning), ", ".join(names))) for term, names in codes.items()),
        ],
    )
