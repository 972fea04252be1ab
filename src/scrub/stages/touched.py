"""Which pixels of a frame a plan may change, and which it is to make black.

Worked out anew for verifying, since a mistake in the mask would else fool both sides.
"""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.model.instance import Grid, ImagePixel
    from scrub.model.plan import Plan

SMOOTHED = 2
"""Pixels inside a JPEG's black whose color a decoder may smooth with what lies outside."""

Part = tuple[slice, slice]
"""Rows and columns of a frame, each from a start to a stop."""


class Area:
    """Parts of a frame: each of `black` is to be black, none of `rest` may have changed.

    Parts of `rest` do not overlap. Beside both lies what JPEG's subsampled color may have changed.
    """

    def __init__(self, rects: Sequence[Rect], image: ImagePixel, grid: Grid) -> None:
        self._size = image.rows, image.columns
        self.black: tuple[Part, ...] = tuple(
            (slice(rect.top, rect.bottom), slice(rect.left, rect.right)) for rect in rects
        )
        touched = []
        for rect in rects:
            left = rect.left - rect.left % grid.reach_columns - grid.reach
            top = rect.top - rect.top % grid.reach_rows - grid.reach
            right = rect.right + -rect.right % grid.reach_columns + grid.reach
            bottom = rect.bottom + -rect.bottom % grid.reach_rows + grid.reach
            touched.append((top, bottom, left, right))
        self.rest: tuple[Part, ...] = tuple(_beside(touched, *self._size))

    def inner(self, part: Part) -> NDArray[np.bool_]:
        """Return what of a part is black so far from its edges that no decoder smooths it."""
        rows, columns = (
            slice(max(0, along.start - SMOOTHED), min(along.stop + SMOOTHED, size))
            for along, size in zip(part, self._size, strict=True)
        )
        inner = _eroded(_eroded(self._masked[rows, columns]).T).T
        top, left = part[0].start - rows.start, part[1].start - columns.start
        height, width = (along.stop - along.start for along in part)
        return inner[top : top + height, left : left + width]

    @cached_property
    def _masked(self) -> NDArray[np.bool_]:
        masked = np.zeros(self._size, bool)
        for part in self.black:
            masked[part] = True
        return masked


class Areas:
    """The areas of frames, one after the other."""

    def __init__(self, plan: Plan, image: ImagePixel) -> None:
        self._plan = plan
        self._image = image
        self._rects: tuple[Rect, ...] = ()
        self._area = Area((), image, plan.grid)

    def on(self, index: int) -> Area:
        """Return that of a frame. It is kept, since the next one mostly has the same."""
        rects = tuple(
            region.rect
            for region in self._plan.mask.regions
            if region.frames.first <= index < region.frames.stop
        )
        if rects != self._rects:
            self._area = Area(rects, self._image, self._plan.grid)
            self._rects = rects
        return self._area


def _beside(touched: list[tuple[int, int, int, int]], rows: int, columns: int) -> Iterator[Part]:
    """Yield what of a frame is in none of some parts: top, bottom, left, right."""
    edges = {edge for top, bottom, _, _ in touched for edge in (top, bottom) if 0 < edge < rows}
    for above, below in pairwise(sorted({0, rows, *edges})):
        at = 0
        across = [(left, right) for top, bottom, left, right in touched if top <= above < bottom]
        for left, right in sorted([*across, (columns, columns)]):
            if at < left:
                yield slice(above, below), slice(at, min(left, columns))
            at = max(at, right)


def _eroded(masked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return what is masked with all within reach on its left and right; beyond, all is alike."""
    padded = np.pad(masked, ((0, 0), (SMOOTHED, SMOOTHED)), mode="edge")
    columns = masked.shape[1]
    views = [padded[:, x : x + columns] for x in range(2 * SMOOTHED + 1)]
    return np.asarray(np.logical_and.reduce(views))
