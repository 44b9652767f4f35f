"""Scripts and styles of the page, whole in the file and named by their digests in its security policy."""

import base64
import hashlib
from functools import cache
from importlib import resources

import vl_convert

_SCRIPTS = (
    *("words", "numbers", "elements", "rows", "tables", "download", "columns", "tooltip", "charts"),
    *("card", "dimensions", "ranking", "criteria", "contributions", "whatif", "quality", "changes", "start"),
)
"""The files of the script in the order in which they are joined."""

_STYLES = ("frame", "controls", "parts", "tables", "whatif", "narrow", "print")
"""The files of the style sheet in the same way; those for narrow windows and paper overrule the others."""


@cache
def vega() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that needs nothing else."""
    return _enclosed(vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;"))


@cache
def script() -> str:
    """The page's own script: its files in one closed function."""
    parts = "\n".join(_text(f"js/{name}.js") for name in _SCRIPTS)
    return _enclosed(f'(() => {{\n"use strict";\n{parts}\n}})();\n')


@cache
def style() -> str:
    """The page's own style sheet, but for its colours."""
    return "\n".join(_text(f"css/{name}.css") for name in _STYLES)


@cache
def template() -> str:
    """The template of the page."""
    return _text("page.html.j2")


def policy(scripts: list[str], style: str) -> str:
    """The content security policy: these scripts and this style alone, and no request to anything."""
    allowed = " ".join(_digest(text) for text in scripts)
    own = f"script-src {allowed}; style-src {_digest(style)}"
    return f"default-src 'none'; {own}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _enclosed(text: str) -> str:
    """A script that may stand in a script element; `ValueError` where something in it would end that."""
    if "</script" in text.lower() or "<!--" in text:
        raise ValueError("the script holds what ends a script element")
    return text.replace("\r\n", "\n")


def _text(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")
