"""The one catalogue of user-visible texts: English in the code, Vietnamese in `locale/`.

A text is written once, in English, as `say("{n} rows were read", n=n)`; the Vietnamese wording stands in
`locale/vi/LC_MESSAGES/hailong.po`, the gettext catalogue that translators know how to edit.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from babel.messages.pofile import read_po

LanguageCode = Literal["vi", "en"]
LANGUAGES: tuple[LanguageCode, ...] = ("vi", "en")


@cache
def _translations(code: str) -> dict[str, str]:
    if code == "en":
        return {}
    path = resources.files("schemas") / "locale" / code / "LC_MESSAGES" / "hailong.po"
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {
        message.id: message.string
        for message in catalogue
        if isinstance(message.id, str) and message.id and isinstance(message.string, str) and message.string
    }


@dataclass(frozen=True)
class Language:
    """A language that texts are said in.

    >>> Language("en")("{n} rows", n=3)
    '3 rows'
    """

    code: LanguageCode

    def __call__(self, text: str, /, **values: object) -> str:
        """`text` in this language, its `{places}` filled with `values`."""
        return self.word(text).format_map(values)

    def word(self, text: str) -> str:
        """A text of the catalogue as it stands; any other text, such as one from a file, as it is."""
        return _translations(self.code).get(text, text)

    def decimal(self, number: str) -> str:
        """A number that is written with a decimal point, with the decimal sign of the language.

        >>> Language("vi").decimal("12.5")
        '12,5'
        """
        return number.replace(".", ",") if self.code == "vi" else number


def later(text: str) -> str:
    """Mark a text for the catalogue where it is written; it is said later, in the reader's language."""
    return text
