"""The main header of a JPEG 2000 codestream, of either block coder (ITU-T T.800 Annex A)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

from scrub.errors import CodecError

_START = b"\xff\x4f\xff\x51"
_SIZ, _COD, _SOT = 0xFF51, 0xFF52, 0xFF90
_MARKER = 0xFF
_PARTS = 36


@dataclass(frozen=True, slots=True)
class MainHeader:
    """What is kept of SIZ and COD. `levels` is the number of wavelet decompositions."""

    rows: int
    columns: int
    components: int
    precision: int
    is_signed: bool
    has_component_transform: bool
    levels: int


def bare(frame: bytes) -> bytes:
    """Return the codestream, out of the boxes of a JP2 file if it lies in some.

    Raises:
        CodecError: if there is none.

    """
    start = frame.find(_START)
    if start < 0:
        raise CodecError("no JPEG 2000 codestream")
    return frame[start:]


def main_header(codestream: bytes) -> MainHeader:
    """Read SIZ and COD.

    Raises:
        CodecError: if they are not there, or components differ in precision, sign or size.

    """
    found = _segments(codestream)
    if not {_SIZ, _COD} <= found.keys():
        raise CodecError("a JPEG 2000 header without size or coding style")
    siz, cod = found[_SIZ], found[_COD]
    right, bottom, left, top = struct.unpack_from(">4L", siz, 2)
    (components,) = struct.unpack_from(">H", siz, _PARTS - 2)
    parts = {siz[_PARTS + 3 * i : _PARTS + 3 * i + 3] for i in range(components)}
    if len(parts) != 1:
        raise CodecError("JPEG 2000 components that differ")
    depth, *steps = parts.pop()
    if steps != [1, 1]:
        raise CodecError("JPEG 2000 with subsampled components")
    return MainHeader(
        bottom - top,
        right - left,
        components,
        (depth & 0x7F) + 1,
        depth >> 7 == 1,
        cod[4] == 1,
        cod[5],
    )


def _segments(codestream: bytes) -> dict[int, bytes]:
    """Return the first segment of each marker, without its length, up to the first tile."""
    found: dict[int, bytes] = {}
    position = 2
    while position + 4 <= len(codestream):
        marker, length = struct.unpack_from(">HH", codestream, position)
        if marker == _SOT or marker >> 8 != _MARKER:
            break
        found.setdefault(marker, codestream[position + 4 : position + 2 + length])
        position += 2 + length
    return found
