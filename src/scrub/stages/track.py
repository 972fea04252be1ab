"""One text in one place: what it says, how it is drawn, and the frames that show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scrub.model.text import line_of
from scrub.stages.changes import correlation, pattern
from scrub.stages.strokes import strokes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrub.model.geometry import Rect
    from scrub.model.text import Word
    from scrub.seams import Picture
    from scrub.stages.changes import Pattern
    from scrub.stages.strokes import Strokes

SAME_TEXT = 0.9
"""Two patterns over moving tissue that correlate so well are one text, read twice."""

STILL_THERE = 0.5
"""Text is still there if its pattern correlates so well with what is now in its place."""


@dataclass(slots=True, eq=False)
class Track:
    """One text in one place. `enough` is how well its pattern correlates where it still is."""

    words: tuple[Word, ...]
    rect: Rect
    pattern: Pattern
    strokes: Strokes
    frames: set[int] = field(default_factory=set)
    enough: float = STILL_THERE

    def resembles(self, picture: Picture) -> bool:
        """Tell whether something like it is in its place."""
        return self._likeness(picture) >= self.enough

    def is_same(self, picture: Picture) -> bool:
        """Tell whether a text found in its place is this one, and not one like it.

        A digit of a clock makes another text. Where tissue moves that is as bright as strokes,
        they do not tell, and patterns do.
        """
        strokes = self.strokes
        if strokes.are_in(picture):
            return True
        return not strokes.gave_way_in(picture) and self._likeness(picture) >= SAME_TEXT

    def says(self, words: Sequence[Word]) -> bool:
        """Tell whether a reading has the same letters and digits: it is the same text then."""
        return line_of(words).says(line_of(self.words))

    def read_again(self, words: tuple[Word, ...]) -> None:
        """Keep the better of two readings: that of more letters, as far as each is sure."""
        if _letters(words) > _letters(self.words):
            self.words = words

    def _likeness(self, picture: Picture) -> float:
        return correlation(self.pattern, pattern(picture, self.rect))


def track_of(picture: Picture, rect: Rect, words: tuple[Word, ...]) -> Track:
    """Return a text as it is seen on a picture, in no frame yet."""
    return Track(words, rect, pattern(picture, rect), strokes_of(picture, rect))


def _letters(words: Sequence[Word]) -> float:
    return sum(word.confidence * len(word.text) for word in words)
