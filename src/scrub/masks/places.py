"""Where texts were seen, as few rectangles that leave out what is not theirs.

2026-11: from the top down. All texts begin as one rectangle, which is cut in two as long as that
saves more than a rectangle costs; so a line along the top and a column at the side do not become
the whole frame, as they would if what is near were joined. What comes out depends on the set of
places alone, not on their order.
"""

from __future__ import annotations

from itertools import accumulate, combinations
from math import ceil
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from scrub.masks.regions import outside
from scrub.model.geometry import Rect, join_all

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

NEAR = 0.005
"""Of the frame: a further rectangle must save so much, or texts count as near."""

TOUCHING = 0.0002
"""Likewise, for texts that have nothing to do with one another."""

STAYING_COSTS = 4
"""So many times its area is it worth not to cover text that stays."""

LEFT = 0.1
"""A text of which so much lies outside is outside: the rest may be the edge of its last letter."""

_MOST_CELLS = 1024

Part = tuple[Rect, ...]
"""Texts of one place, sorted."""


def parts(
    texts: Collection[Rect],
    rows: int,
    columns: int,
    staying: Iterable[Rect] = (),
    near: float = NEAR,
) -> tuple[Part, ...]:
    """Return the texts by place, each in one; the rectangle of a place is what bounds its texts.

    `staying` are texts that a rectangle had better not cover. `near` is what a rectangle must save,
    as a part of the frame.
    """
    if not texts:
        return ()
    cost = _Cost(staying, rows, columns, near)
    done: list[Part] = []
    due: list[Part] = [tuple(sorted(set(texts)))]
    while due:
        part = due.pop()
        halves = _cut(part, cost)
        if halves:
            due.extend(halves)
        else:
            done.append(part)
    return tuple(sorted(_joined(done, cost)))


def uncovered(rect: Rect, rects: Iterable[Rect]) -> float:
    """Return which part of a rectangle lies in none of the others, 0..1."""
    near = [common for other in rects if (common := other.intersect(rect))]
    if not near:
        return 1.0
    moved = [common.move(-rect.left, -rect.top) for common in near]
    return sum(left.area for left in outside(moved, rect.height, rect.width)) / rect.area


def is_outside(rect: Rect, rects: Iterable[Rect]) -> bool:
    """Tell whether a text is not, or not wholly, in some rectangles."""
    return uncovered(rect, rects) > LEFT


class _Cost:
    """What a rectangle costs: its area, more where texts stay, and that there is one more."""

    def __init__(self, staying: Iterable[Rect], rows: int, columns: int, near: float) -> None:
        self.of_one = near * rows * columns
        self._cell = ceil(max(rows, columns) / _MOST_CELLS)
        cell = self._cell
        cells = np.zeros((rows // cell + 2, columns // cell + 2), np.int64)
        for rect in staying:
            across = slice(rect.left // cell + 1, ceil(rect.right / cell) + 1)
            cells[rect.top // cell + 1 : ceil(rect.bottom / cell) + 1, across] = 1
        # Sums over all that is above and to the left: four of them tell any rectangle's.
        self._sums: list[list[int]] = cells.cumsum(0).cumsum(1).tolist()

    def __call__(self, rect: Rect) -> float:
        cell, sums = self._cell, self._sums
        left, top = rect.left // cell, rect.top // cell
        right, bottom = -(-rect.right // cell), -(-rect.bottom // cell)
        cells = sums[bottom][right] - sums[top][right] - sums[bottom][left] + sums[top][left]
        return rect.area + STAYING_COSTS * cells * cell * cell + self.of_one


def _cut(part: Part, cost: _Cost) -> tuple[Part, Part] | None:
    """Return the two halves that cost least, if they cost less than the whole."""
    best, halves = cost(join_all(part)), None
    for side in ("top", "bottom", "left", "right"):
        ordered = sorted(part, key=attrgetter(side))
        before = list(accumulate(ordered, Rect.join))
        after = list(accumulate(ordered[::-1], Rect.join))[::-1]
        for place in range(1, len(ordered)):
            together = cost(before[place - 1]) + cost(after[place])
            if together < best:
                best, halves = together, (tuple(ordered[:place]), tuple(ordered[place:]))
    return halves


def _joined(apart: Sequence[Part], cost: _Cost) -> list[Part]:
    """Return the parts, two made one as long as that costs no more: cuts may have gone too far."""
    left: dict[Rect, Part] = {}
    for part in apart:
        hull = join_all(part)
        left[hull] = (*left.get(hull, ()), *part)
    while len(left) > 1:
        saved, one, other = min(
            (cost(one.join(other)) - cost(one) - cost(other), one, other)
            for one, other in combinations(sorted(left), 2)
        )
        if saved > 0:
            break
        both = left.pop(one) + left.pop(other)
        hull = one.join(other)
        left[hull] = (*both, *left.get(hull, ()))
    return [tuple(sorted(part)) for part in left.values()]
