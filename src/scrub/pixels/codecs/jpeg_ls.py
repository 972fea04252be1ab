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
from scrub.pixels.codecs.faithful import Codestream, FaithfulCodec, check_size
from scrub.pixels.codecs.segments import segments

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel

_SOF55, _SOS = 0xF7, 0xDA
_NOT_INTERLEAVED = 0


class JpegLsCodec(FaithfulCodec):
    """Decodes to codestream samples and encodes them with the same precision and interleave."""

    name = "jpeg-ls"
    transfer_syntaxes = frozenset({str(JPEGLSLossless), str(JPEGLSNearLossless)})

    def unpack(self, frame: bytes, image: ImagePixel) -> Codestream:
        """Decode a frame to the samples of its codestream."""
        return _unpack(frame, image)

    def pack(self, codestream: Codestream, frame: bytes) -> bytes:
        """Encode samples with the headers of the frame that they are of."""
        return _pack(codestream, _headers(frame))


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
