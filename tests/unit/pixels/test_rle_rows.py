from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pydicom.uid import RLELossless

from doubles.every_route import EveryRleCodec, splice_rle
from doubles.jpeg_scenes import image
from scrub.errors import CodecError
from scrub.model.geometry import Rect

CODEC = EveryRleCodec()
SIZE = (4, 10)
LITERAL = bytes([9, *range(10)])
RUN = bytes([257 - 10, 7])
TWICE = bytes([257 - 4, 7, 0x80, 257 - 6, 7])
SEGMENT = LITERAL + RUN + TWICE + LITERAL
EVEN = SEGMENT + bytes(len(SEGMENT) % 2)


def test_only_the_rows_of_a_rect_are_packed_again() -> None:
    out = splice_rle(EVEN, SIZE, [Rect(2, 1, 6, 2)], 0)
    row = bytes([255, 7, 257 - 4, 0, 257 - 4, 7])
    assert out == LITERAL + row + TWICE + LITERAL + b"\0"


def test_rects_in_one_row_are_packed_together() -> None:
    out = splice_rle(EVEN, SIZE, [Rect(0, 0, 3, 1), Rect(8, 0, 10, 1)], 5)
    row = bytes([257 - 3, 5, 6, 3, 4, 5, 6, 7, 5, 5])
    assert out == row + RUN + TWICE + LITERAL + bytes(len(row + TWICE) % 2 == 0)


def test_what_is_black_already_keeps_every_byte() -> None:
    odd = EVEN + b"\x80and more"
    assert splice_rle(odd, SIZE, [Rect(0, 1, 10, 3)], 7) == odd
    assert splice_rle(odd, SIZE, [], 0) == odd


def test_no_bytes_follow_the_rows_where_a_row_changes() -> None:
    out = splice_rle(EVEN + b"more", SIZE, [Rect(0, 3, 10, 4)], 9)
    assert out == LITERAL + RUN + TWICE + bytes([257 - 10, 9])


@pytest.mark.parametrize("length", [127, 128, 129, 130, 131, 256, 257, 300])
def test_runs_and_literals_hold_128_bytes_at_most(length: int) -> None:
    octets = bytes(i % 251 for i in range(length))
    parts = [octets[i : i + 128] for i in range(0, length, 128)]
    segment = b"".join(bytes([len(part) - 1]) + part for part in parts)
    out = splice_rle(segment, (1, length), [Rect(0, 0, length, 1)], 3)
    last = length % 128
    tail = bytes([257 - last, 3]) if last > 1 else b"\x00\x03" * last
    whole = b"\x81\x03" * (length // 128) + tail
    assert out == whole + bytes(len(whole) % 2)
    kept = splice_rle(segment, (1, length), [Rect(0, 0, 1, 1)], 9)
    assert kept == segment[:1] + b"\x09" + segment[2:] + bytes(len(segment) % 2)


@pytest.mark.parametrize(
    "segment",
    [
        LITERAL + RUN + bytes([257 - 20, 7]) + b"\0",
        LITERAL + RUN + TWICE + bytes([257 - 11, 7]),
        bytes([39, *range(40)]) + b"\0",
    ],
)
def test_runs_that_cross_rows_are_told(segment: bytes) -> None:
    assert splice_rle(segment, SIZE, [Rect(0, 0, 1, 1)], 0) is None


@pytest.mark.parametrize("cut", [0, 1, 10, 13, len(SEGMENT) - 1])
def test_a_segment_cut_short_fails(cut: int) -> None:
    with pytest.raises(CodecError, match="truncated"):
        splice_rle(SEGMENT[:cut], SIZE, [Rect(0, 0, 1, 1)], 0)


def test_sizes_that_no_such_segment_can_have_fail_at_once() -> None:
    with pytest.raises(CodecError, match="truncated"):
        splice_rle(SEGMENT, (65535, 65535), [Rect(0, 0, 1, 1)], 0)


def crossing() -> bytes:
    """An RLE frame of 8 x 16 pixels, all in one run and one literal."""
    segment = bytes([257 - 100, 5, 27, *range(28)]) + b"\x80"
    return np.array([1, 64] + [0] * 14, "<u4").tobytes() + segment + bytes(len(segment) % 2)


def test_a_plane_whose_runs_cross_rows_is_packed_again_whole() -> None:
    described = replace(image(8, 16, "MONOCHROME2"), transfer_syntax_uid=RLELossless)
    before = CODEC.decode(crossing(), described)
    out = CODEC.blackout(crossing(), [Rect(2, 1, 6, 8)], (0,), described)
    meant = before.copy()
    meant[1:8, 2:6] = 0
    assert np.array_equal(CODEC.decode(out, described), meant)
    assert splice_rle(out[64:], (8, 16), [], 0) == out[64:]
    assert CODEC.blackout(out, [Rect(2, 1, 6, 8)], (0,), described) == out


def test_a_plane_whose_runs_cross_rows_is_kept_where_it_is_black_already() -> None:
    described = replace(image(8, 16, "MONOCHROME2"), transfer_syntax_uid=RLELossless)
    assert CODEC.blackout(crossing(), [Rect(2, 1, 6, 5)], (5,), described) == crossing()
