"""Large pictures in overlapping tiles, boxes seen twice made one, neighbors set apart."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from scrub.model.geometry import Rect, join_all
from scrub.model.text import TextBox
from scrub.ocr.regions import level_corners

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from scrub.seams import Picture

SIDE = 1280
"""A tile's longest side: PP-OCRv6's activations of such a tile take about 450 MB."""

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

BELOW = 0.3
"""A line is below another where it shares so much of the narrower one's width;"""

MARGIN = 0.5
"""and what they have in common is no more than margin: no larger a part of the thinner one."""

CUT = 0.25
"""Of a box, no more than this part is margin above or below its letters."""

END = 0.1
"""And so much of its thickness beyond its first and its last letter."""

BESIDE = 0.2
"""A box is beside lines that share no more than this part of it."""

LEVEL = 4.0
"""A level box's corners are no more than so many pixels out of line."""


def tiles(rows: int, columns: int, side: int = SIDE) -> Iterator[Rect]:
    """Yield tiles that cover the picture, none longer than a side."""
    for top, bottom in _cuts(rows, side):
        for left, right in _cuts(columns, side):
            yield Rect(left, top, right, bottom)


def parts(picture: Picture, side: int = SIDE) -> Iterator[tuple[Rect, Picture]]:
    """Yield tiles that cover the picture, each with what is on it, but for those of one color."""
    rows, columns = picture.shape[:2]
    for tile in tiles(rows, columns, side):
        part = picture[tile.top : tile.bottom, tile.left : tile.right]
        if int(part.max()) > int(part.min()):
            yield tile, part


def _cuts(length: int, side: int) -> list[tuple[int, int]]:
    if length <= side:
        return [(0, length)]
    count = -(-(length - OVERLAP) // (side - OVERLAP))
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


def is_new(box: TextBox, boxes: Iterable[TextBox]) -> bool:
    """Tell whether a box shows more than level boxes do that are known.

    Known ones stay as tight as they are where another view shows the same a little larger: the
    reader reads tight boxes better.
    """
    rect = box.rect
    ends, sides = (int(part * min(rect.width, rect.height)) for part in (END, CUT))
    x, y = (ends, sides) if rect.width > rect.height else (sides, ends)
    core = Rect(rect.left + x, rect.top + y, rect.right - x, rect.bottom - y)
    return not any(is_level(known) and known.rect.covers(core) for known in boxes)


def is_beside(box: TextBox, boxes: Iterable[TextBox]) -> bool:
    """Tell whether a box lies beside the level lines that are known.

    Lines below each other, seen turned by a quarter, are often one to the network.
    """
    lines = (known.rect for known in boxes if _is_line(known))
    common = [part.area for rect in lines if (part := rect.intersect(box.rect))]
    return sum(common) <= BESIDE * box.rect.area


def apart(boxes: Sequence[TextBox], cut: float = CUT) -> tuple[TextBox, ...]:
    """Return the boxes, level lines that overlap the one below cut in the middle between them.

    Boxes of several views joined are wider than each, and would take in a neighbor's edge. `cut`
    is what part of a box is margin, at most, above or below its letters.
    """
    return tuple(_cut(box, boxes, cut) if _is_line(box) else box for box in boxes)


def _cut(box: TextBox, boxes: Iterable[TextBox], cut: float) -> TextBox:
    rect = box.rect
    most = int(cut * rect.height)
    top, bottom = rect.top, rect.bottom
    for other in (b.rect for b in boxes if b is not box and _is_line(b)):
        common = rect.intersect(other)
        if not common or common.height > MARGIN * min(rect.height, other.height):
            continue
        if common.width < BELOW * min(rect.width, other.width):
            continue
        middle = (common.top + common.bottom) // 2
        if other.top > rect.top and other.bottom > rect.bottom:
            bottom = min(bottom, max(middle, rect.bottom - most))
        elif other.top < rect.top and other.bottom < rect.bottom:
            top = max(top, min(middle, rect.top + most))
    if (top, bottom) == (rect.top, rect.bottom):
        return box
    rows = Rect(0, top, max(part.right for part in (rect, *box.beyond)), bottom)
    beyond = tuple(part for place in box.beyond if (part := place.intersect(rows)))
    return replace(level_box(Rect(rect.left, top, rect.right, bottom), box.score), beyond=beyond)


def _is_line(box: TextBox) -> bool:
    return is_level(box) and box.rect.width > box.rect.height


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
            kept[index] = replace(other, score=score)
            return True
        mostly = common.area >= SAME * box.rect.area
        if not (is_level(box) and is_level(other)):
            continue
        if mostly or on_one_line(box.rect, other.rect, common):
            kept[index] = as_one((other, box))
            return True
    return False


def as_one(boxes: Sequence[TextBox]) -> TextBox:
    """Return some boxes as one that is level, as sure as the surest."""
    beyond = tuple(place for box in boxes for place in box.beyond)
    score = max(box.score for box in boxes)
    return replace(level_box(join_all(box.rect for box in boxes), score), beyond=beyond)


def level_box(rect: Rect, score: float) -> TextBox:
    """Return a box whose corners are its rectangle's."""
    return TextBox(rect, level_corners(rect), score)


def is_level(box: TextBox) -> bool:
    """Tell whether a box stands level or upright, and not on its head."""
    (left, top), (right, other_top), (other_right, _), _ = box.corners
    return abs(top - other_top) <= LEVEL and abs(right - other_right) <= LEVEL and left < right


def on_one_line(a: Rect, b: Rect, common: Rect) -> bool:
    """Tell whether two boxes that overlap run on in one line, level or upright."""
    upright = [rect.height > UPRIGHT * rect.width for rect in (a, b)]
    if any(upright) != all(upright):
        return False
    if all(upright):
        thin, thick = sorted((a.width, b.width))
        return common.width >= SAME * thin and thick <= 2 * thin
    thin, thick = sorted((a.height, b.height))
    return common.height >= SAME * thin and thick <= 2 * thin
