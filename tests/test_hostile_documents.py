"""Hostile names of units, criteria and provenance through a whole run into every kind of document."""

import json
import re
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from lxml import etree, html

from tests.conftest import DOCUMENTS, hailong

NAMES = (
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "{{7*7}} {% for x in y %} ${8*8}",
    "x" * 300,
    "\u202eDLRO\u202c OLLEH",
    '"><img src=x onerror=alert(2)>',
    "]]> &amp; <w:t>& \u0007 ../../etc/passwd",
    '=HYPERLINK("file:///x","y")',
)
SETTINGS = """
questionnaire = "hostile"
units = "hostile"
focus_unit = "u0"
languages = ["vi", "en"]
documents = {documents}
provenance = {{ vi = {name}, en = {name} }}
"""


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=True)


def both(text: str) -> str:
    return f"{{ vi = {quoted(text)}, en = {quoted(text)} }}"


def write_schemas(root: Path) -> list[str]:
    """A questionnaire and a registry with hostile names; the codes of the criteria."""
    lines = ['code = "hostile"', f"name = {both(NAMES[5])}", 'source = "made"', 'formula = "pooled_answers"']
    lines += ["years = { first = 2000, last = 2100 }", "[scale]", "levels = ["]
    levels = [(i, int(i > 2), both(f"{NAMES[i % 3]}{i}")) for i in (1, 2, 3, 4)]
    lines += [f"{{ code = {i}, value = {value}, label = {label} }}," for i, value, label in levels]
    lines.append("]")
    for dimension in ("a", "b"):
        short = NAMES[2 if dimension == "a" else 1]
        lines += [
            "[[dimensions]]",
            f'code = "{dimension}"',
            f"name = {both(NAMES[0])}",
            f"short = {both(short)}",
        ]
    codes = [f"c{i}" for i in range(len(NAMES))]
    for i, (code, name) in enumerate(zip(codes, NAMES, strict=True)):
        dimension = "ab"[i % 2]
        lines += ["[[criteria]]", f'code = "{code}"', f'dimension = "{dimension}"', f"text = {both(name)}"]
    units = ['code = "hostile"', f"name = {both(NAMES[0])}", 'source = "made"']
    for i, name in enumerate(NAMES):
        units += [
            "[[units]]",
            f'code = "u{i}"',
            f"name = {both(name + str(i))}",
            f"short = {both(name + str(i))}",
        ]
        units += [f"kind = {both(NAMES[1])}", 'level = "x"']
    for kind, text in (("questionnaires", lines), ("units", units)):
        (root / kind).mkdir(parents=True)
        (root / kind / "hostile.toml").write_text("\n".join(text), encoding="utf-8")
    return codes


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a survey whose every name is hostile."""
    root = tmp_path_factory.mktemp("hostile")
    codes = write_schemas(root)
    settings = SETTINGS.format(documents=["figures", *DOCUMENTS], name=quoted(NAMES[6]))
    (root / "hailong.toml").write_text(settings, encoding="utf-8")
    chance = np.random.default_rng(3)
    answers = pd.DataFrame(chance.integers(1, 5, (400, len(codes))), columns=codes)
    answers.insert(0, "unit", [f"u{i % len(NAMES)}" for i in range(400)])
    answers.insert(0, "respondent", range(400))
    (root / "raw" / "2020").mkdir(parents=True)
    answers.to_csv(root / "raw" / "2020" / "survey.csv", index=False)
    done = hailong(root, "run", "2020", language="vi")
    assert done.returncode == 0, done.stderr
    done = hailong(root, "report", "2020", "--no-pdf", "--unit", "u3")
    assert done.returncode == 0, done.stderr
    return root / "reports" / "2020"


@pytest.mark.slow
def test_word_documents_hold_names_as_text(hostile: Path) -> None:
    for path in hostile.rglob("*.docx"):
        with zipfile.ZipFile(path) as parts:
            for name in parts.namelist():
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(parts.read(name))
            text = "".join(etree.fromstring(parts.read("word/document.xml")).itertext())
        assert "{{7*7}}" in text
        assert "<script>alert(1)</script>" in text
        assert not {"\u202e", "\u202c", "\u0007"} & set(text)


@pytest.mark.slow
def test_workbook_has_no_formula_from_a_name(hostile: Path) -> None:
    book = openpyxl.load_workbook(hostile / "workbook.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert formulas
    assert not [formula for formula in formulas if "cmd" in formula or 'HYPERLINK("file' in formula]
    texts = [cell for cell in cells if isinstance(cell.value, str)]
    dangerous = [cell for cell in texts if cell.value.startswith(("=", "+", "@")) and cell.data_type != "f"]
    assert dangerous
    assert all(cell.quotePrefix for cell in dangerous)


@pytest.mark.slow
def test_page_has_only_its_own_scripts_and_no_address(hostile: Path) -> None:
    for path in hostile.rglob("page.html"):
        page = html.document_fromstring(path.read_text(encoding="utf-8"))
        assert not page.xpath("//img | //iframe | //object | //embed | //link[@href]")
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
        scripts = page.xpath("//script[not(@type='application/json')]")
        assert scripts
        assert not [script for script in scripts if "alert(1)" in (script.text or "")]


@pytest.mark.slow
def test_figures_and_tables_hold_names_as_text(hostile: Path) -> None:
    figures = list(hostile.glob("figures/*.svg"))
    assert figures
    for path in figures:
        root = etree.fromstring(path.read_bytes())
        names = {etree.QName(element).localname for element in root.iter(etree.Element)}
        assert not names & {"script", "img", "foreignObject", "a"}
    for path in (*hostile.rglob("*.csv"), *(hostile.parents[1] / "processed" / "2020").glob("*.csv")):
        cells = pd.read_csv(path, dtype="str", encoding="utf-8-sig", keep_default_na=False).to_numpy().ravel()
        assert not [cell for cell in cells if re.match(r"[=@]|[+-](?!\d)", cell)], path.name
