"""What a letter says: its parts from claims and charts, and the measures that are proposed."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from string import ascii_lowercase

from pipeline.present.charts.theme import SIMULATED
from pipeline.present.claims.claim import Claim, Place, Proposal
from pipeline.present.context import Context
from pipeline.present.letter.head import DOTS, agency_of
from pipeline.present.letter.values import Body, Figure, Part, ProposalText
from pipeline.present.spoken import period_in_words
from schemas.language import LanguageCode, later

_PARTS: Mapping[Place, str] = {
    "overall": later("Overall satisfaction index"),
    "dimensions": later("Dimensions of the service"),
    "criteria": later("Criteria"),
    "change": later("Change against earlier periods"),
    "basis": later("What the figures rest on"),
}
_CHARTS: Mapping[str, tuple[Place, str]] = {
    "ranking": ("overall", later("Satisfaction indices of the units")),
    "dimensions": ("dimensions", later("Satisfaction index by dimension")),
    "contributions": ("criteria", later("Parts of the criteria in the gap of the overall index")),
    "answers": ("criteria", later("Answers to each criterion")),
}
"""The charts of a letter: the part in which each stands, and its caption; they are numbered in this order."""

_ALPHABETS: Mapping[LanguageCode, str] = {"vi": "abcdđeghiklmnopqrstuvxy", "en": ascii_lowercase}
"""The letters of points; the Vietnamese alphabet has no f, j, w and z, and marks on a letter do not count."""


def body(
    claims: Sequence[Claim], proposals: Sequence[Proposal], figures: Mapping[str, Figure], context: Context
) -> Body:
    """The texts of a letter; `figures` are the charts of `captions`."""
    said = {place: [claim.sentence for claim in claims if claim.place == place] for place in _PARTS}
    said["dimensions"] = _points([claim for claim in claims if claim.place == "dimensions"], context)
    if context.provenance and not any(context.provenance in claim.sentence for claim in claims):
        said["basis"].append(context.say("Source: {source}", source=context.provenance))
    parts = _parts(said, figures, context)
    return Body(
        simulated=SIMULATED if context.simulated else "",
        opening=tuple(claim.sentence for claim in claims if claim.place == "opening"),
        analysis=tuple(parts.values()),
        **{place: parts.get(place, Part()) for place in _PARTS},
        measures=tuple(claim.sentence for claim in claims if claim.place == "measures"),
        proposals=tuple(_proposal(proposal, i, context) for i, proposal in enumerate(proposals, start=1)),
        closing=_closing(bool(proposals), context),
    )


def _closing(proposing: bool, context: Context) -> str:
    values = {"period": period_in_words(context), "agency": agency_of(context)}
    if proposing:
        return context.say(
            "The above are the results of {period} and the measures proposed by {agency}./.", **values
        )
    return context.say("The above are the results of {period}, reported by {agency}./.", **values)


def _points(claims: Sequence[Claim], context: Context) -> list[str]:
    """A paragraph for each claim; those about one dimension (`dimensions.access.…`) together, as a point."""
    paragraphs = []
    letters = iter(_ALPHABETS[context.say.code])
    for about, group in groupby(claims, key=lambda claim: claim.id.split(".")[:-1]):
        sentences = [claim.sentence for claim in group]
        if len(about) < 2:
            paragraphs += sentences
        else:
            letter = next(letters, "")
            paragraphs.append(" ".join([f"{letter})" if letter else "-", *sentences]))
    return paragraphs


def captions(charts: Sequence[str], context: Context) -> dict[str, str]:
    """The numbered captions of those `charts` that a letter shows, in the order in which they stand."""
    shown = [name for name in _CHARTS if name in charts]
    return {
        name: context.say("Figure {n}. {title}", n=n, title=context.say(_CHARTS[name][1]))
        for n, name in enumerate(shown, start=1)
    }


def _parts(
    said: Mapping[Place, Sequence[str]], figures: Mapping[str, Figure], context: Context
) -> dict[Place, Part]:
    """The parts in which something is said or shown, numbered."""
    shown = {
        place: tuple(
            figures[name] for name, (where, _) in _CHARTS.items() if where == place and name in figures
        )
        for place in _PARTS
    }
    there = [place for place in _PARTS if said[place] or shown[place]]
    return {
        place: Part(f"{n}. {context.say(_PARTS[place])}", tuple(said[place]), shown[place])
        for n, place in enumerate(there, start=1)
    }


def _proposal(proposal: Proposal, number: int, context: Context) -> ProposalText:
    heading = context.say(
        "{number}. Criterion {code}: {criterion}",
        number=number,
        code=proposal.item,
        criterion=proposal.criterion,
    )
    return ProposalText(
        heading=heading,
        do=proposal.do or DOTS,
        gain=proposal.gain.sentence,
        lead=proposal.lead.rstrip(" .;") or DOTS,
        by=proposal.by.rstrip(" .;") or DOTS,
    )
