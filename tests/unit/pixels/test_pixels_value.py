"""Pixel Data written and read back."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom import dcmread
from pydicom.encaps import generate_frames, parse_basic_offsets

from doubles.pixel_data import (
    BIG_ENDIAN,
    EXPLICIT,
    IMPLICIT,
    J2K,
    RLE,
    every,
    image_of,
    opened,
    value,
)
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.fragments import fragments_of
from scrub.pixels.frames import Frames
from scrub.pixels.value import copy_pixel_data, write_pixel_data

if TYPE_CHECKING:
    from collections.abc import Iterator


ENCAPSULATED_FILES = [
    "SC_rgb_rle_2frame.dcm",
    "examples_ybr_color.dcm",
    "rtdose_rle.dcm",
    "JPEG2000.dcm",
    "MR_small_jpeg_ls_lossless.dcm",
    "JPEG2000-embedded-sequence-delimiter.dcm",
]


@pytest.mark.parametrize("name", ENCAPSULATED_FILES)
def test_encapsulated_frames_are_those_that_pydicom_finds(name: str) -> None:
    file, image = opened(name)
    theirs = dcmread(file)
    assert every(Frames(file, image)) == list(
        generate_frames(theirs.PixelData, number_of_frames=image.number_of_frames)
    )


@pytest.mark.parametrize("name", ENCAPSULATED_FILES)
def test_encapsulated_frames_written_are_those_that_pydicom_reads(name: str) -> None:
    file, image = opened(name)
    meant = [b"x" * (index + 1) for index in range(image.number_of_frames)]
    start, end = image.value_offset - 12, fragments_of(file, image).end
    out = io.BytesIO()
    out.write(file.getvalue()[:start])
    write_pixel_data(out, image, meant)
    out.write(file.getvalue()[end:])
    read = dcmread(io.BytesIO(out.getvalue()))
    assert read["PixelData"].VR == "OB"
    frames = generate_frames(read.PixelData, number_of_frames=len(meant))
    assert list(frames) == [frame + bytes(len(frame) % 2) for frame in meant]
    again = replace(image, number_of_frames=len(meant))
    table = Frames(io.BytesIO(out.getvalue()), again)
    assert every(table) == [frame + bytes(len(frame) % 2) for frame in meant]


@pytest.mark.parametrize("name", ["CT_small.dcm", "rtdose_expb.dcm", "SC_rgb_small_odd.dcm"])
def test_a_copy_of_a_native_value_has_its_very_bytes(name: str) -> None:
    file, image = opened(name)
    out = io.BytesIO()
    copy_pixel_data(out, image, file)
    whole = file.getvalue()[image.value_offset :]
    assert out.getvalue()[12:] == whole[: image.value_length]


@pytest.mark.parametrize("name", ENCAPSULATED_FILES)
def test_a_copy_of_fragments_has_their_very_bytes_and_a_table(name: str) -> None:
    file, image = opened(name)
    out = io.BytesIO()
    copy_pixel_data(out, image, file)
    theirs = fragments_of(file, image)
    ours = fragments_of(out, replace(image, value_offset=12))
    assert out.getvalue()[ours.first :] == file.getvalue()[theirs.first : theirs.end]
    offsets = parse_basic_offsets(out.getvalue()[12:])
    assert offsets == theirs.frame_offsets().tolist()


def test_a_copy_leaves_out_what_is_after_the_frames() -> None:
    image = image_of(EXPLICIT, 1, 14)
    out = io.BytesIO()
    copy_pixel_data(out, image, io.BytesIO(b"123456789" + bytes(5)))
    assert out.getvalue()[8:] == struct.pack("<L", 10) + b"123456789\0"
    with pytest.raises(UnsupportedInstanceError):
        copy_pixel_data(io.BytesIO(), image, io.BytesIO(b"123456789\0" + b"NAME"))


def test_a_table_of_a_source_that_holds_something_else_is_not_copied() -> None:
    table = struct.unpack("<2L", b"DOE^JOHN")
    out = io.BytesIO()
    copy_pixel_data(out, image_of(RLE, 2), value(b"ab", b"cd", table=table))
    assert b"DOE" not in out.getvalue()
    assert parse_basic_offsets(out.getvalue()[12:]) == [0, 10]


def test_bytes_of_a_native_value_are_changed_while_it_is_copied() -> None:
    out = io.BytesIO()
    source = io.BytesIO(b"0123456789abcdefgh")
    changes = [(0, b"XY"), (2, b"Z"), (9, b"---"), (17, b"!")]
    copy_pixel_data(out, image_of(EXPLICIT, 2, 18), source, changes)
    assert out.getvalue()[12:] == b"XYZ345678---cdefg!"


def test_a_copy_of_fragments_of_odd_length_has_even_ones() -> None:
    out = io.BytesIO()
    copy_pixel_data(out, image_of(J2K, 2), value(b"abc", b"d", b"efg", table=(0, 20)))
    again = Frames(out, replace(image_of(J2K, 2), value_offset=12))
    assert every(again) == [b"abcd", b"efg\0"]


def test_a_copy_of_a_value_cut_short_fails() -> None:
    with pytest.raises(CodecError):
        copy_pixel_data(io.BytesIO(), image_of(EXPLICIT, 2, 18), io.BytesIO(bytes(17)))


def test_native_frames_can_be_written_to_what_cannot_seek() -> None:
    class Deflated(io.RawIOBase):
        def __init__(self) -> None:
            self.packer = zlib.compressobj(wbits=-15)
            self.packed = b""

        def write(self, octets: object) -> int:
            assert isinstance(octets, bytes)
            self.packed += self.packer.compress(octets)
            return len(octets)

        def seek(self, *_: int) -> int:
            raise OSError

        tell = seek

    out = Deflated()
    write_pixel_data(out, image_of(EXPLICIT, 2, 18), [b"123456789"] * 2)  # type: ignore[arg-type]
    assert zlib.decompress(out.packed + out.packer.flush(), -15)[12:] == b"123456789" * 2


@pytest.mark.parametrize("uid", [EXPLICIT, RLE])
@pytest.mark.parametrize("number", [1, 3])
def test_a_frame_too_few_or_too_many_fails(uid: str, number: int) -> None:
    image = image_of(uid, 2, None if uid == RLE else 18)
    with pytest.raises(CodecError, match="as many frames"):
        write_pixel_data(io.BytesIO(), image, [b"123456789"] * number)


def test_a_native_frame_of_another_size_fails() -> None:
    with pytest.raises(CodecError, match="size"):
        write_pixel_data(io.BytesIO(), image_of(EXPLICIT, 1, 9), [b"12345678"])


def test_more_than_a_length_can_say_is_refused() -> None:
    def never() -> Iterator[bytes]:
        raise AssertionError
        yield b""

    large = replace(image_of(EXPLICIT, 500_000_000, 0), rows=3)
    with pytest.raises(UnsupportedInstanceError):
        write_pixel_data(io.BytesIO(), large, never())


@given(
    seed=st.integers(0, 2**32 - 1),
    number=st.integers(1, 7),
    bits=st.sampled_from([1, 8, 16]),
    uid=st.sampled_from([EXPLICIT, IMPLICIT, BIG_ENDIAN]),
    vr=st.sampled_from(["OW", "OB"]),
)
def test_what_is_written_is_what_is_read(
    seed: int, number: int, bits: int, uid: str, vr: str
) -> None:
    image = replace(image_of(uid, number, 0, bits), value_vr=vr)
    rng = np.random.default_rng(seed)
    samples = rng.integers(0, 1 << bits, (number, 9))
    if bits == 1:
        frames = [np.packbits(row.astype(np.uint8), bitorder="little").tobytes() for row in samples]
    else:
        frames = [row.astype(f"<u{bits // 8}").tobytes() for row in samples]
    out = io.BytesIO()
    write_pixel_data(out, image, frames)
    header = 8 if uid == IMPLICIT else 12
    length = len(out.getvalue()) - header
    assert length % 2 == 0
    assert every(Frames(out, replace(image, value_offset=header, value_length=length))) == frames
