"""The Word documents of an office: the letter (công văn) and the report (báo cáo), from templates."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from importlib import resources
from typing import Any

from pipeline.present.claims.claim import Claim, Proposal
from pipeline.present.context import Context
from pipeline.present.criterion_rows import CriterionRow
from pipeline.present.letter.annex import annex
from pipeline.present.letter.body import body, captions
from pipeline.present.letter.head import head, subject
from pipeline.present.letter.picture import Picture
from pipeline.present.letter.render import fill
from pipeline.present.letter.values import Figure, Words
from pipeline.present.problems import plain
from schemas.language import Language

LETTER, REPORT = "letter.docx", "report.docx"


def letters(
    claims: Sequence[Claim],
    proposals: Sequence[Proposal],
    rows: Sequence[CriterionRow],
    pictures: Mapping[str, tuple[bytes, str]],
    context: Context,
    templates: Mapping[str, bytes],
) -> dict[str, bytes]:
    """`letter.docx` and `report.docx` about the focus unit: the same contents, each in its own form.

    `pictures` are charts by name, PNG and alternative text; those that a letter has no place for are left
    out. `templates` are the office's own, by the names of the documents; for others the packaged ones are
    used. The same input gives the same bytes. Raises `TemplateError` where a template cannot be filled in.
    """

    def values_for(report: bool) -> Callable[[Any], dict[str, object]]:
        def values(document: Any) -> dict[str, object]:
            figures = {
                name: Figure(Picture(pictures[name][0], plain(pictures[name][1]), document), caption)
                for name, caption in captions(list(pictures), context).items()
            }
            parts = head(context, report), body(claims, proposals, figures, context)
            flat = {field.name: getattr(part, field.name) for part in parts for field in fields(part)}
            return flat | {
                "title": _title(context),
                "words": _words(context.say),
                "annex": annex(rows, context, report),
            }

        return values

    return {
        name: fill(
            name, templates.get(name, packaged(name)), values_for(report), _title(context), context.say
        )
        for name, report in ((LETTER, False), (REPORT, True))
    }


def packaged(name: str) -> bytes:
    """The template of this package for the document `name`."""
    return (resources.files("pipeline.present.letter") / "templates" / name).read_bytes()


def _title(context: Context) -> str:
    """The subject with a capital."""
    about = subject(context)
    return about[:1].upper() + about[1:]


def _words(say: Language) -> Words:
    return Words(
        country=say("SOCIALIST REPUBLIC OF VIET NAM"),
        motto=say("Independence - Freedom - Happiness"),
        report=say("REPORT"),
        to=say("To:"),
        copies=say("Recipients:"),
        analysis=say("I. ANALYSIS OF THE RESULTS"),
        measures=say("II. MEASURES"),
        draft=say("Proposal (draft, for the agency to consider)"),
        do=say("What to improve"),
        lead=say("Lead"),
        by=say("time limit"),
        annex=say("Annex"),
    )
