"""Uncompressed frames: the bytes of the rectangles are overwritten where they lie.

Floating point pixels are words too, of 32 or 64 bits: nothing is computed with them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from scrub.errors import CodecError
from scrub.model.instance import Grid
from scrub.pixels.blackout import fill, words
from scrub.pixels.description import PAIRED, frame_bits
from scrub.pixels.overlays import clear_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel
    from scrub.seams import Samples


class NativeCodec:
    """Bytes in order: `frames` has undone what words do to bytes and to bits."""

    name = "native"
    transfer_syntaxes = frozenset(
        {
            str(ImplicitVRLittleEndian),
            str(ExplicitVRLittleEndian),
            str(DeflatedExplicitVRLittleEndian),
            str(ExplicitVRBigEndian),
            "1.2.840.10008.1.2.1.98",  # Encapsulated Uncompressed Explicit VR Little Endian
        }
    )

    def grid(self, frame: bytes, image: ImagePixel) -> Grid:  # noqa: ARG002 (the seam's)
        """Two pixels share their color where they are stored in pairs."""
        return Grid(columns=2, reach_columns=2) if _is_paired(image) else Grid()

    def decode(self, frame: bytes, image: ImagePixel) -> Samples:
        """Return unsigned words of all bits allocated; a bit is a byte of 0 or 1."""
        _check(frame, image)
        if image.bits_allocated == 1:
            return _unpacked(frame)[: frame_bits(image)].reshape(_shape(image))
        view = _view(bytearray(frame), image)
        if _is_paired(image):
            view = _unpaired(view)
        return np.ascontiguousarray(view.astype(view.dtype.newbyteorder("=")))

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        """Overwrite the rectangles."""
        values = words(black, image.bits_allocated, image)
        if _is_paired(image):
            rects = [_pairs(rect) for rect in rects]
            values = (values[0], *values)
        return _changed(frame, image, lambda samples: fill(samples, rects, values))

    def clear(self, frame: bytes, bits: Sequence[int], image: ImagePixel) -> bytes:
        """Set bits of every word to 0."""
        return _changed(frame, image, lambda samples: clear_bits(samples, bits))


def _changed(frame: bytes, image: ImagePixel, change: Callable[[Samples], Samples]) -> bytes:
    _check(frame, image)
    if image.bits_allocated == 1:
        bits = _unpacked(frame)
        pixels = bits[: frame_bits(image)].reshape(_shape(image))
        pixels[...] = change(pixels)
        return np.packbits(bits, bitorder="little").tobytes()
    buffer = bytearray(frame)
    view = _view(buffer, image)
    view[...] = change(view)
    return bytes(buffer)


def _check(frame: bytes, image: ImagePixel) -> None:
    if _is_paired(image) and image.columns % 2:
        raise CodecError("pixels in pairs, and an odd number of columns")
    if 8 * len(frame) < frame_bits(image):
        raise CodecError("a frame shorter than the header says")


def _is_paired(image: ImagePixel) -> bool:
    return image.photometric_interpretation in PAIRED


def _pairs(rect: Rect) -> Rect:
    """From pixels to pairs of pixels, rounded out."""
    columns = rect.round_out(2, 1)
    return type(rect)(columns.left // 2, rect.top, columns.right // 2, rect.bottom)


def _unpacked(frame: bytes) -> NDArray[np.uint8]:
    return np.unpackbits(np.frombuffer(frame, np.uint8), bitorder="little")


def _shape(image: ImagePixel) -> tuple[int, ...]:
    if image.samples_per_pixel == 1:
        return image.rows, image.columns
    return image.rows, image.columns, image.samples_per_pixel


def _view(buffer: bytearray, image: ImagePixel) -> Samples:
    """Return the words of a frame as rows x columns x samples, on the same memory."""
    dtype = np.dtype(f"{'>' if image.is_big_endian else '<'}u{image.bits_allocated // 8}")
    flat = np.frombuffer(buffer, dtype, frame_bits(image) // image.bits_allocated)
    if _is_paired(image):
        return flat.reshape(image.rows, image.columns // 2, 4)
    if image.planar_configuration and image.samples_per_pixel > 1:
        planes = flat.reshape(image.samples_per_pixel, image.rows, image.columns)
        return planes.transpose(1, 2, 0)
    return flat.reshape(_shape(image))


def _unpaired(pairs: Samples) -> Samples:
    """From Y Y Cb Cr to a pixel each, rows x columns x 3."""
    rows, columns, _ = pairs.shape
    pixels = np.empty((rows, columns, 2, 3), pairs.dtype)
    pixels[..., 0] = pairs[..., :2]
    pixels[..., 1] = pairs[..., 2:3]
    pixels[..., 2] = pairs[..., 3:4]
    return pixels.reshape(rows, 2 * columns, 3)
