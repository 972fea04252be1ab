"""Rectangles for what was seen on some instances: all that identifies, and a little more.

What is a little more:

- a margin, since engines bound ink loosely;
- where a side differs from patient to patient, as the end of a name does, half as much again as
  the farthest went beyond the middle one: the next name may be longer than any yet;
- up to the frame's edge, where that is no farther than a line is high.

None of these takes in text that stays. Stray text, in the place of which there is hardly ever any,
has a rectangle of its own with a margin of 2 pixels.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING

from scrub.masks.heat import IDENTIFYING, UNKNOWN, Heat
from scrub.masks.places import TOUCHING, parts, uncovered
from scrub.model.geometry import Rect, join_all

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrub.masks.evidence import Look, Unit
    from scrub.masks.places import Part

_NEXT_TO_NOTHING = 0.1
"""Of what bounds both."""

_LEAST_MARGIN = 2
_MOST_ACROSS = 0.2
"""Of the frame's width may a rectangle be longer than what was seen."""


@dataclass(frozen=True, slots=True)
class _Near:
    """What a side may move toward: how high a line is, the frame, and the text that stays."""

    line: int
    frame: Rect
    staying: tuple[Rect, ...]


def fit(looks: Sequence[Look], rows: int, columns: int) -> tuple[Rect, ...]:
    """Return rectangles inside the frame that cover all text that identifies, sorted.

    What belongs to the layout is covered with what is near it, stray text by itself. Text that
    nobody knows is covered where it recurs.
    """
    heat = Heat(looks, rows, columns)
    going = {rect for look in looks for rect in look.going}
    layout = heat.recurring(going, IDENTIFYING)
    layout |= heat.recurring({rect for look in looks for rect in look.doubtful}, UNKNOWN)
    staying = tuple(sorted({rect for look in looks for rect in look.staying}))
    people = _people(looks)
    frame = Rect(0, 0, columns, rows)
    fitted = []
    for part in parts(layout, rows, columns, staying):
        line = round(median(min(rect.width, rect.height) for rect in part))
        fitted.append(_widened(part, people, _Near(line, frame, staying)))
    regular = _made_one(fitted, staying)
    stray = [rect for rect in going - layout if uncovered(rect, regular)]
    apart = parts(stray, rows, columns, staying, TOUCHING)
    margins = (_held_back(rect, _padded(rect, frame), staying) for rect in map(join_all, apart))
    return _needed([*regular, *margins])


def _padded(rect: Rect, frame: Rect) -> Rect:
    return rect.grow(_LEAST_MARGIN).intersect(frame) or rect


def _people(looks: Iterable[Look]) -> dict[Rect, list[Unit]]:
    """Return for each text whom it was seen for."""
    people: defaultdict[Rect, list[Unit]] = defaultdict(list)
    for look in looks:
        for rect in (*look.going, *look.doubtful):
            people[rect].append(look.person)
    return people


def _widened(part: Part, people: dict[Rect, list[Unit]], near: _Near) -> Rect:
    """Return what bounds a part, widened."""
    hull = join_all(part)
    by_person: dict[Unit, Rect] = {}
    for rect in part:
        for person in people[rect]:
            by_person[person] = by_person.get(person, rect).join(rect)
    seen = tuple(by_person.values())
    across, down = max(_LEAST_MARGIN, near.line // 2), max(_LEAST_MARGIN, near.line // 4)
    most = round(_MOST_ACROSS * near.frame.width)
    wanted = Rect(
        hull.left - across - _beyond((-rect.left for rect in seen), most),
        hull.top - down - _beyond((-rect.top for rect in seen), near.line),
        hull.right + across + _beyond((rect.right for rect in seen), most),
        hull.bottom + down + _beyond((rect.bottom for rect in seen), near.line),
    )
    return _held_back(hull, _snapped(wanted, near), near.staying)


def _beyond(ends: Iterable[int], most: int) -> int:
    """Return how much farther than the farthest of some ends the next one may go."""
    ordered = sorted(ends)
    return min(most, round((ordered[-1] - median(ordered)) / 2))


def _snapped(rect: Rect, near: _Near) -> Rect:
    frame, line = near.frame, near.line
    return Rect(
        0 if rect.left <= line else rect.left,
        0 if rect.top <= line else rect.top,
        frame.right if rect.right >= frame.right - line else rect.right,
        frame.bottom if rect.bottom >= frame.bottom - line else rect.bottom,
    )


def _held_back(hull: Rect, wanted: Rect, staying: Iterable[Rect]) -> Rect:
    """Return the wanted rectangle without what it would take in of text that stays."""
    left, top, right, bottom = wanted.left, wanted.top, wanted.right, wanted.bottom
    for rect in staying:
        if rect.intersect(hull) or not rect.intersect(wanted):
            continue
        if rect.left >= hull.right:
            right = min(right, rect.left)
        elif rect.right <= hull.left:
            left = max(left, rect.right)
        elif rect.top >= hull.bottom:
            bottom = min(bottom, rect.top)
        else:
            top = max(top, rect.bottom)
    return Rect(left, top, right, bottom)


def _made_one(rects: Iterable[Rect], staying: Sequence[Rect]) -> list[Rect]:
    """Return rectangles, two made one where that adds next to nothing, and no text that stays."""
    left = sorted(set(rects))
    while True:
        pairs = [
            (added, one, other)
            for one, other in combinations(left, 2)
            if (added := _added(one, other)) <= _NEXT_TO_NOTHING
            and not _takes_in(one.join(other), (one, other), staying)
        ]
        if not pairs:
            return left
        _, one, other = min(pairs)
        left = sorted({*left} - {one, other} | {one.join(other)})


def _added(one: Rect, other: Rect) -> float:
    """Return which part of what bounds two rectangles is in neither, 0..1."""
    common = one.intersect(other)
    both = one.area + other.area - (common.area if common else 0)
    return 1 - both / one.join(other).area


def _takes_in(whole: Rect, parts_of_it: Sequence[Rect], staying: Iterable[Rect]) -> bool:
    return any(
        rect.intersect(whole) and not any(rect.intersect(part) for part in parts_of_it)
        for rect in staying
    )


def _needed(rects: Sequence[Rect]) -> tuple[Rect, ...]:
    """Return rectangles less those that the others cover."""
    left = sorted(set(rects))
    for rect in sorted(left, key=lambda rect: (rect.area, rect)):
        others = [other for other in left if other != rect]
        if others and not uncovered(rect, others):
            left = others
    return tuple(left)
