"""A program of its own: reads a hostile file with a library that is not written in Python.

Such a library can end the process, fill the memory or never return where a file was made to do so; here it
can do that to nobody else. It is run by `isolated.py`, by its path, and imports nothing of the project. The
file comes in as standard input; what is in it goes out as JSON, one message a line.
"""

import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from functools import partial
from struct import unpack_from
from typing import BinaryIO

import olefile

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
ROWS_AT_ONCE = 5_000
MOST_COLUMNS = 16_384


def main(library: str, memory: str, seconds: str) -> None:
    """Write the messages of a file, and last either "end" or a problem."""
    read = _READERS[library]
    _limit(int(memory), int(seconds))
    try:
        for message in read(sys.stdin.buffer):
            _write(message)
        _write("end")
    except MemoryError:
        _write({"problem": "oversized-file"})
    except BaseException as error:  # A panic of Rust is no Exception.
        protected = type(error).__name__ == "PasswordError"
        _write({"problem": "protected-file" if protected else "damaged-file"})


def _write(message: object) -> None:
    sys.stdout.write(json.dumps(message, default=_plain) + "\n")


def _plain(value: object) -> object:
    """How JSON holds what it has no word for."""
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    if isinstance(value, (date, datetime, time)):
        return {type(value).__name__: value.isoformat()}
    raise TypeError(type(value))


def _limit(memory: int, seconds: int) -> None:
    """Bound what this process may take, where the system can do that."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def read_calamine(file: BinaryIO) -> Iterator[object]:
    """`{"sheet", "number", "column"}` of each sheet of cells, then its numbered rows that are not blank."""
    import python_calamine

    errors = _errors_of_xls(file)
    file.seek(0)
    workbook = python_calamine.load_workbook(file)
    for number, about in enumerate(workbook.sheets_metadata, start=1):
        if about.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(number - 1)
        if sheet.end and sheet.end[1] >= MOST_COLUMNS:
            raise ValueError("a cell where no sheet has one")
        column = sheet.start[1] if sheet.start else 0
        yield {"sheet": about.name, "number": number, "column": column}
        for line, row in enumerate(sheet.iter_rows() if sheet.start else (), start=1):
            for at, error in errors.get((number, line), ()):
                row[at - column] = error
            while row and row[-1] == "":
                row.pop()
            if row:
                yield [line, row]


def _errors_of_xls(file: BinaryIO) -> dict[tuple[int, int], list[tuple[int, str]]]:
    """Column and text of the errors by sheet and line, as python-calamine gives a blank for each.

    Empty for XLSB. The layout of the records is that of [MS-XLS]: BoundSheet8, BoolErr, Formula.
    """
    errors: dict[tuple[int, int], list[tuple[int, str]]] = {}
    file.seek(0)
    if not olefile.isOleFile(file):
        return errors
    with olefile.OleFileIO(file) as compound:
        records = compound.openstream("Workbook" if compound.exists("Workbook") else "Book").read()
    begins = [unpack_from("<L", records, at)[0] for code, at, _ in _records(records, 0) if code == 0x85]
    for number, begin in enumerate(begins, start=1):
        for code, at, length in _records(records, begin):
            if code not in (0x06, 0x205) or length < 8:
                continue
            row, column, _, value = unpack_from("<HHH8s", records[at : at + 14].ljust(14, b"\0"))
            is_error = value[:1] == b"\2" and value[6:] == b"\xff\xff" if code == 0x06 else value[1] == 1
            if is_error:
                text = _ERRORS.get(value[2] if code == 0x06 else value[0], "#ERROR!")
                errors.setdefault((number, row + 1), []).append((column, text))
    return errors


def _records(records: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Code, place and length of the records from a beginning to its end, with those of charts in it."""
    depth = 0
    while at + 4 <= len(records):
        code, length = unpack_from("<HH", records, at)
        depth += (code == 0x809) - (code == 0x0A)
        if depth <= 0:
            return
        yield code, at + 4, length
        at += 4 + length


def read_spss(file: BinaryIO) -> Iterator[object]:
    """`{"names", "labels", "formats"}` of the variables, then a row of values for each case."""
    import pyreadstat

    read = partial(
        pyreadstat.read_sav, file, user_missing=True, disable_datetime_conversion=True, output_format="dict"
    )
    _, about = read(metadataonly=True)
    labels = about.variable_value_labels
    yield {
        "names": about.column_names,
        "labels": [list(labels.get(name, {}).items()) for name in about.column_names],
        "formats": [about.original_variable_types[name] for name in about.column_names],
    }
    offset, number = 0, ROWS_AT_ONCE
    while number == ROWS_AT_ONCE:
        columns, _ = read(row_offset=offset, row_limit=ROWS_AT_ONCE)
        rows = list(zip(*(columns[name] for name in about.column_names), strict=True))
        yield from rows
        number = len(rows)
        offset += number


_READERS: dict[str, Callable[[BinaryIO], Iterator[object]]] = {"calamine": read_calamine, "spss": read_spss}

if __name__ == "__main__":
    main(*sys.argv[1:])
