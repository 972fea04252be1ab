"""The value of Pixel Data with a video, as a file to read and to write."""

from __future__ import annotations

import os
from io import BytesIO

import pytest
from pydicom.encaps import generate_fragments

from doubles.encoded_frames import image_of
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.video import value
from scrub.pixels.video.value import VideoElement, VideoValue

IMAGE = image_of("1.2.840.10008.1.2.4.100.1", "YBR_PARTIAL_420", (8, 8))
BEFORE = 12


def element_of(*writes: tuple[int, bytes]) -> bytes:
    out = BytesIO()
    out.write(b"header" * 2)
    with VideoElement(out) as element:
        for place, octets in writes:
            element.seek(place)
            element.write(octets)
    assert out.tell() == len(out.getvalue())
    return out.getvalue()[BEFORE:]


def test_fragments_are_one_file() -> None:
    items = b"".join(
        b"\xfe\xff\0\xe0" + len(part).to_bytes(4, "little") + part
        for part in (b"", b"abcd", b"", b"ef", b"ghijkl")
    )
    read = VideoValue(BytesIO(items + b"\xfe\xff\xdd\xe0\0\0\0\0"), IMAGE)
    assert len(read) == 12
    assert (
        read.read(3) + read.read(3) + read.read(99) + read.read() + read.read(1) == b"abcdefghijkl"
    )
    read.seek(-3, os.SEEK_END)
    assert (read.tell(), read.read(2)) == (9, b"jk")
    read.seek(4)
    read.seek(1, os.SEEK_CUR)
    assert read.read() == b"f"
    read.seek(99)
    assert read.read(4) == b""


def test_a_value_cut_short_is_an_error() -> None:
    with pytest.raises(CodecError):
        VideoValue(BytesIO(b"\xfe\xff\0\xe0\0\0\0\0\xfe\xff\0\xe0\x08\0\0\0ab"), IMAGE)


@pytest.mark.parametrize("video", [b"", b"abc", b"abcd"])
def test_what_is_written_is_one_fragment_of_even_length(video: bytes) -> None:
    table, written = generate_fragments(element_of((0, video))[12:])
    assert table == b""
    assert written == video + bytes(len(video) % 2)


def test_writing_goes_back_and_on() -> None:
    _, written = generate_fragments(element_of((0, b"0000abcd"), (0, b"123"), (8, b"e"))[12:])
    assert written == b"1230abcde\0"


def test_more_than_a_fragment_holds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(value, "_LONGEST", 6)
    element_of((0, b"abcdef"))
    with pytest.raises(UnsupportedInstanceError, match="4 GiB"):
        element_of((0, b"abcdef"), (3, b"abcd"))
