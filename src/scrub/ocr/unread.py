"""What of a line was not read: ink where no character was recognized.

2026-11: what knows no Cyrillic and no Arabic reads the full stop of a Russian name, and is sure of
it. Its confidence is that of what it read; so what it passed over is told here, from the picture.
On a made set, 2 % of Latin lines have such a part, and most of these were indeed not read.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

from scrub.ocr.ink import from_ground

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from scrub.seams import Picture

REACH = 0.3
"""A character takes so much of the strip's height to either side of its middle."""

REACH_OF_SIGNS = 0.1
"""A full stop, a stroke or a bracket takes less: what cannot be read is read as such at times."""

WIDE = "%‰&@#€£℃℉"
"""Signs as wide as letters."""

ENOUGH = 0.35
"""So many columns with ink between two, as a share of the height, are at least a letter."""

ENOUGH_ON_TEXTURE = 0.7
"""On texture ink is not told from ground; then so wide a gap is taken to be filled."""

EDGE = 0.2
"""The upper and the lower part of a strip, where a neighbor's ink may be."""

CALM = 0.3
"""A ground is calm if its edges vary by less than this share of the most that anything does."""

THIN = 3
"""Ink in no more rows than this is no letters: ticks of rulers are so, and dashes between them."""

INK = 0.3
"""Ink differs from a calm ground by more than this share of the most that anything does,"""

FAINTEST = 8
"""and by more than so many levels of 255."""


def unread(strip: Picture, characters: str, centers: Sequence[float]) -> list[tuple[float, float]]:
    """Return the parts of a level line, from and to as shares of it, that were not read.

    `centers` are the middles of the characters that were, as shares, in order.
    """
    rows, columns = strip.shape[:2]
    reaches = [rows * (REACH_OF_SIGNS if _is_sign(one) else REACH) for one in characters]
    middles = [center * columns for center in centers]
    inked, enough = _inked(strip)
    return [
        (start / columns, stop / columns)
        for start, stop in _between(middles, reaches, columns)
        if _is_letters(inked[:, start:stop], enough * rows)
    ]


def _is_letters(inked: NDArray[np.bool_], least: float) -> bool:
    """Tell whether there is ink in so many columns at least, and in more rows than a stroke has."""
    edge = int(EDGE * len(inked))
    inner = inked[edge : len(inked) - edge]
    return bool(inner.any(axis=1).sum() > THIN and inner.any(axis=0).sum() >= least)


def _is_sign(character: str) -> bool:
    return not (character.isalnum() or character.isspace() or character in WIDE)


def _between(
    middles: Sequence[float], reaches: Sequence[float], columns: int
) -> Iterator[tuple[int, int]]:
    spans = [(m - reach, m + reach) for m, reach in zip(middles, reaches, strict=True)]
    for (_, left), (right, _) in itertools.pairwise([(0, 0), *spans, (columns, columns)]):
        start, stop = max(0, int(left)), min(columns, int(right))
        if start < stop:
            yield start, stop


def _inked(strip: Picture) -> tuple[NDArray[np.bool_], float]:
    """Return where on a line ink is, and how much of it, in heights, is a letter at least."""
    distance, roughness = from_ground(strip)
    most = float(distance.max())
    if roughness > CALM * most:
        return np.ones(strip.shape[:2], bool), ENOUGH_ON_TEXTURE
    return np.asarray(distance > max(FAINTEST, 2 * roughness, INK * most)), ENOUGH
