from __future__ import annotations

import os
from pathlib import Path

import pytest

from scrub.errors import InstanceError, OutputError
from scrub.model.instance import Draft
from scrub.model.outcome import Verdict
from scrub.stages.stamp import stamp_of
from scrub.stages.write import DuplicateInstanceError, Places, begin_sync, discard, write
from scrub.storage.folder import sync

TARGET = "P/S/I.dcm"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    for name in ("out", "work"):
        (tmp_path / name).mkdir()
    return Places(str(tmp_path / "out"), str(tmp_path / "work"))


def draft(places: Places, content: bytes) -> Draft:
    path = Path(places.work, "a.draft")
    path.write_bytes(content)
    return Draft(str(path), stamp_of(path))


def written(places: Places) -> bytes:
    return Path(places.output, TARGET).read_bytes()


def test_a_draft_is_published_under_its_target(places: Places) -> None:
    write(draft(places, b"one"), TARGET, places)
    assert written(places) == b"one"


def test_another_file_of_the_same_name_is_not_overwritten(places: Places) -> None:
    write(draft(places, b"one"), TARGET, places)
    discard(Path(places.work, "a.draft"))
    with pytest.raises(DuplicateInstanceError) as caught:
        write(draft(places, b"two"), TARGET, places)
    assert caught.value.verdict is Verdict.HELD
    assert written(places) == b"one"


def test_the_same_bytes_may_be_there_already(places: Places) -> None:
    for _ in range(2):
        write(draft(places, b"one"), TARGET, places)
        discard(Path(places.work, "a.draft"))
    assert written(places) == b"one"


def test_only_what_an_earlier_run_made_of_the_same_source_is_replaced(places: Places) -> None:
    write(draft(places, b"one"), TARGET, places)
    discard(Path(places.work, "a.draft"))
    with pytest.raises(DuplicateInstanceError):
        write(draft(places, b"two"), TARGET, places, may_replace="P/S/other.dcm")
    write(draft(places, b"two"), TARGET, places, may_replace=TARGET)
    assert written(places) == b"two"


def test_a_draft_that_was_written_to_since_is_not_published(places: Places) -> None:
    changed = draft(places, b"one")
    Path(changed.path).write_bytes(b"two")
    os.utime(changed.path, ns=(0, 1))
    with pytest.raises(InstanceError, match="changed"):
        write(changed, TARGET, places)
    assert not Path(places.output, TARGET).exists()


def test_a_file_in_place_of_the_draft_is_not_published(places: Places) -> None:
    one = draft(places, b"one")
    other = Path(places.work, "other")
    other.write_bytes(b"two")
    times = Path(one.path).stat()
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.replace(one.path)
    with pytest.raises(InstanceError, match="changed"):
        write(one, TARGET, places)


def test_an_output_that_is_no_folder_is_an_error(places: Places) -> None:
    Path(places.output, "P").write_bytes(b"")
    with pytest.raises(OutputError):
        write(draft(places, b"one"), TARGET, places)
    discard(Path(places.work, "never-there"))


def test_a_draft_that_is_gone_before_the_disk_has_it_is_no_matter(tmp_path: Path) -> None:
    begin_sync(tmp_path / "gone.draft")
    sync(tmp_path)
