"""Texts drawn without a font file: strokes of a pen, matrices of dots, seven bars."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]

STROKES = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_COMPLEX_SMALL,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
)


def strokes(chance: Generator, text: str, height: float) -> Plane:
    """Draw with a pen: OpenCV's Hershey fonts."""
    face = STROKES[int(chance.integers(len(STROKES)))]
    face |= cv2.FONT_ITALIC if chance.random() < 0.1 else 0
    thick = (
        1 if height < 16 or chance.random() < 0.3 else int(chance.integers(1, 1 + int(height) // 8))
    )
    scale = cv2.getFontScaleFromHeight(face, max(5, int(height)), thick)
    (width, high), below = cv2.getTextSize(text, face, scale, thick)
    page = np.zeros((high + below + 24, width + 24), np.uint8)
    kind = cv2.LINE_AA if chance.random() < 0.6 else cv2.LINE_8
    cv2.putText(page, text, (12, high + 10), face, scale, 255, thick, kind)
    return page.astype(np.float32) / np.float32(255)


def dots(chance: Generator, text: str, height: float) -> Plane:
    """Draw with a matrix of 5 x 7 or 8 x 8 dots that stands on its own, enlarged by whole steps."""
    matrix = _matrix(int(chance.integers(len(_CELLS))))
    gap = int(chance.integers(1, 3))
    rows = next(iter(matrix.values())).shape[0]
    cells = [matrix.get(letter, matrix["?"]) for letter in text]
    page = np.concatenate([np.pad(cell, ((0, 0), (0, gap))) for cell in cells], axis=1)
    times = max(1, round(height / rows))
    tall = times * (2 if chance.random() < 0.15 else 1)
    drawn = np.kron(page, np.ones((tall, times), np.float32))
    if times > 2 and chance.random() < 0.2:
        drawn = drawn * np.kron(np.ones_like(page), _dot(tall, times))
    return np.pad(drawn, 2)


def segments(chance: Generator, text: str, height: float) -> Plane:
    """Draw digits of seven bars; only digits, `-`, `.`, `:` and space are known."""
    tall, wide = max(9, int(height)), max(5, int(height * chance.uniform(0.45, 0.65)))
    thick = max(1, int(height * chance.uniform(0.08, 0.2)))
    gap = thick // 2 if thick > 2 and chance.random() < 0.5 else 0
    pitch = wide + max(2, int(0.25 * height))
    page = np.zeros((tall, pitch * len(text)), np.float32)
    for place, letter in enumerate(text):
        cell = page[:, place * pitch : place * pitch + wide]
        for bar in _BARS.get(letter, ()):
            _draw_bar(cell, bar, thick, gap)
        if letter in ".:":
            cell[-thick:, :thick] = 1
        if letter == ":":
            cell[tall // 4 : tall // 4 + thick, :thick] = 1
    return np.pad(page, 2)


def _draw_bar(cell: Plane, bar: int, thick: int, gap: int) -> None:
    tall, wide = cell.shape
    (y0, x0), (y1, x1) = _ENDS[bar]
    (y0, y1), (x0, x1) = ((tall * y) // 2 for y in (y0, y1)), (wide * x for x in (x0, x1))
    if y0 == y1:
        top = min(max(0, y0 - thick // 2), tall - thick)
        cell[top : top + thick, x0 + gap : x1 - gap] = 1
    else:
        left = min(max(0, x0 - thick // 2), wide - thick)
        cell[y0 + gap : y1 - gap, left : left + thick] = 1


_ENDS = (
    ((0, 0), (0, 1)),
    ((0, 1), (1, 1)),
    ((1, 1), (2, 1)),
    ((2, 0), (2, 1)),
    ((1, 0), (2, 0)),
    ((0, 0), (1, 0)),
    ((1, 0), (1, 1)),
)
"""Where each of the seven bars begins and ends: rows in half heights, columns in widths."""

_BARS = {
    "0": (0, 1, 2, 3, 4, 5),
    "1": (1, 2),
    "2": (0, 1, 6, 4, 3),
    "3": (0, 1, 6, 2, 3),
    "4": (5, 6, 1, 2),
    "5": (0, 5, 6, 2, 3),
    "6": (0, 5, 4, 3, 2, 6),
    "7": (0, 1, 2),
    "8": (0, 1, 2, 3, 4, 5, 6),
    "9": (0, 1, 2, 3, 5, 6),
    "-": (6,),
}


def _dot(tall: int, wide: int) -> Plane:
    made = np.ones((tall, wide), np.float32)
    made[-1] = made[:, -1] = 0
    return made


_CELLS = ((5, 7), (6, 7), (7, 8), (8, 8), (5, 9))


@lru_cache
def _matrix(which: int) -> dict[str, Plane]:
    """Return a dot matrix made from strokes: letters drawn large, then put on few dots."""
    wide, high = _CELLS[which]
    made: dict[str, Plane] = {}
    for code in range(32, 127):
        page = np.zeros((high * 8 + 24, wide * 8 + 24), np.uint8)
        (width, _), _ = cv2.getTextSize(chr(code), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 1)
        scale = min(high * 8 / 22, wide * 8 / max(20, width))
        foot = (12, int(12 + 22 * scale))
        thick = 7 if which % 2 else 5
        cv2.putText(page, chr(code), foot, cv2.FONT_HERSHEY_SIMPLEX, scale, 255, thick)
        cut = page[8 : 8 + high * 8, 8 : 8 + wide * 8].astype(np.float32)
        share = cv2.resize(cut, (wide, high), interpolation=cv2.INTER_AREA)
        made[chr(code)] = (share > 84).astype(np.float32)
    return made
