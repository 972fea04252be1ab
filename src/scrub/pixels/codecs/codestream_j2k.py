"""The main header of a JPEG 2000 codestream, of either block coder (ITU-T T.800 Annex A)."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scrub.errors import CodecError, UnsupportedInstanceError

if TYPE_CHECKING:
    from collections.abc import Sequence

_START = b"\xff\x4f\xff\x51"
_SIZ, _COD, _SOT = 0xFF51, 0xFF52, 0xFF90
_MARKER = 0xFF
_PARTS = 36
_MOST_LEVELS = 32

FEW_TILES = 64
SMALLEST_TILE = 1024
"""Pixels; of more tiles than a few, the mean one has no fewer. Decoders set up each before any."""


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
        CodecError: if they are not there, or cannot be.
        UnsupportedInstanceError: if components differ in precision or sign, or are subsampled.

    """
    found = _segments(codestream)
    if not {_SIZ, _COD} <= found.keys():
        raise CodecError("a JPEG 2000 header without size or coding style")
    siz, cod = found[_SIZ], found[_COD]
    try:
        right, bottom, left, top, *tiles, components = struct.unpack_from(">8LH", siz, 2)
        parts = {siz[_PARTS + 3 * i : _PARTS + 3 * i + 3] for i in range(components)}
        if cod[5] > _MOST_LEVELS:
            raise CodecError("a JPEG 2000 header that asks for too many levels")
    except (struct.error, IndexError):
        raise CodecError("a JPEG 2000 header that is cut short") from None
    _check_tiles((right, bottom, left, top), tiles)
    depth = _depth(parts)
    return MainHeader(
        bottom - top,
        right - left,
        components,
        (depth & 0x7F) + 1,
        depth >> 7 == 1,
        cod[4] == 1,
        cod[5],
    )


def _depth(parts: set[bytes]) -> int:
    """Return precision and sign of the components, if they are all alike."""
    if len(parts) != 1:
        raise UnsupportedInstanceError("JPEG 2000 components that differ")
    depth, *steps = parts.pop() or b"\0"
    if steps != [1, 1]:
        raise UnsupportedInstanceError("JPEG 2000 with subsampled components")
    return depth


def _check_tiles(area: tuple[int, int, int, int], tiles: Sequence[int]) -> None:
    """Check that the grid of tiles begins at or before the image, and is not too fine (B.3)."""
    right, bottom, left, top = area
    width, height, first_left, first_top = tiles
    if not (width and height and first_left <= left < right and first_top <= top < bottom):
        raise CodecError("a JPEG 2000 header whose sizes cannot be")
    number = -(-(right - first_left) // width) * -(-(bottom - first_top) // height)
    if number > max(FEW_TILES, (right - left) * (bottom - top) // SMALLEST_TILE):
        raise CodecError("a JPEG 2000 image in more tiles than it has use for")


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
