"""Tables as files: CSV that Excel and pandas read alike, Parquet for responses."""

from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from schemas.tables import types

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def _harmless(cell: object) -> object:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """The table with formulas in text cells neutralised; numbers stay numbers."""
    texts = table.select_dtypes(include=["str", "object"]).columns
    return table.assign(**{name: table[name].map(_harmless) for name in texts})


def write_text(path: Path, text: str) -> None:
    """A file of text, whole or not at all: readers see the old one until the new one is complete."""
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def write_csv(table: pd.DataFrame, path: Path, append: bool = False) -> None:
    """`table` as CSV: UTF-8 with BOM, comma, full precision, empty cells for missing values."""
    harmless(table).to_csv(
        path,
        index=False,
        header=not append,
        mode="a" if append else "w",
        encoding="utf-8" if append else "utf-8-sig",
        lineterminator="\n",
    )


def read_csv(path: Path, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A table that `write_csv` wrote, in the types of its schema."""
    columns = types(schema)
    texts = {name: "" for name, kind in columns.items() if kind == "str"}
    table = pd.read_csv(path, encoding="utf-8-sig", dtype=columns)
    return table.fillna(texts)


def read_texts(path: Path) -> pd.DataFrame:
    """A table of texts that `write_csv` wrote, as texts; lines and counts are numbers."""
    table = pd.read_csv(path, encoding="utf-8-sig", dtype="str", keep_default_na=False)
    numbers = [name for name in ("line", "n") if name in table]
    return table.assign(
        **{name: pd.to_numeric(table[name], errors="coerce").astype("Int64") for name in numbers}
    )
