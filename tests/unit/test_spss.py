"""SPSS files: what the labels say, and dates."""

from datetime import date, datetime, time
from pathlib import Path

import pandas as pd
import pytest

from pipeline.intake.files import spss
from pipeline.intake.files.unreadable import UnreadableError
from tests.unit.made_files import lines, only, sav


def test_spss_values_keep_code_and_label(tmp_path: Path) -> None:
    read = [["unit", "a1"], ["Mường Chà", "4 - Hài lòng"], ["Tủa Chùa", "99 - Không có ý kiến"]]
    assert lines(sav(tmp_path)) == {"": [*read]}
    assert only(sav(tmp_path, variable_value_labels=None))[1:] == [["Mường Chà", "4"], ["Tủa Chùa", "99"]]


def test_spss_dates_times_and_long_files_are_read(tmp_path: Path) -> None:
    pyreadstat = pytest.importorskip("pyreadstat")
    frame = pd.DataFrame(
        {
            "ngay": [date(2019, 10, 25)] * 12_000,
            "luc": [datetime(2019, 10, 25, 10, 11, 12)] * 12_000,
            "gio": [time(10, 11, 12)] * 12_000,
            "n": range(12_000),
        }
    )
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"))
    read = only((tmp_path / "a.sav").read_bytes())
    assert read[1] == ["2019-10-25", "2019-10-25 10:11:12", "10:11:12", "0"]
    assert [row[3] for row in read[1:]] == [str(number) for number in range(12_000)]


def test_spss_without_its_library_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = sav(tmp_path)
    monkeypatch.setattr(spss, "find_spec", lambda _: None)
    with pytest.raises(UnreadableError) as caught:
        only(content)
    assert caught.value.problem == "needs-extra"
    assert dict(caught.value.values) == {"kind": "SPSS", "library": "hailong[spss]"}
