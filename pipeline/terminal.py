"""What the command line says and how it ends: its language, its exit codes, failures in words, progress."""

import errno
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import IntEnum
from itertools import pairwise

import typer

from schemas.language import LANGUAGES, Language, LanguageCode, later


class Exit(IntEnum):
    """The exit codes of every verb."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    SETTINGS = 3
    FILE = 4
    LOCKED = 5


def _language(words: Sequence[str], environment: Mapping[str, str]) -> LanguageCode:
    """The language asked for by `--lang`, else by `HAILONG_LANG`; known before any text is said."""
    asked = [environment.get("HAILONG_LANG", "")]
    for word, following in pairwise([*words, ""]):
        if word == "--lang":
            asked.append(following)
        elif word.startswith("--lang="):
            asked.append(word.removeprefix("--lang="))
    return next((code for word in reversed(asked) for code in LANGUAGES if code == word), "vi")


say = Language(_language(sys.argv[1:], os.environ))


_REASONS = {
    errno.ENOENT: later("there is no such file"),
    errno.EISDIR: later("it is a folder, not a file"),
    errno.ENOTDIR: later("it is a file, not a folder"),
    errno.EEXIST: later("it is a file, not a folder"),
    errno.EACCES: later("this account may not do that"),
    errno.EROFS: later("the disk is read-only"),
    errno.ENOSPC: later("the disk is full"),
}


def talk(*lines: str) -> None:
    """Say something beside the result."""
    for line in lines:
        typer.echo(line, err=True)


def _simple_failures() -> Mapping[type[Exception], tuple[Exit, str]]:
    """The failures of which one thing is told, a file or a period: exit code and words."""
    from pipeline.storage.lock import LockedError
    from pipeline.storage.outputs import NothingAcceptedError
    from pipeline.storage.previous import DamagedRunError, NotRunError, SchemasChangedError
    from pipeline.storage.project import PeriodNotFoundError, ProjectNotFoundError

    changed = later("{it}: the questionnaire or the units changed since the run; run it again")
    damaged = later("{it} is missing or is not what a run writes; `hailong run` makes it again")
    return {
        LockedError: (Exit.LOCKED, later("another run is at work in {it}; try again later")),
        NothingAcceptedError: (
            Exit.REFUSED,
            later("{it}: no response was accepted; the results of the earlier run were kept"),
        ),
        ProjectNotFoundError: (Exit.FILE, later("there is no hailong.toml in {it} or above")),
        NotRunError: (Exit.FILE, later("{it} was not run yet; `hailong run {it}` comes first")),
        DamagedRunError: (Exit.FILE, damaged),
        SchemasChangedError: (Exit.SETTINGS, changed),
        PeriodNotFoundError: (Exit.FILE, later("there are no files with responses: {it}")),
    }


def _failure(error: Exception) -> tuple[Exit, str] | None:
    """The exit code and the words for a failure of the contract; None for a mistake of the program."""
    from schemas.documents import TemplateError
    from schemas.toml import SettingsError

    for kind, (code, words) in _simple_failures().items():
        if isinstance(error, kind):
            return code, say(words, it=error)
    match error:
        case SettingsError():
            return Exit.SETTINGS, error.describe(say)
        case TemplateError():
            return Exit.SETTINGS, say("templates/{file}: {message}", file=error.name, message=error.message)
        case OSError():
            reason = say(_REASONS.get(error.errno or 0, "")) or error.strerror or str(error)
            return Exit.FILE, say("cannot use {file}: {reason}", file=error.filename or "-", reason=reason)
    return None


@contextmanager
def contract(debug: bool) -> Iterator[None]:
    """Turn the failures of the contract into a message and an exit code, without a traceback."""
    try:
        yield
    except Exception as error:
        failure = _failure(error)
        if debug or failure is None:
            raise
        code, message = failure
        talk(message)
        raise typer.Exit(code) from None


@contextmanager
def progress(what: str, total: float) -> Iterator[Callable[[int], object]]:
    """A progress bar up to `total`, on a terminal only."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda size: bar.advance(task, size)
