"""Where ink is, on a calm background: lines told apart, boxes drawn tight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.model.geometry import Rect

if TYPE_CHECKING:
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

MARGIN = 0.15
"""So much of a box's height, at top and bottom, is free of ink where the background is calm."""

LINE = 5
"""A line is at least so many pixels high,"""

BETWEEN = 2
"""and so many without ink are between two."""

KEPT = 2
"""So many pixels are left around the ink, for strokes that fade out."""


def tight(picture: Picture, rect: Rect) -> Rect:
    """Return the rectangle without the margin in which there is only background.

    Over anatomy as bright as the text everything is ink, and nothing is cut off; where that is
    so of less than half of a line, the rest of it tells how high the line is.
    """
    ink = _ink(picture, rect)
    if not ink.any():
        return rect
    margin = max(1, round(rect.height * MARGIN))
    calm = ink[:, ~(ink[:margin].any(axis=0) | ink[-margin:].any(axis=0))]
    line = calm if calm.any() and calm.shape[1] >= rect.width / 2 else ink
    rows, columns = np.flatnonzero(line.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    bounds = Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return bounds.move(rect.left, rect.top).grow(KEPT).intersect(rect) or rect


def lines_of(picture: Picture) -> tuple[Rect, ...]:
    """Return the lines of a picture, from the top, where empty rows tell them apart."""
    rows, columns = picture.shape[:2]
    whole = Rect(0, 0, columns, rows)
    filled = _ink(picture, whole, *FAINT).any(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], filled, [False]]).astype(np.int8)))
    spans = _closed(list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)))
    found = [Rect(0, top, columns, bottom) for top, bottom in spans if bottom - top >= LINE]
    return tuple(tight(picture, line.grow(KEPT).intersect(whole) or line) for line in found)


def gap_between(strip: Picture, left: float, right: float) -> float:
    """Return where between two letters of a level line there is least ink: the widest gap.

    `left` and `right` are the letters' centers, as shares of the line, and so is the answer.
    """
    rows, columns = strip.shape[:2]
    first = min(columns - 1, round(left * columns))
    stop = min(columns, max(first + 1, round(right * columns)))
    amount = _ink(strip, Rect(0, 0, columns, rows))[:, first:stop].sum(axis=0)
    least = np.concatenate([[False], amount == amount.min(), [False]])
    edges = np.flatnonzero(np.diff(least.astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    widest = np.argmax(ends - starts)
    return float((first + (starts[widest] + ends[widest]) / 2) / columns)


def _closed(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join what is apart by less than the space between lines: the dot of an i."""
    joined: list[tuple[int, int]] = []
    for top, bottom in spans:
        if joined and top - joined[-1][1] < BETWEEN:
            joined[-1] = (joined[-1][0], bottom)
        else:
            joined.append((top, bottom))
    return joined


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
