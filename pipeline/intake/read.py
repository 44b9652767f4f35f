"""Blocks of bytes to columns of text cells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from pipeline.intake.blocks import Block, Lines
from pipeline.intake.totals import aside_by_its_words
from schemas.findings import Finding


@dataclass(frozen=True)
class Header:
    """The names of the columns, the line on which the rows begin, and that on which the names stand."""

    names: tuple[str, ...]
    first_line: int
    line: int = 1


@dataclass(frozen=True)
class Cells:
    """The wanted columns of a block as dictionaries of text, with the line of each row.

    `columns[p]` is the column at position `p` of the file; the dictionary holds each distinct text once (but
    for respondents), so that whatever is decided about a text is decided once a block.
    """

    columns: dict[int, Any]
    lines: Lines
    findings: tuple[Finding, ...]


def parse_block(block: Block, width: int, wanted: Sequence[int], distinct: int | None = None) -> Cells:
    """The columns at the positions `wanted` of a block; rows with too few or too many cells are refused.

    In the column `distinct` nearly every text is another one, so none is looked for among the others.
    """
    findings, refused = list(block.refused), set[int]()

    def refuse(row: Any) -> str:
        record = row.number - 1
        if record >= len(block.lines):
            return "skip"
        refused.add(record)
        line = int(block.lines[record])
        found = row.actual_columns
        if problem := aside_by_its_words(row.text.split(block.dialect.delimiter), found < width):
            findings.append(Finding(problem, block.source, line))
        else:
            values = (("expected", str(width)),)
            findings.append(Finding("wrong-cell-count", block.source, line, "", str(found), values))
        return "skip"

    if not len(block.lines):
        return Cells({}, block.lines, tuple(findings))
    names = [str(position) for position in range(width)]
    table = pyarrow.csv.read_csv(
        pa.py_buffer(block.data),
        # Blocks are what runs in parallel; the numbers of refused rows are told to one thread only.
        read_options=pyarrow.csv.ReadOptions(
            use_threads=False, column_names=names, block_size=len(block.data) + 1
        ),
        parse_options=pyarrow.csv.ParseOptions(
            delimiter=block.dialect.delimiter,
            quote_char='"' if block.dialect.quoted else False,
            newlines_in_values=block.multiline,
            ignore_empty_lines=False,
            invalid_row_handler=refuse,
        ),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types={
                str(p): pa.string() if p == distinct else pa.dictionary(pa.int32(), pa.string())
                for p in wanted
            },
            include_columns=[str(position) for position in wanted],
            strings_can_be_null=False,
        ),
    )
    if table.num_rows + len(refused) != len(block.lines):
        # The parser saw other rows than the ones that were cut: no row of the block can be trusted.
        torn = (Finding("torn-rows", block.source, int(line)) for line in block.lines)
        return Cells({}, block.lines[:0], (*block.refused, *torn))
    kept = [i for i in range(len(block.lines)) if i not in refused] if refused else slice(None)
    columns = {p: table.column(str(p)).combine_chunks() for p in wanted}
    if distinct in columns:
        rows = pa.array(np.arange(table.num_rows, dtype=np.int32))
        columns[distinct] = pa.DictionaryArray.from_arrays(rows, columns[distinct])
    return Cells(columns, block.lines[kept], tuple(findings))
