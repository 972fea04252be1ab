"""Where a template's areas lie in a frame of one size."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor
from typing import TYPE_CHECKING

from scrub.masks.regions import outside, ultrasound_regions
from scrub.model.geometry import Rect
from scrub.model.mask import FrameRange, FrameSpan, Named, Pixels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pydicom.dataset import Dataset

    from scrub.model.mask import Fractions, Patch

_SLACK = 1e-6

Place = tuple[Rect, FrameRange]
"""A rectangle inside the frame, and the frames that it is meant for."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What areas are worked out for: a size in pixels, and the ultrasound regions in it."""

    rows: int
    columns: int
    number_of_frames: int = 1
    regions: tuple[Rect, ...] = ()

    def places(self, patches: Iterable[Patch]) -> tuple[Place, ...]:
        """Return where patches lie: what is inside the frame, on frames that there are."""
        return tuple(
            (rect, frames)
            for patch in patches
            for frames in self._frames(patch.frames)
            for rect in self.rects(patch.area)
        )

    def rects(self, area: Pixels | Fractions | Named) -> tuple[Rect, ...]:
        """Return the rectangles of an area, inside the frame, none empty."""
        if isinstance(area, Named):
            return self._named(area)
        rect = self._pixels(area) if isinstance(area, Pixels) else self._scaled(area)
        inside = rect.clip(self.rows, self.columns) if rect else None
        return (inside,) if inside else ()

    def _named(self, area: Named) -> tuple[Rect, ...]:
        if area is Named.ULTRASOUND_REGIONS:
            return self.regions
        if area is Named.OUTSIDE_ULTRASOUND_REGIONS:
            return outside(self.regions, self.rows, self.columns)
        return (Rect(0, 0, self.columns, self.rows),)

    def _pixels(self, area: Pixels) -> Rect | None:
        left = area.x + self.columns * (area.x < 0)
        top = area.y + self.rows * (area.y < 0)
        right = self.columns if area.width is None else left + area.width
        bottom = self.rows if area.height is None else top + area.height
        return Rect(left, top, right, bottom) if left < right and top < bottom else None

    def _scaled(self, area: Fractions) -> Rect:
        """Round outward, but not for the last binary digit of a decimal fraction."""
        left, right = area.left * self.columns, area.right * self.columns
        top, bottom = area.top * self.rows, area.bottom * self.rows
        x, y = floor(left + _SLACK), floor(top + _SLACK)
        return Rect(x, y, max(ceil(right - _SLACK), x + 1), max(ceil(bottom - _SLACK), y + 1))

    def _frames(self, span: FrameSpan) -> Iterator[FrameRange]:
        count = self.number_of_frames
        first = max(span.first - 1 if span.first > 0 else count + span.first, 0)
        stop = min(span.last if span.last > 0 else count + span.last + 1, count)
        if first < stop:
            yield FrameRange(first, stop)


def frame_of(dataset: Dataset, rows: int, columns: int, number_of_frames: int = 1) -> Frame:
    """Return the frame of an instance, with the ultrasound regions that its header tells."""
    return Frame(rows, columns, number_of_frames, ultrasound_regions(dataset, rows, columns))


def without(places: Iterable[Place], kept: Sequence[Place]) -> tuple[Place, ...]:
    """Return places less what is kept of them, on the frames where it is kept."""
    return tuple(left for place in places for left in _less(place, kept))


def _less(place: Place, kept: Sequence[Place]) -> Iterator[Place]:
    rect, frames = place
    near = [(keep, on) for keep, on in kept if keep.intersect(rect) and _meet(on, frames)]
    if not near:
        yield place
        return
    edges = {frames.first, frames.stop}
    edges |= {edge for _, on in near for edge in (on.first, on.stop) if edge in frames}
    runs: list[tuple[FrameRange, tuple[Rect, ...]]] = []
    for first, stop in pairwise(sorted(edges)):
        left = _rest(rect, [keep for keep, on in near if first in on])
        if runs and runs[-1][1] == left:
            runs[-1] = FrameRange(runs[-1][0].first, stop), left
        else:
            runs.append((FrameRange(first, stop), left))
    for on, rects in runs:
        for part in rects:
            yield part, on


def _meet(one: FrameRange, other: FrameRange) -> bool:
    return one.first < other.stop and other.first < one.stop


def _rest(rect: Rect, keeps: Sequence[Rect]) -> tuple[Rect, ...]:
    moved = [keep.move(-rect.left, -rect.top) for keep in keeps]
    return tuple(part.move(rect.left, rect.top) for part in outside(moved, rect.height, rect.width))
