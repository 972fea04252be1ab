"""Pictures with text, and where it is: a ground, furniture, texts in layouts, damage."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from damage import damaged
from furniture import furnish
from grounds import ground
from labels import Line, maps
from layouts import lay_out
from sheets import Sheet

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from faces import Faces
    from fields import Fields

    Plane = NDArray[np.float32]
    Bytes = NDArray[np.uint8]

SCALINGS = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_AREA, cv2.INTER_NEAREST)

_LUMA = np.array((0.299, 0.587, 0.114), np.float32)


def scene(fields: Fields, faces: Faces, chance: Generator, size: int) -> tuple[Bytes, Bytes, Bytes]:
    """Return a picture, size x size x 3, and its maps of cores and thicknesses (labels.maps)."""
    picture, lines = picture_and_lines(fields, faces, chance, size)
    return picture, *maps(lines, size)


def picture_and_lines(
    fields: Fields, faces: Faces, chance: Generator, size: int
) -> tuple[Bytes, list[Line]]:
    """Return a picture, size x size x 3, and the lines of text on it."""
    scale = float(chance.uniform(0.6, 2.2)) if chance.random() < 0.18 else 1.0
    drawn = int(np.ceil(size / scale))
    made = Sheet(ground(fields, chance, drawn), faces, chance)
    _fill(made)
    picture, lines = made.page, made.lines
    if scale != 1.0:
        how = int(chance.choice(SCALINGS))
        picture = np.asarray(cv2.resize(picture, (size, size), interpolation=how), np.float32)
        lines = [_larger(line, size / drawn) for line in lines]
    return _finished(np.clip(picture, 0, 255), chance), lines


def _fill(made: Sheet) -> None:
    """Put furniture and texts onto a ground; one picture in ten is without text."""
    chance = made.chance
    furnish(made.page, chance)
    if chance.random() < 0.9:
        for _ in range(int(chance.choice((1, 1, 2, 2, 3)))):
            lay_out(made)
    else:
        furnish(made.page, chance)
    if chance.random() < 0.06:
        furnish(made.page, chance)


def _finished(picture: Plane, chance: Generator) -> Bytes:
    """Return a picture as it comes out of a store, by chance damaged, by chance gray."""
    if chance.random() < 0.45:
        picture = damaged(picture, chance)
    if chance.random() < 0.4:
        picture = np.repeat((picture @ _LUMA)[..., None], 3, axis=2)
    return np.rint(np.clip(picture, 0, 255)).astype(np.uint8)


def _larger(line: Line, scale: float) -> Line:
    return replace(
        line,
        x=(line.x + 0.5) * scale - 0.5,
        y=(line.y + 0.5) * scale - 0.5,
        half_length=line.half_length * scale,
        half_thickness=line.half_thickness * scale,
    )
