"""Means over the frames of a cine: over all of them, and over WINDOW at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.seams import Picture

WINDOW = 48
"""So many frames are taken together: more than a second, for which what pops up stays at least.

2026-11: noise is a seventh in their mean, and text that stands for a quarter of them shows better
there than on any one frame. Sums of up to 257 pictures fit into 16 bits.
"""

FEWEST = 4
"""A mean of fewer frames than this shows nothing new."""


class Means:
    """Sums of pictures of one size. Give it each frame."""

    def __init__(self) -> None:
        self._all: NDArray[np.uint32] | None = None
        self._some: NDArray[np.uint16] | None = None
        self._before = 0
        self._count = 0

    def add(self, picture: Picture) -> Picture | None:
        """Take in one more; return the mean of the last WINDOW, once there are so many more."""
        if self._some is None:
            self._some = np.zeros(picture.shape, np.uint16)
        self._some += picture
        self._count += 1
        if self._count < WINDOW:
            return None
        mean = _mean(self._some, self._count)
        self._begin_again(self._some)
        return mean

    @property
    def frames(self) -> int:
        """How many there were."""
        return self._before + self._count

    def of_all(self) -> Picture | None:
        """Return the mean of all, or None if they are too few."""
        if self._some is None or self.frames < FEWEST:
            return None
        return _mean(self._some if self._all is None else self._all + self._some, self.frames)

    def _begin_again(self, some: NDArray[np.uint16]) -> None:
        if self._all is None:
            self._all = np.zeros(some.shape, np.uint32)
        self._all += some
        self._before += self._count
        self._count = 0
        some[:] = 0


def without(
    mean: Picture, count: int, shown: Sequence[tuple[Rect, Picture, int]]
) -> Picture | None:
    """Return a mean of `count` pictures without those that showed something in a place.

    That is told by the place, what one of them has there, and how many they are: strokes do not
    change while they stand. None where less than half of the pictures, or than FEWEST, are left.
    """
    rows, columns = mean.shape[:2]
    total, left = mean.astype(np.float32) * count, np.full((rows, columns, 1), float(count))
    for rect, part, frames in shown:
        place = slice(rect.top, rect.bottom), slice(rect.left, rect.right)
        total[place] -= part.astype(np.float32) * frames
        left[place] -= frames
    if left.min() < max(FEWEST, count / 2):
        return None
    return np.asarray(np.clip(np.round(total / left), 0, 255), np.uint8)


def _mean(total: NDArray[np.uint16] | NDArray[np.uint32], count: int) -> Picture:
    # Row by row, since floating point takes eight times the room of a picture.
    rows = (np.round(row / count).astype(np.uint8) for row in total)
    return np.stack(list(rows))
