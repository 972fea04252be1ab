"""RLE frames without bytes that no decoder reads: around their byte planes, and after each.

Source: PS3.5 Annex G.
"""

from __future__ import annotations

import struct
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import imagecodecs

from scrub.errors import CodecError

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADER = struct.Struct("<16L")
_NOTHING = 128


def without_text(frame: bytes, decoded_bytes: int) -> bytes:
    """Return the frame without what is not read; the very same bytes if there is no such thing.

    `decoded_bytes` are those of the whole frame, which its planes share evenly.

    Raises:
        CodecError: if its header does not describe it, or a plane is too short.

    """
    number, offsets, unused = _header(frame)
    plane_bytes = -(-decoded_bytes // number)
    planes = [frame[start:stop] for start, stop in pairwise([*offsets, len(frame)])]
    used = [_used(plane, plane_bytes) for plane in planes]
    around = frame[_HEADER.size : offsets[0]].strip(b"\0") or any(unused)
    return _assembled(used) if around or used != planes else frame


def _header(frame: bytes) -> tuple[int, tuple[int, ...], tuple[int, ...]]:
    """Return how many planes there are, where they begin, and what is left of the header."""
    if len(frame) < _HEADER.size:
        raise CodecError("an RLE frame shorter than its header")
    number, *offsets = _HEADER.unpack_from(frame)
    used = (_HEADER.size, *offsets[:number], len(frame))
    if not 1 <= number < _HEADER.size // 4 or any(a > b for a, b in pairwise(used)):
        raise CodecError("an RLE frame whose header does not describe it")
    return number, tuple(offsets[:number]), tuple(offsets[number:])


def _used(packed: bytes, plane_bytes: int) -> bytes:
    """Return the packets that make up a plane, padded; the very same bytes if there is no more."""
    try:
        # It takes one byte of padding for a packet that is not there, and any more for an error.
        if len(imagecodecs.packbits_decode(packed, out=plane_bytes)) == plane_bytes:
            return packed
    except (RuntimeError, ValueError):
        pass
    used = _packets(packed, plane_bytes)
    return used + b"\0" * (len(used) % 2)


def _packets(packed: bytes, plane_bytes: int) -> bytes:
    """Return the packets up to the end of the plane, the last one cut where the plane ends."""
    at = count = 0
    while count < plane_bytes:
        if at + 2 > len(packed):
            raise CodecError("an RLE segment is too short")
        head = packed[at]
        if head > _NOTHING:
            at, count = at + 2, count + 257 - head
        elif head < _NOTHING:
            size = min(head + 1, plane_bytes - count)
            if size <= head:
                return packed[:at] + bytes((size - 1,)) + packed[at + 1 : at + 1 + size]
            at, count = at + 1 + size, count + size
        else:
            at += 1
    if at > len(packed):
        raise CodecError("an RLE segment is too short")
    return packed[:at]


def _assembled(planes: Sequence[bytes]) -> bytes:
    starts = accumulate(map(len, planes), initial=_HEADER.size)
    offsets = [*starts][:-1] + [0] * (15 - len(planes))
    return _HEADER.pack(len(planes), *offsets) + b"".join(planes)
