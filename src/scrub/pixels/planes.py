"""Overlay planes (60xx) as bits, and back (PS3.3 C.9.2, PS3.5 8.1.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from scrub.pixels.attributes import UNREADABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from scrub.seams import Picture

GROUPS = range(0x6000, 0x6020, 2)

_ROWS, _COLUMNS, _FRAMES, _BITS_ALLOCATED, _BIT_POSITION = 0x10, 0x11, 0x15, 0x100, 0x102
_DATA = 0x3000
_MOST_BITS = 1 << 31


@dataclass(frozen=True, slots=True)
class Plane:
    """The bits of one overlay group: frames x rows x columns."""

    group: int
    bits: NDArray[np.bool_] = field(repr=False)

    def pictures(self) -> Iterator[Picture]:
        """Yield each frame as an eye would see it, white on black."""
        for frame in self.bits:
            white = frame.astype(np.uint8) * np.uint8(255)
            yield np.repeat(white[:, :, np.newaxis], 3, axis=2)


def planes(dataset: Dataset) -> tuple[Plane, ...]:
    """Return the overlay planes that have data of their own and say what these are.

    Not those in unused bits of pixels, nor in words of the other byte order.
    """
    _, little = dataset.original_encoding
    found = (_plane(dataset, group) for group in GROUPS if little)
    return tuple(plane for plane in found if plane is not None)


def packed(bits: NDArray[np.bool_]) -> bytes:
    """Return bits as Overlay Data: the first in the lowest bit, padded to even length."""
    content = np.packbits(bits.reshape(-1), bitorder="little").tobytes()
    return content + b"\0" * (len(content) % 2)


def _plane(dataset: Dataset, group: int) -> Plane | None:
    try:
        data = bytes(dataset[group, _DATA].value)
        rows, columns = (int(dataset[group, tag].value) for tag in (_ROWS, _COLUMNS))
        frames, allocated, position = (
            int(dataset[group, tag].value) if (group, tag) in dataset else usual
            for tag, usual in ((_FRAMES, 1), (_BITS_ALLOCATED, 1), (_BIT_POSITION, 0))
        )
    except UNREADABLE:
        return None
    count = rows * columns * frames
    plain = (allocated, position) == (1, 0) and min(rows, columns, frames) > 0
    if not plain or count > min(_MOST_BITS, 8 * len(data)):
        return None
    content = np.frombuffer(data, np.uint8)
    bits = np.unpackbits(content, count=count, bitorder="little").astype(np.bool_)
    return Plane(group, bits.reshape(frames, rows, columns))
