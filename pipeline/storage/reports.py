"""Documents of a finished period made again: the period's own, those of a language, those of single units."""

import re
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd

from pipeline.storage.manifest import MANIFEST, read_manifest, write_manifest
from pipeline.storage.staging import STAGING, digest, put_in_place, write_document
from schemas.language import LANGUAGES, LanguageCode
from schemas.period import Period

_PART = re.compile(rf"(?:(?:{'|'.join(LANGUAGES)})/)?(?:units/[^/]+/)?")


def part(language: LanguageCode | None = None, unit: str | None = None) -> str:
    """Where in the report of a period a set of documents lies; "" for those of the period itself.

    >>> part(), part("en"), part(unit="tuan-giao"), part("en", "tuan-giao")
    ('', 'en/', 'units/tuan-giao/', 'en/units/tuan-giao/')
    """
    return (f"{language}/" if language else "") + (f"units/{unit}/" if unit else "")


class Reports:
    """The documents of a period, those in `parts` made anew and the others kept; of no parts, all are new.

    They are staged beside the old ones; `commit` renames the whole folder into place and tells the manifest.
    """

    def __init__(self, root: Path, period: Period, parts: Collection[str] = ()) -> None:
        self._root, self._name = root, f"reports/{period.name}"
        self._manifest = root / "processed" / period.name / MANIFEST
        self._staging = root / STAGING / period.name
        self._folder = self._staging / "reports"
        self._parts = parts
        self._added: list[str] = []
        self.edited: list[str] = []

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._root / STAGING, ignore_errors=True)

    def add(self, name: str, content: bytes | pd.DataFrame) -> None:
        """Write a document."""
        write_document(self._folder / name, content)
        self._added.append(f"{self._name}/{name}")

    def commit(self, look: Mapping[str, Any] | None = None) -> list[str]:
        """Put the documents in their place; their names in the project.

        `look` is what all documents of the period were made with, where all of them are new.
        """
        manifest = read_manifest(self._manifest)
        known: Mapping[str, str] = manifest["outputs"]
        kept = {name: sha for name, sha in known.items() if not self._is_replaced(name)}
        added = {name: digest(self._folder / name.removeprefix(f"{self._name}/")) for name in self._added}
        # Kept documents are no longer known here, so that they are copied like any file that no run made.
        replaced = {name: sha for name, sha in known.items() if name not in kept}
        self.edited = put_in_place(self._root / self._name, self._folder, replaced)
        manifest |= {"outputs": dict(sorted({**kept, **added}.items()))}
        write_manifest(self._manifest, manifest | ({"documents": look} if look else {}))
        return sorted(self._added)

    def _is_replaced(self, name: str) -> bool:
        if not name.startswith(f"{self._name}/"):
            return False
        found = _PART.match(name.removeprefix(f"{self._name}/"))
        return not self._parts or (found[0] if found else "") in self._parts
