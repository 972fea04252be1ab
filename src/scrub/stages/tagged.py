"""A file as its tags and what is not: group 2, the data set, Pixel Data where it lies, the rest.

Of whatever kind it is: nothing is decoded or refused here.
"""

from __future__ import annotations

import os
import struct
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from pydicom.valuerep import EXPLICIT_VR_LENGTH_32

from scrub.errors import InstanceError
from scrub.header.tags.rows import TagRow, rows
from scrub.stages.parts import UNDEFINED, elements, take_apart, told
from scrub.stages.read import open_source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydicom.dataset import Dataset

    from scrub.model.instance import Source
    from scrub.stages.parts import Parts

_ITEM, _DELIMITER = (0xFFFE, 0xE000), (0xFFFE, 0xE0DD)
_HEADER = struct.Struct("<HHL")
_WHOLE_HEADER = 12


@dataclass(frozen=True, slots=True)
class Pixels:
    """The element Pixel Data from start to stop, its value from `value` on: bytes of the stream."""

    tag: int
    vr: str
    start: int
    value: int
    stop: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """A file and its elements. `after` are those behind Pixel Data, None where nobody can tell.

    `end` is where the stream ends. All is the reader's own.
    """

    parts: Parts
    pixels: Pixels | None
    after: Dataset | None
    end: int

    @property
    def stream(self) -> BinaryIO:
        """What `pixels` points into."""
        return self.parts.stream


@contextmanager
def opened(source: Source) -> Iterator[Tagged]:
    """Open a file, and close it again.

    Raises:
        NotDicomError: if it is no DICOM at all.
        InstanceError: if it cannot be read.

    """
    with open_source(source) as raw:
        parts = take_apart(raw)
        with parts.stream as stream:
            start = stream.tell()
            end = stream.seek(0, os.SEEK_END)
            pixels = _pixels(parts, start, end)
            after = _after(parts, pixels, end) if pixels else None
            yield Tagged(parts, pixels, after, end)


def tags_of(source: Source) -> Iterator[TagRow]:
    """Yield every element of a file: File Meta Information, the data set, what is in sequences.

    Raises:
        NotDicomError: if it is no DICOM at all.
        UnsupportedInstanceError: if sequences are nested deeper than 32.
        InstanceError: if it cannot be read.

    """
    with opened(source) as file:
        yield from rows(file.parts.meta)
        yield from rows(file.parts.dataset)
        if file.pixels:
            yield _row(file.pixels)
        if file.after:
            yield from rows(file.after)


def _row(pixels: Pixels) -> TagRow:
    keyword = {8: "FloatPixelData", 9: "DoubleFloatPixelData"}.get(pixels.tag & 0xFF, "PixelData")
    tag = f"({pixels.tag >> 16:04X},{pixels.tag & 0xFFFF:04X})"
    return TagRow(
        path=keyword,
        tag=tag,
        vr=pixels.vr,
        keyword=keyword,
        depth=0,
        multiplicity=1,
        length=pixels.stop - pixels.value,
        rule="K",
        values=(),
    )


def _pixels(parts: Parts, start: int, end: int) -> Pixels | None:
    if parts.pixels is None:
        return None
    tag, vr, length = parts.pixels
    is_long = vr is not None and vr in EXPLICIT_VR_LENGTH_32
    value = start + (_WHOLE_HEADER if is_long else _HEADER.size)
    stop = value + length if length != UNDEFINED else _end_of_items(parts.stream, value)
    if stop > end:
        raise InstanceError("its pixel data is cut short")
    return Pixels(tag, vr or "OW", start, value, stop)


def _end_of_items(stream: BinaryIO, at: int) -> int:
    """Return where a sequence of fragments ends (PS3.5 A.4)."""
    while True:
        stream.seek(at)
        head = stream.read(_HEADER.size)
        if len(head) < _HEADER.size:
            raise InstanceError("its pixel data is cut short")
        group, element, length = _HEADER.unpack(head)
        at += _HEADER.size
        if (group, element) == _DELIMITER:
            return at
        if (group, element) != _ITEM or length == UNDEFINED:
            raise InstanceError("its pixel data is no sequence of fragments")
        at += length


def _after(parts: Parts, pixels: Pixels, end: int) -> Dataset | None:
    parts.stream.seek(pixels.stop)
    if pixels.stop == end:
        return None
    try:
        with told():
            return elements(parts.stream, parts.transfer_syntax_uid)[0]
    except InstanceError:
        # Bytes that are no element: padding of the file, or its end cut short.
        return None
