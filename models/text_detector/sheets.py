"""A picture on which texts are written: each where no other is, and noted as lines."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from inks import contrast, dressed
from labels import Line

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from faces import Faces
    from styles import Style

    Plane = NDArray[np.float32]
    Part = tuple[int, int, int, int]

INK = 0.3
"""Coverage from which a pixel is ink."""

GAP = 1.1
"""Ink with a gap of so many times the thickness is two lines."""

NEEDED = ((9, 1.5), (13, 1.2), (21, 0.9), (1 << 30, 0.7))
"""How many times the grain under it a contrast must be to be seen, for letters up to so high."""

FAINTEST = 0.03
"""The least contrast that counts, 0..1."""

SEEN = 0.4
"""A line counts if so much of its height, and of its length, is inside of the picture."""

MARGIN = 2
"""Pixels around the ink of a text."""

TRIES = 4
"""So many places are tried for a text that may be anywhere."""


@dataclass(frozen=True)
class Drawn:
    """A text drawn and turned: coverage, rows x columns, 0..1, and where its parts were before.

    The matrix, 2 x 3, took points of the text as it was drawn, level, to where they are.
    """

    share: Plane
    matrix: NDArray[np.float64]
    parts: tuple[Part, ...]
    look: Style


@dataclass
class Sheet:
    """A picture being made, size x size x 3, 0..255; what is taken of it; its lines of text."""

    page: Plane
    faces: Faces
    chance: Generator
    lines: list[Line] = field(default_factory=list)
    taken: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.taken = np.zeros(self.page.shape[:2], bool)

    def coverage(self, look: Style, text: str) -> Plane:
        """Return a text drawn in the face of its style, 0..1."""
        return self.faces.draw(np.random.default_rng(look.seed), look.script, text, look.height)

    def write(self, look: Style, text: str, place: tuple[float, float] | None) -> tuple[int, int]:
        """Put a text onto the picture, its top left where told or anywhere.

        Returns its columns and rows before it is turned, even where it found no place.
        """
        share = _cropped(self.coverage(look, text.strip() or "0"))
        if share is None:
            return 0, 0
        drawn = Drawn(*_turned(np.pad(share, MARGIN), look.angle), _parts(share), look)
        if place is not None:
            self._put(drawn, place)
        else:
            for _ in range(TRIES):
                if self._put(drawn, self._corner(drawn.share.shape)):
                    break
        return share.shape[1], share.shape[0]

    def _corner(self, shape: tuple[int, ...]) -> tuple[float, float]:
        """Return a place anywhere; one in eight is cut by an edge."""
        side, chance = self.page.shape[0], self.chance
        out = 0.6 if chance.random() < 0.12 else 0.0
        high, wide = shape[:2]
        x = chance.uniform(-out * wide, max(1, side - wide * (1 - out)))
        y = chance.uniform(-out * high, max(1, side - high * (1 - out)))
        if wide > side:
            x = chance.uniform(side - wide, 0)
        if high > side:
            y = chance.uniform(side - high, 0)
        return float(x), float(y)

    def _put(self, drawn: Drawn, corner: tuple[float, float]) -> bool:
        """Return whether nothing was in the way; what is outside of the picture is dropped."""
        x, y = round(corner[0]), round(corner[1])
        side, (high, wide) = self.page.shape[0], drawn.share.shape
        left, top, right, bottom = max(0, x), max(0, y), min(side, x + wide), min(side, y + high)
        if right - left < 3 or bottom - top < 3:
            return True
        place = slice(top, bottom), slice(left, right)
        if self.taken[place].any():
            return False
        self.taken[place] = True
        share = drawn.share[top - y : bottom - y, left - x : right - x]
        before = self.page[place]
        after = dressed(before, share, drawn.look, self.chance)
        visible = _visible(contrast(before, after, share, drawn.look), drawn.look)
        self.page[place] = after
        for part in drawn.parts:
            line = _line(part, drawn, x, y)
            self.lines.append(replace(line, counts=visible and _seen(line, side) > SEEN))
        return True


def _cropped(share: Plane) -> Plane | None:
    """Return coverage without what is around the ink; nothing where no ink is."""
    rows, columns = np.flatnonzero(share.max(axis=1) > INK), np.flatnonzero(share.max(axis=0) > INK)
    if not rows.size:
        return None
    return share[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _parts(share: Plane) -> tuple[Part, ...]:
    """Return left, top, right, bottom of the stretches of ink that wide gaps tell apart.

    They are where the ink is once the margin is around it.
    """
    ink = share > INK
    there = ink.any(axis=0)
    gap = int(GAP * share.shape[0]) | 1
    joined = cv2.morphologyEx(
        np.pad(there, gap).astype(np.uint8)[None], cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8)
    )[0][gap:-gap]
    edges = np.flatnonzero(np.diff(np.pad(joined.astype(np.int8), 1)))
    found = []
    for left, right in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        rows = np.flatnonzero(ink[:, left:right].any(axis=1))
        if rows.size:
            top, bottom = int(rows[0]) + MARGIN, int(rows[-1]) + 1 + MARGIN
            found.append((left + MARGIN, top, right + MARGIN, bottom))
    return tuple(found)


def _turned(share: Plane, angle: float) -> tuple[Plane, NDArray[np.float64]]:
    """Return coverage turned by degrees, and the matrix, 2 x 3, that took points there."""
    high, wide = share.shape
    radians = np.radians(angle)
    c, s = float(np.cos(radians)), float(np.sin(radians))
    new = (
        int(np.ceil(abs(wide * c) + abs(high * s) - 1e-6)),
        int(np.ceil(abs(wide * s) + abs(high * c) - 1e-6)),
    )
    matrix = np.array([[c, -s, 0], [s, c, 0]])
    middle = np.array([(wide - 1) / 2, (high - 1) / 2])
    matrix[:, 2] = (np.array(new) - 1) / 2 - matrix[:, :2] @ middle
    if angle == 0:
        return share, matrix
    turned = cv2.warpAffine(share, matrix, new, flags=cv2.INTER_LINEAR)
    return np.asarray(turned, np.float32), matrix


def _line(part: Part, drawn: Drawn, x: int, y: int) -> Line:
    """Return where a part of a text is on the picture, the text's top left being at x, y."""
    left, top, right, bottom = part
    middle = drawn.matrix @ np.array([(left + right - 1) / 2, (top + bottom - 1) / 2, 1])
    return Line(
        x=float(middle[0]) + x,
        y=float(middle[1]) + y,
        half_length=(right - left) / 2,
        half_thickness=(bottom - top) / 2,
        angle=float(np.radians(drawn.look.angle)),
    )


def _visible(found: tuple[float, float], look: Style) -> bool:
    """Tell whether an eye sees letters of this height, given their contrast and the grain."""
    needed = next(factor for limit, factor in NEEDED if look.height <= limit)
    return found[0] > max(FAINTEST, needed * found[1])


def _seen(line: Line, side: int) -> float:
    """Return how much of a line's height, and of its length, is inside of the picture."""
    corners = line.corners(line.half_length, line.half_thickness)
    inside = np.clip(corners, 0, side - 1)
    whole, shown = np.ptp(corners, axis=0), np.ptp(inside, axis=0)
    thin = 0 if whole[0] < whole[1] else 1
    rest = shown[1 - thin] / max(1.0, float(2 * line.half_thickness))
    return float(min(shown[thin] / max(1.0, float(whole[thin])), rest))
