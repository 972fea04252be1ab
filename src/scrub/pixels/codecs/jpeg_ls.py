"""JPEG-LS, lossless and near-lossless (PS3.5 A.4.3), encoded again without loss.

What was near-lossless keeps its Transfer Syntax, which allows lossless encoding too; encoding
it near-lossless again would change samples that nobody asked to change.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import imagecodecs
import jpeg_ls
import numpy as np
from pydicom.uid import JPEGLSLossless, JPEGLSNearLossless

from scrub.errors import CodecError
from scrub.model.instance import Grid
from scrub.pixels.codecs.faithful import (
    Codestream,
    as_words,
    blacken,
    check_size,
    codec_errors,
    encode_again,
)
from scrub.pixels.codecs.segments import segments

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel
    from scrub.seams import Samples

_SOF55, _SOS = 0xF7, 0xDA
_NOT_INTERLEAVED = 0


class JpegLsCodec:
    """Decodes to codestream samples and encodes them with the same precision and interleave."""

    name = "jpeg-ls"
    transfer_syntaxes = frozenset({str(JPEGLSLossless), str(JPEGLSNearLossless)})

    def grid(self, frame: bytes, image: ImagePixel) -> Grid:  # noqa: ARG002 (the seam's)
        """Any rectangle."""
        return Grid()

    def decode(self, frame: bytes, image: ImagePixel) -> Samples:
        """Return unsigned words of all bits allocated."""
        with codec_errors(self.name):
            return as_words(_unpack(frame, image), image)

    def blackout(
        self, frame: bytes, rects: Sequence[Rect], black: Sequence[int], image: ImagePixel
    ) -> bytes:
        """Encode again without loss."""
        with codec_errors(self.name):
            return encode_again(
                frame,
                lambda before: blacken(before, rects, black, image),
                lambda data: _unpack(data, image),
                lambda after: _pack(after, _headers(frame)),
                lambda codestream: as_words(codestream, image),
            )


@dataclass(frozen=True, slots=True)
class _Headers:
    """What is kept of a frame header and of its first scan header (ITU-T T.87 C.2)."""

    precision: int
    rows: int
    columns: int
    components: int
    interleave: int


def _headers(frame: bytes) -> _Headers:
    found = dict(segments(frame))
    if _SOF55 not in found:
        raise CodecError("no JPEG-LS")
    sof, sos = found[_SOF55], found[_SOS]
    precision, rows, columns, number = struct.unpack_from(">BHHB", sof)
    return _Headers(precision, rows, columns, number, sos[2 + 2 * sos[0]])


def _unpack(frame: bytes, image: ImagePixel) -> Codestream:
    headers = _headers(frame)
    check_size((headers.rows, headers.columns, headers.components), image)
    return Codestream(imagecodecs.jpegls_decode(frame), headers.precision)


def _pack(codestream: Codestream, headers: _Headers) -> bytes:
    samples = codestream.samples
    if headers.components > 1 and headers.interleave == _NOT_INTERLEAVED:
        samples = samples.transpose(2, 0, 1)
    encoded = jpeg_ls.encode_buffer(
        np.ascontiguousarray(samples).tobytes(),
        headers.rows,
        headers.columns,
        headers.components,
        headers.precision,
        0,
        headers.interleave,
    )
    return bytes(encoded)
