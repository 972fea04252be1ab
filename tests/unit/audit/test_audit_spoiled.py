"""What is put into outputs of the real pipeline is found, and not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pydicom.dataset import Dataset

from doubles.audited import (
    audited,
    burn,
    copied,
    describe,
    files_of,
    made,
    name_again,
    spoil,
    with_sources,
)
from scrub.audit import auditing, examine, headers, pixels

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


PASSED, WRONG, PHI = 0, 10, 12


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("made"))


@pytest.fixture
def output(whole: Path, tmp_path: Path) -> Path:
    return copied(whole, tmp_path)


def put_back_number(dataset: Dataset) -> None:
    dataset.OtherPatientIDs = "MRN-90000"


def put_back_date(dataset: Dataset) -> None:
    dataset.StudyDate = "20240517"


def nest(dataset: Dataset) -> None:
    item = Dataset()
    item.RequestingPhysician = "Wobbegong^W"
    dataset.ProcedureCodeSequence = [item]


def add_private(dataset: Dataset) -> None:
    dataset.private_block(0x0029, "WOBBEGONG", create=True).add_new(8, "LO", "Wobbegong")


def keep_study(dataset: Dataset) -> None:
    dataset.StudyInstanceUID = "1.2.840.99999.4.20240517"


def refer(dataset: Dataset) -> None:
    dataset.FrameOfReferenceUID = "1.2.840.99999.4.20240517"


def age(dataset: Dataset) -> None:
    dataset.PatientAge = "093Y"


def claim_in_words(dataset: Dataset) -> None:
    dataset.DeidentificationMethod = [*dataset.DeidentificationMethod, "Wobbegong"]


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (name_again, headers.TAGS),
        (put_back_number, headers.TAGS),
        (put_back_date, headers.DATES),
        (describe, headers.TAGS),
        (nest, headers.TAGS),
        (age, headers.TAGS),
        (add_private, headers.PRIVATE),
        (keep_study, headers.UIDS),
        (refer, headers.UIDS),
        (claim_in_words, examine.SAID),
    ],
)
def test_a_value_that_the_profile_would_have_taken_is_found(
    output: Path, change: Callable[[Dataset], None], check: str
) -> None:
    spoil(files_of(output)[1], change)
    audit = audited(output)
    assert audit.code == PHI
    assert check in audit.failed
    assert audit.record["conclusion"] == "identifying text or values were found"
    assert audit.record["result"]["failed"] == 1
    assert not audit.tells()


def another_instance(dataset: Dataset) -> None:
    dataset.SOPInstanceUID = "2.25.1"


def no_uid(dataset: Dataset) -> None:
    dataset.SOPInstanceUID = "2.25.007"


def not_removed(dataset: Dataset) -> None:
    del dataset.PatientIdentityRemoved


def no_pixel_code(dataset: Dataset) -> None:
    codes = dataset.DeidentificationMethodCodeSequence
    dataset.DeidentificationMethodCodeSequence = [i for i in codes if i.CodeValue != "113101"]


def not_said(dataset: Dataset) -> None:
    del dataset.BurnedInAnnotation


def another_option(dataset: Dataset) -> None:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator = "113105", "DCM"
    code.CodeMeaning = "Clean Descriptors Option"
    dataset.DeidentificationMethodCodeSequence.append(code)


@pytest.mark.parametrize(
    ("change", "check"),
    [
        (another_instance, examine.NAME),
        (no_uid, examine.NAME),
        (not_removed, examine.SAID),
        (no_pixel_code, examine.SAID),
        (not_said, examine.SAID),
        (another_option, examine.SAID),
    ],
)
def test_what_does_not_go_together_is_found_and_identifies_nobody(
    output: Path, change: Callable[[Dataset], None], check: str
) -> None:
    spoil(files_of(output)[1], change)
    audit = audited(output)
    assert check in audit.failed
    # A UID that is none of ours may be somebody's.
    assert audit.code == (PHI if change is no_uid else WRONG), audit.faults


def test_a_name_burned_in_is_found_and_covered_on_the_page(output: Path) -> None:
    spoil(files_of(output)[2], lambda dataset: burn(dataset, "MARIGOLD JANE", 60, 100))
    audit = audited(output)
    assert audit.code == PHI
    assert pixels.TEXT in audit.failed
    (fault,) = [fault for fault in audit.faults if fault["what"].startswith("text")]
    assert fault["where"] == "frame 1, 60,100 56×20"
    assert fault["length"] == len("MARIGOLD JANE")
    assert not audit.tells()
    assert "1 texts covered" in (audit.folder / "record.html").read_text("utf-8")


def test_what_is_written_where_the_report_says_black_is_found(output: Path) -> None:
    spoil(files_of(output)[2], lambda dataset: burn(dataset, "MARIGOLD JANE", 8, 4))
    audit = audited(output)
    assert audit.code == WRONG
    assert pixels.BLACK in audit.failed
    # Beside the edge of the black it is read as a text of no kind that is known.
    assert [fault["what"] for fault in audit.faults] == ["is not black", "text: unknown"]


def test_a_file_named_for_somebody_is_found_and_not_named(output: Path) -> None:
    path = files_of(output)[0]
    path.rename(path.with_name("QUILLFEATHER^MARIGOLD.dcm"))
    audit = audited(output)
    assert audit.code == PHI
    assert {auditing.NAMES, auditing.ACCOUNTED, examine.NAME} <= audit.failed
    assert None in [item["file"] for item in audit.record["items"]]
    assert not audit.tells()


def test_a_folder_named_for_somebody_is_found_and_not_named(output: Path) -> None:
    folder = files_of(output)[0].parent.parent
    folder.rename(folder.with_name("OKAFOR"))
    audit = audited(output)
    assert audit.code == PHI
    assert not audit.tells()


def test_an_empty_folder_named_for_somebody_is_found_and_not_named(output: Path) -> None:
    (output / "OKAFOR").mkdir()
    audit = audited(output)
    assert audit.code == PHI
    assert not audit.tells()


def test_what_is_no_dicom_is_found(output: Path) -> None:
    (output / "WOBBEGONG.txt").write_text("Wobbegong")
    audit = audited(output)
    assert audit.code == PHI
    assert examine.READABLE in audit.failed
    assert not audit.tells()


def test_a_file_that_is_cut_short_is_found(output: Path) -> None:
    path = files_of(output)[0]
    path.write_bytes(path.read_bytes()[:-500])
    assert audited(output).code == WRONG


def test_a_file_that_is_gone_is_found(output: Path) -> None:
    files_of(output)[0].unlink()
    audit = audited(output)
    assert (audit.code, audit.failed) == (WRONG, {auditing.ACCOUNTED})


def test_what_is_hidden_in_the_preamble_is_found(output: Path) -> None:
    path = files_of(output)[0]
    octets = path.read_bytes()
    path.write_bytes(b"WOBBEGONG".ljust(128, b"\0") + octets[128:])
    audit = audited(output)
    assert (audit.code, audit.failed) == (WRONG, {examine.PREAMBLE})


def test_values_of_the_source_are_found_wherever_they_stand(whole: Path, output: Path) -> None:
    def hide(dataset: Dataset) -> None:
        # An attribute that stays, and a word that no list has.
        dataset.SoftwareVersions = "MRN-90001"

    for path in files_of(output):
        spoil(path, hide)
    assert audited(output).code == PASSED
    audit = audited(output, *with_sources(whole))
    assert audit.code == PHI
    assert "no value of its source is in it" in audit.failed
    assert audit.record["checked_with"]["sources"] == 4
    assert not audit.tells()


def test_of_safe_harbor_a_whole_date_is_found(tmp_path: Path) -> None:
    output = made(tmp_path, 1, "--profile", "hipaa")
    spoil(files_of(output)[0], lambda dataset: setattr(dataset, "StudyDate", "20240517"))
    audit = audited(output)
    assert (audit.code, audit.failed) == (PHI, {headers.DATES})


def test_of_private_elements_those_that_are_known_to_be_safe_may_stay(tmp_path: Path) -> None:
    output = made(tmp_path, 1, "--retain-safe-private")
    (path,) = files_of(output)

    def safe(dataset: Dataset) -> None:
        block = dataset.private_block(0x7053, "Philips PET Private Group", create=True)
        block.add_new(0x00, "DS", "0.5")

    def another(dataset: Dataset) -> None:
        dataset.private_block(0x7053, "Philips PET Private Group").add_new(0x44, "LO", "Wobbegong")

    spoil(path, safe)
    assert audited(output).code == PASSED
    spoil(path, another)
    audit = audited(output)
    assert (audit.code, audit.failed) == (PHI, {headers.PRIVATE})
    assert not audit.tells()
