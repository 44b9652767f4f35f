"""One run at a time in a project."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

LOCK = ".hailong.lock"


class LockedError(Exception):
    """Another run holds the lock of the project."""


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold the project's lock; `LockedError` at once where another run holds it."""
    lock = FileLock(root / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise LockedError(str(root)) from None
    try:
        yield
    finally:
        lock.release()
