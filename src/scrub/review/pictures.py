"""Frames before and after: as the source has them, and as they are, or would be, published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scrub.decisions import bytes_id
from scrub.errors import InstanceError
from scrub.model.instance import Source
from scrub.review.items import place_of
from scrub.web.pictures import Viewer
from scrub.web.projector import Projector, Stack

if TYPE_CHECKING:
    from scrub.review.items import Item, Place, Record
    from scrub.seams import Picture
    from scrub.web.projections import Projection
    from scrub.web.projector import Progress

_BESIDE = 8
"""Pixels around a place that are seen with it."""

_MOST = 200
"""So many instances of a series are put one upon another, at most."""

Window = tuple[float, float]


class Frames:
    """Pictures of instances, and what is known once one is opened. `key` is that of the run."""

    def __init__(self, output: str, key: bytes) -> None:
        self._output = output
        self._key = key
        self._before, self._after, self._beside = Viewer(), Viewer(), Viewer()
        self.projector = Projector()

    def close(self) -> None:
        """Stop what works beside the page, and close what is open."""
        self.projector.close()
        for viewer in (self._before, self._after, self._beside):
            viewer.close()

    def bytes_id(self, item: Item) -> str:
        """Return what decisions name the bytes by that are shown.

        Raises:
            InstanceError: if they cannot be read.

        """
        with self._beside.opened(_source(item)) as pictures:
            return bytes_id(self._key, pictures.sha256)

    def shown(self, item: Item) -> Record:
        """Return the bytes that are shown and, of gray frames, the range and the windows.

        Raises:
            InstanceError: if they cannot be read.

        """
        with self._before.opened(_source(item)) as pictures:
            between = pictures.range_of(0)
            return {
                "bytes": bytes_id(self._key, pictures.sha256),
                "frames": len(pictures),
                "range": between,
                "windows": pictures.windows if between else (),
            }

    def before(self, item: Item, index: int, window: Window | None = None) -> Picture:
        """Return a frame of the source, counted from 0.

        Raises:
            InstanceError: if there is none, or it cannot be decoded.

        """
        return self._before.frame(_source(item), index, window)

    def after(self, item: Item, index: int, window: Window | None = None) -> Picture:
        """Return a frame as it was written; of what was not, the source under the plan's mask.

        Raises:
            InstanceError: if there is none, or it cannot be decoded.

        """
        if item.record["output"]:
            window = window or self._all_of(item, index)
            return self._after.frame(Source(self._output, item.record["output"]), index, window)
        picture = self.before(item, index, window).copy()
        for place in map(place_of, item.record["mask"]):
            if index in place.frames:
                rect = place.rect
                picture[rect.top : rect.bottom, rect.left : rect.right] = 0
        return picture

    def _all_of(self, item: Item, index: int) -> Window | None:
        """Return the window that shows a gray frame of the source as it is without one.

        2026-11: black changes the range of a frame, and so how all of it would be shown.
        """
        if item.source is None:
            return None
        with self._before.opened(item.source) as pictures:
            if not 0 <= index < len(pictures):
                return None
            between = pictures.range_of(index)
        return (sum(between) / 2, between[1] - between[0]) if between else None

    def crop(self, item: Item, place: Place) -> Picture:
        """Return a place, and a little around it, of the first of its frames.

        Raises:
            InstanceError: if it is not in the frame, or that cannot be decoded.

        """
        picture = self._beside.frame(_source(item), place.frames.first)
        rect = place.rect.grow(_BESIDE).clip(*picture.shape[:2])
        if rect is None:
            raise InstanceError("it has no such place")
        return np.ascontiguousarray(picture[rect.top : rect.bottom, rect.left : rect.right])

    def progress(self, number: int, items: tuple[Item, ...], *, series: bool) -> Progress:
        """Work on the projections of an instance, or of its series, and tell how far they are."""
        return self.projector.look_at((number, series), _stack(number, items, series=series))

    def projection(
        self, number: int, items: tuple[Item, ...], kind: Projection, *, series: bool
    ) -> Picture:
        """Return a projection of what was looked at so far."""
        stack = _stack(number, items, series=series)
        return self.projector.picture((number, series), stack, kind)


def _source(item: Item) -> Source:
    if item.source is None:
        raise InstanceError("its source was not found again")
    return item.source


def of_series(number: int, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return the instances of the same size that were written to the same series, itself too."""
    here = items[number]
    beside = (
        item
        for item in items
        if item is not here
        and item.source
        and item.series
        and (item.series, item.machine) == (here.series, here.machine)
    )
    return (here, *beside)[:_MOST]


def _stack(number: int, items: tuple[Item, ...], *, series: bool) -> Stack:
    here = items[number]
    shown = of_series(number, items) if series else (here,)
    sources = tuple(map(_source, shown))
    return Stack(here.record["rows"], here.record["columns"], sources)
