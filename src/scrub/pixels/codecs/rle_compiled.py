"""Packs the rows of an RLE segment again that meet a rectangle, by what a C compiler made.

It gives what the pure route gives, byte for byte, and fails where that fails.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from scrub.errors import CodecError
from scrub.pixels.codecs import _splice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.geometry import Rect

_RECT = struct.Struct("=4i")


def splice(
    segment: bytes, size: tuple[int, int], rects: Sequence[Rect], value: int
) -> bytes | None:
    """Return the segment of rows x columns with a byte in the rects.

    None is returned if a run crosses the end of a row.

    Raises:
        CodecError: if the segment does not hold its rows.

    """
    corners = b"".join(_RECT.pack(r.left, r.top, r.right, r.bottom) for r in rects)
    try:
        return _splice.rle(segment, size, corners, value)
    except ValueError as problem:
        raise CodecError(str(problem)) from None
