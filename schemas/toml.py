"""TOML files to frozen models, every mistake of a file reported at once and at its place."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from schemas.language import Language, LanguageCode, later

Raw = Mapping[str, Any]


class Frozen(BaseModel):
    """A settings model: immutable, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Text(Frozen):
    """A text in both languages."""

    vi: str
    en: str

    def within(self, language: LanguageCode) -> str:
        """The text in `language`."""
        return self.vi if language == "vi" else self.en


@dataclass(frozen=True)
class Mistake:
    """One thing wrong in a settings file: where, what was found, what was expected."""

    place: str
    got: str
    expected: str
    values: tuple[tuple[str, str], ...] = ()

    def describe(self, say: Language) -> str:
        """The mistake as one line a person can act on."""
        expected = say(self.expected, **dict(self.values))
        if not self.got:
            return f"{self.place}: {expected}"
        return say("{place}: got {got}; {expected}", place=self.place, got=self.got, expected=expected)


class SettingsError(Exception):
    """A questionnaire, unit registry or settings file is wrong (exit code 3)."""

    def __init__(self, source: str, mistakes: Sequence[Mistake]) -> None:
        self.source = source
        self.mistakes = tuple(mistakes)
        super().__init__(self.describe(Language("en")))

    def describe(self, say: Language) -> str:
        """The file and all of its mistakes, one a line."""
        head = say("{source}: mistakes: {n}", source=self.source, n=len(self.mistakes))
        return "\n".join([head, *(f"  {mistake.describe(say)}" for mistake in self.mistakes)])


_EXPECTED = {
    "missing": later("this key is required"),
    "extra_forbidden": later("no such key is known here"),
    "string_type": later("a text is expected"),
    "int_type": later("a whole number is expected"),
    "int_from_float": later("a whole number is expected"),
    "int_parsing": later("a whole number is expected"),
    "float_type": later("a number is expected"),
    "float_parsing": later("a number is expected"),
    "bool_type": later("true or false is expected"),
    "bool_parsing": later("true or false is expected"),
    "list_type": later("a list is expected"),
    "tuple_type": later("a list is expected"),
    "dict_type": later("a table is expected"),
    "model_type": later("a table is expected"),
    "model_attributes_type": later("a table is expected"),
    "finite_number": later("a number is expected"),
    "date_from_datetime_parsing": later("a date is expected, as 2019-12-31"),
    "date_type": later("a date is expected, as 2019-12-31"),
    "literal_error": later("one of {expected} is expected"),
    "greater_than_equal": later("at least {ge} is expected"),
    "less_than_equal": later("at most {le} is expected"),
    "greater_than": later("more than {gt} is expected"),
    "less_than": later("less than {lt} is expected"),
    "string_too_short": later("a text that is not empty is expected"),
    "string_too_long": later("at most {max_length} signs are expected"),
    "string_pattern_mismatch": later(
        "a code of lower-case letters, digits, dot, hyphen or underscore is expected"
    ),
    "too_short": later("at least {min_length} entries are expected"),
}

_NOUNS = {
    "criteria": "criterion",
    "dimensions": "dimension",
    "units": "unit",
    "pseudo_units": "pseudo_unit",
    "levels": "level",
    "missing": "missing",
}


def _is_in_file(step: int | str, node: Any) -> bool:
    """Whether a step of a location is a key or an entry; `[key]` and the tags of unions are in no file."""
    return isinstance(step, int) or not step.startswith("[") or (isinstance(node, dict) and step in node)


def _place(raw: Any, location: tuple[int | str, ...]) -> str:
    """`criterion "2.3": dimension` rather than `criteria.6.dimension`."""
    parts: list[str] = []
    node = raw
    for step in location:
        if not _is_in_file(step, node):
            continue
        if isinstance(step, int):
            entry = node[step] if isinstance(node, list) and step < len(node) else {}
            noun = _NOUNS.get(parts[-1], parts[-1]) if parts else "entry"
            code = entry.get("code", entry.get("kind")) if isinstance(entry, dict) else None
            parts[-1:] = [f'{noun} "{code}"' if code is not None else f"{noun} {step + 1}"]
            node = entry
        else:
            parts.append(step)
            node = node.get(step, {}) if isinstance(node, dict) else {}
    return ": ".join(parts)


def _mistake(raw: Any, error: ErrorDetails) -> Mistake:
    kind = error["type"]
    if kind == "value_error":
        expected, values = str(error["ctx"]["error"]), {}
    else:
        expected = _EXPECTED.get(kind, later("this value cannot be used"))
        values = {key: _worded(value) for key, value in error.get("ctx", {}).items()}
    got = "" if kind == "missing" else _shown(error["input"])
    return Mistake(_place(raw, error["loc"]), got, expected, tuple(values.items()))


def _is_echo(error: ErrorDetails) -> bool:
    """A list is long enough, but entries of it are wrong and were told already."""
    return error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]


def _worded(value: object) -> str:
    """What pydantic says of a limit or of choices, as a person writes it: 100 rather than 100.0."""
    return f"{value:g}" if isinstance(value, float) else str(value).replace("' or '", "', '")


def _shown(value: object) -> str:
    """A value as the file has it."""
    text = f'"{value}"' if isinstance(value, str) else str(value)
    text = text.lower() if isinstance(value, bool) else text
    return text if len(text) <= 60 else f"{text[:59]}…"


def quoted(values: Iterable[object]) -> str:
    """The values as a list in a message: `"a", "b"`."""
    return ", ".join(f'"{value}"' for value in values)


def repeated(values: Iterable[str]) -> list[str]:
    """The values that stand more than once, each named once."""
    seen: set[str] = set()
    again: dict[str, None] = {}
    for value in values:
        if value in seen:
            again[value] = None
        seen.add(value)
    return list(again)


def entries(raw: Raw, key: str) -> list[Raw]:
    """The entries of `[[key]]` that are tables; anything else the model itself complains about."""
    found = raw.get(key, [])
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def read_toml(path: Path, source: str) -> dict[str, Any]:
    """The parsed file; `SettingsError` where it is no TOML, `OSError` where it cannot be read."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        place = f"byte {error.start + 1}"
        raise SettingsError(source, [Mistake(place, "", later("the file must be UTF-8 text"))]) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = later("this is not valid TOML: {error}")
        raise SettingsError(source, [Mistake("TOML", "", message, (("error", str(error)),))]) from None


Model = TypeVar("Model", bound=Frozen)


def build(
    model: type[Model], raw: Raw, source: str, across: Callable[[Raw], Iterable[Mistake]] = lambda _: ()
) -> Model:
    """The frozen `model` of `raw`, or `SettingsError` with all mistakes.

    `across` finds what single fields cannot know: references to nothing, codes given twice. It reads the raw
    tables, so that its mistakes come in the same go as those of the fields.
    """
    mistakes: list[Mistake] = []
    built: Model | None = None
    try:
        built = model.model_validate(raw)
    except ValidationError as error:
        details = error.errors(include_url=False)
        mistakes += [_mistake(raw, detail) for detail in details if not _is_echo(detail)]
    mistakes += across(raw)
    if built is None or mistakes:
        raise SettingsError(source, mistakes)
    return built
