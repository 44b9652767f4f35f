"""Which files and tables are copies of earlier ones."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from pipeline.intake.files.tables import RawTable
from pipeline.intake.profile import Profile
from schemas.settings import Source

ALIKE_FROM = 10
"""From so many rows with the same units and answers a table without respondents' numbers is a copy."""


def copied_files(sources: Sequence[Source]) -> dict[str, str]:
    """The files that hold the same bytes as an earlier one, with the name of that one."""
    by_size: dict[int, list[Source]] = {}
    for source in sources:
        with source.path.open("rb") as file:
            by_size.setdefault(file.seek(0, 2), []).append(source)
    copies: dict[str, str] = {}
    for size, alike in by_size.items():
        if size and len(alike) > 1:
            copies |= _repeated((_digest(source), source.name) for source in alike)
    return copies


def copied_answers(profiles: Iterable[tuple[RawTable, Profile]]) -> Mapping[str, str]:
    """The tables that hold the same units and answers as an earlier one, in whatever order and format."""
    return _repeated(
        (f"{profile.answered} {profile.signature}", table.name)
        for table, profile in profiles
        if profile.signature and profile.answered >= ALIKE_FROM
    )


def _digest(source: Source) -> str:
    with source.path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()


def _repeated(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The names whose mark was met before, with the name that had it first."""
    first: dict[str, str] = {}
    again: dict[str, str] = {}
    for mark, name in named:
        if mark in first:
            again[name] = first[mark]
        first.setdefault(mark, name)
    return again
