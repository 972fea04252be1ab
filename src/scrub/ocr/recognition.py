"""What a box says, by PP-OCRv6's recognizer, read in each turn that it may stand in."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from scrub.ocr.cutting import Attempt, Reading, words_of
from scrub.ocr.unread import unread

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.model.text import TextBox, Word
    from scrub.seams import Picture

HEIGHT = 48
"""Rows of what the network reads."""

LONGEST = 1600
"""Columns of what the network reads, at most; longer lines are squeezed."""

UPRIGHT = 1.5
"""A box so many times higher than wide is read after a quarter turn, both ways."""

CERTAIN = 0.9
"""A line whose reading is trusted so far is not tried upside down."""

DOUBTFUL = 0.5
"""One about as high as wide whose reading is trusted less is tried in all four turns,"""

PLAIN = 0.6
"""if it was found with this score: out of texture something is read in one of four."""

NARROWER = (0.9, 0.8)
"""So much of a box's length and thickness is read without what may stand around its letters."""

CLEARLY = 0.1
"""Another way up is believed if its reading is trusted by so much more."""


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
        return words_of(self._best_attempt(picture, box), line)

    def read_mirrored(self, picture: Picture, box: TextBox) -> tuple[Word, ...]:
        """Return the words of one box as they are read from behind.

        The large side that such letters stand in is left out, if they are read better then.
        """
        first, second, third, fourth = box.corners
        behind = replace(box, corners=(second, first, fourth, third))
        attempts = (self._best_attempt(picture, one) for one in (behind, _narrower(behind)))
        return words_of(max(attempts, key=lambda attempt: attempt.trust), 0)

    def _best_attempt(self, picture: Picture, box: TextBox) -> Attempt:
        best = self._attempt(picture, box)
        for turns in _other_turns(best):
            other = self._attempt(picture, _turned(box, turns))
            if other.trust > best.trust + CLEARLY * (best.box is box):
                best = other
        return best

    def _attempt(self, picture: Picture, box: TextBox) -> Attempt:
        strip = _straighten(picture, box)
        return Attempt(self._line(strip), strip, box)

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


def _other_turns(attempt: Attempt) -> tuple[int, ...]:
    """Return the quarter turns to try too.

    A lone letter may be higher than wide, so upright boxes are read as they stand as well.
    """
    rows, columns = attempt.strip.shape[:2]
    if rows >= UPRIGHT * columns:
        return (1, 3)
    if attempt.trust >= CERTAIN:
        return ()
    is_square = columns < UPRIGHT * rows
    in_doubt = is_square and attempt.trust < DOUBTFUL and attempt.box.score >= PLAIN
    return (1, 2, 3) if in_doubt else (2,)


def _narrower(box: TextBox) -> TextBox:
    """Return a box about the same middle without what may stand around its letters."""
    corners = np.array(box.corners)
    middle = corners.mean(axis=0)
    sides = (corners[1] - corners[0]) / 2, (corners[3] - corners[0]) / 2
    is_level = np.linalg.norm(sides[0]) >= np.linalg.norm(sides[1])
    along, across = NARROWER if is_level else NARROWER[::-1]
    u, v = along * sides[0], across * sides[1]
    points = (middle - u - v, middle + u - v, middle + u + v, middle - u + v)
    return replace(box, corners=tuple((float(x), float(y)) for x, y in points))


def _turned(box: TextBox, quarters: int) -> TextBox:
    """Return the same box, begun at another of its corners."""
    return replace(box, corners=box.corners[quarters:] + box.corners[:quarters])
