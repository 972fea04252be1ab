"""What fuzzing the readers once found."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import pytest

from doubles.commented_frames import before
from doubles.encoded_frames import cases
from doubles.instances import dataset_of, saved
from scrub.errors import CodecError, InstanceError
from scrub.model.geometry import Rect
from scrub.pixels.codecs.jpeg_blocks import JpegBlocksCodec
from scrub.pixels.comments.frame import plain
from scrub.stages.read import read

if TYPE_CHECKING:
    from pathlib import Path

JPEG_GRAY = next(case for case in cases() if case.name == "jpeg gray")


def test_a_sequence_item_that_ends_with_the_file_is_an_error_of_ours(tmp_path: Path) -> None:
    source = saved(dataset_of(), tmp_path / "a.dcm")
    opened = struct.pack("<HH2s2xLHHL", 0x0088, 0x0200, b"SQ", 100, 0xFFFE, 0xE000, 90)
    path = tmp_path / "a.dcm"
    octets = path.read_bytes()
    for cut in range(1, 9):
        path.write_bytes(octets + opened[:-cut])
        with pytest.raises(InstanceError):
            read(source)


def test_an_identifier_of_an_unknown_representation_is_an_error_of_ours(tmp_path: Path) -> None:
    source = saved(dataset_of(), tmp_path / "a.dcm")
    path = tmp_path / "a.dcm"
    for tag in (b"\x08\0\x16\0", b"\x08\0\x18\0"):
        octets = path.read_bytes()
        (tmp_path / "a.dcm").write_bytes(octets.replace(tag + b"UI", tag + b"TI"))
        with pytest.raises(InstanceError):
            read(source)
        path.write_bytes(octets)


def test_a_jpeg_scan_of_no_components_is_an_error_of_ours() -> None:
    frame = before(JPEG_GRAY.frame, 0xDA, b"\xff\xda\0\x06\0\0\x3f\0")
    with pytest.raises(CodecError):
        JpegBlocksCodec().blackout(frame, [Rect(0, 0, 8, 8)], (0,), JPEG_GRAY.image)


def test_a_jpeg_2000_coding_style_of_no_length_is_an_error_of_ours() -> None:
    case = next(case for case in cases() if case.name == "j2k 8")
    at = case.frame.index(b"\xff\x52")
    for body in (b"", b"\1", b"\1\0\0\1\0"):
        style = b"\xff\x52" + (len(body) + 2).to_bytes(2) + body
        with pytest.raises(CodecError):
            plain(case.frame[:at] + style + case.frame[at:], case.image)
