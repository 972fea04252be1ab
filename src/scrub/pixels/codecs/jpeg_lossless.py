"""JPEG Lossless, Process 14 (PS3.5 A.4.1), in its own precision and with its own predictor."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

import imagecodecs
from pydicom.uid import JPEGLossless, JPEGLosslessSV1

from scrub.errors import CodecError
from scrub.pixels.codecs.faithful import Codestream, FaithfulCodec, check_size
from scrub.pixels.codecs.segments import segments

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel

_SOF3, _SOS, _APP0, _APP14 = 0xC3, 0xDA, 0xE0, 0xEE


class JpegLosslessCodec(FaithfulCodec):
    """Decodes to codestream samples and encodes them again, in no other color space."""

    name = "jpeg-lossless"
    transfer_syntaxes = frozenset({str(JPEGLossless), str(JPEGLosslessSV1)})

    def unpack(self, frame: bytes, image: ImagePixel) -> Codestream:
        """Decode a frame to the samples of its codestream."""
        return _unpack(frame, image)

    def pack(self, codestream: Codestream, frame: bytes) -> bytes:
        """Encode samples with the headers of the frame that they are of."""
        return _pack(codestream, _headers(frame))


@dataclass(frozen=True, slots=True)
class _Headers:
    """What is kept of a frame header (ITU-T T.81 B.2.2) and of its first scan header (B.2.3)."""

    precision: int
    rows: int
    columns: int
    components: bytes
    sampling: bytes
    predictor: int
    adobe: bytes


def _headers(frame: bytes) -> _Headers:
    found = dict(segments(frame))
    if _SOF3 not in found:
        raise CodecError("no lossless JPEG with Huffman coding")
    sof, sos = found[_SOF3], found[_SOS]
    precision, rows, columns, number = struct.unpack_from(">BHHB", sof)
    parts = sof[6 : 6 + 3 * number]
    return _Headers(
        precision,
        rows,
        columns,
        parts[::3],
        parts[1::3],
        sos[1 + 2 * sos[0]],
        found.get(_APP14, b""),
    )


def _unpack(frame: bytes, image: ImagePixel) -> Codestream:
    headers = _headers(frame)
    check_size((headers.rows, headers.columns, len(headers.components)), image)
    if len(set(headers.sampling)) != 1:
        raise CodecError("lossless JPEG with subsampled components")
    # An Adobe segment may promise a color transform, which lossless samples never went through.
    plain = frame.replace(_segment(_APP14, headers.adobe), b"", 1) if headers.adobe else frame
    return Codestream(imagecodecs.jpeg8_decode(plain), headers.precision)


def _pack(codestream: Codestream, headers: _Headers) -> bytes:
    encoded = imagecodecs.jpeg8_encode(
        codestream.samples,
        lossless=True,
        predictor=headers.predictor,
        bitspersample=headers.precision,
    )
    return _relabelled(bytes(encoded), headers)


def _relabelled(encoded: bytes, headers: _Headers) -> bytes:
    """Return it with the first one's component names and Adobe segment instead of its own.

    The library calls any three components RGB; what they are, only the header knows.
    """
    renamed = dict(zip(_headers(encoded).components, headers.components, strict=True))
    parts = [b"\xff\xd8"]
    length = 2
    if headers.adobe:
        parts.append(_segment(_APP14, headers.adobe))
    for marker, body in segments(encoded):
        length += 4 + len(body)
        if marker not in (_APP0, _APP14):
            parts.append(_segment(marker, _renamed(marker, body, renamed)))
    return b"".join([*parts, encoded[length:]])


def _renamed(marker: int, body: bytes, names: dict[int, int]) -> bytes:
    start, step = {_SOF3: (6, 3), _SOS: (1, 2)}.get(marker, (0, 0))
    if not step:
        return body
    changed = bytearray(body)
    for position in range(start, start + step * len(names), step):
        changed[position] = names[changed[position]]
    return bytes(changed)


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body
