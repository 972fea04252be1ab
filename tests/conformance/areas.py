"""Which pixels may change and which have to be black, worked out anew from what a plan reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.model.instance import Grid

SMOOTHED = 2
"""Pixels inside the black whose color a decoder may mix with what lies outside."""


def black_area(rects: Iterable[Rect], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Return which pixels of a frame, rows x columns, are to be black."""
    area = np.zeros(shape, bool)
    for rect in rects:
        area[max(rect.top, 0) : rect.bottom, max(rect.left, 0) : rect.right] = True
    return area


def reported_area(black: NDArray[np.bool_], grid: Grid) -> NDArray[np.bool_]:
    """Return which pixels may change: whole cells of the reach, and so many pixels around them.

    A rectangle's cells are just those that hold one of its pixels, so the cells are marked by
    pixels, not by bounds.
    """
    rows, columns = black.shape
    marked = np.zeros((-(-rows // grid.reach_rows), -(-columns // grid.reach_columns)), bool)
    y, x = np.nonzero(black)
    marked[y // grid.reach_rows, x // grid.reach_columns] = True
    wide = np.repeat(np.repeat(marked, grid.reach_rows, axis=0), grid.reach_columns, axis=1)
    # Cells at the edge go on beyond the frame, and so what is around them does not come back in.
    return grown(wide, grid.reach)[:rows, :columns]


def grown(area: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    """Return it with all pixels that are so near, diagonally too."""
    for _ in range(pixels):
        for axis in (0, 1):
            area = area | _shifted(area, axis)
    return area


def inner(area: NDArray[np.bool_], pixels: int) -> NDArray[np.bool_]:
    """Return it without the pixels that are so near to what is not in it."""
    return np.asarray(area & ~grown(~area, pixels))


def _shifted(area: NDArray[np.bool_], axis: int) -> NDArray[np.bool_]:
    """Return what is beside it along an axis."""
    moved = np.zeros_like(area)
    forth, back = (slice(1, None), slice(None, -1))
    for to, of in ((forth, back), (back, forth)):
        places = [(slice(None),) * axis + (part,) for part in (to, of)]
        moved[places[0]] |= area[places[1]]
    return moved
