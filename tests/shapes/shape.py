"""A shape: one way in which the same survey comes as files, and the list of all of them."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

Writer = Callable[[pd.DataFrame, Path], None]
"""Writes a survey, given as canonical text cells, into the folder of raw files."""


@dataclass(frozen=True)
class Shape:
    """A writer and the program without which it cannot write."""

    write: Writer
    needs: str = ""

    @property
    def name(self) -> str:
        """The shape in a few words, for the list of tests."""
        return self.write.__name__

    def write_or_skip(self, survey: pd.DataFrame, raw: Path) -> None:
        """Write the survey; skip the test where the program is not installed."""
        if self.needs and shutil.which(self.needs) is None:
            pytest.skip(f"{self.needs} is not installed")
        self.write(survey, raw)


SHAPES: list[Shape] = []


def shape(write: Writer) -> Writer:
    """Enter a writer that needs no program into the list."""
    SHAPES.append(Shape(write))
    return write


def shape_of(needs: str) -> Callable[[Writer], Writer]:
    """Enter a writer that calls a program into the list."""

    def enter(write: Writer) -> Writer:
        SHAPES.append(Shape(write, needs))
        return write

    return enter
