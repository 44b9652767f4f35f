"""What a text in a unit cell means: a unit of the registry, a total, or nothing that may be guessed."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz import fuzz

from pipeline.intake.files.legacy import legacy_readings
from pipeline.intake.files.syllables import vietnamese_share
from schemas.language import later
from schemas.responses import AMBIGUOUS_UNIT, PSEUDO_UNIT, UNIT_NOT_VALID, UNKNOWN_UNIT
from schemas.text import fold
from schemas.unit_forms import FormIndex, NameForms, Places
from schemas.unit_names import (
    KINDS,
    Words,
    frames,
    kind_frames,
    plain,
    spelled_words,
    without_frame,
    without_office,
)
from schemas.units import PseudoUnit, Unit, UnitRegistry

RULES: Mapping[str, str] = MappingProxyType(
    {
        "spelling": later("another spelling of the name"),
        "kind": later("the kind of unit or its office written otherwise"),
        "accents": later("letters without accents"),
        "legacy": later("letters of an old Vietnamese font"),
        "numbered": later("a number before the name"),
    }
)
"""How each rule that a unit is recognised by is told."""

_RULE_OF = {"declared": "spelling", "derived": "kind", "rest": "accents"}
_LONGEST, _LONGEST_COMPARED = 1000, 100
_REMEMBERED, _REMEMBERED_QUESTIONS = 1 << 14, 1 << 10
_NOBODY: Places = frozenset()
_NUMBER_BEFORE = re.compile(r"\s*\d{1,4}\s*[-.):–]\s*(?=[^\W\d])")


@dataclass(frozen=True)
class UnitReading:
    """Which unit a text means.

    `number` is its place in the registry, or why there is none (see `schemas.responses`); `rule` is empty
    where the text stands in the registry letter by letter, else a key of `RULES`; `candidates` are the units
    and pseudo-units that an ambiguous text fits.
    """

    number: int
    rule: str = ""
    candidates: tuple[Unit | PseudoUnit, ...] = ()


class UnitReader:
    """Recognises the units of `registry` in a survey that was answered from `first` to `last`.

    A text means the unit that declares it; else the units whose names it spells, with the kind written in
    any way or not at all and offices left out; else those whose names can have become this text by losing
    accents; else what it says in TCVN3 or VNI. Where that fits several that existed in the time, the text is
    ambiguous: nothing is guessed.
    """

    def __init__(self, registry: UnitRegistry, first: date, last: date) -> None:
        self._named: tuple[Unit | PseudoUnit, ...] = (*registry.units, *registry.pseudo_units)
        self._units = registry.units
        self._existing = frozenset(
            place
            for place, named in enumerate(self._named)
            if isinstance(named, PseudoUnit) or named.exists_within(first, last)
        )
        self._codes = {unit.code: place for place, unit in enumerate(registry.units)}
        self._declared: dict[str, set[int]] = defaultdict(set)
        for place, named in enumerate(self._named):
            for name in filter(None, map(fold, named.names())):
                self._declared[name].add(place)
        forms = [_forms(named) for named in self._named]
        self._index = FormIndex(forms, self._existing.__contains__)
        self._likeness = _Likeness(forms[: len(self._units)])
        whole = (registry.name.vi, registry.name.en)
        self._tails = [tail for name in whole if (tail := tuple(map(plain, spelled_words(name))))]
        self._remembered = lru_cache(_REMEMBERED)(self._decided)
        self._asked = lru_cache(_REMEMBERED_QUESTIONS)(self._most_alike)

    def read(self, text: str) -> UnitReading:
        """The unit that `text` means; what was read is remembered."""
        return self._remembered(text) if len(text) <= _LONGEST else UnitReading(UNKNOWN_UNIT)

    def nearest(self, text: str) -> Unit | None:
        """The unit whose name is most like an unknown text, to be asked about; None where none is alike.

        Among names that are equally like it, those of units that existed in the time come first.
        """
        return self._asked(text[:_LONGEST])

    def _most_alike(self, text: str) -> Unit | None:
        *_, (words, _) = self._variants(text)
        alike = self._likeness.to(plain(" ".join(words))[:_LONGEST_COMPARED])
        ranked = ((score, place in self._existing, -place) for place, score in alike.items())
        best = max(ranked, default=None)
        return None if best is None else self._units[-best[2]]

    def _decided(self, text: str) -> UnitReading:
        fits, rule = self._fits(text)
        if not fits and (number := _NUMBER_BEFORE.match(text)):
            fits, rule = self._fits(text[number.end() :])[0], "numbered"
        # A text that is Vietnamese as it stands would be read as another word by an encoding it is not in.
        if not fits and vietnamese_share(text)[0] < 1:
            fits = _NOBODY.union(*(self._fits(converted)[0] for _, converted in legacy_readings(text)))
            rule = "legacy"
        return self._resolved(text, fits, rule)

    def _resolved(self, text: str, fits: Places, rule: str) -> UnitReading:
        """The one that existed in the time; units come before pseudo-units, which exist always."""
        existing = sorted(fits & self._existing)
        if not existing:
            return UnitReading(UNIT_NOT_VALID if fits else UNKNOWN_UNIT)
        if existing[0] >= len(self._units):
            return UnitReading(PSEUDO_UNIT)
        if len(existing) > 1:
            return UnitReading(AMBIGUOUS_UNIT, "", tuple(self._named[place] for place in existing))
        unit = self._units[existing[0]]
        exact = any(text == unicodedata.normalize("NFC", spelling) for spelling in unit.spellings())
        return UnitReading(existing[0], "" if exact else rule)

    def _fits(self, text: str) -> tuple[Places, str]:
        """The places that a text fits by the first rule that fits any."""
        folded = fold(text)
        if fits := frozenset(self._declared.get(folded, ())) | self._coded(text.strip()):
            return fits, "spelling"
        # A code in other letters is also the rest of a name: "Ha" of "Hạ", where "ha" is the code of Xã Hà.
        coded = self._coded(folded)
        for words, behind_office in self._variants(text):
            owners = self._index.owners(" ".join(words), any_form=behind_office)
            if owners.places:
                return owners.places | coded, "spelling" if coded else _RULE_OF[owners.how]
        return coded, "spelling"

    def _coded(self, code: str) -> Places:
        return frozenset({self._codes[code]}) if code in self._codes else _NOBODY

    def _variants(self, text: str) -> Iterator[tuple[Words, bool]]:
        """The words of a text; then without offices before them; then without the province behind them."""
        words = spelled_words(text)
        yield words, False
        place = without_office(words)
        if place != words:
            yield place, True
        shorter = self._without_tail(place)
        if shorter != place:
            yield shorter, True

    def _without_tail(self, words: Words) -> Words:
        for tail in self._tails:
            start = len(words) - len(tail)
            if start > 0 and tuple(map(plain, words[start:])) == tail:
                return words[: start - 1] if words[start - 1] == "," else words[:start]
        return words


def _forms(named: Unit | PseudoUnit) -> NameForms:
    names = named.names()
    around = frames(named.kind.vi, named.kind.en) if isinstance(named, Unit) else kind_frames(names)
    return NameForms(names, around)


class _Likeness:
    """How like a text the names of units are, without accents, with their kind and without."""

    _ALIKE, _ALIKE_WITH_KIND = 70, 85

    def __init__(self, forms: list[NameForms]) -> None:
        self._cores = [sorted(set(map(plain, own.cores))) for own in forms]
        self._names = [sorted(set(map(plain, own.declared))) for own in forms]
        around = {frame for kind in KINDS for frame in frames(kind)}.union(*(own.around for own in forms))
        self._around = tuple({(plain(before), plain(after)) for before, after in around})

    def to(self, name: str) -> dict[int, tuple[float, float]]:
        """The places of the units that are like a name, each with its likeness and that with its kind."""
        core = without_frame(name, self._around)
        alike = {}
        for place, (cores, names) in enumerate(zip(self._cores, self._names, strict=True)):
            own = max((fuzz.ratio(core, other) for other in cores), default=0.0)
            whole = max((fuzz.ratio(name, other) for other in names), default=0.0)
            if own >= self._ALIKE or whole >= self._ALIKE_WITH_KIND:
                alike[place] = (max(own, whole), whole)
        return alike
