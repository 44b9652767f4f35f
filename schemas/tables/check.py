"""A table against its schema."""

import re

import pandas as pd
import pandera.pandas as pa


def types(schema: pa.DataFrameSchema) -> dict[str, str]:
    """The type of each column of a schema, as pandas names it."""
    names = {name: str(column.dtype) for name, column in schema.columns.items()}
    return {name: "str" if kind.startswith("str") else kind for name, kind in names.items()}


def matching(table: pd.DataFrame, pattern: str) -> list[str]:
    """The columns whose names match the pattern of a schema, in the order of the table."""
    return [str(name) for name in table if re.fullmatch(pattern, str(name))]


def checked(table: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """The columns of `schema` in their order and types, where `table` keeps its rules.

    A table that does not is a mistake of the program, and raises.
    """
    wanted = {
        name: kind
        for pattern, kind in types(schema).items()
        for name in (matching(table, pattern) if schema.columns[pattern].regex else [pattern])
    }
    return schema.validate(table[list(wanted)].astype(wanted), lazy=True)
