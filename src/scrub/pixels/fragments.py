"""Fragments of an encapsulated value, and which of them make up a frame (PS3.5 A.4).

2026-11: an offset table is believed only where each of its numbers is the place of an item, since
wrong ones are common; one that counts from elsewhere, or beyond 4 GiB from 0 again, is put right.
A missing Sequence Delimitation Item is forgiven where the last fragment ends with the file and
there is one for each frame; else nothing would tell a whole value from one that was cut short.
"""

from __future__ import annotations

import os
import struct
from array import array
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from pydicom.uid import JPEG2000TransferSyntaxes, JPEGLSTransferSyntaxes, JPEGTransferSyntaxes

from scrub.errors import CodecError, UnsupportedInstanceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from scrub.model.instance import ImagePixel

ITEM, DELIMITER = 0xFFFEE000, 0xFFFEE0DD
MOST = 1 << 22
"""Fragments of a value, beyond which we do not try: a hostile file could hold 2 ** 29."""

_UNDEFINED = 0xFFFFFFFF
_HEADER = 8
_BASIC = 4
_TAG_AND_LENGTH = struct.Struct("<HHL")
# Start of Image or of Codestream and the marker after it; the signature boxes of JP2 and JPEG XL.
_JPEG = (b"\xff\xd8\xff", b"\xff\x4f\xff", b"\0\0\0\x0cjP")
_JPEG_XL = (b"\xff\x0a", b"\0\0\0\x0cJX")
_SOI: Mapping[str, tuple[bytes, ...]] = {
    **{
        str(uid): _JPEG
        for uid in (*JPEGTransferSyntaxes, *JPEGLSTransferSyntaxes, *JPEG2000TransferSyntaxes)
    },
    **dict.fromkeys((f"1.2.840.10008.1.2.4.{last}" for last in (110, 111, 112)), _JPEG_XL),
}
_LONGEST_SOI = 6


@dataclass(frozen=True, slots=True)
class Fragments:
    """Where fragments lie in a file, and which of them begin a frame.

    `first` is where the first item is, after the Basic Offset Table. `offsets` are those of the
    items from there, as offset tables count; `lengths` are without the 8 bytes of an item's tag
    and length. `stop` is where the last fragment ends, and `end` the value. `starts` has for each
    frame the index of its first fragment.
    """

    first: int
    offsets: NDArray[np.uint64]
    lengths: NDArray[np.uint64]
    stop: int
    end: int
    starts: NDArray[np.int64]

    def parts(self, frame: int) -> Iterator[tuple[int, int]]:
        """Yield where in the file a frame's fragments begin, and how long they are."""
        following = self.starts[frame + 1 : frame + 2]
        last = int(following[0]) if len(following) else len(self.lengths)
        for index in range(int(self.starts[frame]), last):
            yield self.first + int(self.offsets[index]) + _HEADER, int(self.lengths[index])

    def frame_offsets(self) -> NDArray[np.uint64]:
        """Return what an offset table says of each frame."""
        return self.offsets[self.starts]

    def frame_lengths(self) -> NDArray[np.uint64] | None:
        """Return the length of each frame, or None if not each is one fragment."""
        whole = len(self.starts) == len(self.lengths)
        return self.lengths if whole else None


def fragments_of(file: BinaryIO, image: ImagePixel) -> Fragments:
    """Return the fragments of an encapsulated value; a video has no frames in this sense.

    Raises:
        CodecError: if it is no sequence of fragments, or nothing tells which make up a frame.
        UnsupportedInstanceError: if there are more than 4,194,304.

    """
    number = image.number_of_frames
    table, found = _scan(file, image, number)
    if len(found.lengths) < number:
        raise CodecError("cannot tell which fragments make up a frame: there are too few")
    if found.end == found.stop and np.count_nonzero(found.lengths) != number:
        raise CodecError("pixel data without an end")
    extended = _numbers(image.extended_offset_table or b"", number, "<u8")
    for starts in (
        _starts_of_table(extended, found),
        _starts_of_table(_unwrapped(_numbers(table, number, "<u4")), found),
        _starts_by_count(found, number),
    ):
        if starts is not None:
            return replace(found, starts=starts)
    return replace(found, starts=_starts_by_content(file, found, image))


def read_at(file: BinaryIO, start: int, length: int) -> bytes:
    """Return so many bytes from somewhere in a file.

    Raises:
        CodecError: if the file ends before.

    """
    file.seek(start)
    octets = file.read(length)
    if len(octets) != length:
        raise CodecError("the file ends within its pixel data")
    return octets


def _scan(file: BinaryIO, image: ImagePixel, number: int) -> tuple[bytes, Fragments]:
    """Return the Basic Offset Table, if it is as long as it should be, and the fragments."""
    size = file.seek(0, os.SEEK_END)
    table, first = _table(file, image.value_offset, size, number)
    offsets, lengths = array("Q"), array("Q")
    position = first
    end = size
    while position != size:
        tag, length = _tag_and_length(file, position)
        if tag == DELIMITER and length == 0:
            end = position + _HEADER
            break
        if tag != ITEM or not _fits(position, length, size):
            raise CodecError("pixel data that is no sequence of fragments")
        if len(offsets) == MOST:
            raise UnsupportedInstanceError(f"more than {MOST} fragments")
        offsets.append(position - first)
        lengths.append(length)
        position += _HEADER + length
    numbers = (np.array(offsets, np.uint64), np.array(lengths, np.uint64))
    return table, Fragments(first, *numbers, position, end, np.empty(0, np.int64))


def _table(file: BinaryIO, position: int, size: int, number: int) -> tuple[bytes, int]:
    tag, length = _tag_and_length(file, position)
    if tag != ITEM or not _fits(position, length, size):
        raise CodecError("pixel data that is no sequence of fragments")
    start = position + _HEADER
    is_whole = length == number * _BASIC
    return read_at(file, start, length) if is_whole else b"", start + length


def _tag_and_length(file: BinaryIO, position: int) -> tuple[int, int]:
    group, element, length = _TAG_AND_LENGTH.unpack(read_at(file, position, _HEADER))
    return group << 16 | element, length


def _fits(position: int, length: int, size: int) -> bool:
    return length != _UNDEFINED and position + _HEADER + length <= size


def _numbers(table: bytes, number: int, dtype: str) -> NDArray[np.uint64]:
    """Return a table's numbers, none if there is not one for each frame."""
    if len(table) != number * np.dtype(dtype).itemsize:
        return np.empty(0, np.uint64)
    return np.frombuffer(table, dtype).astype(np.uint64)


def _unwrapped(table: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return a table of 32 bits that began from 0 again at each 4 GiB as it was meant."""
    turns = np.concatenate([[0], np.cumsum(table[1:] < table[:-1])])[: len(table)]
    return table + (turns.astype(np.uint64) << np.uint64(32))


def _starts_of_table(table: NDArray[np.uint64], found: Fragments) -> NDArray[np.int64] | None:
    if not len(table) or not (table[1:] > table[:-1]).all():
        return None
    meant = table - table[0]
    starts = np.searchsorted(found.offsets, meant)
    inside = starts < len(found.offsets)
    return starts if inside.all() and (found.offsets[starts] == meant).all() else None


def _starts_by_count(found: Fragments, number: int) -> NDArray[np.int64] | None:
    """Empty fragments do not count."""
    filled = np.flatnonzero(found.lengths)
    if len(filled) == number:
        return filled
    return np.zeros(1, np.int64) if number == 1 and len(filled) else None


def _starts_by_content(file: BinaryIO, found: Fragments, image: ImagePixel) -> NDArray[np.int64]:
    """Return the fragments that begin like a codestream, if they do so once a frame."""
    starts = []
    if soi := _SOI.get(image.transfer_syntax_uid):
        starts = [
            index
            for index, (offset, length) in enumerate(zip(found.offsets, found.lengths, strict=True))
            if _begins(file, found.first + int(offset) + _HEADER, int(length), soi)
        ]
    if len(starts) != image.number_of_frames or found.lengths[: starts[0]].any():
        raise CodecError("cannot tell which fragments make up a frame")
    return np.array(starts, np.int64)


def _begins(file: BinaryIO, start: int, length: int, soi: tuple[bytes, ...]) -> bool:
    return read_at(file, start, min(length, _LONGEST_SOI)).startswith(soi)
