"""Verifying finds text beside an image, by a walk of its own."""

from __future__ import annotations

from dataclasses import replace

import imagecodecs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.commented_frames import SAID, commented, jpeg_in_jpeg_xl, jpeg_segment, jpeg_xls
from doubles.encoded_frames import JPEG, RLE, Case, cases, image_of
from scrub.pixels.comments.frame import plain
from scrub.stages.codestream_search import _decoded_from, _speaks
from scrub.stages.taken_apart import FAULTS, Part, is_known, take_apart

CASES = {case.name: case for case in cases() if is_known(case.image.transfer_syntax_uid)}


def with_text() -> list[tuple[str, Case]]:
    found = [
        (f"{case.name}, {place}", replace(case, frame=frame))
        for case in CASES.values()
        for place, frame in commented(case)
    ]
    gray = CASES["jpeg gray"]
    samples = CASES["jpeg-ls 8"].samples
    assert samples is not None
    bare = bytes(imagecodecs.jpegxl_encode(samples, lossless=True))
    for number, frames in ((111, jpeg_in_jpeg_xl(gray.frame)), (110, jpeg_xls(bare))):
        image = replace(gray.image, transfer_syntax_uid=f"{JPEG}{number}")
        found += [(place, replace(gray, image=image, frame=frame)) for place, frame in frames]
    return found


WITH_TEXT = dict(with_text())


@pytest.mark.parametrize("place", WITH_TEXT)
def test_text_is_found_wherever_it_is_and_no_more_when_it_is_gone(place: str) -> None:
    case = WITH_TEXT[place]
    assert _speaks(case.frame, case.image, frozenset())
    assert not _speaks(plain(case.frame, case.image), case.image, frozenset())


@pytest.mark.parametrize("name", CASES)
def test_frames_as_libraries_write_them_say_nothing_but_who_wrote_them(name: str) -> None:
    case = CASES[name]
    signed = b"OpenJPEG" in case.frame or b"OpenJPH" in case.frame or b"jP  " in case.frame
    assert _speaks(case.frame, case.image, frozenset()) == signed
    assert not _speaks(plain(case.frame, case.image), case.image, frozenset())


@pytest.mark.parametrize("name", [n for n in CASES if "j2k" in n or "jpeg" in n])
def test_removing_text_leaves_the_image_as_it_was(name: str) -> None:
    case = CASES[name]
    image = _decoded_from(plain(case.frame, case.image), case.image)
    for place, frame in commented(case):
        if "tile header" not in place:
            assert _decoded_from(frame, case.image) == image, place


def test_another_image_is_not_the_same() -> None:
    case = CASES["jpeg gray"]
    at = case.frame.index(b"\xff\xda") + 40
    changed = case.frame[:at] + bytes((case.frame[at] ^ 1,)) + case.frame[at + 1 :]
    assert _decoded_from(changed, case.image) != _decoded_from(case.frame, case.image)
    quantized = case.frame.replace(b"\xff\xdb\0\x43\0", b"\xff\xdb\0\x43\1", 1)
    assert _decoded_from(quantized, case.image) != _decoded_from(case.frame, case.image)


def test_an_adobe_segment_is_of_the_image() -> None:
    case = CASES["jpeg 444"]
    adobe = b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\1"
    marked = case.frame[:2] + adobe + case.frame[2:]
    assert _decoded_from(marked, case.image) != _decoded_from(case.frame, case.image)
    assert not _speaks(marked, case.image, frozenset())


def test_values_of_the_header_are_found_where_no_four_letters_may_be() -> None:
    case = CASES["jpeg gray"]
    needles = frozenset({b"quill", b"q\0u\0i\0l\0l\0"})
    restart = b"\xff\xdd\0\x07Quill"
    assert _speaks(case.frame[:2] + restart + case.frame[2:], case.image, needles)
    assert not _speaks(case.frame[:2] + restart + case.frame[2:], case.image, frozenset())


def test_a_number_in_a_huffman_table_is_no_patient() -> None:
    case = CASES["jpeg 444"]
    assert b"456789" in case.frame
    assert not _speaks(case.frame, case.image, frozenset({b"456789", b"56789"}))


def test_a_frame_that_cannot_be_taken_apart_may_hold_text() -> None:
    for case in CASES.values():
        if not case.image.transfer_syntax_uid.endswith(".98"):
            assert _speaks(b"", case.image, frozenset())
            assert _speaks(b"\xff\xd8\xff\xe0", case.image, frozenset())


@given(
    st.sampled_from([f"{JPEG}50", f"{JPEG}80", f"{JPEG}90", f"{JPEG}110", f"{JPEG}111", RLE]),
    st.sampled_from([b"", b"\xff\xd8", b"\xff\x4f\xff\x51", b"\0\0\0\x0cJXL \r\n\x87\n"]),
    st.binary(max_size=300),
)
def test_whatever_the_bytes_taking_apart_ends(uid: str, head: bytes, rest: bytes) -> None:
    image = image_of(uid, "MONOCHROME2", (8, 8))
    try:
        assert all(part in Part for part, _ in take_apart(head + rest, image))
    except FAULTS:
        assert _speaks(head + rest, image, frozenset())


def test_text_is_found_in_utf_16_too() -> None:
    case = CASES["jpeg gray"]
    for encoding in ("utf-16-le", "utf-16-be"):
        body = b"\1\2" + SAID.decode().encode(encoding)
        comment = b"\xff\xfe" + (len(body) + 2).to_bytes(2) + body
        assert _speaks(case.frame[:2] + comment + case.frame[2:], case.image, frozenset())


def test_what_is_long_may_be_a_picture_though_it_has_no_letters() -> None:
    case = CASES["jpeg gray"]
    thumbnail = jpeg_segment(0xE3, b"\1\2" * 40)
    assert _speaks(case.frame[:2] + thumbnail + case.frame[2:], case.image, frozenset())
    assert not _speaks(case.frame + bytes(80), case.image, frozenset())
