"""The pictures made of one picture that are looked at for text, and how to come back from them.

2026-11, measured on 2,835 strings of 160 pictures with 0.4 megapixels each: strings of whose ink
less than 90 % is inside of boxes, and looks of the picture's own size.

    looks                                                    missed    cost
    the picture, and its inverse                                 92    2
    the same, and in saturation where it has color               75    2.4
    the picture half as large again, and the inverse             63    3.25
    ... the evened inverse instead of the inverse                60    3.25
    ... and in saturation where it has color                     48    3.7
    ... and lines of large letters are no giants (shapes.py)     44    3.7
    ... and that evened inverse turned, for upright text         37    4.7

Closer looks (closer.py) leave 30, for 1.3 looks more. To keep boxes as tight as the
first view shows them (tiling.is_new, tiling.is_beside) costs 7 of those, and saves a fifth of
the area that is boxed in vain and the lines that are read together with their neighbors. So the
detector as it is misses 37 of 2,835 strings where the picture and its inverse missed 95, and 20 of
1,364 others instead of 34, in 1.7 times the CPU time; a quick look takes three quarters of it.
Twice the size instead of 1.5 times finds a quarter of what is left, for 1.75 looks.
Not worth theirs, with those chosen: the picture as it is, smoothed, or in three quarters of its
size (2 to 5 strings each), single color planes, principal components, lower thresholds (3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from scrub.model.geometry import Rect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrub.seams import Picture

LARGER = 1.5
"""Letters of 6 to 8 pixels are found in so many times their size."""

LARGER_UP_TO = 1_250_000
"""Pictures of no more pixels are enlarged; others have larger letters."""

HALF_SIZE_FROM = 1200
"""Pictures with both sides at least this long are looked at in half size too."""

AROUND = 16.0
"""The ground is evened by what so many pixels around are like, as the deviation of a Gaussian."""

QUARTER = 4
"""It is computed in a quarter of the size, where that takes a sixteenth of the work."""

CALM = 6.0
"""What differs from its ground by few levels stays faint: noise is not to become texture."""

CONTRAST = 42.0
"""Levels of one standard deviation in an evened picture."""

VIVID = 40
"""A pixel has color if its largest and its least value are more than so many levels apart."""

FEWEST = 12
"""So many pixels may be a colored letter;"""

BESIDE = 24
"""and as many pixels around them are looked at too."""


@dataclass(frozen=True, slots=True)
class View:
    """A picture to look at: `scale` times the part of the original from `left` and `top` on.

    If `turned`, it was then turned by a quarter to the left.
    """

    picture: Picture
    scale: float = 1.0
    left: int = 0
    top: int = 0
    turned: bool = False


def views(picture: Picture, *, quick: bool) -> Iterator[View]:
    """Yield what is looked at: for a quick look, little more than the picture.

    Large pictures are X-rays, of which the picture as it is and in half size showed all of 546
    strings: their inverse is looked at in half size only.
    """
    rows, columns = picture.shape[:2]
    large = min(rows, columns) >= HALF_SIZE_FROM
    if quick or large or rows * columns > LARGER_UP_TO:
        yield View(picture)
    else:
        yield View(resized(picture, LARGER), LARGER)
    if quick:
        return
    yield from _vivid(picture)
    if large:
        half = resized(picture, 0.5)
        yield View(half, 0.5)
        yield View(np.asarray(255 - half, np.uint8), 0.5)
    else:
        inverse = np.asarray(255 - evened(picture), np.uint8)
        yield View(inverse)
        yield View(turned(inverse), turned=True)


def resized(picture: Picture, scale: float) -> Picture:
    """Return the picture in another size, or itself."""
    if scale == 1:
        return picture
    how = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=how), np.uint8)


def turned(picture: Picture) -> Picture:
    """Return the picture turned by a quarter to the left: what ran up runs to the right."""
    return np.ascontiguousarray(np.rot90(picture))


def evened(picture: Picture) -> Picture:
    """Return the picture with the same brightness and contrast everywhere."""
    rows, columns = picture.shape[:2]
    small = (max(1, columns // QUARTER), max(1, rows // QUARTER))
    levels = picture.astype(np.float32)
    gray = levels.mean(axis=2)
    moments = np.dstack([levels, gray * gray])
    around = cv2.GaussianBlur(
        cv2.resize(moments, small, interpolation=cv2.INTER_AREA), (0, 0), AROUND / QUARTER
    )
    variance = around[..., 3] - around[..., :3].mean(axis=2) ** 2
    gain = CONTRAST / (np.sqrt(np.maximum(variance, 0)) + CALM)
    ground = cv2.resize(np.dstack([around[..., :3], gain]), (columns, rows))
    even = 127 + (levels - ground[..., :3]) * ground[..., 3:]
    return np.asarray(np.clip(even, 0, 255), np.uint8)


def _vivid(picture: Picture) -> Iterator[View]:
    """Yield how vivid colors are, where there are any: gray anatomy is black in that picture."""
    spread = picture.max(axis=2) - picture.min(axis=2)
    colored = spread > VIVID
    if np.count_nonzero(colored) < FEWEST:
        return
    rows, columns = np.flatnonzero(colored.any(axis=1)), np.flatnonzero(colored.any(axis=0))
    bounds = Rect(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    part = bounds.grow(BESIDE).clip(*spread.shape) or bounds
    inside = spread[part.top : part.bottom, part.left : part.right]
    yield View(np.repeat(inside[..., None], 3, axis=2), 1.0, part.left, part.top)
