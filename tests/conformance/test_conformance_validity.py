from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file

from conformance.commanded import Ended, laid
from conformance.validity import judged_run, new_errors, validators

if TYPE_CHECKING:
    from collections.abc import Iterator

FILES = ("CT_small.dcm", "MR_small.dcm", "rtplan.dcm", "reportsi.dcm", "SC_rgb_jpeg.dcm")
RUN = "all, modified dates"


@pytest.fixture(autouse=True)
def silence() -> Iterator[None]:
    """Some of pydicom's files break rules on purpose."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def packaged(name: str) -> Path:
    return Path(get_testdata_file(name, download=False) or "")


@pytest.mark.parametrize("run", ["basic", RUN])
def test_what_was_scrubbed_has_no_error_that_its_source_has_not(run: str, tmp_path: Path) -> None:
    files = laid(map(packaged, FILES), tmp_path / "in")
    table = judged_run(run, files, tmp_path / "out", validators())
    assert table.verdicts == {"written": len(FILES)}
    assert set(table.judged.values()) == {len(FILES)}
    assert not table.new


@pytest.mark.parametrize("keyword", ["PatientBirthDate", "StudyInstanceUID", "StudyDate"])
def test_a_required_attribute_that_goes_missing_is_noticed(keyword: str, tmp_path: Path) -> None:
    source = packaged("CT_small.dcm")
    dataset = dcmread(source)
    del dataset[keyword]
    dataset.save_as(tmp_path / "worse.dcm")
    found = new_errors(Ended(source, "written", "", tmp_path / "worse.dcm"), validators())
    assert all(errors for _, errors in found)
