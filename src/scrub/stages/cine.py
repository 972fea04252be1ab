"""Text on every frame of a cine, each place looked at again only where it may show more.

A frame is compared with what was last looked at, pixel by pixel. Text that no changed pixel
touches is still there, and so is text whose strokes are the same while tissue moves around it.
What changed is looked at, unless it moves by itself and shows nothing that it never did (see
motion.py). Text that was there and is not found again stays as long as its pattern is still in
the pixels. Text newly found is looked for in the frames just before, where it may have been
overlooked.

The mean over all frames brings out what stands still and is too faint on any one of them; means
of some frames bring out what stands for a while where all else moves. At last, all that moves is
looked at on the last frame.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from scrub.model.geometry import Rect, join_all
from scrub.stages.changes import (
    areas_of,
    differs,
    in_blocks,
    is_alike,
    joined,
    part_of,
    reads_over,
    same_place,
)
from scrub.stages.eye import Eye
from scrub.stages.means import WINDOW, Means, without
from scrub.stages.motion import Motion
from scrub.stages.track import track_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from scrub.model.text import TextBox
    from scrub.seams import OcrEngine, Picture
    from scrub.stages.changes import Blocks
    from scrub.stages.track import Track

NEARLY_ALL = 0.6
"""Where more than this share changed, the whole frame is looked at at once."""

MARGIN = 16
"""So many pixels around a text are looked at with it."""

BACKWARD = 8
"""So many frames back is newly found text looked for."""

FAINTLY_THERE = 0.1
"""Text that only a mean shows is on a frame if its pattern correlates so well with what is in its
place, beyond what chance and the mean itself give."""


MANY = 24
"""A mean of so many frames is calm enough for one polarity.

2026-11: of faint static text on made speckle (contrast .08 to .3, 54 texts), any one frame shows
54 %; the mean of 8 frames 91 % in both polarities and 83 in one, of 16 frames 98 and 96, of 40
and more 98 either way. The least, the largest and the spread over the frames add nothing.
"""


class Watcher:
    """Follows text over the frames of one view. Feed it frames in order, then ask for tracks."""

    def __init__(
        self, engine: OcrEngine, beside_image: Sequence[Rect] = (), *, quick: bool = False
    ) -> None:
        self._eye = Eye(engine, beside_image)
        self._quick = quick
        self._motion: Motion | None = None
        self._means = Means()
        self._tracks: list[Track] = []
        self._faint: list[Track] = []
        self._live: list[Track] = []
        self._same: list[Track] = []
        self._events: list[Rect] = []
        self._recent: deque[tuple[int, Picture]] = deque(maxlen=BACKWARD)
        self._indexes: list[int] = []
        self._partial = False

    def see(self, picture: Picture, frame_index: int, within: Sequence[Rect] | None = None) -> None:
        """Look at one more frame, or only within some places of it.

        A frame that this view does not have is left out.
        """
        self._partial |= within is not None
        self._indexes.append(frame_index)
        motion = self._motion
        if motion is None:
            motion = self._motion = Motion(picture)
        else:
            motion.see(picture)
        self._go_on(picture, motion)
        areas = self._areas(picture, motion, within)
        looked = [self._look(picture, area, motion) for area in areas]
        texts = in_blocks((t.rect for t in self._live), picture.shape)
        motion.looked_at(looked, texts, in_blocks(self._events, picture.shape))
        self._recent.append((frame_index, picture))
        mean = None if self._partial else self._means.add(picture)
        if mean is not None:
            self._faint += self._only_in(mean, self._indexes[-WINDOW:], motion.restless, quick=True)

    def faint(self) -> list[Track]:
        """Return text that a mean shows and not every frame of it did, in no frame yet.

        To be asked for when all frames were seen, and before what was seen is.
        """
        if self._partial or self._motion is None:
            return []
        self._look_at_last(self._motion)
        self._bridge(self._motion)
        mean = self._means.of_all()
        if mean is not None:
            quick = self._means.frames >= MANY
            self._faint += self._only_in(mean, self._indexes, self._motion.stirred, quick=quick)
        return self._faint

    @property
    def tracks(self) -> tuple[Track, ...]:
        """All text seen so far."""
        return tuple(self._tracks)

    def _go_on(self, picture: Picture, motion: Motion) -> None:
        """Tell which texts of the frame before are on this one for sure, and which may be."""
        changed = motion.changed
        self._same = [t for t in self._live if self._is_same(t, picture, motion, changed)]
        maybe = [t for t in self._live if t not in self._same and t.resembles(picture)]
        self._events = [t.rect for t in self._live if t not in self._same and t not in maybe]
        self._live = [*self._same, *maybe]
        for track in self._live:
            track.frames.add(self._indexes[-1])

    def _is_same(self, track: Track, picture: Picture, motion: Motion, changed: Blocks) -> bool:
        if not (changed & in_blocks((track.rect,), picture.shape)).any():
            return True
        return self._unchanged(track.rect, picture, motion) or track.strokes.are_in(picture)

    def _unchanged(self, rect: Rect, picture: Picture, motion: Motion) -> bool:
        seen = not (motion.unseen & in_blocks((rect,), picture.shape)).any()
        return seen and not differs(part_of(motion.looked, rect), part_of(picture, rect))

    def _areas(
        self, picture: Picture, motion: Motion, within: Sequence[Rect] | None
    ) -> tuple[Rect, ...]:
        rows, columns = picture.shape[:2]
        explained = in_blocks((track.rect for track in self._same), picture.shape)
        uncertain = [t.rect for t in self._live if t not in self._same] + self._events
        blocks = motion.noticed(explained) | in_blocks(uncertain, picture.shape)
        if within is not None:
            blocks &= in_blocks(within, picture.shape)
        areas = areas_of(blocks, rows, columns)
        return self._together((self._widened(a, rows, columns) for a in areas), picture)

    def _widened(self, area: Rect, rows: int, columns: int) -> Rect:
        """Return the area with all of the text that it cuts, and what is around that."""
        cut = [t.rect.grow(MARGIN) for t in self._live if t.rect.intersect(area)]
        return join_all((area, *cut)).clip(rows, columns) or area

    def _look(self, picture: Picture, area: Rect, motion: Motion) -> Rect:
        """Look at an area, and return what was looked at."""
        if len(self._indexes) == 1:
            boxes = self._eye.find(picture, area, quick=self._quick)
        else:
            # Every other frame's inverse: what lives for two frames is seen in both polarities.
            inverse = bool(self._indexes[-1] % 2)
            area, boxes = self._eye.find_whole(picture, area, inverse=inverse)
        for box in boxes:
            self._meet(box, picture, motion)
        return area

    def _meet(self, box: TextBox, picture: Picture, motion: Motion) -> None:
        """Take in a box that was found: as one that is known, or as a new text."""
        known = [track for track in self._live if is_alike(track.rect, box.rect)]
        if any(self._unchanged(track.rect, picture, motion) for track in known):
            return
        words = self._eye.read(picture, box)
        if not words:
            return
        for track in known:
            if track.is_same(picture) or track.says(words):
                track.read_again(words)
                return
        self._end(box, picture)
        track = track_of(picture, box.rect, words)
        track.frames.add(self._indexes[-1])
        self._look_back(track)
        self._tracks.append(track)
        self._live.append(track)
        self._events.append(track.rect)

    def _end(self, box: TextBox, picture: Picture) -> None:
        """Take from this frame the texts in whose place another is read, if that is sure."""
        for track in tuple(self._live):
            if reads_over(box.rect, track.rect) and track.strokes.gave_way_in(picture):
                track.frames.discard(self._indexes[-1])
                self._live.remove(track)

    def _look_back(self, track: Track) -> None:
        for index, picture in reversed(self._recent):
            if track.strokes.gave_way_in(picture) or not track.resembles(picture):
                return
            track.frames.add(index)

    def _look_at_last(self, motion: Motion) -> None:
        """Look at all on the last frame that was not looked at there."""
        picture = motion.last
        rows, columns = picture.shape[:2]
        for area in self._together(areas_of(motion.overlooked, rows, columns), picture):
            self._look(picture, area, motion)

    def _bridge(self, motion: Motion) -> None:
        """Put texts over tissue on the few frames since a text was seen in their place.

        2026-11: tissue may drown a text on a frame between two that show it. On a calm ground it
        is told for sure whether it is there.
        """
        moving = motion.restless
        over_tissue = [
            (track, sorted(track.frames))
            for track in self._tracks
            if track.frames and (moving & in_blocks((track.rect,), motion.last.shape)).any()
        ]
        for track, frames in over_tissue:
            before = [
                index
                for other, indexes in over_tissue
                if is_alike(other.rect, track.rect)
                for index in indexes
                if frames[0] - BACKWARD - 1 <= index < frames[0]
            ]
            missed = range(max(before, default=frames[0]) + 1, frames[0])
            track.frames.update(index for index in self._indexes if index in missed)

    def _only_in(
        self, mean: Picture, indexes: Sequence[int], moving: Blocks, *, quick: bool
    ) -> Iterator[Track]:
        """Yield texts that the mean of some frames shows, and not each of them did."""
        rows, columns = mean.shape[:2]
        enough = FAINTLY_THERE + len(indexes) ** -0.5
        for area in self._together(areas_of(moving, rows, columns), mean):
            for box in self._eye.find(mean, area, quick=quick):
                if self._is_known(box.rect, mean, indexes):
                    continue
                if self._is_of_some(box.rect, mean, indexes, quick=quick):
                    continue
                words = self._eye.read(mean, box)
                if words:
                    yield replace(track_of(mean, box.rect, words), enough=enough)

    def _is_known(self, rect: Rect, mean: Picture, indexes: Collection[int]) -> bool:
        shown: set[int] = set()
        for track in self._tracks:
            if same_place(track.rect, rect):
                shown |= track.frames
        faint = (track for track in self._faint if is_alike(track.rect, rect))
        return shown.issuperset(indexes) or any(track.resembles(mean) for track in faint)

    def _is_of_some(
        self, rect: Rect, mean: Picture, indexes: Collection[int], *, quick: bool
    ) -> bool:
        """Tell whether a mean shows a text only since some of its frames do, as is known.

        2026-11: a name that popped up on 3 of 24 frames was taken to be on all of them.
        """
        shown = [
            (track.rect, track.strokes.part, len(track.frames.intersection(indexes)))
            for track in self._tracks
            if same_place(track.rect, rect)
        ]
        rest = without(mean, len(indexes), shown) if shown else None
        if rest is None:
            return False
        rows, columns = mean.shape[:2]
        around = rect.grow(MARGIN).clip(rows, columns) or rect
        return not any(
            box.rect.intersect(rect) for box in self._eye.find(rest, around, quick=quick)
        )

    def _together(self, areas: Iterable[Rect], picture: Picture) -> tuple[Rect, ...]:
        """Return areas made one where they overlap, or the whole picture if that is less work."""
        rows, columns = picture.shape[:2]
        apart = joined(areas)
        nearly_all = sum(area.area for area in apart) > NEARLY_ALL * rows * columns
        return (Rect(0, 0, columns, rows),) if nearly_all else apart
