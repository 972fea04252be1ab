"""RLE Lossless (PS3.5 Annex G): byte planes of rows that are packed one by one."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar

import imagecodecs
import numpy as np
from pydicom.uid import RLELossless

from scrub.errors import CodecError
from scrub.model.instance import Grid
from scrub.pixels.blackout import fill, words
from scrub.pixels.codecs.faithful import codec_errors
from scrub.pixels.codecs.routes import FASTEST, Route
from scrub.pixels.overlays import clear_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel
    from scrub.seams import Samples

_MOST_EXPANSION = 64
"""Two bytes are 128 at most."""

_HEADER = struct.Struct("<16L")


@dataclass(frozen=True, slots=True)
class RleCodec:
    """Packs again only the rows that change, since each is packed on its own (PS3.5 G.3)."""

    name: ClassVar[str] = "rle"
    transfer_syntaxes: ClassVar[frozenset[str]] = frozenset({str(RLELossless)})
    route: Route = FASTEST

    def grid(self, frame: bytes, image: ImagePixel) -> Grid:  # noqa: ARG002 (the seam's)
        """Any rectangle."""
        return Grid()

    def decode(self, frame: bytes, image: ImagePixel) -> Samples:
        """Return unsigned words of all bits allocated."""
        with codec_errors(self.name):
            return _joined(_planes(_segments(frame, image), image), image)

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        """Pack again the rows that change; all other bytes are copied.

        A byte plane is packed again whole where its runs cross the ends of rows.
        """
        values = words(black, image.bits_allocated, image)
        clipped = [r for r in (rect.clip(image.rows, image.columns) for rect in rects) if r]
        with codec_errors(self.name):
            before = _segments(frame, image)
            octets = _octets(values, image)
            after = [
                self._spliced(segment, clipped, octet, image)
                for segment, octet in zip(before, octets, strict=True)
            ]
            return _assembled(after) if after != before else frame

    def _spliced(
        self, segment: bytes, rects: Sequence[Rect], octet: int, image: ImagePixel
    ) -> bytes:
        """Return a byte plane with a byte in the rects, proved by decoding it."""
        spliced = self.route.rle(segment, (image.rows, image.columns), rects, octet)
        if spliced == segment:
            return segment
        before = _plane(segment, image)
        meant = fill(before, rects, (octet,))
        if spliced is None:
            spliced = segment if np.array_equal(before, meant) else _pack(meant)
        if not np.array_equal(_plane(spliced, image), meant):
            raise CodecError("packing again was not exact")
        return spliced

    def clear(self, frame: bytes, bits: Sequence[int], image: ImagePixel) -> bytes:
        """Set bits of every word to 0."""
        return self._changed(frame, image, lambda samples: clear_bits(samples, bits))

    def _changed(
        self, frame: bytes, image: ImagePixel, change: Callable[[Samples], Samples]
    ) -> bytes:
        with codec_errors(self.name):
            segments = _segments(frame, image)
            before = _planes(segments, image)
            meant = change(_joined(before, image))
            after = _split(meant, image)
            touched = (before != after).any(axis=(1, 2))
            if not touched.any():
                return frame
            packed = [
                _pack(plane) if is_touched else segment
                for plane, segment, is_touched in zip(after, segments, touched, strict=True)
            ]
            changed = _assembled(packed)
            if not np.array_equal(self.decode(changed, image), meant):
                raise CodecError("packing again was not exact")
            return changed


def _segments(frame: bytes, image: ImagePixel) -> list[bytes]:
    """Return the packed byte planes: samples in order, each with its highest byte first."""
    if image.bits_allocated == 1:
        raise CodecError("RLE of single bits")
    number, *offsets = _HEADER.unpack_from(frame)
    if number != image.samples_per_pixel * image.bits_allocated // 8 or number >= len(offsets):
        raise CodecError("not as many RLE segments as the header asks for")
    bounds = [*offsets[:number], len(frame)]
    if bounds[0] != _HEADER.size or any(np.diff(bounds) <= 0):
        raise CodecError("RLE segments are not in order")
    return [frame[start:stop] for start, stop in pairwise(bounds)]


def _planes(segments: Sequence[bytes], image: ImagePixel) -> NDArray[np.uint8]:
    """Return segments x rows x columns."""
    return np.stack([_plane(segment, image) for segment in segments])


def _plane(segment: bytes, image: ImagePixel) -> NDArray[np.uint8]:
    """Return rows x columns."""
    size = image.rows * image.columns
    if size > _MOST_EXPANSION * len(segment):
        raise CodecError("an RLE segment is too short")
    unpacked = np.frombuffer(imagecodecs.packbits_decode(segment), np.uint8)
    if unpacked.size < size:
        raise CodecError("an RLE segment is too short")
    return unpacked[:size].reshape(image.rows, image.columns)


def _octets(values: Sequence[int], image: ImagePixel) -> list[int]:
    """Return the bytes of a pixel in the order of the segments."""
    size = image.bits_allocated // 8
    return [octet for value in values for octet in value.to_bytes(size)]


def _joined(planes: NDArray[np.uint8], image: ImagePixel) -> Samples:
    samples, octets = _empty(image)
    for octet, plane in zip(octets, planes, strict=True):
        octet[...] = plane
    return samples.reshape(samples.shape[:2]) if image.samples_per_pixel == 1 else samples


def _split(samples: Samples, image: ImagePixel) -> NDArray[np.uint8]:
    copied, octets = _empty(image)
    copied[...] = samples.reshape(copied.shape)
    return np.stack(octets)


def _empty(image: ImagePixel) -> tuple[Samples, list[NDArray[np.uint8]]]:
    """Return words, and each byte of theirs as a plane, in the order of the segments."""
    size = image.bits_allocated // 8
    shape = (image.rows, image.columns, image.samples_per_pixel)
    words_of_pixels = np.zeros(shape, f"<u{size}")
    octets = words_of_pixels.view(np.uint8).reshape(*shape, size)
    order = [octets[:, :, s, size - 1 - b] for s in range(shape[2]) for b in range(size)]
    return words_of_pixels, order


def _pack(plane: Samples) -> bytes:
    packed = bytes(imagecodecs.packbits_encode(np.ascontiguousarray(plane), axis=-1))
    return packed + b"\0" * (len(packed) % 2)


def _assembled(segments: Sequence[bytes]) -> bytes:
    starts = np.cumsum([_HEADER.size, *map(len, segments)])[:-1].tolist()
    offsets = (starts + [0] * 15)[:15]
    return _HEADER.pack(len(segments), *offsets) + b"".join(segments)
