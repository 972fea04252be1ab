"""What a network is to say of a picture: where the cores of lines are, and how thick the lines.

A core is smaller than its line by SHRINK of the line's thickness on each side; `scrub.ocr.cores`,
which makes boxes of the network's answers, adds it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.ocr.cores import SHRINK

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

LEAST = 4.0
"""No side of a core is shorter than so many pixels, where the line's is not."""

UNSURE = 255
"""In a map of cores: whether text is there does not count."""

SURE = 200
"""In a map of cores: text; values below are shares of a cell."""

STEPS = 24
"""Thickness is stored as so many steps per doubling, from one pixel on; 0 where no core is."""


@dataclass(frozen=True)
class Line:
    """A line of text: its middle, the half of its length and thickness, its angle in radians.

    `counts` is False where an eye can hardly tell that it is there.
    """

    x: float
    y: float
    half_length: float
    half_thickness: float
    angle: float
    counts: bool = True

    def corners(self, length: float, thickness: float) -> NDArray[np.float32]:
        """Return corners, 4 x 2, of a box with these halves in this line's place."""
        c, s = np.cos(self.angle), np.sin(self.angle)
        along, across = np.array([c, s]) * length, np.array([-s, c]) * thickness
        middle = np.array([self.x, self.y])
        signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
        return np.array([middle + a * along + b * across for a, b in signs], np.float32)


def maps(lines: Iterable[Line], size: int) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return cores at half the size, and thicknesses at a quarter of it."""
    core = np.zeros((size, size), np.uint8)
    thick = np.zeros((size // 4, size // 4), np.uint8)
    unsure = np.zeros((size, size), np.uint8)
    for line in lines:
        if not line.counts:
            _fill(unsure, line.corners(line.half_length + 2, line.half_thickness + 2), 1, 1)
            continue
        thin = 2 * min(line.half_length, line.half_thickness)
        cut = 2 * SHRINK * max(thin, min(LEAST, 2 * line.half_thickness))
        long, short = (
            max(2 * half - cut, min(2 * half, LEAST)) / 2
            for half in (line.half_length, line.half_thickness)
        )
        corners = line.corners(long, short)
        _fill(core, corners, SURE, 1)
        _fill(thick, corners, max(1, min(255, round(STEPS * float(np.log2(max(1.1, thin)))))), 4)
    half = cv2.resize(core, (size // 2, size // 2), interpolation=cv2.INTER_AREA)
    hidden = cv2.resize(unsure, (size // 2, size // 2), interpolation=cv2.INTER_NEAREST)
    half[(hidden > 0) & (half == 0)] = UNSURE
    return np.asarray(half, np.uint8), thick


def _fill(page: NDArray[np.uint8], corners: NDArray[np.float32], value: int, stride: int) -> None:
    points = np.round(((corners + 0.5) / stride - 0.5) * 16).astype(np.int32)
    cv2.fillConvexPoly(page, points, value, cv2.LINE_8, 4)
