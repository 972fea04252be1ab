"""Blacking bands of rows in a native value gives the bytes that blacking whole frames gives."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from doubles.encoded_frames import BIG_ENDIAN, NATIVE, image_of
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange, Mask, Region
from scrub.pixels.bands import blacked_bands, has_bands
from scrub.pixels.codecs.native import NativeCodec
from scrub.pixels.description import frame_bits, value_bytes
from scrub.pixels.frames import Frames
from scrub.pixels.value import copy_pixel_data, write_pixel_data

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel

IMPLICIT = "1.2.840.10008.1.2"


@st.composite
def images(draw: st.DrawFn) -> ImagePixel:
    bits = draw(st.sampled_from([1, 8, 16, 32]))
    photometric = draw(
        st.sampled_from(["MONOCHROME2"] + ["RGB", "YBR_FULL", "YBR_FULL_422"] * (bits in (8, 16)))
    )
    columns = draw(st.integers(1, 12))
    return replace(
        image_of(draw(st.sampled_from([NATIVE, IMPLICIT, BIG_ENDIAN])), photometric, (bits, bits)),
        rows=draw(st.integers(1, 9)),
        columns=columns + (columns % 2 if photometric == "YBR_FULL_422" else 0),
        number_of_frames=draw(st.integers(1, 4)),
        planar_configuration=draw(st.integers(0, 1)) if photometric in ("RGB", "YBR_FULL") else 0,
        value_vr=draw(st.sampled_from(["OB", "OW"])) if bits <= 8 else "OW",
        value_length=0,
        value_offset=draw(st.integers(0, 3)),
    )


@st.composite
def masks(draw: st.DrawFn, image: ImagePixel) -> Mask:
    def region() -> Region:
        left, top = draw(st.integers(0, image.columns - 1)), draw(st.integers(0, image.rows - 1))
        right = draw(st.integers(left + 1, image.columns))
        bottom = draw(st.integers(top + 1, image.rows))
        first = draw(st.integers(0, image.number_of_frames - 1))
        stop = draw(st.integers(first + 1, image.number_of_frames))
        return Region(Rect(left, top, right, bottom), FrameRange(first, stop), "")

    return Mask(tuple(region() for _ in range(draw(st.integers(0, 4)))))


@given(st.data())
def test_bands_give_the_bytes_that_whole_frames_give(data: st.DataObject) -> None:
    image = data.draw(images())
    length = value_bytes(image) + value_bytes(image) % 2
    image = replace(image, value_length=length)
    if not has_bands(image):
        swaps = image.is_big_endian and image.value_vr == "OW" and image.bits_allocated <= 8
        assert swaps or frame_bits(image) % 8
        return
    mask = data.draw(masks(image))
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32 - 1)))
    octets = bytearray(rng.integers(0, 256, image.value_offset + length, np.uint8).tobytes())
    octets[image.value_offset + value_bytes(image) :] = bytes(length - value_bytes(image))
    source, codec = io.BytesIO(octets), NativeCodec()
    black = tuple(rng.integers(0, 2, image.samples_per_pixel).tolist())
    frames = Frames(source, image)
    whole = (
        codec.blackout(frames.frame(index), mask.on(index), black, image)
        for index in range(len(frames))
    )
    meant, got = io.BytesIO(), io.BytesIO()
    write_pixel_data(meant, image, whole)
    copy_pixel_data(got, image, source, blacked_bands(source, image, mask, black, codec))
    assert got.getvalue() == meant.getvalue()


def test_only_rows_that_the_mask_meets_are_given_to_the_codec() -> None:
    seen = []

    class Watched(NativeCodec):
        def blackout(self, frame: bytes, rects: object, black: object, image: ImagePixel) -> bytes:
            seen.append((len(frame), image.rows))
            return frame

    image = replace(
        image_of(NATIVE, "RGB", (8, 8)), number_of_frames=3, value_length=3 * 48 * 64 * 3
    )
    rects = (Rect(0, 0, 9, 4), Rect(3, 2, 5, 6), Rect(7, 8, 64, 9), Rect(0, 6, 1, 7))
    mask = Mask(tuple(Region(rect, FrameRange(1, 2), "") for rect in rects))
    source = io.BytesIO(bytes(image.value_length or 0))
    changes = list(blacked_bands(source, image, mask, (0, 0, 0), Watched()))
    assert seen == [(7 * 64 * 3, 7), (64 * 3, 1)]
    assert [start for start, _ in changes] == [48 * 64 * 3, (48 + 8) * 64 * 3]
