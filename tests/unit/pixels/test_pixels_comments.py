"""What a codestream carries besides its image is left out, and nothing of its image."""

from __future__ import annotations

import re
import struct
import zlib

import imagecodecs
import numpy as np
import pytest

from doubles.commented_frames import (
    SAID,
    before,
    box,
    commented,
    jp2,
    jpeg_in_jpeg_xl,
    jpeg_segment,
    jpeg_xls,
)
from doubles.encoded_frames import JPEG, Case, cases
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.comments.frame import may_hold_text, plain, without_text

CASES = {case.name: case for case in cases() if may_hold_text(case.image.transfer_syntax_uid)}
LETTERS = re.compile(rb"(?:[\x20-\x7e]\0?){8}")


def said(name: str) -> list[tuple[str, Case, bytes]]:
    case = CASES[name]
    return [(place, case, frame) for place, frame in commented(case)]


@pytest.mark.parametrize("name", CASES)
def test_every_place_that_can_hold_text_holds_none_afterwards_and_decodes_the_same(
    name: str,
) -> None:
    for place, case, frame in said(name):
        left = plain(frame, case.image)
        assert SAID not in left, place
        assert SAID[:4] not in left, place
        assert SAID not in left.replace(b"\0", b""), place
        assert b"Photoshop" not in left, place
        assert b"JFXX" not in left, place
        decoded = case.codec.decode(left, case.image)
        assert np.array_equal(decoded, case.codec.decode(case.frame, case.image)), place


@pytest.mark.parametrize("name", CASES)
def test_what_is_left_is_the_same_when_it_is_done_again(name: str) -> None:
    for place, case, frame in said(name):
        once = plain(frame, case.image)
        assert plain(once, case.image) is once, place


def test_a_frame_without_text_is_the_very_same() -> None:
    for name in ("jpeg 444", "jpeg-ls 12", "lossless ybr", "rle rgb", "rle 16 signed"):
        case = CASES[name]
        assert plain(case.frame, case.image) is case.frame


def test_a_frame_of_another_transfer_syntax_is_the_very_same() -> None:
    for uid in ("1.2.840.10008.1.2.1", f"{JPEG}102", "1.2.3"):
        assert not may_hold_text(uid)
        assert without_text(SAID, uid, 9) is SAID


def test_padding_after_the_end_stays() -> None:
    frame = CASES["jpeg gray"].frame
    for padding in (b"\0", b"\xff", b"\0\0\0"):
        padded = frame + padding
        assert without_text(padded, f"{JPEG}50", 0) is padded


JFIF = b"JFIF\0\1\2\1\0\x48\0\x48"
ADOBE = b"Adobe\0\x64\0\0\0\0\1"


@pytest.mark.parametrize(
    ("marker", "body", "left"),
    [
        (0xE0, JFIF + b"\0\0", JFIF + b"\0\0"),
        (0xE0, JFIF + b"\1\1abc", JFIF + b"\0\0"),
        (0xE0, b"JFIF\0\1\2JOHN\0\0\0", b"JFIF\0\1\2\0\0\1\0\1\0\0"),
        (0xE0, b"JFIF\0", None),
        (0xE0, b"AVI1\0\0\0\0", None),
        (0xE8, b"mrfx\3", b"mrfx\3"),
        (0xE8, b"mrfx\3JOHN", b"mrfx\3"),
        (0xE8, b"SPIFF\0\2\0\0\3" + bytes(20), b"SPIFF\0\2\0\0\3" + bytes(20)),
        (0xE8, b"SPIFF\0\2\0\0\3" + bytes(16) + b"JOHN", None),
        (0xE8, b"\0\0\0\1\xff\xd8", b"\0\0\0\1\xff\xd8"),
        (0xE8, b"\0\0\0\4\0\0\0\0JOHN", None),
        (0xEE, ADOBE, ADOBE),
        (0xEE, ADOBE + b"JOHN", ADOBE),
        (0xEE, b"Adobe\0dJOHN\1", b"Adobe\0\x64\0\0\0\0\1"),
        (0xEE, b"Adobe\0", None),
        (0xE1, b"\1\2\3", None),
        (0xFE, b"", None),
    ],
)
def test_of_application_segments_only_what_a_decoder_heeds_stays(
    marker: int, body: bytes, left: bytes | None
) -> None:
    frame = CASES["jpeg gray"].frame
    expected = before(frame, 0xDA, jpeg_segment(marker, left) if left is not None else b"")
    changed = without_text(before(frame, 0xDA, jpeg_segment(marker, body)), f"{JPEG}50", 0)
    assert changed == expected


def test_text_between_the_scans_of_a_jpeg_goes() -> None:
    case = CASES["jpeg-ls planes"]
    at = case.frame.rindex(b"\xff\xda")
    frame = case.frame[:at] + jpeg_segment(0xFE, SAID) + case.frame[at:]
    assert plain(frame, case.image) == case.frame


@pytest.mark.parametrize(
    ("marker", "body"),
    [
        (0xDD, b"\0\0JOHN"),
        (0xDB, bytes(65) + SAID),
        (0xC4, bytes(17) + SAID),
        (0xDC, b"\0\1JOHN"),
        (0xCC, b"\0\1J"),
        (0xF8, b"\1" + bytes(10) + SAID),
        (0xF8, b"\2\1\1" + SAID),
        (0xF0, b""),
        (0xC8, b""),
    ],
)
def test_a_segment_with_room_for_text_is_an_error(marker: int, body: bytes) -> None:
    frame = before(CASES["jpeg gray"].frame, 0xDA, jpeg_segment(marker, body))
    with pytest.raises(CodecError):
        without_text(frame, f"{JPEG}50", 0)


@pytest.mark.parametrize("cut", [0, 1, 2, 10, 200, -2, -1])
def test_a_frame_that_is_cut_short_is_an_error(cut: int) -> None:
    for name in ("jpeg 420", "jpeg-ls 8", "lossless 16"):
        case = CASES[name]
        with pytest.raises(CodecError):
            plain(case.frame[:cut], case.image)


def test_a_tile_part_that_points_elsewhere_is_an_error() -> None:
    case = CASES["j2k 8"]
    at = case.frame.index(b"\xff\x90") + 6
    (length,) = struct.unpack_from(">L", case.frame, at)
    for wrong in (1, 13, length - 1, length + 1, length + 100):
        frame = case.frame[:at] + struct.pack(">L", wrong) + case.frame[at + 4 :]
        with pytest.raises(CodecError):
            plain(frame, case.image)


def test_a_tile_part_of_no_length_goes_on_to_the_end() -> None:
    case = CASES["j2k 8"]
    at = case.frame.index(b"\xff\x90") + 6
    frame = case.frame[:at] + bytes(4) + case.frame[at + 4 :]
    assert SAID not in plain(frame + SAID, case.image)
    assert len(plain(frame + SAID, case.image)) == len(frame)


def test_a_codestream_without_an_end_is_left_if_nothing_follows() -> None:
    case = CASES["htj2k 8"]
    frame = plain(case.frame, case.image).rstrip(b"\0").removesuffix(b"\xff\xd9")
    assert plain(frame, case.image) is frame
    assert plain(frame + b"\0", case.image) == frame + b"\0"
    with pytest.raises(CodecError):
        plain(frame + b"\0" + SAID, case.image)


def test_a_comment_is_overwritten_where_it_lies() -> None:
    case = CASES["j2k 8"]
    before_it = re.sub(rb"Created by OpenJPEG[ -~]*", lambda m: bytes(len(m[0])), case.frame)
    left = plain(case.frame, case.image)
    assert len(left) == len(case.frame)
    assert left == before_it.replace(b"\xff\x64\0\x25\0\1\0", b"\xff\x64\0\x25\0\0\0")


@pytest.mark.parametrize(
    "boxes",
    [
        box(b"pclr", b"\0\1\1\7\0"),
        box(b"cmap", b"\0\0\1\0"),
        box(b"cdef", struct.pack(">H6H", 2, 0, 0, 2, 1, 0, 1)),
    ],
)
def test_boxes_that_change_samples_are_refused(boxes: bytes) -> None:
    boxed = jp2(CASES["j2k 8"].frame, box(b"jp2h", boxes))
    with pytest.raises(UnsupportedInstanceError):
        without_text(boxed, f"{JPEG}90", 0)


def test_boxes_that_say_the_usual_order_do_not_matter() -> None:
    usual = box(b"cdef", struct.pack(">H3H", 1, 0, 0, 1))
    boxed = jp2(CASES["j2k 8"].frame, box(b"jp2h", usual))
    assert without_text(boxed, f"{JPEG}90", 0).startswith(b"\xff\x4f\xff\x51")


def lossless_xl() -> tuple[bytes, int]:
    samples = CASES["jpeg-ls 8"].samples
    assert samples is not None
    return bytes(imagecodecs.jpegxl_encode(samples, lossless=True)), samples.size


def test_jpeg_xl_keeps_no_box_but_those_of_its_codestream() -> None:
    bare, size = lossless_xl()
    for place, frame in jpeg_xls(bare):
        left = without_text(frame, f"{JPEG}110", size)
        assert SAID not in left, place
        assert np.array_equal(imagecodecs.jpegxl_decode(left), imagecodecs.jpegxl_decode(bare))
        assert without_text(left, f"{JPEG}110", size) is left
    assert without_text(bare, f"{JPEG}110", size) is bare


def test_the_jpeg_within_a_jpeg_xl_loses_its_comments_and_nothing_else() -> None:
    case = CASES["jpeg 420"]
    size = case.image.rows * case.image.columns * 3
    for place, frame in jpeg_in_jpeg_xl(case.frame):
        left = without_text(frame, f"{JPEG}111", size)
        told = bytes(imagecodecs.jpegxl_decode_jpeg(left, numthreads=1))
        assert told == case.frame, place
        assert np.array_equal(imagecodecs.jpegxl_decode(left), imagecodecs.jpegxl_decode(frame))
        assert without_text(left, f"{JPEG}111", size) is left


def test_a_jpeg_xl_of_more_pixels_than_its_image_is_not_told_back() -> None:
    case = CASES["jpeg gray"]
    frame = dict(jpeg_in_jpeg_xl(case.frame))["exif"]
    with pytest.raises(CodecError):
        without_text(frame, f"{JPEG}111", case.image.rows * case.image.columns - 1)


def test_an_rle_packet_that_goes_on_after_its_plane_is_cut() -> None:
    plane = b"\x03ABCD" + b"\x05\1\2SAID"
    frame = struct.pack("<16L", 1, 64, *[0] * 14) + plane
    left = without_text(frame, "1.2.840.10008.1.2.5", 6)
    assert left[64:] == b"\x03ABCD" + b"\x01\1\2"
    run = struct.pack("<16L", 1, 64, *[0] * 14) + b"\x03ABCD" + b"\xfb\1" + b"JOHN"
    assert without_text(run, "1.2.840.10008.1.2.5", 6)[64:] == b"\x03ABCD" + b"\xfb\1" + b"\0"


def test_uncompressed_fragments_end_with_their_frame() -> None:
    uid = "1.2.840.10008.1.2.1.98"
    assert without_text(b"pixels" + SAID, uid, 6) == b"pixels"
    assert without_text(b"pixel\0", uid, 5) == b"pixel\0"


def test_deflated_fragments_end_with_their_stream() -> None:
    uid = "1.2.840.10008.1.2.8.1"
    deflated = zlib.compress(bytes(500), wbits=-15)
    assert without_text(deflated + SAID, uid, 500) == deflated
    for frame in (deflated, deflated + b"\0"):
        assert without_text(frame, uid, 500) is frame
    for damaged in (deflated[:-1], b"\7" + deflated):
        with pytest.raises(CodecError):
            without_text(damaged, uid, 500)
    with pytest.raises(CodecError):
        without_text(deflated, uid, 400)
