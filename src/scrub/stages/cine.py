"""Text on every frame of a cine, each place looked at again only where it changed.

A frame is compared with what was last looked at, pixel by pixel. Text that no changed pixel
touches is still there. Where pixels changed, text is found anew and read anew; text that was
there and is not found again stays as long as its pattern is still in the pixels. Text newly found
is looked for in the frames just before, where it may have been overlooked. The mean over all
frames brings out what stands still and is too faint on any one of them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from scrub.model.geometry import Rect, join_all
from scrub.ocr.ink import tight
from scrub.stages.changes import (
    Pattern,
    areas_of,
    correlation,
    differs,
    inside,
    is_alike,
    joined,
    part_of,
    pattern,
    same_place,
)
from scrub.stages.lines import is_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from scrub.model.text import TextBox, Word
    from scrub.seams import OcrEngine, Picture

NEARLY_ALL = 0.6
"""Where more than this share changed, the whole frame is looked at at once."""

SAME_TEXT = 0.9
"""Two patterns in one box that correlate so well are one text, read twice: at most a digit of a
clock differs, and then both readings say the same kind of thing."""

MARGIN = 16
"""So many pixels around a text are looked at with it."""

STILL_THERE = 0.5
"""Text is still there if its pattern correlates so well with what is now in its place."""

FAINTLY_THERE = 0.1
"""Likewise for text that only the mean shows, beyond what chance and the mean itself give."""

BACKWARD = 8
"""So many frames back is newly found text looked for."""

MEAN_FROM = 4
"""A mean of fewer frames than this shows nothing new."""


@dataclass(slots=True)
class Track:
    """One text in one place, and the frames that show it."""

    words: tuple[Word, ...]
    rect: Rect
    pattern: Pattern
    frames: set[int] = field(default_factory=set)


class Watcher:
    """Follows text over the frames of one view. Feed it frames in order, then ask for tracks."""

    def __init__(self, engine: OcrEngine, beside_image: Sequence[Rect] = ()) -> None:
        self._engine = engine
        self._beside_image = beside_image
        self._tracks: list[Track] = []
        self._live: list[Track] = []
        self._looked: Picture | None = None
        self._unseen: NDArray[np.bool_] = np.ones((0, 0), bool)
        self._sum: NDArray[np.uint32] | None = None
        self._recent: deque[Picture] = deque(maxlen=BACKWARD)
        self._seen = 0
        self._partial = False
        self._index = 0

    def see(self, picture: Picture, frame_index: int, within: Sequence[Rect] | None = None) -> None:
        """Look at one more frame, or only within some places of it.

        A frame that this view does not have is left out.
        """
        self._index = frame_index
        areas = self._areas(picture, within)
        self._live = [track for track in self._live if self._goes_on(track, picture, areas)]
        for box in self._found(picture, areas):
            self._meet(box, picture)
        self._update(picture, areas)

    def mean(self) -> Picture | None:
        """Return the mean of all frames seen, or None if they are too few."""
        if self._sum is None or self._seen < MEAN_FROM:
            return None
        # Row by row, since floating point takes eight times the room of a picture.
        rows = (np.round(row / self._seen).astype(np.uint8) for row in self._sum)
        return np.stack(list(rows))

    def faint(self) -> list[Track]:
        """Return text that the mean shows and not every frame did, in no frame yet."""
        mean = self.mean()
        if mean is None or self._partial:
            return []
        tracks = []
        for box in self._engine.find(mean):
            if self._is_everywhere(box.rect):
                continue
            words = self._read(mean, box)
            if words:
                tracks.append(Track(words, box.rect, pattern(mean, box.rect)))
        return tracks

    @property
    def tracks(self) -> tuple[Track, ...]:
        """All text seen so far."""
        return tuple(self._tracks)

    def _areas(self, picture: Picture, within: Sequence[Rect] | None) -> tuple[Rect, ...]:
        rows, columns = picture.shape[:2]
        whole = (Rect(0, 0, columns, rows),)
        self._partial |= within is not None
        if self._looked is None:
            changed = np.ones((rows, columns), bool)
        else:
            changed = differs(self._looked, picture) | self._unseen
        if within is not None:
            changed &= inside(within, rows, columns)
        if changed.all():
            return whole
        areas = joined(self._widened(area, rows, columns) for area in areas_of(changed))
        if sum(area.area for area in areas) > NEARLY_ALL * rows * columns:
            return whole
        return areas

    def _widened(self, area: Rect, rows: int, columns: int) -> Rect:
        """Return the area with all of the text that it cuts, and what is around that."""
        cut = [t.rect.grow(MARGIN) for t in self._live if t.rect.intersect(area)]
        return join_all((area, *cut)).clip(rows, columns) or area

    def _found(self, picture: Picture, areas: Iterable[Rect]) -> Iterator[TextBox]:
        first = self._looked is None
        for area in areas:
            part = np.ascontiguousarray(part_of(picture, area))
            # Every other frame's inverse: what lives for two frames is seen in both polarities.
            shown = 255 - part if self._index % 2 and not first else part
            for box in self._engine.find(shown, quick=not first):
                yield box.move(area.left, area.top)

    def _goes_on(self, track: Track, picture: Picture, areas: Sequence[Rect]) -> bool:
        """Tell whether a text of the frame before is on this one, found again or not."""
        touched = any(area.intersect(track.rect) for area in areas)
        if touched and not self._unchanged(track.rect, picture):
            return self._resembles(track, picture)
        track.frames.add(self._index)
        return True

    def _unchanged(self, rect: Rect, picture: Picture) -> bool:
        if self._looked is None:
            return False
        return not differs(part_of(self._looked, rect), part_of(picture, rect)).any()

    def _resembles(self, track: Track, picture: Picture) -> bool:
        if correlation(track.pattern, pattern(picture, track.rect)) < STILL_THERE:
            return False
        track.frames.add(self._index)
        return True

    def _meet(self, box: TextBox, picture: Picture) -> None:
        """Take in a box that was found: as one that is known, or as a new text."""
        known = [t for t in self._live if self._index in t.frames and is_alike(t.rect, box.rect)]
        if any(self._unchanged(track.rect, picture) for track in known):
            return
        words = self._read(picture, box)
        if not words:
            return
        for track in known:
            if correlation(track.pattern, pattern(picture, track.rect)) >= SAME_TEXT:
                _read_better(track, words)
                return
        track = Track(words, box.rect, pattern(picture, box.rect), {self._index})
        self._look_back(track)
        self._tracks.append(track)
        self._live.append(track)

    def _read(self, picture: Picture, box: TextBox) -> tuple[Word, ...]:
        """Return what a box says, drawn tight around the ink; nothing if it is no text."""
        (words,) = self._engine.read(picture, (box,))
        beside = any(place.covers(box.rect) for place in self._beside_image)
        if not words or not is_text(words, beside_image=beside):
            return ()
        return tuple(replace(word, rect=tight(picture, word.rect)) for word in words)

    def _look_back(self, track: Track) -> None:
        for ago, picture in enumerate(reversed(self._recent), start=1):
            if correlation(track.pattern, pattern(picture, track.rect)) < STILL_THERE:
                return
            track.frames.add(self._index - ago)

    def _update(self, picture: Picture, areas: Iterable[Rect]) -> None:
        if self._looked is None:
            self._looked = picture.copy()
            self._unseen = np.ones(picture.shape[:2], bool)
            self._sum = np.zeros(picture.shape, np.uint32)
        for area in areas:
            part_of(self._looked, area)[:] = part_of(picture, area)
            self._unseen[area.top : area.bottom, area.left : area.right] = False
        if self._sum is not None:
            self._sum += picture
        self._recent.append(picture)
        self._seen += 1

    def _is_everywhere(self, rect: Rect) -> bool:
        frames: set[int] = set()
        for track in self._tracks:
            if same_place(track.rect, rect):
                frames |= track.frames
        return len(frames) >= self._seen


def _read_better(track: Track, words: tuple[Word, ...]) -> None:
    """Keep the surer of two readings of one text."""
    if _confidence(words) > _confidence(track.words):
        track.words = words


def _confidence(words: Sequence[Word]) -> float:
    return sum(word.confidence for word in words) / len(words)
