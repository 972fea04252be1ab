"""An engine that looks at places of a picture, and at what it cut there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.model.geometry import Rect
from scrub.ocr.carets import with_carets
from scrub.ocr.ink import tight
from scrub.stages.changes import part_of
from scrub.stages.lines import is_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.text import TextBox, Word
    from scrub.seams import OcrEngine, Picture

CUT = 4
"""A box so near the edge of what was looked at may go on beyond it,"""

SURE = 0.5
"""if it has at least this score;"""

BEYOND = 64
"""then so many pixels more are looked at there,"""

TIMES = 4
"""and so on, so many times."""


READ = 0.95
"""A word that is read with this confidence is one, and nothing else is in its place."""

NOISE = 10
"""Where nothing differs by more levels of 255,"""

STANDS_OUT, STROKE = 0.4, 5
"""and what differs by so much of that is in no place so many pixels that touch, is noise on black.
2026-11: with a black line above and one below, it was taken for a line too."""


class Eye:
    """Finds and reads. `beside_image` are places that are not image."""

    def __init__(self, engine: OcrEngine, beside_image: Sequence[Rect] = ()) -> None:
        self._engine = engine
        self._beside_image = beside_image

    def find(
        self, picture: Picture, area: Rect, *, quick: bool = True, inverse: bool = False
    ) -> list[TextBox]:
        """Return where text is in a place."""
        part = np.ascontiguousarray(part_of(picture, area))
        boxes = self._engine.find(255 - part if inverse else part, quick=quick)
        return [box.move(area.left, area.top) for box in boxes]

    def find_again(self, picture: Picture) -> Sequence[TextBox]:
        """Return where a second look sees text."""
        return self._engine.find_again(picture)

    def find_whole(
        self, picture: Picture, area: Rect, *, inverse: bool = False
    ) -> tuple[Rect, list[TextBox]]:
        """Return where text is that is at least partly in a place, and what was looked at."""
        boxes = self.find(picture, area, inverse=inverse)
        for _ in range(TIMES):
            wider = _with_what_is_cut(area, boxes, picture)
            if wider == area:
                break
            area = wider
            boxes = self.find(picture, area, inverse=inverse)
        return area, boxes

    def read(self, picture: Picture, box: TextBox) -> tuple[Word, ...]:
        """Return what a box says, drawn tight around the ink; nothing if it is no text."""
        if _is_noise(part_of(picture, box.rect)):
            return ()
        (words,) = self._engine.read(picture, (box,))
        beside = any(place.covers(box.rect) for place in self._beside_image)
        if not words or not is_text(words, beside_image=beside):
            return ()
        drawn = tuple(replace(word, rect=_drawn(picture, word)) for word in words)
        return with_carets(picture, tuple(map(_ended, drawn)))


def _drawn(picture: Picture, word: Word) -> Rect:
    is_read = bool(word.text) and word.confidence >= READ
    return tight(picture, word.rect, is_read=is_read)


def _is_noise(part: Picture) -> bool:
    """Tell whether a part holds nothing but what black differs by from one pixel to the next."""
    most = int(part.max()) - int(part.min())
    if not 0 < most <= NOISE:
        return False
    ground = np.median(part, axis=(0, 1))
    apart = np.abs(part - ground).max(axis=2) >= STANDS_OUT * most
    _, _, stats, _ = cv2.connectedComponentsWithStats(apart.astype(np.uint8), connectivity=4)
    return bool(stats[1:, cv2.CC_STAT_AREA].max(initial=0) < STROKE)


def _ended(word: Word) -> Word:
    """Return a word with the places beyond it that its ink reaches, no thicker than it is.

    On a calm ground the ink ends before the box does, and with it the word.
    """
    places = (_in_line(place, word.rect) for place in word.beyond)
    return replace(word, beyond=tuple(place for place in places if place))


def _in_line(place: Rect, rect: Rect) -> Rect | None:
    """Return what of a place is in line with a rectangle, and touches it."""
    common = rect.grow(1).intersect(place)
    if common is None:
        return None
    if common.width < common.height:
        return place.intersect(replace(rect, left=place.left, right=place.right))
    return place.intersect(replace(rect, top=place.top, bottom=place.bottom))


def _with_what_is_cut(area: Rect, boxes: Sequence[TextBox], picture: Picture) -> Rect:
    rects = [box.rect for box in boxes if box.score >= SURE]
    left = BEYOND * any(rect.left - area.left <= CUT for rect in rects)
    top = BEYOND * any(rect.top - area.top <= CUT for rect in rects)
    right = BEYOND * any(area.right - rect.right <= CUT for rect in rects)
    bottom = BEYOND * any(area.bottom - rect.bottom <= CUT for rect in rects)
    wider = Rect(area.left - left, area.top - top, area.right + right, area.bottom + bottom)
    rows, columns = picture.shape[:2]
    return wider.clip(rows, columns) or area
