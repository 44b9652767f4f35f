"""Raw files to accepted responses, rejected rows and findings."""

from pipeline.intake.responses import join_batches, read_responses
from pipeline.intake.split import Batch

__all__ = ["Batch", "join_batches", "read_responses"]
