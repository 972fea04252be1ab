"""What is no line of text, by its shape: a box too thick, and a curve that runs on and on.

2026-11: detectors take the trace of an ECG for writing, and what cannot be read goes black: of a
page of traces, 17 to 29 %. A trace is told by what no text is: one thin stroke from end to end of
its box, that goes up and down in places. What stands beside it, the name of a lead or of a
patient, is a find of its own; what touches it leaves the whole box what the detector says. Of boxes
as thick as lines of large letters are, those with a trace or a spectrum scored 0.75 to 0.94, ran
from side to side, or were a quarter as thick as the picture; those with letters scored over 0.92.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.ocr.ink import bounds_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scrub.model.geometry import Rect
    from scrub.model.text import TextBox
    from scrub.seams import Picture

GIANT = 0.11, 48.0
"""A box thicker than this share of the short side, and than so many pixels, is no line."""

LARGE = ((0.16, 4.0, 10.0, 0.92), (0.16, 1.8, 10.0, 0.96))
"""Unless it is a line of large letters: no thicker than this share, so many times as long as
thick, at least and less than, and detected with at least this score; a short one with more."""

LONG = 5
"""A trace is at least so many times as long as it is high;"""

UNBROKEN = 0.98
"""one stroke is in so many of its columns,"""

TWICE = 0.975
"""which the stroke crosses at most twice, on its way up and down, in so many of them;"""

STEEP = 4
"""somewhere it is so many times as tall as it usually is, as no bar is;"""

PEN = 2, 3
"""nowhere is it as wide and high as so many times what it usually is and so many pixels, as a box
around letters is;"""

SPECK = 3
"""What has no more than so many pixels is of the paper,"""

LOWEST = 5
"""and so is what is not so many pixels high: no letter is lower."""

INK = 0.35
"""A pixel of the stroke differs from the background by this share of the most that any does."""

FAINTEST = 24
"""And by so many levels of 255."""


def thickness(box: TextBox) -> float:
    """Return the shorter side of a box, in pixels, whatever its angle."""
    (x0, y0), (x1, y1), _, (x3, y3) = box.corners
    return float(min(np.hypot(x1 - x0, y1 - y0), np.hypot(x3 - x0, y3 - y0)))


def length(box: TextBox) -> float:
    """Return the longer side of a box, in pixels, whatever its angle."""
    (x0, y0), (x1, y1), _, (x3, y3) = box.corners
    return float(max(np.hypot(x1 - x0, y1 - y0), np.hypot(x3 - x0, y3 - y0)))


def is_giant(box: TextBox, shape: Sequence[int]) -> bool:
    """Tell whether a box is too thick for a line, on a picture of this shape."""
    share, pixels = GIANT
    thick, short = thickness(box), min(shape[:2])
    if thick <= max(pixels, share * short):
        return False
    return not any(
        least <= length(box) / thick < most and thick <= thickest * short and box.score >= score
        for thickest, least, most, score in LARGE
    )


def is_trace(box: TextBox, picture: Picture) -> bool:
    """Tell whether all that a level box holds is one curve from its left to its right end."""
    return beside_trace(box, picture) == ()


def beside_trace(box: TextBox, picture: Picture) -> tuple[Rect, ...] | None:
    """Return what else stands in a box that holds such a curve; None if it holds none."""
    rect = box.rect
    if rect.width < LONG * rect.height:
        return None
    ink = _ink(picture[rect.top : rect.bottom, rect.left : rect.right])
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    sizes = stats[1:, cv2.CC_STAT_AREA]
    if not sizes.size or not _is_curve(pieces == 1 + int(sizes.argmax())):
        return None
    larger = np.append(False, sizes > SPECK)
    larger[1 + int(sizes.argmax())] = False
    return tuple(r.move(rect.left, rect.top) for r in _together(larger[pieces]))


def _is_curve(stroke: NDArray[np.bool_]) -> bool:
    crossed = (np.diff(stroke.astype(np.int8), axis=0, prepend=0) > 0).sum(axis=0)
    if (crossed > 0).mean() < UNBROKEN or (crossed <= 2).mean() < TWICE:  # noqa: PLR2004 (TWICE)
        return False
    heights = np.sort(stroke.sum(axis=0))
    usual = max(1, int(heights[len(heights) // 2]))
    return bool(heights[-1] >= STEEP * usual) and not _holds_square(stroke, usual)


def _together(ink: NDArray[np.bool_]) -> list[Rect]:
    """Return what bounds each line of ink: letters closer than half of the height are of one."""
    reach = np.ones((3, 2 * (len(ink) // 4) + 1), np.uint8)
    _, lines = cv2.connectedComponents(cv2.dilate(ink.astype(np.uint8), reach))
    found = (bounds_of(ink & (lines == number)) for number in np.unique(lines[ink]))
    return [rect for rect in found if rect.height >= LOWEST]


def _holds_square(stroke: NDArray[np.bool_], usual: int) -> bool:
    times, more = PEN
    side = times * usual + more
    return bool(
        cv2.erode(stroke.astype(np.uint8), np.ones((side, side), np.uint8), borderValue=0).any()
    )


def _ink(part: Picture) -> NDArray[np.bool_]:
    levels = part.astype(np.int16)
    distance = np.abs(levels - np.median(levels, axis=(0, 1))).max(axis=2)
    ink: NDArray[np.bool_] = distance > max(FAINTEST, INK * float(distance.max()))
    return ink
