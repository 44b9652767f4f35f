"""The verb `page`: one HTML file of a period, complete in itself."""

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from pipeline.present.charts.theme import SIMULATED
from pipeline.present.context import Context
from pipeline.present.page.bundle import policy, script, style, template, vega
from pipeline.present.page.colours import colour_rules
from pipeline.present.page.payload import as_script, payload
from pipeline.present.page.texts import texts
from pipeline.present.page.wording import GLOSSARY
from pipeline.present.results import Results
from schemas.language import LanguageCode

LANGUAGE_NAMES: dict[LanguageCode, str] = {"vi": "Tiếng Việt", "en": "English"}


def page(results: Results, contexts: Sequence[Context]) -> bytes:
    """The page of a period as HTML in UTF-8.

    `contexts` differ in language alone; the first is shown first. The page asks nothing of a network and runs
    no script but its own. The focus unit is chosen where there is one.
    """
    main = contexts[0]
    look = colour_rules(len(main.questionnaire.scale.levels)) + style()
    scripts = [vega(), script()]
    written = _template().render(
        language=main.say.code,
        languages=[(context.say.code, LANGUAGE_NAMES[context.say.code]) for context in contexts],
        texts=texts(main),
        simulated=SIMULATED if main.simulated else "",
        glossary=GLOSSARY,
        policy=policy(scripts, look),
        style=Markup(look),  # noqa: S704 - the program's own
        scripts=[Markup(text) for text in scripts],  # noqa: S704 - the program's own
        data=Markup(as_script(payload(results, contexts))),  # noqa: S704 - escaped for a script element
    )
    return written.encode()


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(template())
