"""Black inside and untouched outside, for every kind of uncompressed and packed pixel."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from doubles.every_route import EveryRleCodec
from scrub.model.geometry import Rect
from scrub.model.instance import ImagePixel, Polarity
from scrub.pixels.blackout import black, darkest
from scrub.pixels.codecs.native import NativeCodec
from scrub.pixels.overlays import clear_bits, stored_values

if TYPE_CHECKING:
    from scrub.seams import Samples

LITTLE, BIG = "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"


@st.composite
def images(draw: st.DrawFn) -> ImagePixel:
    photometric = draw(st.sampled_from(["MONOCHROME1", "MONOCHROME2", "RGB", "YBR_FULL"]))
    gray = photometric.startswith("MONO")
    allocated = draw(st.sampled_from([8, 16, 32] if gray else [8, 16]))
    stored = draw(st.integers(1 if gray else 8, allocated))
    return ImagePixel(
        transfer_syntax_uid=draw(st.sampled_from([LITTLE, BIG])),
        rows=draw(st.integers(1, 9)),
        columns=draw(st.integers(1, 9)),
        number_of_frames=1,
        samples_per_pixel=1 if gray else 3,
        photometric_interpretation=photometric,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=draw(st.integers(stored - 1, allocated - 1)),
        pixel_representation=draw(st.integers(0, 1)) if gray else 0,
        planar_configuration=draw(st.integers(0, 1)),
        keyword="PixelData",
        value_vr="OW",
        value_offset=0,
        value_length=0,
        polarity=Polarity.HIGH_IS_DARK if photometric == "MONOCHROME1" else Polarity.LOW_IS_DARK,
    )


@st.composite
def blackouts(draw: st.DrawFn) -> tuple[ImagePixel, bytes, list[Rect]]:
    image = draw(images())
    number = image.rows * image.columns * image.samples_per_pixel * image.bits_allocated // 8
    frame = draw(hnp.arrays(np.uint8, number)).tobytes()
    rects = []
    for _ in range(draw(st.integers(0, 3))):
        left = draw(st.integers(0, image.columns - 1))
        top = draw(st.integers(0, image.rows - 1))
        right = draw(st.integers(left + 1, image.columns))
        rects.append(Rect(left, top, right, draw(st.integers(top + 1, image.rows))))
    return image, frame, rects


def inside(image: ImagePixel, rects: list[Rect]) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    covered = np.zeros((image.rows, image.columns), np.bool_)
    for rect in rects:
        covered[rect.top : rect.bottom, rect.left : rect.right] = True
    return covered


def black_of(samples: Samples, image: ImagePixel) -> tuple[int, ...]:
    return black(image, darkest(stored_values(samples, image), image))


@given(blackouts())
def test_native_is_black_inside_and_the_same_bytes_outside(
    drawn: tuple[ImagePixel, bytes, list[Rect]],
) -> None:
    image, frame, rects = drawn
    codec = NativeCodec()
    before = codec.decode(frame, image)
    value = black_of(before, image)
    blacked = codec.blackout(frame, rects, value, image)
    after = codec.decode(blacked, image)
    covered = inside(image, rects)
    assert (stored_values(after, image)[covered] == np.array(value)).all()
    assert np.array_equal(before[~covered], after[~covered])
    assert codec.blackout(blacked, rects, value, image) == blacked


@given(blackouts())
def test_rle_of_black_is_black_of_rle(drawn: tuple[ImagePixel, bytes, list[Rect]]) -> None:
    image, frame, rects = drawn
    native = replace(image, planar_configuration=0)
    packed_image = replace(native, transfer_syntax_uid="1.2.840.10008.1.2.5")
    samples = NativeCodec().decode(frame, native)
    value = black_of(samples, native)
    codec = EveryRleCodec()
    packed = codec.blackout(unpacked_rle(samples, packed_image), rects, value, packed_image)
    meant = NativeCodec().decode(NativeCodec().blackout(frame, rects, value, native), native)
    assert np.array_equal(codec.decode(packed, packed_image), meant)


@given(blackouts(), st.sets(st.integers(0, 31)))
def test_clearing_bits_commutes_with_decoding(
    drawn: tuple[ImagePixel, bytes, list[Rect]], chosen: set[int]
) -> None:
    image, frame, _ = drawn
    bits = tuple(sorted(bit for bit in chosen if bit < image.bits_allocated))
    codec = NativeCodec()
    cleared = codec.decode(codec.clear(frame, bits, image), image)
    assert np.array_equal(cleared, clear_bits(codec.decode(frame, image), bits))


def unpacked_rle(samples: Samples, image: ImagePixel) -> bytes:
    """Return an RLE frame without a single run: literal packets only (PS3.5 G.3)."""
    size = image.bits_allocated // 8
    octets = samples.astype(f">u{size}").reshape(image.rows, image.columns, -1).view(np.uint8)
    planes = octets.reshape(image.rows, image.columns, -1).transpose(2, 0, 1)
    packed = []
    for plane in planes:
        rows = b"".join(bytes([len(row) - 1]) + row.tobytes() for row in plane)
        packed.append(rows + bytes(len(rows) % 2))
    offsets = [64 + sum(map(len, packed[:i])) for i in range(len(packed))] + [0] * 15
    header = np.array([len(packed), *offsets[:15]], "<u4").tobytes()
    return header + b"".join(packed)
