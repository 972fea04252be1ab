from __future__ import annotations

import stat
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest

from doubles.header_samples import put
from doubles.instances import dataset_of, saved
from doubles.made_instances import BIG_ENDIAN, DEFLATED, EXPLICIT, IMPLICIT, Pixels, drawn
from scrub.errors import InstanceError, OutputError, UnsupportedInstanceError, UsageError
from scrub.header.tags.changes import asked
from scrub.model.header import Effect
from scrub.model.instance import Source
from scrub.stages.encoded import encoded
from scrub.stages.retag import Manner, retag
from scrub.stages.tagged import opened, tags_of

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from scrub.header.tags.changes import Change

PACKAGED = Path(pydicom.__file__).parent / "data" / "test_files"
NAME, PATIENT_ID = "ROE^RICHARD", "X-1"
CHANGES = (
    asked("PatientName", Effect.SET, NAME),
    asked("PatientID", Effect.SET, PATIENT_ID),
)
FILES = (
    *("CT_small.dcm", "MR_small_implicit.dcm", "MR_small_bigendian.dcm", "image_dfl.dcm"),
    *("MR_small_RLE.dcm", "SC_rgb_rle_16bit_2frame.dcm", "JPGExtended.dcm", "JPEG2000.dcm"),
    *("JPEG2000-embedded-sequence-delimiter.dcm", "MR_small_jpeg_ls_lossless.dcm"),
    *("rtplan.dcm", "rtdose_expb.dcm", "reportsi.dcm", "waveform_ecg.dcm", "liver_1frame.dcm"),
    *("examples_ybr_color.dcm", "UN_sequence.dcm", "badVR.dcm", "MR_small_padded.dcm"),
)


def packaged(name: str) -> Path:
    return PACKAGED / name


def changed(source: Path, target: Path, *changes: Change, **how: bool) -> tuple[str, ...]:
    return retag(Source(str(source)), target, changes or CHANGES, Manner(**how))


def behind(path: Path) -> bytes:
    """Return all bytes from Pixel Data on."""
    with opened(Source(str(path))) as file:
        assert file.pixels
        file.stream.seek(file.pixels.start)
        return file.stream.read()


@pytest.mark.parametrize("name", FILES)
def test_only_what_was_asked_changes_and_pixels_keep_their_bytes(name: str, tmp_path: Path) -> None:
    source, target = packaged(name), tmp_path / "out.dcm"
    changed(source, target, add=True)
    old, new = pydicom.dcmread(source, force=True), pydicom.dcmread(target)
    assert (str(new.PatientName), new.PatientID) == (NAME, PATIENT_ID)
    for dataset in (old, new):
        for keyword in ("PatientName", "PatientID"):
            dataset.pop(keyword, None)
    assert [(e.tag, e.VR, e.value) for e in new] == [(e.tag, e.VR, e.value) for e in old]
    if "PixelData" in old:
        assert behind(target) == behind(source)


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, BIG_ENDIAN, DEFLATED])
@pytest.mark.parametrize("frames", [1, 3])
def test_transfer_syntaxes_stay(syntax: str, frames: int, tmp_path: Path) -> None:
    pixels = Pixels(frames=frames)
    pictures = np.stack(drawn(pixels))
    dataset = dataset_of(pictures if frames > 1 else pictures[0])
    source = Path(saved(dataset, tmp_path / "in.dcm", syntax).file)
    changed(source, tmp_path / "out.dcm")
    made = pydicom.dcmread(tmp_path / "out.dcm")
    assert made.file_meta.TransferSyntaxUID == syntax
    assert made.PixelData == pydicom.dcmread(source).PixelData
    assert behind(tmp_path / "out.dcm") == behind(source)


def test_every_packaged_file_that_can_be_read_is_changed_or_refused_for_a_reason(
    tmp_path: Path,
) -> None:
    ends: dict[str, int] = {}
    for number, path in enumerate(sorted(PACKAGED.glob("*.dcm"))):
        target = tmp_path / f"{number}.dcm"
        try:
            changed(path, target, asked("PatientID", Effect.SET, PATIENT_ID), add=True)
            assert pydicom.dcmread(target, stop_before_pixels=True).PatientID == PATIENT_ID
            ends["written"] = ends.get("written", 0) + 1
        except InstanceError as problem:
            ends[str(problem)] = ends.get(str(problem), 0) + 1
            assert not target.exists()
    assert ends.pop("written") > 50
    assert "it does not read back as it was to be" not in ends
    assert not list(tmp_path.glob(".scrub*"))


def test_file_meta_information_stays_in_step(tmp_path: Path) -> None:
    source, target = packaged("CT_small.dcm"), tmp_path / "out.dcm"
    changed(source, target, asked("SOPInstanceUID", Effect.SET, "1.2.3.4"))
    old, new = pydicom.dcmread(source).file_meta, pydicom.dcmread(target).file_meta
    assert new.MediaStorageSOPInstanceUID == "1.2.3.4"
    assert new.SourceApplicationEntityTitle == old.SourceApplicationEntityTitle
    assert new.ImplementationClassUID != old.ImplementationClassUID


def test_the_preamble_is_emptied(tmp_path: Path) -> None:
    source, target = tmp_path / "in.dcm", tmp_path / "out.dcm"
    source.write_bytes(b"II*\0".ljust(128, b"!") + packaged("CT_small.dcm").read_bytes()[128:])
    changed(source, target)
    assert target.read_bytes()[:132] == bytes(128) + b"DICM"


def test_elements_behind_the_pixels_can_be_removed_but_not_set(tmp_path: Path) -> None:
    source, target = packaged("CT_small.dcm"), tmp_path / "out.dcm"
    assert [row.path for row in tags_of(Source(str(source)))][-1] == "DataSetTrailingPadding"
    changed(source, target, asked("DataSetTrailingPadding", Effect.REMOVE))
    assert [row.path for row in tags_of(Source(str(target)))][-1] == "PixelData"
    assert pydicom.dcmread(target).PixelData == pydicom.dcmread(source).PixelData
    with pytest.raises(UsageError, match="after the pixels"):
        changed(source, tmp_path / "no", asked("FFFC,FFFC", Effect.SET, "00"))


def test_what_is_there_is_not_written_over_and_nothing_is_left(tmp_path: Path) -> None:
    target = tmp_path / "out.dcm"
    target.write_text("mine")
    with pytest.raises(OutputError):
        changed(packaged("CT_small.dcm"), target)
    assert target.read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["out.dcm"]


def test_in_place_replaces_the_file_that_a_link_leads_to(tmp_path: Path) -> None:
    file, link = tmp_path / "in.dcm", tmp_path / "link.dcm"
    file.write_bytes(packaged("CT_small.dcm").read_bytes())
    file.chmod(0o640)
    link.symlink_to(file)
    changed(link, link, in_place=True)
    assert link.is_symlink()
    assert pydicom.dcmread(file).PatientID == PATIENT_ID
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert len(list(tmp_path.iterdir())) == 2


def test_what_is_not_there_is_an_error_alone_and_left_out_when_lenient(tmp_path: Path) -> None:
    source, target = packaged("CT_small.dcm"), tmp_path / "out.dcm"
    absent = asked("EthnicGroup", Effect.SET, "X")
    with pytest.raises(UsageError, match="EthnicGroup is not there"):
        changed(source, target, *CHANGES, absent)
    assert not list(tmp_path.iterdir())
    assert changed(source, target, *CHANGES, absent, lenient=True) == ("EthnicGroup",)
    assert pydicom.dcmread(target).PatientID == PATIENT_ID


def test_pixels_that_are_cut_short_are_not_written(tmp_path: Path) -> None:
    source = tmp_path / "in.dcm"
    source.write_bytes(packaged("CT_small.dcm").read_bytes()[:-5000])
    with pytest.raises(InstanceError, match="cut short"):
        changed(source, tmp_path / "out.dcm")
    assert [path.name for path in tmp_path.iterdir()] == ["in.dcm"]


def test_what_is_behind_the_pixels_is_copied_even_where_it_is_cut_short(tmp_path: Path) -> None:
    source, target = tmp_path / "in.dcm", tmp_path / "out.dcm"
    source.write_bytes(packaged("CT_small.dcm").read_bytes()[:-40])
    changed(source, target)
    assert behind(target) == behind(source)


def test_a_dicomdir_is_listed_and_not_changed(tmp_path: Path) -> None:
    source = packaged("dicomdirtests/DICOMDIR")
    assert any(row.keyword == "DirectoryRecordSequence" for row in tags_of(Source(str(source))))
    with pytest.raises(UnsupportedInstanceError):
        changed(source, tmp_path / "out", asked("SpecificCharacterSet", Effect.SET, "ISO_IR 100"))


def test_bytes_that_nobody_knows_are_copied_as_they_are(tmp_path: Path) -> None:
    """Private values, whatever is in them, and values that break their VR."""
    dataset = dataset_of(PatientBirthDate="1961.03.17")
    put(dataset, 0x00091001, "UN", bytes(range(256)))
    put(dataset, 0x00100040, "CS", "not a code string at all!")
    source = Path(saved(dataset, tmp_path / "in.dcm").file)
    changed(source, tmp_path / "out.dcm")
    old, new = source.read_bytes(), (tmp_path / "out.dcm").read_bytes()
    for part in (bytes(range(256)), b"1961.03.17", b"not a code string at all!"):
        assert part in old
        assert part in new


@pytest.mark.parametrize("lost", ["PatientName", "StudyDate"])
def test_what_does_not_read_back_is_not_written(
    lost: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def losing(dataset: Dataset) -> bytes:
        del dataset[lost]
        return encoded(dataset)

    monkeypatch.setattr("scrub.stages.retag.encoded", losing)
    with pytest.raises(InstanceError, match="read back"):
        changed(packaged("CT_small.dcm"), tmp_path / "out.dcm")
    assert not list(tmp_path.iterdir())
