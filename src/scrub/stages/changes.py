"""What changed between two frames, and whether what was in a place is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from scrub.model.geometry import Rect, join_all

if TYPE_CHECKING:
    from collections.abc import Iterable

    from scrub.seams import Picture

CHANGED = 10
"""A pixel changed if a color differs by more than so many levels of 255."""

CELL = 32
"""Changes are looked at in cells of so many pixels, and one cell around them."""

SAME_PLACE = 0.6
"""Boxes that share so much of the smaller one are in one place."""

ALIKE = 0.6
"""Boxes that share so much of the larger one are one box, drawn twice."""

Pattern = NDArray[np.float32]
"""What is in a place, rows x columns x 3, each color less its surroundings' mean."""


def areas_of(changed: NDArray[np.bool_]) -> tuple[Rect, ...]:
    """Return rectangles that hold every changed pixel, with a cell around."""
    rows, columns = changed.shape
    padded = np.pad(changed, ((0, -rows % CELL), (0, -columns % CELL)))
    blocks = padded.reshape(padded.shape[0] // CELL, CELL, padded.shape[1] // CELL, CELL)
    cells = np.asarray(blocks.any(axis=(1, 3)), np.uint8)
    grown = cv2.dilate(cells, np.ones((3, 3), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    areas = [
        Rect(x * CELL, y * CELL, (x + width) * CELL, (y + height) * CELL).clip(rows, columns)
        for x, y, width, height, _ in boxes[1:].tolist()
    ]
    return tuple(area for area in areas if area)


def pattern(picture: Picture, rect: Rect) -> Pattern:
    """Return what is in a place, each color less its surroundings' mean."""
    part = part_of(picture, rect).astype(np.float32)
    return np.asarray(part - cv2.blur(part, (15, 15)), np.float32)


def correlation(one: Pattern, other: Pattern) -> float:
    """Return how alike two patterns are: 1 is alike but for contrast, 0 is not at all."""
    scale = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float((one * other).sum()) / scale if scale else 0.0


def same_place(one: Rect, other: Rect) -> bool:
    """Tell whether two boxes share most of the smaller one."""
    common = one.intersect(other)
    return common is not None and common.area >= SAME_PLACE * min(one.area, other.area)


def is_alike(one: Rect, other: Rect) -> bool:
    """Tell whether two boxes are one, drawn twice."""
    common = one.intersect(other)
    return common is not None and common.area >= ALIKE * max(one.area, other.area)


def joined(areas: Iterable[Rect]) -> tuple[Rect, ...]:
    """Return the areas, those that overlap made one."""
    apart: list[Rect] = []
    for area in areas:
        grown = area
        while cut := [other for other in apart if other.intersect(grown)]:
            apart = [other for other in apart if other not in cut]
            grown = join_all((grown, *cut))
        apart.append(grown)
    return tuple(sorted(apart))


def differs(before: Picture, after: Picture) -> NDArray[np.bool_]:
    """Return which pixels changed, rows x columns."""
    return np.asarray((cv2.absdiff(before, after) > CHANGED).any(axis=2))


def part_of(picture: Picture, rect: Rect) -> Picture:
    """Return a view of a place."""
    return picture[rect.top : rect.bottom, rect.left : rect.right]


def inside(rects: Iterable[Rect], rows: int, columns: int) -> NDArray[np.bool_]:
    """Return which pixels lie in one of the rectangles, rows x columns."""
    within = np.zeros((rows, columns), bool)
    for rect in rects:
        within[max(0, rect.top) : rect.bottom, max(0, rect.left) : rect.right] = True
    return within
