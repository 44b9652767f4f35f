"""Interviews to be looked at again: what stands out among the interviewers of a unit. It accuses nobody."""

from pipeline.intake.screening.compare import REASONS
from pipeline.intake.screening.screen import screen

__all__ = ["REASONS", "screen"]
