"""The claim gate: no sentence leaves that its cells, its test and the verdicts do not allow."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.present.claims.claim import Cell, Claim
from pipeline.present.claims.conditions import conditions_of
from pipeline.present.claims.figures import Figures, printed
from pipeline.present.claims.names import Names
from pipeline.present.claims.permitted import (
    Family,
    Permitted,
    has_official_place,
    permitted,
    shares_first_place,
)
from pipeline.present.claims.subjects import codes_by_name, strangers
from pipeline.present.claims.wordings import Wording
from pipeline.present.context import Context
from pipeline.present.results import Results

_NUMBER = re.compile(r"[+−]?\d+(?:[.,]\d+)*")
_CONSTANT = re.compile(r"(?<![\d.,])(?:80|90|95)\s?%")
"""The level of the intervals and the bounds of the official groups; all other percentages have decimals."""

_NAME = "\N{MIDDLE DOT}"
"""What stands in place of a name once it is taken out of a sentence."""

# Words of both languages are looked for in every sentence: a translation that is not there yet is in English.
_WORDS: dict[tuple[Family, Wording], re.Pattern[str]] = {
    ("place", "above"): re.compile(
        r"\b(?:cao hơn|lớn hơn|tốt hơn|vượt|trên (?:mức |giá trị )?trung vị"
        r"|higher than|greater than|better than|ahead of|above|exceed\w*)\b",
        re.IGNORECASE,
    ),
    ("place", "below"): re.compile(
        r"\b(?:thấp hơn|nhỏ hơn|kém|dưới (?:mức |giá trị )?trung vị"
        r"|lower than|less than|worse than|behind|below)\b",
        re.IGNORECASE,
    ),
    ("change", "above"): re.compile(
        r"\b(?:tăng|cải thiện|tiến bộ|rose|rises?|risen|increase\w*|improve\w*|grew)\b", re.IGNORECASE
    ),
    ("change", "below"): re.compile(
        r"\b(?:giảm|sụt|tụt|fell|falls?|fallen|decrease\w*|drop\w*|worsen\w*)\b", re.IGNORECASE
    ),
}
_EXTREME = re.compile(
    r"\b(?:(?:cao|thấp|tốt|kém|lớn|nhỏ) nhất|đứng đầu|dẫn đầu|đứng cuối"
    r"|highest|lowest|best|worst|most|(?<!at )least|top|bottom)\b",
    re.IGNORECASE,
)
_SIGNIFICANT = re.compile(r"\b(?:có ý nghĩa thống kê|(?:statistically )?significant\w*)\b", re.IGNORECASE)
_REMARK = re.compile(r"\b(?:phân biệt|distinguishable)\b", re.IGNORECASE)


class ClaimError(Exception):
    """A sentence says what the tables do not: a mistake of the program or of a translation."""


def checked(claims: Iterable[Claim], results: Results, context: Context) -> list[Claim]:
    """The claims themselves, where each is allowed; `ClaimError` with everything that is not.

    Every cell is read again and printed again and must be in its sentence; every number of a sentence must be
    a cell, a constant or in a name; the test must hold; words that compare must be those that the verdicts of
    the compared cells allow, and the remark must be there where the sample cannot tell.
    """
    figures, listed = Figures(results, context), list(claims)
    names, codes = _names(context, results), codes_by_name(context)
    faults = [f"{claim.id}: {fault}" for claim in listed for fault in _faults(claim, figures, names, codes)]
    if faults:
        raise ClaimError("\n".join(faults))
    return listed


def _faults(
    claim: Claim, figures: Figures, names: Sequence[str], codes: Mapping[str, set[str]]
) -> Iterator[str]:
    if not claim.sentence or not claim.sentence.isprintable():
        yield "not a sentence on one line"
    yield from (fault for cell in claim.cells if (fault := _wrong_cell(cell, figures)))
    try:
        unmet = [str(one) for one in conditions_of(claim.test) if not one.holds(figures)]
    except (KeyError, ValueError) as error:
        yield f"a test that cannot be made: {error}"
        return
    yield from (f"not so: {condition}" for condition in unmet)
    yield from strangers(claim, figures, codes)
    yield from _wrong_numbers(claim, names)
    yield from _wrong_words(claim, _without(names, claim.sentence), figures)


def _wrong_cell(cell: Cell, figures: Figures) -> str:
    """What is wrong with the figure of a cell, "" where nothing is."""
    try:
        value = figures.value(cell.table, cell.keys, cell.column)
    except (KeyError, AttributeError):
        return f"no such cell: {cell.source}"
    say = figures.context.say
    if value != cell.value or cell.printed not in {
        printed(cell.column, value, say, u) for u in (False, True)
    }:
        return f"{cell.source} is {value}, not {cell.value}, printed {cell.printed}"
    return ""


def _wrong_numbers(claim: Claim, names: Sequence[str]) -> Iterator[str]:
    """Figures that are not in the sentence, and numbers in it that are no figure, constant or name."""
    told = Counter(_NUMBER.findall(_CONSTANT.sub(_NAME, _without(names, claim.sentence))))
    cells = Counter(number for cell in claim.cells for number in _NUMBER.findall(cell.printed))
    yield from (f"{number} is not in the sentence" for number in cells - told)
    # A name that is but a number, as a year, cannot be told from a figure: it is taken off where it is left.
    bare = {name for name in names if not _has_letters(name)}
    yield from (f"{number} has no source" for number in told - cells if number not in bare)


def _wrong_words(claim: Claim, sentence: str, figures: Figures) -> Iterator[str]:
    """Words that say more than the tables, and remarks that are missing."""
    allowed, judged = permitted(claim, figures), figures.context.letter.verdicts
    unknown = any(one.wording in ("not_distinguishable", "many") for one in allowed)
    told = [*_directions(sentence, allowed), *_extremes(sentence, claim)]
    if (found := _SIGNIFICANT.search(sentence)) and (unknown or not any(one.wording for one in allowed)):
        told.append(found[0])
    remark = _REMARK.search(sentence)
    if remark and not judged:
        told.append(remark[0])
    yield from (f'"{words}" is not what the tables allow' for words in told)
    if judged and not remark and (unknown or shares_first_place(claim, figures)):
        yield "the remark is missing that the sample cannot tell"
    if not any(words.search(sentence) for words in _WORDS.values()):
        yield from (f"{cell.source} has lost its sign" for cell in claim.cells if _lost_sign(cell, figures))


def _directions(sentence: str, allowed: Sequence[Permitted]) -> Iterator[str]:
    """Words of a direction that one of the gaps in the sentence does not have, or that nothing in it has."""
    for (family, wording), words in _WORDS.items():
        own = [one for one in allowed if one.family == family]
        single = [one.wording for one in own if one.single]
        if (found := words.search(sentence)) and not (
            any(one.wording == wording for one in own) and set(single) <= {wording}
        ):
            yield found[0]


def _extremes(sentence: str, claim: Claim) -> Iterator[str]:
    if (found := _EXTREME.search(sentence)) and not has_official_place(claim):
        yield found[0]


def _lost_sign(cell: Cell, figures: Figures) -> bool:
    """Whether a gap is printed without its sign."""
    return cell.printed != printed(cell.column, cell.value, figures.context.say)


def _names(context: Context, results: Results) -> list[str]:
    """Every name that may stand in a sentence, the longest first."""
    periods = {context.period, *map(str, results.changes["earlier"])}
    return sorted({name for name in Names(context).all(periods) if name}, key=lambda name: (-len(name), name))


def _without(names: Sequence[str], sentence: str) -> str:
    """The sentence without the names in it, but for those that are mere numbers."""
    found = [re.escape(name) for name in names if _has_letters(name) and name in sentence]
    return re.sub(rf"(?<!\w)(?:{'|'.join(found)})(?!\w)", _NAME, sentence) if found else sentence


def _has_letters(name: str) -> bool:
    return any(sign.isalpha() for sign in name)
