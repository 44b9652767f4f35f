"""Libraries that are not written in Python, each file in a process of its own that may end badly."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO, Literal

from pipeline.intake.files.unreadable import UnreadableError

LARGEST_MEMORY = 2 * 1024**3
"""Bytes of memory that reading one file may take: an XLS sheet filled to its last corner needs half of it."""
LONGEST_TIME = 600
"""Seconds of computing that reading one file may take."""

_PROGRAM = Path(__file__).with_name("foreign.py")
_OUT_OF_MEMORY = b"memory allocation of"


def read_isolated(file: BinaryIO, library: Literal["calamine", "spss"], kind: str) -> Iterator[Any]:
    """The messages of `foreign.py` about a file: rows, and before them what they are rows of.

    Raises `UnreadableError`: `protected-file`, `oversized-file` where `LARGEST_MEMORY` is not enough, and
    `damaged-file` for everything else that ends the process, whatever was read before.
    """
    command = [sys.executable, "-P", str(_PROGRAM), library, str(LARGEST_MEMORY), str(LONGEST_TIME)]
    # A thread of its own for each processor takes more of the memory than the file.
    surroundings = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONUTF8": "1"}
    with TemporaryFile() as content, TemporaryFile() as complaints:
        file.seek(0)
        copyfileobj(file, content)
        content.seek(0)
        with subprocess.Popen(  # noqa: S603 (our own program)
            command, stdin=content, stdout=subprocess.PIPE, stderr=complaints, env=surroundings
        ) as process:
            try:
                yield from _messages(process.stdout, kind)
            except EOFError:
                process.wait()
                raise _ended_badly(complaints, kind) from None
            finally:
                process.kill()


def _messages(lines: IO[bytes] | None, kind: str) -> Iterator[Any]:
    """The messages up to the last; `EOFError` where there is no last one."""
    for line in lines or ():
        message = json.loads(line, object_hook=_restored)
        if message == "end":
            return
        if isinstance(message, dict) and (problem := message.get("problem")):
            raise _refused(problem, kind)
        yield message
    raise EOFError


def _restored(found: dict[str, Any]) -> Any:
    """A date, a time or a duration as it was before JSON."""
    match found:
        case {"seconds": float(seconds), **rest} if not rest:
            return timedelta(seconds=seconds)
        case {"date": str(text), **rest} if not rest:
            return date.fromisoformat(text)
        case {"datetime": str(text), **rest} if not rest:
            return datetime.fromisoformat(text)
        case {"time": str(text), **rest} if not rest:
            return time.fromisoformat(text)
    return found


def _ended_badly(complaints: IO[bytes], kind: str) -> UnreadableError:
    complaints.seek(0)
    problem = "oversized-file" if _OUT_OF_MEMORY in complaints.read(2**16) else "damaged-file"
    return _refused(problem, kind)


def _refused(problem: str, kind: str) -> UnreadableError:
    match problem:
        case "oversized-file":
            return UnreadableError(problem, limit="2 GiB")
        case "protected-file":
            return UnreadableError(problem)
    return UnreadableError(problem, kind=kind)
