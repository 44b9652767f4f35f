"""Files checked without a run: what is wrong with them, and lists of it for the survey team."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.intake import Batch, findings_table, read_responses
from pipeline.present.context import Context
from pipeline.present.report import list_findings
from schemas.language import Language
from schemas.settings import Source, Survey


@dataclass(frozen=True)
class Checked:
    """The rows of each file (read, accepted, rejected) and all findings."""

    rows: Mapping[str, Counter[str]]
    findings: pd.DataFrame


def check_files(
    sources: Sequence[Source], survey: Survey, say: Language, watch: Callable[[Batch], None]
) -> Checked:
    """Check files together, as one survey: a respondent may stand in one of them only.

    `watch` is called with each batch that was read. Raises `OSError` where a file cannot be read.
    """
    rows = {source.name: Counter(read=0, accepted=0, rejected=0) for source in sources}
    found = [findings_table((), say)]
    for batch in read_responses(sources, survey):
        accepted, rejected = len(batch.accepted), len(batch.rejected)
        rows[batch.source].update(read=batch.rows_read, accepted=accepted, rejected=rejected)
        found.append(batch.findings(say))
        watch(batch)
    return Checked(rows, pd.concat(found, ignore_index=True))


def write_lists(folder: Path, checked: Checked, survey: Survey, say: Language) -> Iterator[Path]:
    """Write an Excel list for each file in which something is to be corrected; the paths written."""
    found = checked.findings
    files = ((name, counts, found[found["source"] == name]) for name, counts in checked.rows.items())
    for name, book in list_findings(files, Context.of(survey, say.code)):
        place = folder / Path(name).name
        folder.mkdir(parents=True, exist_ok=True)
        place.write_bytes(book)
        yield place
