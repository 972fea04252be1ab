"""A second look at what was found and not read: from behind, and upside down.

Letters look like letters from there too. Texture that was taken for text by chance does not, nor
does texture that seems to go on from a word's end as if it were more of it. 2026-11, on 369 made
pictures: of boxes that are read badly 516 hold text and 18 do not; this takes away 4 of the 18, and
none of the others. Of ends of lines that were not read, 164 are text and 215 are not, on 640 made
pictures; it takes away 99 of the 215, and 2 of the others: parts of an ECG, and of a word. If one
look were enough, it would be 71 and 1. So are ends that were read badly, of which there are few.

What is as long as a line, and seen from all sides, is text though each look is unsure of it: names
in scripts that are not read, mostly. Of 689 pictures that brings 7 such texts, and 8 pieces of
texture. So is what is short and read well: initials over speckle, mostly. Of the 2,044 boxes of 800
pictures that scores and readings alone would drop, 1,913 of them on texture, that brings 14 texts
and one piece of texture. What is neither is text if all three looks are surer: of 2,039 boxes on
texture and 56 on text, which all the rest would drop on 640 pictures, that brings 14 texts, 11 of
them identifying, and 21 pieces of texture.

What is read badly may be letters of lead on an X-ray that is shown from behind. If two letters or
more are read in a mirror, surely, they are that: initials of who took it, or a side. No machine
writes so, and so nothing else is to read such initials as what machines write: they are text that
was not read. Of 477 boxes that else would be no text on 640 pictures without such markers, none is
read so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, Word, line_of
from scrub.ocr.views import resized

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from scrub.model.text import TextBox
    from scrub.seams import Picture

    Find = Callable[[Picture], Sequence[TextBox]]
    Read = Callable[[Picture, TextBox], Sequence[Word]]

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

MIRRORED = 0.9
"""In a mirror letters are read with this confidence,"""

SIDES = tuple(map(Sensitive, ("LEFT", "RIGHT", "LT", "RT")))
"""and are none of these."""

FAINT = 0.72
"""What is read is looked at again only if its own score is less than this."""

PART = 0.5
"""An end of a line is there if more than this part of it is seen again,"""

LETTER = 0.7
"""or as much of it as a letter takes, as a share of the line's thickness;"""

LITTLE = 0.25
"""and by the look that sees less of it, more than this part, or such a letter."""


@dataclass(frozen=True, slots=True)
class _Again:
    """What a look saw in a box's place: how surely, and from where to where along the line."""

    score: float
    start: int
    stop: int


def confirmed(
    find: Find, read_mirrored: Read, picture: Picture, box: TextBox, words: Sequence[Word]
) -> tuple[Word, ...]:
    """Return a box's words without those that are no text from behind; none if it is no text."""
    is_read = any(word.text and word.confidence >= READ for word in words)
    is_faint = box.score < FAINT
    if is_read and not is_faint and not any(map(_is_in_doubt, (words[0], words[-1]))):
        return tuple(words)
    behind, below = (_again(find, picture, box.rect, axis) for axis in (1, 0))
    scores = (box.score, behind.score if behind else 0, below.score if below else 0)
    average = sum(scores) / len(scores)
    confidence, _ = _reading(words)
    is_badly_read = not is_read or (is_faint and confidence < LEGIBLE)
    if average < TEXT and is_badly_read:
        return ()
    if _is_text(box, words, average):
        words = [replace(word, detection=max(word.detection, SURE)) for word in words]
    elif is_badly_read and _are_initials(read_mirrored(picture, box)):
        return (Word(Sensitive(""), box.rect, 0.0, words[0].line, max(box.score, SURE)),)
    if not is_read or behind is None or below is None:
        return tuple(words)
    looks, ends = (behind, below), {0, len(words) - 1}
    return tuple(
        word
        for index, word in enumerate(words)
        if index not in ends or not _is_in_doubt(word) or _is_there(word.rect, box.rect, looks)
    )


def _is_in_doubt(word: Word) -> bool:
    return not word.text or word.confidence < READ


def _is_text(box: TextBox, words: Sequence[Word], average: float) -> bool:
    """Tell whether three looks, on average, make it sure that a box holds text."""
    confidence, letters = _reading(words)
    is_legible = letters >= LETTERS and confidence >= LEGIBLE and average >= TEXT
    if is_legible and confidence + average >= TOGETHER:
        return True
    return average >= (AGREED if _length(box.rect) >= LONG else SEEN)


def _are_initials(words: Sequence[Word]) -> bool:
    """Tell whether words that were read in a mirror are surely somebody's initials."""
    confidence, letters = _reading(words)
    if letters < LETTERS or confidence < MIRRORED:
        return False
    said = line_of(words)
    return all(word.text.is_latin() for word in words) and not any(map(said.says, SIDES))


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


def _is_there(part: Rect, line: Rect, looks: Iterable[_Again]) -> bool:
    """Tell whether an end of a line is seen by one look, and a little of it by the other too."""
    first, last = _span(part, line)
    letter = LETTER * min(line.width, line.height)
    least, most = sorted(min(last, look.stop) - max(first, look.start) for look in looks)
    length = last - first
    return (most > PART * length or most >= letter) and (
        least >= LITTLE * length or least >= letter
    )


def _length(line: Rect) -> float:
    """Return how many times as long as thick a line is."""
    return max(line.width, line.height) / min(line.width, line.height)


def _span(part: Rect, line: Rect) -> tuple[int, int]:
    """Return from where to where something is, along the line that it is on."""
    if line.width >= line.height:
        return part.left, part.right
    return part.top, part.bottom
