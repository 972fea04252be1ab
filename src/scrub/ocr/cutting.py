"""A line that was read, cut into words: what each says, and where it stands."""

from __future__ import annotations

import itertools
import re
import statistics
from dataclasses import dataclass, replace
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, Word
from scrub.ocr.ink import gap_between

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from scrub.model.text import TextBox
    from scrub.seams import Picture

    Point = NDArray[np.float64]

CERTAIN = 0.9
"""So sure a reading is believed of a few letters beside ink that was not read."""

TALLEST = 2.5
"""No lone letter, with its margins, is so many times higher than wide: that is a line."""

WIDE = 1.2
"""Middles of letters of one word are no farther apart than so many times the line's thickness,"""

SPACED = 1.8
"""unless all its letters stand far apart: than so many times the usual distance."""

LESS_WIDE, FAR_APART = 0.8, 2.5
"""And nearer ones are of two words where the rest of the line is that much closer:
`April 12, 2015Distribution`, read without the space between two fields."""

BELIEVED = 0.5
"""Where less than this share of a line was read, what was is not believed either."""

ROOM = 0.65
"""Where there is more room between the middle of the last letter and the end of the line than so
many times its thickness, it holds all of it."""

LETTER = 0.75
"""From the middle of its last letter a line ends within so many times its thickness, though its box
goes on over a texture: a letter that was not read has room there."""

FARTHEST = 0.8
"""And so far it may go on beyond its box."""

_KANA = re.compile("[ァ-ヺ]$")
"""The long vowel behind one, ー, is a dash to any detector: センター."""

LETTERS = 3
"""Of so many characters a reading is as sure as it says; of fewer, chance may be."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Characters, the share of the line at which each one is centered, and how sure each is."""

    characters: str
    centers: tuple[float, ...]
    scores: tuple[float, ...]
    unread: tuple[tuple[float, float], ...] = ()
    """The parts of the line, from and to as shares of it, that hold ink and were not read."""

    @property
    def confidence(self) -> float:
        """The mean over the characters; 0 where there are none."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0

    @property
    def share(self) -> float:
        """How much of the line was read, 0..1."""
        return 1 - sum(stop - start for start, stop in self.unread)

    @property
    def trust(self) -> float:
        """How sure it is, 0..1, that the line says this and stands this way up."""
        length = min(len(self.characters.strip()), LETTERS)
        return self.confidence * self.share * length / LETTERS


@dataclass(frozen=True, slots=True)
class Attempt:
    """A box read in one of its turns: `box` begins where the reading does."""

    reading: Reading
    strip: Picture
    box: TextBox

    @property
    def trust(self) -> float:
        """How sure the reading is, 0..1; not at all where a line stands upright."""
        rows, columns = self.strip.shape[:2]
        return self.reading.trust if rows < TALLEST * columns else 0.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Part of a line, from and to as shares of it: some of its characters, or none if unread."""

    start: float
    stop: float
    characters: slice | None = None


def words_of(attempt: Attempt, line: int) -> tuple[Word, ...]:
    """Cut a reading at its spaces and around what was not read, and the box where they stand."""
    reading, box = attempt.reading, attempt.box
    believed = reading.share >= BELIEVED and attempt.trust > 0
    rows, columns = attempt.strip.shape[:2]
    pieces = _pieces(reading, rows / columns) if believed else []
    if len(pieces) <= 1:
        text = reading.characters.strip() if pieces else ""
        beyond = (*_beyond(attempt, 0), *_beyond(attempt, 1))
        rect = _part(box, *_ends(attempt, LETTER)) if text else box.rect
        return (Word(Sensitive(text), rect, reading.confidence, line, box.score, beyond),)
    edges = [_edge(attempt, a, b) for a, b in itertools.pairwise(pieces)]
    first, last = _ends(attempt, LETTER)
    starts = [first if pieces[0].characters else 0.0, *(start for _, start in edges)]
    stops = [*(stop for stop, _ in edges), last if pieces[-1].characters else 1.0]
    words = [
        Word(
            Sensitive(reading.characters[piece.characters] if piece.characters else ""),
            _part(box, start, stop),
            _mean(reading.scores[piece.characters]) if piece.characters else 0.0,
            line,
            box.score,
        )
        for piece, start, stop in zip(pieces, starts, stops, strict=True)
    ]
    words[0] = replace(words[0], beyond=_beyond(attempt, 0))
    words[-1] = replace(words[-1], beyond=_beyond(attempt, 1))
    return tuple(words)


def _ends(attempt: Attempt, letter: float) -> tuple[float, float]:
    """Return where a line begins and ends, as shares of its box.

    That is so many times its thickness from the middles of the letters that were read.
    """
    rows, columns = attempt.strip.shape[:2]
    reach = letter * rows / columns
    centers = attempt.reading.centers
    return max(0.0, centers[0] - reach), min(1.0, centers[-1] + reach)


def _beyond(attempt: Attempt, end: int) -> tuple[Rect, ...]:
    """Return where the box may go on at its beginning, 0, or end, 1; not if it is long enough."""
    rows, columns = attempt.strip.shape[:2]
    centers = attempt.reading.centers
    if not centers:
        return ()
    left = FARTHEST - abs(end - centers[-end]) * columns / rows
    if left < FARTHEST - ROOM:
        return ()
    corners = np.array(attempt.box.corners)
    sides = corners[[0, 3]].mean(axis=0), corners[[1, 2]].mean(axis=0)
    places = [
        _as_far_as(left * rows, place, sides[end], sides[1 - end])
        for place in attempt.box.beyond
        if int(np.argmin([np.linalg.norm(side - _middle(place)) for side in sides])) == end
    ]
    if end and _KANA.search(attempt.reading.characters):
        places.append(_next_letter(corners))
    return tuple(places)


def _as_far_as(pixels: float, place: Rect, side: Point, other: Point) -> Rect:
    """Return a place beyond a side of a level or upright box that is no farther from it than that.

    `other` is the middle of the opposite side.
    """
    reach = max(1, round(pixels))
    (x, y), (right, down) = side.tolist(), (side - other).tolist()
    if abs(down) < 1:
        near = replace(place, left=ceil(x) - reach, right=floor(x) + reach)
    elif abs(right) < 1:
        near = replace(place, top=ceil(y) - reach, bottom=floor(y) + reach)
    else:
        return place
    return place.intersect(near) or place


def _next_letter(corners: NDArray[np.float64]) -> Rect:
    """Return where a letter as wide as high would be behind the last one."""
    along = (corners[1] - corners[0]) / np.linalg.norm(corners[1] - corners[0])
    out = along * np.linalg.norm(corners[2] - corners[1])
    points = np.stack([corners[1], corners[2], corners[1] + out, corners[2] + out])
    left, top = np.floor(points.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(points.max(axis=0)).astype(int).tolist()
    return Rect(left, top, right, bottom)


def _middle(rect: Rect) -> NDArray[np.float64]:
    return np.array([rect.left + rect.right, rect.top + rect.bottom]) / 2


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)


def _edge(attempt: Attempt, before: _Piece, after: _Piece) -> tuple[float, float]:
    """Return where one piece ends and where the next begins, as shares of the line."""
    if before.characters is None:
        return before.stop, before.stop
    if after.characters is None:
        return after.start, after.start
    return gap_between(attempt.strip, before.stop, after.start)


def _pieces(reading: Reading, thickness: float) -> list[_Piece]:
    """Return words and what was not read, in order; words begin and end at letters' middles.

    `thickness` is the line's, as a share of its length.
    """
    pieces = [_Piece(start, stop) for start, stop in reading.unread]
    gaps = [*(start for start, _ in reading.unread), *_wide_gaps(reading, thickness)]
    first = None
    for index, character in enumerate(reading.characters + " "):
        ends = character == " " or (
            first is not None
            and any(reading.centers[index - 1] < gap < reading.centers[index] for gap in gaps)
        )
        if first is not None and ends:
            middles = reading.centers[first], reading.centers[index - 1]
            pieces.append(_Piece(*middles, slice(first, index)))
            first = None
        if first is None and character != " ":
            first = index
    return [
        replace(piece, characters=None) if fragment else piece
        for piece, fragment in _marked(sorted(pieces, key=lambda piece: piece.start), reading)
    ]


def _wide_gaps(reading: Reading, thickness: float) -> list[float]:
    """Return where letters stand so far apart that there are two words, space read or not."""
    steps = list(itertools.pairwise(reading.centers))
    if not steps:
        return []
    usual = statistics.median(right - left for left, right in steps)
    widest = min(
        max(WIDE * thickness, SPACED * usual), max(LESS_WIDE * thickness, FAR_APART * usual)
    )
    return [(left + right) / 2 for left, right in steps if right - left > widest]


def _marked(pieces: Sequence[_Piece], reading: Reading) -> Iterator[tuple[_Piece, bool]]:
    """Yield each piece, and whether it is but some letters, half read, of a word that was not."""
    for place, piece in enumerate(pieces):
        beside = (*pieces[max(0, place - 1) : place], *pieces[place + 1 : place + 2])
        scores = reading.scores[piece.characters] if piece.characters else ()
        half_read = 0 < len(scores) <= LETTERS and _mean(scores) < CERTAIN
        yield piece, half_read and any(other.characters is None for other in beside)


def _part(box: TextBox, start: float, end: float) -> Rect:
    """Return the bounds of a share of the box along its line."""
    corners = np.array(box.corners)
    along_top, along_bottom = corners[1] - corners[0], corners[2] - corners[3]
    points = np.array(
        [corners[0] + along_top * s for s in (start, end)]
        + [corners[3] + along_bottom * s for s in (start, end)]
    )
    left, top = np.floor(points.min(axis=0)).astype(int).tolist()
    right, bottom = np.ceil(points.max(axis=0)).astype(int).tolist()
    part = Rect(left, top, max(right, left + 1), max(bottom, top + 1))
    return part.intersect(box.rect) or box.rect
