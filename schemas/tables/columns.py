"""The kinds of columns that the tables are made of."""

import pandera.pandas as pa

KINDS = ["criterion", "dimension", "overall", "formula"]


def text(*choices: str) -> pa.Column:
    """Texts, of some choices where they are given."""
    return pa.Column("str", pa.Check.isin(list(choices)) if choices else None)


def percent() -> pa.Column:
    """An index."""
    return pa.Column("float64", pa.Check.in_range(0, 100), nullable=True)


def points() -> pa.Column:
    """A gap between indices."""
    return pa.Column("float64", pa.Check.in_range(-100, 100), nullable=True)


def count() -> pa.Column:
    """A whole number."""
    return pa.Column("int64", pa.Check.ge(0))


def known_count() -> pa.Column:
    """A count that is empty where nobody has told it."""
    return pa.Column("Int64", pa.Check.ge(0), nullable=True)


def positive() -> pa.Column:
    """A number of 0 or more."""
    return pa.Column("float64", pa.Check.ge(0), nullable=True)


def number() -> pa.Column:
    """Any number."""
    return pa.Column("float64", nullable=True)


def probability() -> pa.Column:
    """A probability."""
    return pa.Column("float64", pa.Check.in_range(0, 1), nullable=True)


def rank() -> pa.Column:
    """A rank, 1 the first."""
    return pa.Column("Int64", pa.Check.ge(1), nullable=True)
