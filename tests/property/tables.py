"""A small survey as a table that can be spoiled, and what may still be read from each of its cells.

A cell that nobody touched must be read as what it says or not at all; of a cell that was touched is known
which levels it may mean, if any. So a wrong answer that slips through is noticed, not only a crash.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from schemas.questionnaire import MISSING_CODES
from tests.property.mutations import Chance
from tests.shapes.answers import ENGLISH, LABELS, without_accents
from tests.shapes.survey import CODE_OF_UNIT, CODES, QUESTIONS, VIETNAMESE

Meanings = frozenset[int] | frozenset[str]

MEANING = {
    **{code: frozenset({int(code)}) for code in "12345"},
    "99": frozenset({MISSING_CODES["dont_know"]}),
    "98": frozenset({MISSING_CODES["refused"]}),
    "-": frozenset({MISSING_CODES["not_applicable"]}),
    "": frozenset({MISSING_CODES["blank"], MISSING_CODES["not_eligible"]}),
}
UNITS = {name: frozenset({code}) for name, code in CODE_OF_UNIT.items()}

SECRETS = ("0987651234", "098 765 1234", "xuyen.lo@riengtu.vn", "Lò Thị Xuyến", "Lo Thi Xuyen ĐT 0987651234")
"""What must never be shown or stored, in whatever column it stands."""

TRACES = ("987651234", "8 765 1234", "riengtu", "xuyến", "xuyen")
"""By what they are known in small letters, also where a part is missing."""

OTHER_HEADERS = (
    *("Người liên hệ", "Cột 27", "x", "Họ và tên", "Số điện thoại", "Ý kiến khác", "note", "STT", ""),
    *("Thông tin thêm", "Góp ý", "email", "=A1", "<b>Ghi chú</b>", "Địa chỉ", "Câu 9", "tên cán bộ"),
)


@dataclass
class Table:
    """Names over rows of cells. `columns` says which canonical column stands where, "" where it is none.

    `truth` has for a respondent what each column may be read as: codes of answers, codes of units (none:
    the row must be refused). What it does not name may be read as anything.
    """

    names: list[str]
    columns: list[str]
    rows: list[list[str]]
    truth: dict[str, dict[str, Meanings]]
    above: list[list[str]] = field(default_factory=list)

    @property
    def lines(self) -> list[list[str]]:
        """All rows from the first line on."""
        return [*self.above, self.names, *self.rows]

    def respondent(self, row: list[str]) -> str:
        """The respondent whom a row names, if it still does."""
        at = self.columns.index("respondent") if "respondent" in self.columns else len(row)
        return row[at].strip() if at < len(row) else ""

    def doubt(self, row: list[str]) -> None:
        """A row may now be read as anything."""
        self.truth.pop(self.respondent(row), None)

    def doubt_all(self) -> None:
        """Any row may now be read as anything."""
        self.truth.clear()


def _spell(answer: str, style: int) -> str:
    if answer in ("", "-"):
        return answer
    return {
        0: answer,
        1: LABELS[answer],
        2: f"{answer}. {LABELS[answer]}",
        3: ENGLISH[answer],
        4: f"{answer}.0",
        5: without_accents(LABELS[answer]),
    }[style]


def _names(chance: Chance) -> dict[str, str]:
    return chance.choice(
        (
            {},
            {},
            VIETNAMESE,
            {**VIETNAMESE, **QUESTIONS},
            {**VIETNAMESE, **{code: f"{code}. {text}" for code, text in QUESTIONS.items()}},
            {code: f"Câu {code}" for code in CODES},
        )
    )


def _row(respondent: str, chance: Chance) -> list[str]:
    answers = chance.choices(
        ["1", "2", "3", "4", "5", "", "99", "98", "-"], [1, 2, 3, 6, 6, 1, 1, 1, 1], k=22
    )
    day = f"2019-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return [respondent, chance.choice(list(CODE_OF_UNIT)), day, *answers]


def made_table(chance: Chance, letter: str) -> Table:
    """A clean table of a few respondents, in one of the usual spellings, with a column of secrets or without.

    Some respondents are named by what is nobody's business; of their rows no truth is kept.
    """
    style, headers = chance.choice((0, 0, 1, 2, 3, 4, 5)), _names(chance)
    columns = ["respondent", "unit", "date", *CODES]
    rows = [_row(f"{letter}{i:03}", chance) for i in range(1, chance.choice((2, 5, 8, 14)))]
    truth: dict[str, dict[str, Meanings]] = {
        row[0]: {
            "unit": UNITS[row[1]],
            **{code: MEANING[cell] for code, cell in zip(CODES, row[3:], strict=True)},
        }
        for row in rows
    }
    spelled = [[*row[:3], *(_spell(cell, style) for cell in row[3:])] for row in rows]
    names = [headers.get(name, name) for name in columns]
    if chance.random() < 0.3:
        for row in chance.sample(spelled, max(1, len(spelled) // 4)):
            truth.pop(row[0])
            row[0] = chance.choice(SECRETS)
    if chance.random() < 0.6:
        at = chance.choice((0, 1, len(names)))
        names.insert(at, chance.choice(OTHER_HEADERS))
        columns.insert(at, "")
        for row in spelled:
            row.insert(at, chance.choice(SECRETS))
    return Table(names, columns, spelled, truth)


def respelled(text: str, chance: Chance) -> str:
    """The same text in another spelling that means the same."""
    ways = (
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: f"  {t} ",
        lambda t: f"{t}\u00a0",
        lambda t: f"\u200b{t}\ufeff",
        lambda t: "  ".join(t.split(" ")),
        lambda t: t.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}),
        lambda t: f"{t}\t",
        lambda t: f"\u200e{t}\u200f",
    )
    return chance.choice(ways)(text)


def marked(levels: Iterable[int]) -> Meanings:
    """The codes as a set."""
    return frozenset(levels)


def filled(rows: Iterable[list[str]]) -> Iterator[int]:
    """The lines of rows that hold something to be read."""
    for line, row in enumerate(rows, start=1):
        if any(sign.isalnum() for cell in row for sign in cell):
            yield line
