"""Deflated Image Frame Compression (PS3.5 8.2.16, A.4.13): native frames, deflated one by one."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, ClassVar

import imagecodecs

from scrub.errors import CodecError
from scrub.pixels.codecs.faithful import codec_errors
from scrub.pixels.codecs.native import NativeCodec
from scrub.pixels.description import frame_bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.geometry import Rect
    from scrub.model.instance import Grid, ImagePixel
    from scrub.seams import Samples

LEVEL = 6
"""Of 0, quickest, to 12, smallest."""


class DeflatedFrameCodec:
    """Native frames behind deflate; one of single bits ends with a byte of its own."""

    name: ClassVar[str] = "deflated frames"
    transfer_syntaxes: ClassVar[frozenset[str]] = frozenset({"1.2.840.10008.1.2.8.1"})

    def grid(self, frame: bytes, image: ImagePixel) -> Grid:
        """Any rectangle; two columns at a time where pixels are in pairs."""
        return NativeCodec().grid(frame, image)

    def decode(self, frame: bytes, image: ImagePixel) -> Samples:
        """Return unsigned words of all bits allocated; a bit is a byte of 0 or 1."""
        return NativeCodec().decode(self._inflated(frame, image), image)

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        """Overwrite the rectangles, and deflate again."""
        before = self._inflated(frame, image)
        after = NativeCodec().blackout(before, rects, black, image)
        return frame if before == after else self._deflated(after)

    def clear(self, frame: bytes, bits: Sequence[int], image: ImagePixel) -> bytes:
        """Set bits of every word to 0."""
        before = self._inflated(frame, image)
        after = NativeCodec().clear(before, bits, image)
        return frame if before == after else self._deflated(after)

    def _inflated(self, frame: bytes, image: ImagePixel) -> bytes:
        """Inflate, to no more than two bytes beyond a frame, which tell of a longer one.

        One zero more is forgiven, where it makes the frame's bytes even.
        """
        size = -(-frame_bits(image) // 8)
        with codec_errors(self.name):
            inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            octets = inflater.decompress(frame, size + 2)
        if octets[size:] not in (b"", b"\0" * (size % 2)):
            raise CodecError("a deflated frame is longer than the header says")
        if len(octets) < size or not inflater.eof:
            raise CodecError("a deflated frame is cut short")
        return octets[:size]

    def _deflated(self, octets: bytes) -> bytes:
        with codec_errors(self.name):
            return bytes(imagecodecs.deflate_encode(octets, LEVEL, raw=True))
