"""JPEG XL without the boxes around its codestream that hold metadata.

A bare codestream has none. Of the file format those boxes stay that a decoder needs; Exif, XML,
JUMBF, compressed boxes, an index of frames and what is unknown go. Where a JPEG can be told back
from it (jbrd), that JPEG's comments are in there too, compressed: it is told back, its comments are
removed, and it is packed again, which is without loss both ways.

Source: ISO/IEC 18181-2 clause 9; PS3.5 A.4.12.
"""

from __future__ import annotations

import imagecodecs

from scrub.errors import CodecError
from scrub.pixels.codecs.codestream_jxl import image_header
from scrub.pixels.comments import jpeg
from scrub.pixels.comments.boxes import Box, boxes

_BARE = b"\xff\x0a"
_SIGNATURE = b"\0\0\0\x0cJXL \r\n\x87\n"
_FILE_TYPE = b"jxl \0\0\0\0jxl "
_CODESTREAMS = frozenset({b"jxlc", b"jxlp"})
_RECONSTRUCTION = b"jbrd"


def without_text(frame: bytes, decoded_bytes: int) -> bytes:
    """Return the frame without metadata; the very same bytes if there is none.

    `decoded_bytes` are those of the frame decoded: a JPEG of more pixels is not told back.

    Raises:
        CodecError: if its boxes cannot be told from each other, or do not hold a codestream.

    """
    if frame.startswith(_BARE):
        return frame
    if not frame.startswith(_SIGNATURE):
        raise CodecError("no JPEG XL")
    found = list(boxes(frame))
    kinds = {box.kind for box in found}
    if not kinds & _CODESTREAMS or [box.kind for box in found].count(_RECONSTRUCTION) > 1:
        raise CodecError("not one JPEG XL codestream")
    if _RECONSTRUCTION in kinds:
        header = image_header(frame)
        if header.rows * header.columns > decoded_bytes:
            raise CodecError("a JPEG XL of more pixels than its image")
        plain = _without_text_of_jpeg(frame)
        if plain is not frame:
            return plain
    if all(_is_needed(frame, box) for box in found):
        return frame
    return b"".join(_written(frame, box) for box in found if _is_needed(frame, box))


def _is_needed(frame: bytes, box: Box) -> bool:
    body = frame[box.start : box.stop]
    exact = {b"JXL ": b"\r\n\x87\n", b"ftyp": _FILE_TYPE}
    if box.kind in exact:
        return body == exact[box.kind]
    needed = box.kind in _CODESTREAMS or box.kind == _RECONSTRUCTION
    return needed or (box.kind == b"jxll" and len(body) == 1)


def _written(frame: bytes, box: Box) -> bytes:
    """Return the box, its length told also if it went on to the end of the file."""
    if any(frame[box.at : box.at + 4]):
        return frame[box.at : box.stop]
    length = box.stop - box.at
    long = length >> 32
    head = (1 if long else length).to_bytes(4) + box.kind + (length.to_bytes(8) if long else b"")
    return head + frame[box.start : box.stop]


def _without_text_of_jpeg(frame: bytes) -> bytes:
    """Return the very same frame if the JPEG in it has no text."""
    try:
        told = bytes(imagecodecs.jpegxl_decode_jpeg(frame, numthreads=1))
        plain = jpeg.without_text(told)
        if plain == told:
            return frame
        packed = bytes(imagecodecs.jpegxl_encode_jpeg(plain))
        same = bytes(imagecodecs.jpegxl_decode_jpeg(packed, numthreads=1)) == plain
    except (RuntimeError, ValueError):
        raise CodecError("a JPEG in JPEG XL that cannot be told back") from None
    if not same:
        raise CodecError("a JPEG in JPEG XL that is not told back exactly")
    return packed
