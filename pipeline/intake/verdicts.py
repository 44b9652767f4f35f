"""What the profile of a table says of its columns: which are refused, and what is read by a rule."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from pipeline.intake.code import Coder, Reserve
from pipeline.intake.coding.answers import RULES as ANSWER_RULES
from pipeline.intake.coding.answers import UNREAD
from pipeline.intake.coding.column_faults import ColumnFault, column_fault, listed_examples
from pipeline.intake.coding.dates import RULES as DATE_RULES
from pipeline.intake.coding.dates import is_ambiguous, month_first_examples, read_day
from pipeline.intake.coding.legends import legend_fault
from pipeline.intake.coding.minutes import read_minutes
from pipeline.intake.coding.units import RULES as UNIT_RULES
from pipeline.intake.coding.weights import read_weight
from pipeline.intake.columns.match import Match
from pipeline.intake.files.tables import RawTable
from pipeline.intake.marks import MARKED
from pipeline.intake.profile import Profile
from pipeline.intake.showing import shower
from schemas.findings import Counted, Finding
from schemas.language import later
from schemas.questionnaire import MISSING_NAMES
from schemas.responses import day_of
from schemas.settings import Survey

DECIMAL_COMMA = later("decimal comma")
"""The rule by which a weight such as 0,85 is read, or a duration."""

_ALL_DIFFERENT = ("date", "weight", "minutes")
"""The columns in which each cell may hold another text, so that readings are told by their rules."""

LISTED = 20
"""So many readings by a rule are told apart in a column; all others are counted with the last of them."""

Reading = tuple[str, str]
"""What a text means, and the rule by which it does; no rule where it was read as it stands."""


@dataclass(frozen=True)
class Verdict:
    """How the columns of a table are to be read; `refused` is why nothing of it is, where nothing is."""

    reserve: Reserve = field(default_factory=Reserve)
    findings: tuple[Counted, ...] = ()
    refused: str | None = None


class Judge:
    """Judges the columns of the tables of one survey by their profiles."""

    def __init__(self, survey: Survey, coder: Coder, weighted: bool) -> None:
        self._survey, self._coder, self._weighted = survey, coder, weighted

    def judge(self, table: RawTable, match: Match, profile: Profile) -> Verdict:
        """The verdict on the columns of a table."""
        criteria = [code for code in self._survey.questionnaire.codes if code in match.positions]
        faults = self._faults(table, match, criteria, profile)
        month_first = month_first_examples(profile.texts.get("date", ()))
        findings = (
            *((self._finding(table, match, code, fault), 1) for code, fault in faults.items()),
            *self._month_first(table, match, month_first),
            *self._by_rule(table, match, profile, faults, bool(month_first)),
        )
        filled = [code for code in criteria if any(map(str.strip, profile.texts.get(code, ())))]
        whole = next(iter(faults.values())).code if filled and faults.keys() >= set(filled) else None
        reserve = Reserve(frozenset(faults), bool(month_first), self._weighted)
        return Verdict(reserve, findings, whole)

    def _faults(
        self, table: RawTable, match: Match, criteria: list[str], profile: Profile
    ) -> dict[str, ColumnFault]:
        scale, reader = self._survey.questionnaire.scale, self._coder.answers
        if legend := legend_fault((text for row in table.start.above for text in row), reader, scale):
            return dict.fromkeys(criteria, legend)
        limit, names = self._survey.settings.checks.unknown_labels, table.header.names
        found = {
            code: legend_fault([names[match.positions[code]]], reader, scale)
            or column_fault(profile.texts.get(code, {}), reader, scale, limit, shower(code, self._survey))
            for code in criteria
        }
        return {code: fault for code, fault in found.items() if fault is not None}

    def _finding(self, table: RawTable, match: Match, column: str, fault: ColumnFault) -> Finding:
        return Finding(
            fault.code, table.source, table.header.line, match.headers[column], values=fault.values
        )

    def _month_first(self, table: RawTable, match: Match, examples: tuple[str, ...]) -> Iterator[Counted]:
        if examples:
            shown = shower("date", self._survey)(examples[0])
            header = match.headers["date"]
            yield Finding("month-first-dates", table.source, table.header.line, header, shown), 1

    def _by_rule(
        self,
        table: RawTable,
        match: Match,
        profile: Profile,
        faults: Mapping[str, ColumnFault],
        month_first: bool,
    ) -> Iterator[Counted]:
        """The readings by a rule, column by column, and what could not be read in columns that were kept."""
        for column, texts in profile.texts.items():
            if column in faults or column in MARKED:
                continue
            header, show = match.headers[column], shower(column, self._survey)
            if column == "date" and month_first:
                texts = Counter({text: n for text, n in texts.items() if not is_ambiguous(text)})
            together = column in _ALL_DIFFERENT
            readings = _readings(texts, self._reader(column), show, together)
            yield from _normalised(table, header, readings)
            if column in self._survey.questionnaire.codes:
                yield from self._unread(table, header, texts, show)

    def _unread(
        self, table: RawTable, header: str, texts: Mapping[str, int], show: Callable[[str], str]
    ) -> Iterator[Counted]:
        unread = Counter({text: n for text, n in texts.items() if self._coder.answer(text) in UNREAD})
        if unread.total() > 1:
            examples = listed_examples(unread, self._coder.answers, show)
            scale = self._survey.questionnaire.scale.shown
            values = (("n", str(unread.total())), ("examples", examples), ("scale", scale))
            yield Finding("unread-answers", table.source, table.header.line, header, values=values), 1

    def _reader(self, column: str) -> Callable[[str], Reading]:
        match column:
            case "unit":
                return self._unit
            case "date":
                return _date
            case "weight":
                return partial(_number, read=read_weight)
            case "minutes":
                return partial(_number, read=read_minutes)
        return partial(self._value, column) if column in self._coder.margins else self._answer

    def _answer(self, text: str) -> Reading:
        answer = self._coder.answers.read(text)
        meaning = MISSING_NAMES.get(answer.code, str(answer.code))
        return meaning, ANSWER_RULES.get(answer.rule, "")

    def _value(self, column: str, text: str) -> Reading:
        margin = self._coder.margins[column]
        rule = margin.rule(text)
        return (margin.values[margin.read(text)], rule) if rule else ("", "")

    def _unit(self, text: str) -> Reading:
        reading = self._coder.units.read(text)
        if reading.number < 0:
            return "", ""
        return self._survey.registry.units[reading.number].name.vi, UNIT_RULES.get(reading.rule, "")


def _date(text: str) -> Reading:
    day = read_day(text)
    rule = DATE_RULES.get(day.rule, "")
    return (day_of(day.number).isoformat(), rule) if rule else ("", "")


def _number(text: str, read: Callable[[str], float]) -> Reading:
    """A weight or a duration, neither of which is less than 0 where it could be read."""
    number = read(text)
    return (repr(number).removesuffix(".0"), DECIMAL_COMMA) if "," in text and number >= 0 else ("", "")


def _readings(
    texts: Mapping[str, int], read: Callable[[str], Reading], show: Callable[[str], str], together: bool
) -> list[tuple[str, Reading, int]]:
    """The texts that were read by a rule, as they may be shown, with their counts, the most frequent first.

    Where they stand `together`, all that were read by one rule have the first of them for an example.
    """
    counts, examples = Counter[Hashable](), dict[Hashable, tuple[str, Reading]]()
    for text, n in texts.items():
        reading = read(text)
        if rule := reading[1]:
            key: Hashable = rule if together else (show(text), reading)
            counts[key] += n
            if key not in examples:
                examples[key] = (show(text), reading)
    return [(*examples[key], n) for key, n in counts.most_common()]


def _normalised(table: RawTable, header: str, readings: list[tuple[str, Reading, int]]) -> Iterator[Counted]:
    beyond = sum(n for *_, n in readings[LISTED:])
    for i, (shown, (meaning, rule), n) in enumerate(readings[:LISTED], start=1):
        values = (("meaning", meaning), ("rule", rule))
        finding = Finding("normalised", table.source, None, header, shown, values)
        yield finding, n + (beyond if i == LISTED else 0)
