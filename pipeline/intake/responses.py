"""The verb `read_responses`: raw files to batches of accepted responses, rejected rows and findings."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.intake.batch import Batch
from pipeline.intake.blocks import Mapper
from pipeline.intake.check import Checker
from pipeline.intake.code import Coder
from pipeline.intake.plan import PlannedTable, plan_reading
from pipeline.intake.register import Register
from pipeline.intake.split import Splitter
from schemas.findings import Finding
from schemas.settings import Source, Survey

_MOSTLY = 2
"""Where more than one in so many rows of a file was met in another, the whole file is in question."""


def read_responses(sources: Sequence[Source], survey: Survey, map_blocks: Mapper = map) -> Iterator[Batch]:
    """The responses of a survey, file after file, a few thousand rows at a time.

    Each batch holds accepted responses, rejected rows and findings; rows read = accepted + rejected. All
    files are read to their ends whatever is wrong with them; memory does not grow with rows. Raises `OSError`
    where a file cannot be opened or read.
    """
    coder = Coder(survey)
    with TemporaryDirectory(prefix="hailong-") as folder, Register() as register:
        plan = plan_reading(sources, survey, coder, Path(folder), map_blocks)
        splitter = Splitter(survey, coder, plan.tables, plan.beside, plan.marks, register)
        for file in plan.files:
            if file.findings:
                yield splitter.without_rows(file.source, [(finding, 1) for finding in file.findings])
            for planned in file.tables:
                yield from _read_table(planned, splitter, map_blocks)


def _read_table(planned: PlannedTable, splitter: Splitter, map_blocks: Mapper) -> Iterator[Batch]:
    table, rows = planned.table, 0
    if planned.findings:
        yield splitter.without_rows(table.source, planned.findings, table.sheet)
    checker = Checker(splitter.survey, splitter.coder, table, planned.match, planned.verdict)
    for block in map_blocks(checker, table.blocks()):
        batch = splitter.split(block)
        rows += batch.rows_read
        yield batch
    if whole := _whole(planned, splitter, rows):
        yield splitter.without_rows(table.source, [(whole, 1)], table.sheet)


def _whole(planned: PlannedTable, splitter: Splitter, rows: int) -> Finding | None:
    """What can be said of a table only when its last row was read."""
    source = planned.table.source
    if not rows:
        return Finding("no-rows", source)
    met = splitter.met_elsewhere(planned.table)
    if met is None or met[1] * _MOSTLY <= rows:
        return None
    first, n = met
    values = (("n", str(n)), ("rows", str(rows)), ("first", first.name))
    return Finding("same-respondents", source, values=values)
