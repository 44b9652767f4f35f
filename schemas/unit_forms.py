"""Whose name a text can be: the names of units in every form in which they are written."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from schemas.unit_names import Frame, is_rest_of, plain, spelled, without_frame, without_office

Places = frozenset[int]


@dataclass(frozen=True)
class NameForms:
    """The forms of the names of one unit; `around` are the frames of its kind.

    >>> from schemas.unit_names import frames
    >>> forms = NameForms(("Huyện Tuần Giáo",), frames("huyện")[:2])
    >>> sorted(map(plain, forms.derived))
    ['h tuan giao', 'huyen tuan giao', 'tuan giao']
    """

    names: tuple[str, ...]
    around: tuple[Frame, ...]

    @cached_property
    def declared(self) -> frozenset[str]:
        """The names as they are declared, spelled."""
        return frozenset(filter(None, map(spelled, self.names)))

    @cached_property
    def cores(self) -> frozenset[str]:
        """The names without office and kind; what names an office and no place has none."""
        return frozenset(filter(None, map(self._core, self.declared)))

    def _core(self, name: str) -> str:
        place = " ".join(without_office(tuple(name.split())))
        core = without_frame(place, self.around)
        return core if core != place or place == name else ""

    @cached_property
    def derived(self) -> frozenset[str]:
        """The names without their kind, and with the kind in each of its forms."""
        framed = (f"{before}{core}{after}" for core in self.cores for before, after in self.around)
        return self.cores | frozenset(framed)


@dataclass
class _Form:
    """Who declares a form as a name, and whose name it is with the kind written otherwise."""

    declared: set[int] = field(default_factory=set)
    derived: set[int] = field(default_factory=set)

    def of(self, any_form: bool) -> Places:
        return frozenset(self.declared | self.derived if any_form else self.declared or self.derived)


@dataclass(frozen=True)
class Owners:
    """The places in the registry that a spelled name fits, and how: `declared`, `derived` or `rest`."""

    places: Places = frozenset()
    how: str = ""


class FormIndex:
    """The places in the registry that each form of a name belongs to."""

    def __init__(self, forms: Iterable[NameForms], exists: Callable[[int], bool]) -> None:
        self._exists = exists
        self._by_plain: dict[str, dict[str, _Form]] = defaultdict(lambda: defaultdict(_Form))
        for place, own in enumerate(forms):
            for name in own.declared:
                self._by_plain[plain(name)][name].declared.add(place)
            for name in own.derived:
                self._by_plain[plain(name)][name].derived.add(place)

    def owners(self, name: str, any_form: bool) -> Owners:
        """The places that the spelled `name` fits.

        A form that is declared belongs to those alone who declare it, unless `any_form` counts: `UBND An` can
        be any An. A name without a single accent also fits all whose accents it may have lost, unless nobody
        of its own is left that exists.
        """
        bare = plain(name)
        known = self._by_plain.get(bare, {})
        own = known.get(name)
        how = "rest" if own is None else "declared" if own.declared and not any_form else "derived"
        if own is not None:
            places = own.of(any_form)
            if name != bare or not any(map(self._exists, places)):
                return Owners(places, how)
        full = (form.of(any_form) for spelling, form in known.items() if is_rest_of(name, spelling))
        return Owners(frozenset[int]().union(*full), how)
