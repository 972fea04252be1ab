"""The rows of native frames that a mask meets, changed, so that all others need not be touched.

What comes out is what blacking whole frames gives: a band of rows is an image of its own, and
the codec is told so.

2026-11: rows are changed on their way, not in a finished copy: what is to go black is never in a
draft, not for a moment, since one that was interrupted stays in the work folder for a while.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from scrub.pixels.description import frame_bits
from scrub.pixels.fragments import read_at
from scrub.pixels.frames import is_swapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.instance import ImagePixel
    from scrub.model.mask import Mask
    from scrub.pixels.value import Change
    from scrub.seams import Codec


def has_bands(image: ImagePixel) -> bool:
    """Tell whether each native frame lies in bytes of its own, in the order of its samples."""
    return not image.is_encapsulated and not is_swapped(image) and frame_bits(image) % 8 == 0


def blacked_bands(
    file: BinaryIO, image: ImagePixel, mask: Mask, black: Sequence[int], codec: Codec
) -> Iterator[Change]:
    """Yield what changes in the value of an image that has bands, in the order of its bytes.

    Raises:
        CodecError: if the file ends within the value.

    """
    frame_bytes = frame_bits(image) // 8
    for index in range(image.number_of_frames):
        for top, bottom, rects in _bands(mask.on(index), image):
            start = index * frame_bytes + top * frame_bytes // image.rows
            length = (bottom - top) * frame_bytes // image.rows
            band = replace(image, rows=bottom - top, number_of_frames=1)
            octets = read_at(file, image.value_offset + start, length)
            moved = [rect.move(0, -top) for rect in rects]
            yield start, codec.blackout(octets, moved, black, band)


def _bands(rects: Sequence[Rect], image: ImagePixel) -> list[tuple[int, int, list[Rect]]]:
    """Return runs of rows that rectangles meet, from the top: each with its rectangles.

    All rows, where a row does not lie in bytes of its own.
    """
    rects = [inside for rect in rects if (inside := rect.clip(image.rows, image.columns))]
    bands: list[tuple[int, int, list[Rect]]] = []
    if rects and not _has_rows(image):
        return [(0, image.rows, rects)]
    for rect in sorted(rects, key=lambda one: one.top):
        top, bottom, together = bands.pop() if bands else (rect.top, rect.top, [])
        if rect.top > bottom:
            bands.append((top, bottom, together))
            top, together = rect.top, []
        bands.append((top, max(bottom, rect.bottom), [*together, rect]))
    return bands


def _has_rows(image: ImagePixel) -> bool:
    is_planar = image.planar_configuration == 1 and image.samples_per_pixel > 1
    return not is_planar and frame_bits(image) // image.rows % 8 == 0
