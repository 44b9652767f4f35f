"""What a word of the tables means."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Term:
    """What a code is called, and what it means in one or two sentences."""

    title: str
    meaning: str
