"""A second look at the first frame, in another size, at what it shows otherwise than the first.

2026-11: many of the texts that a look leaves legible, in whole or in part, it leaves by chance: a
box that is cut before the last letter, a line seen as two. A look in a smaller size errs
elsewhere. On six made sets both leave 78 of 8,037 texts that identify, the first alone 94, and
they keep as much that does not; of 960 instances 417 are black somewhere where no text is near,
instead of 387, and a picture full of text takes a fifteenth longer. A third look, larger, leaves 2
fewer of 2,731. Both_looks.py tells what becomes of what the second one finds.

A box that both looks drew alike is not read again. One where the first saw no text must be plain.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrub.stages.both_looks import are_of_one_text
from scrub.stages.eye import Eye
from scrub.stages.track import track_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from scrub.model.geometry import Rect
    from scrub.model.text import Word
    from scrub.seams import OcrEngine, Picture
    from scrub.stages.track import Track

ALIKE = 0.25
"""Boxes are drawn alike if their sides differ by no more than so much of their thickness,"""

NEAR = 2
"""or by so many pixels."""

SURE = 0.79
"""A box of a text that is not known is plain if it was detected with this score,"""

READ = ((2, 0.8), (5, 0.55))
"""or if so many letters were read, with so much confidence on average."""


class SecondLook:
    """Looks again at the first frame of one view, and follows what it found over the others."""

    def __init__(self, engine: OcrEngine, beside_image: Sequence[Rect] = ()) -> None:
        self._eye = Eye(engine, beside_image)
        self._looked = False
        self._known: list[Track] = []
        self._own: list[Track] = []

    def see(self, picture: Picture, frame_index: int, known: Iterable[Track]) -> None:
        """Take in one more frame, given what the first look saw up to it."""
        if not self._looked:
            self._look(picture, tuple(known))
            self._looked = True
        for track in self._own:
            if not track.frames or track.strokes.are_in(picture) or track.resembles(picture):
                track.frames.add(frame_index)

    @property
    def tracks(self) -> tuple[Track, ...]:
        """All that was seen, as far as both looks drew it alike in the words of the first."""
        return (*self._known, *self._own)

    def _look(self, picture: Picture, known: Sequence[Track]) -> None:
        for box in self._eye.find_again(picture):
            same = next((track for track in known if _are_alike(track.rect, box.rect)), None)
            if same is not None:
                self._known.append(same)
                continue
            words = self._eye.read(picture, box)
            is_known = any(are_of_one_text(track.rect, box.rect) for track in known)
            if words and (is_known or _is_plain(words)):
                self._own.append(track_of(picture, box.rect, words))


def _are_alike(one: Rect, other: Rect) -> bool:
    sides = (
        one.left - other.left,
        one.top - other.top,
        one.right - other.right,
        one.bottom - other.bottom,
    )
    return max(map(abs, sides)) <= max(NEAR, ALIKE * min(one.width, one.height))


def _is_plain(words: Sequence[Word]) -> bool:
    letters = sum(len(word.text) for word in words)
    sure = sum(len(word.text) * word.confidence for word in words)
    was_read = any(letters >= least and sure >= read * letters for least, read in READ)
    return was_read or max(word.detection for word in words) >= SURE
