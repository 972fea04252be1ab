"""What is read and written without pydicom's reader and writer is what they would have made."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pydicom
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataelem import RawDataElement
from pydicom.errors import BytesLengthException
from pydicom.filereader import read_dataset, read_preamble
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from scrub.errors import InstanceError
from scrub.header.text import texts_of
from scrub.header.walk import Plain, snapshot, walk
from scrub.pixels.attributes import value_of
from scrub.stages.encoded import encoded
from scrub.stages.parts import PIXELS, elements, take_apart, uid_of
from scrub.stages.plain_elements import plain_run

FOLDERS = [
    Path(pydicom.__file__).parent / "data" / name for name in ("test_files", "charset_files")
]
FILES = sorted(path for folder in FOLDERS for path in folder.glob("*.dcm"))
HEAD = b"\x08\x00\x60\x00CS\x02\x00CT"


def apart(path: Path) -> pydicom.Dataset:
    try:
        return take_apart(BytesIO(path.read_bytes())).dataset
    except InstanceError:
        pytest.skip("cannot be read")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_elements_are_those_that_pydicom_reads(path: Path) -> None:
    octets = path.read_bytes()
    stream = BytesIO(octets)
    if read_preamble(stream, force=True) is None:
        stream.seek(0)
    read_dataset(stream, False, True, stop_when=lambda tag, *_: tag.group != 2)  # noqa: FBT003
    start = stream.tell()
    run = plain_run(octets, start, PIXELS)
    if not run.elements:
        pytest.skip("not of Explicit VR Little Endian")
    stream.seek(start)
    there = read_dataset(stream, False, True, stop_when=lambda tag, *_: tag in PIXELS)  # noqa: FBT003
    expected = {
        tag: raw._replace(value_tell=0)
        for tag, raw in there.items()
        if isinstance(raw, RawDataElement) and raw.value_tell <= run.stop
    }
    assert {
        tag: raw._replace(value_tell=0)
        for tag, raw in run.elements.items()
        if isinstance(raw, RawDataElement)
    } == expected


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_meta_information_is_what_pydicom_reads(path: Path) -> None:
    octets = path.read_bytes()
    stream = BytesIO(octets)
    if read_preamble(stream, force=True) is None:
        stream.seek(0)
    theirs = read_dataset(stream, False, True, stop_when=lambda tag, *_: tag.group != 2)  # noqa: FBT003
    try:
        ours = take_apart(BytesIO(octets)).meta
    except InstanceError:
        pytest.skip("cannot be read")
    assert ours == theirs
    assert ours.original_character_set == theirs.original_character_set


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_uids_are_what_pydicom_reads(path: Path) -> None:
    dataset, converted = apart(path), apart(path)
    for keyword in ("SOPClassUID", "SOPInstanceUID", "StudyInstanceUID", "MediaStorageSOPClassUID"):
        assert uid_of(dataset, keyword) == converted.get(keyword)


@pytest.mark.parametrize("octets", [b"1.2.3 ", b" 1.2.3", b"1.2\\3\0", b"", b"1.2x", b"1.2\0\0\0"])
def test_a_uid_that_is_not_plain_is_left_to_pydicom(octets: bytes) -> None:
    raw = b"\x08\x00\x18\x00UI" + len(octets).to_bytes(2, "little") + octets
    dataset, _ = elements(BytesIO(raw), ExplicitVRLittleEndian)
    theirs, _ = elements(BytesIO(raw), ExplicitVRLittleEndian)
    assert uid_of(dataset, "SOPInstanceUID") == theirs.SOPInstanceUID
    assert encoded(dataset) == encoded(theirs)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_data_set_that_was_walked_is_written_as_it_was_read(path: Path) -> None:
    dataset, untouched = apart(path), apart(path)
    tuple(walk(dataset))
    syntax = dataset.file_meta.TransferSyntaxUID
    if syntax == DeflatedExplicitVRLittleEndian:
        syntax = ExplicitVRLittleEndian
    again, _ = elements(BytesIO(encoded(dataset)), syntax)
    for tag in [tag for tag in untouched.keys() if not tag.element]:  # noqa: SIM118 (tags, not elements)
        del untouched[tag]
    assert again == untouched


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_taken_for_plain_has_the_texts_and_the_emptiness_that_pydicom_finds(
    path: Path,
) -> None:
    dataset, converted = apart(path), apart(path)
    plain = [(p, e) for p, e in walk(dataset) if isinstance(e, Plain) and not p.items]
    for place, element in plain:
        theirs = converted[place.tag]
        assert element.VR == theirs.VR
        assert element.value == theirs.value or theirs.value != theirs.value
        assert texts_of(element) == texts_of(theirs)
        assert element.is_empty == theirs.is_empty
        assert not (element.VR in {"DS", "IS"} and isinstance(theirs.value, str) and theirs.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_snapshot_is_walked_as_its_data_set_is(path: Path) -> None:
    dataset = apart(path)
    once = snapshot(dataset)
    assert [p for p, _ in walk(once)] == [p for p, _ in walk(dataset)]
    assert [p for p, _ in walk(once, lambda _: False)] == [
        p for p, _ in walk(dataset, lambda _: False)
    ]


@pytest.mark.parametrize(
    "rest",
    [
        b"\x10\x00\x10\x00PN\x06\x00Doe",
        b"\x10\x00\x10\x00\x04\x00\x00\x00Doe ",
        b"\x10\x00\x10\x00zz\x04\x00Doe ",
        b"\x10\x00\x10\x00",
    ],
    ids=["cut short", "implicit", "no VR", "half a header"],
)
def test_where_one_element_is_not_plain_none_is_taken_for_it(rest: bytes) -> None:
    assert not plain_run(HEAD + rest, 0, PIXELS).elements


def test_a_sequence_of_undefined_length_is_left_to_pydicom() -> None:
    run = plain_run(HEAD + b"\x08\x00\x40\x11SQ\x00\x00\xff\xff\xff\xff", 0, PIXELS)
    assert len(run.elements) == 1
    assert not run.is_all
    assert run.stop == len(HEAD)


@given(st.sampled_from(("CS", "DS", "US")), st.binary(max_size=6))
def test_what_is_read_at_a_glance_is_what_pydicom_reads(vr: str, octets: bytes) -> None:
    even = octets + bytes(len(octets) % 2)
    check_glance(vr, even)


@given(st.text("0123456789+-. \\", max_size=16).filter(lambda text: len(text) % 2 == 0))
def test_numbers_are_read_at_a_glance_as_pydicom_reads_them(text: str) -> None:
    check_glance("DS", text.encode())


@given(st.text("ABYZ09_ \\a", max_size=16).filter(lambda text: len(text) % 2 == 0))
def test_codes_are_read_at_a_glance_as_pydicom_reads_them(text: str) -> None:
    check_glance("CS", text.encode())


TAGS = {"CS": (b"\x28\x00\x04\x00", "PhotometricInterpretation"),
        "DS": (b"\x28\x00\x50\x10", "WindowCenter"),
        "US": (b"\x28\x00\x10\x00", "Rows")}  # fmt: skip


def check_glance(vr: str, octets: bytes) -> None:
    tag, keyword = TAGS[vr]
    raw = tag + vr.encode() + len(octets).to_bytes(2, "little") + octets
    dataset, _ = elements(BytesIO(raw), ExplicitVRLittleEndian)
    theirs, _ = elements(BytesIO(raw), ExplicitVRLittleEndian)
    try:
        expected = theirs[keyword].value
    except (ValueError, OverflowError, BytesLengthException):
        return
    assert value_of(dataset, keyword) == expected
