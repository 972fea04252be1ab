"""Where an ultrasound header says that the image is, as evidence of where it is not."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from scrub.masks.attributes import UNREADABLE
from scrub.model.geometry import Rect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pydicom.dataset import Dataset

_CORNERS = (
    "RegionLocationMinX0",
    "RegionLocationMinY0",
    "RegionLocationMaxX1",
    "RegionLocationMaxY1",
)


def ultrasound_regions(dataset: Dataset, rows: int, columns: int) -> tuple[Rect, ...]:
    """Return the parts of the frame that Sequence of Ultrasound Regions calibrates.

    Its maxima are the last pixel inside (PS3.3 C.8.5.5.1.1), so they count. Items that make no
    sense are left out: a header that lies about its image is only less evidence. A calibrated
    region may hold text, and image may lie outside all of them.
    """
    try:
        items = list(dataset.get("SequenceOfUltrasoundRegions") or ())
        rects = [_rect(item) for item in items]
    except UNREADABLE:
        return ()
    inside = (rect.clip(rows, columns) for rect in rects if rect is not None)
    return tuple(sorted({rect for rect in inside if rect is not None}))


def _rect(item: Dataset) -> Rect | None:
    corners = [item.get(keyword) for keyword in _CORNERS]
    if not all(isinstance(corner, int) and corner >= 0 for corner in corners):
        return None
    left, top, right, bottom = (int(corner) for corner in corners)
    return Rect(left, top, right + 1, bottom + 1) if left <= right and top <= bottom else None


def outside(rects: Sequence[Rect], rows: int, columns: int) -> tuple[Rect, ...]:
    """Return the rest of the frame as rectangles that do not overlap: all of it for no rects."""
    inside = [clipped for clipped in (r.clip(rows, columns) for r in rects) if clipped is not None]
    edges = sorted({0, rows, *(r.top for r in inside), *(r.bottom for r in inside)})
    complete: list[Rect] = []
    growing: dict[tuple[int, int], int] = {}
    for top, bottom in pairwise(edges):
        across = [r for r in inside if r.top <= top and bottom <= r.bottom]
        gaps = set(_gaps(across, columns))
        complete += [Rect(a, growing[a, b], b, top) for a, b in growing.keys() - gaps]
        growing = {gap: growing.get(gap, top) for gap in gaps}
    complete += [Rect(a, top, b, rows) for (a, b), top in growing.items()]
    return tuple(sorted(complete, key=lambda rect: (rect.top, rect.left)))


def _gaps(rects: Sequence[Rect], columns: int) -> Iterator[tuple[int, int]]:
    reached = 0
    for rect in sorted(rects):
        if rect.left > reached:
            yield reached, rect.left
        reached = max(reached, rect.right)
    if reached < columns:
        yield reached, columns
