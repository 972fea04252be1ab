"""Encoded frames, found in another way than applying finds them.

2026-11: pydicom walks the fragments, and believes whatever an offset table says. Where there are
as many fragments that hold something as frames, each is a frame, so the table is not asked; it is
where frames are made of several.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, BinaryIO

from pydicom.encaps import generate_frames, parse_fragments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.instance import ImagePixel
    from scrub.stages.read import Instance

_HEADER = 8
_LENGTH_AT = 4


def encoded_frames(instance: Instance) -> Iterator[bytes]:
    """Yield each encapsulated frame's bytes. Errors are pydicom's."""
    image, stream = instance.image, instance.stream
    if image is None:
        return
    fragments = list(_filled(stream, image))
    if len(fragments) != image.number_of_frames:
        stream.seek(image.value_offset)
        yield from generate_frames(stream, number_of_frames=image.number_of_frames)
        return
    for start, length in fragments:
        stream.seek(start)
        yield stream.read(length)


def _filled(stream: BinaryIO, image: ImagePixel) -> Iterator[tuple[int, int]]:
    """Yield where fragments begin that are not empty, and how long they are."""
    stream.seek(image.value_offset + _HEADER + _length(stream, image.value_offset))
    _, items = parse_fragments(stream)
    for item in items:
        length = _length(stream, item)
        if length:
            yield item + _HEADER, length


def _length(stream: BinaryIO, item: int) -> int:
    stream.seek(item + _LENGTH_AT)
    (length,) = struct.unpack("<L", stream.read(4))
    return int(length)
