"""Text that a machine prints and a simple engine reads, wherever it stands.

Each text is a frame 16 pixels high, a cell of 4 columns for each character, its 8 bits as 8 short
bars. The engine sees it on any part of a picture, in both polarities, and through noise as far as
it stands out of it; so tests of what is done with text wait for no network.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.model.geometry import Rect
from scrub.model.text import Sensitive, TextBox, Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from scrub.seams import Picture

HEIGHT = 20
CELL = 4
BITS = 8
FAINTEST = 8.0
OUT_OF_NOISE = 5.0


def stamp(text: str) -> NDArray[np.bool_]:
    """Return the ink of a text."""
    ink = np.zeros((HEIGHT, CELL * len(text) + 4), bool)
    ink[[0, -1]] = ink[:, [0, -1]] = True
    for place, octet in enumerate(text.encode("latin-1")):
        for bit in range(BITS):
            if octet >> bit & 1:
                ink[2 + 2 * bit : 4 + 2 * bit, 2 + CELL * place : 4 + CELL * place] = True
    return ink


def rect_of(text: str, left: int, top: int) -> Rect:
    """Return what a text printed there takes up."""
    rows, columns = stamp(text).shape
    return Rect(left, top, left + columns, top + rows)


def put(
    samples: NDArray[np.uint8], text: str, left: int, top: int, value: int = 230
) -> NDArray[np.uint8]:
    """Return a copy of gray samples, or of a picture, with the text."""
    rect = rect_of(text, left, top)
    printed = samples.copy()
    printed[rect.top : rect.bottom, rect.left : rect.right][stamp(text)] = value
    return printed


@dataclass
class PrintedEngine:
    """Sees printed texts, and counts how often it was asked to."""

    finds: int = 0
    reads: int = 0
    looked_at: int = 0
    """In pixels, of all pictures together."""

    name = "printed"

    def find(self, picture: Picture, *, quick: bool = False) -> tuple[TextBox, ...]:
        self.finds += 1
        self.looked_at += picture.shape[0] * picture.shape[1]
        _, _, boxes, _ = cv2.connectedComponentsWithStats(_ink(picture), connectivity=8)
        return tuple(
            _box(Rect(x, y, x + width, y + height))
            for x, y, width, height, _ in boxes[1:].tolist()
            if height == HEIGHT and width % CELL == 0 and width > 4
        )

    def find_again(self, picture: Picture) -> Sequence[TextBox]:
        return ()

    def read(self, picture: Picture, boxes: Sequence[TextBox]) -> tuple[tuple[Word, ...], ...]:
        self.reads += len(boxes)
        ink = _ink(picture)
        return tuple((_word(ink, box.rect, line),) for line, box in enumerate(boxes))


def _ink(picture: Picture) -> NDArray[np.uint8]:
    shades = picture.max(axis=2).astype(float)
    distance = np.abs(shades - np.median(shades))
    noise = 1.48 * float(np.median(distance))
    return np.asarray(distance > max(FAINTEST, OUT_OF_NOISE * noise), np.uint8)


def _box(rect: Rect) -> TextBox:
    left, top, right, bottom = map(float, (rect.left, rect.top, rect.right, rect.bottom))
    return TextBox(rect, ((left, top), (right, top), (right, bottom), (left, bottom)), 1.0)


def _word(ink: NDArray[np.uint8], rect: Rect, line: int) -> Word:
    octets = bytes(
        sum(int(ink[rect.top + 2 + 2 * bit, column]) << bit for bit in range(BITS))
        for column in range(rect.left + 2, rect.right - 2, CELL)
    )
    return Word(Sensitive(octets.decode("latin-1")), rect, 1.0, line)
