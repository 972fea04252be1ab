"""Large pictures in overlapping tiles, and boxes seen twice made one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.model.geometry import Rect
from scrub.model.text import TextBox

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SIDE = 1280
"""A tile's longest side: activations of such a tile take about 450 MB."""

OVERLAP = 160
"""So much do tiles share: most words lie whole in one of them, and lines are joined again."""

COVERED = 0.95
"""A box covered so far by a larger one is part of the same text."""

SAME = 0.7
"""Boxes of one line share so much of the thinner one's thickness, or of the smaller box."""

CROSSED = 0.5
"""An upright box that level lines cover so far is not text of its own."""

UPRIGHT = 1.5
"""A box so many times higher than wide runs up or down."""

LEVEL = 4.0
"""A level box's corners are no more than so many pixels out of line."""


def tiles(rows: int, columns: int) -> Iterator[Rect]:
    """Yield tiles that cover the picture, none longer than SIDE."""
    for top, bottom in _cuts(rows):
        for left, right in _cuts(columns):
            yield Rect(left, top, right, bottom)


def _cuts(length: int) -> list[tuple[int, int]]:
    if length <= SIDE:
        return [(0, length)]
    count = -(-(length - OVERLAP) // (SIDE - OVERLAP))
    size = -(-(length + OVERLAP * (count - 1)) // count)
    starts = [min(i * (size - OVERLAP), length - size) for i in range(count)]
    return [(start, start + size) for start in starts]


def merge(boxes: Iterable[TextBox]) -> tuple[TextBox, ...]:
    """Return the boxes in reading order, those of one text made one.

    A box that a larger one covers goes; level boxes that overlap on one line are joined.
    """
    kept: list[TextBox] = []
    for box in sorted(boxes, key=lambda b: (-b.rect.area, b.rect)):
        merged = _absorb(kept, box)
        if not merged:
            kept.append(box)
    apart = [box for box in kept if not _is_margin(box.rect, kept)]
    return tuple(sorted(apart, key=lambda b: (b.rect.top, b.rect.left, b.rect)))


def _is_margin(rect: Rect, boxes: Iterable[TextBox]) -> bool:
    """Tell whether an upright box is but the first letters of level lines below each other."""
    if rect.height <= UPRIGHT * rect.width:
        return False
    level = (box.rect for box in boxes if box.rect.width >= 2 * rect.width)
    common = [part.area for other in level if (part := rect.intersect(other))]
    return len(common) > 1 and sum(common) >= CROSSED * rect.area


def _absorb(kept: list[TextBox], box: TextBox) -> bool:
    """Put the box into one of those kept; tell whether there was one."""
    for index, other in enumerate(kept):
        common = box.rect.intersect(other.rect)
        if common is None:
            continue
        score = max(box.score, other.score)
        if common.area >= COVERED * box.rect.area:
            kept[index] = TextBox(other.rect, other.corners, score)
            return True
        mostly = common.area >= SAME * box.rect.area
        if not (_is_level(box) and _is_level(other)):
            continue
        if mostly or _on_one_line(box.rect, other.rect, common):
            kept[index] = level_box(box.rect.join(other.rect), score)
            return True
    return False


def level_box(rect: Rect, score: float) -> TextBox:
    """Return a box whose corners are its rectangle's."""
    left, top, right, bottom = rect.left, rect.top, rect.right, rect.bottom
    return TextBox(rect, ((left, top), (right, top), (right, bottom), (left, bottom)), score)


def _is_level(box: TextBox) -> bool:
    (left, top), (right, other_top), (other_right, _), _ = box.corners
    return abs(top - other_top) <= LEVEL and abs(right - other_right) <= LEVEL and left < right


def _on_one_line(a: Rect, b: Rect, common: Rect) -> bool:
    """Tell whether two boxes that overlap run on in one line, level or upright."""
    upright = [rect.height > UPRIGHT * rect.width for rect in (a, b)]
    if any(upright) != all(upright):
        return False
    if all(upright):
        thin, thick = sorted((a.width, b.width))
        return common.width >= SAME * thin and thick <= 2 * thin
    thin, thick = sorted((a.height, b.height))
    return common.height >= SAME * thin and thick <= 2 * thin
