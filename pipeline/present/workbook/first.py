"""The sheet to read first: what the workbook is, what its sheets show, how its figures are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from xlsxwriter.worksheet import Worksheet

from pipeline.present.charts.theme import SIMULATED
from pipeline.present.context import Context
from pipeline.present.numbers import count, percent
from pipeline.present.results import Results
from pipeline.present.sheets import cell_text, height_of, set_up_page
from pipeline.present.workbook.cells import lines_for, write_text
from pipeline.present.workbook.looks import Kind, Looks
from pipeline.present.workbook.words import unit_name
from schemas.formulas import FORMULA_TEXTS
from schemas.language import later

_WIDTHS = (26, 92)

_READING = (
    (
        later("Index"),
        later("Per cent of what could be reached: 100 where everybody is satisfied. Kept in full precision."),
    ),
    (
        later("95 % interval"),
        later(
            "Of such intervals 95 in 100 hold the true index of all people served: how precise the sample is."
        ),
    ),
    (
        later("Median and best"),
        later(
            "The index in the middle of the published units, and the highest. Gaps to them are the official "
            "ones, in percentage points."
        ),
    ),
    (
        later("Verdict"),
        later(
            "What the sample says of the gap to the median. Where it cannot be told apart, the gap is "
            "official, but chance alone could have made it."
        ),
    ),
    (
        later("Ranks that stay open"),
        later("With 95 % confidence the true rank of the unit is one of them."),
    ),
    (
        later("(86.14)"),
        later(
            "In brackets: to be used with care; imprecise, or many answers are missing. It is a number too."
        ),
    ),
    ("×", later("Withheld, so that nobody's answers can be recognised.")),
    (
        later("Empty cell"),
        later("There is no such figure; it never means 0. Where there is a reason, a column says it."),
    ),
    (
        later("Charts"),
        later("They are Excel's own: change colours, labels and axes, copy them into Word or PowerPoint."),
    ),
)
_NOTHING_TO_TRY = later(
    "There is no sheet to try improvements on: the workbook is about no single unit, or the overall index of "
    "the unit cannot be split by criteria."
)


class Part(Protocol):
    """A sheet of the workbook."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def shows(self) -> str:
        """What it is for."""
        ...

    def write(self, sheet: Worksheet, looks: Looks, context: Context) -> None:
        """Write it on an empty sheet."""
        ...


@dataclass(frozen=True)
class _Line:
    """A line of the sheet: a label and a text, each with its look; `leads_to` is a sheet to go to."""

    label: str
    text: str = ""
    kinds: tuple[Kind, Kind] = ("label", "body")
    leads_to: str = ""


def write_first(
    sheet: Worksheet, parts: Sequence[Part], results: Results, looks: Looks, context: Context
) -> None:
    """Write the sheet that tells what the workbook and its other sheets are."""
    say = context.say
    set_up_page(sheet, say, SIMULATED if context.simulated else "")
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    for at, width in enumerate(_WIDTHS):
        sheet.set_column(at, at, width)
    for line, entry in enumerate(_lines(parts, results, context)):
        _write(sheet, line, entry, looks)


def _write(sheet: Worksheet, line: int, entry: _Line, looks: Looks) -> None:
    label, text = cell_text(entry.label), cell_text(entry.text)
    if entry.leads_to:
        target = entry.leads_to.replace("'", "''")
        sheet.write_url(line, 0, f"internal:'{target}'!A1", looks.of(entry.kinds[0]), label)
    else:
        write_text(sheet, (line, 0), label, looks, entry.kinds[0])
    if text:
        write_text(sheet, (line, 1), text, looks, entry.kinds[1])
    heading = entry.kinds[0] in ("heading", "section")
    lines = 2 if heading else max(lines_for(label, _WIDTHS[0] - 1), lines_for(text, _WIDTHS[1]))
    sheet.set_row(line, height_of(lines))


def _lines(parts: Sequence[Part], results: Results, context: Context) -> Iterator[_Line]:
    say = context.say
    yield _Line(say("Satisfaction of citizens: figures of a period"), kinds=("heading", "body"))
    if context.simulated:
        yield _Line("", SIMULATED, kinds=("label", "mark"))
    yield from _facts(results, context)
    yield _Line(say("The sheets"), kinds=("section", "body"))
    yield from (_Line(part.name, part.shows, kinds=("link", "body"), leads_to=part.name) for part in parts)
    if say("Try improvements") not in {part.name for part in parts}:
        yield _Line("", say(_NOTHING_TO_TRY))
    yield _Line(say("How to read the figures"), kinds=("section", "body"))
    yield from (_Line(say(label), say(text)) for label, text in _READING)
    yield _Line(say("What is published"), kinds=("section", "body"))
    yield from _rules(context)


def _facts(results: Results, context: Context) -> Iterator[_Line]:
    say, framework = context.say, context.questionnaire
    yield _Line(say("Administration"), context.administration)
    if context.focus:
        yield _Line(say("Unit of this report"), _unit(context.focus, results, context))
    yield _Line(say("Period"), context.period)
    yield _Line(say("Questionnaire"), framework.name.within(say.code))
    yield _Line(say("Overall index"), say(FORMULA_TEXTS[framework.formula].meaning))
    yield _Line(say("Respondents"), _respondents(results, context))
    if context.provenance:
        yield _Line(say("Provenance"), context.provenance)


def _unit(unit: str, results: Results, context: Context) -> str:
    """The name of the unit of the report, and that it has no figures where it has none."""
    name = unit_name(unit, context)
    if unit in set(results.comparison["unit"]):
        return name
    return context.say("{unit}: no accepted response in this period", unit=name)


def _respondents(results: Results, context: Context) -> str:
    say, table = context.say, results.accounting
    every = say(
        "{n} in {units} units", n=count(table["accepted"].sum(), say), units=(table["unit"] != "").sum()
    )
    own = table.loc[table["unit"] == context.focus, "accepted"]
    if not len(own):
        return every
    return say("{every}, of them {own} in the unit of this report", every=every, own=count(own.iloc[0], say))


def _rules(context: Context) -> Iterator[_Line]:
    say, limits = context.say, context.thresholds
    yield _Line(
        say("Ranked"),
        say(
            "Units with at least {n} respondents; a median needs {units} such units.",
            n=limits.publish_from,
            units=limits.median_from,
        ),
    )
    yield _Line(
        say("Use with care"),
        say(
            "The interval is wider than {width} points, more than {missing} % of the answers are missing, or "
            "too few respondents or sampled places stand behind it.",
            width=percent(limits.care_width, say, 0),
            missing=percent(limits.care_missing, say, 0),
        ),
    )
    yield _Line(
        say("Withheld"),
        say(
            "Fewer than {n} respondents, and figures from which such a one could be found by subtraction.",
            n=limits.suppress_below,
        ),
    )
