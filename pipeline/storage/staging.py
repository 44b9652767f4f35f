"""New outputs beside the old ones, and how they take their place: whole folders, by rename."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from pipeline.storage.tables import write_csv

STAGING = ".hailong-staging"
_OLD = "old-"
_EDITABLE = (".docx", ".xlsx")
"""Documents that people work on."""


def recover(root: Path) -> None:
    """Clear what a run left that was broken off; outputs that it had put aside go back to their place."""
    for put_aside in (root / STAGING).glob(f"*/{_OLD}*"):
        place = root / put_aside.name.removeprefix(_OLD) / put_aside.parent.name
        if not place.exists():
            put_aside.rename(place)
    shutil.rmtree(root / STAGING, ignore_errors=True)


def put_in_place(place: Path, folder: Path, known: Mapping[str, str]) -> list[str]:
    """Rename `folder`, which is staged, to `place`; what is not an output as it was made is kept.

    `known` are the outputs of the earlier run with their SHA-256. Files that no run made stay; an output that
    somebody has edited stays beside the new one. The names of the latter are returned. What stood there is
    put aside until the new folder is in its place.
    """
    place.parent.mkdir(exist_ok=True)
    edited: list[str] = []
    if place.exists():
        edited = list(_keep(place, folder, known))
        place.rename(folder.parent / f"{_OLD}{place.parent.name}")
    folder.rename(place)
    return edited


def _keep(old: Path, new: Path, known: Mapping[str, str]) -> Iterator[str]:
    """Copy notes and edited documents from the old outputs to the new; the names of the latter."""
    folder = f"{old.parent.name}/{old.name}"
    names = {
        f"{folder}/{path.relative_to(old).as_posix()}": path for path in old.rglob("*") if path.is_file()
    }
    # Notes go first: among them are documents that were edited before, whose names are no longer free.
    for name in sorted(names.keys() - known.keys()):
        _copy(names[name], new / names[name].relative_to(old))
    for name in sorted(names.keys() & known.keys()):
        path = names[name]
        if path.suffix in _EDITABLE and known[name] not in ("", digest(path)):
            beside = _beside(new / path.relative_to(old))
            _copy(path, beside)
            yield f"{folder}/{beside.relative_to(new).as_posix()}"


def _copy(path: Path, place: Path) -> None:
    """Copy a file to a place of the new outputs that is free."""
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place)


def _beside(path: Path) -> Path:
    """A name that is free, beside a document: `letter.edited.docx`, then `letter.edited2.docx`."""
    names = (path.with_name(f"{path.stem}.edited{i or ''}{path.suffix}") for i in (0, *range(2, 1000)))
    return next(name for name in names if not name.exists())


def digest(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_document(place: Path, content: bytes | pd.DataFrame) -> None:
    """A document of a report as it is, or a table of it as CSV."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        place.write_bytes(content)
    else:
        write_csv(content, place)
