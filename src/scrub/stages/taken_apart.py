"""Encoded frames taken apart: image, what says how to decode it, and what lies beside.

For verifying: a walk that shares nothing with the one that removes comments, and knows less. Bytes
that it cannot place are beside the image; a frame that it cannot follow raises one of FAULTS.
"""

from __future__ import annotations

import re
import struct
import zlib
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import imagecodecs

from scrub.pixels.description import frame_bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from scrub.model.instance import ImagePixel

FAULTS = (IndexError, RuntimeError, ValueError, struct.error, zlib.error)
"""What a frame raises that is not as it should be."""


class Part(Enum):
    """What some bytes of a frame are for.

    IMAGE is entropy-coded, and the tables of its codes; HEADER is else needed to decode it.
    """

    IMAGE = "image"
    HEADER = "header"
    BESIDE = "beside"


class Piece(NamedTuple):
    """Some bytes of a frame, and what they are for."""

    part: Part
    octets: bytes


_SCAN_DATA = re.compile(rb"[^\xff]*+(?:\xff[\0\xd0-\xd7][^\xff]*+)*+")
_LS_SCAN_DATA = re.compile(rb"[^\xff]*+(?:\xff[\0-\x7f\xd0-\xd7][^\xff]*+)*+")
_END, _SCAN, _LS_FRAME, _COMMENT = 0xD9, 0xDA, 0xF7, 0xFE
_APPLICATION = range(0xE0, 0xF0)
_HUFFMAN, _QUANTIZERS = 0xC4, 0xDB

_DEFLATED = "1.2.840.10008.1.2.8.1"

_J2K_START, _J2K_END = b"\xff\x4f\xff\x51", b"\xff\xd9"
_COM, _SOT, _SOD = 0xFF64, 0xFF90, 0xFF93


def take_apart(frame: bytes, image: ImagePixel) -> Iterator[Piece]:
    """Yield all of an encoded frame, but for markers and lengths.

    Raises:
        FAULTS: if it is not as it should be, or of no Transfer Syntax that `is_known`.

    """
    yield from _WALKS[image.transfer_syntax_uid](frame, image)


def is_known(transfer_syntax_uid: str) -> bool:
    """Tell whether frames of a Transfer Syntax can be taken apart."""
    return transfer_syntax_uid in _WALKS


def _jpeg(frame: bytes, _: ImagePixel) -> Iterator[Piece]:
    """Go by ITU-T T.81 B.1.1; in JPEG-LS other bytes may follow FF in a scan (T.87 A.1)."""
    data, at = _SCAN_DATA, 2
    yield Piece(Part.HEADER, frame[:at])
    while True:
        while frame[at] == 0xFF:  # noqa: PLR2004 (a marker's first byte, and fill bytes)
            at += 1
        marker, at = frame[at], at + 1
        if marker == _END:
            yield Piece(Part.BESIDE, frame[at:])
            return
        size = int.from_bytes(frame[at : at + 2])
        yield from _jpeg_segment(marker, frame[at + 2 : at + size])
        at += size
        data = _LS_SCAN_DATA if marker == _LS_FRAME else data
        if marker == _SCAN and (coded := data.match(frame, at)):
            yield Piece(Part.IMAGE, coded[0])
            at = coded.end()


def _jpeg_segment(marker: int, body: bytes) -> Iterator[Piece]:
    if marker == _COMMENT or marker in _APPLICATION:
        heeded = _heeded(marker, body)
        yield Piece(Part.HEADER, heeded)
        yield Piece(Part.BESIDE, body[len(heeded) :])
        return
    at = len(body)
    if marker in (_HUFFMAN, _QUANTIZERS):
        at = 0
        while at < len(body):
            at += 17 + sum(body[at + 1 : at + 17]) if marker == _HUFFMAN else _quantizer(body[at])
        if at != len(body):
            raise ValueError("a table that does not end with its segment")
    part = Part.HEADER if marker not in (_HUFFMAN, _QUANTIZERS) else Part.IMAGE
    yield Piece(part, body)


def _quantizer(precision: int) -> int:
    return 65 if precision < 16 else 129  # noqa: PLR2004 (its upper four bits)


def _heeded(marker: int, body: bytes) -> bytes:
    """Return what of an application segment a decoder heeds, from its first byte on."""
    for its, name, length in (
        (0xE0, b"JFIF\0", 5),
        (0xE8, b"mrfx", 5),
        (0xE8, b"SPIFF\0", 6),
        (0xEE, b"Adobe", 12),
    ):
        if its == marker and body.startswith(name) and len(body) >= length:
            return body[:length]
    return b""


def _jpeg2000(frame: bytes, _: ImagePixel) -> Iterator[Piece]:
    """Go by ITU-T T.800 A.4."""
    start = frame.index(_J2K_START)
    yield Piece(Part.BESIDE, frame[:start])
    at, tile = start + 2, 0
    while frame.startswith(b"\xff", at) and not frame.startswith(_J2K_END, at):
        marker, length = struct.unpack_from(">HH", frame, at)
        if marker == _SOD:
            end = tile + int.from_bytes(frame[tile + 6 : tile + 10])
            end = end if end > tile else frame.index(_J2K_END, at)
            yield Piece(Part.IMAGE, frame[at:end])
            at = max(at + 2, end)
            continue
        tile = at if marker == _SOT else tile
        part = Part.BESIDE if marker == _COM else Part.HEADER
        yield Piece(part, frame[at + 4 : at + 2 + length])
        at += 2 + max(length, 2)
    yield Piece(Part.BESIDE, frame[at:].removeprefix(_J2K_END))


def _jpeg_xl(frame: bytes, image: ImagePixel) -> Iterator[Piece]:
    """Go by ISO/IEC 18181-2, 9; a JPEG that can be told back is taken apart in turn."""
    if frame.startswith(b"\xff\x0a"):
        yield Piece(Part.IMAGE, frame)
        return
    if not frame.startswith(b"\0\0\0\x0cJXL "):
        raise ValueError("no JPEG XL")
    at = 0
    while at + 8 <= len(frame):
        length, kind = struct.unpack_from(">L4s", frame, at)
        end = at + length if length else len(frame)
        if length == 1:
            end = at + int.from_bytes(frame[at + 8 : at + 16])
        if kind == b"jbrd":
            told = bytes(imagecodecs.jpegxl_decode_jpeg(frame, numthreads=1))
            yield from _jpeg(told, image)
        elif kind not in (b"jxlc", b"jxlp"):
            yield Piece(_part_of_box(frame[at:end]), frame[at:end])
        at = max(at + 8, end)
    yield Piece(Part.BESIDE, frame[at:])


def _part_of_box(box: bytes) -> Part:
    known = (b"JXL \r\n\x87\n", b"ftypjxl \0\0\0\0jxl ", b"jxll\x05", b"jxll\x0a")
    return Part.HEADER if box[4:] in known else Part.BESIDE


def _rle(frame: bytes, image: ImagePixel) -> Iterator[Piece]:
    """Go by PS3.5 Annex G; what does not unpack to a plane exactly is not placed."""
    number, *offsets = struct.unpack_from("<16L", frame)
    offsets, unused = offsets[:number], offsets[number:]
    yield Piece(Part.BESIDE, struct.pack(f"<{len(unused)}L", *unused) + frame[64 : offsets[0]])
    size = image.rows * image.columns * image.samples_per_pixel * image.bits_allocated // 8
    for start, stop in pairwise([*offsets, len(frame)]):
        try:
            plane = imagecodecs.packbits_decode(frame[start:stop], out=-(-size // number))
            yield Piece(Part.IMAGE, bytes(plane))
        except RuntimeError:
            yield Piece(Part.BESIDE, frame[start:stop])


def _native(frame: bytes, image: ImagePixel) -> Iterator[Piece]:
    """Go by the frame's size: what is beyond it, and is not inflated to it, is beside it."""
    size, octets, after = -(-frame_bits(image) // 8), frame, b""
    if image.transfer_syntax_uid == _DEFLATED:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        octets = inflater.decompress(frame, size + 2)
        after = inflater.unused_data
        if not inflater.eof:
            raise ValueError("a deflated frame that does not end with its image")
    yield Piece(Part.IMAGE, octets[:size])
    yield Piece(Part.BESIDE, octets[size:])
    yield Piece(Part.BESIDE, after)


_UID = "1.2.840.10008.1.2."
_WALKS: Mapping[str, Callable[[bytes, ImagePixel], Iterator[Piece]]] = {
    **{f"{_UID}4.{i}": _jpeg for i in (*range(50, 71), 80, 81)},
    **{f"{_UID}4.{i}": _jpeg2000 for i in (90, 91, 92, 93, 201, 202, 203)},
    **{f"{_UID}4.{i}": _jpeg_xl for i in (110, 111, 112)},
    f"{_UID}5": _rle,
    f"{_UID}1.98": _native,
    _DEFLATED: _native,
}
