"""Bytes to text cells: the header of a file, and its blocks as columns of text."""

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv

from pipeline.intake.blocks import LONGEST_LINE, Block, Lines, cut_blocks, has_stray_return
from schemas.findings import Finding

_BLANK = codecs.BOM_UTF8 + b" \t\r\n"


@dataclass(frozen=True)
class Header:
    """The names in the first record, and the line on which the rows begin."""

    names: tuple[str, ...]
    first_line: int


@dataclass(frozen=True)
class Cells:
    """The wanted columns of a block as dictionaries of text, with the line of each row.

    `columns[p]` is the column at position `p` of the file; the dictionary holds each distinct text once (but
    for respondents), so that whatever is decided about a text is decided once a block.
    """

    columns: dict[int, Any]
    lines: Lines
    findings: tuple[Finding, ...]


def read_header(file: BinaryIO, source: str) -> Header | Finding:
    """The header of an opened file; a finding where there is none to be had."""
    record, line = b"", 1
    while part := file.readline(LONGEST_LINE + 1):
        record = (record + part).lstrip(_BLANK)
        line += part.count(b"\n")
        if len(record) > LONGEST_LINE:
            return Finding("line-too-long", source, 1, values=(("limit", str(LONGEST_LINE)),))
        if record.count(b'"') % 2 == 0 and record:
            break
    if not record:
        return Finding("empty-file", source)
    if has_stray_return(record.rstrip(b"\r\n")):
        return Finding("stray-return", source, 1)
    try:
        rows = list(csv.reader(io.StringIO(record.decode("utf-8"), newline=""), strict=True))
    except UnicodeDecodeError:
        return Finding("not-utf8", source, 1)
    except csv.Error:
        rows = []
    if len(rows) != 1:
        return Finding("unclosed-quote", source, 1)
    return Header(tuple(name.strip() for name in rows[0]), line)


def read_blocks(file: BinaryIO, source: str, header: Header) -> Iterator[Block]:
    """The rows below the header, block by block."""
    return cut_blocks(file, source, len(header.names), header.first_line)


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
        values = (("expected", str(width)),)
        line = int(block.lines[record])
        findings.append(Finding("wrong-cell-count", block.source, line, "", str(row.actual_columns), values))
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
            newlines_in_values=block.multiline, ignore_empty_lines=False, invalid_row_handler=refuse
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
