from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom import dcmread

from doubles.instances import dataset_of, saved, tools_with
from scrub.model.instance import Source
from scrub.stages.apply import apply
from scrub.stages.header_search import header_checks
from scrub.stages.plan import gather, make_plan
from scrub.stages.read import read

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pydicom.dataset import Dataset

BLANK = np.full((16, 16), 40, np.uint8)
MAKERS_OWN = "1.3.46.670589.11"


def failed(
    folder: Path, key: Path, dataset: Dataset, spoil: Callable[[Dataset], None] | None = None
) -> set[str]:
    """Scrub a data set, spoil the result, and return which checks of the header fail."""
    tools = tools_with(key, pixel=False)
    source = saved(dataset, folder / "a.dcm")
    with read(source) as instance:
        known = gather(instance, tools, None)
        plan = make_plan(known, tools)
        draft = apply(instance, plan, folder / "a.draft", tools)
    if spoil:
        written = dcmread(draft.path)
        spoil(written)
        written.save_as(draft.path)
    with read(Source(draft.path)) as after:
        return {c.name for c in header_checks(after, plan, known.own) if not c.passed}


def test_a_source_that_was_scrubbed_before_is_not_held_for_our_own_words(
    tmp_path: Path, key_file: Path
) -> None:
    # Protocol Name is set to this very word.
    dataset = dataset_of(BLANK, ReferringPhysicianName="Anonymized", ProtocolName="Brain")
    dataset.StudyDate = "19000101"
    dataset.SOPClassUID = "1.2.840.10008.5.1.4.1.1.6"
    assert failed(tmp_path, key_file, dataset) == set()


def test_a_uid_of_software_or_of_codes_may_stay(tmp_path: Path, key_file: Path) -> None:
    dataset = dataset_of(BLANK, CreatorVersionUID=MAKERS_OWN, SOPClassUID=MAKERS_OWN + ".1")
    assert failed(tmp_path, key_file, dataset) == set()


@pytest.mark.parametrize("keyword", ["SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID"])
def test_a_uid_of_an_instance_may_not_stay(tmp_path: Path, key_file: Path, keyword: str) -> None:
    dataset = dataset_of(BLANK, **{keyword: MAKERS_OWN + ".99"})

    def put_back(written: Dataset) -> None:
        setattr(written, keyword, MAKERS_OWN + ".99")

    checks = failed(tmp_path, key_file, dataset, put_back)
    assert "no value of the person is in the bytes" in checks


NAMED_SO = pytest.mark.parametrize("name", ["Patient^Nemo", "Profile", "Equipment^Basic"])


@NAMED_SO
def test_someone_called_as_what_is_said_of_scrubbing_is_not_held_for_it(
    tmp_path: Path, key_file: Path, name: str
) -> None:
    assert failed(tmp_path, key_file, dataset_of(BLANK, PatientName=name)) == set()


@NAMED_SO
def test_someone_called_so_is_still_looked_for(tmp_path: Path, key_file: Path, name: str) -> None:
    def keep(dataset: Dataset) -> None:
        dataset.ImageComments = f"of {name}"

    dataset = dataset_of(BLANK, PatientName=name)
    assert "no name of the person is in the header" in failed(tmp_path, key_file, dataset, keep)
