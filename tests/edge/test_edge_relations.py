"""What two runs, two processes and two keys make of one study."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread

from doubles.edge_instances import (
    BASE,
    CT,
    FRAME_OF_REFERENCE,
    INSTANCE,
    ROOT,
    SERIES,
    STUDY,
    ct,
    item,
    saved,
)
from doubles.edge_runs import KEY, Ran, again, scrub
from doubles.edge_scanner import found

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydicom import Dataset

SECOND = f"{ROOT}.3.2"


@pytest.fixture
def key(tmp_path: Path) -> Path:
    return key_of(tmp_path / "key", KEY)


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def key_of(path: Path, digits: str) -> Path:
    path.write_text(digits)
    path.chmod(0o600)
    return path


def first() -> bytes:
    return saved(ct(InstanceNumber="1"))


def second() -> bytes:
    """Return another image of the study, which refers to the first."""
    image = item(ReferencedSOPClassUID=CT, ReferencedSOPInstanceUID=INSTANCE)
    return saved(
        ct(
            InstanceNumber="2",
            SOPInstanceUID=SECOND,
            ReferencedImageSequence=[image],
            SourceImageSequence=[image],
        )
    )


def by_number(*runs: Ran) -> list[Dataset]:
    files = [path for ran in runs for path in ran.files]
    return sorted((dcmread(path) for path in files), key=lambda one: int(one.InstanceNumber))


def assert_one_study(one: Dataset, other: Dataset) -> None:
    for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID"):
        assert one[keyword].value == other[keyword].value
        assert one[keyword].value not in (STUDY, SERIES, FRAME_OF_REFERENCE)
    assert one.PatientID == other.PatientID
    assert one.SOPInstanceUID != other.SOPInstanceUID
    (image,) = other.ReferencedImageSequence
    assert image.ReferencedSOPInstanceUID == one.SOPInstanceUID


def test_55_one_study_stays_one_in_one_run(key: Path, tmp_path: Path) -> None:
    ran = scrub({"a.dcm": first(), "b.dcm": second()}, tmp_path / "x", key)
    assert_one_study(*by_number(ran))


def test_55_one_study_stays_one_over_two_runs(key: Path, tmp_path: Path) -> None:
    before = scrub({"a.dcm": first()}, tmp_path / "x", key)
    after = scrub({"b.dcm": second()}, tmp_path / "y", key)
    assert_one_study(*by_number(before, after))


def test_55_one_study_stays_one_in_another_process(key: Path, tmp_path: Path) -> None:
    files = {"a.dcm": first(), "b.dcm": second()}
    here = scrub(files, tmp_path / "x", key)
    there = Ran(tmp_path / "x", 0, "")
    (tmp_path / "x" / "out").rename(tmp_path / "x" / "here")
    for name in ("out.report", "out.ledger"):
        (tmp_path / "x" / name).rename(tmp_path / "x" / f"here.{name}")
    ran = again(tmp_path / "x", key, workers=1)
    assert ran.verdicts == ("written", "written"), ran.reasons
    assert_one_study(*by_number(there))
    for path in there.files:
        was = tmp_path / "x" / "here" / path.relative_to(there.out)
        assert was.read_bytes() == path.read_bytes()
    assert not [mark for part in ran.everything() for mark in found(part, BASE)]
    assert here.code == ran.code == 0


def test_another_key_shares_no_identifier(key: Path, tmp_path: Path) -> None:
    here = scrub({"a.dcm": first()}, tmp_path / "x", key)
    there = scrub({"a.dcm": first()}, tmp_path / "y", key_of(tmp_path / "other", "7d" * 32))
    for keyword in ("StudyInstanceUID", "SOPInstanceUID", "PatientID", "FrameOfReferenceUID"):
        assert here.one[keyword].value != there.one[keyword].value


def test_what_is_scrubbed_twice_stays_as_it_is_but_for_identifiers(
    key: Path, tmp_path: Path
) -> None:
    once = scrub({"a.dcm": first()}, tmp_path / "x", key)
    (path,) = once.files
    twice = scrub({"a.dcm": path.read_bytes()}, tmp_path / "y", key)
    assert twice.verdicts == ("written",), twice.reasons
    before, after = once.one, twice.one
    new = {"StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID", "FrameOfReferenceUID",
           "PatientName", "PatientID", "ContributingEquipmentSequence"}  # fmt: skip
    for element in before:
        if element.keyword not in new:
            assert after[element.tag].value == element.value, element.keyword


def test_without_relations_two_images_share_nothing(key: Path, tmp_path: Path) -> None:
    files = {"a.dcm": first(), "b.dcm": second()}
    ran = scrub(files, tmp_path / "x", key, ["--no-preserve-studies"])
    assert ran.verdicts == ("written", "written"), ran.reasons
    one, other = by_number(ran)
    for keyword in ("StudyInstanceUID", "SeriesInstanceUID", "PatientID", "FrameOfReferenceUID"):
        assert one[keyword].value != other[keyword].value
    assert not [mark for part in ran.everything() for mark in found(part, BASE)]
