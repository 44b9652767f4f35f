"""New outputs beside the old ones, and how they take their place: whole folders, by rename."""

import shutil
from collections.abc import Collection
from pathlib import Path

import pandas as pd

from pipeline.storage.tables import write_csv

STAGING = ".hailong-staging"
_OLD = "old-"


def recover(root: Path) -> None:
    """Clear what a run left that was broken off; outputs that it had put aside go back to their place."""
    for put_aside in (root / STAGING).glob(f"*/{_OLD}*"):
        place = root / put_aside.name.removeprefix(_OLD) / put_aside.parent.name
        if not place.exists():
            put_aside.rename(place)
    shutil.rmtree(root / STAGING, ignore_errors=True)


def put_in_place(place: Path, folder: Path, known: Collection[str]) -> None:
    """Rename `folder`, which is staged, to `place`; files there that are not `known` outputs are kept.

    What stood there is put aside until the new folder is in its place.
    """
    place.parent.mkdir(exist_ok=True)
    if place.exists():
        _keep_strangers(place, folder, known)
        place.rename(folder.parent / f"{_OLD}{place.parent.name}")
    folder.rename(place)


def _keep_strangers(old: Path, new: Path, known: Collection[str]) -> None:
    """Copy files that no run made, such as an analyst's notes, from the old outputs to the new ones."""
    for path in old.rglob("*"):
        inside = path.relative_to(old)
        name = f"{old.parent.name}/{old.name}/{inside.as_posix()}"
        if path.is_file() and name not in known and not (new / inside).exists():
            (new / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, new / inside)


def write_document(place: Path, content: bytes | pd.DataFrame) -> None:
    """A document of a report as it is, or a table of it as CSV."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(content, bytes):
        place.write_bytes(content)
    else:
        write_csv(content, place)
