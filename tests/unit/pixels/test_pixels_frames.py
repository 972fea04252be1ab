"""Frames out of Pixel Data, and back."""

from __future__ import annotations

import io
import struct
from dataclasses import replace

import pytest

from doubles.pixel_data import END, EXPLICIT, IMPLICIT, J2K, RLE, every, image_of, opened, value
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.description import value_bytes
from scrub.pixels.frames import Frames
from scrub.pixels.value import write_pixel_data


def test_fragments_are_frames_when_there_are_as_many() -> None:
    assert every(Frames(value(b"ab", b"cd"), image_of(RLE, 2))) == [b"ab", b"cd"]


def test_all_fragments_are_the_one_frame() -> None:
    assert every(Frames(value(b"ab", b"cd", b"ef"), image_of(J2K, 1))) == [b"abcdef"]


def test_a_basic_offset_table_that_fits_is_believed() -> None:
    file = value(b"ab", b"cd", b"ef", table=(0, 20))
    assert every(Frames(file, image_of(J2K, 2))) == [b"abcd", b"ef"]


def test_an_extended_offset_table_that_fits_is_believed() -> None:
    extended = struct.pack("<2Q", 0, 10)
    image = replace(image_of(J2K, 2), extended_offset_table=extended)
    assert every(Frames(value(b"ab", b"cd", b"ef"), image)) == [b"ab", b"cdef"]


@pytest.mark.parametrize("table", [(0, 7), (12, 22), (0,), (0, 0), (22, 0), (0, 32)])
def test_a_table_that_does_not_fit_is_not_believed(table: tuple[int, ...]) -> None:
    soi = b"\xff\x4f\xff\x51"
    frames = Frames(value(soi, b"cd", soi, table=table), image_of(J2K, 2))
    assert every(frames) == [soi + b"cd", soi]


SOC = b"\xff\x4f\xff\x51"


def test_fragments_that_could_be_anyones_fail() -> None:
    with pytest.raises(CodecError, match="which fragments"):
        Frames(value(b"ab", b"cd", b"ef"), image_of(J2K, 2))
    with pytest.raises(CodecError, match="which fragments"):
        Frames(value(SOC, b"cd", SOC), image_of(RLE, 2))
    with pytest.raises(CodecError, match="which fragments"):
        Frames(value(b"cd", SOC, SOC), image_of(J2K, 2))
    with pytest.raises(CodecError, match="which fragments"):
        Frames(value(SOC, SOC, SOC), image_of(J2K, 2))
    with pytest.raises(CodecError, match="which fragments"):
        Frames(value(), image_of(J2K, 1))


def test_a_fragment_may_hold_the_delimiter() -> None:
    assert every(Frames(value(END + END, b"cd"), image_of(RLE, 2))) == [END + END, b"cd"]


@pytest.mark.parametrize("cut", range(1, 50, 3))
def test_a_value_cut_short_is_a_codec_error(cut: int) -> None:
    whole = value(b"ab", b"cd").getvalue().removesuffix(b"after")
    with pytest.raises(CodecError):
        Frames(io.BytesIO(whole[: max(len(whole) - cut, 0)]), image_of(RLE, 2))


def test_there_is_no_frame_beyond_the_last() -> None:
    frames = Frames(value(b"ab", b"cd"), image_of(RLE, 2))
    for index in (-1, 2):
        with pytest.raises(IndexError):
            frames.frame(index)


@pytest.mark.parametrize("surplus", [1, 2, 9, 3 << 20])
def test_zeros_after_native_frames_are_padding(surplus: int) -> None:
    file = io.BytesIO(bytes(range(18)) + bytes(surplus))
    frames = Frames(file, image_of(EXPLICIT, 2, 18 + surplus))
    assert every(frames) == [bytes(range(9)), bytes(range(9, 18))]


@pytest.mark.parametrize("at", [18, 19, 100, (1 << 20) + 18, (2 << 20) + 17])
def test_anything_else_after_native_frames_is_refused(at: int) -> None:
    octets = bytearray((2 << 20) + 18)
    octets[at] = 1
    with pytest.raises(UnsupportedInstanceError, match="after its frames"):
        Frames(io.BytesIO(octets), image_of(EXPLICIT, 2, len(octets)))


def test_the_byte_that_makes_a_native_value_even_may_be_any() -> None:
    frames = Frames(io.BytesIO(bytes(range(9)) + b"\x20"), image_of(EXPLICIT, 1, 10))
    assert every(frames) == [bytes(range(9))]


def test_only_a_frame_of_one_even_fragment_is_a_stretch_of_the_file() -> None:
    frames = Frames(value(b"ab", b"cd", b"e", b"fg", table=(0, 20, 29)), image_of(J2K, 3))
    stretches = [frames.stretch(index) for index in range(3)]
    assert stretches[:2] == [None, None]
    assert stretches[2] is not None
    out = io.BytesIO()
    stretches[2].write_to(out)
    assert out.getvalue() == frames.frame(2) == b"fg"
    assert Frames(io.BytesIO(bytes(18)), image_of(EXPLICIT, 2, 18)).stretch(0) is None


def test_frames_that_may_grow_beyond_32_bits_need_the_extended_table() -> None:
    small = value(b"ab", b"cd")
    assert not Frames(small, image_of(RLE, 2)).needs_extended_table
    assert not Frames(io.BytesIO(bytes(18)), image_of(EXPLICIT, 2, 18)).needs_extended_table
    has_one = replace(image_of(RLE, 2), extended_offset_table=b"")
    assert Frames(small, has_one).needs_extended_table


def test_frames_are_read_only_when_asked_for() -> None:
    class Counted(io.BytesIO):
        taken = 0

        def read(self, size: int | None = -1) -> bytes:
            octets = super().read(size)
            self.taken += len(octets)
            return octets

    file = Counted(value(bytes(10_000), bytes(10_000)).getvalue())
    frames = Frames(file, image_of(RLE, 2))
    assert file.taken < 100
    frames.frame(1)
    assert file.taken < 11_000


NATIVE_FILES = [
    "CT_small.dcm",
    "MR_small_bigendian.dcm",
    "SC_rgb_small_odd.dcm",
    "SC_rgb_small_odd_big_endian.dcm",
    "SC_ybr_full_422_uncompressed.dcm",
    "liver_1frame.dcm",
    "liver_expb_1frame.dcm",
    "rtdose.dcm",
    "rtdose_expb.dcm",
    "MR_small_implicit.dcm",
]


@pytest.mark.parametrize("name", NATIVE_FILES)
def test_native_frames_written_again_are_the_same_bytes(name: str) -> None:
    file, image = opened(name)
    out = io.BytesIO()
    write_pixel_data(out, image, every(Frames(file, image)))
    header = 8 if image.transfer_syntax_uid == IMPLICIT else 12
    start = image.value_offset - header
    assert out.getvalue() == file.getvalue()[start : start + len(out.getvalue())]
    assert len(out.getvalue()) == header + value_bytes(image) + value_bytes(image) % 2


def test_a_big_endian_frame_of_bits_is_the_little_endian_one() -> None:
    (little,) = every(Frames(*opened("liver_1frame.dcm")))
    (big,) = every(Frames(*opened("liver_expb_1frame.dcm")))
    assert little == big
