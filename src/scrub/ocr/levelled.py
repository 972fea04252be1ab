"""What slants, looked at once more as if it were level.

Most text is level, and so was most of what the detector learned: of a line that slants it sees a
word or two, or all but an end. Upright lines gain nothing by it (2026-11, on 320 made pictures): as
many are found as are lost, and in tables it takes a column for a line.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import hypot
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.ocr.fusion import continued
from scrub.ocr.regions import placed
from scrub.ocr.tiling import is_level

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.model.text import TextBox
    from scrub.seams import Picture

    Find = Callable[[Picture], Sequence[TextBox]]
    Plane = NDArray[np.float32]

LYING = 2.0
"""One that is level for sure is at least so many times wider than high."""

BESIDE = 5.0
"""So many times its thickness is looked at beyond each of its ends,"""

ABOVE = 1.5
"""and so many times above it and below."""

LIKE = 1.7
"""What is of the line is at most so many times as thick, or as thin,"""

ASIDE = 0.4
"""beside its axis by no more than so much of its thickness,"""

APART = 1.5
"""and no farther from the rest of it than so many times that."""


ENDED = 0.9
"""A line ends if it is longer than was known by less than this share of that;"""

TIMES = 4
"""one that does not is looked at again, so many times at most."""


@dataclass(frozen=True)
class _Line:
    """Where a line is: its middle, directions along and across it, sides; how sure it is."""

    middle: Plane
    along: Plane
    across: Plane
    length: float
    thick: float
    score: float

    @property
    def corners(self) -> Plane:
        """Return its corners, 4 x 2."""
        along, across = self.along * self.length / 2, self.across * self.thick / 2
        return np.array(
            [self.middle + a * along + b * across for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))],
            np.float32,
        )


def seen_level(find: Find, picture: Picture, boxes: Iterable[TextBox]) -> tuple[TextBox, ...]:
    """Return the boxes, those that slant as they are seen when they are turned level."""
    known = tuple(boxes)
    level = [box for box in known if is_level(box)]
    lying = [box.rect for box in level if box.rect.width >= LYING * box.rect.height]
    seen = (_as_seen(find, picture, box, lying) for box in known if not is_level(box))
    slanted = continued(seen)
    # A letter at the end of a line is at times found by itself, before all of the line is seen.
    apart = [box for box in level if box.rect in lying or not _is_on(slanted, box.rect)]
    return (*apart, *slanted)


def _is_on(slanted: Iterable[TextBox], rect: Rect) -> bool:
    """Tell whether the middle of a rectangle is on a line that slants."""
    outlines = (np.array(box.corners, np.float32) for box in slanted)
    return any(
        cv2.pointPolygonTest(outline, _middle(rect), measureDist=False) > 0 for outline in outlines
    )


def _as_seen(find: Find, picture: Picture, box: TextBox, lying: Sequence[Rect]) -> TextBox:
    seen = _seen(find, picture, _line(box), lying)
    again = placed(seen.corners, seen.score, picture.shape) if seen else None
    return replace(again, beyond=box.beyond) if again else box


def _line(box: TextBox) -> _Line:
    corners = np.array(box.corners, np.float32)
    sides = sorted((corners[1] - corners[0], corners[3] - corners[0]), key=lambda s: hypot(*s))
    thick, length = (max(1.0, float(hypot(*side))) for side in sides)
    along = sides[1] / (length if sides[1][0] >= 0 else -length)
    across = np.array([-along[1], along[0]], np.float32)
    return _Line(corners.mean(axis=0), along, across, length, thick, box.score)


def _seen(find: Find, picture: Picture, line: _Line, lying: Sequence[Rect]) -> _Line | None:
    """Return what is seen of a line when it is level: all of it, once its ends are seen."""
    seen = _look(find, picture, line, lying)
    before = line
    for _ in range(TIMES):
        if seen is None or seen.length - before.length < ENDED * BESIDE * before.thick:
            break
        before, seen = seen, _look(find, picture, seen, lying) or seen
    return seen


def _look(find: Find, picture: Picture, line: _Line, lying: Sequence[Rect]) -> _Line | None:
    """Return what one look sees of a line; what is of lines that lie there is of none that slants.

    What was known of the line before is of it, though this look should not see it.
    """
    wide = round(line.length + 2 * BESIDE * line.thick)
    high = round(line.thick * (1 + 2 * ABOVE))
    start = line.middle - line.along * wide / 2 - line.across * high / 2
    matrix = np.stack([line.along, line.across, start], axis=1).astype(np.float32)
    part = cv2.warpAffine(
        picture,
        matrix,
        (wide, high),
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    found = (
        box
        for box in find(np.asarray(part, np.uint8))
        if _is_like(box.rect, line.thick, high / 2)
        and not _is_of(lying, matrix @ np.array([*_middle(box.rect), 1.0]))
    )
    ends = (wide - line.length) / 2, (wide + line.length) / 2
    words = _following(found, ends, APART * line.thick)
    if not words:
        return None
    left, right = (
        min(ends[0], *(b.rect.left for b in words)),
        max(ends[1], *(b.rect.right for b in words)),
    )
    top, bottom = min(b.rect.top for b in words), max(b.rect.bottom for b in words)
    middle = matrix @ np.array([(left + right) / 2, (top + bottom) / 2, 1.0])
    return replace(
        line,
        middle=np.asarray(middle, np.float32),
        length=right - left,
        thick=float(bottom - top),
        score=max(line.score, *(box.score for box in words)),
    )


def _following(boxes: Iterable[TextBox], ends: tuple[float, float], gap: float) -> list[TextBox]:
    """Return the boxes between two ends, and those that follow each other from there."""
    left, right = ends
    found: list[TextBox] = []
    rest = list(boxes)
    while near := [b for b in rest if b.rect.left <= right and b.rect.right >= left]:
        found += near
        rest = [b for b in rest if b not in near]
        left = min(left, *(b.rect.left - gap for b in near))
        right = max(right, *(b.rect.right + gap for b in near))
    return found


def _middle(rect: Rect) -> tuple[float, float]:
    return (rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2


def _is_of(lines: Iterable[Rect], place: Plane) -> bool:
    x, y = place.tolist()
    return any(rect.left < x < rect.right and rect.top < y < rect.bottom for rect in lines)


def _is_like(rect: Rect, thick: float, y: float) -> bool:
    is_thick = thick / LIKE <= rect.height <= LIKE * thick
    return is_thick and abs(_middle(rect)[1] - y) <= ASIDE * thick
