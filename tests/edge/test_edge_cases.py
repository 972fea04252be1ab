"""Every case through the whole command: what is written, what is not, and not one leaking byte."""

from __future__ import annotations

import signal
from typing import TYPE_CHECKING

import pytest

from doubles.edge_instances import STUDY_TIME
from doubles.edge_runs import KEY, Case, Ran, scrub
from doubles.edge_scanner import found
from edge import (
    charset_cases,
    date_cases,
    dictionary_cases,
    element_cases,
    file_cases,
    graphic_cases,
    object_cases,
    private_cases,
    report_cases,
    text_cases,
    uid_cases,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ALL: tuple[Case, ...] = (
    *private_cases.CASES,
    *element_cases.CASES,
    *charset_cases.CASES,
    *date_cases.CASES,
    *uid_cases.CASES,
    *dictionary_cases.CASES,
    *file_cases.CASES,
    *graphic_cases.CASES,
    *object_cases.CASES,
    *report_cases.CASES,
    *text_cases.CASES,
)
CLEANING = (
    "--option",
    ",".join(
        [
            *("clean-descriptors", "clean-graphics", "clean-structured-content"),
            *("retain-modified-dates", "retain-patient-characteristics", "retain-safe-private"),
        ]
    ),
)
HIPAA = ("--profile", "hipaa")
DESCRIPTIONS = {
    *("Zzqcomment", "ZZQ08 MODEL", "zzqwell", "Zzqframed", "zzqderived", "ZZQ50", "Zzqplanned"),
    *("Zzqseen", "Zzqweek", "Zzqseries", "sinus rhythm"),
}
"""What these cases say that is about no one: descriptors that are cleaned keep it."""
ASKED = {
    *("Philips PET", "1.602713", "DIRECTIONAL", "SIEMENS MR", "ELSCINT1", "HELICAL"),
    *("Philips Imaging", "0.00123771"),
    *(STUDY_TIME, "071501.33111", "071502.33222", "481516", "101112.77331"),
}
"""What is kept by asking for it: safe private elements, and times of dates that move."""
PLAIN = tuple(case for case in ALL if not case.options)
SLOW = "83b"
META = {0x0000, 0x0001, 0x0002, 0x0003, 0x0010, 0x0012, 0x0013}


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "key"
    path.write_text(KEY)
    path.chmod(0o600)
    return path


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.parametrize("case", ALL, ids=str)
def test_edge(case: Case, key: Path, tmp_path: Path) -> None:
    files = case.make()
    ran = scrub(files, tmp_path, key, case.options)
    assert ran.code in (0, 10, 11), ran.said
    leaking = [mark for part in ran.everything() for mark in found(part, case.absent)]
    assert not leaking, ran.reasons
    assert ran.verdicts == case.verdicts, ran.reasons
    written = b"\n\n".join(path.read_bytes() for path in ran.files)
    assert not set(case.present) - found(written, case.present)
    sound(ran)
    if case.check:
        case.check(ran)


@pytest.mark.parametrize("case", PLAIN, ids=str)
def test_what_must_not_come_out_did_go_in(case: Case) -> None:
    parts = [part for name, octets in case.make().items() for part in (name.encode(), octets)]
    wanted = {*case.absent, *case.present}
    assert wanted == {mark for part in parts for mark in found(part, wanted)}


@pytest.mark.parametrize("options", [CLEANING, HIPAA], ids=["all that cleans", "hipaa"])
@pytest.mark.parametrize("case", [case for case in PLAIN if case.number != SLOW], ids=str)
def test_nothing_that_identifies_is_left_whatever_is_asked(
    case: Case, options: tuple[str, ...], key: Path, tmp_path: Path
) -> None:
    ran = scrub(case.make(), tmp_path, key, options)
    absent = {*case.absent} - DESCRIPTIONS
    if options == CLEANING:
        absent -= ASKED
    assert ran.code in (0, 10, 11), ran.said
    assert not [mark for part in ran.everything() for mark in found(part, absent)], ran.reasons
    assert ran.verdicts == case.verdicts, ran.reasons
    sound(ran)


def sound(ran: Ran) -> None:
    """Assert what holds for all that is written: group 2 made anew, a name of new UIDs."""
    for path, dataset in zip(ran.files, ran.datasets, strict=True):
        assert dataset.preamble == bytes(128)
        assert {one.tag.element for one in dataset.file_meta} <= META
        assert dataset.file_meta.MediaStorageSOPInstanceUID == dataset.SOPInstanceUID
        uids = dataset.StudyInstanceUID, dataset.SeriesInstanceUID, dataset.SOPInstanceUID
        assert path.relative_to(ran.out).parts == (*uids[:2], f"{uids[2]}.dcm")
        assert all(uid.is_valid for uid in uids)
        assert dataset.PatientIdentityRemoved == "YES"
