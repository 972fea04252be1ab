"""What stores, screens and grabbers do to a picture: compression, blur, fields, dark lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from numpy.typing import NDArray

    Plane = NDArray[np.float32]


def damaged(picture: Plane, chance: Generator) -> Plane:
    """Return a picture, rows x columns x 3, 0..255, after one of these."""
    draw = chance.random()
    damage = next(damage for below, damage in DAMAGES if draw < below)
    return np.asarray(damage(picture, chance), np.float32)


def jpeg(picture: Plane, chance: Generator) -> Plane:
    """JPEG, of any quality from 30."""
    quality = int(chance.integers(30, 96))
    return _coded(picture, ".jpg", [cv2.IMWRITE_JPEG_QUALITY, quality])


def jpeg_2000(picture: Plane, chance: Generator) -> Plane:
    """JPEG 2000, a fortieth to three tenths of the size."""
    thousandths = int(chance.integers(25, 300))
    return _coded(picture, ".jp2", [cv2.IMWRITE_JPEG2000_COMPRESSION_X1000, thousandths])


def blurred(picture: Plane, chance: Generator) -> Plane:
    """A blur of less than a pixel."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), chance.uniform(0.3, 0.9)), np.float32)


def one_field(picture: Plane, chance: Generator) -> Plane:
    """One field of two: each odd row is the row above it."""
    del chance
    made = picture.copy()
    made[1::2] = made[0::2][: made[1::2].shape[0]]
    return made


def interlaced(picture: Plane, chance: Generator) -> Plane:
    """Odd rows a pixel aside, and darker."""
    made = picture.copy()
    made[1::2] = np.roll(made[1::2], int(chance.integers(-1, 2)), axis=1)
    made[1::2] *= chance.uniform(0.6, 1)
    return made


def _coded(picture: Plane, kind: str, how: list[int]) -> Plane:
    _, code = cv2.imencode(kind, np.rint(picture).astype(np.uint8), how)
    return np.asarray(cv2.imdecode(code, cv2.IMREAD_COLOR), np.float32)


DAMAGES: tuple[tuple[float, Callable[[Plane, Generator], Plane]], ...] = (
    (0.6, jpeg),
    (0.72, jpeg_2000),
    (0.87, blurred),
    (0.93, one_field),
    (1.0, interlaced),
)
"""A draw below the first picks the second."""
