"""Pixel Data that was to stay as it is, compared byte by byte with what was written."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from scrub.errors import InstanceError
from scrub.pixels.description import value_bytes
from scrub.stages.second_fragments import encoded_frames

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.model.instance import ImagePixel
    from scrub.stages.read import Instance

_CHUNK = 1 << 20


def holds_no_more(image: ImagePixel) -> bool:
    """Tell whether a native value has no byte after its frames but one that makes it even."""
    return image.value_length is None or image.value_length == _native_bytes(image)


def same_value(written: Instance, original: Instance) -> bool:
    """Tell whether the frames of two instances have the same bytes, encoded as they are.

    Raises:
        InstanceError: if one of the two ends within them.

    """
    if written.image is None or original.image is None:
        return False
    return all(a == b for a, b in zip_longest(_value(written), _value(original)))


def _native_bytes(image: ImagePixel) -> int:
    return value_bytes(image) + value_bytes(image) % 2


def _value(instance: Instance) -> Iterator[bytes]:
    """Yield the bytes of Pixel Data's frames, and of what pads them to even length, in chunks."""
    image = instance.image
    if image is None:
        return
    if image.value_length is None:
        yield from (frame + bytes(len(frame) % 2) for frame in encoded_frames(instance))
        return
    instance.stream.seek(image.value_offset)
    left = min(image.value_length, _native_bytes(image))
    while left:
        chunk = instance.stream.read(min(left, _CHUNK))
        if not chunk:
            raise InstanceError("pixel data ends early")
        yield chunk + bytes(len(chunk) % 2)
        left -= len(chunk)
