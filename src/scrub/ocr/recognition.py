"""What a box says: PP-OCRv6's recognizer, its answer cut into words with their rectangles."""

from __future__ import annotations

import itertools
import statistics
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, TextBox, Word
from scrub.ocr.ink import gap_between
from scrub.ocr.unread import unread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from scrub.seams import Picture

HEIGHT = 48
"""Rows of what the network reads."""

LONGEST = 1600
"""Columns of what the network reads, at most; longer lines are squeezed."""

UPRIGHT = 1.5
"""A box so many times higher than wide is read after a quarter turn, both ways."""

CERTAIN = 0.9
"""A line whose reading is trusted so far is not tried upside down; and so sure a reading is
believed of a few letters beside ink that was not read."""

CLEARLY = 0.1
"""Another way up is believed if its reading is trusted by so much more."""

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
class _Attempt:
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


class Reader:
    """Reads lines. Given the session that runs the network, which carries its characters."""

    def __init__(self, session: Any) -> None:  # noqa: ANN401 (onnxruntime carries no types)
        self._session = session
        self._input = session.get_inputs()[0].name
        listed = session.get_modelmeta().custom_metadata_map["character"].split("\n")
        self._characters = ["", *listed]
        classes = session.get_outputs()[0].shape[-1]
        self._characters += [" "] * (classes - len(self._characters))

    def read(self, picture: Picture, box: TextBox, line: int) -> tuple[Word, ...]:
        """Return the words of one box, first to last; if none was read, one without text.

        What was passed over is a word without text too, so that nothing of a box is left out.
        """
        best = self._attempt(picture, box)
        for turns in _other_turns(best):
            other = self._attempt(picture, _turned(box, turns))
            if other.trust > best.trust + CLEARLY * (best.box is box):
                best = other
        return _words(best, line)

    def _attempt(self, picture: Picture, box: TextBox) -> _Attempt:
        strip = _straighten(picture, box)
        return _Attempt(self._line(strip), strip, box)

    def _line(self, strip: Picture) -> Reading:
        rows, columns = strip.shape[:2]
        width = int(min(LONGEST, max(16, round(columns * HEIGHT / rows))))
        resized = cv2.resize(strip, (width, HEIGHT), interpolation=cv2.INTER_LINEAR)
        padded = np.pad(resized, ((0, 0), (0, -width % 8), (0, 0)), mode="edge")
        tensor = (padded[..., ::-1].astype(np.float32) / 255 - 0.5) / 0.5
        (answer,) = self._session.run(None, {self._input: tensor.transpose(2, 0, 1)[None]})
        reading = self._decode(np.asarray(answer[0]), padded.shape[1] / width)
        return replace(reading, unread=tuple(unread(strip, reading.characters, reading.centers)))

    def _decode(self, answer: NDArray[np.float32], stretch: float) -> Reading:
        """Read the network's answer, steps x classes: one character for each run of a class."""
        best = answer.argmax(axis=1)
        scores = answer[np.arange(len(best)), best]
        edges = [0, *(np.flatnonzero(np.diff(best)) + 1).tolist(), len(best)]
        runs = [(a, b) for a, b in itertools.pairwise(edges) if best[a] != 0]
        return Reading(
            "".join(self._characters[best[a]] for a, _ in runs),
            tuple((a + b) / 2 / len(best) * stretch for a, b in runs),
            tuple(float(scores[a:b].max()) for a, b in runs),
        )


def _straighten(picture: Picture, box: TextBox) -> Picture:
    """Return the box as a level strip, its first corner top left."""
    corners = np.array(box.corners, np.float32)
    width = max(2, round(float(np.linalg.norm(corners[1] - corners[0]))))
    height = max(2, round(float(np.linalg.norm(corners[3] - corners[0]))))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    warp = cv2.getPerspectiveTransform(corners, target)
    strip = cv2.warpPerspective(
        picture, warp, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(strip, np.uint8)


def _other_turns(attempt: _Attempt) -> tuple[int, ...]:
    """Return the quarter turns to try too.

    A lone letter may be higher than wide, so upright boxes are read as they stand as well.
    """
    rows, columns = attempt.strip.shape[:2]
    if rows >= UPRIGHT * columns:
        return (1, 3)
    return () if attempt.trust >= CERTAIN else (2,)


def _turned(box: TextBox, quarters: int) -> TextBox:
    """Return the same box, begun at another of its corners."""
    return TextBox(box.rect, box.corners[quarters:] + box.corners[:quarters], box.score)


def _words(attempt: _Attempt, line: int) -> tuple[Word, ...]:
    """Cut a reading at its spaces and around what was not read, and the box where they stand."""
    reading, box = attempt.reading, attempt.box
    believed = reading.share >= BELIEVED and attempt.trust > 0
    rows, columns = attempt.strip.shape[:2]
    pieces = _pieces(reading, rows / columns) if believed else []
    if len(pieces) <= 1:
        text = reading.characters.strip() if pieces else ""
        return (Word(Sensitive(text), box.rect, reading.confidence, line, box.score),)
    edges = [_edge(attempt, a, b) for a, b in itertools.pairwise(pieces)]
    starts, stops = [0.0, *(start for _, start in edges)], [*(stop for stop, _ in edges), 1.0]
    return tuple(
        Word(
            Sensitive(reading.characters[piece.characters] if piece.characters else ""),
            _part(box, start, stop),
            _mean(reading.scores[piece.characters]) if piece.characters else 0.0,
            line,
            box.score,
        )
        for piece, start, stop in zip(pieces, starts, stops, strict=True)
    )


def _mean(scores: Sequence[float]) -> float:
    return sum(scores) / len(scores)


def _edge(attempt: _Attempt, before: _Piece, after: _Piece) -> tuple[float, float]:
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
