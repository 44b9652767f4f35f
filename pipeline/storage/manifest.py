"""The manifest: what a run read, with which rules, and what it made of it."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.storage.project import Project
from pipeline.storage.staging import digest
from pipeline.storage.tables import write_text
from schemas.framework import Framework
from schemas.settings import OF_DOCUMENTS, Source, Survey

MANIFEST = "manifest.json"
_OF_PROGRAM = (".py", ".po", ".j2", ".css", ".js", ".docx")


@cache
def program_digest() -> str:
    """The SHA-256 of the program's own files, so that a changed program makes its outputs anew."""
    total = hashlib.sha256()
    for package in ("pipeline", "schemas"):
        folder = Path(str(resources.files(package)))
        for path in sorted(folder.rglob("*")):
            if path.suffix in _OF_PROGRAM:
                total.update(f"{package}/{path.relative_to(folder).as_posix()} {digest(path)}\n".encode())
    return total.hexdigest()


def schema_digests(project: Project, survey: Survey) -> dict[str, str]:
    """The SHA-256 of the questionnaire and of the units of a survey."""
    return {name: digest(path) for name, path in sorted(project.schema_files(survey).items())}


def identity(project: Project, survey: Survey, sources: list[Source]) -> dict[str, Any]:
    """Everything that the tables of a period depend on: same identity, same tables."""
    settings = survey.settings.model_dump(mode="json", exclude=set(OF_DOCUMENTS))
    return {
        "period": survey.period.name,
        "program": {"name": "hailong", "version": version("hailong"), "sha256": program_digest()},
        "schemas": schema_digests(project, survey),
        "framework": Framework.of(survey.questionnaire).as_dict(),
        "settings": settings,
        "inputs": {source.name: digest(source.path) for source in sources},
    }


def appearance(project: Project, survey: Survey, earlier: Iterable[str]) -> dict[str, Any]:
    """What the documents of a period depend on beside its tables: settings, templates, `earlier` periods."""
    tables = {name: project.root / "processed" / name / "estimates.csv" for name in earlier}
    return {
        "settings": survey.settings.model_dump(mode="json", include=set(OF_DOCUMENTS)),
        "templates": {name: hashlib.sha256(file).hexdigest() for name, file in project.templates().items()},
        "earlier": {name: digest(path) for name, path in tables.items()},
    }


def are_whole(root: Path, outputs: Mapping[str, str]) -> bool:
    """Whether every output still is what the manifest says it is."""
    return all((root / name).is_file() and digest(root / name) == known for name, known in outputs.items())


def outputs_of(folders: Mapping[str, Path]) -> dict[str, str]:
    """The SHA-256 of every file below some folders, by their names in the project."""
    return {
        f"{name}/{path.relative_to(folder).as_posix()}": digest(path)
        for name, folder in sorted(folders.items())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def write_manifest(path: Path, content: Mapping[str, Any]) -> None:
    """The manifest as JSON; its timestamp is the one thing that differs between two equal runs."""
    stamped = {**content, "created": datetime.now(UTC).isoformat(timespec="seconds")}
    write_text(path, json.dumps(stamped, ensure_ascii=False, indent=2) + "\n")


def read_manifest(path: Path) -> dict[str, Any]:
    """The manifest of an earlier run; empty where there is none that can be read."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
