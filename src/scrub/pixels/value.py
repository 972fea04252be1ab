"""The element Pixel Data, written as its frames come, or copied as it was.

2026-11: what we write always has an offset table, also where the source's was empty: PS3.5 A.4
allows both, and with one a reader, and our own check, need not guess where frames begin. It is
the Basic Offset Table where offsets fit 32 bits, and the Extended Offset Table (PS3.3 C.7.6.3.1.8)
where they may not, or where the source had one. Tables are made anew, never carried over.
"""

from __future__ import annotations

import struct
from array import array
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from pydicom.uid import ImplicitVRLittleEndian

from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.copying import Stretch, copy
from scrub.pixels.description import frame_bits
from scrub.pixels.fragments import DELIMITER, ITEM, fragments_of
from scrub.pixels.frames import Frames, check_surplus, is_swapped, native_bytes, swap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import ArrayLike

    from scrub.model.instance import ImagePixel

OFFSET_TABLES = (0x7FE00001, 0x7FE00002, 0x7FE00003)
"""Elements that say where frames lie; they come before Pixel Data, and are written with it."""

Change = tuple[int, bytes]
"""Other bytes, and where in the value they begin."""

_TAGS = {"PixelData": 0x0010, "FloatPixelData": 0x0008, "DoubleFloatPixelData": 0x0009}
_UNDEFINED = 0xFFFFFFFF
_HEADER = 8


def write_pixel_data(
    out: BinaryIO,
    image: ImagePixel,
    new_frames: Iterable[bytes | Stretch],
    *,
    extended: bool = False,
) -> None:
    """Write the whole element, a frame at a time.

    Native frames are as `Frames` gives them, and `out` is only written to. Of encapsulated ones
    each becomes a fragment, and may be a stretch of another file; the offset table, extended or
    not, is filled in at the end, by seeking back.

    Raises:
        CodecError: if there are not as many frames as the image says, or one is not of its size.
        UnsupportedInstanceError: if they do not fit an offset or a length of 32 bits.

    """
    if image.is_encapsulated:
        _write_encapsulated(out, image, new_frames, extended=extended)
    else:
        _write_native(out, image, new_frames)


def copy_pixel_data(
    out: BinaryIO, image: ImagePixel, source: BinaryIO, changes: Iterable[Change] = ()
) -> None:
    """Write the whole element with the source's fragments, or with its native frames.

    Of a native value, some bytes may be changed: in the order in which they lie, and none twice.
    `out` is only written to.

    Raises:
        CodecError: if the source ends within the value, or has no frames that can be told.
        UnsupportedInstanceError: if a native value holds more than its frames.

    """
    if image.is_encapsulated:
        _copy_fragments(out, image, source)
        return
    check_surplus(source, image)
    length = native_bytes(image)
    there = min(length, image.value_length or 0)
    out.write(_element(image, length))
    at = 0
    for start, octets in changes:
        copy(out, source, image.value_offset + at, start - at)
        out.write(octets)
        at = start + len(octets)
    copy(out, source, image.value_offset + at, there - at)
    out.write(bytes(length - there))


def _copy_fragments(out: BinaryIO, image: ImagePixel, source: BinaryIO) -> None:
    found = fragments_of(source, image)
    if (found.lengths % 2).any():
        # A fragment of odd length is illegal, and a byte can be added only after a frame.
        frames = Frames(source, image)
        joined = map(frames.frame, range(len(frames)))
        write_pixel_data(out, image, joined, extended=frames.needs_extended_table)
        return
    lengths, offsets = found.frame_lengths(), found.frame_offsets()
    is_long = int(offsets[-1]) > _UNDEFINED
    if lengths is not None and (is_long or image.extended_offset_table is not None):
        out.write(_opening(image, offsets, lengths))
    else:
        out.write(_opening(image, () if is_long else offsets))
    copy(out, source, found.first, found.stop - found.first)
    out.write(_item(DELIMITER, 0))


def _opening(image: ImagePixel, offsets: ArrayLike, lengths: ArrayLike | None = None) -> bytes:
    """Return all before the first fragment. With lengths, the offset table is the extended one."""
    before, basic = b"", np.asarray(offsets, "<u4" if lengths is None else "<u8").tobytes()
    if lengths is not None:
        before = _table(OFFSET_TABLES[0], offsets) + _table(OFFSET_TABLES[1], lengths)
        basic = b""
    return before + _element(image, _UNDEFINED) + _item(ITEM, len(basic)) + basic


def _table(tag: int, numbers: ArrayLike) -> bytes:
    octets = np.asarray(numbers, "<u8").tobytes()
    return struct.pack("<HH2s2xL", tag >> 16, tag & 0xFFFF, b"OV", len(octets)) + octets


def _element(image: ImagePixel, length: int) -> bytes:
    """Return tag, VR where it is explicit, and length (PS3.5 7.1.2, 7.1.3)."""
    if image.value_length is not None and length >= _UNDEFINED:
        raise UnsupportedInstanceError("native pixel data of 4 GiB or more")
    order = ">" if image.is_big_endian else "<"
    tag = struct.pack(f"{order}HH", 0x7FE0, _TAGS[image.keyword])
    if image.transfer_syntax_uid == ImplicitVRLittleEndian:
        return tag + struct.pack("<L", length)
    vr = "OB" if image.is_encapsulated else image.value_vr
    return tag + vr.encode("ascii") + struct.pack(f"{order}2xL", length)


def _write_native(out: BinaryIO, image: ImagePixel, frames: Iterable[bytes | Stretch]) -> None:
    length = native_bytes(image)
    out.write(_element(image, length))
    written = 0
    for octets in _octets(frames, image):
        out.write(octets)
        written += len(octets)
    if written != length:
        raise CodecError("not as many frames as there should be")


def _octets(frames: Iterable[bytes | Stretch], image: ImagePixel) -> Iterator[bytes]:
    """Undo what `Frames` does to native frames, and pad to even length."""
    sized = _of_size(frames, -(-frame_bits(image) // 8))
    joined = sized if frame_bits(image) % 8 == 0 else _without_gaps(sized, frame_bits(image))
    return map(swap, _evenly(joined)) if is_swapped(image) else _evenly(joined)


def _of_size(frames: Iterable[bytes | Stretch], size: int) -> Iterator[bytes]:
    for frame in frames:
        if isinstance(frame, Stretch) or len(frame) != size:
            raise CodecError("a native frame of another size")
        yield frame


def _without_gaps(frames: Iterable[bytes], bits: int) -> Iterator[bytes]:
    """Join frames of single bits where one ends within a byte."""
    left = np.empty(0, np.uint8)
    for frame in frames:
        own = np.unpackbits(np.frombuffer(frame, np.uint8), bitorder="little")[:bits]
        joined = np.concatenate([left, own])
        whole = len(joined) // 8 * 8
        left = joined[whole:]
        yield np.packbits(joined[:whole], bitorder="little").tobytes()
    yield np.packbits(left, bitorder="little").tobytes()


def _evenly(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in chunks of even length, and a zero if there was one too few."""
    left = b""
    for chunk in chunks:
        joined = left + chunk if left else chunk
        left = joined[len(joined) // 2 * 2 :]
        yield joined[: len(joined) - len(left)]
    if left:
        yield left + b"\0"


def _write_encapsulated(
    out: BinaryIO, image: ImagePixel, frames: Iterable[bytes | Stretch], *, extended: bool
) -> None:
    place, number = out.tell(), image.number_of_frames
    blank = bytes(number)
    out.write(_opening(image, list(blank), list(blank) if extended else None))
    offsets, lengths = array("Q"), array("Q")
    at = 0
    for frame in frames:
        length = len(frame) + len(frame) % 2
        if max(length, 0 if extended else at) >= _UNDEFINED:
            raise UnsupportedInstanceError("encapsulated frames that grew to 4 GiB or more")
        out.write(_item(ITEM, length))
        if isinstance(frame, Stretch):
            frame.write_to(out)
        else:
            out.write(frame)
        out.write(bytes(length - len(frame)))
        offsets.append(at)
        lengths.append(length)
        at += _HEADER + length
    if len(offsets) != number:
        raise CodecError("not as many frames as there should be")
    out.write(_item(DELIMITER, 0))
    end = out.tell()
    out.seek(place)
    out.write(_opening(image, offsets, lengths if extended else None))
    out.seek(end)


def _item(tag: int, length: int) -> bytes:
    return struct.pack("<HHL", tag >> 16, tag & 0xFFFF, length)
