"""Boxes of several views → boxes of lines: what shows the same once, what goes on joined."""

from __future__ import annotations

from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.model.geometry import join_all
from scrub.ocr.regions import placed
from scrub.ocr.shapes import length, thickness
from scrub.ocr.tiling import as_one, is_level, on_one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from scrub.model.text import TextBox

NEW = 0.85
"""A box of whose core less than this share lies in known ones shows more than they do."""

MOSTLY = 0.5
"""One in which so much lies in known lines is no line if it is thicker than they are."""

CUT = 0.25
"""Of a box, no more than this part is margin above or below its letters,"""

END = 0.1
"""and so much of its thickness beyond its first and its last letter."""

UPRIGHT = 2.5
"""A line that runs up or down is at least so many times higher than wide."""

LIKE = 1.6
"""What goes on it is at most so many times as thick,"""

ALIGNED = 0.7
"""shares so much of the thinner one's thickness,"""

NEXT = 0.8
"""and is no farther away than so many times the line's thickness."""

SURE = 0.6
"""Words of a line that slants are each seen with this score at least,"""

APART = 1.5
"""no farther apart than so many times its thickness,"""

ASIDE = 0.4
"""and beside its axis by no more than so much of it."""

STRAIGHT = 1.3
"""Boxes of one line are together no thicker than so many times the thicker of them."""

AS_THICK = 1.35
"""Of two boxes of one line, one is at most so many times as thick as the other."""


def continued(boxes: Iterable[TextBox]) -> tuple[TextBox, ...]:
    """Return the boxes, those of one line as one: if they overlap, or follow each other aslant."""
    joined: list[TextBox] = []
    for box in sorted(boxes, key=lambda b: b.rect):
        line = box
        while (found := next(_joints(line, joined), None)) is not None:
            joined.remove(found[0])
            line = found[1]
        joined.append(line)
    return tuple(joined)


def _joints(box: TextBox, others: Iterable[TextBox]) -> Iterator[tuple[TextBox, TextBox]]:
    """Yield each other box that the line of a box goes on in, and both as one."""
    around = box.rect.grow(ceil(APART * LIKE * thickness(box)))
    for other in others:
        if around.intersect(other.rect) is None:
            continue
        thin, thick = sorted((thickness(box), thickness(other)))
        if thick > LIKE * thin:
            continue
        both = _both(box, other) if _overlap(box, other) else None
        if both is None or thickness(both) > STRAIGHT * thick:
            both = _aslant(box, other)
        if both is not None:
            yield other, both


def _aslant(box: TextBox, other: TextBox) -> TextBox | None:
    """Return a line that slants with the next word on its axis, if these are two.

    A word of few letters may be drawn level. Words of level lines find each other when they were
    read, by their rectangles. 2026-11: `Dorpsstraat` was found and `7680` behind it stayed.
    """
    line, word = sorted((box, other), key=length, reverse=True)
    if is_level(line) or min(box.score, other.score) < SURE:
        return None
    thick = thickness(line)
    corners, others = (np.array(one.corners, np.float32) for one in (line, word))
    middle = corners.mean(axis=0)
    sides = corners[1] - corners[0], corners[3] - corners[0]
    along, across = (
        side / np.linalg.norm(side) for side in sorted(sides, key=np.linalg.norm)[::-1]
    )
    places = (others - middle) @ along
    aside = float(abs((others.mean(axis=0) - middle) @ across))
    half = length(line) / 2
    gap = max(float(places.min()), -float(places.max())) - half
    if aside > ASIDE * thick or not -thick <= gap <= APART * thick:
        return None
    first, last = min(-half, float(places.min())), max(half, float(places.max()))
    up, down = -thick / 2 * across, thick / 2 * across
    ends = (first * along, last * along)
    longer = np.stack([ends[0] + up, ends[1] + up, ends[1] + down, ends[0] + down]) + middle
    rect = join_all((line.rect, word.rect))
    both = placed(longer, max(box.score, other.score), (rect.bottom, rect.right))
    return replace(both, beyond=(*box.beyond, *other.beyond)) if both else None


def _overlap(box: TextBox, other: TextBox) -> bool:
    if box.rect.intersect(other.rect) is None:
        return False
    one, two = (np.array(b.corners, np.float32) for b in (box, other))
    return bool(cv2.intersectConvexConvex(one, two)[0] > 0)


def _both(box: TextBox, other: TextBox) -> TextBox | None:
    both = as_one((box, other))
    if is_level(box) and is_level(other):
        return both
    corners = np.array([*box.corners, *other.corners], np.float32)
    around = np.asarray(cv2.boxPoints(cv2.minAreaRect(corners)), np.float32)
    line = placed(around, both.score, (both.rect.bottom, both.rect.right))
    return replace(line, beyond=both.beyond) if line else None


def upright_joined(boxes: Iterable[TextBox]) -> tuple[TextBox, ...]:
    """Return the boxes, those that go on an upright line, above or below it, as part of it.

    Words of a level line find each other when they were read; whether a lone box is of a line
    that stands upright is told by its place only.
    """
    left = sorted(boxes, key=lambda b: (-b.rect.height, b.rect))
    joined: list[TextBox] = []
    while left:
        line = left.pop(0)
        while _stands(line) and (parts := [box for box in left if _goes_on(line, box)]):
            left = [box for box in left if box not in parts]
            line = as_one((line, *parts))
        joined.append(line)
    return tuple(joined)


def _stands(box: TextBox) -> bool:
    return is_level(box) and box.rect.height > UPRIGHT * box.rect.width


def _goes_on(line: TextBox, box: TextBox) -> bool:
    one, other = line.rect, box.rect
    thin, thick = sorted((one.width, other.width))
    shared = min(one.right, other.right) - max(one.left, other.left)
    gap = max(one.top, other.top) - min(one.bottom, other.bottom)
    as_thick = thick <= LIKE * thin and shared >= ALIGNED * thin
    return is_level(box) and as_thick and gap <= NEXT * one.width


def more_of(
    known: Sequence[TextBox], seen: Sequence[TextBox], shape: Sequence[int]
) -> tuple[TextBox, ...]:
    """Return the known boxes, and of those seen in another view what shows more than they do.

    Boxes that show the same are not joined: each is drawn with a margin, and what two views saw
    of lines that are close would reach from one line into the next.
    """
    there = np.zeros(shape[:2], np.uint8)
    for box in known:
        cv2.fillConvexPoly(there, np.round(np.array(box.corners)).astype(np.int32), 1)
    kept = list(known)
    for box in seen:
        share = _share(there, box) if known else 0.0
        if share >= NEW or (share >= MOSTLY and _spans(box, known)):
            continue
        line = [other for other in kept if _is_of_line(box, other)]
        kept = [other for other in kept if other not in line]
        kept.append(as_one((box, *line)) if line else box)
    return tuple(kept)


def _share(there: NDArray[np.uint8], box: TextBox) -> float:
    """Return how much of a box's core is there already."""
    middle = np.mean(np.array(box.corners), axis=0)
    corners = np.array(box.corners) - middle
    first, last = corners[1] - corners[0], corners[3] - corners[0]
    wide, high = float(np.hypot(*first)), float(np.hypot(*last))
    across, along = 1 - 2 * CUT, max(0.1, 1 - 2 * END * min(wide, high) / max(wide, high, 1))
    x, y = (along, across) if wide > high else (across, along)
    half = (first * x / 2, last * y / 2)
    core = np.array(
        [middle + a * half[0] + b * half[1] for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    )
    rect = box.rect
    part = there[rect.top : rect.bottom, rect.left : rect.right]
    cells = np.zeros_like(part)
    cv2.fillConvexPoly(cells, np.round(core - (rect.left, rect.top)).astype(np.int32), 1)
    return float(part[cells > 0].mean()) if cells.any() else 1.0


def _spans(box: TextBox, known: Sequence[TextBox]) -> bool:
    """Tell whether a box is as thick as several of the lines that lie in it."""
    common = ((other, box.rect.intersect(other.rect)) for other in known)
    inside = [other for other, part in common if part and 2 * part.area >= other.rect.area]
    return bool(inside) and thickness(box) > AS_THICK * max(map(thickness, inside))


def _is_of_line(box: TextBox, other: TextBox) -> bool:
    common = box.rect.intersect(other.rect)
    if common is None or not (is_level(box) and is_level(other)):
        return False
    thin, thick = sorted((thickness(box), thickness(other)))
    return thick <= AS_THICK * thin and on_one_line(box.rect, other.rect, common)
