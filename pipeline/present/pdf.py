"""Word documents as PDF, by LibreOffice where it is installed."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from schemas.language import Language

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS, _SECONDS_A_DOCUMENT = 120, 30
_FILTER = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
_OF_THE_MOMENT = (
    re.compile(rb"/(?:Creation|Mod)Date\s?\(D:(\d{14})"),
    re.compile(rb"<xmp:(?:Create|Modify|Metadata)Date>(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)"),
    re.compile(rb"/ID\s?\[\s?<([0-9A-F]+)>"),
    re.compile(rb"/ID\s?\[\s?<[0-9A-F]+>\s?<([0-9A-F]+)>"),
    re.compile(rb"/DocChecksum\s?/([0-9A-F]+)"),
)
"""What LibreOffice writes anew each time: date and names made of it. They are overwritten in place."""

_DATE, _XMP_DATE = b"20000101000000", b"2000-01-01T00:00:00"


class PdfError(Exception):
    """LibreOffice is there and made no PDF; the message is in the language that was asked for."""


def has_libreoffice() -> bool:
    """Whether documents can be made into PDF on this computer."""
    return _program() is not None


def to_pdf(documents: Mapping[str, bytes], say: Language) -> dict[str, bytes]:
    """The PDF of each document, `letter.pdf` of `letter.docx`; nothing where there is no LibreOffice.

    LibreOffice is started once for all of them, with a profile of its own, so that one that is open is not
    disturbed. The same documents give the same bytes with the same LibreOffice and fonts. Raises `PdfError`.
    """
    program = _program()
    if program is None or not documents:
        return {}
    with tempfile.TemporaryDirectory(prefix="hailong-") as name:
        folder = Path(name)
        # Names are not handed on: a document may be called as an option is, or as a file of the system.
        sources = {key: folder / f"{i}{Path(key).suffix}" for i, key in enumerate(documents)}
        for key, source in sources.items():
            source.write_bytes(documents[key])
        try:
            told = _convert(program, folder, list(sources.values()), say)
        except OSError as error:
            raise PdfError(say("LibreOffice cannot be started: {reason}", reason=error.strerror)) from error
        return {_pdf_name(key): _read(key, source, told, say) for key, source in sources.items()}


def _program() -> str | None:
    return next((path for name in _PROGRAMS if (path := shutil.which(name))), None)


def _pdf_name(key: str) -> str:
    return key.removesuffix(Path(key).suffix) + ".pdf"


def _convert(program: str, folder: Path, sources: Sequence[Path], say: Language) -> str:
    """Run LibreOffice on the sources; what it says. If it is too slow, it and what it started are ended."""
    seconds = _SECONDS + _SECONDS_A_DOCUMENT * len(sources)
    command = [
        *(program, "--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--convert-to", _FILTER, "--outdir", str(folder), *map(str, sources)),
    ]
    with subprocess.Popen(  # noqa: S603  # a fixed program with names made here
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "TZ": "UTC", "SOURCE_DATE_EPOCH": "946684800"},
        start_new_session=True,
    ) as process:
        try:
            told, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired as error:
            _end(process)
            message = say("LibreOffice did not finish within {seconds} seconds", seconds=seconds)
            raise PdfError(message) from error
    return told.decode(errors="replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program and all that it started, where the system knows groups of programs."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def _read(key: str, source: Path, told: str, say: Language) -> bytes:
    made = source.with_suffix(".pdf")
    if not made.is_file() or not made.read_bytes().startswith(b"%PDF"):
        what = " ".join(told.split())[-300:]
        raise PdfError(say("LibreOffice made no PDF of {name}: {what}", name=key, what=what))
    return undated(made.read_bytes())


def undated(content: bytes) -> bytes:
    """A PDF without the moment of its making, byte for byte in its place: its table of places stays right."""
    for pattern in _OF_THE_MOMENT:
        content = pattern.sub(_overwrite, content)
    return content


def _overwrite(found: re.Match[bytes]) -> bytes:
    old = found[1]
    new = {len(_DATE): _DATE, len(_XMP_DATE): _XMP_DATE}.get(len(old), b"0" * len(old))
    start, end = found.start(1) - found.start(), found.end(1) - found.start()
    return found[0][:start] + new + found[0][end:]
