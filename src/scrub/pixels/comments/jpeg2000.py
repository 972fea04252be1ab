"""JPEG 2000 codestreams, of either block coder, without comments, boxes and what follows their end.

2026-11: a comment is overwritten where it lies, with zeros, and not cut out: tile-parts know their
lengths (SOT), and so may TLM, PLT and an index elsewhere, and nothing of the kind can go wrong if
nothing moves. A comment of zeros says nothing but that there was one.

2026-11: of a JP2 file only its codestream is left, as DICOM asks for (PS3.5 A.4.4) and as all our
codecs read it: the boxes are where its texts, its color profile and its thumbnails are. A palette
or another order of components is in boxes too; such a file is refused.

Source: ITU-T T.800 Annex A (codestream) and Annex I (boxes), T.801 A.2, T.814 A.3.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.comments.boxes import boxes
from scrub.pixels.comments.text import is_padding

if TYPE_CHECKING:
    from collections.abc import Sequence

_START, _END = b"\xff\x4f\xff\x51", b"\xff\xd9"
_SIZ, _COD, _COM, _SOT, _SOD = 0xFF51, 0xFF52, 0xFF64, 0xFF90, 0xFF93
_SOT_BYTES = b"\xff\x90"
_SIZ_SIZE, _COD_SIZE, _SOT_SIZE = 36, 10, 8
_LEVELS = 5

_MARKERS = frozenset(
    {
        *range(0xFF50, 0xFF54),  # CAP, SIZ, COD, COC
        *range(0xFF55, 0xFF5A),  # TLM, PRF, PLM, PLT, CPF
        *range(0xFF5C, 0xFF62),  # QCD, QCC, RGN, POC, PPM, PPT
        0xFF63,  # CRG
        _COM,
        *range(0xFF70, 0xFF7A),  # those of part 2
    }
)
"""Segments of the main header and of tile-part headers, SOT apart."""


def without_text(frame: bytes) -> bytes:
    """Return the codestream without comments; the very same bytes if there are none.

    Raises:
        CodecError: if its marker segments cannot be told from each other.
        UnsupportedInstanceError: if it lies in boxes that change its samples.

    """
    codestream = frame if frame.startswith(_START) else _unboxed(frame)
    comments, end = _comments(codestream)
    whole = codestream if is_padding(codestream[end:]) else codestream[:end]
    return _overwritten(whole, comments) if comments else whole


def _overwritten(codestream: bytes, comments: Sequence[slice]) -> bytes:
    changed = bytearray(codestream)
    for comment in comments:
        changed[comment] = bytes(comment.stop - comment.start)
    return bytes(changed)


def _comments(codestream: bytes) -> tuple[Sequence[slice], int]:
    """Return where the comments lie that are not all zeros, and where the codestream ends."""
    comments: list[slice] = []
    at, tile, marker = 2, 0, _SIZ
    while marker != _SOD or codestream.startswith(_SOT_BYTES, at):
        marker, body = _segment(codestream, at)
        if marker == _SOT:
            tile = at
        if marker == _COM and codestream[body].strip(b"\0"):
            comments.append(body)
        at = body.stop if marker != _SOD else _tile_end(codestream, tile, at)
    if codestream.startswith(_END, at):
        return comments, at + len(_END)
    if not is_padding(codestream[at:]):
        raise CodecError("a JPEG 2000 tile-part of a wrong length")
    return comments, at


def _segment(codestream: bytes, at: int) -> tuple[int, slice]:
    """Return the marker there, and where its parameters lie, without their length."""
    if at + 4 > len(codestream):
        raise CodecError("a truncated JPEG 2000 codestream")
    marker, length = struct.unpack_from(">HH", codestream, at)
    if marker == _SOD:
        return marker, slice(at + 2, at + 2)
    body = slice(at + 4, at + 2 + length)
    if marker != _SOT and marker not in _MARKERS:
        raise CodecError("a JPEG 2000 codestream with an unknown marker")
    if not body.start <= body.stop <= len(codestream) or not _fits(marker, codestream[body]):
        raise CodecError("a JPEG 2000 codestream with a segment of a wrong length")
    return marker, body


def _fits(marker: int, body: bytes) -> bool:
    """Tell whether the parameters have the length that they say, where they say one."""
    if marker == _SIZ:
        return len(body) == _SIZ_SIZE + 3 * int.from_bytes(body[_SIZ_SIZE - 2 : _SIZ_SIZE])
    if marker == _COD:
        has_precincts = len(body) > _COD_SIZE and body[0] & 1
        return len(body) == _COD_SIZE + (1 + body[_LEVELS] if has_precincts else 0)
    return marker != _SOT or len(body) == _SOT_SIZE


def _tile_end(codestream: bytes, tile: int, data: int) -> int:
    """Return where the tile-part ends that begins at `tile`, and its data at `data`."""
    if not tile:
        raise CodecError("a JPEG 2000 tile-part without header")
    (length,) = struct.unpack_from(">L", codestream, tile + 6)
    # One of no length is the last; no two bytes of its data are more than FF8F (T.800 A.1).
    end = tile + length if length else codestream.find(_END, data)
    if not data + 2 <= end <= len(codestream):
        raise CodecError("a truncated JPEG 2000 codestream")
    return end


def _unboxed(frame: bytes) -> bytes:
    """Return the first codestream in the boxes of a JP2 file."""
    for box in boxes(frame):
        if box.kind == b"jp2h":
            _check_header(frame[box.start : box.stop])
        if box.kind == b"jp2c" and frame.startswith(_START, box.start):
            return frame[box.start : box.stop]
    raise CodecError("no JPEG 2000 codestream")


def _check_header(header: bytes) -> None:
    for box in boxes(header):
        body = header[box.start : box.stop]
        if box.kind in (b"pclr", b"cmap") or (box.kind == b"cdef" and not _is_in_order(body)):
            raise UnsupportedInstanceError("a JP2 file whose boxes change its samples")


def _is_in_order(definitions: bytes) -> bool:
    """Tell whether channel i is color i + 1 (T.800 I.5.3.6)."""
    number = int.from_bytes(definitions[:2])
    return definitions[2:] == b"".join(struct.pack(">HHH", i, 0, i + 1) for i in range(number))
