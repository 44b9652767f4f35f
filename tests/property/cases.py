"""Damaged survey folders, each made from its number alone, so that any of them can be made again."""

import contextlib
import random
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from schemas.settings import Source, Survey
from tests.property.mutations import Chance, damaged_file
from tests.property.spoiling import spoil
from tests.property.tables import SECRETS, Meanings, made_table
from tests.property.written import Rows, written
from tests.shapes import SHAPES
from tests.shapes.survey import read_survey
from tests.test_hostile_files import PERIOD, project

NAMES = (
    *(
        "phiếu.{}",
        "../../x.{}",
        "con.{}",
        "/etc/passwd.{}",
        "=cmd.{}",
        "a b  c.{}",
        "<b>x</b>.{}",
        "{{0}}.{}",
    ),
    *(
        "[bold].{}",
        "\u202ecod.{}",
        "x" * 200 + ".{}",
        "-rf.{}",
        "%s.{}",
        "a.csv.{}",
        "A.{}",
        "💣.{}",
        "a;b,c.{}",
    ),
)
"""How files are called in their folder; their endings follow."""

_ROWS_EACH = 3
_STARTED_APART = ("xls_by_xlwt", "spss_with_value_labels", "spss_with_codes_alone")
"""Shapes of formats that are read in a process of their own, which takes a second."""


@dataclass(frozen=True)
class Case:
    """Some files by name, with the settings of their period, and what is known of them.

    `truth` as in `Table`; `rows` has for files that no byte was damaged of what stands in which line; `how`
    says in words what was done.
    """

    number: str
    how: tuple[str, ...]
    files: Mapping[str, bytes]
    settings: str = ""
    truth: Mapping[str, Mapping[str, Meanings]] = field(default_factory=dict)
    rows: Mapping[str, Rows] = field(default_factory=dict)

    @property
    def is_torn(self) -> bool:
        """Whether bytes of a file were damaged."""
        return any("bytes" in step for step in self.how)

    @contextlib.contextmanager
    def on_disk(self) -> Iterator[tuple[list[Source], Survey]]:
        """The files as sources, under plain names on the disk."""
        with tempfile.TemporaryDirectory(prefix="hailong-fuzz-") as place:
            made = project(Path(place))
            raw = Path(place) / "raw" / PERIOD.name
            (raw / "survey.toml").write_text(self.settings, encoding="utf-8")
            sources = []
            for number, (name, data) in enumerate(self.files.items()):
                path = raw / f"{number}.raw"
                path.write_bytes(data)
                sources.append(Source(f"raw/{PERIOD.name}/{name}", path))
            yield sources, made.survey(PERIOD)


@cache
def shapes() -> Mapping[str, tuple[Mapping[str, bytes], str]]:
    """The files and the settings of each shape that needs no other program, with secrets for respondents."""
    survey = read_survey().groupby("unit", sort=False).head(_ROWS_EACH).reset_index(drop=True)
    survey.loc[[1, 4, 9], "respondent"] = [SECRETS[0], SECRETS[2], SECRETS[4]]
    made = {}
    for shape in SHAPES:
        if shape.needs and shape.needs != "iconv":
            continue
        with tempfile.TemporaryDirectory() as place:
            raw = Path(place) / "raw" / PERIOD.name
            raw.mkdir(parents=True)
            shape.write(survey, raw)
            texts = {
                path.relative_to(raw).as_posix(): path for path in sorted(raw.rglob("*")) if path.is_file()
            }
            settings = texts.pop("survey.toml", None)
            files = {name: path.read_bytes() for name, path in texts.items()}
            made[shape.name] = files, settings.read_text(encoding="utf-8") if settings else ""
    return made


def _from_shape(number: str, chance: Chance) -> Case:
    """A shape with damage to the bytes of one of its files."""
    names = [name for name in shapes() if name not in _STARTED_APART]
    name = chance.choice(names if chance.random() < 0.98 else _STARTED_APART)
    files, settings = shapes()[name]
    hit = chance.choice(list(files))
    damaged = {file: damaged_file(data, chance) if file == hit else data for file, data in files.items()}
    return Case(number, (name, f"bytes of {hit}"), damaged, settings)


def _from_table(number: str, chance: Chance, letter: str = "A") -> Case:
    """A table that was spoiled and written, mostly without damage to its bytes."""
    table = made_table(chance, letter)
    spoil(table, chance)
    made = written(table, chance)
    name = chance.choice(NAMES).format(made.ending)
    if chance.random() < 0.8:
        rows = {} if made.rows is None else {name: made.rows}
        return Case(number, (f"table as {made.ending}",), {name: made.data}, "", table.truth, rows)
    return Case(number, (f"table as {made.ending}", "bytes"), {name: damaged_file(made.data, chance)})


def _folder(number: str, chance: Chance) -> Case:
    """Several files, among them copies and things that are no survey."""
    cases = [_from_table(number, chance, letter) for letter in "ABC"[: chance.choice((1, 2, 2, 3))]]
    files = {f"{i}/{name}": data for i, case in enumerate(cases) for name, data in case.files.items()}
    rows = {f"{i}/{name}": lines for i, case in enumerate(cases) for name, lines in case.rows.items()}
    if chance.random() < 0.5:
        name = chance.choice(list(files))
        files[f"bản sao/{name}"] = files[name]
    if chance.random() < 0.3:
        name = chance.choice(list(files))
        files[f"{name}.part"] = files[name][: chance.randrange(len(files[name]) + 1)]
    if chance.random() < 0.3:
        files[chance.choice(NAMES).format("docx")] = chance.choice((b"", b"%PDF-1.7", b"\0" * 99, b"x"))
    truth = {who: what for case in cases for who, what in case.truth.items()}
    how = tuple(word for case in cases for word in case.how)
    settings = chance.choice(("", "", 'respondents_unique_within = "unit"\n'))
    return Case(number, ("folder", *how), files, settings, truth, rows)


def made_case(seed: int, number: int) -> Case:
    """The case of a number; the same each time."""
    chance = random.Random(f"{seed}/{number}")
    make = chance.choice((_from_shape, _from_shape, _from_table, _from_table, _from_table, _folder))
    return make(f"{seed}/{number}", chance)
