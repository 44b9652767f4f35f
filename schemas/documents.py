"""What a project says of its documents: which are made, and what the office's letter says of the office."""

import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, StrictBool, StringConstraints

from schemas.language import later
from schemas.toml import Frozen
from schemas.units import Code

Document = Literal["figures", "workbook", "letter", "page", "pdf"]
DOCUMENTS: tuple[Document, ...] = get_args(Document)
TEMPLATES = ("letter.docx", "report.docx")
"""The names of the templates that an office may have of its own."""


class UnusedTemplateError(Exception):
    """A template in the project's folder has a name that no document has."""


class TemplateError(Exception):
    """A template cannot be filled in: `name` is that of the document, `message` says where and why."""

    def __init__(self, name: str, message: str) -> None:
        self.name = name
        self.message = message
        super().__init__(f"{name}: {message}")


Line = Annotated[str, StringConstraints(max_length=300)]
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


def _month(text: str) -> str:
    if text and not _MONTH.fullmatch(text):
        raise ValueError(later("a month is expected, as 2020-10"))
    return text


class Letterhead(Frozen):
    """Who writes to whom. What is empty is made from the names of the registry, or stays blank.

    `parent` is the agency above, `agency` the one that writes; `symbol` follows the number of a letter
    ("UBND-NV"), `report_symbol` that of a report ("BC-UBND"). `addressees` are those after "Kính gửi",
    `copies` those under "Nơi nhận"; `signs_for` and `signs_as` stand above the signature
    ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"). `month` ("2020-10") dates the letter; its day and number stay blank.
    """

    parent: Line = ""
    agency: Line = ""
    symbol: Line = "UBND-NV"
    report_symbol: Line = "BC-UBND"
    place: Line = ""
    month: Annotated[str, AfterValidator(_month)] = ""
    addressees: tuple[Line, ...] = ()
    copies: tuple[Line, ...] = ()
    signs_for: Line = ""
    signs_as: Line = ""


class Measure(Frozen):
    """What is to be done about a criterion: what, who leads, by when. What is empty stays blank."""

    do: Annotated[str, StringConstraints(max_length=2000)] = ""
    lead: Line = ""
    by: Line = ""


class Letter(Letterhead):
    """The table `[letter]`: the head, that of single units, the measures by criterion.

    Without `verdicts` no sentence says what the sample can tell; the figures stay.
    """

    verdicts: StrictBool = True
    measures: dict[Code, Measure] = Field(default_factory=dict)
    units: dict[Code, Letterhead] = Field(default_factory=dict)

    def head(self, unit: str | None) -> Letterhead:
        """The head of a unit's letter: what its own table says, and the rest as for all."""
        own = self.units[unit].model_dump(exclude_unset=True) if unit in self.units else {}
        common = {name: getattr(self, name) for name in Letterhead.model_fields}
        return Letterhead(**{**common, **own})
