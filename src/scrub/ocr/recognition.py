"""What a box says: PP-OCRv6's recognizer, its answer cut into words with their rectangles."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, TextBox, Word
from scrub.ocr.ink import gap_between

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from scrub.seams import Picture

HEIGHT = 48
"""Rows of what the network reads."""

LONGEST = 1600
"""Columns of what the network reads, at most; longer lines are squeezed."""

UPRIGHT = 1.5
"""A box so many times higher than wide is read after a quarter turn, both ways."""

CERTAIN = 0.9
"""A reading this sure is not tried the other way up."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Characters, the share of the line at which each one is centered, and how sure each is."""

    characters: str
    centers: tuple[float, ...]
    scores: tuple[float, ...]

    @property
    def confidence(self) -> float:
        """The mean over the characters; 0 where there are none."""
        return sum(self.scores) / len(self.scores) if self.scores else 0.0


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
        """Return the words of one box, first to last; if none was read, one without text."""
        strip = _straighten(picture, box)
        if strip.shape[0] < UPRIGHT * strip.shape[1]:
            return _words(self._line(strip), strip, box, line)
        # A lone letter is upright too, so the strip as it stands is among the candidates.
        turns = (cv2.ROTATE_90_COUNTERCLOCKWISE, cv2.ROTATE_90_CLOCKWISE)
        readings = [self._line(strip)]
        readings += [self._line(np.asarray(cv2.rotate(strip, turn), np.uint8)) for turn in turns]
        best = max(readings, key=lambda r: (r.confidence * min(len(r.characters), 3), r.characters))
        return (_whole(best, box, line),)

    def _line(self, strip: Picture) -> Reading:
        rows, columns = strip.shape[:2]
        width = int(min(LONGEST, max(16, round(columns * HEIGHT / rows))))
        resized = cv2.resize(strip, (width, HEIGHT), interpolation=cv2.INTER_LINEAR)
        padded = np.pad(resized, ((0, 0), (0, -width % 8), (0, 0)), mode="edge")
        tensor = (padded[..., ::-1].astype(np.float32) / 255 - 0.5) / 0.5
        (answer,) = self._session.run(None, {self._input: tensor.transpose(2, 0, 1)[None]})
        return self._decode(np.asarray(answer[0]), padded.shape[1] / width)

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


def _whole(reading: Reading, box: TextBox, line: int) -> Word:
    text = Sensitive(reading.characters.strip())
    return Word(text, box.rect, reading.confidence, line, box.score)


def _words(reading: Reading, strip: Picture, box: TextBox, line: int) -> tuple[Word, ...]:
    """Cut a reading at its spaces, and the box at the places where they stand."""
    pieces = _pieces(reading)
    if len(pieces) <= 1:
        return (_whole(reading, box, line),)
    cuts = [
        gap_between(strip, reading.centers[a - 1], reading.centers[b])
        for (_, a), (b, _) in itertools.pairwise(pieces)
    ]
    edges = [0.0, *cuts, 1.0]
    return tuple(
        Word(
            Sensitive(reading.characters[first:stop]),
            _part(box, start, end),
            sum(reading.scores[first:stop]) / (stop - first),
            line,
            box.score,
        )
        for (first, stop), start, end in zip(pieces, edges[:-1], edges[1:], strict=True)
    )


def _pieces(reading: Reading) -> list[tuple[int, int]]:
    pieces, first = [], None
    for index, character in enumerate(reading.characters + " "):
        if character != " " and first is None:
            first = index
        elif character == " " and first is not None:
            pieces.append((first, index))
            first = None
    return pieces


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
