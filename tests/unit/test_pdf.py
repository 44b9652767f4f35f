"""Word documents as PDF: where LibreOffice is there, once for all, the same bytes again."""

import os
import shutil
import stat
import subprocess
import time

import pytest

from pipeline.present import pdf
from pipeline.present.pdf import PdfError, has_libreoffice, to_pdf, undated
from schemas.language import Language
from tests.unit.made_letters import context_of, example_letters, picture, written

EN = Language("en")
needs_libreoffice = pytest.mark.skipif(not has_libreoffice(), reason="LibreOffice is not installed")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


def test_without_libreoffice_there_is_no_pdf(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert not has_libreoffice()
    assert to_pdf({"letter.docx": b"x"}, EN) == {}


def program(folder, monkeypatch, script):
    """A program in place of LibreOffice."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(pdf, "_program", lambda: str(path))


def test_all_documents_in_one_call_with_names_of_its_own(tmp_path, monkeypatch):
    copy = 'for last; do case "$last" in *.docx) cp "$last" "${last%.docx}.pdf";; esac; done'
    program(tmp_path, monkeypatch, f'echo "$@" >> {tmp_path}/calls\n{copy}')
    documents = {"--letter.docx": b"%PDF a", "../../x.docx": b"%PDF b"}
    assert to_pdf(documents, EN) == {"--letter.pdf": b"%PDF a", "../../x.pdf": b"%PDF b"}
    (call,) = (tmp_path / "calls").read_text().splitlines()
    assert "--headless" in call
    assert "-env:UserInstallation=file:///" in call
    assert "letter" not in call
    assert to_pdf({}, EN) == {}


def test_what_goes_wrong_is_told(tmp_path, monkeypatch):
    program(tmp_path, monkeypatch, "echo 'no   more space'; exit 1")
    with pytest.raises(PdfError, match=r"^LibreOffice made no PDF of letter.docx: no more space$"):
        to_pdf({"letter.docx": b"a"}, EN)
    with pytest.raises(PdfError, match=r"^LibreOffice không tạo được PDF từ letter.docx"):
        to_pdf({"letter.docx": b"a"}, Language("vi"))


def ended(process: int) -> bool:
    """Whether a program is gone, or dead and not yet buried by the system."""
    time.sleep(0.02)
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True)
    return state.stdout.strip()[:1] in ("", "Z")


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no groups of programs on this system")
def test_what_hangs_is_ended_with_what_it_started(tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "_SECONDS", 0.3)
    monkeypatch.setattr(pdf, "_SECONDS_A_DOCUMENT", 0)
    program(tmp_path, monkeypatch, f"sleep 60 & echo $! > {tmp_path}/child; wait")
    with pytest.raises(PdfError, match=r"did not finish within 0.3 seconds"):
        to_pdf({"letter.docx": b"a"}, EN)
    child = int((tmp_path / "child").read_text())
    assert any(ended(child) for _ in range(100))


def test_the_moment_is_overwritten_in_place():
    old = (
        b"/CreationDate(D:20261124143908Z')>> <xmp:ModifyDate>2026-11-24T14:39:08Z</xmp:ModifyDate>"
        b"/ID [ <8F28>\n<8F29> ]\n/DocChecksum /154E\n%%EOF 2026"
    )
    new = (
        b"/CreationDate(D:20000101000000Z')>> <xmp:ModifyDate>2000-01-01T00:00:00Z</xmp:ModifyDate>"
        b"/ID [ <0000>\n<0000> ]\n/DocChecksum /0000\n%%EOF 2026"
    )
    assert undated(old) == new


@pytest.mark.slow
@needs_libreoffice
@needs_poppler
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_letter_as_pdf(language, tmp_path):
    documents = example_letters(language)
    made = to_pdf(documents, EN)
    assert made.keys() == {"letter.pdf", "report.pdf"}
    assert to_pdf(documents, EN) == made
    path = tmp_path / "letter.pdf"
    path.write_bytes(made["letter.pdf"])
    pages = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True
    ).stdout.split("\f")[:-1]
    first = [page.split("\n")[0].strip() for page in pages]
    assert first[1:] == [str(n) for n in range(2, len(pages) + 1)]
    assert first[0] != "1"
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True, text=True).stdout
    assert "Tagged:          yes" in told
    assert "Sat Jan  1 00:00:00 2000" in told
    assert "TUẦN GIÁO" in pages[0]
    assert "86,14%" in pages[0]


@pytest.mark.slow
@needs_libreoffice
@needs_poppler
def test_a_name_of_three_hundred_letters_leaves_no_page_empty(tmp_path):
    tall = {name: (picture(1260, 1800), "") for name in ("ranking", "dimensions")}
    letter = written(context_of(agency="Ủy ban " * 40), pictures=tall)["letter.docx"]
    made = to_pdf({"letter.docx": letter}, EN)
    path = tmp_path / "letter.pdf"
    path.write_bytes(made["letter.pdf"])
    pages = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True)
    assert all(len(page.split()) > 3 for page in pages.stdout.split("\f")[:-1])
