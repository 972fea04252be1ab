from __future__ import annotations

import hashlib
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmwrite

from doubles.instances import dataset_of, saved
from scrub.errors import InstanceError, NotDicomError, UnsupportedInstanceError
from scrub.model.instance import Source
from scrub.stages.read import held, read, read_draft, reopened

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FRAMES = np.arange(20, dtype=np.uint8).reshape(4, 5)
IMPLICIT, EXPLICIT = "1.2.840.10008.1.2", "1.2.840.10008.1.2.1"
DEFLATED, BIG = "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.2"


@pytest.mark.parametrize("syntax", [IMPLICIT, EXPLICIT, DEFLATED, BIG])
def test_the_pixels_lie_where_the_image_says(tmp_path: Path, syntax: str) -> None:
    with read(saved(dataset_of(FRAMES), tmp_path / "a.dcm", syntax)) as instance:
        assert instance.transfer_syntax_uid == syntax
        assert instance.dataset.PatientName == "Doe^Jane"
        assert "PixelData" not in instance.dataset
        image = instance.image
        assert image
        instance.stream.seek(image.value_offset)
        octets = instance.stream.read(image.value_length or 0)
    swapped = np.frombuffer(FRAMES.tobytes(), np.uint16).byteswap().tobytes()
    assert octets in (FRAMES.tobytes(), swapped if syntax == BIG else b"")


@pytest.mark.parametrize("implicit", [False, True])
def test_a_bare_data_set_is_read(tmp_path: Path, *, implicit: bool) -> None:
    path = tmp_path / "bare.dcm"
    dcmwrite(path, dataset_of(FRAMES), implicit_vr=implicit, little_endian=True)
    with read(Source(str(path))) as instance:
        assert instance.transfer_syntax_uid == (IMPLICIT if implicit else EXPLICIT)
        assert instance.image


def test_a_member_of_a_zip_is_read(tmp_path: Path) -> None:
    source = saved(dataset_of(FRAMES), tmp_path / "a.dcm")
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(source.file, "in/a.dcm")
    with read(source) as plain, read(Source(str(tmp_path / "a.zip"), "", "in/a.dcm")) as packed:
        assert packed.sha256 == plain.sha256
        assert packed.dataset == plain.dataset
    with pytest.raises(InstanceError):
        read(Source(str(tmp_path / "a.zip"), "", "not-there"))


def test_no_truncated_file_is_read_as_if_it_were_whole(tmp_path: Path) -> None:
    source = saved(dataset_of(), tmp_path / "whole.dcm")
    octets = (tmp_path / "whole.dcm").read_bytes()
    with read(source) as whole:
        elements = len(whole.dataset)
    path = tmp_path / "cut.dcm"
    ends = 0
    for length in range(len(octets) - 100, len(octets)):
        path.write_bytes(octets[:length])
        with suppress(InstanceError), read(Source(str(path))) as instance:
            ends += 1
            assert len(instance.dataset) < elements
    # Only a file cut between elements is one.
    assert ends < elements


def test_a_deflated_data_set_cut_short_is_an_error(tmp_path: Path) -> None:
    source = saved(dataset_of(FRAMES), tmp_path / "a.dcm", DEFLATED)
    octets = (tmp_path / "a.dcm").read_bytes()
    (tmp_path / "a.dcm").write_bytes(octets[:-20])
    with pytest.raises(InstanceError):
        read(source)


@pytest.mark.parametrize(
    ("attributes", "error"),
    [
        ({"SOPClassUID": "1.2.840.10008.1.3.10"}, UnsupportedInstanceError),
        ({"EncapsulatedDocument": b"%PDF"}, UnsupportedInstanceError),
    ],
)
def test_what_has_no_route_is_refused(
    tmp_path: Path, attributes: dict[str, Any], error: type[InstanceError]
) -> None:
    source = saved(dataset_of(**attributes), tmp_path / "a.dcm")
    with pytest.raises(error):
        read(source)


def test_without_an_instance_uid_it_is_no_instance(tmp_path: Path) -> None:
    dataset = dataset_of()
    del dataset.SOPInstanceUID
    path = tmp_path / "a.dcm"
    dcmwrite(path, dataset, implicit_vr=False, little_endian=True)
    with pytest.raises(InstanceError, match="UID"):
        read(Source(str(path)))


@pytest.mark.parametrize("content", [b"", b"text", b"hi", b"\x89PNG\r\n\x1a\n" + b"x" * 300])
def test_what_is_no_dicom_is_an_error(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(InstanceError) as caught:
        read(Source(str(tmp_path / "a")))
    assert len(content) >= 6 or isinstance(caught.value, NotDicomError)


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InstanceError):
        read(Source(str(tmp_path / "gone")))


@pytest.mark.parametrize("last", [1, 2])
def test_a_voice_is_known_and_not_touched(tmp_path: Path, last: int) -> None:
    audio = dataset_of(SOPClassUID=f"1.2.840.10008.5.1.4.1.1.9.4.{last}")
    with pytest.raises(UnsupportedInstanceError, match="a voice"):
        read(saved(audio, tmp_path / "a.dcm"))


def flipped(octets: bytes) -> bytes:
    return octets[:-30] + bytes([octets[-30] ^ 1]) + octets[-29:]


CHANGES: list[Callable[[bytes], bytes]] = [
    flipped,
    lambda octets: octets + b"\0",
    lambda octets: octets[:-1],
    lambda _: b"",
]


@pytest.mark.parametrize("rows", [5, 900, 6000])
@pytest.mark.parametrize("change", CHANGES)
def test_a_source_that_is_reopened_has_its_hash_only_if_every_byte_is_the_same(
    change: Callable[[bytes], bytes], rows: int, tmp_path: Path
) -> None:
    frames = np.full((rows, 901), 7, np.uint8)
    source = saved(dataset_of(frames), tmp_path / "a.dcm")
    with read(source) as instance:
        before, image, sha256 = held(instance), instance.image, instance.sha256
    assert (before is None) == (rows > 5000)
    assert sha256 == hashlib.sha256((tmp_path / "a.dcm").read_bytes()).hexdigest()
    with reopened(source, image, before) as again:
        assert again.sha256 == sha256
        assert again.stream.read() == (tmp_path / "a.dcm").read_bytes()
    (tmp_path / "a.dcm").write_bytes(change((tmp_path / "a.dcm").read_bytes()))
    with reopened(source, image, before) as again:
        assert again.sha256 == hashlib.sha256((tmp_path / "a.dcm").read_bytes()).hexdigest()
        assert again.sha256 != sha256


@pytest.mark.parametrize("rows", [5, 6000])
def test_a_draft_is_read_as_any_instance(rows: int, tmp_path: Path) -> None:
    source = saved(dataset_of(np.full((rows, 901), 7, np.uint8)), tmp_path / "a.dcm")
    with read(source) as meant, read_draft(source.file) as instance:
        assert instance.image == meant.image
        assert instance.dataset == meant.dataset
        assert instance.stream.read() == meant.stream.read()
