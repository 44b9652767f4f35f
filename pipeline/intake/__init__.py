"""Raw files to accepted responses, rejected rows and findings."""

from pipeline.intake.batch import Batch, join_batches
from pipeline.intake.findings import findings_table
from pipeline.intake.plan import suggest_for
from pipeline.intake.responses import read_responses

__all__ = ["Batch", "findings_table", "join_batches", "read_responses", "suggest_for"]
