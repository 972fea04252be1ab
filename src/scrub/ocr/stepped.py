"""Two texts at different heights that were found as one box, told apart by the gap between them.

Fields side by side whose rows are half a line off run together before a network, and the box that
takes in both takes in the lines above and below too: `49Hz` and, ten pixels higher, `Asc Ao Diam`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scrub.ocr.ink import bounds_of, runs
from scrub.ocr.stacked import ink_of
from scrub.ocr.tiling import is_level, level_box

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.model.text import TextBox
    from scrub.seams import Picture

APART = 0.35
"""The gap is so many times as wide as the box is high, at least."""

STEP = 0.1
"""Both the upper and the lower ends of the letters are so much of its height off,"""

PIXELS = 3
"""and so many pixels, the same way: a comma, a dash and small letters are not."""

MARGIN = 2
"""Pixels kept around the ink."""


def unstepped(picture: Picture, boxes: Iterable[TextBox]) -> Iterator[TextBox]:
    """Yield the boxes, two in the place of one that holds texts at different heights."""
    for box in boxes:
        parts = _parts(picture, box) if is_level(box) else ()
        if parts:
            yield from (level_box(part, box.score) for part in parts)
        else:
            yield box


def _parts(picture: Picture, box: TextBox) -> tuple[Rect, ...]:
    """Return both parts of a box, where it is to be cut; nothing if it is not."""
    rect = box.rect
    if rect.width < 2 * rect.height:
        return ()
    ink = ink_of(picture, rect)
    for start, stop in runs(~np.asarray(ink.any(axis=0))):
        if start == 0 or stop == rect.width or stop - start < APART * rect.height:
            continue
        left, right = _line(ink[:, :start]), _line(ink[:, stop:]).move(stop, 0)
        if _is_step(right.top - left.top, right.bottom - left.bottom, rect.height):
            places = (place.grow(MARGIN).move(rect.left, rect.top) for place in (left, right))
            return tuple(place.intersect(rect) or rect for place in places)
    return ()


def _line(ink: NDArray[np.bool_]) -> Rect:
    """Return where the highest run of rows with ink is: others are rules, and cut neighbors."""
    top, bottom = max(runs(np.asarray(ink.any(axis=1))), key=lambda run: run[1] - run[0])
    return bounds_of(ink[top:bottom]).move(0, top)


def _is_step(top: int, bottom: int, height: int) -> bool:
    least = max(PIXELS, STEP * height)
    return min(top, bottom) >= least or max(top, bottom) <= -least
