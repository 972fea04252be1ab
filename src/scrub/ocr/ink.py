"""Where ink is, on a calm background: lines told apart, boxes drawn tight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.model.geometry import Rect
from scrub.ocr.margin import KEPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scrub.seams import Picture

STRONG = 0.8
"""Ink differs from the background by more than this share of the most that anything does."""

WEAK = 0.6
"""What differs by more than this, toward such ink's color, is ink where it hangs together."""

FAINT = 0.4, 0.15
"""The same two, where all that may be ink counts: no row of a line is to look empty."""

FAINTEST = 4
"""And by more than so many levels of 255."""

NEIGHBOR = 0.25
"""What reaches into a box from outside, by no more than this share of its thickness, is not of
its line."""

WIDEST_GAP = 1.0
"""Along a line, half of the gap to the next word may be so wide."""

STANDS_OUT = 0.1
"""What differs from the background by so much of the most that anything does is no background."""

ROUGH = 90
"""Of a box's side, this percentile tells how rough the background is."""

CALM = 0.35
"""It is calm if twice that is less than this share of the most that anything differs."""

WIDEST_MARGIN = 0.35
"""No margin is wider than this share of a box's thickness: the detector adds less."""

LARGE = 24
"""Letters of a box at least so many pixels thick have strokes as wide as pixels, or wider:"""

FULL = 0.85
"""their color differs from the ground by so much of the most that anything does,"""

LETTERS, FILLED = 0.45, 0.45
"""in so many of the rows, and in the middle ones in so many of the columns: traces and rules that
are darker than the word that they run through are not there."""

LATE = 0.45
"""A letter's center may be seen later by so many times the height of a line and its margins."""

GAP = 0.15
"""Between words nothing differs from a calm ground by more than this share of the most."""

NARROW = 0.2
"""A gap on a rough ground is about so many times as wide as the line and its margins are high."""

LINE = 5
"""A line is at least so many pixels high,"""

BETWEEN = 2
"""and so many without ink are between two."""


def tight(picture: Picture, rect: Rect, *, is_read: bool = False) -> Rect:
    """Return the rectangle without the margin in which there is only background.

    `is_read` tells that all of it is one word, surely: one that is drawn in one color.

    2026-11: this once cut ink off, where something brighter than the text was in the box. Now all
    that stands out counts as ink; where the background is not calm enough to tell, nothing is cut
    off; and no side gives up more than a margin can be, whatever it seems to hold.
    """
    bounds = _bounds(_standing_out(picture, rect), rect, picture.shape)
    if is_read and min(rect.width, rect.height) >= LARGE:
        bounds = bounds.intersect(_in_one_color(picture, rect)) or bounds
    return bounds.join(_least(rect))


def _in_one_color(picture: Picture, rect: Rect) -> Rect:
    """Return where the letters of a large word are, and a little around it, by their color.

    2026-11: a word that runs from black onto speckle ends on what stands out, to the box's edge;
    but letters so large reach their color, which speckle does not. All of the rectangle where it
    does, or where what is in that color is no line of letters.
    """
    part = picture[rect.top : rect.bottom, rect.left : rect.right].astype(np.int16)
    sides = np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]])
    distance = np.abs(part - np.median(sides, axis=0)).max(axis=2)
    colored = distance >= FULL * distance.max()
    level = colored.T if rect.height > rect.width else colored
    high, quarter = int(level.any(axis=1).sum()), len(level) // 4
    middle = level[quarter : len(level) - quarter]
    if high < LETTERS * len(level) or middle.any(axis=0).mean() < FILLED:
        return rect
    return bounds_of(colored).move(rect.left, rect.top).grow(KEPT)


def _least(rect: Rect) -> Rect:
    """Return what is kept of a rectangle whatever it seems to hold."""
    thick, long = sorted((rect.width, rect.height))
    across = int(WIDEST_MARGIN * thick)
    along = max(0, int(min(WIDEST_GAP * thick, long / 2 - 1)))
    x, y = (across, along) if rect.height > rect.width else (along, across)
    return Rect(rect.left + x, rect.top + y, rect.right - x, rect.bottom - y)


def _bounds(ink: NDArray[np.bool_], rect: Rect, shape: Sequence[int]) -> Rect:
    """Return where there is ink, and a little around it, in a rectangle of this size."""
    upright = rect.height > rect.width
    ends = (rect.left, shape[1] - rect.right) if upright else (rect.top, shape[0] - rect.bottom)
    level = _without_neighbors(ink.T if upright else ink, ends)
    if not level.any():
        return rect
    bounds = bounds_of(level.T if upright else level)
    return bounds.move(rect.left, rect.top).grow(KEPT).intersect(rect) or rect


def bounds_of(ink: NDArray[np.bool_]) -> Rect:
    """Return what bounds all ink, of which there is some."""
    left, top, width, height = cv2.boundingRect(ink.astype(np.uint8))
    return Rect(left, top, left + width, top + height)


def _without_neighbors(ink: NDArray[np.bool_], beyond: tuple[int, int]) -> NDArray[np.bool_]:
    """Return the ink without what reaches in from the lines above and below.

    `beyond` tells how many pixels of the picture are there: at its edge there is no neighbor.
    """
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    tops, heights = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_HEIGHT]
    thick = NEIGHBOR * len(ink)
    above = (tops == 0) & (heights <= thick) & (beyond[0] > 0)
    below = (tops + heights == len(ink)) & (heights <= thick) & (beyond[1] > 0)
    own = ~(above | below)
    own[0] = False
    return np.asarray(own[pieces], bool)


def lines_of(picture: Picture) -> tuple[Rect, ...]:
    """Return the lines of a picture, from the top, where empty rows tell them apart."""
    rows, columns = picture.shape[:2]
    whole = Rect(0, 0, columns, rows)
    spans = _closed(runs(np.any(_ink(picture, whole, *FAINT), axis=1)))
    found = [Rect(0, top, columns, bottom) for top, bottom in spans if bottom - top >= LINE]
    grown = [line.grow(KEPT).intersect(whole) or line for line in found]
    return tuple(_bounds(_ink(picture, line), line, picture.shape) for line in grown)


def gap_between(strip: Picture, left: float, right: float) -> tuple[float, float]:
    """Return where one word of a level line ends and where the next begins, as shares of it.

    `left` and `right` are the centers of the letters beside the gap, as their reader saw them:
    it may see a letter a little late. Where the ground is calm, the gap is the widest place
    without ink, and both end in its middle. Else it is where there is least, and what is near it
    belongs to both: the one that stays may lose a stroke, the one that goes may not keep one.
    """
    rows, columns = strip.shape[:2]
    first = max(0, min(columns - 1, round(left * columns - LATE * rows)))
    stop = min(columns, max(first + 1, round(right * columns)))
    apart, roughness = from_ground(strip)
    distance, noise = apart.astype(np.int16), 2 * roughness
    line = distance[rows // 5 : rows - rows // 5, first:stop]
    most = float(distance.max())
    if noise <= CALM * most:
        empty = runs(np.all(line <= max(FAINTEST, noise, GAP * most), axis=0))
        if empty:
            start, end = max(empty, key=lambda run: run[1] - run[0])
            middle = (first + (start + end) / 2) / columns
            return middle, middle
    width = max(1, round(NARROW * rows))
    least = float(first + _amounts(strip, width, first, stop).argmin() + 0.5)
    return min(1.0, (least + width) / columns), max(0.0, (least - width) / columns)


def _amounts(strip: Picture, width: int, first: int, stop: int) -> NDArray[np.float64]:
    """Return how much ink is in so many columns around each of some columns of a level line.

    Ink is what differs from what is usual above and below the letters, near by. 2026-11: told from
    the ground of the whole line, an edge that crosses it, black beside tissue, was ink, and the end
    of a word the gap.
    """
    rows = len(strip)
    margin, more = max(1, rows // 5), rows + width
    levels = np.pad(strip.astype(np.int16), ((0, 0), (more, more), (0, 0)), mode="symmetric")
    levels = levels[:, first : stop + 2 * more]
    sides = np.concatenate([levels[:margin], levels[rows - margin :]])
    near = np.lib.stride_tricks.sliding_window_view(sides, 2 * rows + 1, axis=1)
    line = levels[margin : rows - margin, rows:-rows]
    distance = np.abs(line - np.median(near, axis=(0, 3))).max(axis=2).mean(axis=0)
    return np.convolve(distance, np.ones(width), mode="same")[width:-width]


def from_ground(strip: Picture) -> tuple[NDArray[np.float64], float]:
    """Return how far each pixel of a level line is from the ground above and below it.

    And how rough that ground is, in levels of 255 too.
    """
    levels = strip.astype(np.int16)
    sides = np.concatenate([levels[0], levels[-1]])
    ground = np.median(sides, axis=0)
    rough = np.percentile(np.abs(sides - ground).max(axis=1), ROUGH)
    return np.asarray(np.abs(levels - ground).max(axis=2), np.float64), float(rough)


def runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return where each run of what is true starts and stops."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _closed(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what is apart by less than the space between lines: the dot of an i."""
    joined: list[tuple[int, int]] = []
    for top, bottom in spans:
        if joined and top - joined[-1][1] < BETWEEN:
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    return joined


def _standing_out(picture: Picture, rect: Rect) -> NDArray[np.bool_]:
    """Return what differs from the background, all of it; nothing if that is not calm."""
    part = picture[rect.top : rect.bottom, rect.left : rect.right].astype(np.int16)
    sides = part[0], part[-1], part[:, 0], part[:, -1]
    ground = np.median(np.concatenate(sides), axis=0)
    distance = np.abs(part - ground).max(axis=2)
    rough = [np.percentile(np.abs(side - ground).max(axis=1), ROUGH) for side in sides]
    # A neighbor's ink may reach into two sides; a texture is in all four.
    noise = 2 * float(sorted(rough)[1])
    most = float(distance.max())
    if noise > CALM * most:
        return np.zeros(distance.shape, bool)
    return np.asarray(distance > max(FAINTEST, noise, STANDS_OUT * most))


def _ink(
    picture: Picture, rect: Rect, strong_share: float = STRONG, weak_share: float = WEAK
) -> NDArray[np.bool_]:
    part = picture[rect.top : rect.bottom, rect.left : rect.right].astype(np.int16)
    edge = np.concatenate([part[0], part[-1], part[:, 0], part[:, -1]])
    distance = np.abs(part - np.median(edge, axis=0)).max(axis=2)
    most = float(distance.max())
    strong = distance > max(FAINTEST, strong_share * most)
    if not strong.any():
        return np.zeros(distance.shape, bool)
    color = np.median(part[strong], axis=0)
    near = np.abs(part - color).max(axis=2) < (1 - weak_share) * most
    weak = strong | (near & (distance > max(FAINTEST, weak_share * most)))
    _, pieces = cv2.connectedComponents(weak.astype(np.uint8), connectivity=8)
    inked = np.unique(pieces[strong])
    return np.isin(pieces, inked[inked > 0])
