"""The catalogue of everything that can be wrong in the data: one entry a problem."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from schemas.language import later

Severity = Literal["error", "warning"]
Scope = Literal["file", "header", "row", "cell"]


@dataclass(frozen=True)
class Problem:
    """A kind of problem.

    `scope` is what has the problem; `severity` is "error" where a file or a row is refused or an index is at
    stake, "warning" where a cell or a column is left out and the rest is kept. `found`, `expected` and
    `action` are templates of one sentence.
    """

    code: str
    scope: Scope
    severity: Severity
    title: str
    found: str
    expected: str
    action: str
    meaning: str


_CATALOGUE = (
    Problem(
        "empty-file",
        "file",
        "error",
        later("Empty file"),
        later("the file holds nothing"),
        later("a header line and one line per respondent"),
        later("Ask the survey team for the file again. Nothing was read."),
        later("The file has no text at all, or nothing but blank lines."),
    ),
    Problem(
        "no-rows",
        "file",
        "error",
        later("Header without rows"),
        later("there is a header and no row below it"),
        later("one line per respondent"),
        later("Ask the survey team for the file again. Nothing was read."),
        later("The first line names columns, but no respondent follows."),
    ),
    Problem(
        "one-column",
        "row",
        "error",
        later("File read as one column"),
        later("the header is a single cell, {got}"),
        later("columns separated by a comma"),
        later("Save the file as CSV with commas. All of its rows were refused."),
        later("Every line was read as one cell, most often because another sign separates the columns."),
    ),
    Problem(
        "not-utf8",
        "row",
        "error",
        later("Text that is not UTF-8"),
        later("a byte that is not UTF-8 text"),
        later("a file in UTF-8"),
        later('Save the file as "CSV UTF-8". What could not be read was refused.'),
        later("The file was saved in another encoding, so its Vietnamese letters cannot be trusted."),
    ),
    Problem(
        "unclosed-quote",
        "row",
        "error",
        later("Quotation mark without its pair"),
        later("a quotation mark that is never closed"),
        later("quotation marks in pairs"),
        later("Close or remove the mark. What could not be read was refused."),
        later("After an opening quotation mark all text up to the next one is a single cell."),
    ),
    Problem(
        "unread-file",
        "file",
        "error",
        later("File that is not read"),
        later("a file that is neither responses nor settings"),
        later("files that end in {endings}"),
        later("Save it as CSV UTF-8, or move it out of raw/. Nothing was read from it."),
        later("A survey file in another format would be missing from the figures without a word."),
    ),
    Problem(
        "stray-return",
        "row",
        "error",
        later("Carriage return inside a line"),
        later("a carriage return without a line feed"),
        later("lines that end as in Windows or Unix"),
        later("Save the file as CSV UTF-8 again. What could not be read was refused."),
        later("Where one line ends and the next begins cannot be known."),
    ),
    Problem(
        "torn-rows",
        "row",
        "error",
        later("Rows that cannot be told apart"),
        later("quotation marks and line ends contradict each other"),
        later("one line per respondent"),
        later("Look for quotation marks inside cells near this line. The row was refused."),
        later("Two ways of reading this part of the file give different rows, so none is trusted."),
    ),
    Problem(
        "line-too-long",
        "row",
        "error",
        later("Line without an end"),
        later("a line of more than {limit} bytes"),
        later("one line per respondent"),
        later("The file is damaged or no CSV file. Reading stopped before this line."),
        later("No end of line was found within the largest length that a row may have."),
    ),
    Problem(
        "missing-column",
        "header",
        "error",
        later("Missing column"),
        later("the column is not in the header"),
        later('a column "{column}"'),
        later("Add the column, or name it under [columns] in survey.toml. It was read as blank."),
        later("A column of the questionnaire, or the respondent or the unit, is not in the file."),
    ),
    Problem(
        "duplicate-column",
        "header",
        "error",
        later("Column given twice"),
        later("columns {got} have the same meaning"),
        later('one column "{column}"'),
        later("Remove or rename all but one. None of them was read."),
        later("Two columns claim to be the same one; which is right cannot be known."),
    ),
    Problem(
        "unexpected-column",
        "header",
        "warning",
        later("Unexpected column"),
        later("the questionnaire has no such column"),
        later("columns of the questionnaire"),
        later("If it is an answer, name it under [columns] in survey.toml. The column was left out."),
        later("Columns that the questionnaire does not know are not read and appear in no output."),
    ),
    Problem(
        "blank-column-name",
        "header",
        "warning",
        later("Column without a name"),
        later("column {got} has no name"),
        later("a name for each column"),
        later("Name the column if it is an answer. The column was left out."),
        later("A column whose header cell is empty cannot be matched to the questionnaire."),
    ),
    Problem(
        "wrong-cell-count",
        "row",
        "error",
        later("Row with too few or too many cells"),
        later("{got} cells"),
        later("{expected} cells, as in the header"),
        later("Look for a missing or an extra comma. The row was refused."),
        later("The row does not fit the header, so its cells cannot be told apart."),
    ),
    Problem(
        "unknown-unit",
        "row",
        "error",
        later("Unknown unit"),
        later("got {got}"),
        later("a unit of the registry{nearest}"),
        later("Correct the name, or add it as an alias of the unit. The row was refused."),
        later("The name is neither a code nor a name nor an alias of a unit in the registry."),
    ),
    Problem(
        "pseudo-unit",
        "row",
        "error",
        later("Pseudo-unit"),
        later("got {got}, which is a total or an average"),
        later("a unit of the registry"),
        later("Remove totals and averages from the file. The row was refused."),
        later('Rows such as "Toàn tỉnh" or "Trung bình" are no respondents and would be counted as such.'),
    ),
    Problem(
        "unit-not-valid",
        "row",
        "error",
        later("Unit that did not exist"),
        later("got {got}"),
        later("a unit that existed between {first} and {last}"),
        later("Check the period, or the validity of the unit in the registry. The row was refused."),
        later("The unit is known, but by the registry it did not exist in the period."),
    ),
    Problem(
        "duplicate-respondent",
        "row",
        "error",
        later("Respondent given twice"),
        later("respondent {got} stands already in {first}"),
        later("each respondent once"),
        later(
            "Remove one of the two. Where each unit numbers its own respondents, set "
            'respondents_unique_within = "unit" in survey.toml. This row was refused.'
        ),
        later("The same respondent was met before, in this file or in another; the first row was kept."),
    ),
    Problem(
        "blank-respondent",
        "row",
        "warning",
        later("Row without a respondent"),
        later("the respondent is blank"),
        later("a number or code for each respondent"),
        later("Number the questionnaires. The row was kept under its file and line."),
        later("Without a number of its own a response cannot be recognised when it comes twice."),
    ),
    Problem(
        "no-answer",
        "row",
        "error",
        later("Row without an answer"),
        later("no cell holds a level of the scale"),
        later("at least one answer"),
        later(
            "Nothing to do if a few forms came back empty; where many rows say so, check the header. "
            "The row was refused."
        ),
        later("A form without a single valid answer says nothing about the unit."),
    ),
    Problem(
        "date-outside-period",
        "row",
        "error",
        later("Date outside the period"),
        later("got {got}"),
        later("a day from {first} to {last}"),
        later("Correct the date or move the row to its period. The row was refused."),
        later("The response was given before or after the period that is being reported."),
    ),
    Problem(
        "unreadable-date",
        "cell",
        "warning",
        later("Unreadable date"),
        later("got {got}"),
        later("a date as 2019-10-25"),
        later("Correct the date. The date was left out, the row was kept."),
        later("The cell is no date, so whether it lies in the period is not known."),
    ),
    Problem(
        "invalid-weight",
        "row",
        "error",
        later("Invalid weight"),
        later("got {got}"),
        later("a number above 0, as 0.85"),
        later("Correct the weight. The row was refused."),
        later("A response whose weight is not known cannot be counted beside weighted ones."),
    ),
    Problem(
        "code-outside-scale",
        "cell",
        "warning",
        later("Answer outside the scale"),
        later("got {got}"),
        later("a level of the scale {scale}, or a blank"),
        later("Look at the form and correct the cell. The answer was left out."),
        later("The cell is neither a level of the scale nor one of its kinds of missing."),
    ),
)

PROBLEMS: Mapping[str, Problem] = MappingProxyType({problem.code: problem for problem in _CATALOGUE})

ROW_REFUSED: frozenset[str] = frozenset(
    problem.code for problem in _CATALOGUE if problem.scope == "row" and problem.severity == "error"
)
"""The problems for which a row is refused."""
