"""What changed between two frames, and whether what was in a place is still there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from scrub.model.geometry import Rect, join_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrub.seams import Picture

CHANGED = 10
"""A pixel changed if a color differs by more than so many levels of 255."""

BLOCK = 16
"""Changes are looked at in blocks of so many pixels, and one block around them."""

SAME_PLACE = 0.6
"""Boxes that share so much of the smaller one are in one place."""

ALIKE = 0.6
"""Boxes that share so much of the larger one are one box, drawn twice."""

ALONG, ASIDE = 0.8, 0.5
"""A box is read over by one that shares so much of its length and of its thickness."""

Blocks = NDArray[np.bool_]
"""Something of each block: block rows x block columns."""

Pattern = NDArray[np.float32]
"""What is in a place, rows x columns x 3, each color less its surroundings' mean."""


def areas_of(blocks: Blocks, rows: int, columns: int) -> tuple[Rect, ...]:
    """Return rectangles that hold all of these blocks of a frame, with a block around."""
    grown = cv2.dilate(blocks.astype(np.uint8), np.ones((3, 3), np.uint8))
    _, _, boxes, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    areas = [Rect(x, y, x + width, y + height) for x, y, width, height, _ in boxes[1:].tolist()]
    inside = [_in_pixels(area).clip(rows, columns) for area in areas]
    return tuple(area for area in inside if area)


def _in_pixels(blocks: Rect) -> Rect:
    return Rect(*(side * BLOCK for side in (blocks.left, blocks.top, blocks.right, blocks.bottom)))


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


def reads_over(new: Rect, old: Rect) -> bool:
    """Tell whether a new box is in the place of all of an old one's text.

    Boxes of one line differ more in height, where they are drawn wider than the letters.
    """
    common = new.intersect(old)
    if common is None:
        return False
    across, down = common.width / old.width, common.height / old.height
    along, aside = (across, down) if old.width >= old.height else (down, across)
    return along >= ALONG and aside >= ASIDE


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


def differs(before: Picture, after: Picture) -> bool:
    """Tell whether any pixel changed."""
    return int(cv2.absdiff(before, after).max()) > CHANGED


def changed_blocks(before: Picture, after: Picture) -> Blocks:
    """Return in which blocks any pixel changed."""
    return largest(np.asarray(cv2.absdiff(before, after), np.uint8)) > CHANGED


def largest(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the largest value of each block; values are rows x columns, or have colors too."""
    return np.asarray(_cut(values).max(axis=1).reshape(_split(values)).max(axis=2))


def total(values: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return the sum of the values of each block; values are rows x columns."""
    columns = _cut(values).sum(axis=1, dtype=np.uint16)
    return np.asarray(columns.reshape(_split(values)).sum(axis=2, dtype=np.uint32))


def _cut(values: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return rows of blocks x BLOCK x all that is in a row; what the last lack is 0."""
    rows, columns = values.shape[:2]
    below, right = -rows % BLOCK, -columns % BLOCK
    if below or right:
        values = np.asarray(
            cv2.copyMakeBorder(values, 0, below, 0, right, cv2.BORDER_CONSTANT, value=0), np.uint8
        )
    return values.reshape(len(values) // BLOCK, BLOCK, -1)


def _split(values: NDArray[np.uint8]) -> tuple[int, int, int]:
    """Return the shape in which the columns of rows of blocks are each block's."""
    rows, columns = blocks_shape(values.shape)
    return rows, columns, -1


def blocks_shape(shape: Sequence[int]) -> tuple[int, int]:
    """Return how many rows and columns of blocks a picture of such a shape has."""
    return -(-shape[0] // BLOCK), -(-shape[1] // BLOCK)


def part_of(picture: Picture, rect: Rect) -> Picture:
    """Return a view of a place."""
    return picture[rect.top : rect.bottom, rect.left : rect.right]


def in_blocks(rects: Iterable[Rect], shape: Sequence[int]) -> Blocks:
    """Return which blocks of a picture of such a shape the rectangles meet."""
    met = np.zeros(blocks_shape(shape), bool)
    for rect in rects:
        left, top = max(0, rect.left) // BLOCK, max(0, rect.top) // BLOCK
        met[top : -(-rect.bottom // BLOCK), left : -(-rect.right // BLOCK)] = True
    return met
