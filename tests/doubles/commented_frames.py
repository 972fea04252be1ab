"""Encoded frames with something said beside their image, in every place that a family has."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import imagecodecs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from doubles.encoded_frames import Case

SAID = b"QUILLFEATHER^MARIGOLD 1958"


def jpeg_segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body


def before(frame: bytes, marker: int, added: bytes) -> bytes:
    """Return a JPEG with bytes added before the first segment of a marker."""
    at = 2
    while frame[at + 1] != marker:
        at += 2 + int.from_bytes(frame[at + 2 : at + 4])
    return frame[:at] + added + frame[at:]


def jpegs(frame: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a JPEG or JPEG-LS with text in each place."""
    comment = jpeg_segment(0xFE, SAID)
    wide = jpeg_segment(0xE3, b"".join(bytes((0, letter)) for letter in SAID))
    yield "comment first", frame[:2] + comment + frame[2:]
    yield "comment before scan", before(frame, 0xDA, comment)
    yield "fill bytes", before(frame, 0xDA, b"\xff\xff" + comment + b"\xff")
    yield "exif", frame[:2] + jpeg_segment(0xE1, b"Exif\0\0" + SAID) + frame[2:]
    yield "utf-16", frame[:2] + wide + frame[2:]
    yield "photoshop", before(frame, 0xDA, jpeg_segment(0xED, b"Photoshop 3.0\0" + SAID))
    yield "thumbnail", frame[:2] + jpeg_segment(0xE0, b"JFXX\0\x10" + b"\1\2" * 150) + frame[2:]
    yield "before the end", frame[: frame.rindex(b"\xff\xd9")] + comment + b"\xff\xd9"
    yield "after the end", frame + SAID
    yield "another image after the end", frame + b"\xff\xd8" + comment + b"\xff\xd9"


def jpeg2000s(frame: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a JPEG 2000 codestream with text in each place."""
    comment = struct.pack(">HHH", 0xFF64, len(SAID) + 4, 1) + SAID
    tile = frame.index(b"\xff\x90")
    data = frame.index(b"\xff\x93", tile)
    (length,) = struct.unpack_from(">L", frame, tile + 6)
    longer = struct.pack(">L", length + len(comment)) if length else bytes(4)
    yield "main header", frame[:tile] + comment + frame[tile:]
    yield (
        "tile header",
        _without_lengths(
            frame[: tile + 6] + longer + frame[tile + 10 : data] + comment + frame[data:]
        ),
    )
    yield "after the end", frame + SAID
    yield "boxed", jp2(frame, box(b"xml ", SAID))
    yield "boxed, after", jp2(frame) + box(b"uuid", bytes(16) + SAID)


def _without_lengths(frame: bytes) -> bytes:
    """Return a codestream without TLM, whose lengths would be wrong."""
    at = 2
    while (marker := struct.unpack_from(">H", frame, at)[0]) != 0xFF90:
        stop = at + 2 + int.from_bytes(frame[at + 2 : at + 4])
        if marker == 0xFF55:
            return frame[:at] + frame[stop:]
        at = stop
    return frame


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L4s", len(body) + 8, kind) + body


def jp2(codestream: bytes, *more: bytes) -> bytes:
    """Return a codestream in boxes, with more of them before it."""
    rows, columns = struct.unpack_from(">LL", codestream, 8)[::-1]
    header = struct.pack(">LLHBBBB", rows, columns, 1, 7, 7, 0, 0)
    color = box(b"colr", b"\2\0\0" + b"desc" + SAID)
    start = box(b"jP  ", b"\r\n\x87\n") + box(b"ftyp", b"jp2 \0\0\0\0jp2 ")
    inside = box(b"jp2h", box(b"ihdr", header) + color)
    return start + inside + b"".join(more) + box(b"jp2c", codestream)


def jpeg_xls(frame: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a bare JPEG XL codestream in boxes with text."""
    start = box(b"JXL ", b"\r\n\x87\n") + box(b"ftyp", b"jxl \0\0\0\0jxl ")
    stream = box(b"jxlc", frame)
    yield "exif", start + box(b"Exif", bytes(4) + SAID) + stream
    yield "xml at last", start + stream + box(b"xml ", SAID)
    yield "parts", start + _part(0, frame[:9]) + box(b"jumb", SAID) + _part(1 << 31 | 1, frame[9:])
    yield "of no length", start + box(b"xml ", SAID) + bytes(4) + b"jxlc" + frame
    yield (
        "long",
        start + box(b"xml ", SAID) + struct.pack(">L4sQ", 1, b"jxlc", len(frame) + 16) + frame,
    )


def _part(number: int, octets: bytes) -> bytes:
    return box(b"jxlp", struct.pack(">L", number) + octets)


def jpeg_in_jpeg_xl(frame: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield JPEGs with text, packed as JPEG XL from which they can be told back."""
    for name, commented in jpegs(frame):
        if name != "fill bytes":
            yield name, bytes(imagecodecs.jpegxl_encode_jpeg(commented))


def rles(frame: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield an RLE frame with text in each place."""
    number, *offsets = struct.unpack_from("<16L", frame)
    starts = offsets[:number]
    yield "after the last plane", frame + SAID
    yield "as packets of their own", frame + bytes((len(SAID) - 1,)) + SAID
    moved = struct.pack("<16L", number, *(o + len(SAID) for o in starts), *[0] * (15 - number))
    yield "before the first plane", moved + SAID + frame[64:]
    yield "in the header", frame[:60] + SAID[:4] + frame[64:]
    first = starts[1] if number > 1 else len(frame)
    later = [starts[0], *(o + len(SAID) for o in starts[1:])] + [0] * (15 - number)
    between = struct.pack("<16L", number, *later) + frame[64:first] + SAID + frame[first:]
    yield "after the first plane", between


def commented(case: Case) -> Iterator[tuple[str, bytes]]:
    """Yield the frame of a case with text in each place that its family has; none if native."""
    kind = case.image.transfer_syntax_uid.rpartition("1.2.840.10008.1.2.")[2]
    makers: dict[str, Callable[[bytes], Iterator[tuple[str, bytes]]]] = {
        "5": rles,
        **dict.fromkeys(("4.50", "4.51", "4.57", "4.70", "4.80", "4.81"), jpegs),
        **dict.fromkeys(("4.90", "4.91", "4.201", "4.202", "4.203"), jpeg2000s),
    }
    if kind in makers and "boxed" not in case.name:
        yield from makers[kind](case.frame)
