"""Deflated frames: bounded, padded, and native behind it."""

from __future__ import annotations

import tracemalloc
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING

import imagecodecs
import numpy as np
import pytest

from doubles.encoded_frames import DEFLATED, image_of
from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.model.geometry import Rect
from scrub.pixels.codecs.deflated import DeflatedFrameCodec
from scrub.pixels.encoding import clear_bits, codec_for, codecs

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel

ROWS, COLUMNS = 13, 11
IMAGE = replace(image_of(DEFLATED, "MONOCHROME2", (8, 8)), rows=ROWS, columns=COLUMNS)
FRAME = np.random.default_rng(2).integers(0, 256, ROWS * COLUMNS, np.uint8).tobytes()


def deflate(octets: bytes) -> bytes:
    deflater = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return deflater.compress(octets) + deflater.flush()


def inflate(frame: bytes) -> bytes:
    return bytes(imagecodecs.deflate_decode(frame, raw=True, out=1 << 20))


def test_black_is_in_the_rectangle_and_nowhere_else() -> None:
    changed = DeflatedFrameCodec().blackout(deflate(FRAME), [Rect(2, 1, 5, 4)], (0,), IMAGE)
    was, became = (
        np.frombuffer(octets, np.uint8).reshape(ROWS, COLUMNS)
        for octets in (FRAME, inflate(changed))
    )
    assert not became[1:4, 2:5].any()
    outside = np.ones((ROWS, COLUMNS), bool)
    outside[1:4, 2:5] = False
    assert np.array_equal(was[outside], became[outside])


@pytest.mark.parametrize(
    ("octets", "reason"),
    [
        (FRAME[:-1], "cut short"),
        (FRAME + b"\1", "longer"),
        (FRAME + b"\0\0", "longer"),
    ],
)
def test_a_frame_of_another_size_is_refused(octets: bytes, reason: str) -> None:
    with pytest.raises(CodecError, match=reason):
        DeflatedFrameCodec().decode(deflate(octets), IMAGE)


def test_no_more_than_a_frame_is_inflated() -> None:
    bomb = deflate(bytes(1 << 26))
    tracemalloc.start()
    try:
        with pytest.raises(CodecError, match="longer"):
            DeflatedFrameCodec().decode(bomb, IMAGE)
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()


def test_one_zero_that_makes_a_frame_even_is_forgiven() -> None:
    samples = DeflatedFrameCodec().decode(deflate(FRAME + b"\0") + b"\0", IMAGE)
    assert samples.tobytes() == FRAME


def test_a_stream_without_its_end_is_refused() -> None:
    for stop in range(len(deflate(FRAME))):
        with pytest.raises(CodecError):
            DeflatedFrameCodec().decode(deflate(FRAME)[:stop], IMAGE)


def test_what_is_no_deflate_is_damage_and_is_not_quoted() -> None:
    with pytest.raises(CodecError, match="deflated frames: the codestream is damaged"):
        DeflatedFrameCodec().decode(b"\xff" * 40, IMAGE)


def test_pairs_need_an_even_number_of_columns() -> None:
    pairs = replace(IMAGE, photometric_interpretation="YBR_FULL_422", samples_per_pixel=3)
    with pytest.raises(CodecError, match="odd number of columns"):
        DeflatedFrameCodec().decode(deflate(bytes(2 * len(FRAME))), pairs)


def test_single_bits_begin_each_frame_with_a_byte() -> None:
    bits = replace(IMAGE, bits_allocated=1, bits_stored=1, high_bit=0)
    drawn = np.unpackbits(np.frombuffer(FRAME, np.uint8))[: ROWS * COLUMNS]
    frame = deflate(np.packbits(drawn, bitorder="little").tobytes())
    assert np.array_equal(DeflatedFrameCodec().decode(frame, bits).ravel(), drawn)
    whole = DeflatedFrameCodec().blackout(frame, [Rect(0, 0, COLUMNS, ROWS)], (0,), bits)
    assert len(inflate(whole)) == -(-ROWS * COLUMNS // 8)


def clear(image: ImagePixel, frame: bytes) -> bytes:
    codec = codec_for(DEFLATED, codecs())
    try:
        return clear_bits(codec, frame, (7,), image)
    except UnsupportedInstanceError:
        return b""


def test_bits_can_be_cleared() -> None:
    cleared = clear(replace(IMAGE, bits_stored=7, high_bit=6), deflate(FRAME))
    assert inflate(cleared) == bytes(octet & 0x7F for octet in FRAME)
