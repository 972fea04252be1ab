"""Two lines that were found as one box, told apart by the empty row between them and by reading.

Lines at a pitch hardly larger than their letters run together before a network. 2026-11: of some
11,000 boxes on 640 made pictures 12 have an empty row in the middle; 6 of them are two lines, some
are letters with a gap of their own: Korean ones, or digits of seven bars. So both parts are read,
and are two boxes only if they read clearly better than the whole. As reading decides, one empty row
is enough here; ink.lines_of, which decides alone, wants two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scrub.model.geometry import Rect
from scrub.ocr.ink import bounds_of, runs
from scrub.ocr.tiling import is_level, level_box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from scrub.model.text import TextBox, Word
    from scrub.seams import Picture

    Read = Callable[[Picture, TextBox], Sequence[Word]]

LINE = 5
"""A line has at least so many rows of ink,"""

AS_HIGH = 1.8
"""and no more than so many times as many as the other."""

WIDE = 1.2
"""A box of two lines is at least so many times as wide as high."""

INK = 0.3
"""What differs from the ground by more than this share of the most that anything does is ink;"""

CONTRAST = 40
"""the most being at least so many levels of 255."""

MARGIN = 2
"""Pixels kept at the ends of a line."""

GAIN = 0.15
"""So much more confidence in two lines than in one makes them two."""


def unstacked(read: Read, picture: Picture, boxes: Iterable[TextBox]) -> Iterator[TextBox]:
    """Yield the boxes, two in the place of one that holds two lines."""
    for box in boxes:
        pairs = [(_trust_of(read, picture, pair), pair) for pair in _pairs(picture, box)]
        if not pairs:
            yield box
            continue
        trust, best = max(pairs, key=lambda pair: pair[0])
        is_better = trust >= _trust_of(read, picture, (box,)) + GAIN
        yield from best if is_better else (box,)


def _trust_of(read: Read, picture: Picture, boxes: Sequence[TextBox]) -> float:
    """Return how confident reading boxes is, 0..1; what is not read counts as nothing."""
    means = (np.mean([word.confidence for word in read(picture, box)]) for box in boxes)
    return float(sum(means)) / len(boxes)


def _pairs(picture: Picture, box: TextBox) -> list[tuple[TextBox, TextBox]]:
    """Return each way to cut a box in two where a row has no ink."""
    rect = box.rect
    if rect.height < 2 * LINE or rect.width < WIDE * rect.height or not is_level(box):
        return []
    ink = ink_of(picture, rect)
    rows = np.asarray(ink.any(axis=1))
    # At the last of the empty rows between two runs of ink.
    cuts = [start - 1 for start, _ in runs(rows)[1:]]
    halves = ((cut, int(rows[:cut].sum()), int(rows[cut:].sum())) for cut in cuts)
    return [
        (_part(ink, box, 0, cut), _part(ink, box, cut, rect.height))
        for cut, above, below in halves
        if min(above, below) >= LINE and max(above, below) <= AS_HIGH * min(above, below)
    ]


def ink_of(picture: Picture, rect: Rect) -> NDArray[np.bool_]:
    """Return what differs from the ground in a rectangle; nothing where that is little."""
    part = picture[rect.top : rect.bottom, rect.left : rect.right].astype(np.int16)
    ground = np.median(part.reshape(-1, part.shape[-1]), axis=0)
    apart = np.abs(part - ground).max(axis=2)
    most = max(CONTRAST, float(apart.max()))
    return np.asarray(apart > INK * most, bool)


def _part(ink: NDArray[np.bool_], box: TextBox, top: int, bottom: int) -> TextBox:
    """Return the box of the rows from `top` to `bottom`, between its ends."""
    ends = bounds_of(ink[top:bottom]).grow(MARGIN)
    place = Rect(ends.left, top, ends.right, bottom).move(box.rect.left, box.rect.top)
    return level_box(place.intersect(box.rect) or place, box.score)
