"""The strokes of a text on one frame, and whether another frame has the very same ones.

What is drawn over tissue has its own color and stays where it is while all around it moves; one
character that gives way to another is missing there, or new.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.stages.changes import CHANGED, part_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.seams import Picture

STRONGEST = 10
"""So many percent of a box, those that stand out most, tell the color of its strokes."""

SAME_COLOR = 0.3
"""Pixels are of a stroke if they differ from its color by less than this share of its contrast."""

OTHER = 0.4
"""A pixel is another if it differs by more than this share of it,"""

FAINT = 40
"""and there is no telling strokes of less contrast, in levels of 255."""

LETTER = 0.5
"""A letter is so many times as wide as its line is high, or wider."""

LOST = 0.2
GAINED = 0.3
"""Another character stands where so much of a letter's strokes is gone, or so much is new."""

STILL = 0.03
"""What is around strokes is the same where no more than this share of it is another."""

FEWEST = 3
"""Fewer pixels are none."""

_SURROUNDINGS = 15


@dataclass(frozen=True, slots=True)
class Strokes:
    """What a text is drawn of: its place, that part of the picture, and which pixels it is."""

    rect: Rect
    part: Picture
    color: NDArray[np.int16]
    contrast: float
    mask: NDArray[np.bool_]

    @property
    def can_tell(self) -> bool:
        """Tell whether there is contrast enough to know them by."""
        return self.contrast >= FAINT

    def are_in(self, picture: Picture) -> bool:
        """Tell whether a picture has the very same strokes, as far as they can tell."""
        if not self.can_tell:
            return False
        moved, new = self._compared(picture)
        lost, gained = self.mask & moved, new & ~self.mask & moved
        letter = float(np.median(_by_letter(self.mask)))
        return not (
            _by_letter(lost).max() >= max(FEWEST, LOST * letter)
            or _by_letter(gained).max() >= max(FEWEST, GAINED * letter)
        )

    def gave_way_in(self, picture: Picture) -> bool:
        """Tell whether a picture has other strokes, on what is else the same.

        Over moving tissue it is not said: there a text may be read again, and read otherwise.
        """
        if not self.can_tell or self.are_in(picture):
            return False
        now = part_of(picture, self.rect)
        drawn = self.mask | _near(now, self.color, self.contrast)
        around = cv2.dilate(drawn.astype(np.uint8), np.ones((5, 5), np.uint8)) == 0
        moved = cv2.absdiff(self.part, now).max(axis=2) > 2 * CHANGED
        return bool(around.any()) and float(moved[around].mean()) <= STILL

    def _compared(self, picture: Picture) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Return which pixels are others in a picture, and which are strokes there."""
        now = part_of(picture, self.rect)
        limit = max(CHANGED, OTHER * self.contrast)
        moved = np.asarray(cv2.absdiff(self.part, now).max(axis=2) > limit)
        return moved, _near(now, self.color, self.contrast)


def strokes_of(picture: Picture, rect: Rect) -> Strokes:
    """Return what the text in a box is drawn of."""
    part = part_of(picture, rect).copy()
    surroundings = cv2.blur(part, (_SURROUNDINGS, _SURROUNDINGS))
    stands_out = cv2.absdiff(part, surroundings).max(axis=2)
    strong = part[stands_out >= np.percentile(stands_out, 100 - STRONGEST)]
    color = np.median(strong, axis=0).astype(np.int16)
    middle = np.median(part.reshape(-1, 3), axis=0)
    contrast = float(np.abs(color - middle).max())
    return Strokes(rect, part, color, contrast, _near(part, color, contrast))


def _near(part: Picture, color: NDArray[np.int16], contrast: float) -> NDArray[np.bool_]:
    distance = np.abs(part.astype(np.int16) - color).max(axis=2)
    return np.asarray(distance < SAME_COLOR * contrast)


def _by_letter(pixels: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return how many pixels there are in each stretch of a line that a letter takes up."""
    line = pixels if pixels.shape[1] >= pixels.shape[0] else pixels.T
    height, length = line.shape
    wide = min(length, max(FEWEST, round(LETTER * height)))
    before = np.concatenate([[0], np.cumsum(line.sum(axis=0))])
    return np.asarray(before[wide:] - before[:-wide], np.int64)
