"""A second look at what was found and not read: from behind, and upside down.

Letters look like letters from there too. Texture that was taken for text by chance does not, nor
does texture that seems to go on from a word's end as if it were more of it. 2026-11, on 369 made
pictures: of boxes that are read badly 516 hold text and 18 do not; this takes away 4 of the 18, and
none of the others. Of ends of lines that were not read, 255 are text and 217 are not; it takes away
60 of the 217, and none of the others.

What is as long as a line, and seen from all sides, is text though each look is unsure of it: names
in scripts that are not read, mostly. Of 689 pictures that brings 7 such texts, and 8 pieces of
texture. So is what is short and read well: initials over speckle, mostly. Of the 2,044 boxes of 800
pictures that scores and readings alone would drop, 1,913 of them on texture, that brings 14 texts
and one piece of texture. What is neither is text if all three looks are surer: of 2,039 boxes on
texture and 56 on text, which all the rest would drop on 640 pictures, that brings 14 texts, 11 of
them identifying, and 21 pieces of texture.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scrub.model.geometry import Rect
from scrub.ocr.views import resized

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scrub.model.text import TextBox, Word
    from scrub.seams import Picture

    Find = Callable[[Picture], Sequence[TextBox]]

AROUND = 48
"""So many pixels around a box are looked at with it."""

THICKEST = 48
"""Thicker lines are looked at in a smaller picture: letters that large are found badly."""

READ = 0.6
"""A word that is read with this confidence is text, whatever it looks like from behind."""

TEXT = 0.5
"""The scores of text are at least this, on average of three looks."""

LONG, AGREED = 3.0, 0.56
"""A line so many times as long as thick is text for sure if the average is this;"""

SURE = 0.75
"""and its score is then that of a line that one look is sure of."""

LEGIBLE, LETTERS = 0.7, 2
"""Where so many letters are read with this confidence, it need not be long, and TEXT is enough;"""

TOGETHER = 1.35
"""if both make this together."""

SEEN = 0.65
"""And so is what is neither long nor legible, if the average is this."""

FAINT = 0.72
"""What is read is looked at again only if its own score is less than this."""

PART = 0.5
"""An end of a line is there if more than this part of it is seen again,"""

LETTER = 0.7
"""or as much of it as a letter takes, as a share of the line's thickness."""


@dataclass(frozen=True, slots=True)
class _Again:
    """What a look saw in a box's place: how surely, and from where to where along the line."""

    score: float
    start: int
    stop: int


def confirmed(
    find: Find, picture: Picture, box: TextBox, words: Sequence[Word]
) -> tuple[Word, ...]:
    """Return a box's words without those that are no text from behind; none if it is no text."""
    is_read = any(word.text and word.confidence >= READ for word in words)
    is_faint = box.score < FAINT
    if is_read and not is_faint and words[0].text and words[-1].text:
        return tuple(words)
    behind, below = (_again(find, picture, box.rect, axis) for axis in (1, 0))
    scores = (box.score, behind.score if behind else 0, below.score if below else 0)
    average = sum(scores) / len(scores)
    confidence, _ = _reading(words)
    if average < TEXT and (not is_read or (is_faint and confidence < LEGIBLE)):
        return ()
    if _is_text(box, words, average):
        words = [replace(word, detection=max(word.detection, SURE)) for word in words]
    if not is_read or behind is None or below is None:
        return tuple(words)
    start, stop = min(behind.start, below.start), max(behind.stop, below.stop)
    ends = {0, len(words) - 1}
    return tuple(
        word
        for index, word in enumerate(words)
        if word.text or index not in ends or _is_there(word.rect, box.rect, start, stop)
    )


def _is_text(box: TextBox, words: Sequence[Word], average: float) -> bool:
    """Tell whether three looks, on average, make it sure that a box holds text."""
    confidence, letters = _reading(words)
    is_legible = letters >= LETTERS and confidence >= LEGIBLE and average >= TEXT
    if is_legible and confidence + average >= TOGETHER:
        return True
    return average >= (AGREED if _length(box.rect) >= LONG else SEEN)


def _reading(words: Sequence[Word]) -> tuple[float, int]:
    """Return how confident the reading is, 0..1, and of how many letters."""
    read = [word for word in words if word.text]
    confidence = sum(word.confidence for word in read) / (len(read) or 1)
    return confidence, sum(len(word.text) for word in read)


def _again(find: Find, picture: Picture, rect: Rect, axis: int) -> _Again | None:
    """Return what is in a box's place when the picture is turned over, if anything is."""
    rows, columns = picture.shape[:2]
    area = rect.grow(AROUND).clip(rows, columns) or rect
    part = picture[area.top : area.bottom, area.left : area.right]
    scale = min(1.0, THICKEST / min(rect.width, rect.height))
    seen = find(resized(np.ascontiguousarray(np.flip(part, axis)), scale))
    found = [
        (common, box.score)
        for box in seen
        if (common := _common(_turned_back(box.rect, scale, area, axis), rect))
    ]
    if not found:
        return None
    starts, stops = zip(*(_span(common, rect) for common, _ in found), strict=True)
    return _Again(max(score for _, score in found), min(starts), max(stops))


def _turned_back(rect: Rect, scale: float, area: Rect, axis: int) -> Rect:
    """Return a rectangle of the part that was turned over as one of the whole picture."""
    left, top, right, bottom = (
        round(side / scale) for side in (rect.left, rect.top, rect.right, rect.bottom)
    )
    if axis == 1:
        left, right = area.width - right, area.width - left
    else:
        top, bottom = area.height - bottom, area.height - top
    return Rect(left, top, right, bottom).move(area.left, area.top)


def _common(seen: Rect, rect: Rect) -> Rect | None:
    """Return what a box seen again has in common with that of before, if they are of one line."""
    common = seen.intersect(rect)
    is_same = common is not None and common.area > PART * min(seen.area, rect.area)
    return common if is_same else None


def _is_there(part: Rect, line: Rect, start: int, stop: int) -> bool:
    first, last = _span(part, line)
    there = min(last, stop) - max(first, start)
    return there > PART * (last - first) or there >= LETTER * min(line.width, line.height)


def _length(line: Rect) -> float:
    """Return how many times as long as thick a line is."""
    return max(line.width, line.height) / min(line.width, line.height)


def _span(part: Rect, line: Rect) -> tuple[int, int]:
    """Return from where to where something is, along the line that it is on."""
    if line.width >= line.height:
        return part.left, part.right
    return part.top, part.bottom
