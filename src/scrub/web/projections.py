"""What many frames have in common, and where they differ, in the memory of a few frames.

Text that is always there is sharp in the mean; text that is sometimes there shows in the maximum
or, dark, in the spread; what differs from patient to patient shows in the deviation.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.seams import Picture

_BRIGHT = 255


class Projection(StrEnum):
    """What is shown of many frames."""

    MEAN = "mean"
    MAX = "max"
    SPREAD = "spread"
    DEVIATION = "deviation"


class Sums:
    """What is known of the frames so far, pixel by pixel. Sums are exact up to 10^11 frames.

    Gray frames take 18 bytes a pixel, color three times as much.
    """

    def __init__(self, rows: int, columns: int) -> None:
        """Begin without any frame."""
        self.frames = 0
        self._size = (rows, columns)
        shape = (rows, columns, 1)
        self._sum = np.zeros(shape, np.float64)
        self._squares = np.zeros(shape, np.float64)
        self._high = np.zeros(shape, np.uint8)
        self._low = np.full(shape, _BRIGHT, np.uint8)

    def add(self, picture: Picture) -> bool:
        """Count one frame in, and tell whether it could be: it must have the size."""
        if picture.shape[:2] != self._size:
            return False
        if self._sum.shape[2] == 1:
            if _is_gray(picture):
                picture = np.ascontiguousarray(picture[..., :1])
            else:
                self._take_color()
        cv2.accumulate(picture, self._sum)
        cv2.accumulateSquare(picture, self._squares)
        np.maximum(self._high, picture, out=self._high)
        np.minimum(self._low, picture, out=self._low)
        self.frames += 1
        return True

    def picture(self, projection: Projection) -> Picture:
        """Return a projection: mean and maximum in color, the others in gray.

        The spread is the maximum less the minimum, the deviation the standard deviation with its
        largest as white, each of the color in which it is largest. Without any frame all is dark.
        """
        if not self.frames:
            return np.zeros((*self._size, 3), np.uint8)
        if projection is Projection.MEAN:
            return _colors(np.rint(self._sum / self.frames).astype(np.uint8))
        if projection is Projection.MAX:
            return _colors(self._high)
        if projection is Projection.SPREAD:
            return _colors((self._high - self._low).max(axis=2, keepdims=True))
        return _colors(_stretched(self._deviation()))

    def _deviation(self) -> NDArray[np.float64]:
        mean = self._sum / self.frames
        variance = self._squares / self.frames - mean * mean
        deviation: NDArray[np.float64] = np.sqrt(np.maximum(variance, 0)).max(axis=2, keepdims=True)
        return deviation

    def _take_color(self) -> None:
        self._sum, self._squares = (np.repeat(a, 3, axis=2) for a in (self._sum, self._squares))
        self._high, self._low = _colors(self._high), _colors(self._low)


def _is_gray(picture: Picture) -> bool:
    first = picture[..., 0]
    return all(np.array_equal(first, picture[..., other]) for other in (1, 2))


def _stretched(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Return values with their largest as white: how large they are is not what is looked for."""
    largest = float(values.max())
    scaled = values * (_BRIGHT / largest) if largest else values
    return np.rint(scaled).astype(np.uint8)


def _colors(values: NDArray[np.uint8]) -> Picture:
    """Return a copy with three colors, whether it has one or three."""
    return np.repeat(values, 3 // values.shape[2], axis=2)
