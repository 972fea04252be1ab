"""The element Pixel Data, written as its frames come, or copied as it was."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from pydicom.uid import ImplicitVRLittleEndian

from scrub.errors import CodecError, UnsupportedInstanceError
from scrub.pixels.description import frame_bits, value_bytes
from scrub.pixels.frames import DELIMITER, ITEM, is_swapped, swap, value_end

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrub.model.instance import ImagePixel

_TAGS = {"PixelData": 0x0010, "FloatPixelData": 0x0008, "DoubleFloatPixelData": 0x0009}
_UNDEFINED = 0xFFFFFFFF
_CHUNK = 1 << 20


def write_pixel_data(out: BinaryIO, image: ImagePixel, new_frames: Iterable[bytes]) -> None:
    """Write the whole element, a frame at a time.

    Native frames are as `Frames` gives them, and `out` is only written to. Of encapsulated ones
    each becomes a fragment; the Basic Offset Table is filled in at the end, by seeking back.

    Raises:
        CodecError: if there are not as many frames as the image says, or one is not of its size.
        UnsupportedInstanceError: if they do not fit an offset or a length of 32 bits.

    """
    if image.is_encapsulated:
        _write_encapsulated(out, image, new_frames)
    else:
        _write_native(out, image, new_frames)


def copy_pixel_data(out: BinaryIO, image: ImagePixel, source: BinaryIO) -> None:
    """Write the whole element with the bytes of the source's value, whatever they are.

    Raises:
        CodecError: if the source ends within the value.

    """
    length = _UNDEFINED if image.value_length is None else image.value_length
    out.write(_element(image, length))
    left = value_end(source, image) - image.value_offset
    source.seek(image.value_offset)
    while left:
        chunk = source.read(min(left, _CHUNK))
        if not chunk:
            raise CodecError("the file ends within its pixel data")
        out.write(chunk)
        left -= len(chunk)


def _element(image: ImagePixel, length: int) -> bytes:
    """Return tag, VR where it is explicit, and length (PS3.5 7.1.2, 7.1.3)."""
    order = ">" if image.is_big_endian else "<"
    tag = struct.pack(f"{order}HH", 0x7FE0, _TAGS[image.keyword])
    if image.transfer_syntax_uid == ImplicitVRLittleEndian:
        return tag + struct.pack("<L", length)
    vr = "OB" if image.is_encapsulated else image.value_vr
    return tag + vr.encode("ascii") + struct.pack(f"{order}2xL", length)


def _write_native(out: BinaryIO, image: ImagePixel, frames: Iterable[bytes]) -> None:
    length = value_bytes(image)
    padded = length + length % 2
    if padded >= _UNDEFINED:
        raise UnsupportedInstanceError("native pixel data of 4 GiB or more")
    out.write(_element(image, padded))
    written = 0
    for octets in _octets(frames, image):
        out.write(octets)
        written += len(octets)
    if written != padded:
        raise CodecError("not as many frames as there should be")


def _octets(frames: Iterable[bytes], image: ImagePixel) -> Iterator[bytes]:
    """Undo what `Frames` does to native frames, and pad to even length."""
    sized = _of_size(frames, -(-frame_bits(image) // 8))
    joined = sized if frame_bits(image) % 8 == 0 else _without_gaps(sized, frame_bits(image))
    return map(swap, _evenly(joined)) if is_swapped(image) else _evenly(joined)


def _of_size(frames: Iterable[bytes], size: int) -> Iterator[bytes]:
    for frame in frames:
        if len(frame) != size:
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


def _write_encapsulated(out: BinaryIO, image: ImagePixel, frames: Iterable[bytes]) -> None:
    number = image.number_of_frames
    out.write(_element(image, _UNDEFINED))
    out.write(_item(ITEM, 4 * number))
    table = out.tell()
    out.write(bytes(4 * number))
    offsets, end = [], 0
    for frame in frames:
        padded = frame + b"\0" * (len(frame) % 2)
        offsets.append(end)
        end += 8 + len(padded)
        if end >= _UNDEFINED:
            raise UnsupportedInstanceError("encapsulated pixel data of 4 GiB or more")
        out.write(_item(ITEM, len(padded)) + padded)
    if len(offsets) != number:
        raise CodecError("not as many frames as there should be")
    out.write(_item(DELIMITER, 0))
    end = out.tell()
    out.seek(table)
    out.write(struct.pack(f"<{number}L", *offsets))
    out.seek(end)


def _item(tag: int, length: int) -> bytes:
    return struct.pack("<HHL", tag >> 16, tag & 0xFFFF, length)
