"""Offset tables of what is written: which of the two, where, and what they say."""

from __future__ import annotations

import io
import struct
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pydicom.encaps import generate_frames, parse_basic_offsets
from pydicom.filereader import read_dataset

from doubles.encoded_frames import JPEG, RLE
from doubles.encoded_frames import image_of as image_with
from doubles.pixel_data import END, item
from scrub.errors import UnsupportedInstanceError
from scrub.pixels.value import copy_pixel_data, write_pixel_data

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from scrub.model.instance import ImagePixel

J2K = f"{JPEG}90"


def image_of(uid: str, number: int) -> ImagePixel:
    return replace(image_with(uid, "MONOCHROME2", (8, 8)), number_of_frames=number)


def value(*fragments: bytes) -> io.BytesIO:
    return io.BytesIO(b"".join(map(item, (b"", *fragments))) + END)


def read_again(octets: bytes, number: int) -> tuple[Dataset, list[bytes]]:
    """Let pydicom read what was written, by the tables that are there."""
    read = read_dataset(io.BytesIO(octets), is_implicit_VR=False, is_little_endian=True)
    tables = (read.ExtendedOffsetTable, read.ExtendedOffsetTableLengths)
    frames = generate_frames(read.PixelData, number_of_frames=number, extended_offsets=tables)
    return read, list(frames)


def test_an_extended_table_comes_before_and_the_basic_one_is_empty() -> None:
    image = replace(image_of(RLE, 3), extended_offset_table=b"stale")
    out = io.BytesIO()
    write_pixel_data(out, image, [b"a", b"bc", b"def"], extended=True)
    read, frames = read_again(out.getvalue(), 3)
    assert frames == [b"a\0", b"bc", b"def\0"]
    assert list(read.keys()) == [0x7FE00001, 0x7FE00002, 0x7FE00010]
    assert read["ExtendedOffsetTable"].VR == read["ExtendedOffsetTableLengths"].VR == "OV"
    assert parse_basic_offsets(read.PixelData) == []


def test_a_copy_has_an_extended_table_made_anew_where_the_source_has_one() -> None:
    out = io.BytesIO()
    image = replace(image_of(RLE, 2), extended_offset_table=b"stale")
    copy_pixel_data(out, image, value(b"ab", b"cdef"))
    assert read_again(out.getvalue(), 2)[1] == [b"ab", b"cdef"]


def test_a_copy_of_frames_in_several_fragments_has_a_basic_table_instead() -> None:
    out = io.BytesIO()
    extended = struct.pack("<2Q", 0, 10)
    image = replace(image_of(J2K, 2), extended_offset_table=extended)
    copy_pixel_data(out, image, value(b"ab", b"cd", b"ef"))
    assert out.getvalue().startswith(b"\xe0\x7f\x10\0OB")
    assert parse_basic_offsets(out.getvalue()[12:]) == [0, 10]


class Enormous(bytes):
    """As long as it says, and no longer."""

    said = 0

    def __len__(self) -> int:
        return self.said


def enormous(length: int) -> bytes:
    frame = Enormous()
    frame.said = length
    return frame


def test_a_frame_that_fits_no_fragment_is_refused() -> None:
    for extended in (False, True):
        with pytest.raises(UnsupportedInstanceError, match="4 GiB"):
            write_pixel_data(
                io.BytesIO(), image_of(RLE, 1), [enormous(0xFFFFFFFF)], extended=extended
            )


def test_an_offset_that_fits_no_basic_table_is_refused_and_an_extended_one_holds_it() -> None:
    frames = [enormous(0xFFFFFF00), enormous(0x1000), b"ab"]
    with pytest.raises(UnsupportedInstanceError, match="4 GiB"):
        write_pixel_data(io.BytesIO(), image_of(RLE, 3), frames)
    out = io.BytesIO()
    write_pixel_data(out, image_of(RLE, 3), frames, extended=True)
    assert struct.unpack_from("<3Q", out.getvalue(), 12) == (0, 0xFFFFFF08, 0x100000F10)
