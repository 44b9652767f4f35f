"""Filling in a Word template, whatever stands in the template and in the values.

Values are data: none is read as a template, none as XML, and none as a mark that docxtpl looks for when all
is printed. A template is the office's own, but it may come from anywhere: it can reach the values only.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateRuntimeError, TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup, escape

from pipeline.present.letter.finish import finish
from pipeline.present.letter.picture import Picture
from pipeline.present.problems import plain
from schemas.documents import TemplateError
from schemas.language import Language, later

_WHY: tuple[tuple[type[Exception], str], ...] = (
    (UndefinedError, later("there is no such value: {what}")),
    (SecurityError, later("this is not allowed in a template: {what}")),
    (TemplateSyntaxError, later("a tag cannot be read: {what}")),
    (etree.XMLSyntaxError, later("what is printed is no longer a Word document: {what}")),
    (Exception, later("it cannot be filled in: {what}")),
)
_WITHOUT = ("urlize", "xmlattr", "tojson", "pprint")
_LONGEST_PLACE = 120


def fill(
    name: str, template: bytes, values: Callable[[Any], Mapping[str, object]], title: str, say: Language
) -> bytes:
    """The document `name` from its template; `say` is its language, and that of an error.

    `values` makes the values for the docxtpl document that pictures are put in. Raises `TemplateError`.
    """
    document = _open(name, template, say)
    given = dict(values(document))
    try:
        document.render(given, _environment())
        filled = io.BytesIO()
        document.save(filled)
        return finish(filled.getvalue(), title, say)
    # The values are there; whatever goes wrong now, an expression or a broken file, is the template's.
    except Exception as error:
        raise TemplateError(name, _message(error, document, say)) from error


def _open(name: str, template: bytes, say: Language) -> "_Document":
    document = _Document(io.BytesIO(template))
    try:
        document.init_docx()
    except (KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise TemplateError(name, say("this is no Word document (.docx)")) from error
    return document


def _message(error: Exception, document: "_Document", say: Language) -> str:
    why = next(text for kind, text in _WHY if isinstance(error, kind))
    what = say(why, what=plain(str(error)) or type(error).__name__)
    place = _place(error, document.lines)
    return say('near "{place}": {what}', place=place, what=what) if place else what


class _Document(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A docxtpl document that keeps the lines Jinja speaks of, and refuses to mend broken XML."""

    lines: tuple[str, ...] = ()

    def render_xml_part(self, source: str, *rest: Any) -> str:
        self.lines = tuple(re.sub(r"<w:p([ >])", r"\n<w:p\1", source).split("\n"))
        printed: str = super().render_xml_part(source, *rest)
        etree.fromstring(printed.encode())
        return printed

    def render_properties(self, *_: Any) -> None:
        """Nothing: the properties of the document are set once it is filled in."""


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_printed)
    environment.globals.pop("lipsum")
    for name in _WITHOUT:
        del environment.filters[name]
    for name in ("safe", "escape", "e", "forceescape"):
        environment.filters[name] = lambda value: value
    return environment


def _printed(value: object) -> object:
    """A value as it is put into the document: every sign that means something there, as a reference.

    Only pictures, and what a template builds of its own text, are put as they are.
    """
    if isinstance(value, Picture | Markup):
        return value
    if isinstance(value, StrictUndefined):
        return str(value)
    if not isinstance(value, str | int | float):
        raise TemplateRuntimeError(f"a value of type {type(value).__name__} cannot be printed")
    # No-break spaces are meant; any other sign that is no letter is made harmless.
    text = "\N{NO-BREAK SPACE}".join(map(plain, str(value).split("\N{NO-BREAK SPACE}")))
    return Markup(str(escape(text)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704  # escaped


def _place(error: Exception, lines: tuple[str, ...]) -> str:
    """The text of the paragraph in which Jinja stopped, "" where it does not say."""
    number = error.lineno if isinstance(error, TemplateSyntaxError) else _line_of(error.__traceback__)
    if not number or number > len(lines):
        return ""
    text = " ".join(re.sub(r"<[^>]+>", "", lines[number - 1]).split())
    return plain(text)[-_LONGEST_PLACE:]


def _line_of(traceback: TracebackType | None) -> int:
    """The last line of a template in a traceback, as Jinja writes it there; 0 without one."""
    number = 0
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            number = traceback.tb_lineno
        traceback = traceback.tb_next
    return number
