"""Encoded frames, one by one out of the value of Pixel Data."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from pydicom.uid import JPEG2000TransferSyntaxes, JPEGLSTransferSyntaxes, JPEGTransferSyntaxes

from scrub.errors import CodecError
from scrub.pixels.description import frame_bits

if TYPE_CHECKING:
    from scrub.model.instance import ImagePixel

ITEM, DELIMITER = 0xFFFEE000, 0xFFFEE0DD
_BYTE = 8
_SOI = frozenset({b"\xff\xd8", b"\xff\x4f"})
_SPLIT_AT_SOI = frozenset(
    [*JPEGTransferSyntaxes, *JPEGLSTransferSyntaxes, *JPEG2000TransferSyntaxes]
)
_TAG_AND_LENGTH = struct.Struct("<HHL")


@dataclass(frozen=True, slots=True)
class Fragment:
    """Where a fragment lies: its item, counted from the first fragment's, and its bytes."""

    item: int
    start: int
    length: int


class Frames:
    """The frames of an open file, read when asked for.

    An encapsulated frame is its fragments, joined. A native frame is its bytes in order: 8-bit
    samples out of big endian words, and single bits moved to begin with a byte.
    """

    def __init__(
        self, file: BinaryIO, image: ImagePixel, extended_offset_table: bytes = b""
    ) -> None:
        """Read how fragments make up frames (PS3.5 A.4).

        Raises:
            CodecError: if that cannot be told.

        """
        self._file = file
        self._image = image
        self._frames: tuple[tuple[Fragment, ...], ...] = ()
        if image.is_encapsulated:
            table, fragments, _ = _scan(file, image.value_offset)
            tables = (_numbers(extended_offset_table, "<u8"), _numbers(table, "<u4"))
            self._frames = _grouped(fragments, tables, image, file)

    def __len__(self) -> int:
        return self._image.number_of_frames

    def frame(self, index: int) -> bytes:
        """Return one encoded frame, counted from 0.

        Raises:
            CodecError: if the file ends before it does.

        """
        if not 0 <= index < len(self):
            raise IndexError(index)
        if self._image.is_encapsulated:
            parts = self._frames[index]
            return b"".join(_read(self._file, part.start, part.length) for part in parts)
        return self._native(index)

    def _native(self, index: int) -> bytes:
        bits = frame_bits(self._image)
        first, stop = index * bits, (index + 1) * bits
        octets = self._octets(first // 8, -(-stop // 8))
        if first % 8 == 0 and stop % 8 == 0:
            return octets
        unpacked = np.unpackbits(np.frombuffer(octets, np.uint8), bitorder="little")
        own = unpacked[first % 8 : first % 8 + bits]
        return np.packbits(own, bitorder="little").tobytes()

    def _octets(self, start: int, stop: int) -> bytes:
        offset = self._image.value_offset
        if not is_swapped(self._image):
            return _read(self._file, offset + start, stop - start)
        first, last = start // 2 * 2, -(-stop // 2) * 2
        swapped = swap(_read(self._file, offset + first, last - first))
        return swapped[start - first : stop - first]


def value_end(file: BinaryIO, image: ImagePixel) -> int:
    """Return where the element after Pixel Data begins.

    Raises:
        CodecError: if the value does not end.

    """
    if image.value_length is None:
        return _scan(file, image.value_offset)[2]
    return image.value_offset + image.value_length


def is_swapped(image: ImagePixel) -> bool:
    """Tell whether samples of a byte or less lie in big endian words of two (PS3.5 D)."""
    return image.is_big_endian and image.value_vr == "OW" and image.bits_allocated <= _BYTE


def swap(octets: bytes) -> bytes:
    """Return an even number of bytes with each two exchanged."""
    return np.frombuffer(octets, np.uint16).byteswap().tobytes()


def _read(file: BinaryIO, start: int, length: int) -> bytes:
    file.seek(start)
    octets = file.read(length)
    if len(octets) != length:
        raise CodecError("the file ends within its pixel data")
    return octets


def _scan(file: BinaryIO, offset: int) -> tuple[bytes, tuple[Fragment, ...], int]:
    """Return the Basic Offset Table, the fragments, and where the value ends."""
    table = b""
    first = None
    fragments: list[Fragment] = []
    position = offset
    while True:
        group, element, length = _TAG_AND_LENGTH.unpack(_read(file, position, 8))
        tag = group << 16 | element
        if tag == DELIMITER:
            return table, tuple(fragments), position + 8
        if tag != ITEM or length % 2:
            raise CodecError("pixel data that is no sequence of fragments")
        if first is None:
            table = _read(file, position + 8, length)
            first = position + 8 + length
        else:
            fragments.append(Fragment(position - first, position + 8, length))
        position += 8 + length


def _numbers(table: bytes, dtype: str) -> tuple[int, ...]:
    whole = len(table) // np.dtype(dtype).itemsize
    return tuple(np.frombuffer(table, dtype, whole).tolist())


def _grouped(
    fragments: tuple[Fragment, ...],
    tables: tuple[tuple[int, ...], ...],
    image: ImagePixel,
    file: BinaryIO,
) -> tuple[tuple[Fragment, ...], ...]:
    """Return each frame's fragments; an offset table is believed only where it fits them."""
    order = {fragment.item: index for index, fragment in enumerate(fragments)}
    for table in tables:
        if len(table) == image.number_of_frames and _fits(table, order):
            return _split(fragments, [order[offset] for offset in table])
    if len(fragments) == image.number_of_frames:
        return tuple((fragment,) for fragment in fragments)
    if image.number_of_frames == 1 and fragments:
        return (fragments,)
    starts = _starts(fragments, image, file)
    if len(starts) != image.number_of_frames or starts[0] != 0:
        raise CodecError("cannot tell which fragments make up a frame")
    return _split(fragments, starts)


def _fits(table: tuple[int, ...], order: dict[int, int]) -> bool:
    return table[0] == 0 and list(table) == sorted(set(table)) and set(table) <= order.keys()


def _split(fragments: tuple[Fragment, ...], starts: list[int]) -> tuple[tuple[Fragment, ...], ...]:
    stops = [*starts[1:], len(fragments)]
    return tuple(fragments[start:stop] for start, stop in zip(starts, stops, strict=True))


def _starts(fragments: tuple[Fragment, ...], image: ImagePixel, file: BinaryIO) -> list[int]:
    if image.transfer_syntax_uid not in _SPLIT_AT_SOI:
        return []
    return [
        index
        for index, fragment in enumerate(fragments)
        if fragment.length > 1 and _read(file, fragment.start, 2) in _SOI
    ]
